//! The PERT distribution: smoother than the triangular, from the same three numbers.

use super::error::{finite, range};
use super::{Beta, DistError};

/// Weight of the mode against each end in the mean (Malcolm, Roseboom, Clark and Fazar 1959).
const MODE_WEIGHT: f64 = 4.0;

/// PERT on `low` to `high` with its peak at `mode`: a beta distribution with
/// α = 1 + 4·(mode − low)/(high − low) and β = 6 − α, so that its mean is (low + 4·mode + high)/6.
#[derive(Clone, Debug, PartialEq)]
pub struct Pert {
    beta: Beta,
}

impl Pert {
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotBelow`] unless `low` < `high`;
    /// [`DistError::ModeOutside`] unless `low` ≤ `mode` ≤ `high`.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, DistError> {
        let (low, high) = range(low, high)?;
        if !(low..=high).contains(&finite("mode", mode)?) {
            return Err(DistError::ModeOutside { mode, low, high });
        }
        let width = high - low;
        let alpha = 1.0 + MODE_WEIGHT * ((mode - low) / width);
        let beta = 1.0 + MODE_WEIGHT * ((high - mode) / width);
        Ok(Self { beta: Beta::new(alpha, beta, low, high)? })
    }

    /// The quantile at `u`, 0 < u < 1, with the precision of [`Beta`].
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        self.beta.quantile(u)
    }

    /// (low + 4·mode + high)/6.
    pub fn mean(&self) -> f64 {
        self.beta.mean()
    }

    /// √((mean − low)·(high − mean)/7).
    pub fn standard_deviation(&self) -> f64 {
        self.beta.standard_deviation()
    }

    pub fn support(&self) -> (f64, f64) {
        self.beta.support()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn mean_spread_and_quantiles_are_the_textbook_ones() {
        let pert = Pert::new(10.0, 20.0, 60.0).unwrap();
        assert!((pert.mean() - 25.0).abs() < check::ROUNDING * 25.0);
        let sd = (15.0f64 * 35.0 / 7.0).sqrt();
        assert!((pert.standard_deviation() / sd - 1.0).abs() < check::ROUNDING);
        let dist: Dist = pert.into();
        check::moments(&dist);
        let other = statrs::distribution::Beta::new(1.8, 4.2).unwrap();
        check::draws(&dist, |x| other.cdf((x - 10.0) / 50.0));
        // Peak at the low end: F(x) = 1 − (1−x)⁵.
        let falling: Dist = Pert::new(0.0, 0.0, 1.0).unwrap().into();
        for u in [1e-9f64, 0.3, 0.5, 0.97] {
            let expected = -libm::expm1(libm::log1p(-u) / 5.0);
            assert!((falling.quantile(u) / expected - 1.0).abs() < check::TABLE, "{u}");
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let error = Pert::new(1.0, 0.5, 3.0).unwrap_err();
        assert_eq!(error.to_string(), "mode (0.5) must lie from low (1) to high (3)");
        assert!(matches!(Pert::new(3.0, 3.0, 3.0), Err(DistError::NotBelow { .. })));
        assert!(matches!(Pert::new(1.0, f64::NAN, 3.0), Err(DistError::NotFinite { .. })));
    }
}
