//! `tradeflow run --keep-paths` from outside: all paths count, the first ones are kept, and every verb that takes a run takes it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

/// A run of 3,000 paths in the folder `name`, of which some may be kept.
fn run(folder: &Path, name: &str, more: &[&str]) -> (String, Value) {
    let mut program = Program::run(&["--paths", "3000", "--csv", "--out", name]).within(folder);
    program.args(more.iter().copied());
    let told = program.succeeds();
    let text = fs::read(folder.join(name).join("summary.json")).expect("a summary");
    (told, serde_json::from_slice(&text).expect("JSON"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::INFINITY)
}

#[test]
fn all_paths_count_and_the_first_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let (_, whole) = run(folder, "whole", &["--no-charts"]);
    let (told, kept) = run(folder, "kept", &["--keep-paths", "700", "--threads", "2"]);
    assert_eq!((&kept["paths"], &kept["kept_paths"]), (&3000.into(), &700.into()));
    assert!(whole.get("kept_paths").is_none());
    let page = fs::read_to_string(folder.join("kept/summary.md")).expect("a page");
    for text in [&told, &page] {
        assert!(text.contains("All 3,000 paths count"), "{text}");
        assert!(text.contains("paths.parquet are of the first 700"), "{text}");
        assert!(text.contains("as asked on the first 700 paths"), "{text}");
    }
    // The kept paths are the first ones of the plain run, weeks and targets those of all.
    let table = |name: &str, table: &str| {
        fs::read_to_string(folder.join(name).join(table)).expect("a table")
    };
    let first: Vec<String> =
        table("whole", "paths.csv").lines().take(701).map(str::to_owned).collect();
    assert!(table("kept", "paths.csv").lines().eq(first.iter().map(String::as_str)));
    assert!(table("kept", "series.csv") == table("whole", "series.csv"));
    assert_eq!(kept["targets"], whole["targets"]);
    // Every quantile and tail mean lies within the width of a bin, and its error is no smaller.
    let metrics = whole["metrics"].as_object().expect("metrics");
    let mut held = 0;
    for (name, exact) in metrics {
        let found = &kept["metrics"][name];
        assert_eq!(found["p_zero"], exact["p_zero"], "{name}");
        let near = |found: &Value, exact: &Value, slack: f64| {
            let (value, sought) = (number(&found["value"]), number(&exact["value"]));
            let what = format!("{name}: {found} for {exact}");
            assert!(value == sought || (value - sought).abs() <= slack * sought.abs(), "{what}");
            let errors = [found, exact].map(|one| number(&one["standard_error"]));
            assert!(errors[0] >= errors[1] * (1.0 - 1e-9), "{what}");
        };
        near(&found["mean"], &exact["mean"], 1e-11);
        near(&found["expected_shortfall"], &exact["expected_shortfall"], 1.0 / 4096.0);
        for (level, exact) in exact["quantiles"].as_object().expect("quantiles") {
            near(&found["quantiles"][level], exact, 1.0 / 4096.0);
            held += 1;
        }
    }
    assert!(held > 1_000, "{held} quantiles");
    // Charts say of how many paths they are.
    let chart =
        |name: &str| fs::read_to_string(folder.join("kept/charts").join(name)).expect("a chart");
    for name in ["fan-delivered.svg", "exceedance-delivered.svg", "quarterly-revenue.svg"] {
        assert!(chart(name).contains("3,000 simulated runs"), "{name}");
        assert!(chart(name).contains("3,000 paths, the first 700 kept"), "{name}");
    }
    assert!(chart("sankey.svg").contains("700 simulated runs"));
    // It comes out the same on one thread, and all paths are held against it.
    run(folder, "again", &["--keep-paths", "700", "--threads", "1"]);
    assert!(digests(&folder.join("again")) == digests(&folder.join("kept")));
    let verified = Program::new(&["verify", "kept"]).within(folder).succeeds();
    assert!(verified.contains("3,000 paths came out the same again"), "{verified}");
    let manifest = folder.join("kept/manifest.json");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    assert!(text.contains("\"kept_paths\": 700"), "{text}");
    fs::write(&manifest, text.replacen("\"paths\": 3000", "\"paths\": 2999", 1)).expect("written");
    let refused = Program::new(&["verify", "kept"]).within(folder).fails(2);
    assert!(refused.contains("otherwise than in summary.json"), "{refused}");
    fs::write(&manifest, text).expect("written");
    // The other verbs take it, or say why not.
    Program::new(&["report", "kept", "--quiet"]).within(folder).succeeds();
    let formats = ["--to", "iamc", "--to", "sipmath", "--to", "xlsx"];
    Program::new(&["export", "kept", "--quiet"]).with(&formats).within(folder).succeeds();
    let since = ["report", "whole", "--quiet", "--since", "kept"];
    let refused = Program::new(&since).within(folder).fails(2);
    assert!(refused.contains("cannot be paired") && refused.contains("--keep-paths"), "{refused}");
}

#[test]
fn a_run_that_keeps_all_its_paths_is_the_plain_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    run(folder, "plain", &["--no-charts"]);
    run(folder, "kept", &["--no-charts", "--keep-paths", "3000"]);
    assert!(digests(&folder.join("plain")) == digests(&folder.join("kept")));
}

#[test]
fn what_cannot_be_told_without_all_values_is_refused_with_the_next_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let keep = ["--keep-paths", "100", "--out", "out"];
    let worlds = scenario("h200-worlds");
    let refused = Program::new(&["run", &worlds]).with(&keep).within(folder.path()).fails(2);
    assert!(refused.contains("names worlds") && refused.contains("--world"), "{refused}");
    let precise = ["--precision", "delivered_units=5%"];
    let refused = Program::run(&keep).with(&precise).within(folder.path()).fails(2);
    assert!(refused.contains("cannot be used with"), "{refused}");
    // A run that does not fit names the flag, and fits with it.
    let large = ["--paths", "3000000", "--threads", "1"];
    let refused = Program::run(&large).within(folder.path()).fails(2);
    assert!(refused.contains("--keep-paths 100000 runs any number of paths"), "{refused}");
    assert!(names(folder.path()).is_empty());
}
