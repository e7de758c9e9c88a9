//! A number, distribution or law in words, for registers and reports.

use super::metadata::METADATA_KEYS;
use super::node::{Node, Table, Value};

/// The most values of a list that are spelt out.
const MOST_VALUES: usize = 8;

/// What a node gives, as in "P10 21,000, P50 26,500, P90 31,000, min 0".
pub(super) fn in_words(node: &Node) -> String {
    match &node.value {
        Value::Integer(value) => grouped(&value.to_string()),
        Value::Float(value) => grouped(&value.to_string()),
        Value::Array(items) => {
            let mut words: Vec<String> = items.iter().take(MOST_VALUES).map(in_words).collect();
            if items.len() > MOST_VALUES {
                words.push(format!("… ({} in all)", items.len()));
            }
            words.join(", ")
        }
        Value::Table(table) => kinds_in_words(table),
        _ => String::new(),
    }
}

fn kinds_in_words(table: &Table) -> String {
    let parts = table.iter().filter(|(key, _)| !METADATA_KEYS.contains(&key.as_str()));
    let words: Vec<String> = parts
        .map(|(kind, node)| match (kind.as_str(), node.as_table()) {
            ("value", _) => in_words(node),
            ("percentiles", Some(points)) => pairs(points),
            ("truncate", Some(bounds)) => format!("cut to {}", pairs(bounds)),
            (kind, Some(parameters)) => format!("{kind}: {}", pairs(parameters)),
            (kind, None) => format!("{kind} {}", in_words(node)),
        })
        .collect();
    words.join("; ")
}

fn pairs(table: &Table) -> String {
    let words: Vec<String> = table
        .iter()
        .map(|(key, node)| match (percentile(key), node.as_table()) {
            (Some(level), _) => format!("P{level} {}", in_words(node)),
            (None, Some(_)) => format!("{key} ({})", in_words(node)),
            (None, None) => format!("{key} {}", in_words(node)),
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
                "x.discrete = { values = [0.25, 0], weights = [0.5, 0.5] }",
                "discrete: values 0.25, 0, weights 0.5, 0.5",
            ),
        ];
        for (text, words) in cases {
            let mut sources = Sources::default();
            let source = sources.add("t", text);
            let table = parse(&sources, source).expect("valid TOML");
            assert_eq!(table.get("x").map(in_words).as_deref(), Some(words), "{text}");
        }
    }
}
