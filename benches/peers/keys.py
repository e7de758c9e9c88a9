"""Numbers of the language that are read alike: key, factor to the internal unit, default (docs/model.md, 6.1)."""

YEAR = 365.2425 / 7
MONTH = YEAR / 12
QUARTER = YEAR / 4
NO_LIMIT = 1e12

# None as the default: required.
DEMAND = [
    ("asked_units", 1, None),
    ("opening_firm_share", 1, 0),
    ("firming_share", 1, 1),
    ("firming_weeks", 1, 0),
    ("unapproved_factor", 1, 1),
    ("elasticity", 1, 0),
    ("new_interest_units_per_month", 1 / MONTH, 0),
    ("cancellation_hazard_per_month", 1 / MONTH, 0),
    ("cancellation_growth_per_month", 1 / MONTH, 0),
    ("firm_cancellation_factor", 1, 1),
    ("substitution_hazard_per_month", 1 / MONTH, 0),
    ("offshore_share", 1, 0),
]
SUPPLY = [
    ("opening_stock_units", 1, 0),
    ("full_output_units_per_quarter", 1 / QUARTER, 0),
    ("ramp_lag_months", MONTH, 0),
    ("ramp_weeks", 1, 0),
    ("yield_volatility", 1, 0),
    ("yield_persistence", 1, 0),
    ("disruption_hazard_per_year", 1 / YEAR, 0),
    ("disruption_output_share", 1, 0),
    ("other_customers_units_per_quarter", 1 / QUARTER, 0),
    ("other_customers_volatility", 1, 0),
    ("other_customers_priority", 1, 0),
    ("stop_after_idle_weeks", 1, NO_LIMIT),
    ("stop_hazard_per_month", 1 / MONTH, 0),
    ("restart_cover", 1, NO_LIMIT),
    ("decision_weeks", 1, 0),
    ("write_down_after_weeks", 1, NO_LIMIT),
    ("write_down_share", 1, 0),
    ("salvage_share", 1, 0),
]
LOGISTICS = [
    ("test_throughput_units_per_week", 1, NO_LIMIT),
    ("test_weeks", 1, 0),
    ("transit_weeks", 1, 0),
    ("clearance_weeks", 1, 0),
]
POLICY = [
    ("buyer_cap_units", 1, NO_LIMIT),
    ("validity_weeks", 1, NO_LIMIT),
    ("reapply_weeks", 1, 0),
    ("us_sales_to_date_units", 1, 0),
    ("us_sales_units_per_quarter", 1 / QUARTER, 0),
    ("revenue_share", 1, 0),
]
