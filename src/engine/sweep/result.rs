//! What answers and charts need of a sweep, gathered row by row.

use super::effect::{EffectSums, RANGE_BINS};
use super::{CellLayout, Coordinate, Effect};
use crate::stats::Estimate;
use crate::units::{Calendar, Unit};

/// How many of the best and of the worst cells are kept whole.
pub const KEPT_CELLS: usize = 5;

/// An assumption that a sweep varies.
#[derive(Clone, Debug, PartialEq)]
pub struct Lever {
    /// Its name in tables.
    pub name: String,
    /// Its title for people.
    pub title: String,
    pub unit: Unit,
    /// Where it has levels: each one's label.
    pub labels: Vec<String>,
    /// Each level's number, where all levels are numbers, in rising order.
    pub numbers: Vec<f64>,
    /// The ends of its range.
    pub low: f64,
    pub high: f64,
}

/// What a sweep is about.
#[derive(Clone, Debug)]
pub struct SweepSubject {
    pub name: String,
    pub title: String,
    pub seed: u64,
    pub paths: usize,
    pub levers: Vec<Lever>,
    pub layout: CellLayout,
    /// The place, and the title, of the target whose odds are drawn.
    pub target: Option<(usize, String)>,
    pub calendar: Calendar,
    /// Names and titles of the products.
    pub products: Vec<(String, String)>,
}

/// The outcome of a sweep: of every cell what is drawn, of the extreme ones all.
#[derive(Clone, Debug)]
pub struct SweepResult {
    pub subject: SweepSubject,
    /// Where the levers stand, as `[cell][lever]`.
    pub cells: Vec<Vec<Coordinate>>,
    /// The focus metric's mean, by cell.
    pub means: Vec<Estimate>,
    /// The odds of the target, by cell; empty without a target.
    pub odds: Vec<Estimate>,
    /// The levers' effects, the largest first.
    pub effects: Vec<Effect>,
    /// Cells and their rows, the largest mean first.
    pub best: Vec<(usize, Vec<f64>)>,
    /// Cells and their rows, the smallest mean first.
    pub worst: Vec<(usize, Vec<f64>)>,
}

impl Lever {
    /// Levels, or the parts of a range.
    pub fn bins(&self) -> usize {
        if self.labels.is_empty() { RANGE_BINS } else { self.labels.len() }
    }

    /// The bin of a coordinate.
    pub fn bin(&self, coordinate: Coordinate) -> usize {
        match coordinate {
            Coordinate::Level(level) => level,
            Coordinate::Value(value) => {
                let share = (value - self.low) / (self.high - self.low);
                ((share * RANGE_BINS as f64) as usize).min(RANGE_BINS - 1)
            }
        }
    }

    /// The number at a coordinate; a level without one counts by its place.
    pub fn number(&self, coordinate: Coordinate) -> f64 {
        match coordinate {
            Coordinate::Level(level) => self.numbers.get(level).copied().unwrap_or(level as f64),
            Coordinate::Value(value) => value,
        }
    }

    /// The words for a bin: its level's label, or the middle of its part of the range.
    pub fn bin_label(&self, bin: usize) -> String {
        self.labels.get(bin).cloned().unwrap_or_else(|| {
            let share = (bin as f64 + 0.5) / RANGE_BINS as f64;
            self.unit.format(self.low + share * (self.high - self.low))
        })
    }

    /// The words for a coordinate.
    pub fn label(&self, coordinate: Coordinate) -> String {
        match coordinate {
            Coordinate::Level(level) => self.bin_label(level),
            Coordinate::Value(value) => self.unit.format(value),
        }
    }
}

impl SweepSubject {
    /// A cell in words, as in "Tariff 25%, round size 200K".
    pub fn describe(&self, cell: &[Coordinate]) -> String {
        let words = self.levers.iter().zip(cell);
        let words: Vec<String> = words
            .map(|(lever, place)| format!("{} {}", lever.title, lever.label(*place)))
            .collect();
        words.join(", ")
    }

    /// The focus metric's name and unit.
    pub fn metric(&self) -> &(String, Unit) {
        &self.layout.metrics[self.layout.focus]
    }
}

/// Takes rows in the order of the cells.
#[derive(Clone, Debug)]
pub struct Gather {
    result: SweepResult,
    sums: Vec<EffectSums>,
}

impl Gather {
    pub fn new(subject: SweepSubject) -> Self {
        let sums = subject.levers.iter().map(|lever| EffectSums::new(lever.bins())).collect();
        let result = SweepResult {
            subject,
            cells: Vec::new(),
            means: Vec::new(),
            odds: Vec::new(),
            effects: Vec::new(),
            best: Vec::new(),
            worst: Vec::new(),
        };
        Self { result, sums }
    }

    /// Takes the next cell.
    pub fn take(&mut self, place: Vec<Coordinate>, row: &[f64]) {
        let result = &mut self.result;
        let SweepSubject { layout, levers, target, .. } = &result.subject;
        let cell = result.means.len();
        let mean = layout.mean(row, layout.focus);
        for ((lever, sums), coordinate) in levers.iter().zip(&mut self.sums).zip(&place) {
            if mean.value.is_finite() {
                sums.take(lever.bin(*coordinate), mean.value, layout.groups(row));
            }
        }
        if let Some((target, _)) = target {
            result.odds.push(layout.probability(row, *target));
        }
        let focus = |row: &[f64]| layout.mean(row, layout.focus).value;
        keep(&mut result.best, cell, row, |row| -focus(row));
        keep(&mut result.worst, cell, row, focus);
        result.means.push(mean);
        result.cells.push(place);
    }

    /// The result, when all cells are taken.
    pub fn finish(mut self) -> SweepResult {
        let sums = self.sums.iter().enumerate();
        let mut effects: Vec<Effect> =
            sums.filter_map(|(lever, sums)| sums.effect(lever)).collect();
        effects.sort_by(|a, b| b.spread.value.total_cmp(&a.spread.value));
        self.result.effects = effects;
        self.result
    }
}

/// Keeps a row if it is among the few with the smallest rank; of equals the earlier cell stays.
fn keep(kept: &mut Vec<(usize, Vec<f64>)>, cell: usize, row: &[f64], rank: impl Fn(&[f64]) -> f64) {
    let own = rank(row);
    if own.is_nan() {
        return;
    }
    let place = kept.partition_point(|(_, other)| rank(other) <= own);
    if place < KEPT_CELLS {
        kept.insert(place, (cell, row.to_vec()));
        kept.truncate(KEPT_CELLS);
    }
}
