//! What a run says where a condition holds, beside what it says of all paths.

use super::answer::table_names;
use super::comparison::missing_in;
use super::sensitivity::short_name;
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::{
    Estimate, Moments, Proportion, Summary, critical, normal_scores, squared_distances,
};
use crate::units::Unit;

/// Fewer paths than this carry no quantile worth a word.
pub const FEW: usize = 100;
/// Paths shown as typical.
const MOST_TYPICAL: usize = 3;
/// Inputs named for each of them.
const MOST_UNUSUAL: usize = 3;

/// A run under a condition.
#[derive(Clone, Debug)]
pub struct Stress {
    /// The condition as it was written.
    pub condition: String,
    pub scenario: String,
    pub title: String,
    pub seed: u64,
    pub paths: usize,
    /// The paths on which it holds.
    pub held: usize,
    pub metrics: Vec<Conditional>,
    pub targets: Vec<ConditionalTarget>,
    /// Inputs, those that differ most first.
    pub inputs: Vec<Shift>,
    /// Regimes, rounds and tariffs, those that differ most first.
    pub policy: Vec<Shift>,
    /// Paths on which it holds, the likeliest by their inputs first.
    pub typical: Vec<TypicalPath>,
}

/// A metric over all paths and over those on which the condition holds.
#[derive(Clone, Debug)]
pub struct Conditional {
    pub name: String,
    pub unit: Unit,
    pub all: Summary,
    pub given: Summary,
    /// Its place among the main metrics, if it is one.
    pub main: Option<usize>,
}

/// A target's probability over all paths and where the condition holds.
#[derive(Clone, Debug)]
pub struct ConditionalTarget {
    pub name: String,
    pub title: String,
    pub all: Estimate,
    pub given: Option<Proportion>,
}

/// How much a quantity differs where the condition holds.
#[derive(Clone, Debug)]
pub struct Shift {
    pub name: String,
    /// Its mean over all paths, and where the condition holds.
    pub all: f64,
    pub given: f64,
    /// The difference of those means in standard deviations over all paths.
    pub shift: Estimate,
    /// Farther from zero than luck takes the largest of all that were looked at.
    pub real: bool,
}

/// A path on which the condition holds.
#[derive(Clone, Debug)]
pub struct TypicalPath {
    pub path: usize,
    /// The share of all paths whose inputs are likelier.
    pub likelier: f64,
    /// Its most unusual inputs: the input, its value, and the share of paths below it.
    pub unusual: Vec<(String, f64, f64)>,
}

impl Stress {
    /// What the run says where `holds`, one flag a path.
    pub fn new(result: &RunResult, condition: &str, holds: &[bool]) -> Self {
        let given = only(result, holds);
        let main = table_names(result);
        let metrics = result.metrics.iter().zip(&given.metrics).map(|(all, given)| {
            let missing = missing_in(&all.name);
            Conditional {
                name: all.name.clone(),
                unit: all.unit,
                all: Summary::of(&all.values, missing),
                given: Summary::of(&given.values, missing),
                main: main.iter().position(|name| *name == all.name),
            }
        });
        let targets = result.targets.iter().map(|target| ConditionalTarget {
            name: target.name.clone(),
            title: target.title.clone(),
            all: target.probability,
            given: super::comparison::met(&given, target)
                .and_then(|met| Proportion::of(met.into_iter().map(|hit| hit > 0.0))),
        });
        let inputs: Vec<(&str, &[f64])> =
            result.inputs.iter().map(|i| (i.path.as_str(), i.values.as_slice())).collect();
        let is_policy = |name: &str| {
            name.starts_with("weeks_in.")
                || ["mean_tariff_rate", "peak_tariff_rate", "approval_rounds"].contains(&name)
        };
        let policy: Vec<(&str, &[f64])> = result
            .metrics
            .iter()
            .filter(|metric| is_policy(&metric.name))
            .map(|metric| (metric.name.as_str(), metric.values.as_slice()))
            .collect();
        Self {
            condition: condition.to_owned(),
            scenario: result.scenario.clone(),
            title: result.title.clone(),
            seed: result.seed,
            paths: result.paths,
            held: given.paths,
            metrics: metrics.collect(),
            targets: targets.collect(),
            inputs: shifts(&inputs, holds),
            policy: shifts(&policy, holds),
            typical: typical(result, holds),
        }
    }

