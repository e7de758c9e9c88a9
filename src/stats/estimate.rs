//! A number from a simulation with its Monte Carlo error.

use serde::Serialize;

/// A value and its standard error: the standard deviation of the value over repeated runs with
/// other seeds, as estimated from this run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Estimate {
    pub value: f64,
    pub standard_error: f64,
}
