//! A run under way: batches folded in their order, which can be stopped, written down and gone on with.

use std::io::{self, Read, Write};

use super::batch::{BatchResult, Workspace};
use super::catalogue::Catalogue;
use super::leg;
use super::plan::{BATCH_PATHS, Plan};
use super::pool::until_stopped;
use super::precision::{Attained, FIRST_LOOK, Goal, Precision, least_paths, next_look};
use super::result::{Column, InputColumn, RunResult, SamplePath};
use super::run::{Progress, RunError, event_mark, judge};
use super::series::{RunSeries, WorkerSeries};
use super::tallies::Tallies;
use crate::model::Model;
use crate::stats::Blocks;

/// What the batches that are done add up to.
#[derive(Debug)]
pub struct Underway<'m> {
    model: &'m Model,
    plan: Plan,
    catalogue: Catalogue,
    /// The inputs that are recorded.
    uncertain: Vec<usize>,
    batches: usize,
    /// How precise it shall be, and the number of batches at which that is looked at next: all where nothing is asked.
    goals: Vec<Goal>,
    look: usize,
    /// The most paths.
    most: usize,
    fold: Fold,
    /// Whole numbers over all batches.
    counts: WorkerSeries,
}

/// What is folded in the order of the batches.
#[derive(Debug)]
pub(super) struct Fold {
    pub series: RunSeries,
    pub metrics: Vec<Column>,
    pub inputs: Vec<InputColumn>,
    pub samples: Vec<SamplePath>,
    /// The paths whose values are kept; where there are more, what all add up to.
    pub keep: usize,
    pub tallies: Option<Tallies>,
}

impl Fold {
    fn take(&mut self, batch: BatchResult) {
        self.series.fold(&batch.moments);
        if let Some(tallies) = &mut self.tallies {
            tallies.take(&batch.metrics);
        }
        let keep = self.keep;
        scatter(&batch.metrics, keep, self.metrics.iter_mut().map(|column| &mut column.values));
        scatter(&batch.inputs, keep, self.inputs.iter_mut().map(|column| &mut column.values));
        self.samples.extend(batch.samples);
    }

    /// All columns in a fixed order.
    pub fn columns(&self) -> impl Iterator<Item = &Vec<f64>> {
        let metrics = self.metrics.iter().map(|column| &column.values);
        metrics.chain(self.inputs.iter().map(|column| &column.values))
    }

    pub fn columns_mut(&mut self) -> impl Iterator<Item = &mut Vec<f64>> {
        let metrics = self.metrics.iter_mut().map(|column| &mut column.values);
        metrics.chain(self.inputs.iter_mut().map(|column| &mut column.values))
    }
}

/// Appends rows, a value for each column in turn, to the columns, which hold no more than `keep` values.
fn scatter<'a>(
    rows: &[f64],
    keep: usize,
    columns: impl ExactSizeIterator<Item = &'a mut Vec<f64>>,
) {
    let width = columns.len();
    for (place, column) in columns.enumerate() {
        let left = keep - column.len();
        column.extend(rows.iter().skip(place).step_by(width).take(left));
    }
}

impl<'m> Underway<'m> {
    /// A run of which nothing is done.
    ///
    /// # Errors
    /// If there are no paths.
    pub fn new(model: &'m Model, plan: Plan) -> Result<Self, RunError> {
        if plan.paths == 0 {
            return Err(RunError::NoPaths);
        }
        let catalogue = Catalogue::new(model);
        let uncertain: Vec<usize> =
            (0..model.inputs.len()).filter(|&input| !model.inputs[input].dist.is_fixed()).collect();
        let values = || Vec::with_capacity(plan.kept());
        let metrics = catalogue.metrics.iter().map(|entry| Column {
            name: entry.name.clone(),
            unit: entry.unit,
            values: values(),
        });
        let inputs = uncertain
            .iter()
            .map(|&input| InputColumn { path: model.inputs[input].path.clone(), values: values() });
        let fold = Fold {
            series: RunSeries::new(model, &catalogue),
            metrics: metrics.collect(),
            inputs: inputs.collect(),
            samples: Vec::new(),
            keep: plan.kept(),
            tallies: (!plan.keeps_all()).then(|| Tallies::new(model, &catalogue)),
        };
        let counts = WorkerSeries::new(model, &catalogue);
        Ok(Self {
            model,
            plan,
            catalogue,
            uncertain,
            batches: 0,
            goals: Vec::new(),
            look: plan.batches(),
            most: plan.paths,
            fold,
            counts,
        })
    }

