//! Dated events: a window, odds, and what they do.

use super::Named;
use crate::process::Parameter;

/// Something that may happen once, at a day drawn uniformly from its window.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Named,
    /// The window in weeks from the start, `from` ≤ `to`; an event falls in the week that holds it.
    pub from_week: f64,
    pub to_week: f64,
    pub probability: Parameter,
    /// An earlier entry of `Model::events` without which this one does not happen.
    pub requires: Option<usize>,
    pub effects: Vec<Effect>,
}

/// What an event does, from `from_week` relative to it (may be negative: an announced event is
/// acted on before) for `for_weeks` (None: to the horizon).
#[derive(Clone, Debug)]
pub struct Effect {
    pub from_week: f64,
    pub for_weeks: Option<f64>,
    pub change: Change,
}

/// The kinds of effect.
#[derive(Clone, Debug)]
pub enum Change {
    /// Multiplies a hazard.
    ScaleHazard {
        target: HazardTarget,
        factor: Parameter,
    },
    /// Puts a capital into a regime in the effect's first week.
    ForceRegime {
        target: RegimeTarget,
        regime: usize,
    },
    /// parameter ← scale·parameter + add, or `value` in its place.
    ScaleParameter {
        parameter: Parameter,
        scale: f64,
        add: f64,
    },
    SetParameter {
        parameter: Parameter,
        value: Parameter,
    },
    /// Puts an instrument in force, or out of force.
    Instrument {
        instrument: usize,
        active: bool,
    },
}

/// A hazard that events can scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HazardTarget {
    Washington,
    Beijing,
    TariffEscalation,
    TariffEasing,
    TariffTruce,
    CustomsClosure,
    CustomsReopening,
    Rounds,
}

impl HazardTarget {
    /// All targets with their names in scenario files.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("washington", Self::Washington),
        ("beijing", Self::Beijing),
        ("tariff-escalation", Self::TariffEscalation),
        ("tariff-easing", Self::TariffEasing),
        ("tariff-truce", Self::TariffTruce),
        ("customs-closure", Self::CustomsClosure),
        ("customs-reopening", Self::CustomsReopening),
        ("rounds", Self::Rounds),
    ];
}

/// A capital whose regime events can force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegimeTarget {
    Washington,
    Beijing,
}
