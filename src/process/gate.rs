//! A gate that is open or closed in turn: an alternating renewal process.

use super::{Law, Parameter};

/// How a gate stands at the start; its first spell is drawn afresh.
#[derive(Clone, Copy, Debug)]
pub enum GateOpening {
    Open,
    Closed,
    /// Open with these odds.
    Odds(Parameter),
}

/// The laws of its open and closed spells, in weeks.
#[derive(Clone, Debug)]
pub struct GateProcess {
    pub opening: GateOpening,
    pub open_weeks: Law,
    pub closed_weeks: Law,
}
