//! Whether forecasts were right as often as they said: how many periods each band held, and where what came fell.

use super::backtest::Series;
use super::held::BANDS;
use super::quarterly::quarter_name;
use super::wording::{percent, shortened};
use super::{Cell, ChartTable};
use crate::stats::{Interval, Proportion};

/// One forecast over the periods of a series.
#[derive(Clone, Debug)]
pub struct CalibrationRow {
    /// The scenario's name.
    pub forecast: String,
    /// The periods that each band of [`BANDS`] held.
    pub held: [usize; 3],
    /// The 95% interval of the share that each band would hold over many such periods, if periods were independent.
    pub intervals: [Interval; 3],
    /// For each period the share of runs below what came and at most at it, and the middle (PIT).
    pub pits: Vec<[f64; 3]>,
}

/// How well forecasts of a series said their own odds.
#[derive(Clone, Debug)]
pub struct Calibration {
    pub title: String,
    pub periods: Vec<String>,
    pub rows: Vec<CalibrationRow>,
}

impl Calibration {
    /// The record of a series; forecasts are named as given, in its order.
    pub fn new(series: &Series, forecasts: &[(String, String)]) -> Option<Self> {
        let periods = series.rows.len();
        let row = |(place, (name, _)): (usize, &(String, String))| {
            let held = series.records.get(place)?.covered;
            let interval = |held: usize| Proportion::new(held as u64, periods as u64);
            let [half, most, nearly] = held.map(interval);
            let pits = series.rows.iter().map(|row| {
                let score = &row.held[place].score;
                [score.below.value, score.mid.value, score.at_most.value]
            });
            Some(CalibrationRow {
                forecast: name.clone(),
                held,
                intervals: [half?, most?, nearly?].map(Proportion::interval),
                pits: pits.collect(),
            })
        };
        let period =
            |label: &Option<String>| label.as_deref().map_or_else(String::new, quarter_name);
        Some(Self {
            title: series.title.clone(),
            periods: series.rows.iter().map(|row| period(&row.observation.period)).collect(),
            rows: forecasts.iter().enumerate().map(row).collect::<Option<_>>()?,
        })
    }

    /// "The 80% band of h20-2025 held 4 of 4 periods, of h20-2025-known 4; right odds may well give that".
    pub fn finding(&self) -> String {
        let count = self.periods.len();
        let held = |(place, row): (usize, &CalibrationRow)| {
            let name = shortened(&row.forecast, 24);
            match place {
                0 => format!("The 80% band of {name} held {} of {count} periods", row.held[1]),
                _ => format!("of {name} {}", row.held[1]),
            }
        };
        let parts: Vec<String> = self.rows.iter().enumerate().map(held).collect();
        let off = |row: &CalibrationRow| {
            !(row.intervals[1].low..=row.intervals[1].high).contains(&BANDS[1])
        };
        let verdict = match self.rows.iter().filter(|row| off(row)).count() {
            0 => "right odds may well give that",
            n if n == self.rows.len() => "right odds would hardly give that",
            _ => "right odds would hardly give all of that",
        };
        format!("{}; {verdict}", parts.join(", "))
    }

    /// A row a forecast and band, then a row a forecast and period.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["forecast", "part", "of", "value", "low", "high"]);
        for row in &self.rows {
            for ((held, interval), band) in row.held.iter().zip(&row.intervals).zip(BANDS) {
                table.push(vec![
                    row.forecast.clone().into(),
                    "periods held".into(),
                    format!("{} band", percent(band)).into(),
                    Cell::Number(*held as f64),
                    Cell::Number(interval.low * self.periods.len() as f64),
                    Cell::Number(interval.high * self.periods.len() as f64),
                ]);
            }
            for (period, [low, middle, high]) in self.periods.iter().zip(&row.pits) {
                let (name, part) = (row.forecast.clone().into(), "PIT".into());
                let numbers = [*middle, *low, *high].map(Cell::Number);
                let mut cells: Vec<Cell> = vec![name, part, period.clone().into()];
                cells.extend(numbers);
                table.push(cells);
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic_backtest};
    use super::*;

    #[test]
    fn bands_and_places_are_those_of_the_back_test() {
        let shape = Shape { paths: 400, ..Shape::default() };
        let backtest = synthetic_backtest(&shape, 2).expect("a back-test");
        let series = &backtest.series[0];
        let calibration = Calibration::new(series, &backtest.forecasts).expect("records");
        let row = &calibration.rows[1];
        assert_eq!(row.held, series.records[1].covered);
        assert_eq!(row.pits.len(), series.rows.len());
        assert_eq!(row.pits[3][1], series.rows[3].held[1].score.mid.value);
        for (held, interval) in row.held.iter().zip(&row.intervals) {
            let share = *held as f64 / calibration.periods.len() as f64;
            assert!(interval.low <= share && share <= interval.high, "{held} {interval:?}");
        }
        let start =
            format!("The 80% band of h200-2026 held {} of 8 periods, of h200-2026 ", row.held[1]);
        assert!(calibration.finding().starts_with(&start), "{}", calibration.finding());
        assert_eq!(calibration.table().rows.len(), 2 * (3 + 8));
    }
}
