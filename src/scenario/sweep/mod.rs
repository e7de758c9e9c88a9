//! Sweeps: one scenario in many cells, each with its own values of some assumptions.
//!
//! A [`Sweep`] is read from a sweep file, or made of a scenario and of levers that were typed, by
//! [`load_sweep`]. It holds the texts of its scenarios and everything else that decides its
//! results, so that it can be written down and taken up again without the files it came from.

mod condition;
mod lever;
mod load;
mod metrics;
mod typed;

use serde::{Deserialize, Serialize};

pub use condition::Condition;
pub(super) use lever::spaced;
pub use lever::{Level, LeverSetting};
pub use load::{SweepChoice, load_sweep};

use super::{Diagnostics, Scenario, from_text};
use crate::engine::sweep::{Axis, Coordinate, Design, DesignError, DesignKind, Lever};
use crate::random::Sampling;
use crate::units::Unit;

/// What decides the cells and the numbers of a sweep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sweep {
    /// The version of the language that it is written in.
    pub schema: u64,
    pub name: String,
    pub title: String,
    pub question: Option<String>,
    pub design: DesignKind,
    /// Cells of a drawn design; of no meaning for a grid.
    pub cells: usize,
    pub keep: Vec<Condition>,
    pub paths: usize,
    pub seed: u64,
    /// What the scenario asks of its runs, which cells do not follow: they are compared path by path.
    #[serde(skip)]
    pub asked_sampling: Sampling,
    /// The metric of charts and effects, which is one of `metrics`.
    pub metric: String,
    pub metrics: Vec<String>,
    pub targets: Vec<String>,
    /// The target whose odds are drawn; where none is asked for, the one whose odds differ most.
    pub target: Option<String>,
    pub levers: Vec<LeverSetting>,
    /// The scenario; several where a lever chooses among them.
    pub scenarios: Vec<SweptScenario>,
}

/// A scenario that is varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweptScenario {
    pub name: String,
    /// With its baselines and what is the same in all cells, as one resolved text.
    pub resolved: String,
}

impl Sweep {
    /// The cells.
    ///
    /// # Errors
    /// If there are no levers or too many, too many cells, or none that meets the conditions.
    pub fn design(&self) -> Result<Design, DesignError> {
        let axes = self.levers.iter().map(LeverSetting::axis).collect();
        let design = Design::new(self.design, axes, self.cells, self.seed)?;
        if self.keep.is_empty() {
            return Ok(design);
        }
        design.keep(|cell| {
            let number = |lever: usize| self.levers[lever].number(cell[lever]);
            self.keep.iter().all(|condition| condition.holds(number))
        })
    }

    /// What is laid over a scenario to make a cell, each as "path=value".
    pub fn sets(&self, cell: &[Coordinate]) -> Vec<String> {
        let levers = self.levers.iter().zip(cell).filter(|(lever, _)| !lever.input.is_empty());
        levers.map(|(lever, place)| format!("{}={}", lever.input, lever.text(*place))).collect()
    }

    /// The scenario of a cell.
    ///
    /// # Errors
    /// All problems that the cell's values make.
    pub fn scenario(&self, cell: &[Coordinate]) -> Result<Scenario, Diagnostics> {
        let chosen = self.levers.iter().zip(cell).find(|(lever, _)| lever.input.is_empty());
        let place = match chosen {
            Some((_, Coordinate::Level(level))) => *level,
            _ => 0,
        };
        let scenario = &self.scenarios[place];
        // The text has all layers in one, as nobody wrote it.
        from_text(&scenario.name, &scenario.resolved, &self.sets(cell))
            .map_err(Diagnostics::without_places)
    }

    /// The levers as answers and charts name them.
    pub fn levers(&self) -> Vec<Lever> {
        let lever = |lever: &LeverSetting| Lever {
            name: lever.name.clone(),
            title: lever.title.clone(),
            unit: lever.unit(),
            labels: lever.levels.iter().map(|level| level.label.clone()).collect(),
            numbers: lever.levels.iter().map_while(|level| level.number).collect(),
            low: lever.low,
            high: lever.high,
        };
        self.levers.iter().map(lever).collect()
    }
}

impl LeverSetting {
    fn axis(&self) -> Axis {
        if self.levels.is_empty() {
            Axis::Range { low: self.low, high: self.high }
        } else {
            Axis::Levels(self.levels.len())
        }
    }

    /// The number that it stands at; NaN for a level that is none.
    fn number(&self, place: Coordinate) -> f64 {
        match place {
            Coordinate::Level(level) => self.levels[level].number.unwrap_or(f64::NAN),
            Coordinate::Value(value) => value,
        }
    }

    /// Its value as a scenario file writes it.
    fn text(&self, place: Coordinate) -> String {
        match place {
            Coordinate::Level(level) => self.levels[level].text.clone(),
            Coordinate::Value(value) => lever::written(value),
        }
    }

    /// How its values are written for people.
    pub fn unit(&self) -> Unit {
        unit_of(&self.file_unit)
    }
}

/// How values of a unit of the file are written for people.
pub(super) fn unit_of(file_unit: &str) -> Unit {
    match file_unit {
        "share" => Unit::Share,
        "USD" => Unit::Usd,
        "weeks" => Unit::Weeks,
        unit if unit.starts_with("chips") => Unit::Chips,
        _ => Unit::Count,
    }
}
