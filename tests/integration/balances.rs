//! What must hold on each path of any run: every chip and every dollar is somewhere. Shared with `fuzz/`, so it names no test.

use tradeflow::engine::RunResult;
use tradeflow::model::{GATES, Model};

use crate::outcome::{columns, of};

/// Money is a sum of a few hundred rounded terms: 1e-12 of the turnover would do.
const MONEY: f64 = 1e-9;

fn close(a: f64, b: f64, turnover: f64) -> bool {
    (a - b).abs() <= MONEY * (turnover.abs() + 1.0)
}

/// What must hold on each path of any run.
pub fn balances(model: &Model, result: &RunResult) {
    let all = columns(result);
    let at = |name: &str, path: usize| of(&all, name)[path];
    for column in &result.metrics {
        let never = column.name.starts_with("first_delivery") || column.name.starts_with("event.");
        for value in &column.values {
            assert!(value.is_finite() || never, "{} is {value}", column.name);
            if column.name.contains("_units") || column.name.contains("withheld_unit_weeks") {
                assert!(*value >= 0.0, "{} is {value}", column.name);
                assert_eq!(value.fract(), 0.0, "{} is {value}", column.name);
            }
        }
    }
    for path in 0..result.paths {
        let sum = |names: &[&str]| names.iter().map(|name| at(name, path)).sum::<f64>();
        let one = |name: &str| at(name, path);
        assert_eq!(
            one("asked_units"),
            sum(&[
                "closing_backlog_units",
                "in_pipeline_units",
                "delivered_units",
                "cancelled_units",
                "offshore_units",
                "substituted_units",
                "returned_units",
            ]),
            "orders of path {path}"
        );
        assert_eq!(
            one("shipped_units"),
            sum(&["in_pipeline_units", "delivered_units", "returned_units"]),
            "shipments of path {path}"
        );
        let turnover = one("gross_revenue_usd").abs()
            + one("us_take_usd").abs()
            + one("china_take_usd").abs()
            + one("levy_refunds_usd").abs()
            + one("cost_usd").abs()
            + one("write_down_usd").abs()
            + one("unsold_cost_usd").abs();
        for (what, left, right) in [
            ("net", one("gross_revenue_usd") - one("vendor_levy_usd"), one("net_revenue_usd")),
            (
                "margin",
                one("net_revenue_usd") - one("cost_usd") - one("write_down_usd"),
                one("gross_margin_usd"),
            ),
            (
                "margin after stock",
                one("gross_margin_usd") - one("unsold_cost_usd"),
                one("margin_after_stock_usd"),
            ),
            ("take", one("us_take_usd") + one("china_take_usd"), one("government_take_usd")),
            ("levies", one("vendor_levy_usd") + one("buyer_levy_usd"), one("government_take_usd")),
            (
                "instruments",
                model
                    .tariff
                    .instruments
                    .iter()
                    .map(|levy| at(&format!("levy_usd.{}", levy.id.name), path))
                    .sum(),
                one("government_take_usd"),
            ),
        ] {
            assert!(close(left, right, turnover), "{what} of path {path}: {left} and {right}");
        }
    }
    parts_of_time(model, result);
    parts_by_product(model, result);
    blames(result);
}

/// Quarters sum to their year, years to the whole.
fn parts_of_time(model: &Model, result: &RunResult) {
    let all = columns(result);
    let mut seen = 0;
    let (years, quarters) = (model.calendar.years(), model.calendar.quarters());
    for (name, whole) in &all {
        let sum = |labels: Vec<&String>, path: usize| {
            let values = labels.iter().map(|label| of(&all, &format!("{name}.{label}"))[path]);
            values.fold((0.0, 0.0), |(sum, size), x: f64| (sum + x, size + x.abs()))
        };
        if !all.contains_key(format!("{name}.{}", years[0].label).as_str()) {
            continue;
        }
        seen += 1;
        for (path, value) in whole.iter().enumerate() {
            let (total, size) = sum(years.iter().map(|year| &year.label).collect(), path);
            assert!(close(total, *value, size), "years of {name}, path {path}");
            for year in &years {
                let inside = quarters.iter().filter(|q| q.label.starts_with(&year.label));
                let (total, size) = sum(inside.map(|quarter| &quarter.label).collect(), path);
                let whole = of(&all, &format!("{name}.{}", year.label))[path];
                assert!(close(total, whole, size), "quarters of {name}, path {path}");
                if name.contains("_units") {
                    assert_eq!(total, whole, "quarters of {name}, path {path}");
                }
            }
        }
    }
    // Rounds are counted by period too, where Beijing holds any.
    let rounds = usize::from(all.contains_key("approval_rounds"));
    assert_eq!(seen, 12 + rounds + 3 * model.products.len());
}

/// What products have sums to what all have together.
fn parts_by_product(model: &Model, result: &RunResult) {
    let all = columns(result);
    let mut labels = vec![String::new()];
    labels.extend(model.calendar.quarters().iter().map(|quarter| format!(".{}", quarter.label)));
    for name in ["delivered_units", "shipped_units", "gross_revenue_usd"] {
        for label in &labels {
            let whole = of(&all, &format!("{name}{label}"));
            // A quarter is a difference of sums since the start: it is exact to their size, not its own.
            let turnover = of(&all, name);
            for (path, value) in whole.iter().enumerate() {
                let part = |product: &tradeflow::model::Product| {
                    of(&all, &format!("{name}.{}{label}", product.id.name))[path]
                };
                let sum: f64 = model.products.iter().map(part).sum();
                assert!(close(sum, *value, turnover[path]), "{name}{label}, path {path}");
            }
        }
    }
}

/// What gates withhold sums to the unmet orders in each week.
fn blames(result: &RunResult) {
    let find = |name: &str, product: &str| {
        result.series.find(name, product, "all").unwrap_or_else(|| panic!("no series {name}"))
    };
    let products = result.products.iter().map(|(name, _)| name.as_str());
    for product in std::iter::once("all").chain(products) {
        let unmet = find("unmet_units", product);
        for (week, unmet) in unmet.weeks.iter().enumerate() {
            let blamed: f64 = GATES
                .iter()
                .map(|(_, gate, _)| {
                    let name = format!("withheld_units.{gate}");
                    find(&name, product).weeks[week].mean.value
                })
                .sum();
            assert!(close(blamed, unmet.mean.value, unmet.mean.value), "{product}, week {week}");
        }
    }
}
