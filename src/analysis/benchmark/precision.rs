//! How many paths, and how long, until a figure is as precise as asked.

use serde::{Deserialize, Serialize};

use super::Spread;
use crate::analysis::subject::headline_metric;
use crate::engine::RunResult;
use crate::stats::{Estimate, Missing, Proportion, Sample};
use crate::units::Unit;

/// Parts of the paths of which each is left out once, to see how far the answer depends on which there are.
const PARTS: usize = 16;

/// The paths that a figure needs, foretold from a run.
///
/// Errors fall with the root of the paths: n = N · (1.96·s ÷ h)², from the standard error s on N paths, for a 95%
/// interval of half-width h.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Needed {
    pub scenario: String,
    /// As in "mean of delivered_units.h200".
    pub figure: String,
    pub value: f64,
    /// Half of the width of the 95% interval that is asked for.
    pub half_width: f64,
    /// With its standard error, from leaving out a sixteenth of the paths at a time.
    pub paths: Estimate,
    /// By the wall clock on the threads that were fastest; its error is that of paths and time together.
    pub seconds: Estimate,
}

impl Needed {
    /// For mean and median of deliveries and revenue, and the odds of each target, of a run whose paths take
    /// `micros`: within a share `precision` of the value, or so many percentage points of odds. A figure that is zero, or that
    /// the run cannot tell, is left out.
    pub fn of(result: &RunResult, precision: f64, micros: Spread) -> Vec<Self> {
        let mut list = Vec::new();
        for base in ["delivered_units", "gross_revenue_usd"] {
            let name = headline_metric(result, base);
            let Some(column) = result.metrics.iter().find(|column| column.name == name) else {
                continue;
            };
            let mean = |values: &[f64]| Sample::new(values, Missing::Absent).moments().mean();
            let median = |values: &[f64]| Sample::new(values, Missing::Absent).quantile(0.5);
            let half_width = |value: f64| precision * value.abs();
            let (values, figure) = (&column.values, |kind: &str| format!("{kind} of {name}"));
            list.extend(needed(result, figure("mean"), values, &mean, half_width, micros));
            list.extend(needed(result, figure("P50"), values, &median, half_width, micros));
        }
        for target in &result.targets {
            let column = match target.by {
                Some(by) => format!("{}.by-{by}", target.metric),
                None => target.metric.clone(),
            };
            let Some(column) = result.metrics.iter().find(|c| c.name == column) else { continue };
            let met: Vec<f64> = column
                .values
                .iter()
                .map(|&value| f64::from(u8::from(value >= target.at_least)))
                .collect();
            let odds = |values: &[f64]| {
                Proportion::of(values.iter().map(|&met| met > 0.5)).map(Proportion::estimate)
            };
            let figure = format!("odds of {}", target.name);
            list.extend(needed(result, figure, &met, &odds, |_| precision, micros));
        }
        list
    }

    /// The unit-free text of the precision: "±1%" of values, "±1 point" of odds.
    pub fn is_odds(&self) -> bool {
        self.figure.starts_with("odds of ")
    }

    /// The unit of the value, as far as its name tells.
    pub fn unit(&self) -> Unit {
        match &self.figure {
            figure if figure.starts_with("odds of ") => Unit::Share,
            figure if figure.contains("_usd") => Unit::Usd,
            _ => Unit::Chips,
        }
    }
}

fn needed(
    result: &RunResult,
    figure: String,
    values: &[f64],
    estimate: &dyn Fn(&[f64]) -> Option<Estimate>,
    half_width: impl Fn(f64) -> f64,
    micros: Spread,
) -> Option<Needed> {
    let paths = |values: &[f64]| {
        let Estimate { value, standard_error } = estimate(values)?;
        let reach = 1.96 * standard_error / half_width(value);
        let paths = values.len() as f64 * reach * reach;
        (paths > 0.0 && paths.is_finite()).then_some(paths)
    };
    let whole = paths(values)?;
    let without = |part: usize| {
        let left: Vec<f64> =
            (0..values.len()).filter(|k| k % PARTS != part).map(|k| values[k]).collect();
        paths(&left)
    };
    let parts: Vec<f64> = (0..PARTS).map(without).collect::<Option<_>>()?;
    let mean = parts.iter().sum::<f64>() / PARTS as f64;
    let squares: f64 = parts.iter().map(|part| (part - mean) * (part - mean)).sum();
    // Tukey 1958: the parts differ little, as they share most paths.
    let error = (squares * (PARTS - 1) as f64 / PARTS as f64).sqrt();
    let value = estimate(values)?.value;
    let seconds = whole * micros.median * 1e-6;
    let (of_paths, of_time) = (error / whole, (micros.high - micros.low) / 2.0 / micros.median);
    Some(Needed {
        scenario: result.scenario.clone(),
        figure,
        value,
        half_width: half_width(value),
        paths: Estimate { value: whole, standard_error: error },
        seconds: Estimate {
            value: seconds,
            standard_error: seconds * (of_paths * of_paths + of_time * of_time).sqrt(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_result::{Shape, synthetic};
    use crate::random::{Process, Stream};

    /// Values with mean 10 and standard deviation 2, nearly.
    fn values(count: usize) -> Vec<f64> {
        let mut stream = Stream::<1>::new(7, 0, Process::Bootstrap, 0);
        let value = |uniform: f64| 10.0 + (uniform - 0.5) * 2.0 * 12.0_f64.sqrt();
        (0..count).map(|_| value(stream.uniform().0[0])).collect()
    }

    #[test]
    fn four_times_the_precision_takes_sixteen_times_the_paths() {
        let result = synthetic(&Shape { paths: 3, ..Shape::default() });
        let mean = |values: &[f64]| Sample::new(values, Missing::Absent).moments().mean();
        let micros = Spread { low: 90.0, median: 100.0, high: 110.0 };
        let values = values(4000);
        let ask = |precision: f64| {
            let half = |value: f64| value * precision;
            needed(&result, String::new(), &values, &mean, half, micros).expect("a figure")
        };
        let (one, four) = (ask(0.01), ask(0.0025));
        assert!((four.paths.value / one.paths.value - 16.0).abs() < 1e-9);
        // (1.96 · 2 ÷ 0.1)² = 1,537 paths; the variance of 4,000 uniform values is known to 1.4%.
        assert!((one.paths.value / 1537.0 - 1.0).abs() < 0.1, "{one:?}");
        assert!((0.005..0.05).contains(&(one.paths.standard_error / one.paths.value)), "{one:?}");
        assert!((one.seconds.value - one.paths.value * 1e-4).abs() < 1e-9);
        assert!(one.seconds.standard_error > 0.09 * one.seconds.value, "the clock's part");
        assert!(needed(&result, String::new(), &[0.0; 50], &mean, |v| v * 0.01, micros).is_none());
    }
}
