//! A share of paths, with intervals that hold near 0 and 1.

use crate::lanes::math::pow;
use crate::stats::dependence::Spread;
use crate::stats::estimate::Z_95;
use crate::stats::{Estimate, Interval};

/// `hits` of `of` paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proportion {
    hits: u64,
    of: u64,
}

impl Proportion {
    /// None if there are no paths or more hits than paths.
    pub fn new(hits: u64, of: u64) -> Option<Self> {
        (of > 0 && hits <= of).then_some(Self { hits, of })
    }

    /// How many of the values are true; none without values.
    pub fn of(values: impl IntoIterator<Item = bool>) -> Option<Self> {
        let (mut hits, mut of) = (0, 0);
        for hit in values {
            hits += u64::from(hit);
            of += 1;
        }
        Self::new(hits, of)
    }

    /// `p = hits / n` with the standard error `√(p(1−p)/n)`. It is zero at 0 of n and n of n,
    /// where only [`Self::interval`] tells what the run cannot exclude.
    pub fn estimate(self) -> Estimate {
        let n = self.of as f64;
        let value = self.hits as f64 / n;
        Estimate { value, standard_error: (value * (1.0 - value) / n).sqrt() }
    }

    /// As [`Self::estimate`], over paths whose hits spread so. Where some paths hit and some do not, the error is at least
    /// one path: blocks that all have as many hits do not say that the next one has.
    pub fn estimate_over(self, spread: Spread) -> Estimate {
        let Estimate { value, standard_error } = self.estimate();
        if spread == Spread::INDEPENDENT || standard_error == 0.0 {
            return Estimate { value, standard_error };
        }
        let standard_error = spread.widen(standard_error).max(1.0 / self.of as f64);
        Estimate { value, standard_error }
    }

    /// The 95% interval, as [`Self::interval`], over paths whose hits spread so: 1.96 errors to both sides, within 0 and 1.
    pub fn interval_over(self, spread: Spread) -> Interval {
        let Estimate { value, standard_error } = self.estimate_over(spread);
        if spread == Spread::INDEPENDENT || standard_error == 0.0 {
            return self.interval();
        }
        let reach = Z_95 * standard_error;
        Interval { low: (value - reach).max(0.0), high: (value + reach).min(1.0) }
    }

    /// The 95% interval of Wilson (1927). At 0 of n it is `[0, 1 − 0.05^(1/n)]`, the exact
    /// one-sided 95% bound (about 3/n), and at n of n its mirror image.
    pub fn interval(self) -> Interval {
        let n = self.of as f64;
        let farthest = 1.0 - pow(0.05, 1.0 / n);
        if self.hits == 0 {
            return Interval { low: 0.0, high: farthest };
        }
        if self.hits == self.of {
            return Interval { low: 1.0 - farthest, high: 1.0 };
        }
        let p = self.hits as f64 / n;
        let z_squared = Z_95 * Z_95;
        let shrink = 1.0 + z_squared / n;
        let centre = (p + z_squared / (2.0 * n)) / shrink;
        let reach = Z_95 * (p * (1.0 - p) / n + z_squared / (4.0 * n * n)).sqrt() / shrink;
        Interval { low: (centre - reach).max(0.0), high: (centre + reach).min(1.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_published_values() {
        // Newcombe (1998), table I: 81 of 263, 15 of 148 and 1 of 29, without correction.
        for (hits, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)]
        {
            let interval = Proportion::new(hits, of).expect("hits of paths").interval();
            assert!((interval.low - low).abs() < 5e-5, "{hits} of {of}: {interval:?}");
            assert!((interval.high - high).abs() < 5e-5, "{hits} of {of}: {interval:?}");
        }
    }

    #[test]
    fn none_of_n_and_all_of_n_have_the_one_sided_bound() {
        let none = Proportion::new(0, 10_000).expect("0 of 10000").interval();
        assert!(none.low == 0.0 && none.high < 0.000_3, "{none:?}");
        // (1 − high)^n is the chance of no hit.
        assert!(((1.0 - none.high).powi(10_000) - 0.05).abs() < 1e-9, "{none:?}");
        let all = Proportion::new(10_000, 10_000).expect("all").interval();
        assert_eq!(all, Interval { low: 1.0 - none.high, high: 1.0 });
    }

    #[test]
    fn intervals_cover_as_promised_over_every_count() {
        // Exact coverage: no randomness. Wilson's dips below 95% near the ends, never far.
        const LOWEST: f64 = 0.92;
        let n = 200_u64;
        for p in [0.02_f64, 0.1, 0.3, 0.5, 0.77] {
            let mut chance = (1.0 - p).powi(200);
            let mut covered = 0.0;
            for hits in 0..=n {
                if Proportion::new(hits, n).expect("hits of n").interval().contains(p) {
                    covered += chance;
                }
                chance *= (n - hits) as f64 / (hits + 1) as f64 * p / (1.0 - p);
            }
            assert!((LOWEST..0.985).contains(&covered), "p = {p}: covered {covered}");
        }
    }

    #[test]
    fn over_dependent_paths_an_error_is_not_below_one_path() {
        let some = Proportion::new(20, 100).expect("some");
        let over = |times| some.estimate_over(Spread { times, reach: 2.0 * Z_95 }).standard_error;
        assert!((over(0.5) - 0.04).abs() < 1e-12);
        assert_eq!(over(0.0), 0.01);
        assert_eq!(some.estimate_over(Spread::INDEPENDENT), some.estimate());
        let none = Proportion::new(0, 100).expect("none");
        assert_eq!(none.estimate_over(Spread { times: 1.0, reach: 3.0 }), Estimate::exact(0.0));
    }

    #[test]
    fn over_dependent_paths_an_interval_reaches_to_errors_within_zero_and_one() {
        let over = |hits, times| {
            let share = Proportion::new(hits, 100).expect("paths");
            share.interval_over(Spread { times, reach: 2.0 * Z_95 })
        };
        // Errors of 0.04, 0.4 and 0.4.
        let Interval { low, high } = over(20, 0.5);
        assert!((low - (0.2 - 0.04 * Z_95)).abs() < 1e-12, "{low}");
        assert!((high - (0.2 + 0.04 * Z_95)).abs() < 1e-12, "{high}");
        assert_eq!((over(20, 5.0).low, over(80, 5.0).high), (0.0, 1.0));
        // Wilson's where paths do not depend on each other, and where none hits.
        let some = Proportion::new(20, 100).expect("paths");
        assert_eq!(some.interval_over(Spread::INDEPENDENT), some.interval());
        assert_eq!(over(0, 0.5), Proportion::new(0, 100).expect("paths").interval());
    }

    #[test]
    fn impossible_counts_are_none_and_the_error_is_binomial() {
        assert_eq!(Proportion::new(0, 0), None);
        assert_eq!(Proportion::new(3, 2), None);
        let half = Proportion::of((0..100).map(|k| k % 2 == 0)).expect("100 values").estimate();
        assert_eq!(half, Estimate { value: 0.5, standard_error: 0.05 });
    }
}
