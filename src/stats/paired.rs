//! Two columns on common random numbers: their difference path by path, and whether it is real.

use serde::Serialize;

use crate::lanes::math::normal_quantile;
use crate::stats::{Estimate, Missing, Moments, Proportion, QUANTILE_LEVELS, Sample};

/// The chance that any of the differences compared together is called real by luck.
pub const FAMILY_LEVEL: f64 = 0.05;
/// Where fewer paths differ than this, a mean difference has no error to be trusted.
pub const FEWEST_DIFFERING: u64 = 20;
/// The chance that a run of as many paths as are said to settle a difference does so, if it is as
/// large as it seems.
const POWER: f64 = 0.9;
/// The most paths that are ever proposed.
const MOST_PATHS: f64 = 1e8;

/// The second column less the first, path by path.
#[derive(Clone, Debug, PartialEq)]
pub struct Paired {
    /// The mean of the difference over the paths on which both have a value.
    pub mean: Option<Estimate>,
    /// The difference's quantiles at [`QUANTILE_LEVELS`], over the same paths.
    pub quantiles: Option<[Estimate; 7]>,
    pub order: Order,
}

/// How often the second column is below, level with and above the first on the same path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub below: u64,
    pub equal: u64,
    pub above: u64,
}

/// What a mean difference says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The columns agree on every path.
    Same,
    /// Farther from zero than luck takes it.
    Real,
    /// Too small to tell from luck.
    Noise {
        /// So many paths would tell it with 90% if it is as large as it seems; None where that
        /// is more than a hundred million.
        paths: Option<u64>,
    },
}

impl Paired {
    /// The difference of two columns of one length. With [`Missing::Never`] a value that is not
    /// there is later than all others; else a path without both values is neither equal nor in
    /// order, and counts nowhere.
    ///
    /// # Panics
    /// If the columns differ in length.
    pub fn of(first: &[f64], second: &[f64], missing: Missing) -> Self {
        assert_eq!(first.len(), second.len(), "paired columns have the same paths");
        let mut order = Order { below: 0, equal: 0, above: 0 };
        let mut differences = Vec::with_capacity(first.len());
        for (&a, &b) in first.iter().zip(second) {
            let (here, there) = (a.is_finite(), b.is_finite());
            let count = match (here, there) {
                (true, true) if a == b => &mut order.equal,
                (true, true) if b < a => &mut order.below,
                (true, true) => &mut order.above,
                _ if missing == Missing::Absent => continue,
                (false, false) => &mut order.equal,
                (true, false) => &mut order.above,
                (false, true) => &mut order.below,
            };
            *count += 1;
            if here && there {
                differences.push(b - a);
            }
        }
        let sample = Sample::new(&differences, Missing::Absent);
        let quantiles = QUANTILE_LEVELS.map(|p| sample.quantile(p));
        let whole = quantiles.iter().all(Option::is_some);
        Self {
            mean: Moments::of(&differences).mean(),
            quantiles: whole.then(|| quantiles.map(|q| q.unwrap_or(Estimate::exact(0.0)))),
            order,
        }
    }

    /// Whether the mean difference is real, as one of `together` that are looked at: two-sided at
    /// [`FAMILY_LEVEL`] shared out among them (Bonferroni), and only where at least
    /// [`FEWEST_DIFFERING`] paths differ, since the error of a mean over fewer cannot be trusted.
    pub fn verdict(&self, together: usize) -> Verdict {
        let differing = self.order.differing();
        let Some(mean) = self.mean.filter(|_| differing > 0) else { return Verdict::Same };
        let paths = self.order.paths() as f64;
        let critical = critical(together);
        let z = if mean.standard_error > 0.0 {
            mean.value.abs() / mean.standard_error
        } else {
            // All paths differ by the same amount.
            f64::INFINITY
        };
        if z > critical && differing >= FEWEST_DIFFERING {
            return Verdict::Real;
        }
        let reach = (critical + normal_quantile(POWER)) / z;
        let for_error = paths * reach * reach;
        let for_count = paths * FEWEST_DIFFERING as f64 / differing as f64;
        let needed = for_error.max(for_count);
        Verdict::Noise { paths: (needed <= MOST_PATHS).then(|| two_digits_up(needed)) }
    }
}

