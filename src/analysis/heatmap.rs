//! A sweep as a map: what comes out, over two levers and in panels over a third.

use super::subject::Subject;
use super::wording::{amount, percent, sentence};
use super::{Cell, ChartTable};
use crate::engine::sweep::{Lever, SweepResult};
use crate::stats::Estimate;
use crate::units::Unit;

/// The odds at which contour lines are drawn.
pub const CONTOURS: [f64; 7] = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
/// The most panels.
const MOST_PANELS: usize = 6;

/// What a map is coloured by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MapValue {
    /// The mean of the focus metric.
    Mean,
    /// The odds of the target.
    Odds,
}

/// A lever along an edge of the map.
#[derive(Clone, Debug)]
pub struct MapAxis {
    pub title: String,
    /// A label a column or row.
    pub labels: Vec<String>,
    /// Whether its levels are numbers: between words there is nothing for a contour line to cross.
    pub is_scale: bool,
}

/// One map.
#[derive(Clone, Debug)]
pub struct Panel {
    /// The third lever's value; empty where there is one map.
    pub title: String,
    /// The mean over the cells at a place, as `[row][column]`; NaN where there is none.
    pub values: Vec<Vec<f64>>,
    /// The target's odds, in the same form; empty without a target.
    pub odds: Vec<Vec<f64>>,
}

/// A metric or the odds of a target over the two levers that move the metric most.
#[derive(Clone, Debug)]
pub struct HeatMap {
    pub value: MapValue,
    pub unit: Unit,
    /// What is coloured, as in "chips of H200 delivered by Dec 2027".
    pub what: String,
    pub target: Option<String>,
    pub across: MapAxis,
    pub up: MapAxis,
    /// The lever of the panels.
    pub third: Option<String>,
    pub panels: Vec<Panel>,
    /// Levers over whose values each place is a mean.
    pub averaged: Vec<String>,
    pub cells: usize,
    pub paths: usize,
}

impl HeatMap {
    /// The map of a sweep, in panels over the third lever where asked; none with too few levers, or
    /// without a target for odds.
    pub fn new(result: &SweepResult, value: MapValue, in_panels: bool) -> Option<Self> {
        let subject = &result.subject;
        let mut order = result.effects.iter().map(|effect| effect.lever);
        let (across, up) = (order.next()?, order.next()?);
        let third = if in_panels { Some(order.next()?) } else { None };
        if value == MapValue::Odds && subject.target.is_none() {
            return None;
        }
        let (name, unit) = subject.metric();
        let metric = Subject::of(&subject.calendar, &subject.products, name, *unit);
        let levers = &subject.levers;
        let panels = match third {
            None => vec![panel(result, value, (across, up), None)],
            Some(third) => {
                let bins = chosen(levers[third].bins());
                bins.map(|bin| panel(result, value, (across, up), Some((third, bin)))).collect()
            }
        };
        let used = [Some(across), Some(up), third];
        let others = levers.iter().enumerate().filter(|(place, _)| !used.contains(&Some(*place)));
        Some(Self {
            value,
            unit: if value == MapValue::Odds { Unit::Share } else { *unit },
            what: format!("{} {}", metric.noun, metric.when),
            target: subject.target.as_ref().map(|(_, title)| title.clone()),
            across: axis(&levers[across]),
            up: axis(&levers[up]),
            third: third.map(|third| levers[third].title.clone()),
            panels,
            averaged: others.map(|(_, lever)| lever.title.clone()).collect(),
            cells: result.means.len(),
            paths: subject.paths,
        })
    }

    /// The finite values of all panels, with where they are: panel, row, column.
    fn places(&self) -> impl Iterator<Item = (f64, [usize; 3])> {
        self.panels
            .iter()
            .enumerate()
            .flat_map(|(panel, map)| {
                map.values.iter().enumerate().flat_map(move |(row, values)| {
                    values
                        .iter()
                        .enumerate()
                        .map(move |(column, value)| (*value, [panel, row, column]))
                })
            })
            .filter(|(value, _)| value.is_finite())
    }

    /// The least and the largest value.
    pub fn extent(&self) -> Option<(f64, f64)> {
        let least = self.places().map(|(value, _)| value).min_by(f64::total_cmp)?;
        let most = self.places().map(|(value, _)| value).max_by(f64::total_cmp)?;
        Some((least, most))
    }

    /// A value in words.
    pub fn written(&self, value: f64) -> String {
        match self.value {
            MapValue::Odds => percent(value),
            MapValue::Mean => amount(self.unit, Estimate::exact(value)),
        }
    }

    /// The answer in a sentence: the extremes, and where the largest is.
    pub fn finding(&self) -> String {
        /// Letters that two lines hold.
        const LONGEST: usize = 130;
        let by_value = |a: &(f64, [usize; 3]), b: &(f64, [usize; 3])| a.0.total_cmp(&b.0);
        let ends = self.places().min_by(by_value).zip(self.places().max_by(by_value));
        let Some(((low, _), (high, at_high))) = ends else { return sentence(&self.what) };
        let subject = match (&self.target, self.value) {
            (Some(target), MapValue::Odds) => format!("Odds of “{target}”"),
            _ => sentence(&format!("{}, mean", self.what)),
        };
        let (low, high) = (self.written(low), self.written(high));
        if low == high {
            return format!("{subject}: {low} wherever the levers stand");
        }
        let [panel, row, column] = at_high;
        let place = |axis: &MapAxis, index: usize| format!("{} {}", axis.title, axis.labels[index]);
        let mut text = format!(
            "{subject}: {low} to {high}; most at {}, {}",
            place(&self.across, column),
            place(&self.up, row)
        );
        // The third lever moves least: a title that is full does without it.
        if let Some(third) = &self.third {
            let third = format!(", {third} {}", self.panels[panel].title);
            if text.chars().count() + third.chars().count() <= LONGEST {
                text.push_str(&third);
            }
        }
        text
    }

