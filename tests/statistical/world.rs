//! A minimal scenario to build on.

use tradeflow::engine::{self, Check, Plan, RunResult};
use tradeflow::scenario;

pub use crate::record::{Z, assert_curve, assert_mean, assert_near, assert_share, assert_within};

pub const WEEKS_PER_MONTH: f64 = 365.2425 / 7.0 / 12.0;
pub const WEEKS_PER_QUARTER: f64 = 365.2425 / 28.0;

/// One product, one buyer, nothing in the way: 1,000 chips asked for, 1,000 in stock, price 1,000,
/// 52 weeks from 1 January 2026. `extra` is more TOML.
pub fn scenario_text(extra: &str) -> String {
    format!(
        r#"
schema = 1

[scenario]
name = "closed-form"
title = "Closed form"
start = 2026-01-01
end = 2026-12-30

[product.chip]
price_usd = 1_000

[product.chip.demand]
asked_units = 1_000
firming_weeks = 0

[product.chip.supply]
opening_stock_units = 1_000

[buyer.one]
class = "any"
order_share = 1
{extra}
"#
    )
}

/// Runs the minimal scenario with `extra` and inputs set as on the command line.
pub fn run(extra: &str, sets: &[&str], paths: usize) -> RunResult {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let scenario = scenario::from_text("closed-form.toml", &scenario_text(extra), &sets)
        .unwrap_or_else(|problems| panic!("the scenario is refused:\n{}", problems.render(false)));
    let mut plan = Plan::new(20_260_131, paths);
    plan.check = Check::EveryWeek;
    engine::run(&scenario.model, plan, &()).unwrap_or_else(|error| panic!("{error}"))
}

/// A metric's values, one a path.
pub fn metric<'r>(result: &'r RunResult, name: &str) -> &'r [f64] {
    let column = result.metrics.iter().find(|column| column.name == name);
    &column.unwrap_or_else(|| panic!("no metric {name}")).values
}

/// The mean of a weekly variable over all products and buyers, by week.
pub fn weekly(result: &RunResult, name: &str) -> Vec<f64> {
    let series = result.series.find(name, "all", "all");
    let series = series.unwrap_or_else(|| panic!("no series {name}"));
    series.weeks.iter().map(|week| week.mean.value).collect()
}
