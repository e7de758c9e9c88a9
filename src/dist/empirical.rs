//! Past observations as a distribution.

use super::DistError;
use super::error::finite;

/// Observations x₀ ≤ … ≤ x₍ₙ₋₁₎ joined by straight lines, type 7 of Hyndman and Fan (1996):
/// Q(u) = x_k + (h − k)·(x_{k+1} − x_k) with h = (n − 1)·u and k = ⌊h⌋.
///
/// Its mean and standard deviation are those of this interpolated curve, which is what is drawn;
/// they differ from the sample's by a term of order 1/n, for it holds half of each extreme.
#[derive(Clone, Debug, PartialEq)]
pub struct Empirical {
    sorted: Vec<f64>,
}

impl Empirical {
    /// # Errors
    /// [`DistError::Empty`], or [`DistError::NotFinite`] for an observation.
    pub fn new(observations: &[f64]) -> Result<Self, DistError> {
        if observations.is_empty() {
            return Err(DistError::Empty { what: "list of observations" });
        }
        for value in observations {
            finite("an observation", *value)?;
        }
        let mut sorted = observations.to_vec();
        sorted.sort_by(f64::total_cmp);
        finite("largest − smallest", sorted[sorted.len() - 1] - sorted[0])?;
        Ok(Self { sorted })
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let last = self.sorted.len() - 1;
        let position = last as f64 * u;
        let below = (position as usize).min(last);
        let above = (below + 1).min(last);
        let fraction = position - below as f64;
        self.sorted[below] + fraction * (self.sorted[above] - self.sorted[below])
    }

    /// Where the curve has corners.
    pub(super) fn corners(&self) -> Vec<f64> {
        let last = self.sorted.len() - 1;
        (1..last).map(|k| k as f64 / last as f64).collect()
    }

    /// The mean of `of(a, b)` over the straight pieces from a to b.
    fn over_pieces(&self, of: impl Fn(f64, f64) -> f64) -> f64 {
        if self.sorted.len() == 1 {
            return of(self.sorted[0], self.sorted[0]);
        }
        let total: f64 = self.sorted.windows(2).map(|pair| of(pair[0], pair[1])).sum();
        total / (self.sorted.len() - 1) as f64
    }

    /// The mean of the midpoints between neighbours.
    pub fn mean(&self) -> f64 {
        self.over_pieces(|a, b| 0.5 * a + 0.5 * b)
    }

    /// √ of the mean of (a² + ab + b²)/3 over neighbours, as deviations from the mean.
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        self.over_pieces(|a, b| {
            let (a, b) = (a - mean, b - mean);
            (a * a + a * b + b * b) / 3.0
        })
        .sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (self.sorted[0], self.sorted[self.sorted.len() - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;

    #[test]
    fn quantiles_are_those_of_type_seven() {
        let weeks: Dist = Empirical::new(&[9.0, 1.0, 4.0, 2.0, 16.0]).unwrap().into();
        // As `quantile(c(9,1,4,2,16), type = 7)` defines them: h = 4u.
        let known = [(1e-300, 1.0), (0.1, 1.4), (0.25, 2.0), (0.5, 4.0), (0.6, 6.0), (0.9, 13.2)];
        check::quantiles(&weeks, &known);
        check::moments(&weeks);
        // Midpoints 1.5, 3, 6.5 and 12.5.
        assert_eq!(weeks.mean(), Some(5.875));
        assert!(weeks.quantile(check::LAST) <= 16.0);
    }

    #[test]
    fn one_observation_is_certain() {
        let one = Empirical::new(&[7.0]).unwrap();
        assert_eq!((one.quantile(1e-300), one.quantile(check::LAST)), (7.0, 7.0));
        assert_eq!((one.mean(), one.standard_deviation()), (7.0, 0.0));
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert!(matches!(Empirical::new(&[]), Err(DistError::Empty { .. })));
        assert!(matches!(Empirical::new(&[1.0, f64::NAN]), Err(DistError::NotFinite { .. })));
    }
}
