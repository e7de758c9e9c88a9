//! How far what was drawn is from what was asked, and how far chance alone would take it.
//!
//! Each deviation is in standard errors, positive where too much was drawn, and each is made so
//! that chance takes it beyond t to one side with probability at most e^(−t²/2), for any number of
//! draws and whatever the distribution. A check needs no normal approximation, which a heavy tail
//! or a rare share would break.

use crate::lanes::math::ln;
use crate::stats::Moments;

/// The deviation that chance exceeds in any of `checks` two-sided checks together with probability
/// at most `rate`: t = √(2 ln(2·checks/rate)), by the union bound.
pub fn allowed_deviation(checks: usize, rate: f64) -> f64 {
    (2.0 * ln(2.0 * checks.max(1) as f64 / rate)).max(0.0).sqrt()
}

/// The deviation of `hits` of `of` from the share `p`: the signed root of the deviance
/// 2n·(s·ln(s/p) + (1−s)·ln((1−s)/(1−p))) with s = hits/n. Its tail is the bound of Chernoff
/// (1952) for a binomial count. None without trials or unless 0 < p < 1.
pub fn share_deviation(hits: usize, of: usize, p: f64) -> Option<f64> {
    if of == 0 || hits > of || !(p > 0.0 && p < 1.0) {
        return None;
    }
    let n = of as f64;
    let share = hits as f64 / n;
    let term = |found: f64, asked: f64| if found == 0.0 { 0.0 } else { found * ln(found / asked) };
    let deviance = 2.0 * n * (term(share, p) + term(1.0 - share, 1.0 - p));
    Some((share - p).signum() * deviance.max(0.0).sqrt())
}

/// The deviation of a sample from the mean μ and the standard deviation σ: z / (5/6 + r/6), where
/// z = (m − μ)·√n/σ and r = Σ(x−μ)²/(nσ²) is the realised spread over the one asked. With r = 1 it
/// is z; one huge value, which a heavy tail allows, counts for less. Its tail is the inequality of
/// Delyon (2009) at a fixed λ, which holds wherever σ is finite. None without values or spread.
pub fn mean_deviation(sample: &Moments, mean: f64, standard_deviation: f64) -> Option<f64> {
    let found = sample.mean()?.value;
    if !(standard_deviation > 0.0 && standard_deviation.is_finite() && mean.is_finite()) {
        return None;
    }
    let n = sample.count() as f64;
    let slip = (found - mean) / standard_deviation;
    let spread = sample.variance().unwrap_or(0.0) / (standard_deviation * standard_deviation);
    let realised = spread * (n - 1.0) / n + slip * slip;
    Some(slip * n.sqrt() / (5.0 / 6.0 + realised / 6.0))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::lanes::math::{exp, normal_quantile};

    #[test]
    fn near_what_was_asked_a_deviation_counts_standard_errors() {
        // 5,100 of 10,000 at one half is two standard errors above.
        let share = share_deviation(5_100, 10_000, 0.5).expect("trials");
        assert!((share - 2.0).abs() < 1e-3, "{share}");
        let below = share_deviation(4_900, 10_000, 0.5).expect("trials");
        assert!((share + below).abs() < 1e-12);
        assert_eq!(share_deviation(50, 100, 0.5), Some(0.0));
        // None of 3 at one half: √(2·3·ln 2).
        let none = share_deviation(0, 3, 0.5).expect("trials");
        assert!((none + (6.0 * ln(2.0)).sqrt()).abs() < 1e-12, "{none}");
        assert_eq!(share_deviation(0, 0, 0.5), None);
        let all = share_deviation(3, 3, 0.5).expect("trials");
        assert!((all + none).abs() < 1e-12, "{all}");
        assert_eq!(share_deviation(4, 3, 0.5), None);
        for p in [f64::NAN, 0.0, 1.0, 1.5] {
            assert_eq!(share_deviation(1, 2, p), None, "{p}");
        }
        // Four values of ±1 about 0.5 with σ = 1: z = 1, r = 1.25.
        let sample = Moments::of(&[1.5, 1.5, 1.5, -0.5]);
        let mean = mean_deviation(&sample, 0.5, 1.0).expect("values");
        assert!((mean - 1.0 / (5.0 / 6.0 + 1.0 / 6.0)).abs() < 1e-12, "{mean}");
        // With σ = 2: z = 1/2, r = 1/4.
        let wide = mean_deviation(&sample, 0.5, 2.0).expect("values");
        assert!((wide - 0.5 / (5.0 / 6.0 + 0.25 / 6.0)).abs() < 1e-12, "{wide}");
        for standard_deviation in [0.0, f64::INFINITY] {
            assert_eq!(mean_deviation(&sample, 0.5, standard_deviation), None);
        }
        assert_eq!(mean_deviation(&Moments::new(), 0.5, 1.0), None);
    }

    #[test]
    fn what_is_allowed_grows_slowly_with_the_number_of_checks() {
        // √(2 ln(2e6)) and √(2 ln(2e9)).
        assert!((allowed_deviation(1, 1e-6) - 5.386_775).abs() < 1e-5);
        assert!((allowed_deviation(1_000, 1e-6) - 6.544_676).abs() < 1e-5);
        assert_eq!(allowed_deviation(0, 1e-6), allowed_deviation(1, 1e-6));
    }

    /// The bound e^(−t²/2) a side against the frequency in 20,000 samples of 40 values of a
    /// lognormal with σ = 1.5 (skewness 33) and of a count with p = 0.02, at t = 1, 2 and 3. At t = 3
    /// the plain z of the lognormal's mean exceeds the bound, as the test makes sure.
    #[test]
    fn chance_stays_within_the_bound_where_a_normal_approximation_does_not() {
        const SAMPLES: usize = 20_000;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_261_126);
        let (mean, second) = (exp(1.125), exp(4.5));
        let sd = (second - mean * mean).sqrt();
        let mut beyond = [[0usize; 3]; 3];
        for _ in 0..SAMPLES {
            let values: Vec<f64> = (0..40)
                .map(|_| exp(1.5 * normal_quantile(rng.random::<f64>().max(f64::MIN_POSITIVE))))
                .collect();
            let sample = Moments::of(&values);
            let hits = (0..40).filter(|_| rng.random::<f64>() < 0.02).count();
            let plain = (sample.mean().expect("values").value - mean) * 40f64.sqrt() / sd;
            let deviations = [
                mean_deviation(&sample, mean, sd).expect("values"),
                share_deviation(hits, 40, 0.02).expect("trials"),
                plain,
            ];
            for (counts, deviation) in beyond.iter_mut().zip(deviations) {
                for (count, t) in counts.iter_mut().zip([1.0, 2.0, 3.0]) {
                    *count += usize::from(deviation > t);
                }
            }
        }
        for (place, t) in [1.0f64, 2.0, 3.0].into_iter().enumerate() {
            let bound = exp(-t * t / 2.0) * SAMPLES as f64;
            for (name, counts) in [("mean", beyond[0]), ("share", beyond[1])] {
                let slack = 6.11 * bound.sqrt();
                assert!((counts[place] as f64) < bound + slack, "{name} beyond {t}: {counts:?}");
            }
        }
        assert!(beyond[2][2] as f64 > exp(-4.5) * SAMPLES as f64, "{:?}", beyond[2]);
    }
}
