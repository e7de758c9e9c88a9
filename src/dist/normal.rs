//! The normal distribution, from its mean and standard deviation.

use super::DistError;
use super::error::{finite, positive};
use crate::lanes::math::normal_quantile;

/// Normal with mean μ and standard deviation σ: Q(u) = μ + σ·Φ⁻¹(u).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// # Errors
    /// [`DistError::NotFinite`], or [`DistError::NotPositive`] unless `sd` > 0.
    pub fn new(mean: f64, sd: f64) -> Result<Self, DistError> {
        Ok(Self { mean: finite("mean", mean)?, sd: positive("sd", sd)? })
    }

    /// The quantile at `u`, 0 < u < 1, to a relative precision of Φ⁻¹ near 1e-15.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        self.mean + self.sd * normal_quantile(u)
    }

    pub fn mean(&self) -> f64 {
        self.mean
    }

    pub fn standard_deviation(&self) -> f64 {
        self.sd
    }

    pub fn support(&self) -> (f64, f64) {
        (f64::NEG_INFINITY, f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn quantiles_are_the_tabulated_ones() {
        let normal = Normal::new(100.0, 10.0).unwrap();
        let known = [
            (0.5, 100.0),
            (0.9, 112.815_515_655_446),
            (0.025, 80.400_360_154_599_45),
            (1e-9, 100.0 - 59.978_070_150_076_86),
            (1e-300, 100.0 - 370.470_962_993_612),
            (check::LAST, 100.0 + 82.095_361_516_013_86),
        ];
        check::quantiles(&normal.into(), &known);
        check::moments(&normal.into());
        check::draws(&normal.into(), |x| check::statrs_normal((x - 100.0) / 10.0));
    }

    #[test]
    fn a_spread_that_is_not_positive_is_refused() {
        for sd in [0.0, -1.0] {
            let error = Normal::new(0.0, sd).unwrap_err();
            assert_eq!(error, DistError::NotPositive { name: "sd", value: sd });
        }
        assert!(matches!(Normal::new(f64::NAN, 1.0), Err(DistError::NotFinite { .. })));
        assert!(matches!(Normal::new(0.0, f64::INFINITY), Err(DistError::NotFinite { .. })));
    }
}
