//! Odds in dots: a hundred of them, each for one run in a hundred, counted in words.

use super::round::{decade, ten_to};
use super::sample::Sample;
use super::subject::Subject;
use super::wording::sentence;
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::{Estimate, Proportion};

/// How many dots there are.
pub const DOTS: usize = 100;

/// The dots in a range of amounts.
#[derive(Clone, Debug)]
pub struct DotGroup {
    /// Above this amount; at zero itself where both bounds are zero.
    pub above: f64,
    /// Up to this amount.
    pub to: f64,
    pub dots: usize,
    /// The share of all paths in the range.
    pub share: Estimate,
}

/// A metric as a hundred dots.
#[derive(Clone, Debug)]
pub struct Dots {
    pub subject: Subject,
    pub paths: usize,
    /// The amount of each dot from the least: the quantiles at 0.5%, 1.5% … 99.5%.
    pub values: Vec<f64>,
    /// Whether the amounts need a log axis.
    pub log: bool,
    /// Ranges between round amounts, from the least, those without dots left out.
    pub groups: Vec<DotGroup>,
}

impl Dots {
    /// The dots of a metric column; none where a dot would be less than a path, or where a path
    /// ends below zero.
    pub fn new(result: &RunResult, metric: &str) -> Option<Self> {
        let subject = Subject::new(result, metric)?;
        let sample = Sample::of(result, metric)?;
        if sample.count() < DOTS || sample.min() < 0.0 {
            return None;
        }
        let level = |dot: usize| (dot as f64 + 0.5) / DOTS as f64;
        let values: Vec<f64> = (0..DOTS).map(|dot| sample.quantile(level(dot))).collect();
        let mut bounds = vec![0.0];
        for p in [0.5, 0.9] {
            let bound = round(sample.positive_quantile(p));
            if bound.is_finite() && bounds.iter().all(|other| *other < bound) {
                bounds.push(bound);
            }
        }
        bounds.push(f64::INFINITY);
        let ranges = std::iter::once((f64::NEG_INFINITY, 0.0))
            .chain(bounds.windows(2).map(|pair| (pair[0], pair[1])));
        let groups = ranges.filter_map(|(above, to)| {
            let dots = values.iter().filter(|value| **value > above && **value <= to).count();
            let within = ((sample.share_above(above) - sample.share_above(to))
                * sample.count() as f64)
                .round() as u64;
            let share = Proportion::new(within, sample.count() as u64)?.estimate();
            (dots > 0).then_some(DotGroup { above: above.max(0.0), to, dots, share })
        });
        Some(Self {
            paths: sample.count(),
            log: sample.needs_log_axis(),
            groups: groups.collect(),
            subject,
            values,
        })
    }

    /// The range of a group in few words: "none", "up to 50K", "50K to 200K", "over 200K".
    pub fn range(&self, group: &DotGroup) -> String {
        let amount = |value: f64| self.subject.unit.format(value);
        match (group.above, group.to) {
            (0.0, 0.0) => self.subject.nothing().to_owned(),
            (0.0, f64::INFINITY) => "more than none".to_owned(),
            (0.0, to) => format!("up to {}", amount(to)),
            (above, f64::INFINITY) => format!("over {}", amount(above)),
            (above, to) => format!("{} to {}", amount(above), amount(to)),
        }
    }

    /// "By Dec 2027, of 100 runs 23 deliver none, 36 up to 50K chips, 31 from 50K to 200K and 10 more".
    pub fn finding(&self) -> String {
        let parts: Vec<String> = self
            .groups
            .iter()
            .enumerate()
            .map(|(place, group)| {
                let verb = match place {
                    0 => format!(" {}", self.subject.verb(group.dots == 1)),
                    _ => String::new(),
                };
                let what = match (group.above, group.to) {
                    (above, f64::INFINITY) if above > 0.0 && place > 0 => "more".to_owned(),
                    (0.0, to) if to > 0.0 && to.is_finite() => {
                        let to = self.subject.counted(&self.subject.unit.format(to));
                        format!("up to {to}")
                    }
                    (above, to) if above > 0.0 && to.is_finite() => {
                        format!("from {}", self.range(group))
                    }
                    _ => self.range(group),
                };
                format!("{}{verb} {what}", group.dots)
            })
            .collect();
        let all = match parts.as_slice() {
            [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            parts => parts.concat(),
        };
        format!("{}, of {DOTS} runs {all}", sentence(&self.subject.when))
    }

    /// The largest standard error of a count, in dots.
    pub fn error(&self) -> f64 {
        let errors = self.groups.iter().map(|group| group.share.standard_error);
        errors.fold(0.0, f64::max) * DOTS as f64
    }

    /// A row a group: its range, its dots, and the share of paths with its error.
    pub fn table(&self) -> ChartTable {
        let mut table =
            ChartTable::new(&["range", "above", "to", "dots", "share", "standard_error"]);
        for group in &self.groups {
            let numbers = [
                group.above,
                group.to,
                group.dots as f64,
                group.share.value,
                group.share.standard_error,
            ];
            let mut row = vec![Cell::Text(self.range(group))];
            row.extend(numbers.map(Cell::Number));
            table.push(row);
        }
        table
    }
}

/// The nearest of 1, 2, 5 and 10 times a power of ten, by ratio; NaN of what is not positive.
fn round(value: f64) -> f64 {
    if !(value > 0.0 && value.is_finite()) {
        return f64::NAN;
    }
    let power = ten_to(decade(value));
    let apart = |candidate: f64| (candidate / value).max(value / candidate);
    [1.0, 2.0, 5.0, 10.0]
        .map(|step| step * power)
        .into_iter()
        .min_by(|a, b| apart(*a).total_cmp(&apart(*b)))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn a_hundred_dots_are_counted_once_each() {
        for shape in Shape::adversarial() {
            let Some(dots) = Dots::new(&synthetic(&shape), "delivered_units") else {
                assert!(shape.paths < DOTS, "{shape:?}");
                continue;
            };
            assert_eq!(
                dots.groups.iter().map(|group| group.dots).sum::<usize>(),
                DOTS,
                "{shape:?}"
            );
            let shares: f64 = dots.groups.iter().map(|group| group.share.value).sum();
            // A range without a dot may hold a path or two.
            assert!((shares - 1.0).abs() < 0.02, "{shares} {shape:?}");
            for group in &dots.groups {
                let apart = group.dots as f64 / DOTS as f64 - group.share.value;
                assert!(apart.abs() < 0.011, "{group:?} {shape:?}");
            }
        }
    }

    #[test]
    fn the_finding_counts_in_words() {
        let dots = Dots::new(&synthetic(&Shape::default()), "delivered_units").expect("dots");
        assert_eq!(
            dots.finding(),
            "By Dec 2027, of 100 runs 30 deliver none, 27 up to 200K chips, 38 from 200K to 2M and 5 more"
        );
        assert!(dots.error() > 0.0 && dots.error() < 0.6, "{}", dots.error());
        let none = synthetic(&Shape { zero_share: 1.0, ..Shape::default() });
        let none = Dots::new(&none, "delivered_units").expect("dots");
        assert_eq!(none.finding(), "By Dec 2027, of 100 runs 100 deliver none");
        assert_eq!(none.table().rows.len(), 1);
        assert!(round(f64::NAN).is_nan() && round(0.0).is_nan());
        assert_eq!((round(6.9), round(7.2), round(31_000.0)), (5.0, 10.0, 20_000.0));
    }
}
