//! A lever and the values that it takes, from a sweep file or as typed.

use serde::{Deserialize, Serialize};

use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::node::{Node, Value};
use crate::scenario::quantity::amount;
use crate::scenario::reader::Slot;
use crate::scenario::source::{Place, Sources};
use crate::scenario::spec::{Element, LeverSpec, Name, Text};

/// The most steps of a lever.
const MAX_STEPS: f64 = 1e6;

/// An assumption that is varied, with all its values.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LeverSetting {
    pub name: String,
    pub title: String,
    /// The path of the input; empty for the choice of a scenario.
    pub input: String,
    /// The unit of the input in scenario files.
    pub file_unit: String,
    /// The values to choose from; none for any number of a range.
    pub levels: Vec<Level>,
    /// The ends of its range; the lowest and highest number where it has levels, zero where these are words.
    pub low: f64,
    pub high: f64,
    /// What the sweep says of its values.
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub note: Option<String>,
}

/// One value of a lever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// For people.
    pub label: String,
    /// Where it is a number.
    pub number: Option<f64>,
    /// As a scenario file writes it.
    pub text: String,
}

/// A number as a scenario file writes it; a whole one fits an input that must be whole.
pub(super) fn written(value: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT {
        format!("{}", value as i64)
    } else {
        format!("{value:?}")
    }
}

/// A level that is a number.
fn number(value: f64) -> Level {
    Level { label: written(value), number: Some(value), text: written(value) }
}

/// `steps` equally spaced numbers, both ends included, to twelve digits: 0.3, not 0.30000000000000004.
pub(in crate::scenario) fn spaced(from: f64, to: f64, steps: usize) -> Vec<Level> {
    let value = |step: usize| {
        let exact = from + (to - from) * step as f64 / (steps - 1) as f64;
        format!("{exact:.11e}").parse().unwrap_or(exact)
    };
    (0..steps).map(|step| number(value(step))).collect()
}

/// The values of a list, in rising order where all are numbers.
pub(super) fn listed(nodes: &[Node], sources: &Sources) -> Result<Vec<Level>, Diagnostic> {
    let mut levels: Vec<Level> = nodes.iter().map(|node| level(node, sources)).collect();
    if levels.iter().all(|level| level.number.is_some()) {
        levels.sort_by(|a, b| a.number.unwrap_or(0.0).total_cmp(&b.number.unwrap_or(0.0)));
    }
    for (index, node) in nodes.iter().enumerate() {
        let own = level(node, sources);
        let same = |other: &Node| {
            let other = level(other, sources);
            own.text == other.text || own.number.is_some() && own.number == other.number
        };
        if nodes[..index].iter().any(same) {
            let message = format!("{} is there twice", own.label);
            return Err(Diagnostic::new(Some(node.place.clone()), "", message));
        }
    }
    Ok(levels)
}

fn level(node: &Node, sources: &Sources) -> Level {
    let text = &sources.get(node.place.source).text[node.place.span.clone()];
    match &node.value {
        Value::Integer(value) => number(*value as f64),
        Value::Float(value) => number(*value),
        Value::Text(word) => {
            Level { label: word.clone(), number: amount(word), text: text.to_owned() }
        }
        _ => Level { label: text.to_owned(), number: None, text: text.replace('\n', " ") },
    }
}

impl LeverSetting {
    /// A lever over these levels; its title is the name unless one is given.
    pub(super) fn over(name: &str, input: &str, levels: Vec<Level>) -> Self {
        let numbers = || levels.iter().filter_map(|level| level.number);
        // Levels that are words have no ends: an infinite one could not be read back from `sweep.json`.
        let end = |found: Option<f64>| found.unwrap_or(0.0);
        Self {
            name: name.to_owned(),
            title: name.to_owned(),
            input: input.to_owned(),
            file_unit: String::new(),
            low: end(numbers().reduce(f64::min)),
            high: end(numbers().reduce(f64::max)),
            levels,
            source: None,
            confidence: None,
            note: None,
        }
    }

    /// A lever that takes any number between two.
    pub(super) fn range(name: &str, input: &str, low: f64, high: f64) -> Self {
        Self { low, high, ..Self::over(name, input, Vec::new()) }
    }

