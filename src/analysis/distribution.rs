//! How widely a metric spreads: a histogram with round edges, zeros apart, and its quantiles.

use super::round::{linear_edges, log_edges};
use super::sample::Sample;
use super::subject::{Spread, Subject};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::Estimate;

/// A bin and the share of all paths in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    pub from: f64,
    pub to: f64,
    pub share: f64,
    /// The share of all paths below `to`.
    pub cumulative: f64,
}

/// The distribution of one metric over all paths.
#[derive(Clone, Debug)]
pub struct Distribution {
    pub subject: Subject,
    pub paths: usize,
    /// The share of paths that are exactly zero; no bin counts them.
    pub zero_share: f64,
    /// The share of paths below the first bin, other than zeros.
    pub below_share: f64,
    /// Bins with round edges, equal in width or, on a log axis, nearly so in ratio.
    pub bins: Vec<Bin>,
    /// The share of paths at or above the last bin's end.
    pub above_share: f64,
    pub log: bool,
    pub p10: Estimate,
    pub p50: Estimate,
    pub p90: Estimate,
    pub mean: Estimate,
    pub min: f64,
    pub max: f64,
}

impl Distribution {
    /// The distribution of a metric column, as in "delivered_units.2026", if the run has it.
    pub fn new(result: &RunResult, metric: &str) -> Option<Self> {
        /// Bars that can still be told apart on a slide.
        const MOST_BINS: usize = 40;
        let subject = Subject::new(result, metric)?;
        let sample = Sample::of(result, metric)?;
        let log = sample.needs_log_axis();
        let edges = Self::edges(&sample, log, MOST_BINS);
        let zero_share = sample.zero_share();
        // Zeros are counted apart, so a bin from zero begins just above it.
        let without_zeros = |from: f64, to: f64| {
            let zeros = if from <= 0.0 && to > 0.0 { zero_share } else { 0.0 };
            (sample.share_between(from, to) - zeros).max(0.0)
        };
        let bins: Vec<Bin> = edges
            .windows(2)
            .map(|pair| Bin {
                from: pair[0],
                to: pair[1],
                share: without_zeros(pair[0], pair[1]),
                cumulative: sample.share_between(f64::NEG_INFINITY, pair[1]),
            })
            .collect();
        let (first, last) = (edges.first().copied(), edges.last().copied());
        Some(Self {
            below_share: first.map_or(0.0, |first| without_zeros(f64::NEG_INFINITY, first)),
            above_share: last.map_or(0.0, |last| without_zeros(last, f64::INFINITY)),
            subject,
            paths: sample.count(),
            zero_share,
            bins,
            log,
            p10: sample.quantile_estimate(0.1),
            p50: sample.quantile_estimate(0.5),
            p90: sample.quantile_estimate(0.9),
            mean: sample.mean(),
            min: sample.min(),
            max: sample.max(),
        })
    }

    /// Edges over the bulk of the values that are not zero: all of them, unless the outermost half
    /// percent would take more than a third of the axis. The last edge lies above the largest value covered.
    fn edges(sample: &Sample, log: bool, most: usize) -> Vec<f64> {
        const TAIL: f64 = 0.005;
        /// Decades that a log axis may span.
        const WIDEST: f64 = 1e10;
        let least_positive = sample.least_positive();
        let above = |high: f64| high + high.abs() * 1e-9;
        if log {
            let high = sample.max().min(sample.positive_quantile(1.0 - TAIL) * 10.0);
            let low = least_positive.unwrap_or(0.0).max(sample.positive_quantile(TAIL) / 10.0);
            return log_edges(low.max(high / WIDEST), above(high));
        }
        if least_positive.is_none() && sample.min() >= 0.0 {
            return Vec::new();
        }
        let inner = sample.quantile(1.0 - TAIL);
        let high = if sample.max() > 1.5 * inner && inner > 0.0 { inner } else { sample.max() };
        // Zero belongs on the axis unless the values are far from it.
        let low = sample.min();
        let low =
            if low > 0.0 && (sample.zero_share() > 0.0 || low < high / 2.0) { 0.0 } else { low };
        if high <= low {
            let width = if high == 0.0 { 1.0 } else { high.abs() };
            return linear_edges(high - width / 2.0, high + width / 2.0, most);
        }
        linear_edges(low, above(high), most)
    }