    /// A row a place.
    pub fn table(&self) -> ChartTable {
        let mut columns = vec![self.across.title.clone(), self.up.title.clone()];
        columns.extend(self.third.clone());
        let value = if self.value == MapValue::Odds { "odds of the target" } else { "mean" };
        columns.push(value.to_owned());
        let both = self.value == MapValue::Mean && self.target.is_some();
        columns.extend(both.then(|| "odds of the target".to_owned()));
        let mut rows = Vec::new();
        for (value, [panel, row, column]) in self.places() {
            let mut cells = vec![
                Cell::Text(self.across.labels[column].clone()),
                Cell::Text(self.up.labels[row].clone()),
            ];
            if self.third.is_some() {
                cells.push(Cell::Text(self.panels[panel].title.clone()));
            }
            cells.push(Cell::Number(value));
            if both {
                cells.push(Cell::Number(self.panels[panel].odds[row][column]));
            }
            rows.push(cells);
        }
        ChartTable { columns, rows }
    }
}

fn axis(lever: &Lever) -> MapAxis {
    let labels = (0..lever.bins()).map(|bin| lever.bin_label(bin)).collect();
    let is_scale = lever.numbers.len() == lever.labels.len();
    MapAxis { title: lever.title.clone(), labels, is_scale }
}

/// At most [`MOST_PANELS`] bins, evenly spread, both ends among them.
fn chosen(bins: usize) -> impl Iterator<Item = usize> {
    let count = bins.min(MOST_PANELS);
    (0..count).map(move |place| if count < 2 { 0 } else { place * (bins - 1) / (count - 1) })
}

/// The means over the cells at each place, of those in a bin of the third lever where one is given.
fn panel(
    result: &SweepResult,
    value: MapValue,
    (across, up): (usize, usize),
    third: Option<(usize, usize)>,
) -> Panel {
    let levers = &result.subject.levers;
    let (columns, rows) = (levers[across].bins(), levers[up].bins());
    let mut sums = vec![vec![(0.0, 0.0, 0.0); columns]; rows];
    for (cell, place) in result.cells.iter().enumerate() {
        let inside = third.is_none_or(|(lever, bin)| levers[lever].bin(place[lever]) == bin);
        let mean = result.means[cell].value;
        if !inside || !mean.is_finite() {
            continue;
        }
        let sum = &mut sums[levers[up].bin(place[up])][levers[across].bin(place[across])];
        sum.0 += 1.0;
        sum.1 += mean;
        sum.2 += result.odds.get(cell).map_or(0.0, |odds| odds.value);
    }
    let map = |pick: fn(&(f64, f64, f64)) -> f64| -> Vec<Vec<f64>> {
        sums.iter().map(|row| row.iter().map(pick).collect()).collect()
    };
    let odds = map(|sum| sum.2 / sum.0);
    Panel {
        title: third.map_or_else(String::new, |(lever, bin)| levers[lever].bin_label(bin)),
        values: if value == MapValue::Mean { map(|sum| sum.1 / sum.0) } else { odds.clone() },
        odds: if result.odds.is_empty() { Vec::new() } else { odds },
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_sweep::synthetic_sweep;
    use super::*;

    #[test]
    fn the_levers_that_move_most_span_the_map_and_the_others_are_averaged() {
        // The last of these levers moves least: 3 levels of 10 chips.
        let map = HeatMap::new(&synthetic_sweep(&[4, 5, 3], false), MapValue::Mean, false);
        let map = map.expect("a map");
        assert_eq!((map.across.labels.len(), map.up.labels.len()), (4, 5));
        assert_eq!(map.averaged, ["Lever 2"]);
        for (row, values) in map.panels[0].values.iter().enumerate() {
            for (column, value) in values.iter().enumerate() {
                let expected = 1000.0 * column as f64 + 100.0 * row as f64 + 10.0;
                assert!((value - expected).abs() < 1e-9, "{row} {column}");
            }
        }
        assert_eq!(
            map.finding(),
            "Chips of Chip delivered by Dec 2027, mean: 10 to 3.41K; most at Lever 0 3.5K, Lever 1 4.5K"
        );
        assert_eq!(map.table().rows.len(), 20);
    }

    #[test]
    fn panels_are_slices_of_the_third_lever() {
        let sweep = synthetic_sweep(&[3, 3, 11], false);
        let map = HeatMap::new(&sweep, MapValue::Mean, true).expect("a map");
        // Ten chips a level of the third outdo nothing: 2000 and 200 by the others.
        let titles: Vec<&str> = map.panels.iter().map(|panel| panel.title.as_str()).collect();
        assert_eq!(titles, ["0.5K", "2.5K", "4.5K", "6.5K", "8.5K", "10.5K"]);
        for (panel, level) in map.panels.iter().zip([0.0, 2.0, 4.0, 6.0, 8.0, 10.0]) {
            assert!((panel.values[1][2] - (2000.0 + 100.0 + 10.0 * level)).abs() < 1e-9);
        }
        assert!(HeatMap::new(&synthetic_sweep(&[3, 3], false), MapValue::Mean, true).is_none());
    }
}
