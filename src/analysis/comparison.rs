//! Scenarios side by side on common random numbers: what differs, by how much, and whether it is real.

use super::answer::table_names;
use crate::engine::{Column, RunResult, Target};
use crate::stats::dominance::{Dominance, first_order, second_order};
use crate::stats::{Estimate, Missing, Paired, QUANTILE_LEVELS, Sample, Verdict, share_difference};
use crate::units::Unit;

/// A baseline and the scenarios held against it.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub paths: usize,
    pub seed: u64,
    pub baseline: Named,
    pub pairs: Vec<Pair>,
    /// How many differences are looked at together: the bar for "real" rises with them.
    pub together: usize,
}

/// A scenario's name and title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub name: String,
    pub title: String,
}

/// One scenario against the baseline, path by path.
#[derive(Clone, Debug)]
pub struct Pair {
    pub scenario: Named,
    /// Every metric that both report.
    pub metrics: Vec<MetricChange>,
    /// Every target that both have alike.
    pub targets: Vec<TargetChange>,
    /// Metrics that only one of the two reports.
    pub unmatched: usize,
}

/// A metric in both scenarios.
#[derive(Clone, Debug)]
pub struct MetricChange {
    pub name: String,
    pub unit: Unit,
    /// Mean and quantiles at [`QUANTILE_LEVELS`] in the baseline.
    pub before: Option<Spread>,
    pub after: Option<Spread>,
    pub paired: Paired,
    pub verdict: Verdict,
    /// For the main metrics.
    pub dominance: Option<DominanceOf>,
}

/// How a metric is spread over the paths of one scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    pub mean: Estimate,
    pub quantiles: [Estimate; 7],
}

/// Whether one scenario gives surely more of a metric than the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DominanceOf {
    /// The scenario over the baseline, to first and to second order.
    pub after: [Option<Dominance>; 2],
    /// The baseline over the scenario.
    pub before: [Option<Dominance>; 2],
}

/// A target's probability in both scenarios.
#[derive(Clone, Debug)]
pub struct TargetChange {
    pub name: String,
    pub title: String,
    pub before: Estimate,
    pub after: Estimate,
    /// With the error of the paired difference.
    pub difference: Estimate,
    pub verdict: Verdict,
}

/// What a value that is not there means in a metric.
pub fn missing_in(metric: &str) -> Missing {
    if metric.starts_with("first_delivery_week") { Missing::Never } else { Missing::Absent }
}

/// One value a path that says whether a target is met; None where the run does not report it.
pub fn met(result: &RunResult, target: &Target) -> Option<Vec<f64>> {
    let column = target.column();
    let column = result.metrics.iter().find(|metric| metric.name == column)?;
    let hit = |value: &f64| f64::from(u8::from(*value >= target.at_least));
    Some(column.values.iter().map(hit).collect())
}

impl Comparison {
    /// Compares runs of one seed and number of paths; the first is the baseline. None without one.
    ///
    /// # Panics
    /// If the runs differ in their number of paths.
    pub fn new(results: &[&RunResult]) -> Option<Self> {
        let (baseline, others) = results.split_first()?;
        let mut pairs: Vec<Pair> = others.iter().map(|other| Pair::new(baseline, other)).collect();
        let differ = |paired: &Paired| paired.order.differing() > 0;
        let together: usize = pairs
            .iter()
            .map(|pair| {
                let metrics = pair.metrics.iter().filter(|metric| differ(&metric.paired));
                metrics.count() + pair.targets.iter().filter(|t| t.verdict != Verdict::Same).count()
            })
            .sum();
        for (pair, other) in pairs.iter_mut().zip(others) {
            for metric in &mut pair.metrics {
                metric.verdict = metric.paired.verdict(together);
            }
            for target in &mut pair.targets {
                target.verdict = target_pair(baseline, other, &target.name)
                    .map_or(Verdict::Same, |paired| paired.verdict(together));
            }
        }
        Some(Self {
            paths: baseline.paths,
            seed: baseline.seed,
            baseline: Named::of(baseline),
            pairs,
            together,
        })
    }
}

impl Named {
    fn of(result: &RunResult) -> Self {
        Self { name: result.scenario.clone(), title: result.title.clone() }
    }
}

impl Pair {
    fn new(first: &RunResult, second: &RunResult) -> Self {
        let main = table_names(first);
        let find = |column: &Column| second.metrics.iter().find(|other| other.name == column.name);
        let matched: Vec<(&Column, &Column)> = first
            .metrics
            .iter()
            .filter_map(|column| find(column).map(|other| (column, other)))
            .collect();
        let unmatched = first.metrics.len() + second.metrics.len() - 2 * matched.len();
        let metrics = matched
            .into_iter()
            .map(|(before, after)| MetricChange::new(before, after, main.contains(&before.name)))
            .collect();
        let targets =
            first.targets.iter().filter_map(|target| TargetChange::new(first, second, target));
        Self { scenario: Named::of(second), metrics, targets: targets.collect(), unmatched }
    }

    /// The metric of a name.
    pub fn metric(&self, name: &str) -> Option<&MetricChange> {
        self.metrics.iter().find(|metric| metric.name == name)
    }
}

impl MetricChange {
    fn new(before: &Column, after: &Column, is_main: bool) -> Self {
        let missing = missing_in(&before.name);
        let paired = Paired::of(&before.values, &after.values, missing);
        let (a, b) = (&before.values, &after.values);
        let dominance = (is_main && paired.order.differing() > 0).then(|| DominanceOf {
            after: [first_order(b, a), second_order(b, a)],
            before: [first_order(a, b), second_order(a, b)],
        });
        Self {
            name: before.name.clone(),
            unit: before.unit,
            before: Spread::of(&before.values, missing),
            after: Spread::of(&after.values, missing),
            verdict: Verdict::Same,
            paired,
            dominance,
        }
    }
}

