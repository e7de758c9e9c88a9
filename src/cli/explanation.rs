//! An explanation as text: a key with a picture of its draws, or a list of keys.

use crate::dist::Sketch;
use crate::scenario::{Explanation, QUANTILES, figure, shown};

/// Bars of a picture, from the lowest.
const BARS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// The widest bar of an atom.
const ATOM_BAR: usize = 30;
/// The most characters of a value in a list.
const VALUE: usize = 46;
/// The confidence that says that nobody published the number.
const JUDGEMENT: &str = "judgement";

/// The keys found at one path: one in full, several as a list.
pub fn text(keys: &[Explanation]) -> String {
    match keys {
        [one] => detail(one),
        several => {
            let (given, left): (Vec<_>, Vec<_>) = several.iter().partition(|key| key.given);
            let mut text = rows(&given);
            if !left.is_empty() {
                text += if given.is_empty() { "" } else { "\nNot given:\n" };
                text += &rows(&left);
            }
            text
        }
    }
}

/// All numbers and laws of a scenario.
pub fn list(title: &str, keys: &[Explanation]) -> String {
    let count = |is: &dyn Fn(&Explanation) -> bool| keys.iter().filter(|key| is(key)).count();
    let unknown = count(&|key| key.drawn == Some("once a path") && key.varies());
    let laws = count(&|key| key.drawn == Some("anew inside a path") && key.varies());
    let judged = count(&|key| key.confidence.as_deref() == Some(JUDGEMENT));
    let all: Vec<&Explanation> = keys.iter().collect();
    format!(
        "{title}\n{} numbers: {unknown} not known and drawn once a path, {laws} laws of chance; \
         {judged} rest on judgement (*)\n\n{}",
        keys.len(),
        rows(&all)
    )
}

/// All keys of the language.
pub fn language(keys: &[Explanation]) -> String {
    let all: Vec<&Explanation> = keys.iter().collect();
    format!(
        "The keys of a scenario file, with unit and default. `tradeflow explain KEY` tells what one \
         means,\n`tradeflow explain FILE KEY` how it stands in a scenario.\n\n{}",
        rows(&all)
    )
}

/// A line a key under the table it is in: value and unit, and how far to trust it.
fn rows(keys: &[&Explanation]) -> String {
    let split = |path: &str| {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        (shown(table), shown(key))
    };
    let width = keys.iter().map(|key| split(&key.path).1.chars().count()).max().unwrap_or(0);
    let mut tables: Vec<(String, Vec<String>)> = Vec::new();
    for key in keys {
        let (table, name) = split(&key.path);
        let judged = key.confidence.as_deref() == Some(JUDGEMENT);
        let mark = if judged { '*' } else { ' ' };
        let trust = match (&key.confidence, &key.source, key.drawn) {
            (Some(confidence), ..) => confidence,
            (None, None, Some(_)) => "no source",
            (None, ..) if !key.given => key.kind.name(),
            _ => "",
        };
        let line = format!("{mark} {name:width$}  {:VALUE$}  {trust}", value(key));
        let line = line.trim_end().to_owned();
        match tables.iter_mut().find(|(other, _)| *other == table) {
            Some((_, lines)) => lines.push(line),
            None => tables.push((table, vec![line])),
        }
    }
    let text = |(table, lines): (String, Vec<String>)| {
        let head = if table.is_empty() { String::new() } else { format!("{table}\n") };
        format!("{head}{}\n", lines.join("\n"))
    };
    tables.into_iter().map(text).collect::<Vec<_>>().join("\n")
}

