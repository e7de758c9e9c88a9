//! How well a forecast made of paths met what came: where in it the observation fell, and how far off it was.

use crate::stats::{Estimate, Moments, Proportion};

/// A forecast's scores for one observation y, the forecast being the distribution F of the paths'
/// values x₁ … x_n.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// P(X < y): the lower end of the probability integral transform (PIT).
    pub below: Estimate,
    /// P(X ≤ y): its upper end. The ends differ by the atom at y, if F has one.
    pub at_most: Estimate,
    /// The mid-PIT, P(X < y) + P(X = y)/2. Over many independent forecasts that are right, its mean is 1/2,
    /// and it is uniform where F has no atoms. It draws no number, unlike the randomised PIT, and is
    /// less spread out than uniform where there are atoms.
    pub mid: Estimate,
    /// The continuous ranked probability score (CRPS), ∫ (F(z) − 1{z ≥ y})² dz, in the units of y;
    /// for a single number it is the absolute error. Lower is better.
    ///
    /// The unbiased estimator of Ferro, Richardson and Weigel (2008):
    /// `Σ|xᵢ − y|/n − Σᵢⱼ|xᵢ − xⱼ| / (2n(n−1))`. Of few paths it may be below 0. Its error is that of a U-statistic
    /// (Hoeffding, 1948): the standard deviation of [`Self::influences`] over √n.
    pub crps: Estimate,
    /// What each path, in the order given, adds to the CRPS to first order:
    /// `|xᵢ − y| − Σⱼ|xᵢ − xⱼ|/(n−1)`. Scores of several observations on the same paths depend on each
    /// other; the mean of their influences, path by path, has the error of their mean.
    pub influences: Vec<f64>,
}

impl Score {
    /// Scores a forecast; none without values, or if one of them or y is not finite.
    ///
    /// One value is a point forecast: its CRPS is the absolute error, and no error of it is known.
    pub fn of(values: &[f64], y: f64) -> Option<Self> {
        let n = values.len();
        if n == 0 || !y.is_finite() || values.iter().any(|x| !x.is_finite()) {
            return None;
        }
        let count = |of: fn(f64, f64) -> bool| values.iter().filter(|x| of(**x, y)).count() as u64;
        let (below, equal) = (count(|x, y| x < y), count(|x, y| x == y));
        let share = |hits| Some(Proportion::new(hits, n as u64)?.estimate());
        // Each path counts 0, 1/2 or 1.
        let mid = (below as f64 + equal as f64 / 2.0) / n as f64;
        let variance = (below as f64 + equal as f64 / 4.0) / n as f64 - mid * mid;
        let standard_error = (variance.max(0.0) / n as f64).sqrt();
        let (crps, influences) = crps(values, y)?;
        Some(Self {
            below: share(below)?,
            at_most: share(below + equal)?,
            mid: Estimate { value: mid, standard_error },
            crps,
            influences,
        })
    }
}

/// The mean of scores on the same paths, with an error that counts their dependence; none without
/// any, or if their paths differ in number.
pub fn mean_crps(scores: &[&Score]) -> Option<Estimate> {
    let paths = scores.first()?.influences.len();
    if scores.iter().any(|score| score.influences.len() != paths) {
        return None;
    }
    let count = scores.len() as f64;
    let value = scores.iter().map(|score| score.crps.value).sum::<f64>() / count;
    let means: Vec<f64> = (0..paths)
        .map(|path| scores.iter().map(|score| score.influences[path]).sum::<f64>() / count)
        .collect();
    Some(Estimate { value, standard_error: error_of_mean(&means)? })
}

/// The error of the mean of influences; unknown for one path.
fn error_of_mean(influences: &[f64]) -> Option<f64> {
    Some(Moments::of(influences).mean()?.standard_error)
}

