//! Any field of any shipped scenario with any absurd value: a clear refusal or finite results.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use toml::{Table, Value};
use tradeflow::engine::{Plan, run};
use tradeflow::scenario::{Loaded, Scenario, from_text, load_all};

/// What takes a field's place.
const ABSURD: [&str; 12] =
    ["nan", "inf", "-inf", "-1", "0", "1e308", "5e-324", "\"\"", "[]", "{}", "true", "2026-02-28"];
/// Each field is also taken away, and doubled where it is a number.
const CHANGES: usize = ABSURD.len() + 2;
/// Of all changes of all fields of all scenarios, one in so many is tried in ordinary runs. A prime, so
/// that it meets every kind of change.
const SAMPLED: usize = 101;

/// The paths of all values, tables included.
fn paths(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    if !path.is_empty() {
        found.push(path.clone());
    }
    let entries: Vec<(String, &Value)> = match value {
        Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().map(|(i, v)| (i.to_string(), v)).collect(),
        _ => return,
    };
    for (key, value) in entries {
        path.push(key);
        paths(value, path, found);
        path.pop();
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    let Some((key, rest)) = path.split_first() else { return Some(value) };
    let inner = match value {
        Value::Table(table) => table.get_mut(key)?,
        Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?)?,
        _ => return None,
    };
    at(inner, rest)
}

/// The outcome, with what every refusal must hold.
fn outcome(text: &str) -> Option<Scenario> {
    match from_text("mutant.toml", text, &[]) {
        Ok(scenario) => Some(scenario),
        Err(problems) => {
            let message = problems.to_string();
            assert!(!problems.list().is_empty() && message.len() <= 8 * 1024 + 64, "{message}");
            assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message:?}");
            None
        }
    }
}

/// Every file that is shipped, but those that are read by other commands.
fn shipped() -> Vec<PathBuf> {
    let files = fs::read_dir("scenarios").expect("the folder").map(|e| e.expect("an entry").path());
    let mut files: Vec<PathBuf> = files
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .filter(|path| load_all(path, &[]).is_ok())
        .collect();
    files.sort();
    assert!(files.len() >= 19, "{} files", files.len());
    files
}

/// The file with one change of one field; None where that is no change.
fn changed(file: &Table, path: &[String], change: usize) -> Option<String> {
    let mut mutant = Value::Table(file.clone());
    if let Some(absurd) = ABSURD.get(change) {
        let value: Table = format!("x = {absurd}").parse().expect("valid TOML");
        *at(&mut mutant, path)? = value["x"].clone();
    } else if change == ABSURD.len() {
        let (last, above) = path.split_last()?;
        match at(&mut mutant, above)? {
            Value::Table(table) => drop(table.remove(last)),
            Value::Array(items) => drop(items.remove(last.parse().ok()?)),
            _ => return None,
        }
    } else {
        let place = at(&mut mutant, path)?;
        *place = match place {
            Value::Float(x) => Value::Float(*x * 2.0),
            Value::Integer(n) => Value::Integer(n.saturating_mul(2)),
            _ => return None,
        };
    }
    // A table as a document: the text of a value would be one inline table, which no file is.
    mutant.as_table().map(Table::to_string)
}

/// What came of changed files.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    run: usize,
}

/// Tries every `stride`th change of every field of every file, each laid over its own baselines.
fn sweep(stride: usize) -> Tally {
    let folder = tempfile::tempdir().expect("a folder");
    let files = shipped();
    for file in &files {
        let name = file.file_name().expect("a name");
        fs::copy(file, folder.path().join(name)).expect("a copy");
    }
    let (mut tally, mut turn) = (Tally::default(), 0);
    for file in &files {
        let whole: Table = fs::read_to_string(file).expect("a file").parse().expect("TOML");
        let mut fields = Vec::new();
        paths(&Value::Table(whole.clone()), &mut Vec::new(), &mut fields);
        for field in &fields {
            for change in 0..CHANGES {
                turn += 1;
                if turn % stride != 0 {
                    continue;
                }
                let Some(text) = changed(&whole, field, change) else { continue };
                let what = format!("{} {} change {change}", file.display(), field.join("."));
                try_out(&folder.path().join("mutant.toml"), &text, &what, &mut tally);
            }
        }
    }
    tally
}

fn try_out(path: &Path, text: &str, what: &str, tally: &mut Tally) {
    fs::write(path, text).expect("a file");
    let scenarios = match load_all(path, &[]) {
        Ok(Loaded::One(one)) => vec![*one],
        Ok(Loaded::Worlds(all)) => all.list.into_iter().map(|world| world.scenario).collect(),
        Err(problems) => {
            let message = problems.to_string();
            assert!(message.contains("help: ") && message.len() <= 8 * 1024, "{what}: {message}");
            assert!(!message.contains(['\u{1b}', '\u{202e}']), "{what}: {message:?}");
            tally.refused += 1;
            return;
        }
    };
    // A number of paths as large as is allowed is not what is tried here: two are enough.
    for scenario in scenarios.iter().take(2) {
        let plan = Plan { threads: 1, ..Plan::new(scenario.run.seed, 2) };
        let result = run(&scenario.model, plan, &()).unwrap_or_else(|e| panic!("{what}: {e}"));
        for column in &result.metrics {
            let infinite = column.values.iter().any(|value| value.is_infinite());
            assert!(!infinite, "{what}: {} is infinite", column.name);
        }
    }
    tally.run += 1;
}

#[test]
fn a_sample_of_changes_of_every_shipped_scenario() {
    let tally = sweep(SAMPLED);
    assert!(tally.refused > 100 && tally.run > 20, "{tally:?}");
}

#[test]
#[ignore = "every change of every field of every scenario takes many minutes"]
fn every_change_of_every_shipped_scenario() {
    let tally = sweep(1);
    assert!(tally.refused > 10_000 && tally.run > 2_000, "{tally:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_cut_swapped_and_inserted(at in 0.0..1.0f64, length in 0usize..40, insert in "\\PC{0,12}|[\\x00-\\x1f]{0,4}") {
        let text = std::fs::read_to_string("scenarios/h200-2026.toml").expect("the base scenario");
        let mut start = (at * text.len() as f64) as usize;
        let mut end = (start + length).min(text.len());
        while !text.is_char_boundary(start) { start -= 1; }
        while !text.is_char_boundary(end) { end += 1; }
        let mutant = format!("{}{insert}{}", &text[..start], &text[end..]);
        outcome(&mutant);
    }

    #[test]
    fn any_text_to_set(text in "\\PC{0,60}") {
        let problems = tradeflow::scenario::load(std::path::Path::new("scenarios/h200-2026.toml"), &[text]);
        if let Err(problems) = problems {
            prop_assert!(!problems.to_string().is_empty());
        }
    }
}
