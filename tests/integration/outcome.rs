//! What a run reports, by name.

use std::collections::BTreeMap;
use std::path::Path;

use tradeflow::engine::{Check, Plan, RunResult, run};
use tradeflow::model::Model;
use tradeflow::scenario::{Scenario, load};

/// Metric columns by name.
pub type Columns<'a> = BTreeMap<&'a str, &'a [f64]>;

pub fn columns(result: &RunResult) -> Columns<'_> {
    result.metrics.iter().map(|column| (column.name.as_str(), column.values.as_slice())).collect()
}

/// A column that must be there.
pub fn of<'a>(columns: &Columns<'a>, name: &str) -> &'a [f64] {
    columns.get(name).unwrap_or_else(|| panic!("no metric {name}"))
}

/// The base scenario with something set.
pub fn base(sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load(Path::new("scenarios/h200-2026.toml"), &sets).unwrap_or_else(|e| panic!("{e}"))
}

pub fn ran(model: &Model, seed: u64, paths: usize) -> RunResult {
    let plan = Plan { threads: 2, check: Check::Quarterly, ..Plan::new(seed, paths) };
    run(model, plan, &()).unwrap_or_else(|error| panic!("{error}"))
}

/// The same bits, NaN included.
pub fn same(left: &[f64], right: &[f64]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| a.to_bits() == b.to_bits())
}

/// Asserts that two runs agree in the bits of every metric that `wanted` picks, and that these
/// metrics are there on both sides.
pub fn assert_same(left: &RunResult, right: &RunResult, wanted: impl Fn(&str) -> bool) {
    let (left, right) = (columns(left), columns(right));
    let mut seen = 0;
    for (name, values) in left.iter().filter(|(name, _)| wanted(name)) {
        assert!(
            same(values, of(&right, name)),
            "{name} differs: {}",
            first(values, of(&right, name))
        );
        seen += 1;
    }
    assert_eq!(seen, right.keys().filter(|name| wanted(name)).count());
    assert!(seen > 0);
}

fn first(left: &[f64], right: &[f64]) -> String {
    let place = left.iter().zip(right).position(|(a, b)| a.to_bits() != b.to_bits());
    place.map_or_else(
        || format!("{} and {} paths", left.len(), right.len()),
        |path| format!("path {path}, {} and {}", left[path], right[path]),
    )
}
