//! A whole run: batches on a pool of threads, folded in their order.

use super::catalogue::{target_column, target_metric};
use super::plan::Plan;
use super::result::{Column, RunResult, Target};
use super::underway::Underway;
use crate::model::{Event, Model, TargetRule, Violation};
use crate::stats::{Blocks, Estimate, Proportion};
use crate::units::{Date, Unit};

/// Told how the run goes on, and asked whether it shall; called from any thread.
pub trait Progress: Sync {
    /// So many more paths are done.
    fn paths_done(&self, paths: usize);

    /// False once no more work is to begin.
    fn goes_on(&self) -> bool {
        true
    }
}

/// No progress report, and no stop.
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
    /// It was told to stop, or nobody takes the results any more.
    #[error("the run was stopped")]
    Stopped,
}

/// Runs all paths of a plan.
///
/// The result depends on the model, the seed and the number of paths alone: path k is the same
/// however many follow, and sums are folded in the order of the batches.
///
/// # Errors
/// If there are no paths, the threads cannot be started, units are not conserved, or `progress` does
/// not go on.
pub fn run(model: &Model, plan: Plan, progress: &dyn Progress) -> Result<RunResult, RunError> {
    let mut underway = Underway::new(model, plan)?;
    underway.advance(progress)?;
    underway.finish()
}

/// An event's title with its odds, where it is not certain, and the middle of its window.
pub(super) fn event_mark(model: &Model, event: &Event) -> (String, Date) {
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

/// The share of paths that meet a target, as it was counted or by the values of all; none of them if the metric is
/// not reported.
pub(super) fn judge(
    rule: &TargetRule,
    model: &Model,
    metrics: &[Column],
    counted: Option<Proportion>,
    blocks: Blocks,
) -> Target {
    let name = target_column(model, rule);
    let column = metrics.iter().find(|column| column.name == name);
    let met =
        counted.or_else(|| Proportion::of(column?.values.iter().map(|&x| x >= rule.at_least)));
    let hit = |x: &f64| f64::from(u8::from(*x >= rule.at_least));
    let spread = column.map(|column| blocks.spread(column.values.iter().map(hit)));
    let undefined = Estimate { value: f64::NAN, standard_error: f64::NAN };
    Target {
        name: rule.id.name.clone(),
        title: rule.id.title.clone(),
        metric: target_metric(model, rule),
        by: rule.by,
        at_least: rule.at_least,
        unit: column.map_or(Unit::Count, |column| column.unit),
        probability: met.zip(spread).map_or(undefined, |(met, spread)| met.estimate_over(spread)),
    }
}
