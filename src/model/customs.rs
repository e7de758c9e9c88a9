//! Chinese customs: a gate that opens and closes, and crates that wait at it or go back.

use crate::process::{GateProcess, Parameter};

pub use crate::process::GateOpening;

/// The customs gate. `process: None` is a gate that is always open.
#[derive(Clone, Debug)]
pub struct Customs {
    pub process: Option<GateProcess>,
    /// Weeks of waiting after which crates begin to go back.
    pub return_after_weeks: Parameter,
    /// Hazard a week of going back then.
    pub return_hazard: Parameter,
}