    /// Ends the run as soon as all goals are attained, though not before [`FIRST_LOOK`] and [`least_paths`]; its plan has the
    /// most paths.
    ///
    /// It is looked at between batches, at numbers of paths that the paths before decide: whatever the
    /// threads, and wherever it is broken off, it ends at the same one.
    #[must_use]
    pub fn until(mut self, goals: Vec<Goal>) -> Self {
        if !goals.is_empty() {
            let first = FIRST_LOOK.max(least_paths(self.plan.sampling));
            self.look = first.div_ceil(BATCH_PATHS).min(self.plan.batches());
        }
        self.goals = goals;
        self
    }

    /// How far the goals are attained by so many of the paths that are done.
    fn attained(&self, paths: usize) -> Vec<Attained> {
        let goals = self.goals.iter();
        goals
            .map(|goal| goal.attained(self.model, &self.fold.metrics, paths, self.plan.sampling))
            .collect()
    }

    /// Looks at the goals after the batches of this look, which are done: the run ends there, or the next look is set.
    fn look(&mut self) {
        let paths = (self.look * BATCH_PATHS).min(self.plan.paths);
        let attained = self.attained(paths);
        if attained.iter().all(|goal| goal.met) {
            self.plan.paths = paths;
        } else {
            self.look = next_look(paths, &attained, self.plan.paths).div_ceil(BATCH_PATHS);
        }
    }

    /// Simulates on, to the end or until `progress` does not go on.
    ///
    /// # Errors
    /// If the threads cannot be started, or units are not conserved; what is under way is then lost.
    pub fn advance(&mut self, progress: &dyn Progress) -> Result<(), RunError> {
        while !self.is_done() {
            self.until_the_look(progress)?;
            if self.batches < self.look {
                break;
            }
            if !self.is_done() {
                self.look();
            }
        }
        Ok(())
    }

    /// Simulates on to the next look, or until `progress` does not go on.
    fn until_the_look(&mut self, progress: &dyn Progress) -> Result<(), RunError> {
        let Self { model, plan, catalogue, uncertain, fold, .. } = self;
        let done = until_stopped(
            plan.threads,
            self.batches..self.look,
            progress,
            || Workspace::new(model, catalogue, *plan),
            |workspace, index| {
                let batch = workspace.run(index, uncertain)?;
                progress.paths_done(plan.batch(index).len());
                Ok(batch)
            },
            |batch| fold.take(batch),
        )?;
        for workspace in &done.workers {
            self.counts.merge(&workspace.worker);
        }
        self.batches = done.next;
        Ok(())
    }

    /// The batches that are done.
    pub fn batches(&self) -> usize {
        self.batches
    }

    /// The paths that are done.
    pub fn paths(&self) -> usize {
        (self.batches * BATCH_PATHS).min(self.plan.paths)
    }

    /// The values kept of each path.
    pub fn columns(&self) -> usize {
        self.fold.columns().count()
    }

    pub fn is_done(&self) -> bool {
        self.batches == self.plan.batches()
    }

    /// Writes down what came after the first `from` batches, and what all add up to.
    ///
    /// # Errors
    /// Those of `sink`.
    pub fn write_leg(&self, from: usize, sink: impl Write) -> io::Result<()> {
        let kept = |paths: usize| paths.min(self.fold.keep);
        let paths = kept(from * BATCH_PATHS)..kept(self.paths());
        leg::write(&self.fold, &self.counts, paths, self.batches, sink)
    }

    /// Whether a leg that follows the first `from` batches has values of paths: else it stands for all that came
    /// after them, and needs no leg between.
    pub fn leg_has_values(&self, from: usize) -> bool {
        from * BATCH_PATHS < self.fold.keep
    }

