//! Whether there are enough paths: the mean and its error after the first so many of them.

use super::round::ten_to;
use super::subject::{Subject, column};
use super::wording::grouped;
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::{Estimate, Moments};

/// The mean of the first paths.
#[derive(Clone, Copy, Debug)]
pub struct MeanAfter {
    pub paths: usize,
    pub mean: Estimate,
}

/// A metric's mean as paths come in, in the order of the paths.
#[derive(Clone, Debug)]
pub struct Convergence {
    pub subject: Subject,
    /// After 50, 100, 200, 500 … paths and after the last.
    pub points: Vec<MeanAfter>,
}

impl Convergence {
    /// The mean of a metric column after ever more paths; none if a path has no value, or there are
    /// too few for more than one point. Where not all paths are kept, the points are of the first ones, and of all.
    pub fn new(result: &RunResult, metric: &str) -> Option<Self> {
        const FIRST: usize = 50;
        let subject = Subject::new(result, metric)?;
        let values = &column(result, metric)?.values;
        if values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let round = (0..17).flat_map(|k| [1.0, 2.0, 5.0].map(|m| (m * ten_to(k)) as usize));
        let counts: Vec<usize> =
            round.filter(|&n| n >= FIRST && n < values.len()).chain([values.len()]).collect();
        let mut moments = Moments::default();
        let mut points: Vec<MeanAfter> = Vec::new();
        for (path, &value) in values.iter().enumerate() {
            moments.push(value);
            if counts.contains(&(path + 1)) {
                points.push(MeanAfter { paths: path + 1, mean: moments.mean()? });
            }
        }
        if let Some(tally) = result.tally(metric) {
            points.push(MeanAfter { paths: result.paths, mean: tally.moments().mean()? });
        }
        (points.len() > 1).then_some(Self { subject, points })
    }

    /// The mean of all paths.
    pub fn all(&self) -> MeanAfter {
        self.points[self.points.len() - 1]
    }

    /// "After 10,000 paths the mean of chips of H200 delivered by Dec 2027 is known to 1.4%: 68.0K ± 1.0K".
    pub fn finding(&self) -> String {
        let MeanAfter { paths, mean } = self.all();
        let (noun, when) = (&self.subject.noun, &self.subject.when);
        let digits = mean.digits(self.subject.unit);
        let known = match mean.standard_error / mean.value.abs() {
            _ if mean.standard_error == 0.0 => format!("the same on every path: {digits}"),
            share if share.is_finite() => format!("known to {:.1}%: {digits}", share * 100.0),
            _ => digits,
        };
        format!("After {} paths the mean of {noun} {when} is {known}", grouped(paths))
    }

    /// A row a point.
    pub fn table(&self) -> ChartTable {
        let mut table =
            ChartTable::new(&["paths", "mean", "standard_error", "ci95_low", "ci95_high"]);
        for point in &self.points {
            let interval = point.mean.interval();
            let Estimate { value, standard_error } = point.mean;
            let numbers = [point.paths as f64, value, standard_error, interval.low, interval.high];
            table.push(numbers.map(Cell::Number).to_vec());
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn each_point_is_the_mean_of_the_first_paths() {
        let result = synthetic(&Shape { paths: 700, ..Shape::default() });
        let convergence = Convergence::new(&result, "delivered_units").expect("points");
        let counts: Vec<usize> = convergence.points.iter().map(|point| point.paths).collect();
        assert_eq!(counts, [50, 100, 200, 500, 700]);
        let values = &column(&result, "delivered_units").expect("a column").values;
        let mean = values[..200].iter().sum::<f64>() / 200.0;
        assert!((convergence.points[2].mean.value / mean - 1.0).abs() < 1e-12);
        let square = |v: &f64| (v - mean) * (v - mean);
        let error = (values[..200].iter().map(square).sum::<f64>() / 199.0 / 200.0).sqrt();
        assert!((convergence.points[2].mean.standard_error / error - 1.0).abs() < 1e-9);
        assert!(
            convergence.finding().starts_with(
                "After 700 paths the mean of chips delivered by Dec 2027 is known to "
            ),
            "{}",
            convergence.finding()
        );
        let zero = synthetic(&Shape { paths: 60, zero_share: 1.0, ..Shape::default() });
        let zero = Convergence::new(&zero, "delivered_units").expect("points");
        assert!(zero.finding().ends_with("is the same on every path: 0"), "{}", zero.finding());
        let few = synthetic(&Shape { paths: 20, ..Shape::default() });
        assert!(Convergence::new(&few, "delivered_units").is_none());
    }
}