/// The score and the influence of each value, in n·log n steps: over sorted values, Σⱼ|xᵢ − xⱼ| follows
/// from running sums. Distances are taken from y, so that large values with a small spread keep
/// their digits.
fn crps(values: &[f64], y: f64) -> Option<(Estimate, Vec<f64>)> {
    let n = values.len();
    if n == 1 {
        let distance = (values[0] - y).abs();
        return Some((Estimate::of_unknown_error(distance), vec![distance]));
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let total: f64 = order.iter().map(|&i| values[i] - y).sum();
    let mut influences = vec![0.0; n];
    let (mut below, mut spread) = (0.0, 0.0);
    for (rank, &i) in order.iter().enumerate() {
        let x = values[i] - y;
        let above = total - below - x;
        // Σⱼ|xᵢ − xⱼ|: those below lie x·rank − below away, those above the rest.
        let distances = (x * rank as f64 - below) + (above - x * (n - 1 - rank) as f64);
        below += x;
        spread += distances;
        influences[i] = x.abs() - distances / (n - 1) as f64;
    }
    let off = Moments::of(&values.iter().map(|x| (x - y).abs()).collect::<Vec<_>>()).mean()?.value;
    let value = off - spread / (2.0 * n as f64 * (n - 1) as f64);
    Some((Estimate { value, standard_error: error_of_mean(&influences)? }, influences))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::lanes::math::{exp, ln, normal_cdf, normal_quantile};

    /// False-alarm rate 1e-9 a check, two-sided.
    const Z_LIMIT: f64 = 6.11;
    const PATHS: usize = 40_000;

    fn uniforms(seed: u64) -> impl Iterator<Item = f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        std::iter::repeat_with(move || (rng.random::<f64>() + 1e-17).min(1.0 - 1e-16))
    }

    #[test]
    fn what_is_not_there_has_no_score() {
        for (values, y) in [(&[][..], 1.0), (&[1.0], f64::NAN), (&[1.0, f64::NAN], 1.0)] {
            assert!(Score::of(values, y).is_none(), "{values:?} {y}");
        }
        assert!(Score::of(&[1.0], 1.0).is_some());
        // 3 off on average, less half of the 2 that both are apart.
        assert_eq!(Score::of(&[1.0, 3.0], 5.0).expect("values").crps.value, 2.0);
        // 4/3 off, less half of 2; the influences are −2, −1/2 and 1/2, with a variance of 19/12.
        let crps = Score::of(&[0.0, 1.0, 3.0], 0.0).expect("values").crps;
        assert!((crps.value - 1.0 / 3.0).abs() < 1e-15, "{crps:?}");
        assert!((crps.standard_error - (19f64 / 36.0).sqrt()).abs() < 1e-15, "{crps:?}");
    }

    #[test]
    fn two_points_by_hand() {
        // X = 0 three times in four, else 8; y = 2. ∫(F − 1)² over [2, 8] is 6/16, ∫F² over [0, 2]
        // is 2·9/16: 1.5. Of four values the unbiased score takes |x − x'| over 12 pairs, not 16.
        let score = Score::of(&[0.0, 8.0, 0.0, 0.0], 2.0).expect("values");
        let off = (3.0 * 2.0 + 6.0) / 4.0;
        assert!((score.crps.value - (off - 0.5 * 6.0 * 8.0 / 12.0)).abs() < 1e-12, "{score:?}");
        assert_eq!((score.below.value, score.at_most.value, score.mid.value), (0.75, 0.75, 0.75));
        let many: Vec<f64> = (0..4000).map(|k| if k % 4 == 0 { 8.0 } else { 0.0 }).collect();
        let score = Score::of(&many, 2.0).expect("values");
        // The unbiased estimator of a set of exact shares is off by the n/(n − 1) of its pairs.
        assert!((score.crps.value - (3.0 - 1.5 * 4000.0 / 3999.0)).abs() < 1e-9, "{score:?}");
    }

    #[test]
    fn an_atom_at_the_observation_is_half_below_it() {
        let score = Score::of(&[0.0, 0.0, 0.0, 5.0], 0.0).expect("values");
        assert_eq!((score.below.value, score.at_most.value, score.mid.value), (0.0, 0.75, 0.375));
        // Scores 0.5, 0.5, 0.5 and 0: variance 3/16 − 9/64 over four.
        assert!((score.mid.standard_error - (0.046_875f64 / 4.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_point_forecast_is_off_by_its_absolute_error() {
        for values in [&[7.0][..], &[7.0; 50]] {
            let score = Score::of(values, 10.0).expect("values");
            assert_eq!(score.crps.value, 3.0);
            assert_eq!(score.mid.value, 0.0 + f64::from(u8::from(7.0 < 10.0)));
        }
        assert_eq!(Score::of(&[7.0; 50], 10.0).map(|s| s.crps.standard_error), Some(0.0));
        assert_eq!(Score::of(&[], 1.0), None);
        assert_eq!(Score::of(&[1.0, f64::NAN], 1.0), None);
    }

    /// CRPS of N(μ, σ) at y (Gneiting and Raftery, 2007): σ(z(2Φ(z) − 1) + 2φ(z) − 1/√π); of the unit
    /// exponential at y ≥ 0: y + 2e^(−y) − 3/2.
    #[test]
    fn closed_forms_of_a_normal_and_of_an_exponential() {
        let normal: Vec<f64> =
            uniforms(1).take(PATHS).map(|u| 1e6 + 250.0 * normal_quantile(u)).collect();
        let exponential: Vec<f64> = uniforms(2).take(PATHS).map(|u| -ln(u)).collect();
        for z in [-2.5, 0.0, 0.7, 3.0] {
            let score = Score::of(&normal, 1e6 + 250.0 * z).expect("values");
            let pi = std::f64::consts::PI;
            let density = exp(-0.5 * z * z) / (2.0 * pi).sqrt();
            let sought =
                250.0 * (z * (2.0 * normal_cdf(z) - 1.0) + 2.0 * density - 1.0 / pi.sqrt());
            let off = (score.crps.value - sought) / score.crps.standard_error;
            assert!(off.abs() < Z_LIMIT, "z = {z}: {off} errors");
            // Sharp enough to see a biased or a wrongly halved spread: a half per cent of σ·1/√π.
            assert!(score.crps.standard_error < 250.0 * 0.01, "{:?}", score.crps);
            let off = (score.mid.value - normal_cdf(z)) / score.mid.standard_error;
            assert!(off.abs() < Z_LIMIT, "PIT at z = {z}: {off} errors");
        }
        for y in [0.0, 0.4, 2.0] {
            let score = Score::of(&exponential, y).expect("values");
            let off = (score.crps.value - (y + 2.0 * exp(-y) - 1.5)) / score.crps.standard_error;
            assert!(off.abs() < Z_LIMIT, "y = {y}: {off} errors");
        }
    }

    /// Over 2,000 replications of 12 values: the mean score is that of the whole distribution (the
    /// biased estimator is too high by E|X − X'|/2n, 0.042 of an exponential, here 9 errors), and the
    /// stated variance is the true one within 25% (the ratio's own error is about 5%).
    #[test]
    fn few_paths_give_no_bias_and_an_honest_error() {
        let mut stream = uniforms(3);
        let (mut values, mut stated) = (Moments::new(), Moments::new());
        let mut alone = Moments::new();
        let (mut both, mut stated_both) = (Moments::new(), Moments::new());
        for _ in 0..2000 {
            let draws: Vec<f64> = stream.by_ref().take(12).map(|u| -ln(u)).collect();
            let score = Score::of(&draws, 0.5).expect("values");
            values.push(score.crps.value);
            let large: Vec<f64> = stream.by_ref().take(200).map(|u| -ln(u)).collect();
            let one = Score::of(&large, 0.5).expect("values");
            let two = Score::of(&large, 3.0).expect("values");
            alone.push(one.crps.value);
            stated.push(one.crps.standard_error * one.crps.standard_error);
            let mean = mean_crps(&[&one, &two]).expect("two scores");
            both.push(mean.value);
            stated_both.push(mean.standard_error * mean.standard_error);
        }
        let mean = values.mean().expect("replications");
        let off = (mean.value - (0.5 + 2.0 * exp(-0.5) - 1.5)) / mean.standard_error;
        assert!(off.abs() < Z_LIMIT, "{off} errors");
        let one = alone.variance().expect("replications");
        let ratio = stated.mean().expect("many").value / one;
        assert!((0.75..1.25).contains(&ratio), "stated over true variance: {ratio}");
        let ratio = stated_both.mean().expect("many").value / both.variance().expect("many");
        assert!((0.75..1.25).contains(&ratio), "stated over true variance of a mean: {ratio}");
    }

    #[test]
    fn scores_on_other_paths_have_no_common_mean() {
        let (short, long) = (Score::of(&[1.0, 2.0], 0.0), Score::of(&[1.0, 2.0, 3.0], 0.0));
        let (short, long) = (short.expect("values"), long.expect("values"));
        assert_eq!(mean_crps(&[&short, &long]), None);
        assert_eq!(mean_crps(&[]), None);
        let alone = mean_crps(&[&long]).expect("one");
        assert!((alone.value - long.crps.value).abs() < 1e-12);
        assert!((alone.standard_error - long.crps.standard_error).abs() < 1e-12);
    }
}
