//! Cells on one pool: pieces of work are batches of cells, rows come out in the order of the cells.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::CellLayout;
use crate::engine::catalogue::target_column;
use crate::engine::{Outcomes, Plan, Progress, RunError, in_order};
use crate::model::Model;

/// What is run for each cell.
#[derive(Clone, Debug)]
pub struct SweepJob {
    /// The paths of each cell. All cells share the seed, hence every draw that they both make.
    pub plan: Plan,
    pub layout: CellLayout,
}

/// Why a sweep stopped.
#[derive(Debug, thiserror::Error)]
pub enum SweepError<E> {
    #[error("cell {cell}: {source}")]
    Cell { cell: usize, source: RunError },
    /// What takes the rows refused one.
    #[error(transparent)]
    Sink(E),
    /// It was told to stop: the rows of the first cells, as far as they were done, have been taken.
    #[error("the sweep was stopped")]
    Stopped,
}

/// A finished piece of a cell.
enum Piece {
    Row(Vec<f64>),
    /// Columns of a batch of a cell that has several.
    Columns(Vec<Vec<f64>>, Vec<Option<(usize, f64)>>),
}

/// Simulates cells and hands each one's row to `take` in their order.
///
/// `model` compiles a cell, on the thread that simulates it. A row depends on the cell's model, the
/// seed and the number of paths alone, not on the cells around it or on threads. Memory does not grow
/// with the number of cells.
///
/// # Errors
/// If a cell's units are not conserved, the threads cannot be started, `take` refuses a row, or
/// `progress` does not go on.
pub fn run_cells<E: Send>(
    job: &SweepJob,
    cells: Range<usize>,
    model: &(dyn Fn(usize) -> Model + Sync),
    progress: &dyn Progress,
    mut take: impl FnMut(usize, Vec<f64>) -> Result<(), E> + Send,
) -> Result<(), SweepError<E>> {
    let batches = job.plan.batches();
    let failed = AtomicUsize::new(cells.end);
    let refused = AtomicBool::new(false);
    let mut refusal = None;
    let mut gathered: Vec<Vec<f64>> = Vec::new();
    let mut next = (cells.start, 0);
    let outcome = in_order(
        job.plan.threads,
        cells.len() * batches,
        progress,
        || (),
        |(), index| {
            let (cell, batch) = (cells.start + index / batches, index % batches);
            if refused.load(Ordering::Relaxed) {
                return Err(RunError::Stopped);
            }
            let piece = piece(job, &model(cell), batch).inspect_err(|_| {
                failed.fetch_min(cell, Ordering::Relaxed);
            })?;
            progress.paths_done(job.plan.batch(batch).len());
            Ok(piece)
        },
        |piece| {
            let (cell, batch) = next;
            next = if batch + 1 == batches { (cell + 1, 0) } else { (cell, batch + 1) };
            let row = match piece {
                Piece::Row(row) => row,
                Piece::Columns(columns, targets) => {
                    if batch == 0 {
                        gathered = columns;
                    } else {
                        for (whole, part) in gathered.iter_mut().zip(columns) {
                            whole.extend(part);
                        }
                    }
                    if batch + 1 < batches {
                        return;
                    }
                    row(&job.layout, &gathered, &targets)
                }
            };
            if refusal.is_none()
                && let Err(error) = take(cell, row)
            {
                refusal = Some(error);
                refused.store(true, Ordering::Relaxed);
            }
        },
    );
    match (refusal, outcome) {
        (Some(error), _) => Err(SweepError::Sink(error)),
        (None, Err(RunError::Stopped)) => Err(SweepError::Stopped),
        (None, Err(source)) => {
            Err(SweepError::Cell { cell: failed.load(Ordering::Relaxed), source })
        }
        (None, Ok(_)) => Ok(()),
    }
}

/// A batch of a cell, as its row where it is the only one.
fn piece(job: &SweepJob, model: &Model, batch: usize) -> Result<Piece, RunError> {
    let layout = &job.layout;
    let mut names: Vec<String> = layout.metrics.iter().map(|(name, _)| name.clone()).collect();
    let targets: Vec<Option<(usize, f64)>> = layout
        .targets
        .iter()
        .map(|name| {
            let rule = model.targets.iter().find(|rule| rule.id.name == *name)?;
            names.push(target_column(model, rule));
            Some((names.len() - 1, rule.at_least))
        })
        .collect();
    let outcomes = Outcomes::new(model, &names).map_err(RunError::NoSuchMetric)?;
    let columns = outcomes.workspace(job.plan).run(batch, None)?;
    Ok(if job.plan.batches() == 1 {
        Piece::Row(row(layout, &columns, &targets))
    } else {
        Piece::Columns(columns, targets)
    })
}

fn row(layout: &CellLayout, columns: &[Vec<f64>], targets: &[Option<(usize, f64)>]) -> Vec<f64> {
    let targets: Vec<Option<(&[f64], f64)>> = targets
        .iter()
        .map(|target| target.map(|(column, at_least)| (columns[column].as_slice(), at_least)))
        .collect();
    layout.row(columns, &targets)
}
