//! Forecasts held against what happened, period by period, and against two naive forecasts.

use super::held::{BANDS, Held};
use super::subject::column;
use super::wording::{amount, shortened};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::model::{Observation, Observed, Unmatched};
use crate::stats::{Estimate, mean_crps};
use crate::units::Unit;

/// Forecasts of one or more scenarios, held against one record of what happened.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The title of the record.
    pub title: String,
    /// The scenarios' names and titles, in the order given.
    pub forecasts: Vec<(String, String)>,
    pub paths: usize,
    /// Metrics seen in more than one period.
    pub series: Vec<Series>,
    /// Metrics seen once.
    pub single: Vec<Row>,
    /// What was seen and has no metric.
    pub unmatched: Vec<Unmatched>,
}

/// One metric over its periods.
#[derive(Clone, Debug)]
pub struct Series {
    pub title: String,
    /// As in "delivered_units.h200".
    pub metric: String,
    pub unit: Unit,
    pub rows: Vec<Row>,
    /// A record a forecast.
    pub records: Vec<Record>,
    /// How far off the naive forecasts are, in the mean over the periods: that all that stood ready
    /// ships (where every period says what did), and that nothing does.
    pub ready_error: Option<f64>,
    pub nothing_error: f64,
}

/// One observation with the forecasts of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub observation: Observation,
    pub held: Vec<Held>,
}

/// How one forecast did over the periods of a series.
#[derive(Clone, Debug)]
pub struct Record {
    /// Periods held by each band of [`BANDS`].
    pub covered: [usize; 3],
    /// The mean of the periods' CRPS; its error counts that they share their paths.
    pub crps: Estimate,
    /// 1 − CRPS/error of the naive forecasts: 1 is perfect, 0 no better, below 0 worse.
    pub skill_ready: Option<Estimate>,
    pub skill_nothing: Option<Estimate>,
    /// The sum over the periods.
    pub total: Held,
}

impl Backtest {
    /// Holds results against a record; none if a result lacks a metric of the record, a value on some path, or there are no
    /// results.
    pub fn new(results: &[RunResult], observed: &Observed) -> Option<Self> {
        let mut groups: Vec<(&str, Vec<&Observation>)> = Vec::new();
        for observation in &observed.observations {
            match groups.iter_mut().find(|(metric, _)| *metric == observation.metric) {
                Some((_, group)) => group.push(observation),
                None => groups.push((&observation.metric, vec![observation])),
            }
        }
        let (mut series, mut single) = (Vec::new(), Vec::new());
        for (_, group) in groups {
            match group.as_slice() {
                [only] => single.push(Row::new(results, only)?),
                // A period and the whole horizon do not add up.
                several if several.iter().all(|one| one.period.is_some()) => {
                    series.push(Series::new(results, several)?);
                }
                several => {
                    for one in several {
                        single.push(Row::new(results, one)?);
                    }
                }
            }
        }
        let forecasts = results.iter().map(|r| (r.scenario.clone(), r.title.clone())).collect();
        Some(Self {
            title: observed.title.clone(),
            forecasts,
            paths: results.first()?.paths,
            series,
            single,
            unmatched: observed.unmatched.clone(),
        })
    }

    /// A row an observation and forecast, of all series and single metrics.
    pub fn table(&self) -> ChartTable {
        let rows = self.series.iter().flat_map(|series| &series.rows);
        table(rows.chain(&self.single), &self.forecasts)
    }
}

fn table<'a>(rows: impl Iterator<Item = &'a Row>, forecasts: &[(String, String)]) -> ChartTable {
    let mut table = ChartTable::new(&COLUMNS);
    for row in rows {
        row.fill(&mut table, forecasts);
    }
    table
}

/// The letters of a forecast's name that a finding has room for.
const NAME_LETTERS: usize = 24;

const COLUMNS: [&str; 25] = [
    "metric",
    "period",
    "forecast",
    "unit",
    "observed",
    "observed_low",
    "observed_high",
    "ready",
    "p05",
    "p10",
    "p25",
    "p50",
    "p50_standard_error",
    "p75",
    "p90",
    "p95",
    "in_50",
    "in_80",
    "in_90",
    "pit_low",
    "pit_mid",
    "pit_high",
    "pit_mid_standard_error",
    "crps",
    "crps_standard_error",
];

