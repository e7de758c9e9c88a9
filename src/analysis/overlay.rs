//! One metric in several scenarios over each other: exceedance curves, and fans by week.

use super::comparison::Named;
use super::exceedance::{Exceedance, ExceedancePoint, range};
use super::fan::{Fan, FanAmount};
use super::sample::Sample;
use super::subject::{Subject, column};
use super::wording::{grouped, sentence};
use super::{Cell, ChartTable};
use crate::engine::{BAND_LEVELS, RunResult};
use crate::stats::Estimate;

/// Exceedance curves of one metric on one axis, the baseline's first.
#[derive(Clone, Debug)]
pub struct Curves {
    pub subject: Subject,
    pub curves: Vec<Curve>,
    pub log: bool,
}

/// One scenario's curve.
#[derive(Clone, Debug)]
pub struct Curve {
    pub scenario: Named,
    pub paths: usize,
    pub median: Estimate,
    pub zero_share: f64,
    pub points: Vec<ExceedancePoint>,
}

/// Fans of one amount on one axis, the baseline's first.
#[derive(Clone, Debug)]
pub struct Fans {
    pub fans: Vec<(Named, Fan)>,
}

fn named(result: &RunResult) -> Named {
    Named { name: result.scenario.clone(), title: result.title.clone() }
}

/// "Half of all runs …: 32K in a, 12K in b".
fn medians(subject: &Subject, list: &[(&Named, Estimate)]) -> String {
    let parts: Vec<String> = list
        .iter()
        .map(|(scenario, median)| format!("{} in {}", subject.amount(*median), scenario.name))
        .collect();
    format!("Median of {} {}: {}", subject.noun, subject.when, parts.join(", "))
}

impl Curves {
    /// The curves of a metric that all runs report.
    pub fn new(results: &[&RunResult], metric: &str) -> Option<Self> {
        let columns: Option<Vec<_>> = results.iter().map(|r| column(r, metric)).collect();
        let columns = columns?;
        let pooled: Vec<f64> = columns.iter().flat_map(|c| c.values.iter().copied()).collect();
        let pooled = Sample::new(&pooled)?;
        let log = pooled.needs_log_axis();
        let ends = range(&pooled, &[], log);
        let curves = results.iter().zip(&columns).map(|(result, column)| {
            let sample = Sample::new(&column.values)?;
            Some(Curve {
                scenario: named(result),
                paths: result.paths,
                median: sample.quantile_estimate(0.5),
                zero_share: sample.zero_share(),
                points: Exceedance::points(&sample, ends, log),
            })
        });
        Some(Self {
            subject: Subject::new(results.first()?, metric)?,
            curves: curves.collect::<Option<_>>()?,
            log,
        })
    }

    /// "10,000 simulated runs of each", or how many of which.
    pub fn runs(&self) -> String {
        let counts: Vec<usize> = self.curves.iter().map(|curve| curve.paths).collect();
        if counts.iter().all(|count| *count == counts[0]) {
            return format!("{} simulated runs of each", grouped(counts[0]));
        }
        let counts: Vec<String> = counts.into_iter().map(grouped).collect();
        format!("{} simulated runs", counts.join(" and "))
    }

    /// The medians side by side.
    pub fn finding(&self) -> String {
        let list: Vec<_> = self.curves.iter().map(|c| (&c.scenario, c.median)).collect();
        sentence(&medians(&self.subject, &list))
    }

    /// A row a scenario and amount.
    pub fn table(&self) -> ChartTable {
        let columns = ["scenario", "amount", "probability", "interval_low", "interval_high"];
        let mut table = ChartTable::new(&columns);
        for curve in &self.curves {
            for point in &curve.points {
                table.push(vec![
                    curve.scenario.name.clone().into(),
                    Cell::Number(point.amount),
                    Cell::Number(point.probability),
                    Cell::Number(point.low),
                    Cell::Number(point.high),
                ]);
            }
        }
        table
    }
}

impl Fans {
    /// The fans of an amount for which all runs keep bands.
    pub fn new(results: &[&RunResult], which: FanAmount) -> Option<Self> {
        let fans = results.iter().map(|result| Some((named(result), Fan::new(result, which)?)));
        let fans: Vec<_> = fans.collect::<Option<_>>()?;
        (!fans.is_empty()).then_some(Self { fans })
    }

    /// What all of them are about.
    pub fn subject(&self) -> &Subject {
        &self.fans[0].1.subject
    }

    /// The medians at the horizon side by side.
    pub fn finding(&self) -> String {
        let list: Vec<_> = self.fans.iter().map(|(name, fan)| (name, fan.at_horizon(3))).collect();
        sentence(&medians(self.subject(), &list))
    }

    /// A row a scenario and week.
    pub fn table(&self) -> ChartTable {
        let mut columns = vec!["scenario".to_owned(), "week_ending".to_owned()];
        columns.extend(BAND_LEVELS.iter().map(|level| format!("p{:.0}", level * 100.0)));
        let mut table = ChartTable { columns, rows: Vec::new() };
        for (scenario, fan) in &self.fans {
            for (week, quantiles) in fan.quantiles.iter().enumerate() {
                let day = fan.calendar.last_day(week).to_string();
                let mut row: Vec<Cell> = vec![scenario.name.clone().into(), day.into()];
                row.extend(quantiles.iter().map(|&q| Cell::Number(q)));
                table.push(row);
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn all_curves_share_one_axis_and_each_is_its_own() {
        let wide = synthetic(&Shape { paths: 800, ..Shape::default() });
        let shape = Shape { paths: 800, zero_share: 0.0, spread: 0.4, ..Shape::default() };
        let mut narrow = synthetic(&shape);
        narrow.scenario = "narrow".to_owned();
        let curves = Curves::new(&[&wide, &narrow], "delivered_units").expect("both have it");
        let amounts = |k: usize| curves.curves[k].points.iter().map(|p| p.amount);
        assert!(amounts(0).eq(amounts(1)));
        let first = |k: usize| curves.curves[k].points[0].probability;
        assert!(first(0) < 0.75 && first(1) == 1.0, "{} {}", first(0), first(1));
        assert!(curves.finding().contains("in h200-2026, "), "{}", curves.finding());
        assert!(curves.finding().ends_with(" in narrow"), "{}", curves.finding());
        let fans = Fans::new(&[&wide, &narrow], FanAmount::DeliveredUnits).expect("both have it");
        assert_eq!(fans.table().rows.len(), 200);
        assert!(Curves::new(&[&wide, &narrow], "nothing").is_none());
        assert!(Curves::new(&[], "delivered_units").is_none());
    }
}
