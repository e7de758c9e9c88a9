//! A value known for certain.

use super::DistError;
use super::error::finite;

/// The distribution whose every quantile is `value`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fixed {
    value: f64,
}

impl Fixed {
    /// # Errors
    /// [`DistError::NotFinite`] for NaN and infinities.
    pub fn new(value: f64) -> Result<Self, DistError> {
        Ok(Self { value: finite("value", value)? })
    }

    pub fn quantile(&self, _u: f64) -> f64 {
        self.value
    }

    pub fn mean(&self) -> f64 {
        self.value
    }

    pub fn standard_deviation(&self) -> f64 {
        0.0
    }

    pub fn support(&self) -> (f64, f64) {
        (self.value, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantile_is_the_value() {
        let fixed = Fixed::new(27_000.0).unwrap();
        for u in [1e-300, 0.3, 1.0 - f64::EPSILON / 2.0] {
            assert_eq!(fixed.quantile(u), 27_000.0);
        }
        assert_eq!((fixed.mean(), fixed.standard_deviation()), (27_000.0, 0.0));
        assert_eq!(fixed.support(), (27_000.0, 27_000.0));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(matches!(Fixed::new(value), Err(DistError::NotFinite { name: "value", .. })));
        }
    }
}
