//! One batch of paths: blocks of lanes stepped to the horizon, their metrics written in place.

use super::catalogue::Catalogue;
use super::plan::{Check, Plan};
use super::result::SamplePath;
use super::scalars::Scalars;
use super::series::{BatchSeries, WorkerSeries};
use crate::lanes::{Lanes, dispatch};
use crate::model::{Flow, Model, State, Violation};
use crate::stats::Moments;

/// Paths abreast in a block.
pub(super) const LANES: usize = 16;

/// What one worker keeps between batches.
pub(super) struct Workspace<'a> {
    model: &'a Model,
    catalogue: &'a Catalogue,
    plan: Plan,
    state: State<LANES>,
    scalars: Scalars<LANES>,
    batch: BatchSeries,
    pub worker: WorkerSeries,
}

/// A finished batch.
pub(super) struct BatchResult {
    pub moments: Vec<Moments>,
    /// As `[path][metric]`, then `[path][input]`.
    pub metrics: Vec<f64>,
    pub inputs: Vec<f64>,
    pub samples: Vec<SamplePath>,
}

impl<'a> Workspace<'a> {
    pub fn new(model: &'a Model, catalogue: &'a Catalogue, plan: Plan) -> Self {
        let mut state = State::new(model, plan.seed, 0);
        state.sample(model, plan.sampling);
        Self {
            model,
            catalogue,
            plan,
            state,
            scalars: Scalars::new(model, catalogue),
            batch: BatchSeries::new(model, catalogue),
            worker: WorkerSeries::new(model, catalogue),
        }
    }

    /// Runs batch `index`; `inputs` are the uncertain inputs to record.
    ///
    /// # Errors
    /// If units are not conserved.
    pub fn run(&mut self, index: usize, inputs: &[usize]) -> Result<BatchResult, Violation> {
        let range = self.plan.batch(index);
        let (first, paths) = (range.start, range.len());
        let mut result = BatchResult {
            moments: Vec::new(),
            metrics: vec![0.0; paths * self.catalogue.metrics.len()],
            inputs: vec![0.0; paths * inputs.len()],
            samples: Vec::new(),
        };
        self.batch.restart(paths);
        for offset in (0..paths).step_by(LANES) {
            let live = LANES.min(paths - offset);
            self.block(first, offset, live, &mut result)?;
            self.record(offset, live, inputs, &mut result);
        }
        result.moments = self.batch.finish(&mut self.worker);
        Ok(result)
    }

    fn block(
        &mut self,
        first: usize,
        offset: usize,
        live: usize,
        result: &mut BatchResult,
    ) -> Result<(), Violation> {
        let (model, catalogue) = (self.model, self.catalogue);
        let first_path = first + offset;
        self.state.restart(model, first_path as u64);
        self.scalars.restart();
        let samples = live.min(self.plan.sample_paths.saturating_sub(first_path));
        let begin = result.samples.len();
        result.samples.extend((0..samples).map(|lane| SamplePath {
            path: (first_path + lane) as u64,
            delivered_units: Vec::new(),
            gross_revenue_usd: Vec::new(),
        }));
        let Self { state, scalars, batch, worker, .. } = self;
        through_weeks(model, self.plan.check, state, |state| {
            dispatch::widest(
                #[inline(always)]
                || {
                    scalars.observe(model, catalogue, state);
                    batch.observe(worker, model, catalogue, state, offset, live);
                },
            );
            if samples > 0 {
                let counts = |product: usize| model.headline_product.is_none_or(|p| p == product);
                let total = |flow: Flow| {
                    (0..model.products.len())
                        .filter(|&product| counts(product))
                        .fold(Lanes::ZERO, |sum, product| {
                            sum + state.products[product].totals[flow as usize]
                        })
                };
                let (delivered, revenue) = (total(Flow::Delivered), total(Flow::GrossRevenue));
                for (lane, sample) in result.samples[begin..].iter_mut().enumerate() {
                    sample.delivered_units.push(delivered.0[lane]);
                    sample.gross_revenue_usd.push(revenue.0[lane]);
                }
            }
        })
    }

    fn record(&self, offset: usize, live: usize, inputs: &[usize], result: &mut BatchResult) {
        let metrics = self.catalogue.metrics.len();
        for (place, entry) in self.catalogue.metrics.iter().enumerate() {
            let value = self.scalars.value(self.model, self.catalogue, &self.state, &entry.metric);
            for lane in 0..live {
                result.metrics[(offset + lane) * metrics + place] = value.0[lane];
            }
        }
        for (place, &input) in inputs.iter().enumerate() {
            let value = self.state.drawn(input);
            for lane in 0..live {
                result.inputs[(offset + lane) * inputs.len() + place] = value.0[lane];
            }
        }
    }
}

/// Steps a block that stands at its opening to the horizon; `observe` sees each week's end.
///
/// # Errors
/// If units are not conserved in a week that `check` looks at.
pub(super) fn through_weeks(
    model: &Model,
    check: Check,
    state: &mut State<LANES>,
    mut observe: impl FnMut(&State<LANES>),
) -> Result<(), Violation> {
    let weeks = model.calendar.weeks();
    for week in 0..weeks {
        state.step(model);
        observe(state);
        if check.is_due(week, weeks) {
            state.check_conservation(model)?;
        }
        state.end_week();
    }
    Ok(())
}
