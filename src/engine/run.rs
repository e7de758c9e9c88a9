//! A whole run: batches on a pool of threads, folded in their order.

use super::batch::{BatchResult, Workspace};
use super::catalogue::{Catalogue, target_column, target_metric};
use super::plan::Plan;
use super::pool::in_order;
use super::result::{Column, InputColumn, RunResult, Target};
use super::series::{RunSeries, WorkerSeries};
use crate::model::{Event, Model, TargetRule, Violation};
use crate::stats::{Estimate, Proportion};
use crate::units::{Date, Unit};

/// Told how the run goes on; called from any thread.
pub trait Progress: Sync {
    /// So many more paths are done.
    fn paths_done(&self, paths: usize);
}

/// No progress report.
impl Progress for () {
    fn paths_done(&self, _paths: usize) {}
}

/// Why a run stopped.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Violation(#[from] Violation),
    #[error("the threads could not be started: {0}")]
    Threads(String),
    #[error("a run needs at least one path")]
    NoPaths,
    /// A column that the model does not report was asked for.
    #[error("there is no metric \"{0}\"")]
    NoSuchMetric(String),
    /// Nobody takes the results any more.
    #[error("the run was stopped")]
    Stopped,
}

/// What the batches add up to.
struct Fold {
    series: RunSeries,
    metrics: Vec<Column>,
    inputs: Vec<InputColumn>,
    samples: Vec<super::SamplePath>,
}

impl Fold {
    fn take(&mut self, batch: BatchResult) {
        self.series.fold(&batch.moments);
        scatter(&batch.metrics, self.metrics.iter_mut().map(|column| &mut column.values));
        scatter(&batch.inputs, self.inputs.iter_mut().map(|column| &mut column.values));
        self.samples.extend(batch.samples);
    }
}

/// Appends rows, a value for each column in turn, to the columns.
fn scatter<'a>(rows: &[f64], columns: impl ExactSizeIterator<Item = &'a mut Vec<f64>>) {
    let width = columns.len();
    for (place, column) in columns.enumerate() {
        column.extend(rows.iter().skip(place).step_by(width));
    }
}

/// Runs all paths of a plan.
///
/// The result depends on the model, the seed and the number of paths alone: path k is the same
/// however many follow, and sums are folded in the order of the batches.
///
/// # Errors
/// If there are no paths, the threads cannot be started, or units are not conserved.
pub fn run(model: &Model, plan: Plan, progress: &dyn Progress) -> Result<RunResult, RunError> {
    if plan.paths == 0 {
        return Err(RunError::NoPaths);
    }
    let catalogue = Catalogue::new(model);
    let uncertain: Vec<usize> =
        (0..model.inputs.len()).filter(|&input| !model.inputs[input].dist.is_fixed()).collect();
    let column = |name: &str, unit| Column {
        name: name.to_owned(),
        unit,
        values: Vec::with_capacity(plan.paths),
    };
    let mut fold = Fold {
        series: RunSeries::new(model, &catalogue),
        metrics: catalogue.metrics.iter().map(|entry| column(&entry.name, entry.unit)).collect(),
        inputs: uncertain
            .iter()
            .map(|&input| InputColumn {
                path: model.inputs[input].path.clone(),
                values: Vec::with_capacity(plan.paths),
            })
            .collect(),
        samples: Vec::new(),
    };
    let workers = in_order(
        plan.threads,
        plan.batches(),
        || Workspace::new(model, &catalogue, plan),
        |workspace, index| {
            let batch = workspace.run(index, &uncertain)?;
            progress.paths_done(plan.batch(index).len());
            Ok(batch)
        },
        |batch| fold.take(batch),
    )?;
    let mut worker = WorkerSeries::new(model, &catalogue);
    for workspace in &workers {
        worker.merge(&workspace.worker);
    }
    let targets = model.targets.iter().map(|rule| judge(rule, model, &fold.metrics)).collect();
    Ok(RunResult {
        scenario: model.scenario.name.clone(),
        title: model.scenario.title.clone(),
        seed: plan.seed,
        paths: plan.paths,
        calendar: model.calendar.clone(),
        products: model
            .products
            .iter()
            .map(|product| (product.id.name.clone(), product.id.title.clone()))
            .collect(),
        headline_product: model.headline_product,
        metrics: fold.metrics,
        inputs: fold.inputs,
        targets,
        series: fold.series.table(model, &catalogue, &worker),
        regimes: worker.regime_series(model, &catalogue, plan.paths),
        sample_paths: fold.samples,
        events: model.events.iter().map(|event| event_mark(model, event)).collect(),
    })
}

/// An event's title with its odds, where it is not certain, and the middle of its window.
fn event_mark(model: &Model, event: &Event) -> (String, Date) {
    let middle = (event.from_week + event.to_week) / 2.0;
    let date = model.calendar.start().plus_days((middle * 7.0).round() as i64);
    let odds = &model.inputs[event.probability.0 as usize].dist;
    let odds = odds.mean().unwrap_or_else(|| odds.quantile(0.5));
    let title = &event.id.title;
    if odds < 1.0 { (format!("{title} ({})", percent(odds)), date) } else { (title.clone(), date) }
}

/// A share in whole percent, or one digit more below one percent.
fn percent(share: f64) -> String {
    let digits = usize::from(share < 0.01);
    format!("{:.digits$}%", share * 100.0)
}

/// What a target is judged by on each path of a run, by the target's name.
pub fn target_values<'r>(model: &Model, result: &'r RunResult, target: &str) -> Option<&'r [f64]> {
    let rule = model.targets.iter().find(|rule| rule.id.name == target)?;
    let name = target_column(model, rule);
    let column = result.metrics.iter().find(|column| column.name == name)?;
    Some(&column.values)
}

/// The share of paths that meet a target; none of them if the metric is not reported.
fn judge(rule: &TargetRule, model: &Model, metrics: &[Column]) -> Target {
    let name = target_column(model, rule);
    let column = metrics.iter().find(|column| column.name == name);
    let met =
        column.and_then(|column| Proportion::of(column.values.iter().map(|&x| x >= rule.at_least)));
    let undefined = Estimate { value: f64::NAN, standard_error: f64::NAN };
    Target {
        name: rule.id.name.clone(),
        title: rule.id.title.clone(),
        metric: target_metric(model, rule),
        by: rule.by,
        at_least: rule.at_least,
        unit: column.map_or(Unit::Count, |column| column.unit),
        probability: met.map_or(undefined, Proportion::estimate),
    }
}
