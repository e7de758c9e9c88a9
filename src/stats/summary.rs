//! What is said of one metric over all paths.

use crate::stats::{BlockSample, Blocks, Estimate, Missing, Proportion, Side, Tally};

/// The levels of the quantiles in a summary.
pub const QUANTILE_LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];
/// The share of worst outcomes that the expected shortfall averages.
pub const SHORTFALL_LEVEL: f64 = 0.05;

/// The summary of one column: each number with its Monte Carlo error.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Rows of the column, one a path.
    pub rows: usize,
    /// The share of rows without a value.
    pub missing_share: f64,
    /// What a row without a value means.
    pub missing: Missing,
    /// Over the values that are there.
    pub mean: Option<Estimate>,
    /// Over the values that are there, with n − 1.
    pub standard_deviation: Option<f64>,
    /// The share of exact zeros, over the rows that the quantiles are over.
    pub p_zero: Option<Estimate>,
    /// At [`QUANTILE_LEVELS`]: over the values that are there, or over all rows if missing ones
    /// mean never; then a quantile may be `+∞`.
    pub quantiles: Option<[Estimate; 7]>,
    /// The mean of the lowest values, a share [`SHORTFALL_LEVEL`] of the rows that the quantiles
    /// are over.
    pub expected_shortfall: Option<Estimate>,
    pub min: Option<f64>,
    pub max: Option<f64>,
}

impl Summary {
    /// Summarises a column in one sort. Values that are NaN or infinite are missing.
    pub fn of(values: &[f64], missing: Missing) -> Self {
        Self::over(values, missing, Blocks::NONE)
    }

    /// Summarises a column of which only the tally was kept: quantiles and the expected shortfall have the widths of the
    /// tally's bins in their errors.
    pub fn of_tally(tally: &Tally, missing: Missing) -> Self {
        let sorted = tally.sorted(missing);
        let gone = Proportion::new(tally.rows() - sorted.finite(), tally.rows());
        let zeros = Proportion::new(sorted.zeros(), sorted.ranked());
        let extremes = sorted.extremes();
        Self {
            rows: tally.rows() as usize,
            missing_share: gone.map_or(0.0, |share| share.estimate().value),
            missing,
            mean: tally.moments().mean(),
            standard_deviation: tally.moments().standard_deviation(),
            p_zero: zeros.map(Proportion::estimate),
            quantiles: all(QUANTILE_LEVELS.map(|p| sorted.quantile(p))),
            expected_shortfall: sorted.lowest_mean(SHORTFALL_LEVEL),
            min: extremes.map(|(low, _)| low),
            max: extremes.map(|(_, high)| high),
        }
    }

    /// As [`Self::of`], of paths that depend on each other within blocks.
    pub fn over(values: &[f64], missing: Missing, blocks: Blocks) -> Self {
        let column = BlockSample::new(values, missing, blocks);
        let sample = column.sample();
        let (rows, finite) = (sample.rows(), sample.finite());
        let gone = Proportion::new((rows - finite.len()) as u64, rows as u64);
        Self {
            rows,
            missing_share: gone.map_or(0.0, |share| share.estimate().value),
            missing,
            mean: column.mean(),
            standard_deviation: sample.moments().standard_deviation(),
            p_zero: column.zeros(),
            quantiles: all(QUANTILE_LEVELS.map(|p| column.quantile(p))),
            expected_shortfall: column.expected_shortfall(SHORTFALL_LEVEL, Side::Lower),
            min: finite.first().copied(),
            max: finite.last().copied(),
        }
    }
}

