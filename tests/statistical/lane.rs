//! The lane without chance, worked by hand, and the minimum of supply and demand.

use tradeflow::lanes::math::{normal_cdf, normal_quantile};

use crate::world::{
    WEEKS_PER_QUARTER, assert_curve, assert_mean, assert_near, metric, run, weekly,
};

/// Stock 300, output 100 a week, 500 of 1,000 orders firm at once, transit of two weeks and clearance of
/// one, 25% at US entry of which the buyer bears 40%, cost 400.
///
/// Week 1 ships min(500, 300 + 100) = 400, week 2 the other 100 and nothing after; they arrive in
/// weeks 4 and 5.
#[test]
fn a_lane_without_chance_is_what_one_works_out_by_hand() {
    let extra = r#"
[tariff.instrument.entry]
title = "Entry levy"
on = "us-entry"
receiver = "us"
policy_classes = ["advanced"]
rate = 0.25
borne_by_buyer = 0.4
"#;
    let output =
        format!("product.chip.supply.full_output_units_per_quarter={}", 100.0 * WEEKS_PER_QUARTER);
    let result = run(
        extra,
        &[
            "product.chip.demand.firming_share=0.5",
            "product.chip.supply.opening_stock_units=300",
            &output,
            "product.chip.logistics.transit_weeks=2",
            "product.chip.logistics.clearance_weeks=1",
            "product.chip.unit_cost_usd=400",
            "product.chip.supply.salvage_share=0.25",
        ],
        3,
    );
    assert_eq!(weekly(&result, "shipped_units")[..4], [400.0, 100.0, 0.0, 0.0]);
    assert_eq!(weekly(&result, "delivered_units")[..6], [0.0, 0.0, 0.0, 400.0, 100.0, 0.0]);
    assert_eq!(weekly(&result, "withheld_units.not_firm")[..3], [500.0; 3]);
    assert_eq!(weekly(&result, "withheld_units.no_stock")[..3], [100.0, 0.0, 0.0]);
    assert_eq!(weekly(&result, "unmet_units")[..3], [600.0, 500.0, 500.0]);
    assert_eq!(weekly(&result, "under_way_units")[..5], [400.0, 500.0, 500.0, 100.0, 0.0]);
    for (name, value) in [
        ("delivered_units", 500.0),
        ("first_delivery_week", 4.0),
        ("gross_revenue_usd", 500_000.0),
        ("government_take_usd", 125_000.0),
        ("vendor_levy_usd", 75_000.0),
        ("buyer_levy_usd", 50_000.0),
        ("net_revenue_usd", 425_000.0),
        ("cost_usd", 200_000.0),
        ("gross_margin_usd", 225_000.0),
        // Three quarters of the cost of the 5,000 chips left.
        ("unsold_cost_usd", 300.0 * 5_000.0),
        ("margin_after_stock_usd", 225_000.0 - 1_500_000.0),
        ("closing_stock_units", 300.0 + 52.0 * 100.0 - 500.0),
        ("closing_provisional_units", 500.0),
        ("gross_revenue_usd.2026Q1", 500_000.0),
    ] {
        let values = metric(&result, name).iter().map(|got| (*got, value));
        assert_curve(name, values, 1e-6);
    }
}