impl Spread {
    fn of(values: &[f64], missing: Missing) -> Option<Self> {
        let sample = Sample::new(values, missing);
        let quantiles = QUANTILE_LEVELS.map(|p| sample.quantile(p));
        let whole = quantiles.iter().all(Option::is_some);
        let mean = sample.moments().mean().filter(|_| whole)?;
        let quantiles = quantiles.map(|q| q.unwrap_or(Estimate::exact(0.0)));
        Some(Self { mean, quantiles })
    }
}

impl TargetChange {
    fn new(first: &RunResult, second: &RunResult, target: &Target) -> Option<Self> {
        let other = same_target(second, target)?;
        let paired = target_pair(first, second, &target.name)?;
        let order = paired.order;
        Some(Self {
            name: target.name.clone(),
            title: target.title.clone(),
            before: target.probability,
            after: other.probability,
            difference: share_difference(order.above, order.below, order.paths()),
            verdict: paired.verdict(1),
        })
    }
}

/// The target of another run that asks for the same.
fn same_target<'r>(result: &'r RunResult, target: &Target) -> Option<&'r Target> {
    result.targets.iter().find(|other| {
        other.name == target.name
            && other.column() == target.column()
            && other.at_least == target.at_least
    })
}

fn target_pair(first: &RunResult, second: &RunResult, name: &str) -> Option<Paired> {
    let target = first.targets.iter().find(|target| target.name == name)?;
    let other = same_target(second, target)?;
    Some(Paired::of(&met(first, target)?, &met(second, other)?, Missing::Absent))
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    fn run() -> RunResult {
        synthetic(&Shape { paths: 2000, ..Shape::default() })
    }

    /// The same run with a tenth more delivered on each path.
    fn more(result: &RunResult) -> RunResult {
        let mut more = result.clone();
        more.scenario = "more".to_owned();
        for column in more.metrics.iter_mut().filter(|c| c.name.starts_with("delivered_units")) {
            column.values.iter_mut().for_each(|value| *value *= 1.1);
        }
        for target in 0..more.targets.len() {
            if let Some(hits) = met(&more, &more.targets[target]) {
                let share = hits.iter().sum::<f64>() / hits.len() as f64;
                more.targets[target].probability = Estimate::exact(share);
            }
        }
        more
    }

    #[test]
    fn a_scenario_against_itself_differs_nowhere() {
        let result = run();
        let comparison = Comparison::new(&[&result, &result]).expect("a baseline");
        let pair = &comparison.pairs[0];
        assert_eq!((comparison.together, pair.unmatched), (0, 0));
        assert_eq!(pair.metrics.len(), result.metrics.len());
        for metric in &pair.metrics {
            assert_eq!(metric.verdict, Verdict::Same, "{}", metric.name);
            assert_eq!(metric.before, metric.after);
            assert!(metric.paired.mean.is_none_or(|mean| mean == Estimate::exact(0.0)));
        }
        for target in &pair.targets {
            assert_eq!((target.verdict, target.difference), (Verdict::Same, Estimate::exact(0.0)));
        }
    }

    #[test]
    fn more_of_a_metric_is_real_and_dominates() {
        let result = run();
        let comparison = Comparison::new(&[&result, &more(&result)]).expect("a baseline");
        let pair = &comparison.pairs[0];
        let metric = pair.metric("delivered_units").expect("a metric");
        assert_eq!(metric.verdict, Verdict::Real);
        let dominance = metric.dominance.expect("it is a main metric");
        assert_eq!(dominance.after, [Some(Dominance::Dominates); 2]);
        assert_eq!(dominance.before, [Some(Dominance::Fails); 2]);
        let (before, after) = (metric.before.expect("values"), metric.after.expect("values"));
        let difference = metric.paired.mean.expect("values").value;
        assert!((after.mean.value - before.mean.value - difference).abs() < 1e-6 * difference);
        // Zeros stay zeros.
        let order = metric.paired.order;
        assert!(order.below == 0 && order.equal > 500 && order.above > 1000, "{order:?}");
        for target in &pair.targets {
            let gained = target.after.value - target.before.value;
            assert!((target.difference.value - gained).abs() < 1e-12, "{target:?}");
        }
        assert!(pair.targets.iter().any(|target| target.difference.value > 0.0));
    }

    #[test]
    fn the_order_of_the_others_does_not_matter() {
        let result = run();
        let more = more(&result);
        let one = Comparison::new(&[&result, &more, &result]).expect("a baseline");
        let two = Comparison::new(&[&result, &result, &more]).expect("a baseline");
        let told = |pair: &Pair| format!("{pair:?}");
        assert_eq!(told(&one.pairs[0]), told(&two.pairs[1]));
        assert_eq!(told(&one.pairs[1]), told(&two.pairs[0]));
    }

    #[test]
    fn a_target_that_asks_for_something_else_is_not_compared() {
        let result = run();
        let mut other = result.clone();
        other.targets[0].at_least += 1.0;
        let comparison = Comparison::new(&[&result, &other]).expect("a baseline");
        let names: Vec<&str> =
            comparison.pairs[0].targets.iter().map(|target| target.name.as_str()).collect();
        // The synthetic run keeps no column for the target that is due before the horizon.
        assert_eq!(names, ["ten-billion"]);
    }
}
