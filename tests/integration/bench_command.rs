//! `tradeflow bench` from outside: its files, its figures' shape, baselines and refusals. No time is asserted.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, names, scenario};

/// `tradeflow bench` with next to no time, into `out` of a folder.
fn bench(folder: &Path, out: &str, args: &[&str]) -> Program {
    let program = Program::new(&["bench", "--seconds", "1", "--threads", "2", "--out", out]);
    program.within(folder).with(args)
}

fn summary(folder: &Path, out: &str) -> Value {
    let bytes = fs::read(folder.join(out).join("summary.json")).expect("a summary");
    serde_json::from_slice(&bytes).expect("JSON")
}

/// A small scenario, so that a debug build is through with it soon.
fn small(folder: &Path) -> String {
    Program::new(&["init", "small.toml"]).within(folder).succeeds();
    "small.toml".to_owned()
}

#[test]
fn a_benchmark_says_what_was_measured_on_what_and_is_a_baseline_for_the_next() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = small(folder.path());
    let args = [&file, "--only", "runs", "--only", "lanes", "--rounds", "2", "--csv"];
    let told = bench(folder.path(), "then", &args).succeeds();
    for words in ["2 rounds in turns", "small, 2 threads, whole run", "weeks alone, 16 lanes"] {
        assert!(told.contains(words), "no \"{words}\" in\n{told}");
    }
    let found = names(&folder.path().join("then"));
    for name in ["charts/throughput.png", "charts/throughput.svg", "charts/throughput.csv"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    let then = summary(folder.path(), "then");
    assert_eq!((&then["command"], &then["cost"]), (&"bench".into(), &Value::Null));
    assert!(then["machine"]["cores"].as_u64().is_some_and(|cores| cores >= 1));
    let labels: Vec<&str> = then["measurements"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|m| m["label"].as_str().expect("a label"))
        .collect();
    let expected = [
        "small, 1 thread",
        "small, 2 threads",
        "small, weeks alone, 1 lane",
        "small, weeks alone, 16 lanes",
    ];
    assert_eq!(labels, expected);
    for measurement in then["measurements"].as_array().expect("a list") {
        assert_eq!(measurement["rounds"].as_array().map(Vec::len), Some(2));
        let rate = &measurement["paths_per_second"];
        let [low, median, high] = ["low", "median", "high"].map(|key| rate[key].as_f64());
        assert!(Some(0.0) < low && low <= median && median <= high, "{measurement}");
    }
    let figures = then["precision"].as_array().expect("a list");
    assert!(figures.iter().any(|f| f["figure"] == "mean of delivered_units.chip"), "{figures:?}");

    // Two rounds each can decide nothing, whatever the machine did meanwhile.
    let args = [&file, "--only", "runs", "--rounds", "2", "--baseline", "then"];
    let told = bench(folder.path(), "now", &args).with(&["--fail-above", "5%"]).succeeds();
    assert!(told.contains("too close to tell"), "{told}");
    let now = summary(folder.path(), "now");
    assert_eq!(now["baseline"]["measurements"].as_array().map(Vec::len), Some(2));
    assert_eq!(now["baseline"]["unmatched"], 2);
    assert_eq!(now["baseline"]["machine_differences"], serde_json::json!([]));
    let verified = Program::new(&["verify", "now"]).within(folder.path()).succeeds();
    assert!(verified.contains("`tradeflow bench` wrote them"), "{verified}");
}

/// The rounds of a baseline are made a thousandth as long: what is measured now is slower beyond doubt.
#[test]
fn what_is_slower_than_allowed_ends_with_a_code_of_its_own_and_its_files_written() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = small(folder.path());
    let args = [&file, "--only", "runs", "--rounds", "5", "--threads", "1"];
    let program = Program::new(&["bench", "--seconds", "1", "--out", "then"]);
    program.within(folder.path()).with(&args).succeeds();
    let mut then = summary(folder.path(), "then");
    for measurement in then["measurements"].as_array_mut().expect("a list") {
        for round in measurement["rounds"].as_array_mut().expect("a list") {
            for clock in ["wall_seconds", "processor_seconds"] {
                round[clock] = (round[clock].as_f64().unwrap_or(1.0) / 1000.0).into();
            }
        }
    }
    fs::write(folder.path().join("fast.json"), then.to_string()).expect("written");
    let judged = ["--baseline", "fast.json", "--fail-above", "5%", "--quiet", "--out", "now"];
    let program = Program::new(&["bench", "--seconds", "1"]).within(folder.path());
    let told = program.with(&args).with(&judged).fails(1);
    assert!(told.contains("slower than the baseline by more than 5%: small, 1 thread"), "{told}");
    let now = summary(folder.path(), "now");
    assert_eq!(now["baseline"]["measurements"][0]["verdict"], "slower");
}

#[test]
fn wrong_words_are_refused_with_a_next_step_and_nothing_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("other.json"), "{\"command\": \"run\"}").expect("written");
    for (args, words) in [
        (&["--baseline", "none.json"][..], "none.json cannot be read"),
        (&["--baseline", "other.json"], "an earlier `tradeflow bench` has written"),
        (&["--fail-above", "5%"], "--baseline <FILE>"),
        (&["--precision", "0"], "write a percentage above 0"),
        (&["--set", "run.paths=3"], "none is named"),
        (&["--chart", "thruput"], "throughput"),
    ] {
        let complaint = bench(folder.path(), "out", args).fails(2);
        assert!(complaint.contains(words), "no \"{words}\" in\n{complaint}");
        assert!(!folder.path().join("out").exists());
    }
    let missing = scenario("none");
    assert!(bench(folder.path(), "out", &[&missing]).fails(2).contains("none.toml"));
}