/// The volume cap by hand: 50% of US sales of 1,000 to date and 10 a week. As a total, 505 may
/// leave in week 1 and 5 more each week. As a flow, 50% of a quarter's sales each quarter.
#[test]
fn the_volume_cap_is_a_total_or_a_quarterly_flow() {
    let extra = format!(
        r#"
[washington]
opening_regime = "capped"
[washington.regime.capped]
strictness = 1
[washington.regime.capped.policy.advanced]
exports = true
volume_cap_share = 0.5
us_sales_to_date_units = 1_000
us_sales_units_per_quarter = {}
"#,
        10.0 * WEEKS_PER_QUARTER
    );
    let total = run(&extra, &["washington.cumulative_reading_odds=1"], 2);
    let shipped = weekly(&total, "shipped_units_cumulative");
    assert_curve("as a total", shipped.into_iter().zip([505.0, 510.0, 515.0, 520.0]), 0.0);
    let flow = run(&extra, &["washington.cumulative_reading_odds=0"], 2);
    let shipped = weekly(&flow, "shipped_units_cumulative");
    // 65.2 chips a quarter: the 1st, 14th, 27th and 40th week begin one (they end on
    // 7 January, 8 April, 8 July, 7 October... or the last days before).
    assert_near("as a flow, over four quarters", shipped[51], 4.0 * 65.0, 0.0);
    assert_curve("as a flow, in the first", shipped.into_iter().zip([65.0; 12]), 0.0);
    assert_eq!(weekly(&flow, "withheld_units.volume_cap")[0], 935.0);
}

/// E[min(S, D)] for independent normals (Clark, 1961):
/// μ₁Φ(−α) + μ₂Φ(α) − θφ(α), α = (μ₁ − μ₂)/θ, θ² = σ₁² + σ₂². The cut at zero, which chips need, is
/// more than eight standard deviations away.
#[test]
fn deliveries_are_the_minimum_of_supply_and_demand() {
    let result = run(
        "",
        &[
            "product.chip.supply.opening_stock_units={normal={mean=100_000,sd=9_000},truncate={min=0}}",
            "product.chip.demand.asked_units={normal={mean=104_000,sd=12_000},truncate={min=0}}",
        ],
        40_000,
    );
    let (m1, s1, m2, s2) = (100e3, 9e3, 104e3, 12e3);
    let theta = f64::hypot(s1, s2);
    let alpha: f64 = (m1 - m2) / theta;
    let density = (-alpha * alpha / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    let exact = m1 * normal_cdf(-alpha) + m2 * normal_cdf(alpha) - theta * density;
    assert_mean("min of supply and demand", metric(&result, "delivered_units"), exact, 0.0);
    // Φ⁻¹ and Φ are each other's inverse, so the exact value does not lean on one of them.
    assert!((normal_cdf(normal_quantile(0.3)) - 0.3).abs() < 1e-14);
}

/// A levy of 0, 10, 25 or 50% borne by the buyer and elasticity −0.8: the firm share of 10,000
/// orders is 0.6·(1 + t)^−0.8, so E[revenue] is a mixture of four prices.
#[test]
fn revenue_is_a_mixture_over_tariff_rates() {
    let extra = r#"
[tariff.instrument.duty]
on = "delivery"
receiver = "us"
policy_classes = ["advanced"]
borne_by_buyer = 1
rate.discrete = { values = [0, 0.1, 0.25, 0.5], weights = [0.2, 0.3, 0.4, 0.1] }
"#;
    let result = run(
        extra,
        &[
            "product.chip.demand.asked_units=10_000",
            "product.chip.supply.opening_stock_units=10_000",
            "product.chip.demand.firming_share=0.6",
            "product.chip.demand.elasticity=-0.8",
        ],
        40_000,
    );
    let rates = [(0.0, 0.2), (0.1, 0.3), (0.25, 0.4), (0.5, 0.1f64)];
    let firm = |t: f64| 10_000.0 * 0.6 * (1.0 + t).powf(-0.8);
    let revenue: f64 = rates.iter().map(|(t, w)| w * firm(*t) * 1_000.0).sum();
    let take: f64 = rates.iter().map(|(t, w)| w * t * firm(*t) * 1_000.0).sum();
    // One chip of rounding on each path at most.
    assert_mean("revenue", metric(&result, "gross_revenue_usd"), revenue, 1_000.0);
    assert_mean("levy", metric(&result, "government_take_usd"), take, 500.0);
    let zero = metric(&result, "government_take_usd").iter().filter(|take| **take == 0.0).count();
    crate::world::assert_share("share of paths without a levy", zero, 40_000, 0.2);
}
