//! `tradeflow diff`: the assumptions in which two scenarios differ, resolved, key by key.

use std::path::PathBuf;

use serde::Serialize;

use super::{Failure, console, explanation};
use crate::scenario::{self, Contrast, ContrastKind, Explanation, Scenario, figure, shown};

#[derive(Debug, clap::Args)]
#[command(after_help = "Exit code 0 whether or not they differ; 2 if one of them cannot be read.")]
pub struct DiffArgs {
    /// The scenario to compare with
    first: PathBuf,
    /// The scenario that is compared
    second: PathBuf,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Report<'a> {
    first: Named<'a>,
    second: Named<'a>,
    differences: &'a [Contrast],
}

#[derive(Debug, Serialize)]
struct Named<'a> {
    name: &'a str,
    title: &'a str,
    file: Option<&'a String>,
}

/// Reads both scenarios and prints where they differ.
pub fn diff(args: &DiffArgs) -> Result<(), Failure> {
    let [first, second] = [&args.first, &args.second].map(|file| scenario::load(file, &[]));
    let (first, second) = match (first, second) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(one), Err(other)) => {
            Failure::Scenario(one).print();
            return Err(Failure::Scenario(other));
        }
        (Err(problems), _) | (_, Err(problems)) => return Err(Failure::Scenario(problems)),
    };
    let differences = first.contrast(&second);
    if args.json {
        let (first, second) = (named(&first), named(&second));
        return console::print_json(&Report { first, second, differences: &differences });
    }
    console::print(&text(&first, &second, &differences))
}

fn named(scenario: &Scenario) -> Named<'_> {
    let id = &scenario.model.scenario;
    Named { name: &id.name, title: &id.title, file: scenario.files.last() }
}

fn text(first: &Scenario, second: &Scenario, differences: &[Contrast]) -> String {
    let mut text = String::new();
    for (letter, scenario) in [("A", first), ("B", second)] {
        let file = scenario.files.last().map_or("", String::as_str);
        text += &format!("{letter}  {}  ({})\n", scenario.model.scenario.title, shown(file));
    }
    let mut tables: Vec<(&str, String)> = Vec::new();
    let mut count = 0;
    for found in differences.iter().filter(|found| found.difference != ContrastKind::Remark) {
        count += 1;
        let table = found.path.rsplit_once('.').map_or("", |(table, _)| table);
        match tables.iter_mut().find(|(other, _)| *other == table) {
            Some((_, keys)) => *keys += &told(found),
            None => tables.push((table, told(found))),
        }
    }
    for (table, keys) in tables {
        text += &format!("\n{}\n{keys}", shown(table));
    }
    let remarks = differences.len() - count;
    text += &match (count, remarks) {
        (0, 0) => "\nThey assume the same.\n".to_owned(),
        (_, 0) => format!("\n{count} keys differ.\n"),
        _ => format!(
            "\n{count} keys differ; of {remarks} more only what is said of them (--json tells).\n"
        ),
    };
    text
}

/// A key, with its value on each side under it.
fn told(found: &Contrast) -> String {
    let key = found.path.rsplit_once('.').map_or(found.path.as_str(), |(_, key)| key);
    let either = found.first.as_ref().or(found.second.as_ref());
    let unit = either.map_or("", |key| key.unit);
    let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
    let only = match found.difference {
        ContrastKind::OnlyFirst => ", only in A",
        ContrastKind::OnlySecond => ", only in B",
        ContrastKind::Value | ContrastKind::Remark => "",
    };
    let mut text = format!("  {}{unit}{only}\n", shown(key));
    for (letter, side) in [("A", &found.first), ("B", &found.second)] {
        for (index, line) in side.iter().flat_map(lines).enumerate() {
            let head = if index == 0 { letter } else { " " };
            text += &format!("    {head}  {line}\n");
        }
    }
    text
}

/// The value, its spread, and who says so.
fn lines(key: &Explanation) -> Vec<String> {
    let value = key.value.as_ref().map_or_else(String::new, |value| shown(value));
    if !key.given {
        return vec![format!("{value} (not given: the default)")];
    }
    let mut lines = vec![value];
    let quantile = |name: &str| key.quantiles.get(name).copied().map(figure);
    if let (true, Some(low), Some(median), Some(high)) =
        (key.varies(), quantile("p10"), quantile("p50"), quantile("p90"))
    {
        lines.push(format!("median {median}, P10 {low}, P90 {high}"));
    }
    let place = match (&key.file, key.line) {
        (Some(file), Some(line)) => Some(explanation::place(file, line)),
        _ => None,
    };
    let said = [key.confidence.clone(), place, key.source.clone()];
    let said: Vec<String> = said.iter().flatten().map(|text| shown(text)).collect();
    lines.push(said.join(" · "));
    lines
}
