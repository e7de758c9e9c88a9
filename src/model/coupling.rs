//! Tit for tat: each capital's escalation raises the other's hazards of escalating for a while.

use crate::process::Parameter;

/// Jumps of the relative hazard of growing stricter, and their fading. An escalation is a switch to a stricter regime, or a
/// step up of the tariff ladder (counted as Washington's).
#[derive(Clone, Debug)]
pub struct Coupling {
    /// Added to Washington's excitation when Beijing escalates.
    pub washington_answers: Parameter,
    /// Added to Beijing's excitation when Washington escalates.
    pub beijing_answers: Parameter,
    /// Added to the ladder's excitation when Beijing escalates.
    pub ladder_answers: Parameter,
    pub half_life_weeks: Parameter,
}
