//! The size and seed of a run.

use super::super::describe::{AT_LEAST_0, between, number};
use super::{Whole, element};

/// The most paths of a run.
pub(in crate::scenario) const MAX_PATHS: f64 = 1e8;

element! {
    /// How a run draws; the command line can override both.
    RunSpec {
        /// Paths to simulate.
        paths: Whole = number(10_000.0).range(between(1.0, MAX_PATHS));
        /// The seed of all draws.
        seed: Whole = number(1.0).range(AT_LEAST_0);
    }
}
