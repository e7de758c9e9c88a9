//! The chance of getting more than an amount, for every amount, with its targets.

use super::likelihood::likelihood;
use super::round::{linear_edges, log_edges};
use super::sample::Sample;
use super::subject::Subject;
use super::wording::{percent, shortened};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::{Estimate, Interval, Proportion};
use crate::units::Date;

/// The exceedance probability at one amount, with its pointwise 95% confidence interval.
#[derive(Clone, Copy, Debug)]
pub struct ExceedancePoint {
    pub amount: f64,
    pub probability: f64,
    pub low: f64,
    pub high: f64,
}

/// A target of the metric and its probability.
#[derive(Clone, Debug)]
pub struct TargetMark {
    pub title: String,
    pub at_least: f64,
    /// The date it must be reached by, where that is before the horizon: its probability then lies
    /// below the curve, which is for the horizon.
    pub by: Option<Date>,
    pub probability: Estimate,
}

/// P(X > x) of one metric, where x is an amount.
#[derive(Clone, Debug)]
pub struct Exceedance {
    pub subject: Subject,
    pub paths: usize,
    pub points: Vec<ExceedancePoint>,
    pub targets: Vec<TargetMark>,
    pub log: bool,
    pub p90: Estimate,
    pub zero_share: f64,
}

/// The 95% interval of a share of `paths` paths.
fn interval(share: f64, paths: usize) -> (f64, f64) {
    let hits = (share * paths as f64).round() as u64;
    let bounds = Proportion::new(hits, paths as u64).map(Proportion::interval);
    let Interval { low, high } = bounds.unwrap_or(Interval { low: 0.0, high: 1.0 });
    // Rounding must not leave the share itself outside.
    (low.min(share), high.max(share))
}

/// Round ends of the axis: all values but a few far out, and the targets within reach.
pub(super) fn range(sample: &Sample, targets: &[TargetMark], log: bool) -> (f64, f64) {
    /// How far beyond the largest value a target may stretch the axis.
    const STRETCH: f64 = 2.0;
    /// Decades that a log axis may span.
    const WIDEST: f64 = 1e8;
    let reach = targets.iter().map(|target| target.at_least);
    let top = if sample.max() > 0.0 { sample.max() } else { f64::INFINITY };
    let reach = reach.filter(|&level| level <= STRETCH * top).fold(sample.max(), f64::max);
    if log {
        let far = sample.positive_quantile(0.999) * 4.0;
        let high = if sample.max() > far { far } else { reach };
        let low = sample.positive_quantile(0.005).max(high / WIDEST);
        let edges = log_edges(low, high);
        return (edges[0], edges[edges.len() - 1]);
    }
    let low = sample.min().min(0.0);
    let high = if reach > low { reach } else { low + 1.0 };
    let edges = linear_edges(low, low + (high - low) * 1.02, 12);
    (edges[0], edges[edges.len() - 1])
}

impl Exceedance {
    /// The exceedance curve of a metric column, if the run has it.
    pub fn new(result: &RunResult, metric: &str) -> Option<Self> {
        let subject = Subject::new(result, metric)?;
        let sample = Sample::of(result, metric)?;
        let end = result.calendar.last_day(result.calendar.weeks() - 1);
        let targets: Vec<TargetMark> = result
            .targets
            .iter()
            .filter(|target| target.metric == metric && target.at_least.is_finite())
            .map(|target| TargetMark {
                title: target.title.clone(),
                at_least: target.at_least,
                by: target.by.filter(|&by| by < end),
                probability: target.probability,
            })
            .collect();
        let log = sample.needs_log_axis();
        let points = Self::points(&sample, range(&sample, &targets, log), log);
        Some(Self {
            subject,
            paths: sample.count(),
            points,
            targets,
            log,
            p90: sample.quantile_estimate(0.9),
            zero_share: sample.zero_share(),
        })
    }

    /// The curve of a sample between two amounts.
    pub(super) fn points(
        sample: &Sample,
        (low, high): (f64, f64),
        log: bool,
    ) -> Vec<ExceedancePoint> {
        const POINTS: usize = 240;
        (0..=POINTS)
            .map(|i| {
                let along = i as f64 / POINTS as f64;
                let amount = if log {
                    low * crate::lanes::math::pow(high / low, along)
                } else {
                    low + (high - low) * along
                };
                let [least, probability, most] = sample.share_above_within(amount);
                let (low, _) = interval(least, sample.count());
                let (_, high) = interval(most, sample.count());
                ExceedancePoint { amount, probability, low, high }
            })
            .collect()
    }

    /// The answer in a sentence: the first target's chance, else the level of the top tenth.
    pub fn finding(&self) -> String {
        const TITLE_LETTERS: usize = 80;
        // A target due at the horizon lies on the curve; the others are rings below it.
        let due_last = self.targets.iter().find(|target| target.by.is_none());
        if let Some(target) = due_last.or(self.targets.first()) {
            let share = percent(target.probability.value);
            let word = likelihood(target.probability.value);
            let chance = match target.probability.value {
                p if p <= 0.0 => "no run meets it".to_owned(),
                p if p >= 1.0 => "every run meets it".to_owned(),
                _ => format!("{word}, {share} of runs meet it"),
            };
            return format!("{}: {chance}", shortened(&target.title, TITLE_LETTERS));
        }
        let Subject { when, .. } = &self.subject;
        if self.zero_share >= 1.0 {
            return self.subject.nothing_sentence();
        }
        let top = self.subject.counted(&self.subject.amount(self.p90));
        format!("One run in ten {} more than {top} {when}", self.subject.verb(true))
    }

    /// The curve's points, then the targets.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "part",
            "amount",
            "probability",
            "interval_low",
            "interval_high",
            "likelihood",
            "by",
        ]);
        let mut row = |part: &str, amount: f64, p: f64, (low, high): (f64, f64), by: String| {
            table.push(vec![
                part.into(),
                Cell::Number(amount),
                Cell::Number(p),
                Cell::Number(low),
                Cell::Number(high),
                likelihood(p).into(),
                by.into(),
            ]);
        };
        for point in &self.points {
            row(
                "more than",
                point.amount,
                point.probability,
                (point.low, point.high),
                String::new(),
            );
        }
        for target in &self.targets {
            let p = target.probability.value;
            let by = target.by.map_or_else(String::new, |by| by.to_string());
            let part = format!("target: {}", target.title);
            row(&part, target.at_least, p, interval(p, self.paths), by);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn the_curve_falls_inside_its_interval() {
        for shape in Shape::adversarial() {
            let result = synthetic(&shape);
            let e = Exceedance::new(&result, "gross_revenue_usd").expect("values");
            assert!(
                e.points
                    .windows(2)
                    .all(|w| { w[0].amount < w[1].amount && w[0].probability >= w[1].probability })
            );
            assert!(e.points.iter().all(|p| p.low <= p.probability && p.probability <= p.high));
        }
    }

    #[test]
    fn the_finding_is_the_first_target_with_its_word_and_number() {
        let result = synthetic(&Shape::default());
        let e = Exceedance::new(&result, "delivered_units").expect("values");
        let target = &e.targets[0];
        assert_eq!(
            e.finding(),
            format!(
                "{}: {}, {} of runs meet it",
                target.title,
                likelihood(target.probability.value),
                percent(target.probability.value)
            )
        );
        assert!(e.log, "the synthetic run has a heavy tail");
        assert!(e.targets.iter().all(|t| t.title != "Ten billion dollars"), "of another metric");
    }
}
