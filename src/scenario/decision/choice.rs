//! What was typed of a decision.

use serde::{Deserialize, Serialize};

/// What was typed of a decision; it goes before what the file says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DecisionChoice {
    /// Values "path=value" that are the same for all options, laid over before them.
    pub sets: Vec<String>,
    /// One of the scenario's worlds alone.
    pub world: Option<String>,
    pub metric: Option<String>,
    pub target: Option<String>,
    pub statistic: Option<String>,
    pub enough: Option<f64>,
}
