//! A metric's values over all paths, sorted, with the quantiles and shares that charts ask for.

use crate::stats::Estimate;

/// The finite values of a metric in ascending order.
#[derive(Clone, Debug)]
pub struct Sample {
    sorted: Vec<f64>,
    mean: Estimate,
}

impl Sample {
    /// The finite values of a column, or nothing if there is none.
    pub fn new(values: &[f64]) -> Option<Self> {
        let mut sorted: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
        if sorted.is_empty() {
            return None;
        }
        sorted.sort_unstable_by(f64::total_cmp);
        let n = sorted.len() as f64;
        let mut mean = sorted.iter().sum::<f64>() / n;
        if sorted.first() == sorted.last() {
            // The sum of equal values rounds, their mean must not.
            mean = sorted[0];
        }
        let squares: f64 = sorted.iter().map(|v| (v - mean) * (v - mean)).sum();
        let variance = if n > 1.0 { squares / (n - 1.0) } else { 0.0 };
        Some(Self { sorted, mean: Estimate { value: mean, standard_error: (variance / n).sqrt() } })
    }

    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// A sample always has a value.
    pub fn is_empty(&self) -> bool {
        false
    }

    pub fn mean(&self) -> Estimate {
        self.mean
    }

    pub fn min(&self) -> f64 {
        self.sorted[0]
    }

    pub fn max(&self) -> f64 {
        self.sorted[self.sorted.len() - 1]
    }

    /// The quantile at p in [0, 1], type 7: linear between order statistics.
    pub fn quantile(&self, p: f64) -> f64 {
        quantile(&self.sorted, p)
    }

    /// The quantile with its standard error: half the distance between the quantiles one binomial
    /// standard deviation, sqrt(p (1 - p) / n), below and above p.
    pub fn quantile_estimate(&self, p: f64) -> Estimate {
        let step = (p * (1.0 - p) / self.sorted.len() as f64).sqrt();
        let (low, high) = (self.quantile((p - step).max(0.0)), self.quantile((p + step).min(1.0)));
        Estimate { value: self.quantile(p), standard_error: (high - low) / 2.0 }
    }

    /// The share of values above x.
    pub fn share_above(&self, x: f64) -> f64 {
        let above = self.sorted.len() - self.sorted.partition_point(|&v| v <= x);
        above as f64 / self.sorted.len() as f64
    }

    /// The share of values in [from, to).
    pub fn share_between(&self, from: f64, to: f64) -> f64 {
        let first = self.sorted.partition_point(|&v| v < from);
        let end = self.sorted.partition_point(|&v| v < to);
        end.saturating_sub(first) as f64 / self.sorted.len() as f64
    }

    /// The share of values that are exactly zero.
    pub fn zero_share(&self) -> f64 {
        let first = self.sorted.partition_point(|&v| v < 0.0);
        let end = self.sorted.partition_point(|&v| v <= 0.0);
        (end - first) as f64 / self.sorted.len() as f64
    }

    /// The values above zero, in ascending order.
    pub fn positive(&self) -> &[f64] {
        &self.sorted[self.sorted.partition_point(|&v| v <= 0.0)..]
    }

    /// Whether the positive values spread so widely (P95 over P5 above 20) that they need a log
    /// axis; never where there are negative ones.
    pub fn needs_log_axis(&self) -> bool {
        const WIDE: f64 = 20.0;
        let positive = self.positive();
        self.min() >= 0.0
            && !positive.is_empty()
            && quantile(positive, 0.95) > WIDE * quantile(positive, 0.05)
    }
}

/// The quantile of ascending values at p in [0, 1], type 7; NaN if there is none.
pub(crate) fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let rank = p.clamp(0.0, 1.0) * last as f64;
    let below = (rank.floor() as usize).min(last);
    let above = (below + 1).min(last);
    let weight = rank - below as f64;
    sorted[below] + weight * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_shares_and_error() {
        let sample = Sample::new(&[4.0, 0.0, 2.0, 1.0, f64::NAN, 3.0]).expect("values");
        assert_eq!(sample.len(), 5);
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
