//! A semi-Markov regime: named stances with sojourn laws and odds of what comes next.

use super::{Law, Parameter};

/// Regimes of one capital.
#[derive(Clone, Debug)]
pub struct RegimeProcess {
    pub regimes: Vec<RegimeLaw>,
    pub opening: usize,
    /// Switches a week at which sojourns, given in multiples of the mean time between switches,
    /// pass. None: sojourns are in weeks.
    pub switch_hazard: Option<Parameter>,
}

/// One regime: how long it lasts and where it goes.
#[derive(Clone, Debug)]
pub struct RegimeLaw {
    pub name: String,
    pub title: String,
    /// Higher is stricter; a switch to a stricter regime is an escalation.
    pub strictness: u32,
    /// None: it lasts until it is forced away.
    pub sojourn: Option<Law>,
    /// Weights of the regimes that may follow, normalised at each switch.
    pub next: Vec<(usize, Parameter)>,
}
