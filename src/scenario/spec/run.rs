//! The size and seed of a run, and its charts.

use super::super::describe::{AT_LEAST_0, between, number, optional, word};
use super::{Name, Names, Texts, Whole, element};
use crate::random::Sampling;

/// The most paths of a run.
pub(in crate::scenario) const MAX_PATHS: f64 = 1e8;

/// The charts of a run, by name and, for all of a kind, by the first word of their names.
pub const CHARTS: [&str; 24] = [
    "bottlenecks",
    "convergence",
    "convergence-delivered",
    "convergence-revenue",
    "distribution",
    "distribution-delivered",
    "distribution-revenue",
    "dots",
    "dots-delivered",
    "dots-revenue",
    "exceedance",
    "exceedance-delivered",
    "exceedance-revenue",
    "fan",
    "fan-delivered",
    "fan-revenue",
    "funnel",
    "quarterly",
    "quarterly-revenue",
    "regimes",
    "sankey",
    "worlds",
    "worlds-delivered",
    "worlds-revenue",
];

element! {
    /// How a run draws; the command line can override it.
    RunSpec {
        /// Paths to simulate.
        paths: Whole = number(10_000.0).range(between(1.0, MAX_PATHS));
        /// The seed of all draws.
        seed: Whole = number(1.0).range(AT_LEAST_0);
        /// How `tradeflow run` spreads the first draws of inputs and processes over paths; all other commands take random paths.
        sampling: Name = word("random").choices(&Sampling::WORDS);
        /// The charts that `tradeflow run` draws, by name or kind; all where absent.
        charts: Names = optional().choices(&CHARTS);
        /// How precise its figures shall be, as in ["delivered_units=1%"]: a run then takes as many paths as that
        /// needs, whatever `paths` says, and a million at most.
        precision: Texts = optional();
    }
}
