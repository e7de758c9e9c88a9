//! A metric's values over all paths, with the shares and the shape that charts ask for.

use crate::stats::{Estimate, Missing, Sample as Sorted};

/// The finite values of a metric in ascending order, at least one.
#[derive(Clone, Debug)]
pub struct Sample(Sorted);

impl Sample {
    /// The finite values of a column, or nothing if there is none.
    pub fn new(values: &[f64]) -> Option<Self> {
        let sorted = Sorted::new(values, Missing::Absent);
        (!sorted.finite().is_empty()).then_some(Self(sorted))
    }

    fn sorted(&self) -> &[f64] {
        self.0.finite()
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        self.sorted().len()
    }

    pub fn mean(&self) -> Estimate {
        drawable(self.0.moments().mean().expect("a mean because there is a value"))
    }

    pub fn min(&self) -> f64 {
        self.sorted()[0]
    }

    pub fn max(&self) -> f64 {
        self.sorted()[self.count() - 1]
    }

    /// The quantile at p in [0, 1], type 7.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantile_estimate(p).value
    }

    /// The quantile with its standard error.
    pub fn quantile_estimate(&self, p: f64) -> Estimate {
        drawable(self.0.quantile(p).expect("a quantile because there is a value"))
    }

    /// The share of values above x.
    pub fn share_above(&self, x: f64) -> f64 {
        let above = self.count() - self.sorted().partition_point(|&v| v <= x);
        above as f64 / self.count() as f64
    }

    /// The share of values in [from, to).
    pub fn share_between(&self, from: f64, to: f64) -> f64 {
        let first = self.sorted().partition_point(|&v| v < from);
        let end = self.sorted().partition_point(|&v| v < to);
        end.saturating_sub(first) as f64 / self.count() as f64
    }

    /// The share of values that are exactly zero.
    pub fn zero_share(&self) -> f64 {
        self.0.zeros() as f64 / self.count() as f64
    }

    /// The values above zero, in ascending order.
    pub fn positive(&self) -> &[f64] {
        &self.sorted()[self.sorted().partition_point(|&v| v <= 0.0)..]
    }

    /// The quantile at p of the values above zero, type 7; NaN if there is none.
    pub fn positive_quantile(&self, p: f64) -> f64 {
        let positive = Sorted::new(self.positive(), Missing::Absent);
        positive.quantile(p).map_or(f64::NAN, |quantile| quantile.value)
    }

    /// Whether the positive values spread so widely (P95 over P5 above 20) that they need a log
    /// axis; never where there are negative ones.
    pub fn needs_log_axis(&self) -> bool {
        const WIDE: f64 = 20.0;
        self.min() >= 0.0 && self.positive_quantile(0.95) > WIDE * self.positive_quantile(0.05)
    }
}

/// The estimate with an error that a chart can draw: none where the run cannot tell it, as of one
/// path.
fn drawable(estimate: Estimate) -> Estimate {
    let known = estimate.standard_error.is_finite();
    Estimate { standard_error: if known { estimate.standard_error } else { 0.0 }, ..estimate }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_shares_and_error() {
        let sample = Sample::new(&[4.0, 0.0, 2.0, 1.0, f64::NAN, 3.0]).expect("values");
        assert_eq!(sample.count(), 5);
        assert_eq!(sample.quantile(0.5), 2.0);
        assert_eq!(sample.quantile(0.1), 0.4);
        assert_eq!(sample.zero_share(), 0.2);
        assert_eq!(sample.share_above(2.0), 0.4);
        assert_eq!(sample.share_between(1.0, 3.0), 0.4);
        assert_eq!(sample.mean().value, 2.0);
        // variance 10/4, over 5 values
        assert!((sample.mean().standard_error - 0.5f64.sqrt()).abs() < 1e-15);
        assert!(Sample::new(&[f64::NAN]).is_none());
    }

    #[test]
    fn a_log_axis_needs_a_wide_spread_of_positive_values() {
        let wide: Vec<f64> =
            (0..100).map(|i| if i < 30 { 0.0 } else { f64::from(i * i * i) }).collect();
        assert!(Sample::new(&wide).expect("values").needs_log_axis());
        let narrow: Vec<f64> = (0..100).map(|i| if i < 30 { 0.0 } else { f64::from(i) }).collect();
        assert!(!Sample::new(&narrow).expect("values").needs_log_axis());
        assert!(!Sample::new(&[0.0, 0.0]).expect("values").needs_log_axis());
    }
}
