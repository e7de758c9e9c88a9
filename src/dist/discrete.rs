//! A choice among values with weights.

use super::DistError;
use super::error::finite;

/// How far the weights' sum may be from one: room for decimals written in a file.
const SUM_TOLERANCE: f64 = 1e-9;

/// Values x₁ ≤ x₂ ≤ … with probabilities w₁, w₂, …: Q(u) is the first value whose cumulative weight
/// is at least u.
#[derive(Clone, Debug, PartialEq)]
pub struct Discrete {
    values: Vec<f64>,
    /// Sums of the weights up to each value, divided by their total; the last is one.
    cumulative: Vec<f64>,
}

impl Discrete {
    /// Values in any order, each with its weight.
    ///
    /// # Errors
    /// [`DistError::Empty`], [`DistError::CountsDiffer`], [`DistError::NotFinite`] for a value,
    /// [`DistError::WeightNotPositive`], and [`DistError::WeightsSum`] unless the weights sum to
    /// one within 1e-9.
    pub fn new(values: &[f64], weights: &[f64]) -> Result<Self, DistError> {
        if values.is_empty() {
            return Err(DistError::Empty { what: "discrete distribution" });
        }
        if values.len() != weights.len() {
            let (values, weights) = (values.len(), weights.len());
            return Err(DistError::CountsDiffer { values, weights });
        }
        for (&value, &weight) in values.iter().zip(weights) {
            finite("a value", value)?;
            if !(weight > 0.0 && weight.is_finite()) {
                return Err(DistError::WeightNotPositive { value, weight });
            }
        }
        let mut pairs: Vec<(f64, f64)> =
            values.iter().copied().zip(weights.iter().copied()).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        let sum: f64 = pairs.iter().map(|pair| pair.1).sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(DistError::WeightsSum { sum });
        }
        let mut running = 0.0;
        let mut cumulative: Vec<f64> = pairs
            .iter()
            .map(|pair| {
                running += pair.1;
                running / sum
            })
            .collect();
        // The last value takes whatever rounding left, so that no u lies beyond it.
        if let Some(last) = cumulative.last_mut() {
            *last = 1.0;
        }
        Ok(Self { values: pairs.into_iter().map(|pair| pair.0).collect(), cumulative })
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let at = self.cumulative.partition_point(|sum| *sum < u);
        self.values[at.min(self.values.len() - 1)]
    }

    /// The weights up to each value but the last: where the quantile jumps.
    pub(super) fn jumps(&self) -> &[f64] {
        &self.cumulative[..self.cumulative.len() - 1]
    }

    fn expectation(&self, of: impl Fn(f64) -> f64) -> f64 {
        let mut before = 0.0;
        let mut total = 0.0;
        for (value, sum) in self.values.iter().zip(&self.cumulative) {
            total += of(*value) * (sum - before);
            before = *sum;
        }
        total
    }

    /// Σ w·x.
    pub fn mean(&self) -> f64 {
        self.expectation(|x| x)
    }

    /// √(Σ w·(x − mean)²).
    pub fn standard_deviation(&self) -> f64 {
        let mean = self.mean();
        self.expectation(|x| (x - mean) * (x - mean)).sqrt()
    }

    pub fn support(&self) -> (f64, f64) {
        (self.values[0], self.values[self.values.len() - 1])
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;

    #[test]
    fn each_value_takes_its_share_of_the_unit_interval() {
        let dice: Dist = Discrete::new(&[30.0, 10.0, 20.0], &[0.25, 0.25, 0.5]).unwrap().into();
        let known = [
            (1e-300, 10.0),
            (0.25, 10.0),
            (0.25 + 1e-12, 20.0),
            (0.75, 20.0),
            (0.76, 30.0),
            (check::LAST, 30.0),
        ];
        check::quantiles(&dice, &known);
        assert_eq!(dice.mean(), Some(20.0));
        assert_eq!(dice.standard_deviation(), Some(50f64.sqrt()));
        assert_eq!(dice.support(), (10.0, 30.0));
    }

    #[test]
    fn a_sum_off_by_rounding_leaves_no_gap() {
        let tenths = Discrete::new(&[1.0; 10], &[0.1; 10]).unwrap();
        assert_eq!(tenths.quantile(check::LAST), 1.0);
        assert!(Discrete::new(&[1.0, 2.0], &[0.5, 0.5 + 0.9e-9]).is_ok());
        assert!(Discrete::new(&[1.0, 2.0], &[0.5, 0.5 + 1.1e-9]).is_err());
    }

    #[test]
    fn impossible_numbers_are_refused() {
        let refused = |values: &[f64], weights: &[f64]| Discrete::new(values, weights).unwrap_err();
        assert_eq!(refused(&[], &[]), DistError::Empty { what: "discrete distribution" });
        assert_eq!(refused(&[1.0], &[]), DistError::CountsDiffer { values: 1, weights: 0 });
        assert_eq!(
            refused(&[1.0, 2.0], &[1.0, 0.0]),
            DistError::WeightNotPositive { value: 2.0, weight: 0.0 }
        );
        assert!(matches!(refused(&[1.0], &[f64::NAN]), DistError::WeightNotPositive { .. }));
        assert!(matches!(refused(&[f64::NAN], &[1.0]), DistError::NotFinite { .. }));
        assert_eq!(refused(&[1.0, 2.0], &[0.5, 0.25]), DistError::WeightsSum { sum: 0.75 });
    }
}
