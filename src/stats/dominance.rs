//! Stochastic dominance of one column over another on the same paths, as far as the run can tell.
//!
//! B dominates A to first order where it is at least as likely to exceed any level, `F_B(t) ≤
//! F_A(t)`, and likelier somewhere: whoever wants more prefers it. To second order where its mean
//! shortfall below any level is no larger, `E(t − B)⁺ ≤ E(t − A)⁺`: whoever wants more and dislikes
//! risk prefers it (Hadar and Russell, 1969).

use serde::Serialize;

use super::{Estimate, Moments};
use crate::lanes::math::normal_quantile;

/// The chance that a claim is wrong at any of the levels looked at.
pub const LEVEL: f64 = 0.01;
/// What a violation may amount to unseen: to first order a share of paths, to second order a share
/// of the columns' mean distance from their common median.
pub const TOLERANCE: f64 = 0.01;
/// The most levels that are looked at, at equal steps of rank of both columns together.
const MOST_THRESHOLDS: usize = 100;

/// What a run says of dominance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Dominance {
    /// At no level worse by more than [`TOLERANCE`], somewhere better: surely.
    Dominates,
    /// Somewhere worse: surely.
    Fails,
    /// The run has too few paths for either.
    CannotTell,
}

/// The mean and standard error by which the claim is violated at one level; negative where the
/// claimed one is better.
struct Violation {
    mean: f64,
    error: f64,
}

/// Whether `better` dominates `other` to first order. A value that is not there is above all
/// others. None for empty columns.
pub fn first_order(better: &[f64], other: &[f64]) -> Option<Dominance> {
    let thresholds = thresholds(better, other)?;
    let n = better.len() as f64;
    // How many paths cross each level one way and the other: as differences from level to level.
    let mut lost = vec![0_i64; thresholds.len() + 1];
    let mut gained = lost.clone();
    for (&b, &o) in better.iter().zip(other) {
        let (b, o) = (or_never(b), or_never(o));
        let place = |value: f64| thresholds.partition_point(|level| *level < value);
        let (counts, from, to) =
            if b < o { (&mut lost, place(b), place(o)) } else { (&mut gained, place(o), place(b)) };
        counts[from] += 1;
        counts[to] -= 1;
    }
    let z = critical(thresholds.len());
    let mut crossing = [0_i64; 2];
    let violations = (0..thresholds.len()).map(|level| {
        crossing[0] += lost[level];
        crossing[1] += gained[level];
        let [lost, gained] = crossing.map(|count| count as f64);
        crossed(lost, gained, n, z)
    });
    Some(judge(violations, z, TOLERANCE))
}

/// Whether `better` dominates `other` to second order. None for empty columns and for those with
/// values that are not there.
pub fn second_order(better: &[f64], other: &[f64]) -> Option<Dominance> {
    if better.iter().chain(other).any(|value| !value.is_finite()) {
        return None;
    }
    let thresholds = thresholds(better, other)?;
    let middle = thresholds[thresholds.len() / 2];
    let z = critical(thresholds.len());
    let violations = thresholds.iter().map(|&level| {
        let short = |value: f64| (level - value).max(0.0);
        let excess: Vec<f64> =
            better.iter().zip(other).map(|(b, o)| short(*b) - short(*o)).collect();
        let mean = Moments::of(&excess).mean().unwrap_or(Estimate::of_unknown_error(0.0));
        Violation { mean: mean.value, error: mean.standard_error }
    });
    Some(judge(violations, z, tolerance(better, other, middle)))
}

/// [`TOLERANCE`] of how far the values of both columns lie from a middle one on average.
fn tolerance(better: &[f64], other: &[f64], middle: f64) -> f64 {
    let both = better.iter().chain(other);
    let distance: f64 = both.map(|value| (value - middle).abs()).sum();
    TOLERANCE * distance / (better.len() + other.len()) as f64
}

/// The violation at a level that so many of n paths cross downwards and upwards. A quarter of z² paths more each way keeps
/// counts near zero honest (Agresti and Coull).
fn crossed(lost: f64, gained: f64, n: f64, z: f64) -> Violation {
    let net = lost - gained;
    let spread = lost + gained + z * z / 2.0 - net * net / n;
    Violation { mean: net / n, error: spread.max(0.0).sqrt() / n }
}

