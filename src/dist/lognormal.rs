//! The lognormal distribution, from its median and P90 or from its mean and standard deviation.

use super::DistError;
use super::error::{below, finite, positive};
use crate::lanes::math::{exp, ln, normal_quantile};

/// Lognormal with median m and log spread σ: Q(u) = m·exp(σ·Φ⁻¹(u)).
///
/// It scales exactly: twice the median and twice the P90 give twice each quantile, to the bit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lognormal {
    median: f64,
    sigma: f64,
}

impl Lognormal {
    /// σ = ln(p90/median) / Φ⁻¹(0.9).
    ///
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotPositive`] unless `median` > 0;
    /// [`DistError::NotBelow`] unless `median` < `p90`.
    pub fn from_median_p90(median: f64, p90: f64) -> Result<Self, DistError> {
        positive("median", median)?;
        below(("median", median), ("p90", finite("p90", p90)?))?;
        let sigma = ln(finite("p90 / median", p90 / median)?) / normal_quantile(0.9);
        Ok(Self { median, sigma })
    }

    /// σ² = ln(1 + (sd/mean)²), median = mean·exp(−σ²/2).
    ///
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotPositive`] unless `mean` > 0 and `sd` > 0.
    pub fn from_mean_sd(mean: f64, sd: f64) -> Result<Self, DistError> {
        let ratio = positive("sd", sd)? / positive("mean", mean)?;
        let variance = libm::log1p(finite("(sd / mean)²", ratio * ratio)?);
        Ok(Self { median: mean * exp(-0.5 * variance), sigma: variance.sqrt() })
    }

    /// The quantile at `u`, 0 < u < 1; the largest finite number where it would overflow.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        (self.median * exp(self.sigma * normal_quantile(u))).min(f64::MAX)
    }

    /// m·exp(σ²/2).
    pub fn mean(&self) -> f64 {
        self.median * exp(0.5 * self.sigma * self.sigma)
    }

    /// mean·√(exp(σ²) − 1).
    pub fn standard_deviation(&self) -> f64 {
        self.mean() * libm::expm1(self.sigma * self.sigma).sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn the_median_and_the_p90_given_are_met() {
        let lognormal = Lognormal::from_median_p90(40.0, 100.0).unwrap();
        // P10 mirrors P90 on the log scale: 40²/100.
        check::quantiles(&lognormal.into(), &[(0.5, 40.0), (0.9, 100.0), (0.1, 16.0)]);
        check::moments(&lognormal.into());
        let sigma = 2.5f64.ln() / 1.281_551_565_544_600_4;
        check::draws(&lognormal.into(), |x| check::statrs_normal((x / 40.0).ln() / sigma));
    }

    #[test]
    fn the_mean_and_spread_given_are_met() {
        for (mean, sd) in [(100.0, 50.0), (3e4, 1e-3), (1.0, 4.0)] {
            let lognormal = Lognormal::from_mean_sd(mean, sd).unwrap();
            assert!((lognormal.mean() / mean - 1.0).abs() < check::ROUNDING);
            // The square root of a small variance keeps its relative precision through log1p.
            assert!((lognormal.standard_deviation() / sd - 1.0).abs() < check::ROUNDING);
        }
    }

    #[test]
    fn extremes_stay_finite_and_scaling_is_exact() {
        let wide = Lognormal::from_median_p90(1.0, 1e60).unwrap();
        assert_eq!(wide.quantile(check::LAST), f64::MAX);
        assert_eq!(wide.quantile(1e-300), 0.0);
        let one = Lognormal::from_median_p90(40.0, 100.0).unwrap();
        let two = Lognormal::from_median_p90(80.0, 200.0).unwrap();
        for u in [1e-9, 0.123, 0.8, 0.999] {
            assert_eq!(two.quantile(u), 2.0 * one.quantile(u));
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let message = |outcome: Result<Lognormal, DistError>| outcome.unwrap_err().to_string();
        assert_eq!(
            message(Lognormal::from_median_p90(100.0, 40.0)),
            "median (100) must be below p90 (40)"
        );
        assert_eq!(message(Lognormal::from_median_p90(0.0, 4.0)), "median (0) must be above 0");
        assert_eq!(message(Lognormal::from_mean_sd(-1.0, 4.0)), "mean (-1) must be above 0");
        assert_eq!(message(Lognormal::from_mean_sd(1.0, 0.0)), "sd (0) must be above 0");
        assert!(Lognormal::from_median_p90(f64::NAN, 4.0).is_err());
    }
}
