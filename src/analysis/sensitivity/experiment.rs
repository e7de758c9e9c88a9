//! Something whose drivers can be drawn anew: a model, or a function with known indices.

use std::ops::Range;
use std::sync::Arc;

use crate::engine::{OutcomeWorkspace, Outcomes, Plan, RunError};
use crate::model::{Driver, Model, Redraw};
use crate::random::{Process, Stream, entity};

/// The seed of what is drawn anew, from the seed of a run: all its bits turned over.
pub const OTHER_SEED: fn(u64) -> u64 = |seed| !seed;

/// An outcome as a function of drivers, which can be drawn anew.
pub trait Experiment: Sync {
    /// What one worker keeps between calls.
    type Scratch: Send;

    fn scratch(&self) -> Self::Scratch;

    /// How many drivers there are.
    fn drivers(&self) -> usize;

    /// The outcome on each of these paths, with the drivers where `fresh` is true drawn anew, given
    /// the others. The same drivers and paths give the same outcomes.
    ///
    /// # Errors
    /// If a path cannot be run.
    fn outcome(
        &self,
        scratch: &mut Self::Scratch,
        paths: Range<usize>,
        fresh: &[bool],
    ) -> Result<Vec<f64>, RunError>;
}

/// An experiment whose drivers can also be moved by a known step.
pub trait Stepping: Experiment {
    /// The outcome on each of these paths with one driver's probability u moved to u + ½ or u − ½,
    /// and which way each path went: true for up.
    ///
    /// # Errors
    /// If a path cannot be run.
    fn stepped(
        &self,
        scratch: &mut Self::Scratch,
        paths: Range<usize>,
        driver: usize,
    ) -> Result<(Vec<f64>, Vec<bool>), RunError>;
}

/// One metric of a model.
#[derive(Debug)]
pub struct ModelExperiment<'a> {
    model: &'a Model,
    outcomes: &'a Outcomes<'a>,
    plan: Plan,
    pub drivers: Vec<Driver>,
}

impl<'a> ModelExperiment<'a> {
    /// The first column of `outcomes` as a function of `drivers`. A path without a value counts as
    /// zero.
    pub fn new(
        model: &'a Model,
        outcomes: &'a Outcomes<'a>,
        plan: Plan,
        drivers: Vec<Driver>,
    ) -> Self {
        Self { model, outcomes, plan, drivers }
    }
}

impl<'a> Experiment for ModelExperiment<'a> {
    type Scratch = OutcomeWorkspace<'a>;

    fn scratch(&self) -> Self::Scratch {
        self.outcomes.workspace(self.plan)
    }

    fn drivers(&self) -> usize {
        self.drivers.len()
    }

    fn outcome(
        &self,
        scratch: &mut Self::Scratch,
        paths: Range<usize>,
        fresh: &[bool],
    ) -> Result<Vec<f64>, RunError> {
        let anew = self.drivers.iter().zip(fresh).filter(|(_, fresh)| **fresh);
        let other = OTHER_SEED(self.plan.seed);
        let redraw = Redraw::new(self.model, other, anew.map(|(driver, _)| driver));
        self.column(scratch, paths, redraw)
    }
}

impl<'a> ModelExperiment<'a> {
    fn column(
        &self,
        scratch: &mut OutcomeWorkspace<'a>,
        paths: Range<usize>,
        redraw: Redraw,
    ) -> Result<Vec<f64>, RunError> {
        let mut columns = scratch.over(paths, Some(&Arc::new(redraw)))?;
        let mut values = columns.swap_remove(0);
        for value in &mut values {
            *value = if value.is_finite() { *value } else { 0.0 };
        }
        Ok(values)
    }
}

impl Stepping for ModelExperiment<'_> {
    /// A driver of several inputs moves them all; the way is that of the first.
    fn stepped(
        &self,
        scratch: &mut Self::Scratch,
        paths: Range<usize>,
        driver: usize,
    ) -> Result<(Vec<f64>, Vec<bool>), RunError> {
        let driver = &self.drivers[driver];
        let up = paths.clone().map(|path| {
            driver.inputs.first().is_some_and(|input| {
                let address = entity(&self.model.inputs[input.0 as usize].path);
                let mut stream =
                    Stream::<1>::new(self.plan.seed, path as u64, Process::Input, address);
                stream.uniform().0[0] < 0.5
            })
        });
        let up = up.collect();
        let values = self.column(scratch, paths, Redraw::half_turn(self.model, [driver]))?;
        Ok((values, up))
    }
}
