//! `tradeflow init`: the starter scenario reads, runs, is explained, and replaces nothing.

use std::fs;

use serde_json::Value;
use tradeflow::scenario::load;

use crate::program::{Program, names};

#[test]
fn the_starter_is_written_checks_and_runs_under_the_name_of_its_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = |args: &[&str]| Program::new(args).within(folder.path()).succeeds();
    let said = inside(&["init", "spring.toml"]);
    assert!(said.contains("tradeflow run spring.toml"), "{said}");
    assert_eq!(names(folder.path()), ["scenario.schema.json", "spring.toml"]);
    assert!(inside(&["check", "spring.toml"]).contains("spring.toml: fine."));
    let summary = inside(&["run", "spring.toml", "--paths", "256", "--no-charts", "--json"]);
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(summary["scenario"], "spring");
    // It answers something: chips arrive on some paths, and the target is neither sure nor hopeless.
    let delivered = &summary["metrics"]["delivered_units"]["mean"]["value"];
    assert!(delivered.as_f64().is_some_and(|chips| chips > 1_000.0), "{delivered}");
    let odds = &summary["targets"]["fifty-thousand"]["probability"]["value"];
    assert!(odds.as_f64().is_some_and(|p| 0.02 < p && p < 0.98), "{odds}");
}

#[test]
fn the_starter_has_one_of_everything_and_is_short() {
    let scenario = load(std::path::Path::new("assets/starter.toml"), &[]);
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    let model = &scenario.model;
    assert!(model.washington.regimes.len() > 1 && model.beijing.regimes.len() > 1);
    assert!(!model.events.is_empty() && !model.targets.is_empty());
    assert!(scenario.register.iter().filter(|entry| entry.varies()).count() >= 8);
    let sourced = scenario.register.iter().filter(|e| e.source.is_some() && e.varies()).count();
    assert!(sourced >= 4, "{sourced}");
    let text = fs::read_to_string("assets/starter.toml").expect("the starter");
    assert!(text.lines().count() <= 140 && text.starts_with("#:schema ./scenario.schema.json\n"));
}

#[test]
fn nothing_is_replaced() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("scenario.toml"), "mine").expect("written");
    let complaint = Program::new(&["init"]).within(folder.path()).fails(3);
    assert!(complaint.contains("scenario.toml already exists"), "{complaint}");
    assert_eq!(names(folder.path()), ["scenario.toml"]);
    fs::write(folder.path().join("scenario.schema.json"), "old").expect("written");
    let said = Program::new(&["init", "Other Name.toml"]).within(folder.path()).succeeds();
    assert!(said.contains("of another version: kept"), "{said}");
    let kept = fs::read_to_string(folder.path().join("scenario.schema.json")).expect("a file");
    assert_eq!(kept, "old");
    let text = fs::read_to_string(folder.path().join("Other Name.toml")).expect("a file");
    assert!(text.contains("name = \"starter\""), "a file's name that no scenario can have");
    let below = Program::new(&["init", "none/a.toml"]).within(folder.path()).fails(3);
    assert!(below.contains("cannot write"), "{below}");
}

#[test]
fn shells_and_manual_readers_get_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = Program::new(&["completions", shell]).succeeds();
        assert!(script.contains("explain") && script.contains("no-charts"), "{shell}");
    }
    let page = Program::new(&["man"]).succeeds();
    assert!(page.contains(".TH tradeflow") && page.contains(".SH EXPLAIN"), "{page}");
}