/// All seven, or none if any is missing.
fn all(found: [Option<Estimate>; 7]) -> Option<[Estimate; 7]> {
    let [Some(a), Some(b), Some(c), Some(d), Some(e), Some(f), Some(g)] = found else {
        return None;
    };
    Some([a, b, c, d, e, f, g])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_known_by_hand() {
        let mut values: Vec<f64> = (1..=80).rev().map(f64::from).collect();
        values.extend([0.0; 20]);
        let summary = Summary::of(&values, Missing::Absent);
        assert_eq!((summary.rows, summary.missing_share), (100, 0.0));
        let mean = summary.mean.expect("values");
        assert!((mean.value - 32.4).abs() < 1e-12);
        // Σx² = 80·81·161/6, so the variance is (173880 − 100·32.4²)/99.
        let variance: f64 = (173_880.0 - 104_976.0) / 99.0;
        let deviation = summary.standard_deviation.expect("values");
        assert!((deviation - variance.sqrt()).abs() < 1e-12);
        assert!((mean.standard_error - deviation / 10.0).abs() < 1e-12);
        assert_eq!(summary.p_zero.map(|p| p.value), Some(0.2));
        let medians = summary.quantiles.expect("values")[3];
        assert_eq!(medians.value, 30.5);
        assert_eq!(summary.expected_shortfall, Some(Estimate::exact(0.0)));
        assert_eq!((summary.min, summary.max), (Some(0.0), Some(80.0)));
    }

    #[test]
    fn rows_without_a_value_are_left_out_or_mean_never() {
        let values = [4.0, f64::NAN, 0.0, 2.0, f64::NAN];
        let absent = Summary::of(&values, Missing::Absent);
        let never = Summary::of(&values, Missing::Never);
        for summary in [&absent, &never] {
            assert_eq!(summary.missing_share, 0.4);
            assert_eq!(summary.mean.map(|m| m.value), Some(2.0));
            assert_eq!((summary.min, summary.max), (Some(0.0), Some(4.0)));
        }
        assert_eq!(absent.p_zero.map(|p| p.value), Some(1.0 / 3.0));
        assert_eq!(never.p_zero.map(|p| p.value), Some(0.2));
        assert_eq!(absent.quantiles.expect("values")[3].value, 2.0);
        let never = never.quantiles.expect("rows");
        assert_eq!((never[3].value, never[6].value), (4.0, f64::INFINITY));
    }

    #[test]
    fn a_tally_of_small_counts_says_the_same() {
        let mut values: Vec<f64> = (0..40).map(|k| f64::from(k * k % 23)).collect();
        (values[7], values[8]) = (f64::NAN, f64::NAN);
        let mut tally = Tally::new();
        tally.take(&values);
        for missing in [Missing::Absent, Missing::Never] {
            let (kept, all) = (Summary::of_tally(&tally, missing), Summary::of(&values, missing));
            assert_eq!((kept.rows, kept.missing_share), (40, 0.05));
            assert_eq!((kept.min, kept.max, kept.p_zero), (all.min, all.max, all.p_zero));
            let values = |summary: &Summary| summary.quantiles.map(|all| all.map(|q| q.value));
            assert_eq!(values(&kept), values(&all));
        }
    }

    #[test]
    fn a_column_without_any_value_says_so() {
        for column in [&[][..], &[f64::NAN; 3]] {
            let summary = Summary::of(column, Missing::Absent);
            assert_eq!(summary.mean, None);
            assert_eq!((summary.quantiles, summary.expected_shortfall), (None, None));
            assert_eq!((summary.min, summary.p_zero), (None, None));
        }
        let never = Summary::of(&[f64::NAN; 3], Missing::Never);
        assert_eq!((never.missing_share, never.mean), (1.0, None));
        assert_eq!(never.quantiles.expect("rows")[0].value, f64::INFINITY);
        assert_eq!(never.expected_shortfall.map(|e| e.value), Some(f64::INFINITY));
    }

    #[test]
    fn the_order_of_paths_does_not_matter_to_a_bit() {
        let values: Vec<f64> = (0..1000).map(|k| f64::from(k * 7919 % 1000).sqrt()).collect();
        let turned: Vec<f64> = values.iter().rev().copied().collect();
        assert_eq!(Summary::of(&values, Missing::Absent), Summary::of(&turned, Missing::Absent));
    }
}
