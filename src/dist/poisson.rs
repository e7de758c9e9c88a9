//! The Poisson distribution of counts, from its mean.

use super::DistError;
use super::error::positive;
use super::incomplete::{GammaTails, Tails};
use crate::lanes::math::{exp, ln};

/// The largest mean for which the table stays small and exact; beyond it a normal is the same.
const MOST_MEAN: f64 = 1e6;
/// The table covers u from this to one minus this; the tails beyond are searched exactly.
const TABLE_TAIL: f64 = 1e-9;

/// Poisson with mean λ: P(K = k) = λᵏ·exp(−λ)/k!, Q(u) the smallest k with P(K ≤ k) ≥ u.
///
/// P(K ≤ k) = Q(k + 1, λ), the regularised upper incomplete gamma function; the tails are not cut.
#[derive(Clone, Debug, PartialEq)]
pub struct Poisson {
    mean: f64,
    /// The count of the first entry of `cumulative`.
    first: u64,
    /// P(K ≤ k) for `first` and on.
    cumulative: Vec<f64>,
}

/// (ln P(K ≤ k), ln P(K > k)).
fn tails(mean: f64, k: u64) -> (f64, f64) {
    let (above, up_to, _) = GammaTails::new(k as f64 + 1.0).at(ln(mean));
    (up_to, above)
}

/// The smallest count at which `reached`, which stays true once it is, holds.
fn first_count(mut reached: impl FnMut(u64) -> bool) -> u64 {
    let mut high = 1;
    while !reached(high) {
        high *= 2;
    }
    let mut low = 0;
    while low < high {
        let middle = low + (high - low) / 2;
        if reached(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

impl Poisson {
    /// # Errors
    /// [`DistError::NotFinite`]; [`DistError::NotPositive`] unless `mean` > 0;
    /// [`DistError::ShapeOutside`] for a mean above 1e6.
    pub fn new(mean: f64) -> Result<Self, DistError> {
        if positive("mean", mean)? > MOST_MEAN {
            let (least, most) = (0.0, MOST_MEAN);
            return Err(DistError::ShapeOutside { name: "mean", value: mean, least, most });
        }
        let first = first_count(|k| tails(mean, k).0 >= ln(TABLE_TAIL));
        let last = first_count(|k| tails(mean, k).1 <= ln(TABLE_TAIL));
        let cumulative = (first..=last.max(first)).map(|k| exp(tails(mean, k).0)).collect();
        Ok(Self { mean, first, cumulative })
    }

    /// The quantile at `u`, 0 < u < 1.
    pub fn quantile(&self, u: f64) -> f64 {
        let count = if u < TABLE_TAIL {
            first_count(|k| tails(self.mean, k).0 >= ln(u))
        } else if 1.0 - u < TABLE_TAIL {
            first_count(|k| tails(self.mean, k).1 <= ln(1.0 - u))
        } else {
            self.first + self.cumulative.partition_point(|sum| *sum < u) as u64
        };
        count as f64
    }

    /// P(K ≤ k) over the table's counts: where the quantile jumps.
    pub(super) fn jumps(&self) -> &[f64] {
        &self.cumulative
    }

    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// √λ.
    pub fn standard_deviation(&self) -> f64 {
        self.mean.sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (0.0, f64::INFINITY)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;
    use statrs::distribution::DiscreteCDF;

    #[test]
    fn small_means_give_the_sums_of_the_series() {
        let orders: Dist = Poisson::new(2.0).unwrap().into();
        // e⁻² = 0.1353, then 0.4060, 0.6767, 0.8571, 0.9473.
        let known = [
            (0.135, 0.0),
            (0.136, 1.0),
            (0.406, 1.0),
            (0.407, 2.0),
            (0.857, 3.0),
            (0.94, 4.0),
            (1e-300, 0.0),
        ];
        check::quantiles(&orders, &known);
        assert_eq!(orders.standard_deviation(), Some(2f64.sqrt()));
    }

    /// u of P(K ≤ k) and just above it: a count must answer for all of its own interval.
    #[test]
    fn jumps_lie_where_statrs_sums_to() {
        for mean in [0.01, 3.5, 80.0, 20_000.0] {
            let dist = Poisson::new(mean).unwrap();
            let other = statrs::distribution::Poisson::new(mean).unwrap();
            for u in [1e-6, 0.02, 0.3, 0.5, 0.9, 0.999_99] {
                let k = dist.quantile(u);
                // statrs rounds within 1e-9, far less than one count's probability here.
                assert!(other.cdf(k as u64) > u - 1e-9, "{mean} {u}");
                assert!(k == 0.0 || other.cdf(k as u64 - 1) < u + 1e-9, "{mean} {u}");
            }
        }
    }

    #[test]
    fn the_tails_go_on_beyond_the_table() {
        let dist = Poisson::new(1.0).unwrap();
        // P(K > 17) = e⁻¹·Σ_{k≥18} 1/k! = 6.06e-17 < 2⁻⁵³ = 1.11e-16 < P(K > 16) = 1.09e-15.
        assert_eq!(dist.quantile(check::LAST), 17.0);
        let large = Poisson::new(1e4).unwrap();
        // Bounds by Chernoff: 37 standard deviations below, less the skew.
        let low = large.quantile(1e-300);
        assert!(low > 10_000.0 - 3_800.0 && low < 10_000.0 - 3_400.0, "{low}");
        let (up_to, _) = tails(1e4, low as u64);
        let (before, _) = tails(1e4, low as u64 - 1);
        assert!(before < ln(1e-300) && up_to >= ln(1e-300));
    }

    #[test]
    fn impossible_numbers_are_refused() {
        assert!(matches!(Poisson::new(0.0), Err(DistError::NotPositive { name: "mean", .. })));
        assert!(matches!(Poisson::new(f64::NAN), Err(DistError::NotFinite { .. })));
        assert!(matches!(Poisson::new(2e6), Err(DistError::ShapeOutside { .. })));
    }
}
