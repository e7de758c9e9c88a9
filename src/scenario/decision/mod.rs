//! Decisions: options laid over every world of a scenario, and what they are judged by.
//!
//! [`load_decision`] reads a decision file and compiles each option in each world, so that all
//! problems are told before anything runs.

mod changes;
mod choice;
mod grounds;
mod judged;
mod load;
mod options;

pub use choice::DecisionChoice;
pub use grounds::Ground;
pub use judged::{Judged, JudgedTarget};
pub use load::{load_decision, reopen_decision};

use super::{RunSettings, Scenario};
use crate::units::Unit;

/// The most options.
pub const MAX_OPTIONS: usize = 20;
/// The most scenarios that a decision may hold: options or levels × worlds.
pub const MAX_CASES: usize = 400;

/// A decision that was read, every option of it compiled in every world.
#[derive(Clone, Debug)]
pub struct Decision {
    pub name: String,
    pub title: String,
    pub question: Option<String>,
    pub judged: Judged,
    /// Metrics whose means are shown beside, without the judged one.
    pub metrics: Vec<String>,
    /// At least two.
    pub options: Vec<Alternative>,
    /// What is committed, where options are levels of it.
    pub commitment: Option<Commitment>,
    /// At least one.
    pub worlds: Vec<DecisionWorld>,
    pub run: RunSettings,
    /// The file as it was read.
    pub text: String,
}

/// An option by its names.
#[derive(Clone, Debug)]
pub struct Alternative {
    pub name: String,
    pub title: String,
}

/// An input that is committed at several levels.
#[derive(Clone, Debug)]
pub struct Commitment {
    pub title: String,
    pub input: String,
    /// How levels are written for people.
    pub unit: Unit,
    /// In rising order, one an option.
    pub levels: Vec<f64>,
    /// The metric of what is missed where too little is committed.
    pub missed: String,
}

/// A world with the scenario of each option in it.
#[derive(Clone, Debug)]
pub struct DecisionWorld {
    pub name: String,
    pub title: String,
    pub weight: Option<f64>,
    /// The scenario without an option's change.
    pub base: Scenario,
    /// In the order of the options.
    pub scenarios: Vec<Scenario>,
}