/// Value and unit in at most [`VALUE`] characters; the default of a key that is not given.
fn value(key: &Explanation) -> String {
    let unit = match key.unit {
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let words = match &key.value {
        Some(value) => shown(value),
        None => key.default.clone(),
    };
    let room = VALUE.saturating_sub(unit.chars().count());
    if words.chars().count() <= room {
        return words + &unit;
    }
    words.chars().take(room - 1).chain(['…']).chain(unit.chars()).collect()
}

/// One key in full.
fn detail(key: &Explanation) -> String {
    let mut lines = vec![shown(&key.path)];
    if !key.meaning.is_empty() {
        lines.push(key.meaning.clone());
    }
    lines.push(String::new());
    let unit = if key.unit.is_empty() { "" } else { &format!(" {}", key.unit) };
    let mut row = |what: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("  {what:<11} {text}"));
        }
    };
    if let Some(value) = &key.value {
        row("value", &format!("{}{unit}", shown(value)));
    }
    let kind = match key.drawn {
        Some("once a path") if key.varies() => "input: what is not known is drawn once a path",
        Some("once a path") => "input: a fixed number",
        Some(_) if key.varies() => "law: chance, drawn anew each time inside a path",
        Some(_) => "law: always the same",
        None => key.kind.name(),
    };
    row("kind", kind);
    row("unit", key.unit);
    row("valid", &key.valid);
    row("default", &key.default);
    if let Some(sketch) = &key.sketch {
        lines.push(String::new());
        lines.extend(picture(sketch).into_iter().map(|line| format!("  {line}")));
        let quantiles = QUANTILES.iter().filter_map(|(name, level)| {
            let value = figure(*key.quantiles.get(name)?);
            Some(format!("P{:.0} {value}", level * 100.0))
        });
        lines.push(String::new());
        lines.push(format!("  {}", quantiles.collect::<Vec<_>>().join("   ")));
        let mean = key.mean.map_or("infinite".to_owned(), figure);
        let law =
            if key.drawn == Some("once a path") { "" } else { ", parameters at their medians" };
        lines.push(format!("  mean {mean}{law}"));
    }
    lines.push(String::new());
    let mut row = |what: &str, text: Option<&str>| {
        lines.extend(text.map(|text| format!("  {what:<11} {}", shown(text))));
    };
    row("source", key.source.as_deref());
    row("confidence", key.confidence.as_deref());
    row("note", key.note.as_deref());
    row("as of", key.as_of.as_deref());
    if let (Some(file), Some(line)) = (&key.file, key.line) {
        row("set by", Some(&place(file, line)));
        for origin in &key.replaces {
            let was = shown(&origin.value);
            lines.push(format!("  {:<11} {}, {was}", "over", place(&origin.file, origin.line)));
        }
    }
    if !key.given && key.value.is_some() {
        lines.push(format!("  {:<11} nobody: the default holds", "set by"));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n") + "\n"
}

/// "scenarios/base.toml:44", or "--set".
pub fn place(file: &str, line: usize) -> String {
    if file == crate::scenario::SET_NAME {
        file.to_owned()
    } else {
        format!("{}:{line}", shown(file))
    }
}

/// Atoms as bars of their own, the rest as a strip with its ends named.
fn picture(sketch: &Sketch) -> Vec<String> {
    let mut lines = Vec::new();
    let most = sketch.atoms.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    for (value, share) in &sketch.atoms {
        let bar = "█".repeat(((share / most * ATOM_BAR as f64) as usize).max(1));
        lines.push(format!("{:>9} {:>5.1}%  {bar}", figure(*value), share * 100.0));
    }
    let most = sketch.bins.iter().copied().fold(0.0, f64::max);
    if most > 0.0 {
        let strip = sketch.bins.iter().map(|share| {
            // What is not nothing shows.
            let height = (share / most * (BARS.len() - 1) as f64).round() as usize;
            BARS[height.max(usize::from(*share > 0.0))]
        });
        lines.push(strip.collect());
        let (low, high) = (figure(sketch.low), figure(sketch.high));
        let scale = if sketch.logarithmic { "P1 to P99, log scale" } else { "P1 to P99" };
        let room = sketch.bins.len().saturating_sub(low.len() + high.len());
        lines.push(format!("{low}{scale:^room$}{high}"));
    }
    lines
}
