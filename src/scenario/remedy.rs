//! The next step for a problem whose message names none: what may be written at its key.

use super::describe::{Field, Kind};
use super::diagnostics::Diagnostic;
use super::escape::shown;
use super::lookup::{Found, lookup};

/// Where everything is listed.
const REFERENCE: &str = "docs/scenario-reference.md lists what may be written";

/// How a distribution or law of each kind is written.
const FORMS: [(&str, &str); 14] = [
    ("percentiles", "percentiles = { p10 = 20, p50 = 30, p90 = 50, min = 0 }"),
    ("normal", "normal = { mean = 30, sd = 5 }"),
    ("lognormal", "lognormal = { median = 30, p90 = 50 }"),
    ("triangular", "triangular = { low = 20, mode = 30, high = 50 }"),
    ("pert", "pert = { low = 20, mode = 30, high = 50 }"),
    ("uniform", "uniform = { low = 20, high = 50 }"),
    ("beta", "beta = { alpha = 2, beta = 5 }"),
    ("gamma", "gamma = { shape = 2, mean = 30 }"),
    ("discrete", "discrete = { values = [20, 30], weights = [0.4, 0.6] }"),
    ("empirical", "empirical = { values = [20, 25, 31] }"),
    ("poisson", "poisson = { mean = 3 }"),
    ("exponential", "exponential = { mean = 8 }"),
    ("weibull", "weibull = { mean = 8, shape = 1.5 }"),
    ("lomax", "lomax = { median = 8, tail = 3 }"),
];

/// What may be written where the problem is. Only for a problem without a next step of its own.
pub(super) fn remedy(problem: &Diagnostic) -> String {
    let parts: Vec<&str> = problem.key.split('.').collect();
    if problem.message.contains("are allowed") {
        return "leave some of them out, or split the scenario".to_owned();
    }
    match lookup(&parts) {
        Some(Found::Inside(field)) => inside(field, &parts),
        Some(Found::Key(field)) => {
            format!("write {}: {}", form(field, &problem.key), field.meaning())
        }
        Some(Found::Entry(field)) => {
            format!("look at the keys of [{}]: {}", shown(&problem.key), field.meaning())
        }
        None => REFERENCE.to_owned(),
    }
}

/// A distribution's form where the path leads into one, or that of the key.
fn inside(field: &Field, parts: &[&str]) -> String {
    let kind = FORMS.iter().find(|(kind, _)| parts.iter().rev().any(|part| part == kind));
    match kind {
        Some((_, form)) => format!("write it as in {form}"),
        None => format!("write {}: {}", form(field, field.key), field.meaning()),
    }
}

/// What a key holds, as in "a whole number between 1 and 20".
fn form(field: &Field, path: &str) -> String {
    let path = shown(path);
    let rule = &field.rule;
    let what = match field.kind {
        Kind::Input | Kind::ByProduct => "a number or a distribution",
        Kind::Law => "a number or a law",
        Kind::ByName => "numbers by name, as in { one = 0.4, other = 0.6 }",
        Kind::Number => "a number",
        Kind::Numbers => "a list of numbers, as in [0.1, 0.25]",
        Kind::Whole => "a whole number",
        Kind::Name => "a name in quotes, in lower-case letters, digits and hyphens",
        Kind::Names => "a list of names, as in [\"one\", \"other\"]",
        Kind::InputPath => "the path of an input in quotes, as in \"product.h200.price_usd\"",
        Kind::InputPaths => "a list of paths of inputs in quotes",
        Kind::Text => "a text in quotes, on one line",
        Kind::Texts => "a list of texts, as in [\"one\", \"other\"]",
        Kind::Values => "a list of values, as in [0.1, 0.25]",
        Kind::Flag => "true or false, without quotes",
        Kind::Date => "a date without quotes, as in 2026-01-31",
        Kind::Table => return format!("its keys under a header [{path}]"),
        Kind::Tables => return format!("each under a header [{path}.NAME]"),
        Kind::List => return format!("each under a header [[{path}]]"),
        Kind::Change => return format!("tables of the file under [{path}]"),
    };
    let mut text = what.to_owned();
    if !rule.unit.name.is_empty() && rule.unit.name != "share" {
        // Some units are told by what they belong to, as in "of the input".
        let the = if rule.unit.name.starts_with("of ") { "the unit " } else { "" };
        text += &format!(" in {the}{}", rule.unit.name);
    }
    if rule.range != super::describe::ANY {
        text += &format!(", {}", rule.range.words());
    }
    text
}
