//! What is kept of a cell: a row of numbers, and where each stands in it.

use crate::engine::catalogue::missing_of;
use crate::stats::{Estimate, Proportion, QUANTILE_LEVELS, Summary};
use crate::units::Unit;

/// Groups of paths whose means of the focus metric are kept, to tell the Monte Carlo error of a
/// difference between cells that share their draws.
pub const GROUPS: usize = 16;
/// Mean, seven quantiles and the share of zeros, each with its error.
const STATISTICS: usize = 2 * (QUANTILE_LEVELS.len() + 2);

/// The columns of a cell's row: the statistics of each metric, then the probability of each
/// target, each number followed by its standard error, then the means of the focus metric over
/// [`GROUPS`] groups of paths.
#[derive(Clone, Debug, PartialEq)]
pub struct CellLayout {
    /// Names and units of the metrics.
    pub metrics: Vec<(String, Unit)>,
    /// Names of the targets.
    pub targets: Vec<String>,
    /// The place of the metric that charts and effects are about.
    pub focus: usize,
}

impl CellLayout {
    /// Numbers in a row.
    pub fn width(&self) -> usize {
        self.estimates() * 2 + GROUPS
    }

    /// Estimates in a row.
    fn estimates(&self) -> usize {
        self.metrics.len() * STATISTICS / 2 + self.targets.len()
    }

    /// The name of each estimate, as in "delivered_units.h200.p10" or "target.million".
    pub fn names(&self) -> Vec<String> {
        let mut statistics = vec!["mean".to_owned()];
        statistics.extend(QUANTILE_LEVELS.map(|p| format!("p{:02}", (p * 100.0).round())));
        statistics.push("p_zero".to_owned());
        let metric = |(name, _): &(String, Unit)| -> Vec<String> {
            statistics.iter().map(|statistic| format!("{name}.{statistic}")).collect()
        };
        let targets = self.targets.iter().map(|name| format!("target.{name}"));
        self.metrics.iter().flat_map(metric).chain(targets).collect()
    }

    /// The estimate at a place of [`names`](Self::names).
    pub fn estimate(&self, row: &[f64], place: usize) -> Estimate {
        Estimate { value: row[2 * place], standard_error: row[2 * place + 1] }
    }

    /// A metric's mean.
    pub fn mean(&self, row: &[f64], metric: usize) -> Estimate {
        self.estimate(row, metric * STATISTICS / 2)
    }

    /// A metric's quantiles at [`QUANTILE_LEVELS`].
    pub fn quantiles(&self, row: &[f64], metric: usize) -> [Estimate; 7] {
        std::array::from_fn(|level| self.estimate(row, metric * STATISTICS / 2 + 1 + level))
    }

    /// The share of paths on which a metric is exactly zero.
    pub fn zero_share(&self, row: &[f64], metric: usize) -> Estimate {
        self.estimate(row, (metric + 1) * STATISTICS / 2 - 1)
    }

    /// The probability of a target.
    pub fn probability(&self, row: &[f64], target: usize) -> Estimate {
        self.estimate(row, self.metrics.len() * STATISTICS / 2 + target)
    }

    /// The means of the focus metric over groups of paths.
    pub fn groups<'r>(&self, row: &'r [f64]) -> &'r [f64] {
        &row[self.estimates() * 2..]
    }

    /// The row of a cell from its metrics' columns and, of each target that it has, the column and
    /// the level to reach.
    pub(super) fn row(&self, columns: &[Vec<f64>], targets: &[Option<(&[f64], f64)>]) -> Vec<f64> {
        let mut row = Vec::with_capacity(self.width());
        let mut push = |estimate: Option<Estimate>| match estimate {
            Some(Estimate { value, standard_error }) => row.extend([value, standard_error]),
            None => row.extend([f64::NAN; 2]),
        };
        for ((name, _), column) in self.metrics.iter().zip(columns) {
            let summary = Summary::of(column, missing_of(name));
            push(summary.mean);
            for level in 0..QUANTILE_LEVELS.len() {
                push(summary.quantiles.map(|quantiles| quantiles[level]));
            }
            push(summary.p_zero);
        }
        for target in targets {
            let met = target.and_then(|(column, at_least)| {
                Proportion::of(column.iter().map(|value| *value >= at_least))
            });
            push(met.map(Proportion::estimate));
        }
        row.extend(group_means(&columns[self.focus]));
        row
    }
}

/// Means over [`GROUPS`] stretches of nearly equal length, over the values that are there; NaN for
/// a stretch without any.
fn group_means(values: &[f64]) -> [f64; GROUPS] {
    std::array::from_fn(|group| {
        let place = |group: usize| group * values.len() / GROUPS;
        let stretch = &values[place(group)..place(group + 1)];
        let (sum, count) = stretch
            .iter()
            .filter(|value| value.is_finite())
            .fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        sum / count
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Missing;

    #[test]
    fn every_number_of_a_row_is_found_again() {
        let layout = CellLayout {
            metrics: vec![("a".to_owned(), Unit::Chips), ("b".to_owned(), Unit::Usd)],
            targets: vec!["t".to_owned(), "absent".to_owned()],
            focus: 1,
        };
        let a: Vec<f64> = (0..160).map(f64::from).collect();
        let b: Vec<f64> = a.iter().map(|x| if *x < 40.0 { 0.0 } else { 2.0 * x }).collect();
        let columns = [a.clone(), b.clone()];
        let row = layout.row(&columns, &[Some((&columns[0], 120.0)), None]);
        assert_eq!(row.len(), layout.width());
        let names = layout.names();
        let found = |name: &str| {
            let place = names.iter().position(|other| other == name).expect(name);
            layout.estimate(&row, place)
        };
        for (metric, column) in
            [("a", &a), ("b", &b)].into_iter().enumerate().map(|(i, p)| (i, p.1))
        {
            let summary = Summary::of(column, Missing::Absent);
            assert_eq!(Some(layout.mean(&row, metric)), summary.mean);
            assert_eq!(Some(layout.quantiles(&row, metric)), summary.quantiles);
            assert_eq!(Some(layout.zero_share(&row, metric)), summary.p_zero);
        }
        assert_eq!(found("b.p_zero").value, 0.25);
        assert_eq!(found("a.p90"), layout.quantiles(&row, 0)[5]);
        assert_eq!((found("target.t").value, layout.probability(&row, 0).value), (0.25, 0.25));
        assert!(found("target.absent").value.is_nan());
        let groups = layout.groups(&row);
        assert_eq!((groups.len(), groups[0], groups[15]), (GROUPS, 0.0, 2.0 * 154.5));
    }
}
