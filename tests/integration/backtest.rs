//! `tradeflow backtest` from outside: scores that a pocket calculator gives, files, and bad records.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tradeflow::scenario::{Scenario, load};

use crate::program::{Program, digests, names, scenario};

/// A lane without chance: 1,000 chips of $10 are in stock and leave in the first week.
const SURE: &str = "schema = 1\n[scenario]\nname = \"sure\"\ntitle = \"Sure\"\nstart = 2025-01-27\n\
    end = 2026-01-25\nfiscal_year_ends = \"last-sunday-of-january\"\n[run]\npaths = 20\n\
    [product.chip]\nprice_usd = 10\ndemand.asked_units = 1000\ndemand.opening_firm_share = 1\n\
    supply.opening_stock_units = 1000\n[buyer.all]\norder_share = 1\n";

fn observed(entries: &str) -> String {
    format!("schema = 1\ntitle = \"What came\"\n{entries}")
}

fn seen(metric: &str, period: &str, value: f64, ready: f64) -> String {
    format!(
        "[[observed]]\nmetric = \"{metric}\"\nperiod = \"{period}\"\nvalue = {value}\nready = {ready}\n\
         source = \"the {period} report\"\n"
    )
}

/// A back-test of scenario texts in a folder.
fn back_test(folder: &Path, texts: &[(&str, &str)], record: &str, more: &[&str]) -> Program {
    let mut program = Program::new(&["backtest"]).within(folder);
    for (name, text) in texts {
        fs::write(folder.join(name), text).expect("written");
        program.args([*name]);
    }
    fs::write(folder.join("seen.toml"), record).expect("written");
    program.args(["--observed", "seen.toml", "--out", "out"]);
    program.args(more.iter().copied());
    program
}

