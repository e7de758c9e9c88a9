//! The uniform distribution between two ends.

use super::DistError;
use super::error::range;

/// Uniform from `low` to `high`: Q(u) = low + u·(high − low).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// # Errors
    /// [`DistError::NotFinite`], or [`DistError::NotBelow`] unless `low` < `high`.
    pub fn new(low: f64, high: f64) -> Result<Self, DistError> {
        let (low, high) = range(low, high)?;
        Ok(Self { low, high })
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        (self.low + u * (self.high - self.low)).min(self.high)
    }

    pub fn mean(&self) -> f64 {
        0.5 * self.low + 0.5 * self.high
    }

    /// (high − low)/√12.
    pub fn standard_deviation(&self) -> f64 {
        (self.high - self.low) / 12f64.sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn quantiles_lie_on_a_line() {
        let uniform = Uniform::new(-2.0, 6.0).unwrap();
        check::quantiles(&uniform.into(), &[(0.25, 0.0), (0.5, 2.0), (1e-300, -2.0)]);
        check::moments(&uniform.into());
        check::draws(&uniform.into(), |x| (x + 2.0) / 8.0);
    }

    #[test]
    fn ends_out_of_order_are_refused() {
        let error = Uniform::new(3.0, 1.0).unwrap_err();
        assert_eq!(error.to_string(), "low (3) must be below high (1)");
        assert!(matches!(Uniform::new(1.0, f64::NAN), Err(DistError::NotFinite { .. })));
    }
}
