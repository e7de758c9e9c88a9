//! A metric's values over all paths, with the shares and the shape that charts ask for.

use super::subject::column;
use crate::engine::RunResult;
use crate::stats::{Binned, Estimate, Missing, Moments, Sample as Sorted};

/// The finite values of a metric in ascending order, at least one.
#[derive(Clone, Debug)]
pub struct Sample {
    moments: Moments,
    values: Values,
}

#[derive(Clone, Debug)]
enum Values {
    /// Of every path.
    Kept(Sorted),
    /// Of paths whose values are not kept, known to their bins.
    Binned(Binned),
}

impl Sample {
    /// The finite values of a column, or nothing if there is none.
    pub fn new(values: &[f64]) -> Option<Self> {
        let sorted = Sorted::new(values, Missing::Absent);
        let is_empty = sorted.finite().is_empty();
        (!is_empty).then(|| Self { moments: sorted.moments(), values: Values::Kept(sorted) })
    }

    /// The finite values of a run's metric over all paths, kept or not; nothing if there is none, or no such metric.
    pub fn of(result: &RunResult, metric: &str) -> Option<Self> {
        let Some(tally) = result.tally(metric) else {
            return Self::new(&column(result, metric)?.values);
        };
        let sorted = tally.sorted(Missing::Absent);
        let is_empty = sorted.finite() == 0;
        (!is_empty).then(|| Self { moments: tally.moments(), values: Values::Binned(sorted) })
    }

    /// How many values there are.
    pub fn count(&self) -> usize {
        match &self.values {
            Values::Kept(sorted) => sorted.finite().len(),
            Values::Binned(binned) => binned.finite() as usize,
        }
    }

    pub fn mean(&self) -> Estimate {
        drawable(self.moments.mean().expect("a mean because there is a value"))
    }

    pub fn min(&self) -> f64 {
        self.extremes().0
    }

    pub fn max(&self) -> f64 {
        self.extremes().1
    }

    fn extremes(&self) -> (f64, f64) {
        match &self.values {
            Values::Kept(sorted) => (sorted.finite()[0], sorted.finite()[self.count() - 1]),
            Values::Binned(binned) => binned.extremes().expect("extremes because there is a value"),
        }
    }

    /// The quantile at p in [0, 1], type 7.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantile_estimate(p).value
    }

    /// The quantile with its standard error.
    pub fn quantile_estimate(&self, p: f64) -> Estimate {
        let found = match &self.values {
            Values::Kept(sorted) => sorted.quantile(p),
            Values::Binned(binned) => binned.quantile(p),
        };
        drawable(found.expect("a quantile because there is a value"))
    }

    /// How many values lie below x, or at it too: at least, about, and at most.
    fn below(&self, x: f64, or_at: bool) -> [f64; 3] {
        match &self.values {
            Values::Kept(sorted) => {
                let under = |v: &f64| *v < x || (or_at && *v == x);
                [sorted.finite().partition_point(under) as f64; 3]
            }
            Values::Binned(binned) => binned.below(x, or_at),
        }
    }

    /// The share of values above x.
    pub fn share_above(&self, x: f64) -> f64 {
        self.share_above_within(x)[1]
    }

    /// The share of values above x: at least, about, and at most, which differ where values are known to their bins only.
    pub fn share_above_within(&self, x: f64) -> [f64; 3] {
        let count = self.count() as f64;
        let [least, about, most] = self.below(x, true);
        [most, about, least].map(|below| (count - below) / count)
    }

    /// The share of values in [from, to).
    pub fn share_between(&self, from: f64, to: f64) -> f64 {
        let ([_, first, _], [_, end, _]) = (self.below(from, false), self.below(to, false));
        (end - first).max(0.0) / self.count() as f64
    }

    /// The share of values that are exactly zero.
    pub fn zero_share(&self) -> f64 {
        let zeros = match &self.values {
            Values::Kept(sorted) => sorted.zeros() as u64,
            Values::Binned(binned) => binned.zeros(),
        };
        zeros as f64 / self.count() as f64
    }

    /// The smallest value above zero, if there is one.
    pub fn least_positive(&self) -> Option<f64> {
        match &self.values {
            Values::Kept(sorted) => positive(sorted).first().copied(),
            Values::Binned(binned) => binned.positive().extremes().map(|(low, _)| low),
        }
    }

    /// The quantile at p of the values above zero, type 7; NaN if there is none.
    pub fn positive_quantile(&self, p: f64) -> f64 {
        let found = match &self.values {
            Values::Kept(sorted) => Sorted::new(positive(sorted), Missing::Absent).quantile(p),
            Values::Binned(binned) => binned.positive().quantile(p),
        };
        found.map_or(f64::NAN, |quantile| quantile.value)
    }

    /// Whether the positive values spread so widely (P95 over P5 above 20) that they need a log
    /// axis; never where there are negative ones.
    pub fn needs_log_axis(&self) -> bool {
        const WIDE: f64 = 20.0;
        self.min() >= 0.0 && self.positive_quantile(0.95) > WIDE * self.positive_quantile(0.05)
    }
}

/// The values above zero, in ascending order.
fn positive(sorted: &Sorted) -> &[f64] {
    let values = sorted.finite();
    &values[values.partition_point(|&v| v <= 0.0)..]
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
