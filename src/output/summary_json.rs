//! `summary.json`: the answers of a run, each with its error.

use serde_json::{Map, Value, json};

use crate::analysis::Drawn;
use crate::engine::{Precision, RunResult, Target};
use crate::output::inputs::inputs_json;
use crate::output::tables::quantile_name;
use crate::output::{OutputError, SCHEMA};
use crate::random::Sampling;
use crate::stats::{Estimate, Missing, QUANTILE_LEVELS, SHORTFALL_LEVEL, Side, Summary};
use crate::units::Unit;

/// A metric's name, unit and summary.
pub type MetricSummary = (String, Unit, Summary);

/// The text of `summary.json`, pretty-printed, keys in the order of the metrics and targets.
///
/// A number that is not finite is null: the error of a single path, or a quantile that falls on
/// the paths where a time never comes. Where values are missing, "never_share" or
/// "missing_share" says of how many paths, and the mean and standard deviation are over the
/// others; so are the quantiles beside "missing_share", while those beside "never_share" are over
/// all paths. "kept_paths" says how many of the first paths the inputs as drawn are of, where not all were
/// kept; all else is over all paths.
///
/// # Errors
/// If the encoder refuses.
pub fn summary_json(
    result: &RunResult,
    metrics: &[MetricSummary],
    drawn: &Drawn,
) -> Result<Vec<u8>, OutputError> {
    let metrics: Map<String, Value> = metrics
        .iter()
        .map(|(name, unit, summary)| (name.clone(), metric(*unit, summary)))
        .collect();
    let targets: Map<String, Value> =
        result.targets.iter().map(|t| (t.name.clone(), target(t, t.probability))).collect();
    let mut whole = json!({
        "schema": SCHEMA,
        "scenario": result.scenario,
        "title": result.title,
        "seed": result.seed,
        "paths": result.paths,
        "metrics": metrics,
        "targets": targets,
        "inputs": inputs_json(drawn),
    });
    if let (false, Value::Object(whole)) = (result.keeps_all(), &mut whole) {
        whole.insert("kept_paths".to_owned(), result.kept_paths().into());
    }
    if let (Value::Object(whole), true) = (&mut whole, result.sampling != Sampling::Random) {
        whole.insert("sampling".to_owned(), json!(result.sampling));
    }
    if let (Some(precision), Value::Object(whole)) = (&result.precision, &mut whole) {
        whole.insert("precision".to_owned(), attained(precision));
    }
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

/// A metric's numbers.
pub(super) fn metric(unit: Unit, summary: &Summary) -> Value {
    let quantiles: Map<String, Value> = QUANTILE_LEVELS
        .iter()
        .enumerate()
        .map(|(k, p)| (quantile_name(*p), estimate(summary.quantiles.map(|all| all[k]))))
        .collect();
    let shortfall = summary.expected_shortfall;
    let mut out = Map::new();
    out.insert("unit".to_owned(), unit.name().into());
    out.insert("mean".to_owned(), estimate(summary.mean));
    out.insert("standard_deviation".to_owned(), number(summary.standard_deviation));
    out.insert("p_zero".to_owned(), estimate(summary.p_zero));
    out.insert("quantiles".to_owned(), quantiles.into());
    out.insert(
        "expected_shortfall".to_owned(),
        json!({
            "level": SHORTFALL_LEVEL,
            "side": Side::Lower,
            "value": number(shortfall.map(|e| e.value)),
            "standard_error": number(shortfall.map(|e| e.standard_error)),
        }),
    );
    if summary.missing_share > 0.0 {
        let name = match summary.missing {
            Missing::Absent => "missing_share",
            Missing::Never => "never_share",
        };
        out.insert(name.to_owned(), number(Some(summary.missing_share)));
    }
    Value::Object(out)
}

/// What was to be precise: an end of an interval that the run cannot tell is null, as is a number of paths.
fn attained(precision: &Precision) -> Value {
    let goals = precision.goals.iter().map(|goal| {
        json!({
            "asked": goal.asked,
            "unit": goal.unit.name(),
            "value": number(Some(goal.value)),
            "low": number(Some(goal.interval.low)),
            "high": number(Some(goal.interval.high)),
            "half_width": number(Some(goal.half_width())),
            "half_width_allowed": number(Some(goal.allowed)),
            "met": goal.met,
            "paths_needed": goal.paths_needed,
        })
    });
    json!({
        "met": precision.is_met(),
        "most_paths": precision.most_paths,
        "goals": goals.collect::<Vec<_>>(),
    })
}

/// A target with the odds of meeting it.
pub(super) fn target(target: &Target, probability: Estimate) -> Value {
    json!({
        "title": target.title,
        "metric": target.metric,
        "by": target.by.map(|date| date.to_string()),
        "at_least": number(Some(target.at_least)),
        "unit": target.unit.name(),
        "probability": estimate(Some(probability)),
    })
}

/// An estimate whose value is not finite has no error to speak of either.
pub(super) fn estimate(estimate: Option<Estimate>) -> Value {
    let finite = estimate.filter(|e| e.value.is_finite());
    json!({
        "value": number(finite.map(|e| e.value)),
        "standard_error": number(finite.map(|e| e.standard_error)),
    })
}

/// The number, or null; adding zero writes −0 as 0.
pub(super) fn number(value: Option<f64>) -> Value {
    value.filter(|x| x.is_finite()).map_or(Value::Null, |x| Value::from(x + 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::BAND_LEVELS;
    use crate::output::sample_result::{small_drawn, small_result};

    fn summaries(result: &RunResult) -> Vec<MetricSummary> {
        let of = |unit| if unit == Unit::Weeks { Missing::Never } else { Missing::Absent };
        let metrics = result.metrics.iter();
        metrics.map(|m| (m.name.clone(), m.unit, Summary::of(&m.values, of(m.unit)))).collect()
    }

    fn parsed(result: &RunResult, metrics: &[MetricSummary]) -> Value {
        let text = summary_json(result, metrics, &small_drawn()).expect("JSON");
        serde_json::from_slice(&text).expect("JSON that reads back")
    }

    #[test]
    fn every_number_comes_back_to_the_bit() {
        let result = small_result();
        let metrics = summaries(&result);
        let json = parsed(&result, &metrics);
        assert_eq!(json["schema"], 1);
        assert_eq!(json["seed"], u64::MAX);
        assert_eq!(json["title"], "A \"small\" test");
        let (units, summary) = (&json["metrics"]["delivered_units"], &metrics[0].2);
        let same = |found: &Value, sought: Option<Estimate>| {
            let sought = sought.expect("an estimate");
            assert_eq!(found["value"].as_f64(), Some(sought.value));
            assert_eq!(found["standard_error"].as_f64(), Some(sought.standard_error));
        };
        same(&units["mean"], summary.mean);
        same(&units["p_zero"], summary.p_zero);
        same(&units["expected_shortfall"], summary.expected_shortfall);
        for (k, name) in ["p05", "p10", "p25", "p50", "p75", "p90", "p95"].iter().enumerate() {
            same(&units["quantiles"][name], summary.quantiles.map(|all| all[k]));
        }
        assert_eq!(units["standard_deviation"].as_f64(), summary.standard_deviation);
        assert_eq!(units["unit"], "chips");
        assert_eq!(units["expected_shortfall"]["side"], "lower");
        assert_eq!(units["expected_shortfall"]["level"], 0.05);
        assert_eq!(units.get("missing_share"), None);
        let target = &json["targets"]["half_a_million"];
        assert_eq!(target["by"], "2026-12-31");
        assert_eq!(target["at_least"], 500_000.0);
        same(&target["probability"], Some(result.targets[0].probability));
    }

    #[test]
    fn keys_keep_their_order() {
        let result = small_result();
        let text = summary_json(&result, &summaries(&result), &small_drawn()).expect("JSON");
        let text = String::from_utf8(text).expect("UTF-8");
        let places: Vec<usize> = [
            "\"schema\"",
            "\"scenario\"",
            "\"title\"",
            "\"seed\"",
            "\"paths\"",
            "\"metrics\"",
            "\"delivered_units\"",
            "\"unit\"",
            "\"mean\"",
            "\"standard_deviation\"",
            "\"p_zero\"",
            "\"quantiles\"",
            "\"p05\"",
            "\"p95\"",
            "\"expected_shortfall\"",
            "\"first_delivery_week\"",
            "\"never_share\"",
            "\"targets\"",
            "\"probability\"",
            "\"inputs\"",
        ]
        .iter()
        .map(|key| text.find(key).expect("the key is there"))
        .collect();
        assert!(places.is_sorted(), "{text}");
        assert!(text.ends_with("}\n"));
    }

    #[test]
    fn a_quantile_among_the_paths_that_say_never_is_null() {
        let result = small_result();
        let json = parsed(&result, &summaries(&result));
        let week = &json["metrics"]["first_delivery_week"];
        assert_eq!(week["never_share"], 0.25);
        assert_eq!(week["mean"]["value"], 7.0);
        assert_eq!(week["quantiles"]["p50"]["value"], 8.0);
        assert_eq!(week["quantiles"]["p90"]["value"], Value::Null);
        assert_eq!(week["quantiles"]["p90"]["standard_error"], Value::Null);
    }

    #[test]
    fn a_metric_without_values_is_there_with_nulls() {
        let result = small_result();
        let empty = Summary::of(&[f64::NAN; 4], Missing::Absent);
        let json = parsed(&result, &[("fill".to_owned(), Unit::Share, empty)]);
        let fill = &json["metrics"]["fill"];
        assert_eq!(fill["missing_share"], 1.0);
        assert_eq!(fill["mean"]["value"], Value::Null);
        assert_eq!(fill["quantiles"]["p05"]["value"], Value::Null);
    }

    #[test]
    fn the_levels_here_are_those_of_the_weekly_bands() {
        assert_eq!(QUANTILE_LEVELS, BAND_LEVELS);
    }
}
