//! Figures of many columns under the same random weights of paths.

use crate::engine::{RunError, in_order};
use crate::lanes::{Lanes, dispatch};
use crate::random::path_weights;
use crate::stats::{Reweighted, Statistic};

/// How many replicates: a standard error of theirs is off by 2%, odds near a half by 1.6 points.
pub(super) const REPLICATES: usize = 1024;
/// Replicates that are computed together.
const WIDTH: usize = 16;

/// The figure of each column, as `[replicate][column]`: all columns of a replicate on one weighting.
///
/// # Errors
/// If the threads cannot be started.
pub(super) fn replicates(
    columns: &[(Statistic, &[f64])],
    seed: u64,
    paths: usize,
    threads: usize,
) -> Result<Vec<Vec<f64>>, RunError> {
    let columns: Vec<Reweighted<'_>> =
        columns.iter().map(|(statistic, values)| Reweighted::new(*statistic, values)).collect();
    let block = |(): &mut (), block: usize| -> Result<Vec<Lanes<WIDTH>>, RunError> {
        let weights = path_weights::<WIDTH>(seed, (block * WIDTH) as u64, paths);
        let total = weights.iter().fold(Lanes::ZERO, |sum, weight| sum + *weight);
        let figure = |column: &Reweighted<'_>| {
            dispatch::widest(
                #[inline(always)]
                || column.under(&weights, total),
            )
        };
        Ok(columns.iter().map(figure).collect())
    };
    let mut rows = Vec::with_capacity(REPLICATES);
    let take = |figures: Vec<Lanes<WIDTH>>| {
        for lane in 0..WIDTH {
            rows.push(figures.iter().map(|figure| figure.0[lane]).collect());
        }
    };
    in_order(threads, REPLICATES / WIDTH, &(), || (), block, take)?;
    Ok(rows)
}

/// The standard deviation over replicates; rounding, against the figure itself, is nothing.
pub(super) fn deviation(replicates: impl Iterator<Item = f64> + Clone, figure: f64) -> f64 {
    const ROUNDING: f64 = 1e-12;
    let (n, sum) = replicates.clone().fold((0.0, 0.0), |(n, sum), x| (n + 1.0, sum + x));
    let mean: f64 = sum / n;
    let squares: f64 = replicates.map(|x| (x - mean) * (x - mean)).sum();
    let deviation = (squares / (n - 1.0)).sqrt();
    if deviation > ROUNDING * figure.abs().max(mean.abs()) { deviation } else { 0.0 }
}
