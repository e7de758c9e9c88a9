//! The gamma distribution, from its shape and its scale or mean.

use super::DistError;
use super::error::{finite, positive};
use super::incomplete::{GammaTails, Tails};
use super::table::InverseTable;
use crate::lanes::math::exp;

/// The range of shapes for which tails are computed in bounded time and full precision.
pub(super) const SHAPES: (f64, f64) = (1e-3, 1e6);

/// `value` when it is a shape within [`SHAPES`].
pub(super) fn shape_within(name: &'static str, value: f64) -> Result<f64, DistError> {
    let (least, most) = SHAPES;
    if (least..=most).contains(&positive(name, value)?) {
        Ok(value)
    } else {
        Err(DistError::ShapeOutside { name, value, least, most })
    }
}

/// Gamma with shape k and scale θ: density x^(k−1)·exp(−x/θ)/(Γ(k)·θ^k) for x > 0.
///
/// The quantile solves P(k, x/θ) = u, P the regularised incomplete gamma function: from a table
/// with relative error below 1e-6 for u in [1e-6, 1 − 1e-6], by Newton's method beyond.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
    table: InverseTable,
}

impl Gamma {
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotPositive`] unless both are above 0;
    /// [`DistError::ShapeOutside`] unless 1e-3 ≤ `shape` ≤ 1e6.
    pub fn from_shape_scale(shape: f64, scale: f64) -> Result<Self, DistError> {
        shape_within("shape", shape)?;
        positive("scale", scale)?;
        finite("shape · scale", shape * scale)?;
        Ok(Self { shape, scale, table: InverseTable::new(&GammaTails::new(shape)) })
    }

    /// Scale = mean/shape.
    ///
    /// # Errors
    /// As [`Gamma::from_shape_scale`], with `mean` in place of the scale.
    pub fn from_shape_mean(shape: f64, mean: f64) -> Result<Self, DistError> {
        Self::from_shape_scale(shape_within("shape", shape)?, positive("mean", mean)? / shape)
    }

    /// The quantile at `u`, 0 < u < 1; zero where it lies below the smallest double.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let y = self.table.position(u, |tail, upper| self.beyond(tail, upper));
        (self.scale * exp(y)).min(f64::MAX)
    }

    /// Kept out of line: it is asked for two draws in a million.
    #[cold]
    #[inline(never)]
    fn beyond(&self, tail: f64, upper: bool) -> f64 {
        GammaTails::new(self.shape).solve(tail, upper, None).0
    }

    /// k·θ.
    pub fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    /// √k·θ.
    pub fn standard_deviation(&self) -> f64 {
        self.shape.sqrt() * self.scale
    }

    pub fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;
    use statrs::distribution::ContinuousCDF;

    #[test]
    fn shape_one_is_the_exponential() {
        let gamma: Dist = Gamma::from_shape_scale(1.0, 2.0).unwrap().into();
        for u in [1e-300, 1e-9, 1e-3, 0.4, 0.9, 0.999, 1.0 - 1e-9, check::LAST] {
            let expected = -2.0 * libm::log1p(-u);
            assert!((gamma.quantile(u) / expected - 1.0).abs() < check::TABLE, "{u:e}");
        }
        check::moments(&gamma);
    }

    #[test]
    fn quantiles_are_the_tabulated_chi_squared_ones() {
        // Chi-squared with ν degrees of freedom: shape ν/2, scale 2; values from printed tables
        // extended by the closed form for even ν.
        let ten: Dist = Gamma::from_shape_scale(5.0, 2.0).unwrap().into();
        for (u, expected) in [(0.05, 3.940_299_136), (0.5, 9.341_817_766), (0.95, 18.307_038_053)] {
            assert!((ten.quantile(u) / expected - 1.0).abs() < check::TABLE, "{u}");
        }
        check::moments(&ten);
    }

    #[test]
    fn draws_follow_the_distribution_function_of_statrs() {
        for (shape, mean) in [(0.3, 5.0), (2.5, 100.0), (400.0, 1.0)] {
            let gamma: Dist = Gamma::from_shape_mean(shape, mean).unwrap().into();
            let other = statrs::distribution::Gamma::new(shape, shape / mean).unwrap();
            check::draws(&gamma, |x| other.cdf(x));
            check::moments(&gamma);
            for u in [1e-6, 1e-3, 0.5, 0.99] {
                assert!((other.cdf(gamma.quantile(u)) / u - 1.0).abs() < 1e-4, "{shape} {u}");
            }
        }
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert!(matches!(
            Gamma::from_shape_scale(1e7, 1.0),
            Err(DistError::ShapeOutside { name: "shape", .. })
        ));
        assert!(matches!(Gamma::from_shape_scale(0.0, 1.0), Err(DistError::NotPositive { .. })));
        assert!(matches!(Gamma::from_shape_mean(1.0, -1.0), Err(DistError::NotPositive { .. })));
        assert!(matches!(Gamma::from_shape_mean(f64::NAN, 1.0), Err(DistError::NotFinite { .. })));
    }
}
