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

#[cfg(test)]
mod tests {
    use super::*;

    const GAP: f64 = f64::NAN;
    const VALUES: [f64; 12] = [4.0, 5.0, 0.0, 0.0, 9.0, 8.0, 2.0, 1.0, GAP, 7.0, 3.0, 0.0];

    /// How the sum of `adds` spreads over blocks of two; a gap adds what it is told.
    fn spread_of(gap: f64, adds: impl Fn(f64) -> f64 + Copy) -> Spread {
        Blocks(2).spread(VALUES.iter().map(|x| if x.is_nan() { gap } else { adds(*x) }))
    }

    fn share(part: bool) -> f64 {
        f64::from(u8::from(part))
    }

    #[test]
    fn each_error_is_that_of_what_a_path_adds() {
        for missing in [Missing::Absent, Missing::Never] {
            let column = BlockSample::new(&VALUES, missing, Blocks(2));
            let sample = column.sample();
            let (rows, never) = match missing {
                Missing::Absent => (11, GAP),
                Missing::Never => (12, 0.0),
            };

            let plain = sample.moments().mean().expect("values");
            let mean = column.mean().expect("values");
            assert_eq!(mean.value, plain.value);
            assert_eq!(mean.standard_error, spread_of(GAP, |x| x).widen(plain.standard_error));

            let zeros = Proportion::new(3, rows).expect("rows");
            let spread = spread_of(never, |x| share(x == 0.0));
            assert_eq!(column.zeros(), Some(zeros.estimate_over(spread)));

            let median = sample.quantile(0.5).expect("values").value;
            let spread = spread_of(never, |x| share(x <= median));
            assert_eq!(column.quantile(0.5), sample.quantile_over(0.5, spread));
            let reach = spread.ranks(sample.rank_deviation(0.5));
            let interval = column.quantile_interval(0.5, 0.25);
            assert_eq!(interval, sample.within_ranks(0.5, 0.25 * reach));
            assert!(interval.expect("values").low > 0.0, "the interval is one");

            let low = sample.quantile(0.3).expect("values").value;
            let plain = sample.expected_shortfall(0.3, Side::Lower).expect("values");
            let shortfall = column.expected_shortfall(0.3, Side::Lower).expect("values");
            let spread = spread_of(never, |x| (low - x).max(0.0));
            assert_eq!(shortfall.value, plain.value);
            assert_eq!(shortfall.standard_error, spread.widen(plain.standard_error));
        }
        let column = BlockSample::new(&VALUES, Missing::Absent, Blocks(2));
        let high = column.sample().quantile(0.7).expect("values").value;
        let plain = column.sample().expected_shortfall(0.3, Side::Upper).expect("values");
        let shortfall = column.expected_shortfall(0.3, Side::Upper).expect("values");
        let spread = spread_of(GAP, |x| (x - high).max(0.0));
        assert_eq!(shortfall.standard_error, spread.widen(plain.standard_error));
    }

    #[test]
    fn of_independent_paths_it_is_the_sample() {
        let column = BlockSample::new(&VALUES, Missing::Absent, Blocks::NONE);
        let sample = column.sample();
        assert_eq!(column.mean(), sample.moments().mean());
        assert_eq!(column.zeros(), Proportion::new(3, 11).map(Proportion::estimate));
        // Near the end of the sample, where over dependent paths a rank is not known to a fraction.
        for p in [0.5, 0.99] {
            assert_eq!(column.quantile(p), sample.quantile(p));
            assert_eq!(column.quantile_interval(p, 1.0), sample.quantile_interval(p));
        }
        let shortfall = sample.expected_shortfall(0.3, Side::Upper);
        assert_eq!(column.expected_shortfall(0.3, Side::Upper), shortfall);
    }
}
