//! The beta distribution on any range, from its two shapes.

use super::DistError;
use super::error::range;
use super::gamma::shape_within;
use super::incomplete::{BetaTails, Tails};
use super::table::InverseTable;
use crate::lanes::math::exp;

/// Beta with shapes α and β on `low` to `high`: with x = (value − low)/(high − low), density
/// x^(α−1)·(1−x)^(β−1)/B(α,β).
///
/// The quantile solves I_x(α,β) = u, I the regularised incomplete beta function: from a table with
/// relative error of x below 1e-6 for u in [1e-6, 1 − 1e-6], by Newton's method beyond.
#[derive(Clone, Debug, PartialEq)]
pub struct Beta {
    alpha: f64,
    beta: f64,
    low: f64,
    high: f64,
    table: InverseTable,
}

impl Beta {
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotPositive`] or [`DistError::ShapeOutside`] unless
    /// both shapes lie within 1e-3 to 1e6; [`DistError::NotBelow`] unless `low` < `high`.
    pub fn new(alpha: f64, beta: f64, low: f64, high: f64) -> Result<Self, DistError> {
        shape_within("alpha", alpha)?;
        shape_within("beta", beta)?;
        let (low, high) = range(low, high)?;
        let table = InverseTable::new(&BetaTails::new(alpha, beta));
        Ok(Self { alpha, beta, low, high, table })
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let y = self.table.position(u, |tail, upper| self.beyond(tail, upper));
        (self.low + (self.high - self.low) / (1.0 + exp(-y))).min(self.high)
    }

    /// Kept out of line: it is asked for two draws in a million.
    #[cold]
    #[inline(never)]
    fn beyond(&self, tail: f64, upper: bool) -> f64 {
        BetaTails::new(self.alpha, self.beta).solve(tail, upper, None).0
    }

    /// low + (high − low)·α/(α + β).
    pub fn mean(&self) -> f64 {
        self.low + (self.high - self.low) * (self.alpha / (self.alpha + self.beta))
    }

    /// (high − low)·√(αβ/(α + β + 1))/(α + β).
    pub fn standard_deviation(&self) -> f64 {
        let sum = self.alpha + self.beta;
        (self.high - self.low) * (self.alpha * self.beta / (sum + 1.0)).sqrt() / sum
    }

    pub fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn quantiles_are_the_closed_forms() {
        let of = |alpha, beta| Dist::from(Beta::new(alpha, beta, 0.0, 1.0).unwrap());
        for u in [1e-300, 1e-12, 1e-5, 0.2, 0.5, 0.8, 0.9999, check::LAST] {
            let cases = [
                (of(1.0, 1.0), u),
                // F(x) = x^α, and F(x) = 1 − (1−x)^β.
                (of(3.0, 1.0), u.powf(1.0 / 3.0)),
                (of(1.0, 4.0), -libm::expm1(libm::log1p(-u) / 4.0)),
                // The arcsine law.
                (of(0.5, 0.5), (std::f64::consts::FRAC_PI_2 * u).sin().powi(2)),
            ];
            for (dist, expected) in cases {
                let found = dist.quantile(u);
                assert!((found - expected).abs() <= check::TABLE * expected, "{u:e}: {found:e}");
            }
        }
    }

    #[test]
    fn draws_follow_the_distribution_function_of_statrs() {
        for (alpha, beta) in [(0.4, 2.0), (2.0, 5.0), (80.0, 30.0)] {
            let dist: Dist = Beta::new(alpha, beta, -10.0, 30.0).unwrap().into();
            let other = statrs::distribution::Beta::new(alpha, beta).unwrap();
            check::draws(&dist, |x| other.cdf((x + 10.0) / 40.0));
            check::moments(&dist);
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert!(matches!(
            Beta::new(1e7, 1.0, 0.0, 1.0),
            Err(DistError::ShapeOutside { name: "alpha", .. })
        ));
        assert!(matches!(
            Beta::new(1.0, 0.0, 0.0, 1.0),
            Err(DistError::NotPositive { name: "beta", .. })
        ));
        assert!(matches!(Beta::new(1.0, 1.0, 1.0, 0.0), Err(DistError::NotBelow { .. })));
        assert!(matches!(Beta::new(1.0, 1.0, f64::NAN, 0.0), Err(DistError::NotFinite { .. })));
    }
}
