//! The page of a finished decision: its options simulated again in its worlds, and checked.

use super::Failure;
use super::decide::{self, CHOICE_FILE, DECISION_FILE};
use super::finished::Finished;
use super::progress::Bar;
use crate::output::{FileRecord, ScenarioRecord, parquet_bytes};
use crate::report::DecisionReport;
use crate::scenario::{DecisionChoice, Ground, Scenario, reopen_decision};
use crate::study;

/// The table of every path.
const PATHS: &str = "paths.parquet";

/// The page.
///
/// # Errors
/// If the folder's decision is not as it was written, or its paths come out otherwise.
pub fn page(finished: &Finished, threads: Option<u64>, quiet: bool) -> Result<Vec<u8>, Failure> {
    let text = finished.read(DECISION_FILE)?;
    let choice = finished.read(CHOICE_FILE)?;
    let choice: DecisionChoice =
        serde_json::from_slice(&choice).map_err(|_| finished.other_paths(CHOICE_FILE))?;
    let records = finished.manifest.scenarios.iter().zip(&finished.scenarios);
    let ground = |(record, scenario): (&ScenarioRecord, &Scenario)| {
        let world = record.world.as_ref().ok_or_else(|| finished.other_paths(DECISION_FILE))?;
        Ok(Ground {
            name: world.name.clone(),
            title: world.title.clone(),
            weight: world.weight,
            scenario: scenario.clone(),
        })
    };
    let worlds = records.map(ground).collect::<Result<Vec<_>, Failure>>()?;
    let text = String::from_utf8_lossy(&text);
    let decision = reopen_decision(&text, &choice, worlds).map_err(Failure::Scenario)?;
    let plan = finished.plan(threads);
    let cases = decision.worlds.len() * decision.options.len();
    let decided = {
        let bar = Bar::new(plan.paths * cases, quiet);
        study::decide(&decision, plan, &bar).map_err(decide::failure)?
    };
    let paths = FileRecord::of(PATHS, &parquet_bytes(&decide::paths(&decision, &decided))?);
    if finished.manifest.file(PATHS) != Some(&paths) {
        return Err(finished.other_paths(PATHS));
    }
    let scenarios = finished.hashed();
    let run = &finished.manifest.run;
    let report =
        DecisionReport { run, decision: &decision, decided: &decided, scenarios: &scenarios };
    Ok(report.html()?)
}
