//! When it comes: a cumulative amount by week as median, bands and a few whole paths.

use super::sample::Sample;
use super::subject::{Spread, Subject, headline_metric, headline_product};
use super::{Cell, ChartTable};
use crate::engine::{BAND_LEVELS, RunResult};
use crate::stats::Estimate;
use crate::units::{Calendar, Date};

/// Which cumulative amount a fan chart shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FanAmount {
    DeliveredUnits,
    GrossRevenue,
}

/// A dated event inside the horizon.
#[derive(Clone, Debug)]
pub struct EventMark {
    pub name: String,
    pub date: Date,
    /// Weeks from the start.
    pub week: f64,
}

/// A cumulative amount by week over all paths.
#[derive(Clone, Debug)]
pub struct Fan {
    pub subject: Subject,
    pub calendar: Calendar,
    /// Quantiles at [`BAND_LEVELS`] at the end of each week.
    pub quantiles: Vec<[f64; 7]>,
    pub means: Vec<Estimate>,
    pub zero_shares: Vec<f64>,
    /// The first paths of the run, week by week.
    pub sample_paths: Vec<Vec<f64>>,
    /// In order of date.
    pub events: Vec<EventMark>,
    pub paths: usize,
}

impl Fan {
    /// The fan of a cumulative amount of the headline product (of all where there is none) over all
    /// buyers, if the run kept its bands.
    pub fn new(result: &RunResult, which: FanAmount) -> Option<Self> {
        let (series, metric) = match which {
            FanAmount::DeliveredUnits => ("delivered_units_cumulative", "delivered_units"),
            FanAmount::GrossRevenue => ("gross_revenue_usd_cumulative", "gross_revenue_usd"),
        };
        let variable = result.series.find(series, headline_product(result), "all")?;
        let bands: Option<Vec<_>> = variable.weeks.iter().map(|week| week.bands).collect();
        let bands = bands.filter(|bands| !bands.is_empty())?;
        let end = result.calendar.weeks() as f64;
        let mut events: Vec<EventMark> = result
            .events
            .iter()
            .map(|(name, date)| EventMark {
                name: name.clone(),
                date: *date,
                week: result.calendar.week_of(*date),
            })
            .filter(|event| (0.0..=end).contains(&event.week))
            .collect();
        events.sort_by_key(|event| event.date);
        let mut quantiles: Vec<[f64; 7]> = bands.iter().map(|b| b.quantiles).collect();
        // Weekly bands are read off coarse histograms; the horizon's are known better, or exactly.
        let exact = Sample::of(result, &headline_metric(result, metric));
        if let (Some(last), Some(exact)) = (quantiles.last_mut(), exact) {
            *last = BAND_LEVELS.map(|p| exact.quantile(p));
        }
        Some(Self {
            subject: Subject::describe(result, &headline_metric(result, metric), variable.unit),
            calendar: result.calendar.clone(),
            quantiles,
            means: variable.weeks.iter().map(|week| week.mean).collect(),
            zero_shares: bands.iter().map(|b| b.zero_share).collect(),
            sample_paths: result
                .sample_paths
                .iter()
                .map(|path| match which {
                    FanAmount::DeliveredUnits => path.delivered_units.clone(),
                    FanAmount::GrossRevenue => path.gross_revenue_usd.clone(),
                })
                .collect(),
            events,
            paths: result.paths,
        })
    }

    /// The quantiles at the horizon.
    pub fn last(&self) -> [f64; 7] {
        self.quantiles.last().copied().unwrap_or_default()
    }

    /// A quantile at the horizon by its place in [`BAND_LEVELS`], with its standard error from the
    /// binomial error of the level and the slope between the neighbouring levels.
    pub fn at_horizon(&self, level: usize) -> Estimate {
        let last = self.last();
        let (low, high) = (level.saturating_sub(1), (level + 1).min(last.len() - 1));
        let p = BAND_LEVELS[level];
        let slope = (last[high] - last[low]) / (BAND_LEVELS[high] - BAND_LEVELS[low]);
        let error = (p * (1.0 - p) / self.paths.max(1) as f64).sqrt();
        Estimate { value: last[level], standard_error: slope * error }
    }

    /// Whether all paths end at the same amount.
    pub fn is_certain(&self) -> bool {
        /// Rounding of a mean over equal values, relative to it.
        const ROUNDING: f64 = 1e-9;
        let last = self.last();
        last[0] == last[6]
            && self.means.last().is_some_and(|m| m.standard_error <= ROUNDING * m.value.abs())
    }

    /// The answer in a sentence.
    pub fn finding(&self) -> String {
        self.subject.median_sentence(&Spread {
            paths: self.paths,
            p10: self.at_horizon(1),
            median: self.at_horizon(3),
            p90: self.at_horizon(5),
            zero_share: self.zero_shares.last().copied().unwrap_or_default(),
            constant: self.is_certain(),
        })
    }

    /// A row a week: its last day, the mean with its error, the share of zeros and the quantiles.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "week_ending",
            "mean",
            "standard_error",
            "zero_share",
            "p5",
            "p10",
            "p25",
            "p50",
            "p75",
            "p90",
            "p95",
        ]);
        for (week, quantiles) in self.quantiles.iter().enumerate() {
            let mean = self.means[week];
            let mut row: Vec<Cell> = vec![
                self.calendar.last_day(week).to_string().into(),
                mean.value.into(),
                mean.standard_error.into(),
                self.zero_shares[week].into(),
            ];
            row.extend(quantiles.iter().map(|&q| Cell::Number(q)));
            table.push(row);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn the_finding_says_the_median_and_the_zero_share_of_the_last_week() {
        let fan =
            Fan::new(&synthetic(&Shape::default()), FanAmount::DeliveredUnits).expect("bands");
        let median = fan.subject.amount(fan.at_horizon(3));
        assert_eq!(
            fan.finding(),
            format!(
                "Half of all runs deliver fewer than {median} chips by Dec 2027; three in ten deliver none"
            )
        );
        assert!((fan.zero_shares.last().expect("weeks") - 0.3).abs() < 0.0105);
        assert_eq!(fan.table().rows.len(), 100);
        assert_eq!(fan.table().rows[99][7], Cell::Number(fan.last()[3]));
    }

    #[test]
    fn no_spread_is_said_so() {
        let zero = synthetic(&Shape { zero_share: 1.0, ..Shape::default() });
        let fan = Fan::new(&zero, FanAmount::DeliveredUnits).expect("bands");
        assert_eq!(fan.finding(), "No run delivers any chips by Dec 2027");
        let one = synthetic(&Shape { paths: 1, zero_share: 0.0, ..Shape::default() });
        let fan = Fan::new(&one, FanAmount::GrossRevenue).expect("bands");
        assert!(fan.finding().starts_with("The only run earns $"), "{}", fan.finding());
    }

    #[test]
    fn only_events_inside_the_horizon_are_marked_in_order() {
        let result = synthetic(&Shape::default());
        let fan = Fan::new(&result, FanAmount::DeliveredUnits).expect("bands");
        assert_eq!(fan.events.len(), result.events.len() - 1);
        assert!(fan.events.windows(2).all(|pair| pair[0].week <= pair[1].week));
    }
}
