//! `summary.json` of several worlds: each world's answers side by side, and those of the mixture.

use serde_json::{Map, Value, json};

use crate::analysis::worlds::{WorldHead, Worlds};
use crate::output::summary_json::{estimate, metric, target};
use crate::output::{OutputError, SCHEMA};
use crate::random::Sampling;

/// The folder of a world within that of the joint run, as in "worlds/thaw".
pub fn world_folder(name: &str) -> String {
    format!("worlds/{name}")
}

/// The text of the joint `summary.json`, pretty-printed. `said` gives what the scenario says of a
/// world's weight, as keys and texts.
///
/// "mixture" is null where the worlds have no weights. It has "between_share" beside each metric:
/// the share of the variance that lies between worlds. A world's own summary, with every metric,
/// is in its folder.
///
/// # Errors
/// If the encoder refuses.
pub fn worlds_json(
    worlds: &Worlds,
    said: impl Fn(&str) -> Vec<(&'static str, String)>,
) -> Result<Vec<u8>, OutputError> {
    let by_world = worlds.heads.iter().enumerate();
    let by_world: Map<String, Value> = by_world
        .map(|(index, head)| (head.name.clone(), world(worlds, index, head, said(&head.name))))
        .collect();
    let mut whole = json!({
        "schema": SCHEMA,
        "scenario": worlds.scenario,
        "title": worlds.title,
        "seed": worlds.seed,
        "paths": worlds.paths,
        "worlds": by_world,
        "mixture": mixture(worlds),
    });
    if let (Value::Object(whole), true) = (&mut whole, worlds.sampling != Sampling::Random) {
        whole.insert("sampling".to_owned(), json!(worlds.sampling));
    }
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

fn world(
    worlds: &Worlds,
    index: usize,
    head: &WorldHead,
    said: Vec<(&'static str, String)>,
) -> Value {
    let mut out = Map::new();
    out.insert("title".to_owned(), head.title.as_str().into());
    out.insert("weight".to_owned(), head.weight.map_or(Value::Null, Value::from));
    out.extend(said.into_iter().map(|(key, text)| (key.to_owned(), text.into())));
    out.insert("folder".to_owned(), world_folder(&head.name).into());
    let metrics = worlds.metrics.iter().filter_map(|found| {
        let summary = found.worlds[index].as_ref()?;
        Some((found.subject.column.clone(), metric(found.subject.unit, summary)))
    });
    out.insert("metrics".to_owned(), metrics.collect::<Map<_, _>>().into());
    let targets = worlds.targets.iter().map(|found| {
        let name = found.target.name.clone();
        (name, target(&found.target, found.worlds[index]))
    });
    out.insert("targets".to_owned(), targets.collect::<Map<_, _>>().into());
    Value::Object(out)
}

fn mixture(worlds: &Worlds) -> Value {
    if !worlds.are_weighted() {
        return Value::Null;
    }
    let metrics = worlds.metrics.iter().filter_map(|found| {
        let mut value = metric(found.subject.unit, found.mixture.as_ref()?);
        let between = estimate(found.between_share);
        value.as_object_mut()?.insert("between_share".to_owned(), between);
        Some((found.subject.column.clone(), value))
    });
    let targets = worlds.targets.iter().filter_map(|found| {
        Some((found.target.name.clone(), target(&found.target, found.mixture?)))
    });
    json!({
        "metrics": metrics.collect::<Map<_, _>>(),
        "targets": targets.collect::<Map<_, _>>(),
    })
}
