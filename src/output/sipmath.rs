//! A run as a SIPmath 3.0 library: whole trials, and metalogs of what is not zero.

use serde_json::{Map, Value, json};

use super::{MetricSummary, OutputError, Provenance};
use crate::engine::RunResult;
use crate::random::{HDR_RANGE, Hdr, entity};
use crate::stats::{Metalog, Missing, QUANTILE_LEVELS, Sample};

/// The organisation's seed of the generator; those who reserve one set their own.
const ENTITY: u64 = 1;
/// The stream that counts trials.
const INDEX: &str = "index";

/// The text of a library about these metrics, each as
///
/// - a `SIP_Array` under its own name: its values on the first `trials` paths. Trial k is path k − 1 of
///   the run in every array, so sums and conditions over several metrics hold;
/// - a `Metalog_1_0` under "NAME if not 0": fitted to the values other than zero, since a metalog has
///   no spike. `p_zero` in its metadata says how often there is none; it knows nothing of other
///   metrics. Left out where too few values differ.
///
/// `largest_gap` in a metalog's metadata is how far its P5 to P95 are from those of the values, at most,
/// as a share of the range from P5 to P95. `Trial1` to `Trial3` there are its values under HDR 2.0, for
/// checks of a reader.
/// Metrics that are missing on any of the paths are left out of the arrays.
///
/// # Errors
/// If the encoder refuses.
pub fn sipmath_json(
    result: &RunResult,
    metrics: &[&MetricSummary],
    trials: usize,
    provenance: &Provenance<'_>,
) -> Result<Vec<u8>, OutputError> {
    let counter = "PM_Index";
    let mut streams =
        vec![json!({ "name": INDEX, "function": "Index", "arguments": { "counter": counter } })];
    let mut sips = Vec::new();
    for summary @ (name, ..) in metrics {
        let Some(column) = result.metrics.iter().find(|column| column.name == *name) else {
            continue;
        };
        let first = &column.values[..trials.min(column.values.len())];
        if first.iter().all(|value| value.is_finite()) {
            sips.push(json!({
                "name": name,
                "ref": { "source": "rng", "name": INDEX },
                "function": "SIP_Array",
                "arguments": { "type": "array", "value": first.iter().map(|x| x + 0.0).collect::<Vec<_>>() },
                "metadata": metadata(summary),
            }));
        }
        let values: Vec<f64> =
            column.values.iter().copied().filter(|x| x.is_finite() && *x != 0.0).collect();
        let positive = values.iter().all(|x| *x > 0.0);
        let Some(metalog) = Metalog::of(&values, positive.then_some(0.0)) else { continue };
        let stream = format!("hdr {name}");
        let hdr = Hdr { entity: ENTITY, variable: entity(name) % HDR_RANGE, seed3: 0, seed4: 0 };
        streams.push(json!({
            "name": stream,
            "function": "HDR_2_0",
            "arguments": {
                "counter": counter,
                "entity": hdr.entity,
                "varId": hdr.variable,
                "seed3": hdr.seed3,
                "seed4": hdr.seed4,
            },
        }));
        let mut arguments = Map::new();
        if let Some(bound) = metalog.lower {
            arguments.insert("lowerBound".to_owned(), bound.into());
        }
        arguments.insert("aCoefficients".to_owned(), metalog.coefficients.clone().into());
        let mut told = metadata(summary);
        for trial in 1..=3 {
            told[format!("Trial{trial}")] = metalog.quantile(hdr.uniform(trial)).into();
        }
        told["fitted_values"] = values.len().into();
        told["largest_gap"] = largest_gap(&metalog, &values).into();
        let levels = QUANTILE_LEVELS.iter().map(|p| (level(*p), metalog.quantile(*p).into()));
        told["quantiles_if_not_0"] = Value::Object(levels.collect());
        sips.push(json!({
            "name": format!("{name} if not 0"),
            "ref": { "source": "rng", "name": stream },
            "function": "Metalog_1_0",
            "arguments": arguments,
            "metadata": told,
        }));
    }
    let hashes: Vec<&str> = provenance.scenarios.iter().map(|s| s.hash.as_str()).collect();
    let library = json!({
        "name": result.title,
        "objectType": "sipModel",
        "libraryType": "SIPmath_3_0",
        // A library says when it was made: the scenario's first day, so that it knows no clock.
        "dateCreated": result.calendar.start().to_string(),
        "provenance": format!(
            "{}, run {}, scenario {}, SHA-256 {}, {} paths, seed {}",
            Provenance::program(),
            provenance.run,
            result.scenario,
            hashes.join(" "),
            result.paths,
            result.seed
        ),
        "version": "1",
        "globalVariables": [],
        "U01": { "rng": streams },
        "sips": sips,
    });
    let mut text = serde_json::to_vec_pretty(&library)
        .map_err(|source| OutputError::Json { file: "the SIPmath library".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

/// The largest distance between a quantile of the metalog and that of the values, from P5 to P95, over
/// the distance of these two.
fn largest_gap(metalog: &Metalog, values: &[f64]) -> Option<f64> {
    let sample = Sample::new(values, Missing::Absent);
    let quantile = |p: f64| sample.quantile(p).map(|e| e.value);
    let mut gap = 0.0_f64;
    for p in QUANTILE_LEVELS {
        gap = gap.max((metalog.quantile(p) - quantile(p)?).abs());
    }
    Some(gap / (quantile(0.95)? - quantile(0.05)?))
}

/// What is said of a metric over all paths of the run.
fn metadata((_, unit, summary): &MetricSummary) -> Value {
    let number = |value: Option<f64>| {
        value.filter(|x| x.is_finite()).map_or(Value::Null, |x| Value::from(x + 0.0))
    };
    json!({
        "unit": unit.name(),
        "mean": number(summary.mean.map(|e| e.value)),
        "standard_error": number(summary.mean.map(|e| e.standard_error)),
        "min": number(summary.min),
        "max": number(summary.max),
        "p_zero": number(summary.p_zero.map(|e| e.value)),
    })
}

fn level(p: f64) -> String {
    format!("P{:.0}", p * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::ScenarioRecord;
    use crate::output::sample_result::small_result;
    use crate::stats::{Missing, Summary};
    use crate::units::Unit;

    fn library(values: Vec<f64>) -> Value {
        let mut result = small_result();
        result.paths = values.len();
        result.metrics.truncate(1);
        let summary = Summary::of(&values, Missing::Absent);
        result.metrics[0].values = values;
        let metric = ("delivered_units".to_owned(), Unit::Chips, summary);
        let records = [ScenarioRecord::new("test-scenario", "x = 1")];
        let provenance = Provenance {
            run: "0123abcd",
            command: "run",
            scenarios: &records,
            seed: 1,
            paths: 4,
            overrides: &[],
        };
        let text = sipmath_json(&result, &[&metric], 20, &provenance).expect("JSON");
        serde_json::from_slice(&text).expect("JSON that reads back")
    }

    #[test]
    fn a_spike_at_zero_is_told_and_not_smoothed() {
        let values: Vec<f64> =
            (0..400).map(|k| if k % 4 == 0 { 0.0 } else { f64::from(k) }).collect();
        let json = library(values.clone());
        let [array, metalog] = &json["sips"].as_array().expect("sips")[..] else {
            panic!("{json}")
        };
        assert_eq!(array["arguments"]["value"], json!(values[..20]));
        assert_eq!(metalog["metadata"]["p_zero"], 0.25);
        assert_eq!(metalog["metadata"]["fitted_values"], 300);
        assert_eq!(metalog["arguments"]["lowerBound"], 0.0);
        let median = metalog["metadata"]["quantiles_if_not_0"]["P50"].as_f64().expect("a number");
        assert!((median - 200.0).abs() < 5.0, "{median}");
        let stream = &json["U01"]["rng"][1];
        assert_eq!(metalog["ref"]["name"], stream["name"]);
    }

    #[test]
    fn what_is_nearly_always_zero_has_an_array_and_no_metalog() {
        let mut values = vec![0.0; 400];
        values[7] = 3.0;
        assert_eq!(library(values)["sips"].as_array().map(Vec::len), Some(1));
    }
}
