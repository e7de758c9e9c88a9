//! `tradeflow sweep` and `resume` from outside: the same bytes however they are run, broken off and
//! taken up again; bad input refused before anything is written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

const CHECKPOINT: &str = "unfinished/cells.checkpoint";
/// Where the checkpoint's first cell begins, and the bytes of a cell, are told by the file itself.
const TARIFF: &str = "tariff.instrument.section-232.rate=0:0.4:3";
const ROUND: &str = "beijing.rounds.advanced.size_units=[400_000, 100_000]";

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A sweep of six cells of the base scenario.
fn six(out: &Path, more: &[&str]) -> Program {
    let out = out.to_string_lossy();
    let base = scenario("h200-2026");
    let mut program = Program::new(&["sweep", &base, "--set", TARIFF, "--set", ROUND]);
    program.args(["--paths", "40", "--no-charts", "--out", &out]);
    program.args(more.iter().copied());
    program
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// The rows of a CSV file by their header.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

/// The numbers of a cell run alone, by name.
fn alone(cell: usize) -> BTreeMap<String, (Option<f64>, Option<f64>)> {
    let base = scenario("h200-2026");
    let mut program = Program::new(&["sweep", &base, "--set", TARIFF, "--set", ROUND]);
    program.args(["--paths", "40", "--json", "--cell", &cell.to_string()]);
    let found: Value = serde_json::from_str(&program.succeeds()).expect("JSON");
    let estimates = found["estimates"].as_object().expect("estimates").iter();
    let pair = |e: &Value| (e["value"].as_f64(), e["standard_error"].as_f64());
    estimates.map(|(name, estimate)| (name.clone(), pair(estimate))).collect()
}

#[test]
fn the_bytes_do_not_depend_on_threads_and_a_cell_alone_is_the_same() {
    let folder = temporary();
    let outs: Vec<PathBuf> = ["1", "2", "5"]
        .iter()
        .map(|threads| {
            let out = folder.path().join(threads);
            let text = six(&out, &["--csv", "--quiet", "--threads", threads]).succeeds();
            assert_eq!(text, "");
            out
        })
        .collect();
    let expected = [
        "cells.checkpoint",
        "cells.csv",
        "cells.parquet",
        "design.csv",
        "design.parquet",
        "manifest.json",
        "summary.json",
        "sweep.json",
    ];
    assert_eq!(names(&outs[0]), expected);
    assert_eq!(digests(&outs[0]), digests(&outs[1]));
    assert_eq!(digests(&outs[0]), digests(&outs[2]));
    // The last lever changes fastest, and numbers stand in rising order.
    let cells = rows(&outs[0].join("cells.csv"));
    let places: Vec<(String, String)> = cells
        .iter()
        .map(|row| {
            let of = |set: &str| row[set.split('=').next().expect("a path")].clone();
            (of(TARIFF), of(ROUND))
        })
        .collect();
    let expected: Vec<(String, String)> = ["0", "0.2", "0.4"]
        .iter()
        .flat_map(|rate| ["100000", "400000"].map(|size| ((*rate).to_owned(), size.to_owned())))
        .collect();
    assert_eq!(places, expected);
    for cell in [0, 3, 5] {
        let numbers = alone(cell);
        assert!(numbers.len() > 100);
        for (name, (value, error)) in numbers {
            let written = |column: &str| cells[cell][column].parse::<f64>().ok();
            assert_eq!(written(&name), value, "cell {cell}: {name}");
            if value.is_some() {
                assert_eq!(written(&format!("{name}.error")), error, "cell {cell}: {name}.error");
            }
        }
    }
}

/// A cell is what `run` says of the scenario with its values, on the same paths.
#[test]
fn a_cell_is_a_run_of_its_scenario() {
    let folder = temporary();
    let out = folder.path().join("run");
    let sets =
        ["tariff.instrument.section-232.rate=0.2", "beijing.rounds.advanced.size_units=400000"];
    let mut program = Program::run(&["--paths", "40", "--no-charts", "--quiet", "--out"]);
    program.args([&*out.to_string_lossy(), "--set", sets[0], "--set", sets[1]]);
    program.succeeds();
    let summary = json(&out.join("summary.json"));
    let cell = alone(3);
    let mut compared = 0;
    for (name, (value, _)) in &cell {
        let found = if let Some(target) = name.strip_prefix("target.") {
            &summary["targets"][target]["probability"]
        } else {
            let (metric, statistic) = name.rsplit_once('.').expect("a statistic");
            match statistic {
                "mean" | "p_zero" => &summary["metrics"][metric][statistic],
                _ => &summary["metrics"][metric]["quantiles"][statistic],
            }
        };
        assert_eq!(found["value"].as_f64(), *value, "{name}");
        compared += 1;
    }
    assert!(compared > 100);
}

/// Cells of more than one batch, and levers that change what is fixed or what is chosen.
#[test]
fn several_batches_make_one_row() {
    let base = scenario("h200-2026");
    let row = |threads: &str| {
        let mut program =
            Program::new(&["sweep", &base, "--set", "customs.opening=[open, closed]"]);
        program.args(["--paths", "1030", "--json", "--cell", "1", "--threads", threads]);
        program.args(["--metric", "delivered_units"]);
        program.succeeds()
    };
    assert_eq!(row("1"), row("3"));
    let summary = temporary();
    let out = summary.path().join("run");
    let mut program = Program::run(&["--paths", "1030", "--no-charts", "--quiet"]);
    program.args(["--set", "customs.opening=open", "--out", &out.to_string_lossy()]);
    program.succeeds();
    let run = json(&out.join("summary.json"));
    // "closed" comes second as it was typed.
    let mut program = Program::new(&["sweep", &base, "--set", "customs.opening=[open, closed]"]);
    program.args(["--paths", "1030", "--json", "--cell", "0"]);
    let cell: Value = serde_json::from_str(&program.succeeds()).expect("JSON");
    assert_eq!(cell["levers"]["customs.opening"], "open");
    let mean = &cell["estimates"]["delivered_units.mean"];
    assert_eq!(*mean, run["metrics"]["delivered_units"]["mean"]);
}

/// Killed at several moments and resumed, a sweep ends in the bytes of an unbroken one.
#[test]
fn a_killed_sweep_goes_on_to_the_same_bytes() {
    let folder = temporary();
    let sweep = |out: &Path| {
        let out = out.to_string_lossy().into_owned();
        let base = scenario("h200-2026");
        let mut program = Program::new(&["sweep", &base, "--set"]);
        program.args(["tariff.instrument.section-232.rate=0:0.4:20", "--paths", "64", "--quiet"]);
        program.args(["--no-charts", "--csv", "--threads", "2", "--out", &out]);
        program
    };
    let whole = folder.path().join("whole");
    sweep(&whole).succeeds();
    let expected = digests(&whole);
    let mut broken_off = 0;
    for (kill, after) in [1, 5, 11].into_iter().enumerate() {
        let out = folder.path().join(format!("killed-{kill}"));
        let mut child = sweep(&out).command().stdout(Stdio::null()).spawn().expect("it starts");
        let checkpoint = out.join(CHECKPOINT);
        let begun = Instant::now();
        // A cell is more than two thousand bytes.
        while fs::metadata(&checkpoint).map_or(0, |meta| meta.len()) < after * 2000 {
            assert!(begun.elapsed() < Duration::from_secs(300), "no cells are finished");
            if child.try_wait().expect("a status").is_some() {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().expect("killed");
        child.wait().expect("it ended");
        if out.join("manifest.json").exists() {
            continue;
        }
        broken_off += 1;
        assert!(!out.join("cells.parquet").exists() && checkpoint.exists());
        // Without force, another sweep does not take the folder.
        let refused = sweep(&out).fails(3);
        assert!(
            refused.contains("broken off") && refused.contains("tradeflow resume"),
            "{refused}"
        );
        // A torn last record is cut off with a word, and simulated again.
        let bytes = fs::read(&checkpoint).expect("the checkpoint");
        fs::write(&checkpoint, &bytes[..bytes.len() - 3]).expect("written");
        let shown = out.to_string_lossy().into_owned();
        let args = ["resume", &shown, "--quiet", "--no-charts", "--csv"];
        let output = Program::new(&args).output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert!(errors.contains("simulated again"), "{errors}");
        assert_eq!(digests(&out), expected, "killed after {after} cells");
        let refused = Program::new(&args).fails(2);
        assert!(refused.contains("is complete"), "{refused}");
    }
    assert!(broken_off >= 2, "the sweep was too fast to be killed");
}

#[test]
fn a_changed_sweep_is_not_resumed() {
    let folder = temporary();
    let out = folder.path().join("sweep");
    six(&out, &["--quiet"]).succeeds();
    // As if broken off before there was a checkpoint.
    fs::create_dir(out.join("unfinished")).expect("made");
    let sweep = fs::read_to_string(out.join("sweep.json")).expect("a file");
    fs::write(out.join("unfinished/sweep.json"), &sweep).expect("written");
    fs::write(out.join("unfinished/lock"), "").expect("written");
    fs::remove_file(out.join("manifest.json")).expect("removed");
    let shown = out.to_string_lossy().into_owned();
    let refused = Program::new(&["resume", &shown]).fails(3);
    assert!(refused.contains(CHECKPOINT), "{refused}");
    // Nobody can go on from there: it is gone.
    assert!(!out.join("unfinished").exists());
    fs::create_dir(out.join("unfinished")).expect("made");
    for (name, text) in [("lock", ""), ("sweep.json", &*sweep), ("cells.checkpoint", "{}\n")] {
        fs::write(out.join("unfinished").join(name), text).expect("written");
    }
    let refused = Program::new(&["resume", &shown]).fails(3);
    assert!(refused.contains("first line is damaged"), "{refused}");
    let refused = Program::new(&["resume", &folder.path().to_string_lossy()]).fails(2);
    assert!(refused.contains("holds nothing"), "{refused}");
}

#[test]
fn a_sweep_file_is_run_and_what_is_typed_goes_before_it() {
    let folder = temporary();
    for name in ["h200-2026", "h200-us-ban"] {
        fs::copy(scenario(name), folder.path().join(format!("{name}.toml"))).expect("copied");
    }
    let file = folder.path().join("sweep.toml");
    fs::write(
        &file,
        r#"
schema = 1
[sweep]
name = "small"
scenario = "h200-2026.toml"
design = "sobol"
cells = 8
paths = 32
seed = 5
keep = ["low < high"]
metric = "gross_revenue_usd"
[lever.low]
input = "product.h200.demand.elasticity"
from = -2
to = 0
[lever.high]
title = "A lever"
input = "product.h200.demand.cancellation_growth_per_month"
from = -1.5
to = 0.1
[lever.world]
scenarios = ["h200-2026.toml", "h200-us-ban.toml"]
"#,
    )
    .expect("written");
    let file = file.to_string_lossy().into_owned();
    let refused = Program::new(&["sweep", &file, "--dry-run"]).fails(2);
    assert!(refused.contains("cancellation_growth_per_month"), "{refused}");
    let typed = "product.h200.demand.cancellation_growth_per_month=0:0.1";
    let refused = Program::new(&["check", &file]).fails(2);
    assert!(refused.contains("run it with `tradeflow sweep`"), "{refused}");
    let plan = Program::new(&["sweep", &file, "--set", typed, "--dry-run"]).succeeds();
    assert!(plan.starts_with("8 cells × 32 paths = 256 paths: about "), "{plan}");
    let plan = Program::new(&["sweep", &file, "--set", typed, "--keep", "low < -1", "--dry-run"]);
    assert!(plan.succeeds().starts_with("4 cells (4 more do not meet the conditions)"));
    let out = folder.path().join("out");
    let mut program = Program::new(&["sweep", &file, "--set", typed, "--quiet", "--no-charts"]);
    program.args(["--csv", "--out", &out.to_string_lossy()]);
    program.succeeds();
    let summary = json(&out.join("summary.json"));
    assert_eq!((&summary["sweep"], &summary["seed"]), (&"small".into(), &5.into()));
    assert_eq!(summary["metric"], "gross_revenue_usd");
    let levers = summary["levers"].as_array().expect("levers");
    assert_eq!(levers[1]["title"], "A lever");
    assert_eq!(levers[2]["levels"].as_array().map(Vec::len), Some(2));
    let design = rows(&out.join("design.csv"));
    assert_eq!(design.len(), 8);
    let bans = design.iter().filter(|row| row["world"].contains("ban")).count();
    assert_eq!(bans, 4, "{design:?}");
    assert_eq!(json(&out.join("manifest.json"))["scenarios"].as_array().map(Vec::len), Some(2));
}

/// Where no target is asked for, the one whose odds differ most between cells is drawn, and a range may be
/// typed in percent.
#[test]
fn the_target_that_moves_most_is_drawn() {
    let folder = temporary();
    let out = folder.path().join("out");
    let (out_text, base) = (out.to_string_lossy().into_owned(), scenario("h200-2026"));
    let odds = "beijing.regime.rounds.guidance=1%:100%:2";
    let near = "target.near={ title = \"Near\", metric = \"delivered_units\", at_least = 20_000 }";
    let mut program =
        Program::new(&["sweep", &base, "--set", odds, "--set", near, "--paths", "120"]);
    program.args(["--no-charts", "--quiet", "--csv", "--out", &out_text]);
    program.succeeds();
    let cells = rows(&out.join("cells.csv"));
    let lever = "beijing.regime.rounds.guidance";
    assert_eq!([&cells[0][lever], &cells[1][lever]], ["0.01", "1"]);
    let spread = |target: &str| {
        let odds = |cell: usize| cells[cell][&format!("target.{target}")].parse::<f64>();
        (odds(0).expect("odds") - odds(1).expect("odds")).abs()
    };
    let summary = json(&out.join("summary.json"));
    let drawn = summary["target"].as_str().expect("a target");
    let targets = ["first-before-april", "million-by-2026", "million-by-2027", "revenue-10b-2026"];
    for target in targets.into_iter().chain(["paper-without-flow", "near"]) {
        assert!(spread(drawn) >= spread(target), "{drawn} is drawn, and {target} moves more");
    }
    assert!(spread(drawn) > 0.0, "nothing moves");
}

/// The committed sweeps can be run: their scenarios, levers, metrics and targets are there.
#[test]
fn the_committed_sweeps_are_fine() {
    let mut count = 0;
    for entry in fs::read_dir("scenarios/sweeps").expect("a folder") {
        let path = entry.expect("an entry").path();
        let sweep = tradeflow::scenario::load_sweep(&path, &Default::default());
        let sweep = sweep.unwrap_or_else(|problems| panic!("{problems}"));
        let design = sweep.design().expect("a design");
        if path.ends_with("h200-gates.toml") {
            assert_eq!((design.cells(), sweep.paths), (4096, 500));
        }
        for cell in [0, design.cells() - 1] {
            sweep.scenario(&design.cell(cell)).unwrap_or_else(|problems| panic!("{problems}"));
        }
        for lever in &sweep.levers {
            assert!(lever.source.is_some() && lever.confidence.is_some(), "{}", lever.name);
        }
        count += 1;
    }
    assert!(count > 0);
}

#[test]
fn bad_sweeps_are_refused_with_a_reason_and_nothing_written() {
    let folder = temporary();
    let base = scenario("h200-2026");
    let out = folder.path().join("out");
    let shown = out.to_string_lossy().into_owned();
    let refused = |args: &[&str]| {
        let mut program = Program::new(&["sweep", &base, "--out", &shown]);
        program.args(args.iter().copied());
        let errors = program.fails(2);
        assert!(!out.exists(), "{args:?} wrote something");
        errors
    };
    let has = |args: &[&str], words: &[&str]| {
        let errors = refused(args);
        for word in words {
            assert!(errors.contains(word), "{args:?}: no \"{word}\" in\n{errors}");
        }
    };
    has(&[], &["no lever to vary"]);
    let price = "product.h200.price_usd";
    let thousand = format!("{price}=1:1000:1000");
    let huge: Vec<String> = ["h20", "h200"]
        .iter()
        .flat_map(|p| ["price_usd", "unit_cost_usd", "performance_h20e"].map(|k| (p, k)))
        .map(|(product, key)| format!("product.{product}.{key}=1:1000:1000"))
        .collect();
    let huge: Vec<&str> = huge.iter().flat_map(|set| ["--set", set]).collect();
    has(&huge, &["1000 × 1000 × 1000 × 1000 × 1000 × 1000", "1,000,000 are allowed"]);
    has(&["--set", &thousand, "--keep", "prise < 3"], &["neither a lever nor a number"]);
    has(&["--set", &thousand, "--keep", "product.h200.price_usd < 0"], &["no cell is left"]);
    has(&["--set", &format!("{price}=3:1:4")], &["from a lower to a higher"]);
    has(&["--set", &format!("{price}=[1, 1.0]")], &["is there twice"]);
    has(&["--set", "product.h200.prise_usd=1:3:3"], &["cell 0", "there is no such key"]);
    let odds = "washington.cumulative_reading_odds=0.5:1.5:3";
    has(&["--set", odds], &["cell 2", "= 150%", "must be between 0 and 1, not 1.5"]);
    has(&["--set", &thousand, "--metric", "delivered_unit"], &["did you mean", "delivered_units"]);
    has(&["--set", &thousand, "--target", "moon"], &["no target \"moon\"", "million-by-2026"]);
    has(&["--set", "overlay=[nowhere.toml]"], &["nowhere.toml", "no such file"]);
    has(&["--set", &format!("{price}=1:9:3"), "--cell", "3"][..0], &["no lever to vary"]);
    let mut program = Program::new(&["sweep", &base, "--set", &thousand, "--cell", "1000"]);
    program.args(["--paths", "16"]);
    assert!(program.fails(2).contains("cells 0 to 999"));
}
