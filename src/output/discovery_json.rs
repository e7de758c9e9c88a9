//! `summary.json` of a discovery: boxes, trees and signposts by target.

use serde_json::{Map, Value, json};

use super::sensitivity_json::records;
use crate::analysis::discovery::{Discovery, Signposts, Tree};
use crate::engine::RunResult;
use crate::output::{OutputError, SCHEMA};

/// A target's name with what was found about it.
pub type TargetDiscovery<'a> = (&'a str, &'a Discovery, &'a Tree, &'a Signposts);

/// The text of `summary.json`.
///
/// # Errors
/// If the encoder refuses.
pub fn discovery_json(
    result: &RunResult,
    targets: &[TargetDiscovery<'_>],
) -> Result<Vec<u8>, OutputError> {
    let targets: Map<String, Value> = targets
        .iter()
        .map(|(name, discovery, tree, signposts)| {
            let found = json!({
                "base_share": { "value": discovery.base.value, "standard_error": discovery.base.standard_error },
                "finding": discovery.finding(),
                "box": records(&discovery.table()),
                "tree": records(&tree.table(&discovery.names)),
                "signposts": records(&signposts.table()),
                "sentences": signposts.sentences(),
            });
            ((*name).to_owned(), found)
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "scenario": result.scenario,
        "title": result.title,
        "seed": result.seed,
        "paths": result.paths,
        "targets": targets,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}
