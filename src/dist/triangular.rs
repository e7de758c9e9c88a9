//! The triangular distribution, from its ends and its mode.

use super::DistError;
use super::error::{finite, range};

/// Triangular on `low` to `high` with its peak at `mode`.
///
/// With w = high − low and F = (mode − low)/w, the mass below the mode:
/// Q(u) = low + √(u·w·(mode − low)) for u ≤ F, and high − √((1 − u)·w·(high − mode)) above.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

impl Triangular {
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotBelow`] unless `low` < `high`;
    /// [`DistError::ModeOutside`] unless `low` ≤ `mode` ≤ `high`.
    pub fn new(low: f64, mode: f64, high: f64) -> Result<Self, DistError> {
        let (low, high) = range(low, high)?;
        if !(low..=high).contains(&finite("mode", mode)?) {
            return Err(DistError::ModeOutside { mode, low, high });
        }
        Ok(Self { low, mode, high })
    }

    /// The probability of lying below the mode.
    pub(super) fn below_mode(&self) -> f64 {
        (self.mode - self.low) / (self.high - self.low)
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let width = self.high - self.low;
        // The width is factored out before the root: its square may overflow.
        if u <= self.below_mode() {
            self.low + width * (u * self.below_mode()).sqrt()
        } else {
            self.high - width * ((1.0 - u) * ((self.high - self.mode) / width)).sqrt()
        }
    }

    /// (low + mode + high)/3.
    pub fn mean(&self) -> f64 {
        self.low / 3.0 + self.mode / 3.0 + self.high / 3.0
    }

    /// √((r² + s² + r·s)/18) with r = mode − low and s = high − mode.
    pub fn standard_deviation(&self) -> f64 {
        let width = self.high - self.low;
        let (r, s) = (self.below_mode(), (self.high - self.mode) / width);
        width * ((r * r + s * s + r * s) / 18.0).sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn quantiles_are_the_closed_form() {
        let triangular = Triangular::new(0.0, 2.0, 10.0).unwrap();
        // Area below the mode 0.2; Q(0.05) = √(0.05·20) = 1; Q(0.8) = 10 − √(0.2·80) = 6.
        let known = [(0.2, 2.0), (0.05, 1.0), (0.8, 6.0), (1e-300, 20f64.sqrt() * 1e-150)];
        check::quantiles(&triangular.into(), &known);
        // Either side of the mode, where the branches meet.
        let near = [(0.19, 3.8f64.sqrt()), (0.21, 10.0 - 63.2f64.sqrt())];
        check::quantiles(&triangular.into(), &near);
        check::moments(&triangular.into());
        let other = statrs::distribution::Triangular::new(0.0, 10.0, 2.0).unwrap();
        check::draws(&triangular.into(), |x| other.cdf(x));
    }

    #[test]
    fn the_mode_may_sit_at_either_end() {
        let falling = Triangular::new(1.0, 1.0, 3.0).unwrap();
        check::quantiles(&falling.into(), &[(0.75, 2.0)]);
        let rising = Triangular::new(1.0, 3.0, 3.0).unwrap();
        check::quantiles(&rising.into(), &[(0.25, 2.0)]);
        check::moments(&falling.into());
        check::moments(&rising.into());
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let error = Triangular::new(1.0, 5.0, 3.0).unwrap_err();
        assert_eq!(error.to_string(), "mode (5) must lie from low (1) to high (3)");
        assert!(matches!(Triangular::new(3.0, 2.0, 1.0), Err(DistError::NotBelow { .. })));
        assert!(matches!(Triangular::new(1.0, f64::NAN, 3.0), Err(DistError::NotFinite { .. })));
    }
}