    /// Takes up a leg that follows what is done.
    ///
    /// # Errors
    /// Those of `source`, and if it holds no leg of this run; what is under way is then lost.
    pub fn read_leg(&mut self, source: impl Read) -> io::Result<()> {
        let after = self.batches + 1..=self.plan.batches();
        let keep = self.fold.keep;
        let paths = |batches: usize| (batches * BATCH_PATHS).min(keep);
        let from = self.paths().min(keep);
        let batches = leg::read(&mut self.fold, &mut self.counts, after, source, |batches| {
            paths(batches) - from
        })?;
        self.batches = batches;
        // A run that had come to its end would have left no leg.
        while self.look <= self.batches && !self.is_done() {
            self.look();
        }
        if self.batches > self.plan.batches() {
            return Err(io::Error::from(io::ErrorKind::InvalidData));
        }
        Ok(())
    }

    /// The result, once all is done.
    ///
    /// # Errors
    /// If it is not.
    pub fn finish(self) -> Result<RunResult, RunError> {
        if !self.is_done() {
            return Err(RunError::Stopped);
        }
        let precision = (!self.goals.is_empty())
            .then(|| Precision { most_paths: self.most, goals: self.attained(self.plan.paths) });
        let Self { model, plan, catalogue, fold, counts, .. } = self;
        let blocks = Blocks(plan.sampling.block());
        let targets = model.targets.iter().enumerate().map(|(place, rule)| {
            let counted = fold.tallies.as_ref().and_then(|all| all.share(place, plan.paths));
            judge(rule, model, &fold.metrics, counted, blocks)
        });
        let targets = targets.collect();
        Ok(RunResult {
            scenario: model.scenario.name.clone(),
            title: model.scenario.title.clone(),
            seed: plan.seed,
            paths: plan.paths,
            sampling: plan.sampling,
            precision,
            calendar: model.calendar.clone(),
            products: model
                .products
                .iter()
                .map(|product| (product.id.name.clone(), product.id.title.clone()))
                .collect(),
            headline_product: model.headline_product,
            metrics: fold.metrics,
            tallies: fold.tallies.map_or_else(Vec::new, |tallies| tallies.metrics),
            inputs: fold.inputs,
            targets,
            series: fold.series.table(model, &catalogue, &counts),
            regimes: counts.regime_series(model, &catalogue, plan.paths),
            sample_paths: fold.samples,
            events: model.events.iter().map(|event| event_mark(model, event)).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::engine;
    use crate::scenario::load;

    /// Goes on for so many paths.
    struct Only(AtomicUsize);

    impl Progress for Only {
        fn paths_done(&self, paths: usize) {
            let left = self.0.load(Ordering::Relaxed).saturating_sub(paths);
            self.0.store(left, Ordering::Relaxed);
        }

        fn goes_on(&self) -> bool {
            self.0.load(Ordering::Relaxed) > 0
        }
    }

    /// Every number of a result, as text that tells all bits apart.
    fn bits(result: &RunResult) -> String {
        format!("{result:?}")
    }

    /// All numbers of a result that are not of single paths, as text that tells all bits apart.
    fn bits_of_all(mut result: RunResult) -> String {
        result.metrics.clear();
        result.inputs.clear();
        result.tallies.clear();
        bits(&result)
    }

    #[test]
    fn a_run_that_keeps_few_paths_is_the_plain_run_and_tells_of_all() {
        let scenario = load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        let model = scenario.expect("the base scenario").model;
        let plan = Plan { threads: 2, ..Plan::new(5, 3_000) };
        let whole = engine::run(&model, plan, &()).expect("a run");
        assert!(whole.keeps_all() && whole.kept_paths() == 3_000);
        let few = Plan { keep_paths: 700, ..plan };
        let kept = engine::run(&model, few, &()).expect("a run");
        let one = engine::run(&model, Plan { threads: 1, ..few }, &()).expect("a run");
        assert!(bits(&one) == bits(&kept));
        assert_eq!((kept.paths, kept.kept_paths()), (3_000, 700));
        for (all, first) in whole.metrics.iter().zip(&kept.metrics) {
            let same = all.values[..700].iter().zip(&first.values);
            assert!(
                first.values.len() == 700
                    && same.into_iter().all(|(a, b)| a.to_bits() == b.to_bits())
            );
            let (exact, found) = (whole.summary(all), kept.summary(first));
            assert_eq!(
                (exact.rows, exact.missing_share, exact.p_zero, exact.min, exact.max),
                (found.rows, found.missing_share, found.p_zero, found.min, found.max),
                "{}",
                all.name
            );
            let (Some(exact), Some(found)) = (exact.mean, found.mean) else { continue };
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-11 * exact.value.abs();
            let errors = near(exact.standard_error, found.standard_error);
            assert!(
                near(exact.value, found.value) && errors,
                "{}: {found:?} for {exact:?}",
                all.name
            );
        }
        assert!(whole.targets.iter().any(|target| target.probability.value > 0.0));
        assert!(bits_of_all(kept) == bits_of_all(whole));
        // What is to be kept and is, is the plain run.
        let all = engine::run(&model, Plan { keep_paths: 3_000, ..plan }, &()).expect("a run");
        assert!(all.keeps_all());
    }

    #[test]
    fn legs_past_the_kept_paths_hold_no_values_and_each_stands_for_those_before() {
        let scenario = load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        let model = scenario.expect("the base scenario").model;
        let plan = Plan { threads: 1, keep_paths: 600, ..Plan::new(5, 4_000) };
        let whole = bits(&engine::run(&model, plan, &()).expect("a run"));
        let mut first = Underway::new(&model, plan).expect("paths");
        let mut legs = Vec::new();
        while !first.is_done() {
            let from = first.batches();
            first.advance(&Only(AtomicUsize::new(1))).expect("a leg");
            let mut leg = Vec::new();
            first.write_leg(from, &mut leg).expect("room");
            legs.push((first.leg_has_values(from), leg));
        }
        let with: Vec<bool> = legs.iter().map(|(has_values, _)| *has_values).collect();
        assert_eq!(with, [true, true, false, false, false, false, false, false]);
        let mut second = Underway::new(&model, plan).expect("paths");
        for place in [0, 1, 5] {
            second.read_leg(legs[place].1.as_slice()).expect("a leg of this run");
        }
        second.advance(&()).expect("the rest");
        assert!(bits(&second.finish().expect("done")) == whole);
        let mut third = Underway::new(&model, plan).expect("paths");
        assert!(third.read_leg(legs[5].1.as_slice()).is_err(), "without the values before it");
    }

    #[test]
    fn a_run_in_legs_written_down_and_taken_up_is_the_run_in_one() {
        let scenario = load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        let model = scenario.expect("the base scenario").model;
        let plan = Plan { threads: 2, ..Plan::new(5, 1700) };
        let whole = bits(&engine::run(&model, plan, &()).expect("a run"));
        let mut first = Underway::new(&model, plan).expect("paths");
        let mut legs = Vec::new();
        for threads in [1, 2] {
            let from = first.batches();
            first.plan.threads = threads;
            first.advance(&Only(AtomicUsize::new(1))).expect("a leg");
            let mut leg = Vec::new();
            first.write_leg(from, &mut leg).expect("room");
            legs.push(leg);
        }
        assert!(first.batches() > 1 && !first.is_done(), "{} batches", first.batches());
        assert!(matches!(first.finish(), Err(RunError::Stopped)));
        let mut second = Underway::new(&model, plan).expect("paths");
        for leg in &legs {
            second.read_leg(leg.as_slice()).expect("a leg of this run");
        }
        second.advance(&()).expect("the rest");
        assert_eq!(bits(&second.finish().expect("done")), whole);
        // A leg that is cut, or of a run of other columns, is none.
        let mut third = Underway::new(&model, plan).expect("paths");
        let cut = legs[0].len() - 1;
        assert!(third.read_leg(&legs[0][..cut]).is_err());
        let mut shorter = Underway::new(&model, Plan::new(5, 100)).expect("paths");
        assert!(shorter.read_leg(legs[1].as_slice()).is_err());
    }
}
