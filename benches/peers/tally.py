"""What a lane records of each path, and the metrics that follow from it (docs/model.md, 8)."""

import numpy as np

FLOWS = [
    "asked_units", "shipped_units", "delivered_units", "returned_units", "cancelled_units", "substituted_units",
    "offshore_units", "licensed_units", "approved_units", "produced_units", "sold_elsewhere_units",
    "gross_revenue_usd", "net_revenue_usd", "vendor_levy_usd", "buyer_levy_usd", "levy_refunds_usd", "cost_usd",
    "write_down_usd", "gross_margin_usd", "unsold_cost_usd",
    "margin_after_stock_usd", "us_take_usd", "china_take_usd", "compute_delivered_h20e",
]  # fmt: skip
(
    ASKED, SHIPPED, DELIVERED, RETURNED, CANCELLED, SUBSTITUTED, OFFSHORE, LICENSED, APPROVED, PRODUCED, SOLD,
    GROSS, NET, VENDOR_LEVY, BUYER_LEVY, REFUNDS, COST, WRITE_DOWN, MARGIN, UNSOLD, AFTER_STOCK, US_TAKE, CHINA_TAKE,
    COMPUTE,
) = range(len(FLOWS))  # fmt: skip
GATES = ["not_firm", "barred", "not_licensed", "volume_cap", "not_approved", "no_stock", "test_lab", "customs"]
BY_YEAR = [DELIVERED, SHIPPED, GROSS, NET, MARGIN, WRITE_DOWN, COMPUTE, CANCELLED, SUBSTITUTED, LICENSED, APPROVED]
BY_PRODUCT = [DELIVERED, SHIPPED, GROSS]


def shapes(model):
    """What a path's tally holds: its sums by year, what happened by week, and what is read at the end."""
    m = model
    return dict(
        flows=(len(FLOWS), m.years),
        by_product=(m.products, len(BY_PRODUCT), m.years),
        levies=(m.levies,),
        withheld=(len(GATES),),
        us_weeks=(len(m.us_strictness),),
        cn_weeks=(len(m.cn_strictness),),
        open_weeks=(),
        rounds=(m.products, m.years),
        tariff_sum=(),
        tariff_peak=(),
        backlog=(),
        firm=(),
        under_way=(),
        at_customs=(),
        stock=(),
        peak_stock=(),
        first=(m.products + 1,),
        paper_only=(),
        longest_paper_only=(),
        delivered_weekly=(m.weeks,),
        shipped_weekly=(m.weeks,),
    )


def allocate(model, paths):
    """An empty tally, a record a path."""
    fields = shapes(model)
    made = np.recarray(paths, dtype=[(name, float, shape) for name, shape in fields.items()])
    for name in fields:
        made[name] = np.nan if name == "first" else 0.0
    return made


def metrics(scenario, tally):
    """Every metric that the peers have, by the name it has in `paths.parquet`, one value a path."""
    found = {}
    total = tally.flows.sum(axis=2)
    take = tally.flows[:, US_TAKE] + tally.flows[:, CHINA_TAKE]
    for flow, name in enumerate(FLOWS):
        found[name] = total[:, flow]
    found["government_take_usd"] = take.sum(axis=1)
    for index, year in enumerate(scenario.years):
        for flow in BY_YEAR:
            found[f"{FLOWS[flow]}.{year}"] = tally.flows[:, flow, index]
        found[f"government_take_usd.{year}"] = take[:, index]
        found[f"approval_rounds.{year}"] = tally.rounds[:, :, index].sum(axis=1)
    for p, product in enumerate(scenario.products):
        for index, flow in enumerate(BY_PRODUCT):
            found[f"{FLOWS[flow]}.{product}"] = tally.by_product[:, p, index].sum(axis=1)
            for y, year in enumerate(scenario.years):
                found[f"{FLOWS[flow]}.{product}.{year}"] = tally.by_product[:, p, index, y]
        found[f"approval_rounds.{product}"] = tally.rounds[:, p].sum(axis=1)
        found[f"first_delivery_week.{product}"] = tally.first[:, p]
    found["approval_rounds"] = tally.rounds.sum(axis=(1, 2))
    found["first_delivery_week"] = tally.first[:, -1]
    for gate, name in enumerate(GATES):
        found[f"withheld_unit_weeks.{name}"] = tally.withheld[:, gate]
    for i, name in enumerate(scenario.instruments):
        found[f"levy_usd.{name}"] = tally.levies[:, i]
    for process, regimes, weeks in (
        ("washington", scenario.washington, tally.us_weeks),
        ("beijing", scenario.beijing, tally.cn_weeks),
    ):
        for regime, name in enumerate(regimes):
            found[f"weeks_in.{process}.{name}"] = weeks[:, regime]
    found["weeks_in.customs.open"] = tally.open_weeks
    found["weeks_in.customs.closed"] = scenario.model.weeks - tally.open_weeks
    if scenario.has_ladder:
        found["mean_tariff_rate"] = tally.tariff_sum / scenario.model.weeks
        found["peak_tariff_rate"] = tally.tariff_peak
    found["closing_backlog_units"] = tally.backlog
    found["closing_firm_units"] = tally.firm
    found["closing_provisional_units"] = tally.backlog - tally.firm
    found["in_pipeline_units"] = tally.under_way
    found["closing_at_customs_units"] = tally.at_customs
    found["closing_stock_units"] = tally.stock
    found["peak_stock_units"] = tally.peak_stock
    found["paper_only_weeks"] = tally.paper_only
    found["longest_paper_only_weeks"] = tally.longest_paper_only
    return found