    /// The share of paths on which the condition holds.
    pub fn share(&self) -> Option<Proportion> {
        Proportion::new(self.held as u64, self.paths as u64)
    }

    /// The main metrics in their order.
    pub fn main_metrics(&self) -> Vec<&Conditional> {
        let mut list: Vec<&Conditional> =
            self.metrics.iter().filter(|metric| metric.main.is_some()).collect();
        list.sort_by_key(|metric| metric.main);
        list
    }

    /// The answer in a sentence: how many, and what differs most that the condition does not name.
    pub fn finding(&self) -> String {
        let size = |shift: &&Shift| shift.shift.value.abs();
        let first = self
            .inputs
            .iter()
            .chain(&self.policy)
            .filter(|shift| shift.real && !self.condition.contains(&shift.name))
            .max_by(|a, b| size(a).total_cmp(&size(b)));
        let share = self.share().map_or(0.0, |share| share.estimate().value);
        let percent = super::wording::percent(share);
        match first {
            _ if self.held == 0 => format!("No run has {}", self.condition),
            Some(shift) => {
                let way = if shift.shift.value > 0.0 { "high" } else { "low" };
                format!(
                    "{percent} of runs have it, most often where {} is {way}",
                    short_name(&shift.name)
                )
            }
            None => format!("{percent} of runs have it; nothing else tells which"),
        }
    }

    /// A row an input and policy: its means and its shift.
    pub fn table(&self) -> ChartTable {
        let columns =
            ["quantity", "mean_of_all", "mean_where_held", "shift_in_sd", "standard_error"];
        let mut table = ChartTable::new(&columns);
        for shift in self.inputs.iter().chain(&self.policy) {
            table.push(vec![
                shift.name.clone().into(),
                Cell::Number(shift.all),
                Cell::Number(shift.given),
                Cell::Number(shift.shift.value),
                Cell::Number(shift.shift.standard_error),
            ]);
        }
        table
    }
}

/// The run cut down to some of its paths; weekly series, which know no single paths, are left out.
pub fn only(result: &RunResult, holds: &[bool]) -> RunResult {
    let keep = |values: &[f64]| -> Vec<f64> {
        values.iter().zip(holds).filter(|(_, holds)| **holds).map(|(value, _)| *value).collect()
    };
    let mut given = RunResult {
        paths: holds.iter().filter(|holds| **holds).count(),
        metrics: Vec::new(),
        tallies: Vec::new(),
        inputs: Vec::new(),
        series: crate::engine::SeriesTable::default(),
        regimes: Vec::new(),
        sample_paths: Vec::new(),
        ..result.clone()
    };
    for metric in &result.metrics {
        let values = keep(&metric.values);
        given.metrics.push(crate::engine::Column { values, ..metric.clone() });
    }
    for input in &result.inputs {
        let values = keep(&input.values);
        given.inputs.push(crate::engine::InputColumn { values, ..input.clone() });
    }
    given
}

/// The shifts of columns that vary, the largest first. The standard error is that of a mean of m
/// paths out of the n, `sd_given / sd · √((1 − m/n) / m)`.
fn shifts(columns: &[(&str, &[f64])], holds: &[bool]) -> Vec<Shift> {
    let bar = critical(columns.len());
    let mut found: Vec<Shift> = columns
        .iter()
        .filter_map(|(name, values)| {
            let given: Vec<f64> =
                values.iter().zip(holds).filter(|(_, h)| **h).map(|(value, _)| *value).collect();
            let (all, part) = (Moments::of(values), Moments::of(&given));
            let deviation = all.standard_deviation().filter(|sd| *sd > 0.0)?;
            let (mean, of_part) = (all.mean()?, part.mean()?);
            let left = 1.0 - given.len() as f64 / values.len() as f64;
            let shift = Estimate {
                value: (of_part.value - mean.value) / deviation,
                standard_error: of_part.standard_error / deviation * left.max(0.0).sqrt(),
            };
            let real = shift.standard_error > 0.0
                && shift.value.abs() > bar * shift.standard_error
                && given.len() >= crate::stats::FEWEST_DIFFERING as usize;
            let (all, given) = (mean.value, of_part.value);
            Some(Shift { name: (*name).to_owned(), all, given, shift, real })
        })
        .collect();
    found.sort_by(|a, b| b.shift.value.abs().total_cmp(&a.shift.value.abs()));
    found
}