fn summary(folder: &Path) -> Value {
    let bytes = fs::read(folder.join("out/summary.json")).expect("a summary");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn a_certain_forecast_is_off_by_its_error_and_its_skill_is_arithmetic() {
    let folder = tempfile::tempdir().expect("a folder");
    let record = observed(
        &[
            seen("delivered_units.chip", "FY2026Q1", 700.0, 1600.0),
            seen("delivered_units.chip", "FY2026Q2", 100.0, 100.0),
        ]
        .concat(),
    );
    let printed = back_test(folder.path(), &[("sure.toml", SURE)], &record, &["--csv"]).succeeds();
    assert!(printed.contains("sure is off by 200 a period"), "{printed}");
    let series = &summary(folder.path())["series"][0];
    assert_eq!(series["observed_total"], 800.0);
    // All ready: (1600 − 700 + 0)/2. Nothing: (700 + 100)/2.
    assert_eq!(
        (&series["ready_mean_error"], &series["nothing_mean_error"]),
        (&450.0.into(), &400.0.into())
    );
    let [first, second] = [0, 1].map(|k| &series["periods"][k]["forecasts"]["sure"]);
    assert_eq!((&first["crps"]["value"], &second["crps"]["value"]), (&300.0.into(), &100.0.into()));
    assert_eq!(
        (&first["pit"]["mid"]["value"], &second["pit"]["mid"]["value"]),
        (&0.0.into(), &1.0.into())
    );
    assert_eq!(series["periods"][0]["source"], "the FY2026Q1 report");
    let sure = &series["records"]["sure"];
    assert_eq!(sure["mean_crps"]["value"], 200.0);
    assert_eq!(sure["covered"]["90"], 0);
    let skill = |name: &str| sure[name]["value"].as_f64().expect("a skill");
    assert!((skill("skill_against_ready") - (1.0 - 200.0 / 450.0)).abs() < 1e-12);
    assert!((skill("skill_against_nothing") - 0.5).abs() < 1e-12);
    let found = names(&folder.path().join("out"));
    for name in ["backtest.parquet", "backtest.csv", "manifest.json", "summary.json"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    for ending in ["svg", "png", "csv"] {
        let name = format!("charts/backtest-delivered_units.chip.{ending}");
        assert!(found.contains(&name), "{name} in {found:?}");
    }
}

#[test]
fn the_forecast_is_what_a_run_of_the_same_scenario_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run").display().to_string();
    let file = scenario("h20-2025");
    let size = ["--paths", "300", "--quiet", "--no-charts"];
    let mut run = Program::new(&["run", &file, "--out", &out]);
    run.args(size);
    run.succeeds();
    let bytes = fs::read(folder.path().join("run/summary.json")).expect("a summary");
    let run: Value = serde_json::from_slice(&bytes).expect("JSON");
    let out = folder.path().join("out").display().to_string();
    let record = format!("{}/observed/h20-2025.toml", env!("CARGO_MANIFEST_DIR"));
    let mut program = Program::new(&["backtest", &file, "--observed", &record, "--out", &out]);
    program.args(size);
    program.succeeds();
    let summary = summary(folder.path());
    let mut compared = 0;
    let series = summary["series"].as_array().expect("series");
    let rows = series.iter().flat_map(|series| series["periods"].as_array().expect("periods"));
    for row in rows.chain(summary["single"].as_array().expect("rows")) {
        let metric = row["metric"].as_str().expect("a name");
        let column = match row["period"].as_str() {
            Some(period) => format!("{metric}.{period}"),
            None => metric.to_owned(),
        };
        let quantiles = &run["metrics"][&column]["quantiles"];
        let held = &row["forecasts"]["h20-2025"];
        assert_eq!(held["median"], quantiles["p50"], "{column}");
        for (share, low, high) in [("80", "p10", "p90"), ("90", "p05", "p95")] {
            assert_eq!(held["bands"][share][0], quantiles[low]["value"], "{column} {low}");
            assert_eq!(held["bands"][share][1], quantiles[high]["value"], "{column} {high}");
        }
        compared += 1;
    }
    assert_eq!(compared, 11);
}

#[test]
fn two_forecasts_give_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = ["h20-2025", "h20-2025-known"].map(scenario);
    let record = format!("{}/observed/h20-2025.toml", env!("CARGO_MANIFEST_DIR"));
    let found = ["1", "3"].map(|threads| {
        let out = folder.path().join(threads);
        let mut program = Program::new(&["backtest", &files[0], &files[1], "--observed", &record]);
        program.args(["--paths", "700", "--csv", "--quiet", "--threads", threads, "--out"]);
        program.args([&*out.display().to_string()]);
        program.succeeds();
        digests(&out)
    });
    assert!(found[0].len() >= 9, "{:?}", found[0]);
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_bad_record_is_refused_with_its_place_and_nothing_is_written() {
    let good = seen("delivered_units.chip", "FY2026Q1", 1.0, 1.0);
    for (entries, words) in [
        (seen("delivered_unit.chip", "FY2026Q1", 1.0, 1.0), "did you mean \"delivered_units.chip"),
        (
            seen("delivered_units.chip", "2031Q1", 1.0, 1.0),
            "reports no \"delivered_units.chip.2031Q1\"",
        ),
        (good.repeat(2), "is given twice"),
        (format!("{good}low = 2\n"), "1 does not lie between 2 and 1"),
        (good.replace("ready = 1", "ready = -1"), "must be at least 0"),
        (good.replace("value = 1\n", ""), "is missing"),
        (good.replace("ready", "redy"), "did you mean \"ready\"?"),
        ("observed = []\n".to_owned(), "needs 1 to 400 entries"),
        (String::new(), "is missing"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let record = observed(&entries);
        let complaint = back_test(folder.path(), &[("sure.toml", SURE)], &record, &[]).fails(2);
        assert!(
            complaint.contains(words) && complaint.contains("seen.toml"),
            "{words}: {complaint}"
        );
        assert_eq!(names(folder.path()), ["seen.toml", "sure.toml"]);
    }
}

#[test]
fn a_time_that_may_never_come_cannot_be_scored() {
    let folder = tempfile::tempdir().expect("a folder");
    let never = SURE.replace("opening_stock_units = 1000", "opening_stock_units = 0");
    let record = observed("[[observed]]\nmetric = \"first_delivery_week\"\nvalue = 3\n");
    let complaint = back_test(folder.path(), &[("sure.toml", &never)], &record, &[]).fails(2);
    assert!(complaint.contains("first_delivery_week"), "{complaint}");
}

fn h20(name: &str) -> Scenario {
    load(Path::new(&scenario(name)), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_blind_scenario_knows_nothing_after_its_start() {
    let blind = h20("h20-2025");
    let start = blind.model.calendar.start();
    assert!(blind.as_of.is_some_and(|day| day < start));
    assert!(blind.model.events.is_empty());
    let later: Vec<String> =
        ["Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            .iter()
            .map(|month| format!("{month} 2025"))
            .chain(["2026".to_owned(), "FY26".to_owned()])
            .collect();
    for entry in blind.register.iter().filter(|entry| !entry.path.starts_with("target.")) {
        let source = entry.source.as_deref().expect(&entry.path);
        assert!(entry.confidence.is_some(), "{} has no confidence", entry.path);
        let known = later.iter().find(|word| source.contains(word.as_str()));
        assert!(known.is_none(), "{} knows of {known:?}: {source}", entry.path);
    }
}

#[test]
fn what_the_told_scenario_was_told_can_be_switched_off() {
    let told = h20("h20-2025-known");
    for entry in told.register.iter().filter(|entry| !entry.path.starts_with("target.")) {
        assert!(entry.source.is_some(), "{} has no source", entry.path);
    }
    let weeks_denied = |sets: &[&str]| {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        let model = load(Path::new(&scenario("h20-2025-known")), &sets).expect("it loads").model;
        let result =
            tradeflow::engine::run(&model, tradeflow::engine::Plan::new(1, 4), &()).expect("a run");
        let column = result.metrics.iter().find(|c| c.name == "weeks_in.washington.denied");
        column.expect("a column").values.clone()
    };
    assert_eq!(weeks_denied(&[]), [14.0; 4]);
    assert_eq!(weeks_denied(&["event.us-ban.probability=0"]), [0.0; 4]);
}
