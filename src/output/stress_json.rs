//! `summary.json` of a stress: every metric where a condition holds, beside all paths.

use serde_json::{Map, Value, json};

use crate::analysis::stress::{FEW, Shift, Stress};
use crate::output::summary_json::{estimate, metric, number};
use crate::output::{OutputError, SCHEMA};
use crate::stats::Proportion;

/// The text of `summary.json` of a stress. Metrics have the form of a run's summary, once over
/// all paths and once over those on which the condition holds; of none there is nothing to tell.
///
/// # Errors
/// If the encoder refuses.
pub fn stress_json(stress: &Stress) -> Result<Vec<u8>, OutputError> {
    let interval = stress.share().map(Proportion::interval);
    let metrics: Map<String, Value> = stress
        .metrics
        .iter()
        .map(|m| {
            let given = (stress.held > 0).then(|| metric(m.unit, &m.given));
            (m.name.clone(), json!({ "all": metric(m.unit, &m.all), "where_held": given }))
        })
        .collect();
    let targets: Map<String, Value> = stress
        .targets
        .iter()
        .map(|target| {
            let given = target.given.map(Proportion::estimate);
            let both = json!({
                "title": target.title,
                "all": estimate(Some(target.all)),
                "where_held": estimate(given),
            });
            (target.name.clone(), both)
        })
        .collect();
    let typical: Vec<Value> = stress
        .typical
        .iter()
        .map(|path| {
            let unusual: Vec<Value> = path
                .unusual
                .iter()
                .map(|(input, value, below)| {
                    json!({ "input": input, "value": number(Some(*value)), "share_below": below })
                })
                .collect();
            json!({
                "path": path.path,
                "share_of_paths_likelier": path.likelier,
                "most_unusual_inputs": unusual,
            })
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "scenario": stress.scenario,
        "title": stress.title,
        "condition": stress.condition,
        "seed": stress.seed,
        "paths": stress.paths,
        "paths_where_held": stress.held,
        "few": stress.held < FEW,
        "share": estimate(stress.share().map(Proportion::estimate)),
        "share_interval_95": interval.map(|i| json!([number(Some(i.low)), number(Some(i.high))])),
        "inputs": stress.inputs.iter().map(shift).collect::<Vec<_>>(),
        "policy": stress.policy.iter().map(shift).collect::<Vec<_>>(),
        "typical_paths": typical,
        "targets": targets,
        "metrics": metrics,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

fn shift(shift: &Shift) -> Value {
    json!({
        "name": shift.name,
        "mean_of_all": number(Some(shift.all)),
        "mean_where_held": number(Some(shift.given)),
        "shift_in_standard_deviations": estimate(Some(shift.shift)),
        "real": shift.real,
    })
}
