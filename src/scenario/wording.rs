//! A number, distribution or law in words, for registers and reports.

use super::describe::{FileUnit, SHARE, parameter_unit};
use super::metadata::METADATA_KEYS;
use super::node::{Node, Table, Value};
use super::quantity::Quantity;

/// The most values of a list that are spelt out.
const MOST_VALUES: usize = 8;

/// What a node gives, as in "P10 21,000, P50 26,500, P90 31,000, min 0".
///
/// Quantities are told in `unit`, that of the key.
pub(super) fn in_words(node: &Node, unit: FileUnit) -> String {
    match &node.value {
        Value::Text(text) => Quantity::parse(text)
            .and_then(|quantity| quantity.to(unit))
            .map_or_else(String::new, |value| grouped(&value.to_string())),
        Value::Integer(value) => grouped(&value.to_string()),
        Value::Float(value) => grouped(&value.to_string()),
        Value::Array(items) => {
            let mut words: Vec<String> =
                items.iter().take(MOST_VALUES).map(|item| in_words(item, unit)).collect();
            if items.len() > MOST_VALUES {
                words.push(format!("… ({} in all)", items.len()));
            }
            words.join(", ")
        }
        Value::Table(table) => kinds_in_words(table, unit),
        _ => String::new(),
    }
}

fn kinds_in_words(table: &Table, unit: FileUnit) -> String {
    let parts = table.iter().filter(|(key, _)| !METADATA_KEYS.contains(&key.as_str()));
    let words: Vec<String> = parts
        .map(|(kind, node)| match (kind.as_str(), node.as_table()) {
            ("value", _) => in_words(node, unit),
            ("dated", Some(values)) => dated(values, unit),
            ("mixture", Some(parts)) => mixture(parts, unit),
            ("percentiles", Some(points)) => pairs(points, unit),
            ("truncate", Some(bounds)) => format!("cut to {}", pairs(bounds, unit)),
            (kind, Some(parameters)) => format!("{kind}: {}", pairs(parameters, unit)),
            (kind, None) => format!("{kind} {}", in_words(node, unit)),
        })
        .collect();
    words.join("; ")
}

/// "26,000 from 2026-01-30, 24,000 from 2026-07-01".
fn dated(values: &Table, unit: FileUnit) -> String {
    let mut values: Vec<_> = values.iter().collect();
    values.sort_by_key(|(date, _)| date.as_str());
    let words: Vec<String> = values
        .iter()
        .map(|(date, value)| format!("{} from {date}", in_words(value, unit)))
        .collect();
    words.join("; ")
}

/// "0.3 none (0), 0.7 some (lognormal: median 5, P90 9)".
fn mixture(parts: &Table, unit: FileUnit) -> String {
    let words: Vec<String> = parts
        .iter()
        .map(|(name, node)| {
            let part = node.as_table().cloned().unwrap_or_default();
            let (weight, rest): (Table, Table) =
                part.into_iter().partition(|(key, _)| key == "weight");
            let weight = weight.get("weight").map_or_else(String::new, |w| in_words(w, SHARE));
            format!("{weight} {name} ({})", kinds_in_words(&rest, unit))
        })
        .collect();
    words.join(", ")
}

fn pairs(table: &Table, unit: FileUnit) -> String {
    let words: Vec<String> = table
        .iter()
        .map(|(key, node)| {
            let words = in_words(node, parameter_unit(key, unit));
            match (percentile(key), node.as_table()) {
                (Some(level), _) => format!("P{level} {words}"),
                (None, Some(_)) => format!("{key} ({words})"),
                (None, None) => format!("{key} {words}"),
            }
        })
        .collect();
    words.join(", ")
}

fn percentile(key: &str) -> Option<String> {
    let digits = key.strip_prefix('p')?;
    let level = digits.trim_start_matches('0').replace('_', ".");
    let plain = !level.is_empty() && level.chars().all(|c| c.is_ascii_digit() || c == '.');
    plain.then_some(level)
}

/// A number to four significant digits, with commas between thousands: "26,530", "0.03512".
pub fn figure(value: f64) -> String {
    const DIGITS: usize = 4;
    // The exponent of the rounded number: 9,999.6 has one more than 9,999.4.
    let written = format!("{value:.*e}", DIGITS - 1);
    let exponent = written.rsplit_once('e').and_then(|(_, e)| e.parse::<i32>().ok()).unwrap_or(0);
    let rounded = written.parse::<f64>().unwrap_or(value);
    if !(-6..15).contains(&exponent) && rounded != 0.0 {
        return written;
    }
    let decimals = usize::try_from(DIGITS as i32 - 1 - exponent).unwrap_or(0);
    let text = format!("{rounded:.decimals$}");
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    grouped(text)
}

/// A number's digits with commas between thousands: "1,500,000".
fn grouped(digits: &str) -> String {
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    let mut out = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::describe::CHIPS_PER_MONTH;
    use super::super::node::parse;
    use super::super::source::Sources;
    use super::*;

    #[test]
    fn figures_have_four_digits() {
        for (value, text) in [
            (26_531.4, "26,530"),
            (1_843_212.0, "1,843,000"),
            (0.035_123, "0.03512"),
            (9_999.6, "10,000"),
            (-2.0, "-2"),
            (0.0, "0"),
            (1e-9, "1.000e-9"),
        ] {
            assert_eq!(figure(value), text);
        }
    }

    #[test]
    fn distributions_and_laws_read_as_phrases() {
        let cases = [
            ("x = 1_500_000", "1,500,000"),
            ("x = -1234.5", "-1,234.5"),
            ("x = \"15 k/quarter\"", "5,000"),
            (
                "x.lognormal = { median = \"15 k\", sigma = \"50 %\" }",
                "lognormal: median 15,000, sigma 0.5",
            ),
            ("x.percentiles = { p05 = 1, p97_5 = 2000, min = 0 }", "P5 1, P97.5 2,000, min 0"),
            ("x = { value = 5, source = \"press\" }", "5"),
            (
                "x.normal = { mean = 1, sd = 2 }\nx.truncate.min = 0",
                "normal: mean 1, sd 2; cut to min 0",
            ),
            (
                "x.weibull = { mean = { percentiles = { p10 = 1, p50 = 2, p90 = 4 } }, shape = 2 }",
                "weibull: mean (P10 1, P50 2, P90 4), shape 2",
            ),
            (
                "x.dated = { 2026-07-01 = 2000, 2026-01-30 = { value = \"3 k\", note = \"n\" } }",
                "3,000 from 2026-01-30; 2,000 from 2026-07-01",
            ),
            (
                "x.mixture = { none = { weight = \"30 %\", value = 0 }, \
                 some = { weight = 0.7, lognormal = { median = \"2 k\", p90 = 9000 } } }",
                "0.3 none (0), 0.7 some (lognormal: median 2,000, P90 9,000)",
            ),
            (
                "x.discrete = { values = [0.25, 0], weights = [0.5, 0.5] }",
                "discrete: values 0.25, 0, weights 0.5, 0.5",
            ),
        ];
        for (text, words) in cases {
            let mut sources = Sources::default();
            let source = sources.add("t", text);
            let table = parse(&sources, source).expect("valid TOML");
            let found = table.get("x").map(|node| in_words(node, CHIPS_PER_MONTH));
            assert_eq!(found.as_deref(), Some(words), "{text}");
        }
    }
}
