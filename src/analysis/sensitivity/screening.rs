//! Screening: which of many inputs matter at all, from few paths (Morris, 1991).

use super::Stepping;
use crate::analysis::{Cell, ChartTable};
use crate::engine::{Plan, Progress, RunError, in_order};
use crate::model::Driver;
use crate::stats::{Estimate, Moments};

/// Paths a job.
const BLOCK: usize = 32;

/// One input's elementary effects: what the outcome does when this input alone moves half way round
/// its own distribution.
#[derive(Clone, Copy, Debug)]
pub struct Screened {
    /// Mean size of an effect, μ* (Campolongo and others, 2007): how much the input matters.
    pub size: Estimate,
    /// Mean effect per unit of the input's probability, signed: its direction.
    pub direction: Estimate,
    /// Their standard deviation, σ: large beside μ* where the input interacts or bends.
    pub spread: f64,
}

/// One screened input by its path.
#[derive(Clone, Debug)]
pub struct ScreenedInput {
    pub path: String,
    pub effect: Screened,
}

/// All inputs screened, the largest mean size first.
#[derive(Clone, Debug)]
pub struct ScreenedInputs {
    /// Base points.
    pub paths: usize,
    pub inputs: Vec<ScreenedInput>,
}

impl ScreenedInputs {
    pub fn new(paths: usize, drivers: &[Driver], effects: &[Screened]) -> Self {
        let named = |(driver, effect): (&Driver, &Screened)| ScreenedInput {
            path: driver.name.clone(),
            effect: *effect,
        };
        let mut inputs: Vec<ScreenedInput> = drivers.iter().zip(effects).map(named).collect();
        inputs.sort_by(|a, b| b.effect.size.value.total_cmp(&a.effect.size.value));
        Self { paths, inputs }
    }

    /// A row an input.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "input",
            "mean_size",
            "mean_size_standard_error",
            "direction",
            "direction_standard_error",
            "spread",
        ]);
        for ScreenedInput { path, effect } in &self.inputs {
            let numbers = [
                effect.size.value,
                effect.size.standard_error,
                effect.direction.value,
                effect.direction.standard_error,
                effect.spread,
            ];
            let mut row = vec![Cell::Text(path.clone())];
            row.extend(numbers.map(Cell::Number));
            table.push(row);
        }
        table
    }
}

/// The effects `(Y′ − Y) / (u′ − u)` of every driver, each moved by a step of one half, over
/// `plan.paths` base points: `k + 1` outcomes each.
///
/// # Errors
/// If a path cannot be run.
pub fn screen<E: Stepping>(
    experiment: &E,
    plan: Plan,
    progress: &dyn Progress,
) -> Result<Vec<Screened>, RunError> {
    let k = experiment.drivers();
    let mut sizes = vec![Moments::new(); k];
    let mut effects = vec![Moments::new(); k];
    in_order(
        plan.threads,
        plan.paths.div_ceil(BLOCK),
        progress,
        || experiment.scratch(),
        |scratch, index| {
            let paths = index * BLOCK..((index + 1) * BLOCK).min(plan.paths);
            let own = experiment.outcome(scratch, paths.clone(), &vec![false; k])?;
            let mut found = Vec::with_capacity(k);
            for driver in 0..k {
                let (moved, up) = experiment.stepped(scratch, paths.clone(), driver)?;
                let effect = |((a, b), up): ((&f64, &f64), &bool)| {
                    let step = if *up { 0.5 } else { -0.5 };
                    (b - a) / step
                };
                found.push(own.iter().zip(&moved).zip(&up).map(effect).collect::<Vec<f64>>());
            }
            progress.paths_done(paths.len());
            Ok(found)
        },
        |found| {
            for (driver, block) in found.iter().enumerate() {
                let size: Vec<f64> = block.iter().map(|effect| effect.abs()).collect();
                sizes[driver].push_slice(&size);
                effects[driver].push_slice(block);
            }
        },
    )?;
    let unknown = Estimate::of_unknown_error(0.0);
    Ok(sizes
        .iter()
        .zip(&effects)
        .map(|(size, effect)| Screened {
            size: size.mean().unwrap_or(unknown),
            direction: effect.mean().unwrap_or(unknown),
            spread: effect.standard_deviation().unwrap_or(0.0),
        })
        .collect())
}