/// The paths on which it holds whose inputs are likeliest under the copula.
fn typical(result: &RunResult, holds: &[bool]) -> Vec<TypicalPath> {
    let varies = |values: &[f64]| values.iter().any(|value| *value != values[0]);
    let inputs: Vec<_> = result.inputs.iter().filter(|input| varies(&input.values)).collect();
    let scores: Vec<Vec<f64>> = inputs.iter().map(|input| normal_scores(&input.values)).collect();
    let Some(distances) = squared_distances(&scores) else { return Vec::new() };
    let mut paths: Vec<usize> = (0..distances.len()).filter(|path| holds[*path]).collect();
    paths.sort_by(|a, b| distances[*a].total_cmp(&distances[*b]).then(a.cmp(b)));
    paths.truncate(MOST_TYPICAL);
    paths
        .into_iter()
        .map(|path| {
            let nearer = distances.iter().filter(|other| **other < distances[path]).count();
            let mut order: Vec<usize> = (0..inputs.len()).collect();
            order.sort_by(|a, b| scores[*b][path].abs().total_cmp(&scores[*a][path].abs()));
            let unusual = order.into_iter().take(MOST_UNUSUAL).map(|place| {
                let (input, value) = (inputs[place], inputs[place].values[path]);
                let below = input.values.iter().filter(|other| **other < value).count();
                (input.path.clone(), value, below as f64 / distances.len() as f64)
            });
            let likelier = nearer as f64 / distances.len() as f64;
            TypicalPath { path, likelier, unusual: unusual.collect() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;
    use crate::engine::InputColumn;

    /// A run with an input that ranks paths, one that has nothing to do with anything, and one
    /// that is constant.
    fn run() -> RunResult {
        let mut result = synthetic(&Shape { paths: 1000, ..Shape::default() });
        let rank = |k: usize| (k * 7919 % 1000) as f64;
        for (path, of) in [
            ("driver", &rank as &dyn Fn(usize) -> f64),
            ("idle", &|k| (k * 577 % 1000) as f64),
            ("fixed", &|_| 3.0),
        ] {
            let values = (0..1000).map(of).collect();
            result.inputs.push(InputColumn { path: path.to_owned(), values });
        }
        result
    }

    #[test]
    fn the_input_that_decides_is_told_from_the_one_that_does_not() {
        let result = run();
        let holds: Vec<bool> =
            result.inputs[0].values.iter().map(|value| *value >= 800.0).collect();
        let stress = Stress::new(&result, "a condition", &holds);
        assert_eq!((stress.held, stress.paths), (200, 1000));
        let names: Vec<&str> = stress.inputs.iter().map(|shift| shift.name.as_str()).collect();
        assert_eq!(names, ["driver", "idle"]);
        // Of a uniform the mean of the top fifth is 0.4/√(1/12) = 1.386 deviations above the mean.
        let driver = &stress.inputs[0];
        assert!((driver.shift.value - 1.386).abs() < 0.01 && driver.real, "{driver:?}");
        assert!(!stress.inputs[1].real, "{:?}", stress.inputs[1]);
        assert!(
            stress.finding().contains("20% of runs") && stress.finding().contains("driver is high")
        );
        // The likeliest of them has the lowest driver that still meets it, or near.
        let first = &stress.typical[0];
        assert!(holds[first.path] && first.unusual[0].0 == "driver", "{first:?}");
        assert!(stress.typical.iter().all(|path| path.likelier > 0.2), "{:?}", stress.typical);
    }

    #[test]
    fn a_condition_on_all_paths_changes_nothing() {
        let result = run();
        let stress = Stress::new(&result, "always", &vec![true; 1000]);
        for metric in &stress.metrics {
            assert_eq!(metric.all, metric.given, "{}", metric.name);
        }
        assert!(stress.inputs.iter().all(|shift| shift.shift == Estimate::exact(0.0)));
        for target in stress.targets.iter().filter(|target| target.given.is_some()) {
            let given = target.given.map(|given| given.estimate().value);
            assert!(given.is_some_and(|given| (given - target.all.value).abs() < 1e-12));
        }
    }

    #[test]
    fn a_condition_that_never_holds_says_so() {
        let stress = Stress::new(&run(), "never", &vec![false; 1000]);
        assert_eq!((stress.held, stress.typical.len()), (0, 0));
        assert_eq!(stress.finding(), "No run has never");
    }
}
