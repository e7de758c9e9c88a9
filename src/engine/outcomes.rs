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
use crate::model::{Draws, Model, Mosaic, Parts, Redraw, State};
use crate::units::Unit;

/// Metric columns of a model, as [`super::run`] reports them, without weekly series.
#[derive(Debug)]
pub struct Outcomes<'a> {
    model: &'a Model,
    catalogue: Catalogue,
    chosen: Vec<Chosen>,
}

/// A column that was asked for.
#[derive(Clone, Copy, Debug)]
enum Chosen {
    /// By its place in the catalogue.
    Metric(usize),
    /// What was drawn for an input, by its place in the model.
    Input(usize),
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
        let place = |name: &String| -> Result<Chosen, String> {
            if let Some(found) = catalogue.metrics.iter().position(|entry| entry.name == *name) {
                return Ok(Chosen::Metric(found));
            }
            let entry = dated(model, &catalogue.regimes, name).ok_or_else(|| name.clone())?;
            catalogue.metrics.push(entry);
            Ok(Chosen::Metric(catalogue.metrics.len() - 1))
        };
        let chosen = names.iter().map(place).collect::<Result<_, _>>()?;
        Ok(Self { model, catalogue, chosen })
    }

    /// And what was drawn for these inputs, by their places in [`Model::inputs`]: columns after those
    /// of the metrics.
    pub fn and_inputs(mut self, places: impl IntoIterator<Item = usize>) -> Self {
        self.chosen.extend(places.into_iter().map(Chosen::Input));
        self
    }

    /// The names of all metrics of a model.
    pub fn names(model: &Model) -> Vec<String> {
        Catalogue::new(model).metrics.into_iter().map(|entry| entry.name).collect()
    }

    /// The unit of each column.
    pub fn units(&self) -> Vec<Unit> {
        let unit = |chosen: &Chosen| match chosen {
            Chosen::Metric(place) => self.catalogue.metrics[*place].unit,
            Chosen::Input(_) => Unit::Count,
        };
        self.chosen.iter().map(unit).collect()
    }

    /// All columns over all paths of a plan, as `[column][path]`.
    ///
    /// # Errors
    /// If the threads cannot be started, or units are not conserved.
    pub fn over_plan(
        &self,
        plan: Plan,
        progress: &dyn Progress,
    ) -> Result<Vec<Vec<f64>>, RunError> {
        let mut columns = vec![Vec::with_capacity(plan.paths); self.chosen.len()];
        in_order(
            plan.threads,
            plan.batches(),
            progress,
            || self.workspace(plan),
            |workspace, index| {
                let batch = workspace.run(index, None)?;
                progress.paths_done(plan.batch(index).len());
                Ok(batch)
            },
            |batch| {
                for (column, values) in columns.iter_mut().zip(batch) {
                    column.extend(values);
                }
            },
        )?;
        Ok(columns)
    }

    /// The scratch of one worker.
    pub fn workspace(&self, plan: Plan) -> OutcomeWorkspace<'_> {
        let mut state = State::new(self.model, plan.seed, 0);
        state.sample(self.model, plan.sampling);
        OutcomeWorkspace {
            outcomes: self,
            plan,
            state,
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
    let values = outcomes.over_plan(plan, progress)?;
    let named = names.iter().zip(outcomes.units()).zip(values);
    Ok(named.map(|((name, unit), values)| Column { name: name.clone(), unit, values }).collect())
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
        let mut columns = self.empty(paths.len());
        for first in paths.clone().step_by(LANES) {
            let live = LANES.min(paths.end - first);
            self.state.redraw(redraw.cloned());
            self.state.restart(self.outcomes.model, first as u64);
            self.block(live, &mut columns)?;
        }
        Ok(columns)
    }

    /// As [`Self::run`], over paths from draws of choice.
    ///
    /// # Errors
    /// If units are not conserved.
    pub fn of_mosaics(&mut self, parts: &Parts, made: &[Draws]) -> Result<Vec<Vec<f64>>, RunError> {
        let mut columns = self.empty(made.len());
        for block in made.chunks(LANES) {
            if let Some(mosaic) = Mosaic::new(parts, block) {
                self.state.redraw(None);
                self.state.restart_as(self.outcomes.model, &mosaic);
                self.block(block.len(), &mut columns)?;
            }
        }
        Ok(columns)
    }

    fn empty(&self, paths: usize) -> Vec<Vec<f64>> {
        vec![Vec::with_capacity(paths); self.outcomes.chosen.len()]
    }

    /// Steps the block that stands at its opening, and appends its first `live` values to each column.
    fn block(&mut self, live: usize, columns: &mut [Vec<f64>]) -> Result<(), RunError> {
        let Outcomes { model, catalogue, chosen } = self.outcomes;
        self.scalars.restart();
        let Self { state, scalars, .. } = self;
        through_weeks(model, self.plan.check, state, |state| {
            dispatch::widest(
                #[inline(always)]
                || scalars.observe(model, catalogue, state),
            );
        })?;
        for (column, chosen) in columns.iter_mut().zip(chosen) {
            let value = match *chosen {
                Chosen::Input(place) => self.state.drawn(place),
                Chosen::Metric(place) => {
                    let metric = &catalogue.metrics[place].metric;
                    self.scalars.value(model, catalogue, &self.state, metric)
                }
            };
            column.extend(&value.0[..live]);
        }
        Ok(())
    }
}