/// Bonferroni over the levels and both sides.
fn critical(levels: usize) -> f64 {
    normal_quantile(1.0 - LEVEL / (2.0 * levels.max(1) as f64))
}

fn judge(violations: impl Iterator<Item = Violation>, z: f64, tolerance: f64) -> Dominance {
    let (mut better_somewhere, mut bounded) = (false, true);
    for Violation { mean, error } in violations {
        if mean - z * error > 0.0 {
            return Dominance::Fails;
        }
        better_somewhere |= mean + z * error < 0.0;
        bounded &= mean + z * error <= tolerance;
    }
    if bounded && better_somewhere { Dominance::Dominates } else { Dominance::CannotTell }
}

fn or_never(value: f64) -> f64 {
    if value.is_finite() { value } else { f64::INFINITY }
}

/// The levels: distinct values of both columns at equal steps of rank, the smallest included and
/// the largest left out, which no value exceeds.
fn thresholds(better: &[f64], other: &[f64]) -> Option<Vec<f64>> {
    let mut pooled: Vec<f64> = better.iter().chain(other).map(|value| or_never(*value)).collect();
    if better.is_empty() {
        return None;
    }
    pooled.sort_unstable_by(f64::total_cmp);
    let last = pooled.len() - 1;
    let mut levels: Vec<f64> =
        (0..=MOST_THRESHOLDS).map(|step| pooled[last * step / MOST_THRESHOLDS]).collect();
    levels.dedup();
    if levels.len() > 1 {
        levels.pop();
    }
    Some(levels)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use Dominance::{CannotTell, Dominates, Fails};

    fn normals(count: usize, mean: f64, deviation: f64, seed: u64) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw = || normal_quantile(1.0 - rng.random::<f64>().max(1e-300));
        (0..count).map(|_| mean + deviation * draw()).collect()
    }

    fn both(better: &[f64], other: &[f64]) -> [Option<Dominance>; 2] {
        [first_order(better, other), second_order(better, other)]
    }
    #[test]
    fn each_level_has_its_say() {
        let judged = |all: &[(f64, f64)]| {
            judge(all.iter().map(|&(mean, error)| Violation { mean, error }), 2.0, 0.1)
        };
        assert_eq!(judged(&[(-1.0, 0.1)]), Dominates);
        assert_eq!(judged(&[(-1.0, 0.1), (-0.11, 0.1)]), Dominates);
        for unsure in [[(-1.0, 0.1), (0.05, 0.1)], [(0.05, 0.1), (-1.0, 0.1)]] {
            assert_eq!(judged(&unsure), CannotTell);
        }
        assert_eq!(judged(&[(-1.0, 0.1), (0.3, 0.1)]), Fails);
        assert_eq!((judged(&[(0.0, 0.0)]), judged(&[(-0.1, 0.1)])), (CannotTell, CannotTell));
        assert_eq!(critical(1), normal_quantile(0.995));
        assert_eq!(critical(100), normal_quantile(1.0 - 0.01 / 200.0));
        assert_eq!(thresholds(&[1.0], &[1.0]), Some(vec![1.0]));
        assert_eq!(thresholds(&[1.0], &[2.0]), Some(vec![1.0]));
    }

    #[test]
    fn amounts_are_held_against_how_far_they_are_apart() {
        assert_eq!(tolerance(&[1.0, 2.0], &[6.0, 9.0], 4.0), TOLERANCE * 3.0);
    }

    #[test]
    fn more_on_every_path_dominates_to_both_orders() {
        let base = normals(4000, 0.0, 1.0, 1);
        let more: Vec<f64> = base.iter().map(|x| x + 0.2).collect();
        assert_eq!(both(&more, &base), [Some(Dominates); 2]);
        assert_eq!(both(&base, &more), [Some(Fails); 2]);
    }

    #[test]
    fn a_shift_dominates_without_pairing_too() {
        let (base, more) = (normals(20_000, 0.0, 1.0, 2), normals(20_000, 0.5, 1.0, 3));
        assert_eq!(both(&more, &base), [Some(Dominates); 2]);
        assert_eq!(both(&base, &more), [Some(Fails); 2]);
    }

    #[test]
    fn less_spread_about_one_mean_dominates_to_second_order_alone() {
        let wide = normals(20_000, 0.0, 2.0, 4);
        let narrow: Vec<f64> = wide.iter().map(|x| x / 2.0).collect();
        assert_eq!(both(&narrow, &wide), [Some(Fails), Some(Dominates)]);
        assert_eq!(both(&wide, &narrow), [Some(Fails), Some(Fails)]);
    }

    #[test]
    fn neither_of_two_that_cross_dominates() {
        // A higher mean and a fatter lower tail: E(t − B)⁺ is larger far down.
        let safe = normals(20_000, 0.0, 1.0, 5);
        let risky = normals(20_000, 0.2, 3.0, 6);
        assert_eq!(both(&risky, &safe), [Some(Fails); 2]);
        assert_eq!(both(&safe, &risky), [Some(Fails), Some(Fails)]);
    }

    #[test]
    fn few_paths_or_equal_columns_cannot_tell() {
        let (a, b) = (normals(40, 0.0, 1.0, 7), normals(40, 0.3, 1.0, 8));
        assert_eq!(both(&b, &a), [Some(CannotTell); 2]);
        assert_eq!(both(&a, &a), [Some(CannotTell); 2]);
        assert_eq!(first_order(&[], &[]), None);
    }

    #[test]
    fn never_is_above_every_level() {
        let sooner: Vec<f64> = (0..3000).map(|k| f64::from(k % 100)).collect();
        let mut later = sooner.clone();
        later[..1500].fill(f64::NAN);
        assert_eq!(first_order(&later, &sooner), Some(Dominates));
        assert_eq!(second_order(&later, &sooner), None);
    }

    /// 30 down and 10 up of 100, and 4 more at z = 4 for honesty each way: √(40 + 8 − 20²/100)/100.
    #[test]
    fn a_crossing_is_a_difference_of_shares() {
        let found = crossed(30.0, 10.0, 100.0, 4.0);
        assert_eq!((found.mean, found.error), (0.2, 44f64.sqrt() / 100.0));
    }

    /// Far down, where few of 150 paths are, it is not known to a hundredth of their distance.
    #[test]
    fn what_may_be_worse_by_more_than_is_borne_is_not_claimed() {
        let (base, more) = (normals(150, 0.0, 1.0, 21), normals(150, 0.9, 1.0, 22));
        assert_eq!(second_order(&more, &base), Some(CannotTell));
        let shifted: Vec<f64> = base.iter().map(|x| x + 0.2).collect();
        assert_eq!(second_order(&shifted, &base), Some(Dominates));
        assert_eq!(second_order(&[2.0], &[1.0]), Some(CannotTell));
    }

    /// Ten paths that all gain: the variance of ten equal signs is that of z²/2 paths more alone, z = 2.576, so
    /// the claim holds by 1 less 2.576·√(z²/2)/10 = 0.47; twice ten signs in it would leave it open.
    #[test]
    fn gains_on_every_path_have_little_variance() {
        assert_eq!(first_order(&[1.0; 10], &[0.0; 10]), Some(Dominates));
        assert_eq!(first_order(&[1.0; 3], &[0.0; 3]), Some(CannotTell));
    }

    /// Two columns of one law, without pairing, 1,000 times: "fails" or "dominates" is claimed
    /// wrongly in at most 1% of them, both ways (binomial, |z| ≤ 6.11: at most 30).
    #[test]
    fn columns_of_one_law_are_seldom_told_apart() {
        let mut claims = 0;
        for seed in 0..1000 {
            let (a, b) = (normals(500, 0.0, 1.0, 2 * seed), normals(500, 0.0, 1.0, 2 * seed + 1));
            claims += usize::from(both(&a, &b).iter().any(|found| *found != Some(CannotTell)));
        }
        assert!(claims <= 30, "{claims} of 1000");
    }
}
