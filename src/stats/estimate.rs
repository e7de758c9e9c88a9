//! A number from a simulation with its Monte Carlo error.

use serde::{Deserialize, Serialize};

/// The 0.975 quantile of the standard normal: half-width of a 95% interval in standard errors.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// A value and its standard error: the standard deviation of the value over repeated runs with
/// other seeds, as estimated from this run. The error is infinite where the run cannot tell it,
/// as for the mean of one path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    pub value: f64,
    pub standard_error: f64,
}

/// A confidence interval: both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

impl Estimate {
    /// A value without Monte Carlo error.
    pub const fn exact(value: f64) -> Self {
        Self { value, standard_error: 0.0 }
    }

    /// A value whose error the run cannot tell.
    pub const fn of_unknown_error(value: f64) -> Self {
        Self { value, standard_error: f64::INFINITY }
    }

    /// The 95% confidence interval of a nearly normal estimate, `value ± 1.96·standard_error`.
    /// For shares near 0 and 1 take [`super::Proportion::interval`] instead.
    pub fn interval(self) -> Interval {
        if self.standard_error == 0.0 {
            return Interval { low: self.value, high: self.value };
        }
        let reach = Z_95 * self.standard_error;
        Interval { low: self.value - reach, high: self.value + reach }
    }
}

impl Interval {
    pub fn contains(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_reaches_1_96_errors_to_both_sides() {
        let interval = Estimate { value: 10.0, standard_error: 2.0 }.interval();
        assert!((interval.low - 6.080_072).abs() < 1e-6, "{interval:?}");
        assert!((interval.high - 13.919_928).abs() < 1e-6, "{interval:?}");
        assert!(interval.contains(6.1) && !interval.contains(6.0) && !interval.contains(14.0));
    }

    #[test]
    fn never_has_an_interval_too() {
        let never = Estimate::exact(f64::INFINITY).interval();
        assert_eq!(never, Interval { low: f64::INFINITY, high: f64::INFINITY });
    }
}
