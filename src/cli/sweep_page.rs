//! The page of a finished sweep, made from the checkpoint that it keeps: no cell is simulated again.

use super::Failure;
use super::cells::{Prepared, SWEEP_FILE};
use super::finished::Finished;
use super::sweep;
use crate::output::{CHECKPOINT, Checkpoint};
use crate::report::SweepReport;
use crate::scenario::Sweep;

/// The page.
///
/// # Errors
/// If the folder's definition or checkpoint is not as the sweep wrote it, or not of this version.
pub fn page(finished: &Finished, threads: Option<u64>) -> Result<Vec<u8>, Failure> {
    let text = finished.read(SWEEP_FILE)?;
    finished.check(CHECKPOINT)?;
    let sweep: Sweep = serde_json::from_slice(&text).map_err(|error| Failure::Usage {
        message: format!("{}: {SWEEP_FILE} cannot be read: {error}", finished.folder.display()),
        help: "run the sweep again, and use the new folder".to_owned(),
    })?;
    let plan = sweep::plan(&sweep, threads);
    let prepared = Prepared::new(sweep, plan)?;
    let mut checkpoint = Checkpoint::read(&finished.folder, prepared.head(&text))?;
    if checkpoint.rows() < prepared.design.cells() {
        return Err(finished.other_paths(CHECKPOINT));
    }
    let result = prepared.gather(&mut checkpoint)?;
    let scenarios = finished.hashed();
    let run = &finished.manifest.run;
    let report =
        SweepReport { run, sweep: &prepared.sweep, result: &result, scenarios: &scenarios };
    Ok(report.html()?)
}