    fn spread(&self) -> Spread {
        Spread {
            paths: self.paths,
            p10: self.p10,
            median: self.p50,
            p90: self.p90,
            zero_share: self.zero_share,
            constant: self.min == self.max,
        }
    }

    /// The answer in a sentence.
    pub fn finding(&self) -> String {
        self.subject.range_sentence(&self.spread())
    }

    /// Zeros first, then a row a bin; whatever lies outside the bins has a row of its own.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["part", "from", "to", "share", "cumulative_share"]);
        let mut row = |part: &str, from: f64, to: f64, share: f64, cumulative: f64| {
            table.push(vec![
                part.into(),
                Cell::Number(from),
                Cell::Number(to),
                Cell::Number(share),
                Cell::Number(cumulative),
            ]);
        };
        if self.zero_share > 0.0 {
            let negative = if self.min < 0.0 { self.below_zero_share() } else { 0.0 };
            row("zero", 0.0, 0.0, self.zero_share, negative + self.zero_share);
        }
        if let Some(first) = self.bins.first().filter(|_| self.below_share > 0.0) {
            row("below", self.min, first.from, self.below_share, first.cumulative - first.share);
        }
        for bin in &self.bins {
            row("bin", bin.from, bin.to, bin.share, bin.cumulative);
        }
        if let Some(last) = self.bins.last().filter(|_| self.above_share > 0.0) {
            row("above", last.to, self.max, self.above_share, 1.0);
        }
        table
    }

    /// The share of paths below zero.
    fn below_zero_share(&self) -> f64 {
        self.bins.iter().filter(|bin| bin.to <= 0.0).map(|bin| bin.share).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::super::subject::column;
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    /// Sums of forty shares of whole paths round by less than this.
    const ROUNDING: f64 = 1e-12;

    fn total(d: &Distribution) -> f64 {
        d.zero_share + d.below_share + d.above_share + d.bins.iter().map(|b| b.share).sum::<f64>()
    }

    #[test]
    fn shares_sum_to_one_with_zeros_apart() {
        for shape in Shape::adversarial() {
            let result = synthetic(&shape);
            for metric in ["delivered_units", "gross_revenue_usd", "delivered_units.2026"] {
                let Some(d) = Distribution::new(&result, metric) else { continue };
                assert!((total(&d) - 1.0).abs() < ROUNDING, "{metric} {shape:?}: {}", total(&d));
                let values = &column(&result, metric).expect("a column").values;
                let zeros = values.iter().filter(|v| **v == 0.0).count() as f64;
                assert_eq!(d.zero_share, zeros / values.len() as f64);
            }
        }
    }

    #[test]
    fn a_bin_that_begins_at_zero_does_not_count_zeros() {
        let mut result = synthetic(&Shape::default());
        let column = result.metrics.iter_mut().find(|c| c.name == "delivered_units").expect("it");
        column.values = (0..1000).map(|i| if i < 400 { 0.0 } else { f64::from(i) }).collect();
        let d = Distribution::new(&result, "delivered_units").expect("values");
        assert!(!d.log);
        assert_eq!((d.zero_share, d.bins[0].from, d.bins[0].share), (0.4, 0.0, 0.0));
        assert!((d.bins[0].cumulative - 0.4).abs() < ROUNDING);
    }

    #[test]
    fn the_finding_holds_the_deciles_and_the_zero_share() {
        let d =
            Distribution::new(&synthetic(&Shape::default()), "delivered_units").expect("values");
        let high = d.subject.amount(d.p90);
        assert_eq!(
            d.finding(),
            format!(
                "Nine runs in ten deliver at most {high} chips by Dec 2027; three in ten deliver none"
            )
        );
        assert!(d.log && d.bins[0].from > 0.0);
    }
}
