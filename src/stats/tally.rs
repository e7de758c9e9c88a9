//! One metric over all paths in memory that does not grow with them: what a summary needs, and no value of any path.

use super::counts::Counts;
use crate::stats::{Binned, Missing, Moments};

/// What the values of a column add up to.
///
/// The mean and its error are those of all values, folded part by part in the order in which the parts come; zeros,
/// missing ones and the extremes are exact; quantiles and tail means are known to the width of a bin.
#[derive(Clone, Debug, PartialEq)]
pub struct Tally {
    rows: u64,
    moments: Moments,
    low: f64,
    high: f64,
    /// Whether all values are whole numbers.
    whole: bool,
    counts: Counts,
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

impl Tally {
    /// The tally of no values.
    pub fn new() -> Self {
        Self {
            rows: 0,
            moments: Moments::new(),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
            whole: true,
            counts: Counts::new(),
        }
    }

    /// Takes the values of the next paths. Those that are NaN or infinite are missing.
    pub fn take(&mut self, values: &[f64]) {
        self.rows += values.len() as u64;
        // Adding zero turns −0 into 0.
        let there: Vec<f64> = values.iter().filter(|x| x.is_finite()).map(|x| x + 0.0).collect();
        let low = there.iter().copied().fold(f64::INFINITY, f64::min);
        let high = there.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        self.moments.merge(&Moments::of(&there));
        self.low = self.low.min(low);
        self.high = self.high.max(high);
        self.whole &= there.iter().all(|x| x.fract() == 0.0);
        there.into_iter().for_each(|value| self.counts.push(value));
    }

    /// All rows, present or missing.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Count, mean and variance of the values that are there.
    pub fn moments(&self) -> Moments {
        self.moments
    }

    /// The values in ascending order, as far as they are known.
    pub fn sorted(&self, missing: Missing) -> Binned {
        let never = match missing {
            Missing::Absent => 0,
            Missing::Never => self.rows - self.moments.count(),
        };
        Binned::new(self.counts.filled(), (self.low, self.high), self.whole, never)
    }

    /// The numbers that there are to a tally, but for its bins: rows, whether all values are whole, and the
    /// extremes. The moments are told apart.
    pub fn parts(&self) -> (u64, bool, f64, f64) {
        (self.rows, self.whole, self.low, self.high)
    }

    /// The bins that hold something, with their counts.
    pub fn filled(&self) -> impl Iterator<Item = (i32, u32)> {
        self.counts.filled()
    }

    /// The tally of these [`Self::parts`], [`Self::moments`] and [`Self::filled`] bins; none where there is no such bin.
    pub fn from_parts(
        (rows, whole, low, high): (u64, bool, f64, f64),
        moments: Moments,
        filled: impl IntoIterator<Item = (i32, u32)>,
    ) -> Option<Self> {
        let mut counts = Counts::new();
        for (bin, count) in filled {
            counts.fill(bin, count)?;
        }
        Some(Self { rows, moments, low, high, whole, counts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_in_parts_and_what_is_not_finite_is_missing() {
        let mut tally = Tally::new();
        assert_eq!(tally.parts(), (0, true, f64::INFINITY, f64::NEG_INFINITY));
        tally.take(&[3.0, f64::NAN, -0.0]);
        assert_eq!((tally.rows(), tally.parts()), (3, (3, true, 0.0, 3.0)));
        assert!(tally.parts().2.is_sign_positive());
        tally.take(&[-2.5, f64::INFINITY]);
        tally.take(&[3.0]);
        assert_eq!((tally.rows(), tally.parts()), (6, (6, false, -2.5, 3.0)));
        assert_eq!(tally.moments().count(), 4);
        assert_eq!(tally.moments().mean().map(|mean| mean.value), Some(0.875));
        let counts: Vec<u32> = tally.filled().map(|(_, count)| count).collect();
        assert_eq!(counts, [1, 1, 2]);
        for (missing, ranked) in [(Missing::Absent, 4), (Missing::Never, 6)] {
            let sorted = tally.sorted(missing);
            assert_eq!((sorted.finite(), sorted.ranked()), (4, ranked));
        }
    }

    #[test]
    fn the_lowest_of_all_are_all() {
        let mut tally = Tally::new();
        tally.take(&[3.0, 1.0, 2.0]);
        let lowest = tally.sorted(Missing::Absent).lowest_mean(1.0);
        assert_eq!(lowest.map(|mean| mean.value), Some(2.0));
    }

    #[test]
    fn a_tally_is_whole_again_from_its_parts() {
        let mut tally = Tally::default();
        tally.take(&[3.0, f64::NAN, -2.5]);
        let again = Tally::from_parts(tally.parts(), tally.moments(), tally.filled());
        assert_eq!(again.as_ref(), Some(&tally));
        assert_eq!(Tally::from_parts(tally.parts(), tally.moments(), [(i32::MAX, 1)]), None);
    }
}
