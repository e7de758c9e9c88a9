//! Errors over paths that depend on each other within blocks.

use super::estimate::Z_95;
use super::student::student_95;

/// Paths of which so many consecutive ones may depend on each other, while blocks of them do not; 1 where no path depends on
/// another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocks(pub usize);

/// How far a sum over paths spreads, and how well that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Its standard deviation as a multiple of that over independent paths.
    pub times: f64,
    /// The standard errors to which a 95% interval reaches: Student's t with a degree of freedom less than there are blocks.
    pub reach: f64,
}

impl Spread {
    /// That of independent paths.
    pub const INDEPENDENT: Self = Self { times: 1.0, reach: Z_95 };

    /// A standard error over independent paths, made that over dependent ones. So much more than the error itself as
    /// Student's interval reaches beyond the normal one, so that 1.96 of it are a 95% interval.
    pub(super) fn widen(self, error: f64) -> f64 {
        let known = error > 0.0 && error.is_finite();
        if known { error * self.times * self.reach / Z_95 } else { error }
    }

    /// How many ranks a 95% interval reaches to either side, of a rank that spreads by so many over independent paths; no rank is
    /// known better than by one.
    pub(super) fn ranks(self, ranks: f64) -> f64 {
        (self.times * ranks).max(1.0) * self.reach
    }
}

impl Blocks {
    /// Paths that are independent of each other.
    pub const NONE: Self = Self(1);

    /// How far the sum of `values`, one a path, spreads.
    pub fn spread(self, values: impl IntoIterator<Item = f64> + Clone) -> Spread {
        if self == Self::NONE {
            return Spread::INDEPENDENT;
        }
        let rows = values.clone().into_iter().count();
        let freedom = rows.div_ceil(self.0).saturating_sub(1);
        Spread { times: self.variance_ratio(values).sqrt(), reach: student_95(freedom) }
    }

    /// How much the variance of a mean of `values` differs from that over independent paths: their ratio, with blocks of
    /// sums S_r, over n values in R blocks of n_r values,
    /// `R/(R−1) · Σ (S_r − n_r·mean)² / Σ (x − mean)²`.
    ///
    /// Values that are NaN are left out, as the mean leaves them out. 1 where nothing varies; infinite where there is but one block.
    pub fn variance_ratio(self, values: impl IntoIterator<Item = f64> + Clone) -> f64 {
        if self == Self::NONE {
            return 1.0;
        }
        let present = values.clone().into_iter().filter(|x| !x.is_nan());
        let (sum, count) = present.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
        let mean = sum / count;
        let (mut within, mut between, mut blocks) = (0.0, 0.0, 0.0);
        let (mut off, mut taken) = (0.0, 0);
        for x in values {
            let own = if x.is_nan() { 0.0 } else { x - mean };
            within += own * own;
            off += own;
            taken += 1;
            if taken == self.0 {
                between += off * off;
                blocks += 1.0;
                (off, taken) = (0.0, 0);
            }
        }
        if taken > 0 {
            between += off * off;
            blocks += 1.0;
        }
        match (within > 0.0, blocks > 1.0) {
            (false, _) => 1.0,
            (true, false) => f64::INFINITY,
            (true, true) => blocks / (blocks - 1.0) * between / within,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_blocks_are_held_against_values() {
        // Blocks (1, −1), (3, −1), (−2): off by 0, 2 and −2 around a mean of zero.
        let values = [1.0, -1.0, 3.0, -1.0, -2.0];
        let ratio = Blocks(2).variance_ratio(values);
        assert!((ratio - 1.5 * 8.0 / 16.0).abs() < 1e-12, "{ratio}");
        assert_eq!(Blocks::NONE.variance_ratio(values), 1.0);
        assert_eq!(Blocks(5).variance_ratio(values), f64::INFINITY);
        assert_eq!(Blocks(2).variance_ratio([4.0; 5]), 1.0);
        // Off by 0, 3 and −3.
        let ratio = Blocks(2).variance_ratio([1.0, -1.0, 4.0, -1.0, -3.0]);
        assert!((ratio - 1.5 * 18.0 / 28.0).abs() < 1e-12, "{ratio}");
        // What is missing keeps its place in its block.
        let gaps = [1.0, -1.0, f64::NAN, 2.0, -2.0];
        let ratio = Blocks(2).variance_ratio(gaps);
        assert!((ratio - 1.5 * 8.0 / 10.0).abs() < 1e-12, "{ratio}");
    }

    #[test]
    fn an_error_from_few_blocks_reaches_as_far_as_student_says() {
        let values = [1.0, -1.0, 3.0, -1.0, -2.0];
        let spread = Blocks(2).spread(values);
        assert_eq!(spread.reach, student_95(2));
        let interval = Z_95 * spread.widen(2.0);
        assert!((interval - 2.0 * 0.75f64.sqrt() * 4.302_652_7).abs() < 1e-6, "{interval}");
        assert_eq!(Blocks::NONE.spread(values).widen(2.0), 2.0);
        assert_eq!(Blocks(8).spread(values).widen(2.0), f64::INFINITY);
        assert_eq!(Blocks(8).spread(values).widen(0.0), 0.0);
        // Half as far as four ranks of independent paths, to three errors; no less than one rank.
        let spread = Spread { times: 0.5, reach: 3.0 };
        assert_eq!((spread.ranks(4.0), spread.ranks(0.5)), (6.0, 3.0));
    }
}
