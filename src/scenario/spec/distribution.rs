//! A distribution as it is written: its kind, its parameters, and what may be left out.

use super::super::describe::{Field, FileUnit, Range};
use super::super::escape::number;
use super::super::node::{Node, Table};
use super::super::reader::{Reader, all_of};

use super::mixture::mixture;
use super::numbers::{MAX_MAGNITUDE, out_of_range, plain_number};
use super::parameters::{exactly, lists, parameters};
use super::{KINDS, TRUNCATE, VALUE_KINDS};
use crate::dist::{
    Beta, Discrete, Dist, DistError, Empirical, Fixed, Gamma, Lognormal, Normal, Percentiles, Pert,
    Poisson, Triangular, Truncated, Uniform,
};
use crate::lanes::math::{exp, normal_quantile};

/// The odds of a draw beyond which [`MAX_MAGNITUDE`] does not apply.
const NEVER: f64 = 1e-12;

/// Whether a kind draws anew inside a path and cannot be an input.
fn is_law_only(name: &str) -> bool {
    KINDS.iter().any(|kind| kind.law_only && kind.name == name)
}

/// The kind of value that a table gives, with its node. Reports none, several and unknown keys.
pub(super) fn kind_of<'a>(
    node: &Node,
    table: &'a Table,
    laws: bool,
    reader: &mut Reader,
) -> Option<(&'static str, &'a Node)> {
    let allowed: Vec<&str> =
        VALUE_KINDS.into_iter().filter(|kind| laws || !is_law_only(kind)).collect();
    let before = reader.problems.len();
    let law = table.keys().find(|key| !laws && is_law_only(key));
    if let Some(kind) = law {
        let message = format!(
            "`{kind}` is a law drawn anew inside a path, but this number is drawn once a path"
        );
        reader.problem(&node.place, message).help =
            Some("use percentiles, lognormal or gamma".to_owned());
        return None;
    }
    reader.check_keys(table, &allowed);
    let given: Vec<(&'static str, &Node)> = VALUE_KINDS
        .into_iter()
        .filter(|kind| *kind != TRUNCATE)
        .filter_map(|kind| table.get(kind).map(|node| (kind, node)))
        .collect();
    match given.as_slice() {
        [one] => Some(*one),
        // An unknown key was reported already: it may be the misspelt kind.
        [] if reader.problems.len() > before => None,
        [] => {
            reader.problem(&node.key, "the table gives no value").help = Some(
                "add `value = …`, `percentiles = { p10 = …, p50 = …, p90 = … }` or another \
                      distribution"
                    .to_owned(),
            );
            None
        }
        several => {
            let kinds: Vec<&str> = several.iter().map(|(kind, _)| *kind).collect();
            let message = format!("gives {} at once", all_of(&kinds));
            reader.problem(&node.key, message).help = Some("keep one of them".to_owned());
            None
        }
    }
}

/// The distribution of one kind, cut by the table's `truncate`, with its values in the field's range.
pub(super) fn distribution(
    table: &Table,
    kind: &str,
    parameters: &Node,
    field: &Field,
    reader: &mut Reader,
) -> Option<Dist> {
    if kind == "value" {
        let value = plain_number(parameters, field.rule.unit, reader)?;
        let inside = fixed_in_range(value, parameters, field, reader);
        if table.contains_key("truncate") {
            reader.problem(&parameters.place, "a fixed value cannot be truncated");
            return None;
        }
        return inside;
    }
    let dist = reader.within(kind, |reader| {
        let dist = match kind {
            "mixture" => mixture(parameters, field, reader)?,
            _ => build(kind, parameters, field.rule.unit, reader)?,
        };
        checked(dist, parameters, reader)
    })?;
    let dist = match table.get("truncate") {
        Some(node) => {
            reader.within("truncate", |reader| truncated(dist, node, field.rule.unit, reader))?
        }
        None => dist,
    };
    in_range(&dist, kind, parameters, field, reader)?;
    Some(dist)
}

/// A fixed number, if it lies in the field's range.
pub(super) fn fixed_in_range(
    value: f64,
    node: &Node,
    field: &Field,
    reader: &mut Reader,
) -> Option<Dist> {
    if !field.rule.range.holds(value) {
        out_of_range(value, &node.place, field, reader);
        return None;
    }
    checked(Fixed::new(value).map(Dist::from), node, reader)
}

/// The distribution, or a report of why its numbers cannot be one.
fn checked(dist: Result<Dist, DistError>, node: &Node, reader: &mut Reader) -> Option<Dist> {
    match dist {
        Ok(dist) => Some(dist),
        Err(error) => {
            reader.problem(&node.place, error.to_string());
            None
        }
    }
}

fn truncated(dist: Dist, node: &Node, unit: FileUnit, reader: &mut Reader) -> Option<Dist> {
    let (_, values) = parameters(node, &[&["min", "max"], &["min"], &["max"]], &[], unit, reader)?;
    let bound = |name: &str| values.iter().find(|(key, _)| key == name).map(|(_, value)| *value);
    let low = bound("min").unwrap_or(f64::NEG_INFINITY);
    let high = bound("max").unwrap_or(f64::INFINITY);
    checked(Truncated::new(dist, low, high).map(Dist::from), node, reader)
}

/// None after reporting draws outside the field's range or of absurd size.
fn in_range(
    dist: &Dist,
    kind: &str,
    node: &Node,
    field: &Field,
    reader: &mut Reader,
) -> Option<()> {
    let range = field.rule.range;
    let (low, high) = dist.support();
    let listed = matches!(kind, "discrete" | "empirical");
    let inside =
        if listed { range.holds(low) && range.holds(high) } else { range.holds_between(low, high) };
    if !inside {
        let message = format!(
            "draws must be {}, but this distribution reaches from {} to {}",
            range.words(),
            bound(low),
            bound(high)
        );
        reader.problem(&node.place, message).help = Some(bounds_help(range, kind, low, high));
        return None;
    }
    let extremes = [dist.quantile(NEVER), dist.quantile(1.0 - NEVER)];
    if extremes.iter().any(|value| value.is_nan() || value.abs() > MAX_MAGNITUDE) {
        let message = format!("draws would exceed {MAX_MAGNITUDE:e} in size");
        reader.problem(&node.place, message).help =
            Some("narrow the distribution, or give bounds".to_owned());
        return None;
    }
    Some(())
}

fn bound(value: f64) -> String {
    match value {
        f64::INFINITY => "plus infinity".to_owned(),
        f64::NEG_INFINITY => "minus infinity".to_owned(),
        value => number(value),
    }
}

fn bounds_help(range: Range, kind: &str, low: f64, high: f64) -> String {
    if matches!(kind, "discrete" | "empirical" | "triangular" | "pert" | "uniform" | "beta") {
        return "change the values that lie outside".to_owned();
    }
    let min = (low < range.low).then(|| format!("min = {}", range.low));
    let max = (high > range.high).then(|| format!("max = {}", range.high));
    let bounds: Vec<String> = min.into_iter().chain(max).collect();
    match kind {
        "percentiles" => format!("give {} among the percentiles", bounds.join(" and ")),
        _ => format!("add truncate = {{ {} }}", bounds.join(", ")),
    }
}

fn build(
    kind: &str,
    node: &Node,
    unit: FileUnit,
    reader: &mut Reader,
) -> Option<Result<Dist, DistError>> {
    Some(match kind {
        "percentiles" => return percentiles(node, unit, reader),
        "normal" => {
            let [mean, sd] = exactly(node, ["mean", "sd"], unit, reader)?;
            Normal::new(mean, sd).map(Dist::from)
        }
        "lognormal" => return lognormal(node, unit, reader),
        "triangular" => {
            let [low, mode, high] = exactly(node, ["low", "mode", "high"], unit, reader)?;
            Triangular::new(low, mode, high).map(Dist::from)
        }
        "pert" => {
            let [low, mode, high] = exactly(node, ["low", "mode", "high"], unit, reader)?;
            Pert::new(low, mode, high).map(Dist::from)
        }
        "uniform" => {
            let [low, high] = exactly(node, ["low", "high"], unit, reader)?;
            Uniform::new(low, high).map(Dist::from)
        }
        "beta" => {
            let form: &[&str] = &["alpha", "beta"];
            let (_, values) = parameters(node, &[form], &["low", "high"], unit, reader)?;
            let get = |name: &str, other: f64| {
                values.iter().find(|(key, _)| key == name).map_or(other, |(_, value)| *value)
            };
            Beta::new(get("alpha", 0.0), get("beta", 0.0), get("low", 0.0), get("high", 1.0))
                .map(Dist::from)
        }
        "gamma" => {
            let [shape, mean] = exactly(node, ["shape", "mean"], unit, reader)?;
            Gamma::from_shape_mean(shape, mean).map(Dist::from)
        }
        "discrete" => {
            let [values, weights] = lists(node, ["values", "weights"], unit, reader)?;
            Discrete::new(&values, &weights).map(Dist::from)
        }
        "empirical" => {
            let [values] = lists(node, ["values"], unit, reader)?;
            Empirical::new(&values).map(Dist::from)
        }
        // The kinds that remain after `kind_of`.
        _ => {
            let [mean] = exactly(node, ["mean"], unit, reader)?;
            Poisson::new(mean).map(Dist::from)
        }
    })
}

fn lognormal(node: &Node, unit: FileUnit, reader: &mut Reader) -> Option<Result<Dist, DistError>> {
    let forms: [&[&str]; 3] = [&["median", "p90"], &["median", "sigma"], &["mean", "sd"]];
    let (form, values) = parameters(node, &forms, &[], unit, reader)?;
    let get = |name: &str| values.iter().find(|(key, _)| key == name).map_or(0.0, |(_, v)| *v);
    Some(match form {
        0 => Lognormal::from_median_p90(get("median"), get("p90")).map(Dist::from),
        1 if get("sigma") <= 0.0 => {
            Err(DistError::NotPositive { name: "sigma", value: get("sigma") })
        }
        1 => {
            let p90 = get("median") * exp(get("sigma") * normal_quantile(0.9));
            Lognormal::from_median_p90(get("median"), p90).map(Dist::from)
        }
        _ => Lognormal::from_mean_sd(get("mean"), get("sd")).map(Dist::from),
    })
}

fn percentiles(
    node: &Node,
    unit: FileUnit,
    reader: &mut Reader,
) -> Option<Result<Dist, DistError>> {
    let Some(table) = node.as_table() else {
        reader.expected::<()>(node, "a table, as in { p10 = 1, p50 = 2, p90 = 4 }");
        return None;
    };
    let before = reader.problems.len();
    let (mut points, mut min, mut max) = (Vec::new(), None, None);
    for (key, node) in table {
        reader.within(key, |reader| match key.as_str() {
            "min" => min = plain_number(node, unit, reader),
            "max" => max = plain_number(node, unit, reader),
            key => match level(key) {
                Some(level) => {
                    points.extend(plain_number(node, unit, reader).map(|value| (level, value)));
                }
                None => {
                    reader.problem(&node.key, "is neither a percentile nor a bound").help = Some(
                        "write percentiles as p10, p50, p97_5 and bounds as min, max".to_owned(),
                    );
                }
            },
        });
    }
    (reader.problems.len() == before).then(|| Percentiles::new(&points, min, max).map(Dist::from))
}

/// The level of a key such as p10, p05 or p97_5.
fn level(key: &str) -> Option<f64> {
    let digits = key.strip_prefix('p')?;
    let plain = digits.len() <= 10 && digits.chars().all(|c| c.is_ascii_digit() || c == '_');
    let level: f64 = digits.replace('_', ".").parse().ok().filter(|_| plain)?;
    Some(level / 100.0)
}
