//! Beijing: a regime that admits buyers and guides their orders, and rounds that approve imports.

use crate::process::{Law, Parameter, RegimeProcess};

/// The Chinese side of the lane.
#[derive(Clone, Debug)]
pub struct Beijing {
    pub process: RegimeProcess,
    /// What each regime of `process` means, in the same order.
    pub regimes: Vec<BeijingRegime>,
    /// Approval rounds by policy class; None where no round is ever held for it.
    pub rounds: Vec<Option<Rounds>>,
}

/// How imports are let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Imports {
    /// Nothing may move.
    Barred,
    /// What approval rounds have allowed may move.
    Rounds,
    /// Anything may move.
    Free,
}

/// What a regime means.
#[derive(Clone, Debug)]
pub struct BeijingRegime {
    pub imports: Imports,
    /// True for each buyer class that may import.
    pub admits: Vec<bool>,
    /// Share of the firming share that guidance lets through.
    pub guidance: Parameter,
    /// Pace of approval rounds relative to their own gap law.
    pub round_pace: Parameter,
    /// Hazards of customs closing and reopening, relative to their own laws.
    pub customs_closure_factor: Parameter,
    pub customs_reopening_factor: Parameter,
}

/// A renewal process of approval rounds for one policy class.
#[derive(Clone, Debug)]
pub struct Rounds {
    /// Weeks between rounds at pace 1.
    pub gap_weeks: Law,
    /// Chips approved in a round over all buyers.
    pub size: Law,
    /// Odds that a round approves a buyer, by tier (index tier − 1).
    pub odds: Vec<Parameter>,
    /// Each round that refused a waiting buyer adds this to its number of chances in the next:
    /// odds become 1 − (1 − odds)^(1 + gain·refusals).
    pub waiting_gain: Parameter,
    /// Weeks that an approval lasts.
    pub validity_weeks: Parameter,
    /// Domestic chips (of equal power) that buyers must take for each chip imported; those that
    /// they took in its place count.
    pub domestic_per_unit: Parameter,
}
