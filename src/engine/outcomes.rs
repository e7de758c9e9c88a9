//! Chosen metric columns of a batch and nothing else: what a sweep or a sensitivity looks at.

use std::ops::Range;
use std::sync::Arc;

use super::batch::{LANES, through_weeks};
use super::catalogue::Catalogue;
use super::dated::dated;
use super::plan::Plan;
use super::pool::in_order;
use super::result::Column;
use super::scalars::Scalars;
use super::{Progress, RunError};
use crate::lanes::dispatch;
use crate::model::{Model, Redraw, State};
use crate::units::Unit;

/// Metric columns of a model, as [`super::run`] reports them, without weekly series.
#[derive(Debug)]
pub struct Outcomes<'a> {
    model: &'a Model,
    catalogue: Catalogue,
    /// Places in the catalogue.
    chosen: Vec<usize>,
}

impl<'a> Outcomes<'a> {
    /// The columns of these names, in this order: those that a run reports, and any flow, approval
    /// rounds or regime by or on a day of choice, as in "delivered_units.h200.by-2026-06-30" and
    /// "regime.beijing.closed.on-2026-06-30".
    ///
    /// # Errors
    /// The name that is no metric of the model.
    pub fn new(model: &'a Model, names: &[String]) -> Result<Self, String> {
        let mut catalogue = Catalogue::new(model);
        let place = |name: &String| {
            let found = catalogue.metrics.iter().position(|entry| entry.name == *name);
            if found.is_some() {
                return found.ok_or_else(|| name.clone());
            }
            let entry = dated(model, &catalogue.regimes, name).ok_or_else(|| name.clone())?;
            catalogue.metrics.push(entry);
            Ok(catalogue.metrics.len() - 1)
        };
        let chosen = names.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { model, catalogue, chosen })
    }

    /// The names of all metrics of a model.
    pub fn names(model: &Model) -> Vec<String> {
        Catalogue::new(model).metrics.into_iter().map(|entry| entry.name).collect()
    }

    /// The unit of each column.
    pub fn units(&self) -> Vec<Unit> {
        self.chosen.iter().map(|&place| self.catalogue.metrics[place].unit).collect()
    }

    /// The scratch of one worker.
    pub fn workspace(&self, plan: Plan) -> OutcomeWorkspace<'_> {
        OutcomeWorkspace {
            outcomes: self,
            plan,
            state: State::new(self.model, plan.seed, 0),
            scalars: Scalars::new(self.model, &self.catalogue),
        }
    }
}

/// These columns of a model over all paths of a plan, as [`super::run`] would report them.
///
/// # Errors
/// If the model has no metric of a name, the threads cannot be started, or units are not conserved.
pub fn columns(
    model: &Model,
    names: &[String],
    plan: Plan,
    progress: &dyn Progress,
) -> Result<Vec<Column>, RunError> {
    let outcomes = Outcomes::new(model, names).map_err(RunError::NoSuchMetric)?;
    let column = |(name, unit): (&String, Unit)| Column {
        name: name.clone(),
        unit,
        values: Vec::with_capacity(plan.paths),
    };
    let mut columns: Vec<Column> = names.iter().zip(outcomes.units()).map(column).collect();
    in_order(
        plan.threads,
        plan.batches(),
        progress,
        || outcomes.workspace(plan),
        |workspace, index| {
            let batch = workspace.run(index, None)?;
            progress.paths_done(plan.batch(index).len());
            Ok(batch)
        },
        |batch| {
            for (column, values) in columns.iter_mut().zip(batch) {
                column.values.extend(values);
            }
        },
    )?;
    Ok(columns)
}

/// What one worker keeps between batches.
#[derive(Debug)]
pub struct OutcomeWorkspace<'a> {
    outcomes: &'a Outcomes<'a>,
    plan: Plan,
    state: State<LANES>,
    scalars: Scalars<LANES>,
}

impl OutcomeWorkspace<'_> {
    /// The columns over the paths of batch `index`, as `[column][path]`, with the draws that `redraw`
    /// names made anew.
    ///
    /// # Errors
    /// If units are not conserved.
    pub fn run(
        &mut self,
        index: usize,
        redraw: Option<&Arc<Redraw>>,
    ) -> Result<Vec<Vec<f64>>, RunError> {
        self.over(self.plan.batch(index), redraw)
    }

    /// As [`Self::run`], over any paths.
    ///
    /// # Errors
    /// If units are not conserved.
    pub fn over(
        &mut self,
        paths: Range<usize>,
        redraw: Option<&Arc<Redraw>>,
    ) -> Result<Vec<Vec<f64>>, RunError> {
        let Outcomes { model, catalogue, chosen } = self.outcomes;
        let mut columns = vec![Vec::with_capacity(paths.len()); chosen.len()];
        for first in paths.clone().step_by(LANES) {
            let live = LANES.min(paths.end - first);
            self.state.redraw(redraw.cloned());
            self.state.restart(model, first as u64);
            self.scalars.restart();
            let Self { state, scalars, .. } = self;
            through_weeks(model, self.plan.check, state, |state| {
                dispatch::widest(
                    #[inline(always)]
                    || scalars.observe(model, catalogue, state),
                );
            })?;
            for (column, &place) in columns.iter_mut().zip(chosen) {
                let metric = &catalogue.metrics[place].metric;
                let value = self.scalars.value(model, catalogue, &self.state, metric);
                column.extend(&value.0[..live]);
            }
        }
        Ok(columns)
    }
}
