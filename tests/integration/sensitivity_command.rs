//! `tradeflow sensitivity` and `tradeflow discover` from outside: words, files, the same bytes, refusals.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names};

/// Deliveries are the smaller of stock and orders; the price moves only money, and luck is in orders.
const SCENARIO: &str = "schema = 1
[scenario]
name = \"plain\"
title = \"A stock, an order book and new orders\"
start = 2026-01-02
end = 2026-12-31
[run]
paths = 1_000
seed = 5
[product.chip]
price_usd.uniform = { low = 15_000, high = 25_000 }
demand.asked_units.uniform = { low = 500, high = 1_500 }
demand.new_interest_units_per_month = 10
demand.order_size_units.exponential = { mean = 40 }
supply.opening_stock_units.uniform = { low = 900, high = 1_000 }
[buyer.one]
order_share = 1
[target.nine-hundred]
title = \"Nine hundred chips\"
metric = \"delivered_units\"
at_least = 900
[target.any]
title = \"Any chip\"
metric = \"delivered_units\"
at_least = 1
";

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("plain.toml"), SCENARIO).expect("a file");
    folder
}

fn program(folder: &Path, verb: &str, args: &[&str]) -> Program {
    let mut program = Program::new(&[verb, "plain.toml"]).within(folder);
    program.args(args.iter().copied());
    program
}

fn summary(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("summary.json")).expect("a summary"))
        .expect("JSON")
}

/// The row of a table of records whose first key has this value.
fn row<'a>(rows: &'a Value, key: &str, value: &str) -> &'a Value {
    let rows = rows.as_array().expect("rows");
    rows.iter().find(|row| row[key] == value).unwrap_or_else(|| panic!("no {value} in {rows:?}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn what_moves_deliveries_is_told_from_what_does_not() {
    let folder = folder();
    let out = folder.path().join("out");
    let args = ["--design", "--design-paths", "512", "--screening", "--out", "out", "--csv"];
    // A slow machine is told how long the design takes, on standard error.
    let output = program(folder.path(), "sensitivity", &args).output();
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).expect("text");
    assert!(told.contains("Chip · asked units” moves chips delivered most"), "{told}");
    let found = &summary(&out)["metrics"]["delivered_units"];
    let given = |path: &str| row(&found["given_data"]["rows"], "input", path).clone();
    let asked = given("product.chip.demand.asked_units");
    assert_eq!(asked["verdict"], "real");
    // From 550 asked for, and a hundred by new orders, to the stock of 950: 300, ± 10 by luck.
    assert!((240.0..360.0).contains(&number(&asked["swing"])), "{asked}");
    // The price moves no chip: redrawn, each path delivers what it did.
    assert_eq!(given("product.chip.price_usd")["verdict"], "not distinguishable from zero");
    let share = |name: &str| row(&found["design"]["rows"], "driver", name).clone();
    assert_eq!(number(&share("product.chip.price_usd")["total"]), 0.0);
    assert!(number(&share("product.chip.demand.asked_units")["shapley"]) > 0.6);
    assert!(number(&share("demand.new_orders")["total"]) > 0.0, "luck is a driver");
    let sum: f64 = found["design"]["rows"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["shapley"].as_f64())
        .sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    let layers = [&share("layer.epistemic"), &share("layer.aleatory")]
        .map(|layer| number(&layer["first_order"]));
    assert!((layers[0] + layers[1] - 1.0).abs() < 1e-12 && layers[0] > layers[1], "{layers:?}");
    let screened = row(&found["screening"]["rows"], "input", "product.chip.price_usd");
    assert_eq!(number(&screened["mean_size"]), 0.0);
    let revenue = &summary(&out)["metrics"]["gross_revenue_usd"];
    let price = row(&revenue["given_data"]["rows"], "input", "product.chip.price_usd");
    assert_eq!(price["verdict"], "real");
    let files = names(&out);
    for file in ["manifest.json", "given-delivered_units.csv", "charts/shares-delivered_units.png"]
    {
        assert!(files.iter().any(|name| name == file), "{file} in {files:?}");
    }
}

#[test]
fn discovery_names_the_bounds_that_decide_and_what_to_watch() {
    let folder = folder();
    let out = folder.path().join("out");
    let told = program(folder.path(), "discover", &["--out", "out"]).succeeds();
    assert!(told.contains("Where chip · asked units is at least"), "{told}");
    let targets = summary(&out)["targets"].clone();
    assert!(targets.get("any").is_none(), "a target met on every path has nothing to tell");
    let found = &targets["nine-hundred"];
    let limit = row(&found["box"], "input", "product.chip.demand.asked_units");
    // 900 chips are delivered where 900 were asked for, less what new orders add by then.
    assert!((700.0..950.0).contains(&number(&limit["at_least"])), "{limit}");
    assert!(number(&limit["density"]) > number(&limit["base_share"]), "{limit}");
    assert!(number(&limit["stability"]) >= 0.9, "{limit}");
    let missed = program(folder.path(), "discover", &["--missed", "--out", "missed"]).succeeds();
    assert!(missed.contains("is at most") && missed.contains("is missed"), "{missed}");
}

#[test]
fn threads_change_no_byte() {
    let folder = folder();
    for verb in ["sensitivity", "discover"] {
        let run = |threads: &str| {
            let out = format!("{verb}-{threads}");
            let mut args = vec!["--threads", threads, "--out", &out, "--paths", "600", "--quiet"];
            if verb == "sensitivity" {
                args.extend(["--design", "--design-paths", "128"]);
            }
            program(folder.path(), verb, &args).succeeds();
            digests(&folder.path().join(&out))
        };
        assert_eq!(run("1"), run("3"), "{verb}");
    }
}

#[test]
fn a_misspelt_metric_or_target_gets_the_nearest_name() {
    let folder = folder();
    let metric = ["--metric", "delivered_unit", "--out", "out"];
    let told = program(folder.path(), "sensitivity", &metric).fails(2);
    assert!(told.contains("did you mean \"delivered_units\"?"), "{told}");
    let target = ["--target", "nine-hundreds", "--out", "out"];
    let told = program(folder.path(), "discover", &target).fails(2);
    assert!(told.contains("did you mean \"nine-hundred\"?"), "{told}");
    let share = ["--coverage", "2"];
    let told = program(folder.path(), "discover", &share).fails(2);
    assert!(told.contains("between 0.05 and 0.95"), "{told}");
    assert!(!folder.path().join("out").exists(), "nothing is written");
}
