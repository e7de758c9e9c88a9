//! `tradeflow compare` from outside: files, words, the same bytes anywhere, refusals.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

const BASE: &str = "schema = 1
[scenario]
name = \"base\"
title = \"A stock and an order book\"
start = 2026-01-02
end = 2026-09-30
[run]
paths = 300
seed = 5
[product.chip]
price_usd.uniform = { low = 15_000, high = 25_000 }
demand.asked_units.uniform = { low = 500, high = 1_500 }
supply.opening_stock_units = 1_000
logistics.transit_weeks = 2
[buyer.one]
order_share = 0.5
[buyer.two]
order_share = 0.5
[target.nine-hundred]
metric = \"delivered_units\"
at_least = 900
";

/// A folder with the base, a copy of it under another name, and a scenario that differs.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    write("base.toml", BASE);
    write("copy.toml", &BASE.replace("name = \"base\"", "name = \"copy\""));
    let more = "extends = \"base.toml\"
[scenario]
name = \"more\"
title = \"More stock, dearer, other shares\"
[run]
seed = 99
[product.chip]
price_usd.uniform = { low = 20_000, high = 30_000 }
supply.opening_stock_units = 1_200
[buyer.one]
order_share = 0.6
[buyer.two]
order_share = 0.4
";
    write("more.toml", more);
    folder
}

fn compare(folder: &Path, args: &[&str]) -> Program {
    let mut program = Program::new(&["compare"]).within(folder);
    program.args(args.iter().copied());
    program
}

fn summary(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("summary.json")).expect("a summary"))
        .expect("JSON")
}

fn value(estimate: &Value) -> f64 {
    estimate["value"].as_f64().expect("a number")
}

#[test]
fn a_comparison_says_what_differs_and_why_and_leaves_its_files() {
    let folder = folder();
    let out = folder.path().join("out");
    let args = ["base.toml", "more.toml", "--out", "out", "--csv"];
    let told = compare(folder.path(), &args).succeeds();
    for line in [
        "more − base · 300 paths of each on seed 5",
        "more dominates base to second order",
        "Why delivered_units moves by",
        "product.chip.supply.opening_stock_units",
        "buyer.one.order_share + buyer.two.order_share count as one: apart, ",
    ] {
        assert!(told.contains(line), "no \"{line}\" in\n{told}");
    }
    let found = names(&out);
    for name in [
        "charts/strip-delivered.png",
        "charts/exceedance-revenue.csv",
        "charts/fan-delivered.svg",
        "charts/why-more-gross_revenue_usd.svg",
        "manifest.json",
        "paths.csv",
        "paths.parquet",
    ] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    let manifest: Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("a manifest"))
            .expect("JSON");
    assert_eq!(manifest["command"], "compare");
    assert_eq!(manifest["scenarios"].as_array().map(Vec::len), Some(2));
    let pair = &summary(&out)["comparisons"][0];
    let revenue = &pair["metrics"]["gross_revenue_usd"];
    assert_eq!(revenue["verdict"]["verdict"], "real");
    let total = value(&revenue["difference"]["mean"]);
    assert!(
        (value(&revenue["scenario"]["mean"]) - value(&revenue["baseline"]["mean"]) - total).abs()
            < 1.0
    );
    let why = pair["why"]["gross_revenue_usd"]["contributions"].as_array().expect("a list");
    assert_eq!(why.len(), 3);
    let sum: f64 = why.iter().map(|step| value(&step["contribution"])).sum();
    assert!((sum - total).abs() <= 1e-9 * total, "{sum} {total}");
    // A path in both, from the table: the target's share is that of the column.
    let rows = fs::read_to_string(out.join("paths.csv")).expect("a table");
    assert_eq!(rows.lines().count(), 601);
    let target = &pair["targets"]["nine-hundred"];
    let gained = value(&target["scenario"]) - value(&target["baseline"]);
    assert!((value(&target["difference"]) - gained).abs() < 1e-12);
}

#[test]
fn a_copy_is_the_same_everywhere() {
    let folder = folder();
    let args = ["base.toml", "copy.toml", "--out", "out", "--no-charts", "--quiet"];
    assert_eq!(compare(folder.path(), &args).succeeds(), "");
    let pair = &summary(&folder.path().join("out"))["comparisons"][0];
    for (name, metric) in pair["metrics"].as_object().expect("metrics") {
        assert_eq!(metric["verdict"]["verdict"], "same", "{name}");
        assert_eq!(metric["baseline"], metric["scenario"], "{name}");
    }
    assert_eq!(pair["why"]["delivered_units"]["contributions"], Value::Array(Vec::new()));
}

#[test]
fn a_comparison_has_the_same_bytes_on_any_number_of_threads() {
    let folder = folder();
    let digests = |threads: &str| {
        let args = ["base.toml", "more.toml", "copy.toml", "--threads", threads, "--out", threads];
        let mut program = compare(folder.path(), &args);
        program.args(["--quiet", "--paths", "1200", "--csv"]);
        program.succeeds();
        digests(&folder.path().join(threads))
    };
    let one = digests("1");
    assert!(one.len() > 20, "{one:?}");
    assert_eq!(one, digests("3"));
}

/// A week of a first delivery that may never come has no mean over all paths: the comparison is made, and says so.
#[test]
fn a_metric_that_some_paths_lack_is_compared_and_not_explained() {
    let folder = folder();
    let late = "extends = \"base.toml\"
[scenario]
name = \"late\"
title = \"Often no orders\"
[product.chip]
demand.asked_units.uniform = { low = -1, high = 1 }
";
    let late = late.replace("uniform = { low = -1, high = 1 }", "poisson = { mean = 0.5 }");
    fs::write(folder.path().join("late.toml"), late).expect("a file");
    let both = ["--metric", "first_delivery_week", "--metric", "delivered_units"];
    for metrics in [&both[..2], &both[..]] {
        let run = compare(folder.path(), &["base.toml", "late.toml"]).with(metrics).output();
        assert!(run.status.success(), "{run:?}");
        let [answer, words] =
            [run.stdout, run.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        assert!(words.contains("first_delivery_week has no value on some paths"), "{words}");
        assert_eq!(
            answer.contains("product.chip.demand.asked_units"),
            metrics.len() > 2,
            "{answer}"
        );
    }
}

#[test]
fn what_cannot_be_compared_is_refused_before_anything_is_written() {
    let folder = folder();
    for (args, words) in [
        (&["base.toml"][..], &["2 values required"][..]),
        (&["base.toml", "base.toml"], &["two of the files are scenarios named base"]),
        (
            &["base.toml", "more.toml", "--metric", "delivered_unit"],
            &["base has no metric \"delivered_unit\"", "did you mean \"delivered_units\"?"],
        ),
        (
            &["base.toml", "more.toml", "--metric", "target.nine"],
            &["no metric \"target.nine\"", "did you mean \"target.nine-hundred\"?"],
        ),
        (
            &["base.toml", &scenario("h200-2026")],
            &["base and h200-2026 do not cover the same weeks", "--set scenario.end"],
        ),
        (&["base.toml", "more.toml", "--set", "product.chip.prise_usd=1"], &["price_usd"]),
    ] {
        let errors = compare(folder.path(), args).fails(2);
        for word in words {
            assert!(errors.contains(word), "no \"{word}\" for {args:?} in\n{errors}");
        }
        assert!(!folder.path().join("output").exists(), "{args:?} wrote something");
    }
}