impl Row {
    fn new(results: &[RunResult], observation: &Observation) -> Option<Self> {
        let name = observation.column();
        let held = results
            .iter()
            .map(|result| Held::new(&column(result, &name)?.values, observation.value))
            .collect::<Option<Vec<_>>>()?;
        Some(Self { observation: observation.clone(), held })
    }

    /// How far off the forecast is that all that stood ready ships.
    pub fn ready_error(&self) -> Option<f64> {
        self.observation.ready.map(|ready| (ready - self.observation.value).abs())
    }

    fn fill(&self, table: &mut ChartTable, forecasts: &[(String, String)]) {
        let observation = &self.observation;
        let (low, high) = observation.range.unwrap_or((observation.value, observation.value));
        for ((name, _), held) in forecasts.iter().zip(&self.held) {
            let [half, eight, nine] = held.bands;
            let mut row: Vec<Cell> = vec![
                observation.metric.clone().into(),
                observation.period.clone().unwrap_or_default().into(),
                name.clone().into(),
                observation.unit.name().into(),
            ];
            let score = &held.score;
            let numbers = [observation.value, low, high, observation.ready.unwrap_or(f64::NAN)]
                .into_iter()
                .chain([nine.0, eight.0, half.0, held.median.value, held.median.standard_error])
                .chain([half.1, eight.1, nine.1])
                .chain(held.covered().map(f64::from))
                .chain([score.below.value, score.mid.value, score.at_most.value])
                .chain([score.mid.standard_error, score.crps.value, score.crps.standard_error]);
            row.extend(numbers.map(Cell::Number));
            table.push(row);
        }
    }
}

impl Series {
    fn new(results: &[RunResult], observations: &[&Observation]) -> Option<Self> {
        let first = observations.first()?;
        let rows = observations
            .iter()
            .map(|observation| Row::new(results, observation))
            .collect::<Option<Vec<_>>>()?;
        let count = rows.len() as f64;
        let errors: Option<Vec<f64>> = rows.iter().map(Row::ready_error).collect();
        let ready_error = errors.map(|errors| errors.iter().sum::<f64>() / count);
        let nothing_error = rows.iter().map(|r| r.observation.value.abs()).sum::<f64>() / count;
        let records = results
            .iter()
            .enumerate()
            .map(|(index, result)| Record::new(result, index, &rows, ready_error, nothing_error))
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            title: first.title.clone(),
            metric: first.metric.clone(),
            unit: first.unit,
            rows,
            records,
            ready_error,
            nothing_error,
        })
    }

    /// What came in all periods together.
    pub fn observed_total(&self) -> f64 {
        self.rows.iter().map(|row| row.observation.value).sum()
    }

    /// "blind is off by 42K chips a period, told by 16K; all that was ready by 349K, and 80% bands hold 4 and 3 of 4".
    pub fn finding(&self, forecasts: &[(String, String)]) -> String {
        let mut parts: Vec<String> = Vec::new();
        for (record, (name, _)) in self.records.iter().zip(forecasts) {
            let off = amount(self.unit, record.crps);
            parts.push(match parts.is_empty() {
                true => format!("{} is off by {off} a period", shortened(name, NAME_LETTERS)),
                false => format!("{} by {off}", shortened(name, NAME_LETTERS)),
            });
        }
        let ready = self.ready_error.map_or_else(String::new, |error| {
            format!("all that was ready by {}, and ", self.unit.format(error))
        });
        let held: Vec<String> = self.records.iter().map(|r| r.covered[1].to_string()).collect();
        let bands = if held.len() == 1 { "its 80% band holds" } else { "80% bands hold" };
        let held = held.join(" and ");
        format!("{}; {ready}{bands} {held} of {}", parts.join(", "), self.rows.len())
    }

    /// A row an observation and forecast.
    pub fn table(&self, forecasts: &[(String, String)]) -> ChartTable {
        table(self.rows.iter(), forecasts)
    }
}

