//! A column over paths that may depend on each other within blocks: its figures with their errors.

use super::dependence::{Blocks, Spread};
use super::estimate::Z_95;
use crate::stats::{Estimate, Interval, Missing, Proportion, Sample, Side};

/// One value a path, sorted once. Of paths in blocks each error is that of the mean of what a path adds to the figure
/// (itself; whether it is zero, or at most the quantile; how far it is in the tail), from the spread between blocks.
#[derive(Clone, Debug)]
pub struct BlockSample<'a> {
    values: &'a [f64],
    missing: Missing,
    blocks: Blocks,
    sample: Sample,
}

impl<'a> BlockSample<'a> {
    /// Sorts the values. Those that are NaN or infinite are missing.
    pub fn new(values: &'a [f64], missing: Missing, blocks: Blocks) -> Self {
        Self { values, missing, blocks, sample: Sample::new(values, missing) }
    }

    /// The values in ascending order.
    pub fn sample(&self) -> &Sample {
        &self.sample
    }

    /// The mean of the values that are there.
    pub fn mean(&self) -> Option<Estimate> {
        let spread = self.spread(|x| if x.is_finite() { x } else { f64::NAN });
        Some(widened(self.sample.moments().mean()?, spread))
    }

    /// The share of exact zeros, over the rows that the quantiles are over.
    pub fn zeros(&self) -> Option<Estimate> {
        let share = Proportion::new(self.sample.zeros() as u64, self.sample.ranked().len() as u64)?;
        Some(share.estimate_over(self.spread(|x| f64::from(u8::from(x == 0.0)))))
    }

    /// As [`Sample::quantile`].
    pub fn quantile(&self, p: f64) -> Option<Estimate> {
        let estimate = self.sample.quantile(p)?;
        match self.blocks {
            Blocks::NONE => Some(estimate),
            _ => self.sample.quantile_over(p, self.spread_of_rank(estimate.value)),
        }
    }

    /// As [`Sample::quantile_interval`], `times` as many ranks to both sides.
    pub fn quantile_interval(&self, p: f64, times: f64) -> Option<Interval> {
        let value = self.sample.quantile(p)?.value;
        let ranks = self.sample.rank_deviation(p);
        let reach = match self.blocks {
            Blocks::NONE => Z_95 * ranks,
            _ => self.spread_of_rank(value).ranks(ranks),
        };
        self.sample.within_ranks(p, times * reach)
    }

    /// As [`Sample::expected_shortfall`].
    pub fn expected_shortfall(&self, level: f64, side: Side) -> Option<Estimate> {
        let end = self.sample.quantile(match side {
            Side::Lower => level,
            Side::Upper => 1.0 - level,
        })?;
        let excess = |x: f64| match side {
            Side::Lower => (end.value - x).max(0.0),
            Side::Upper => (x - end.value).max(0.0),
        };
        Some(widened(self.sample.expected_shortfall(level, side)?, self.spread(excess)))
    }

    fn spread_of_rank(&self, value: f64) -> Spread {
        self.spread(|x| f64::from(u8::from(x <= value)))
    }

    /// How the sum of what each path adds spreads; a path without a value adds nothing, or what one at infinity adds.
    fn spread(&self, adds: impl Fn(f64) -> f64) -> Spread {
        if self.blocks == Blocks::NONE {
            return Spread::INDEPENDENT;
        }
        let added = self.values.iter().map(|&x| match self.missing {
            _ if x.is_finite() => adds(x),
            Missing::Absent => f64::NAN,
            Missing::Never => adds(f64::INFINITY),
        });
        self.blocks.spread(added)
    }
}

fn widened(estimate: Estimate, spread: Spread) -> Estimate {
    Estimate { standard_error: spread.widen(estimate.standard_error), ..estimate }
}
