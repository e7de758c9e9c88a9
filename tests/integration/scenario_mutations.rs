//! Any field of the base scenario with any absurd value: refused or compiled, never a panic.

use proptest::prelude::*;
use toml::{Table, Value};
use tradeflow::scenario::{Scenario, from_text};

/// What takes a field's place.
const ABSURD: [&str; 12] =
    ["nan", "inf", "-inf", "-1", "0", "1e308", "5e-324", "\"\"", "[]", "{}", "true", "2026-02-28"];

fn base() -> Table {
    let text = std::fs::read_to_string("scenarios/h200-2026.toml").expect("the base scenario");
    text.parse().expect("valid TOML")
}

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

#[test]
fn each_field_in_turn() {
    let base = Value::Table(base());
    let mut all = Vec::new();
    paths(&base, &mut Vec::new(), &mut all);
    assert!(all.len() > 500);
    let mut refused = 0;
    for (index, path) in all.iter().enumerate() {
        // Each field meets two of the absurd values and its own removal.
        for absurd in [ABSURD[index % ABSURD.len()], ABSURD[(index * 7 + 5) % ABSURD.len()]] {
            let mut mutant = base.clone();
            let value: Table = format!("x = {absurd}").parse().expect("valid TOML");
            if let Some(place) = at(&mut mutant, path) {
                *place = value["x"].clone();
            }
            refused += usize::from(outcome(&mutant.to_string()).is_none());
        }
        let mut mutant = base.clone();
        let (last, above) = path.split_last().expect("a path");
        if let Some(Value::Table(table)) = at(&mut mutant, above) {
            table.remove(last);
        }
        outcome(&mutant.to_string());
    }
    assert!(refused > all.len(), "most absurd values are refused: {refused} of {}", 2 * all.len());
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