impl Record {
    fn new(
        result: &RunResult,
        index: usize,
        rows: &[Row],
        ready_error: Option<f64>,
        nothing_error: f64,
    ) -> Option<Self> {
        let mut covered = [0; BANDS.len()];
        for row in rows {
            for (count, held) in covered.iter_mut().zip(row.held[index].covered()) {
                *count += usize::from(held);
            }
        }
        let scores: Vec<_> = rows.iter().map(|row| &row.held[index].score).collect();
        let crps = mean_crps(&scores)?;
        let skill = |error: f64| {
            (error > 0.0).then(|| Estimate {
                value: 1.0 - crps.value / error,
                standard_error: crps.standard_error / error,
            })
        };
        let mut totals = vec![0.0; result.paths];
        for row in rows {
            let values = &column(result, &row.observation.column())?.values;
            for (total, value) in totals.iter_mut().zip(values) {
                *total += value;
            }
        }
        let observed = rows.iter().map(|row| row.observation.value).sum();
        Some(Self {
            covered,
            crps,
            skill_ready: ready_error.and_then(skill),
            skill_nothing: skill(nothing_error),
            total: Held::new(&totals, observed)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;
    use crate::model::Evidence;

    fn seen(metric: &str, period: Option<&str>, value: f64, ready: Option<f64>) -> Observation {
        Observation {
            title: "Delivered".to_owned(),
            metric: metric.to_owned(),
            period: period.map(str::to_owned),
            unit: Unit::Chips,
            value,
            range: None,
            ready,
            evidence: Evidence::default(),
        }
    }

    fn record(observations: Vec<Observation>) -> Observed {
        let title = "What came".to_owned();
        Observed { title, as_of: None, observations, unmatched: Vec::new() }
    }

    #[test]
    fn a_series_is_scored_against_both_naive_forecasts() {
        let result = synthetic(&Shape { paths: 400, ..Shape::default() });
        let q = |label: &str| {
            let name = format!("delivered_units.{label}");
            column(&result, &name).expect("a column").values.clone()
        };
        let observed = record(vec![
            seen("delivered_units", Some("2026Q3"), 1000.0, Some(9000.0)),
            seen("delivered_units", Some("2026Q4"), 3000.0, Some(5000.0)),
            seen("gross_revenue_usd", None, 5.0, None),
        ]);
        let backtest = Backtest::new(std::slice::from_ref(&result), &observed).expect("columns");
        assert_eq!((backtest.series.len(), backtest.single.len()), (1, 1));
        let series = &backtest.series[0];
        assert_eq!((series.ready_error, series.nothing_error), (Some(5000.0), 2000.0));
        assert_eq!(series.observed_total(), 4000.0);
        let record = &series.records[0];
        let third = Held::new(&q("2026Q3"), 1000.0).expect("values");
        let fourth = Held::new(&q("2026Q4"), 3000.0).expect("values");
        let mean = (third.score.crps.value + fourth.score.crps.value) / 2.0;
        assert!((record.crps.value / mean - 1.0).abs() < 1e-12);
        let skill = record.skill_ready.expect("a skill").value;
        assert!((skill - (1.0 - mean / 5000.0)).abs() < 1e-12);
        let both: Vec<f64> = q("2026Q3").iter().zip(q("2026Q4")).map(|(a, b)| a + b).collect();
        let total = Held::new(&both, 4000.0).expect("values");
        assert_eq!(record.total.median, total.median);
        assert_eq!(backtest.table().rows.len(), 3);
        assert_eq!(series.table(&backtest.forecasts).rows.len(), 2);
        let held = usize::from(third.covered()[1]) + usize::from(fourth.covered()[1]);
        let off = amount(Unit::Chips, record.crps);
        let sought = format!(
            "h200-2026 is off by {off} a period; all that was ready by 5K, and its 80% band holds {held} of 2"
        );
        assert_eq!(series.finding(&backtest.forecasts), sought);
    }

    #[test]
    fn nothing_that_came_gives_no_skill_against_nothing() {
        let result = synthetic(&Shape { paths: 50, ..Shape::default() });
        let observed = record(vec![
            seen("delivered_units", Some("2026Q3"), 0.0, None),
            seen("delivered_units", Some("2026Q4"), 0.0, Some(1.0)),
        ]);
        let backtest = Backtest::new(&[result], &observed).expect("columns");
        let record = &backtest.series[0].records[0];
        assert!(record.skill_ready.is_none() && record.skill_nothing.is_none());
        let unknown = self::record(vec![seen("no_such_metric", None, 0.0, None)]);
        let result = synthetic(&Shape { paths: 5, ..Shape::default() });
        assert!(Backtest::new(&[result], &unknown).is_none());
    }
}