impl Order {
    /// Paths that could be put in order.
    pub fn paths(&self) -> u64 {
        self.below + self.equal + self.above
    }

    /// Paths that differ.
    pub fn differing(&self) -> u64 {
        self.below + self.above
    }

    /// The share of paths on which the second is above the first.
    pub fn share_above(&self) -> Option<Proportion> {
        Proportion::new(self.above, self.paths())
    }

    /// The share of paths on which the second is below the first.
    pub fn share_below(&self) -> Option<Proportion> {
        Proportion::new(self.below, self.paths())
    }

    /// The share of paths that differ.
    pub fn share_differing(&self) -> Option<Proportion> {
        Proportion::new(self.differing(), self.paths())
    }
}

/// How many standard errors from zero a difference must be, as one of `together`: 1.96 for one
/// alone, 2.86 for twelve.
pub fn critical(together: usize) -> f64 {
    normal_quantile(1.0 - FAMILY_LEVEL / (2.0 * together.max(1) as f64))
}

/// The number rounded up to two digits.
fn two_digits_up(value: f64) -> u64 {
    let mut scale = 1.0;
    while value / scale > 99.0 {
        scale *= 10.0;
    }
    ((value / scale).ceil() * scale) as u64
}

/// The difference of two shares of the same paths, `(gained − lost) / n`, with the standard error
/// of the paired difference, `√(gained + lost − (gained − lost)²/n) / n` (McNemar, 1947).
pub fn share_difference(gained: u64, lost: u64, paths: u64) -> Estimate {
    let (gained, lost, n) = (gained as f64, lost as f64, paths as f64);
    let net = gained - lost;
    let variance = (gained + lost - net * net / n).max(0.0);
    Estimate { value: net / n, standard_error: variance.sqrt() / n }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn paths_are_counted_by_their_order() {
        let (first, second) = ([1.0, 2.0, 3.0, 5.0], [2.0, 2.0, 1.0, 9.0]);
        let order = Paired::of(&first, &second, Missing::Absent).order;
        assert_eq!((order.below, order.equal, order.above), (1, 1, 2));
        assert_eq!((order.paths(), order.differing()), (4, 3));
        let shares = [order.share_below(), order.share_above(), order.share_differing()];
        let shares = shares.map(|share| share.expect("paths").estimate().value);
        assert_eq!(shares, [0.25, 0.5, 0.75]);
        let rounded = [98.2, 99.0, 99.5, 1234.0].map(two_digits_up);
        assert_eq!(rounded, [99, 99, 100, 1300]);
    }

    #[test]
    fn ties_are_told_apart_from_losses() {
        let first = [1.0, 2.0, 3.0, f64::NAN, f64::NAN, 4.0];
        let second = [1.0, 5.0, 2.0, f64::NAN, 7.0, f64::NAN];
        let absent = Paired::of(&first, &second, Missing::Absent);
        assert_eq!(absent.order, Order { below: 1, equal: 1, above: 1 });
        // Never is later than any week: 7 comes earlier than never.
        let never = Paired::of(&first, &second, Missing::Never);
        assert_eq!(never.order, Order { below: 2, equal: 2, above: 2 });
        let mean = never.mean.expect("three paths have both");
        assert!((mean.value - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(never.quantiles.expect("values")[3].value, 0.0);
        let share = never.order.share_above().expect("paths").estimate();
        assert_eq!(share.value, 2.0 / 6.0);
    }

    #[test]
    fn a_column_does_not_differ_from_itself() {
        let values: Vec<f64> = (0..100).map(f64::from).collect();
        let paired = Paired::of(&values, &values, Missing::Absent);
        assert_eq!(paired.mean, Some(Estimate::exact(0.0)));
        assert_eq!(paired.verdict(1), Verdict::Same);
    }

    #[test]
    fn the_bar_rises_with_the_number_looked_at() {
        assert!((critical(1) - 1.959_964).abs() < 1e-6);
        assert!((critical(12) - 2.865).abs() < 1e-3);
        // Half of 400 paths differ by 1, a tenth of them down: mean 0.4, error 0.0288 or so.
        let first = vec![0.0; 400];
        let second: Vec<f64> =
            (0..400).map(|k| if k < 180 { 1.0 } else { -f64::from(u8::from(k < 200)) }).collect();
        let paired = Paired::of(&first, &second, Missing::Absent);
        assert_eq!(paired.verdict(250), Verdict::Real);
        // Few paths that differ are not enough, however far: 19 of them.
        let second: Vec<f64> = (0..400).map(|k| f64::from(u8::from(k < 19))).collect();
        let few = Paired::of(&first, &second, Missing::Absent);
        assert_eq!(few.verdict(1), Verdict::Noise { paths: Some(430) });
    }

    #[test]
    fn as_many_paths_as_are_asked_for_settle_it() {
        // A difference of 0.1 in units of the deviation: (1.96 + 1.28)² / 0.1² = 1051 paths.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut column = |paths: usize| -> Vec<f64> {
            (0..paths).map(|_| 0.1 + normal_quantile(rng.random::<f64>())).collect()
        };
        let settled = (0..400)
            .filter(|_| {
                let second = column(1051);
                Paired::of(&vec![0.0; 1051], &second, Missing::Absent).verdict(1) == Verdict::Real
            })
            .count();
        // 90% of 400, with an error of 6: between 324 and 396 at |z| ≤ 6.
        assert!((324..=396).contains(&settled), "{settled}");
        let small: Vec<f64> = (0..400).map(|k| if k % 2 == 0 { 1.0 } else { -0.99 }).collect();
        let noise = Paired::of(&vec![0.0; 400], &small, Missing::Absent).verdict(1);
        // z = 0.005·√400 / 0.995: a difference of 1/199 of the deviation needs 416,000 paths.
        assert_eq!(noise, Verdict::Noise { paths: Some(420_000) });
    }

    /// Two columns of the same law, 2,000 times, twelve metrics together: any of them is called
    /// real in 5% of replications or fewer (binomial, |z| ≤ 6.11: at most 8%).
    #[test]
    fn luck_is_called_real_as_seldom_as_promised() {
        const REPLICATIONS: usize = 2000;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_260_201);
        let mut mistaken = 0;
        for _ in 0..REPLICATIONS {
            let any = (0..12).any(|_| {
                let mut column = || (0..100).map(|_| rng.random::<f64>()).collect::<Vec<_>>();
                let (a, b) = (column(), column());
                Paired::of(&a, &b, Missing::Absent).verdict(12) == Verdict::Real
            });
            mistaken += usize::from(any);
        }
        assert!(mistaken <= 160, "{mistaken} of {REPLICATIONS}");
        assert!(mistaken >= 40, "the bar is higher than promised: {mistaken}");
    }

    #[test]
    fn a_difference_of_shares_has_the_error_of_its_indicators() {
        let gains: Vec<f64> = (0..100)
            .map(|k| {
                if k < 30 {
                    1.0
                } else if k < 40 {
                    -1.0
                } else {
                    0.0
                }
            })
            .collect();
        let share = share_difference(30, 10, 100);
        let mean = Moments::of(&gains).mean().expect("values");
        assert!((share.value - 0.2).abs() < 1e-12);
        // The moments divide by n − 1.
        let ratio = share.standard_error / mean.standard_error;
        assert!((ratio - (0.99_f64).sqrt()).abs() < 1e-9, "{ratio}");
    }
}