    /// The lever of a table; one that chooses among scenarios has the files as levels.
    pub(super) fn of_spec(
        name: &Name,
        spec: &LeverSpec,
        sources: &Sources,
    ) -> Result<Self, Diagnostic> {
        let wrong = |place: &Place, key: &str, message: &str, help: &str| {
            let key = format!("{}{}{key}", spec.path(), if key.is_empty() { "" } else { "." });
            Err(Diagnostic::new(Some(place.clone()), key, message).with_help(help))
        };
        let ways = [
            !spec.from.is_absent() || !spec.to.is_absent() || !spec.steps.is_absent(),
            !spec.values.is_absent(),
            !spec.scenarios.is_absent(),
        ];
        if ways.iter().filter(|way| **way).count() != 1 {
            let help = "write `from`, `to` and `steps`, or `values`, or `scenarios`";
            return wrong(spec.place(), "", "needs one set of values", help);
        }
        let input = spec.input.given().map_or("", |input| input.path.as_str());
        if ways[2] != input.is_empty() {
            let help = "write `input` beside a range or `values`, and neither beside `scenarios`";
            return wrong(spec.place(), "input", "does not go with these values", help);
        }
        let name = name.text.as_str();
        let mut lever = if let Some(values) = spec.values.given() {
            let levels = listed(&values.0, sources).map_err(|problem| Diagnostic {
                key: format!("{}.values", spec.path()),
                ..problem
            })?;
            Self::over(name, input, levels)
        } else if let Some(files) = spec.scenarios.given() {
            let file = |(path, _): &(String, Place)| Level {
                label: path.clone(),
                number: None,
                text: path.clone(),
            };
            Self::over(name, "", files.0.iter().map(file).collect())
        } else {
            let (Some(from), Some(to)) = (spec.from.given(), spec.to.given()) else {
                return wrong(spec.place(), "", "needs both `from` and `to`", "write both");
            };
            if from.value >= to.value {
                let help = "write the lower number first";
                return wrong(&to.place, "to", "must lie above `from`", help);
            }
            match spec.steps.given() {
                Some(steps) => {
                    Self::over(name, input, spaced(from.value, to.value, steps.value as usize))
                }
                None => Self::range(name, input, from.value, to.value),
            }
        };
        if let Some(title) = spec.title.given() {
            lever.title.clone_from(&title.text);
        }
        let text = |text: &Slot<Text>| text.given().map(|text| text.text.clone());
        lever.source = text(&spec.source);
        lever.note = text(&spec.note);
        lever.confidence = spec.confidence.given().map(|name| name.text.clone());
        Ok(lever)
    }
}

/// A range as typed: its ends, and its steps where it has some.
pub(super) type TypedRange = (f64, f64, Option<usize>);

/// "a:b:n" as typed: from a to b in n steps; "a:b": any number between; ends may be percent. None for what
/// is no range.
pub(super) fn typed_range(text: &str) -> Option<Result<TypedRange, &'static str>> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    if !matches!(parts.len(), 2 | 3) || text.contains(['"', '\'', '{', '[']) {
        return None;
    }
    // The sign of the last end stands for both, as in "10:50%".
    let percent = parts[1].ends_with('%');
    if parts[0].ends_with('%') && !percent {
        return Some(Err("a range runs from percent to percent"));
    }
    let end = |text: &str| match percent && !text.ends_with('%') {
        true => amount(&format!("{text}%")),
        false => amount(text),
    };
    let (Some(from), Some(to)) = (end(parts[0]), end(parts[1])) else {
        return Some(Err("a range runs between two numbers, as in 50K:200K"));
    };
    if from >= to {
        return Some(Err("a range runs from a lower to a higher number"));
    }
    match parts.get(2).map(|steps| amount(steps)) {
        None => Some(Ok((from, to, None))),
        Some(Some(steps)) if steps.fract() == 0.0 && (2.0..=MAX_STEPS).contains(&steps) => {
            Some(Ok((from, to, Some(steps as usize))))
        }
        Some(_) => Some(Err("the steps of a range are a whole number from 2 to 1,000,000")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_the_numbers_that_one_would_write() {
        let texts: Vec<String> = spaced(0.0, 0.45, 16).into_iter().map(|l| l.text).collect();
        assert_eq!(texts[..4], ["0", "0.03", "0.06", "0.09"]);
        assert_eq!(texts[15], "0.45");
        let chips: Vec<f64> =
            spaced(50_000.0, 500_000.0, 16).into_iter().filter_map(|l| l.number).collect();
        assert_eq!((chips[1], chips[15]), (80_000.0, 500_000.0));
        assert_eq!(written(-0.5), "-0.5");
    }

    #[test]
    fn ranges_are_typed_with_colons() {
        assert_eq!(typed_range("0:0.4:5"), Some(Ok((0.0, 0.4, Some(5)))));
        assert_eq!(typed_range("1_000:2e3"), Some(Ok((1000.0, 2000.0, None))));
        assert_eq!(typed_range("10%:47 %:5"), Some(Ok((0.1, 0.47, Some(5)))));
        assert_eq!(typed_range("10:50%"), Some(Ok((0.1, 0.5, None))));
        assert_eq!(typed_range("50K:1.5M:4"), Some(Ok((50_000.0, 1.5e6, Some(4)))));
        assert_eq!(typed_range("25000"), None);
        for wrong in ["1:1:3", "2:1:3", "0:1:1", "0:1:2.5", "a:b:3", "0:1:1e9", "0:nan:3", "1%:2:3"]
        {
            assert!(matches!(typed_range(wrong), Some(Err(_))), "{wrong}");
        }
    }
}
