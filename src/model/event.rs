//! Dated events: a window, odds, and what they do.

use super::{Model, Named, State};
use crate::lanes::{Lanes, Mask};
use crate::process::Parameter;

/// Something that may happen once, at a day drawn uniformly from its window.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: Named,
    /// First and last day of the window, in weeks from the start, `from` ≤ `to`; an event falls in
    /// the week that holds its day.
    pub from_week: f64,
    pub to_week: f64,
    pub probability: Parameter,
    /// An earlier entry of `Model::events` without which this one does not happen.
    pub requires: Option<usize>,
    /// An earlier entry of `Model::events` with which this one does not happen.
    pub unless: Option<usize>,
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
    ScaleHazard { target: HazardTarget, factor: Parameter },
    /// Puts a capital into a regime in the effect's first week.
    ForceRegime { target: RegimeTarget, regime: usize },
    /// parameter ← scale·parameter + add, held to the valid values `low` … `high`.
    ScaleParameter { parameter: Parameter, scale: f64, add: f64, low: f64, high: f64 },
    /// parameter ← value.
    SetParameter { parameter: Parameter, value: Parameter },
    /// Puts an instrument in force, or out of force.
    Instrument { instrument: usize, active: bool },
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

/// What multiplies each hazard this week: one where no event speaks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hazards<const L: usize> {
    pub washington: Lanes<L>,
    pub beijing: Lanes<L>,
    pub tariff_escalation: Lanes<L>,
    pub tariff_easing: Lanes<L>,
    pub tariff_truce: Lanes<L>,
    pub customs_closure: Lanes<L>,
    pub customs_reopening: Lanes<L>,
    pub rounds: Lanes<L>,
}

impl<const L: usize> Hazards<L> {
    const REST: Self = Self {
        washington: Lanes::ONE,
        beijing: Lanes::ONE,
        tariff_escalation: Lanes::ONE,
        tariff_easing: Lanes::ONE,
        tariff_truce: Lanes::ONE,
        customs_closure: Lanes::ONE,
        customs_reopening: Lanes::ONE,
        rounds: Lanes::ONE,
    };

    fn of(&mut self, target: HazardTarget) -> &mut Lanes<L> {
        match target {
            HazardTarget::Washington => &mut self.washington,
            HazardTarget::Beijing => &mut self.beijing,
            HazardTarget::TariffEscalation => &mut self.tariff_escalation,
            HazardTarget::TariffEasing => &mut self.tariff_easing,
            HazardTarget::TariffTruce => &mut self.tariff_truce,
            HazardTarget::CustomsClosure => &mut self.customs_closure,
            HazardTarget::CustomsReopening => &mut self.customs_reopening,
            HazardTarget::Rounds => &mut self.rounds,
        }
    }
}

impl<const L: usize> State<L> {
    /// Weeks since an effect began on each path (negative before, −∞ where its event never comes).
    #[inline(always)]
    fn effect_age(&self, event: usize, effect: &Effect) -> Lanes<L> {
        let begins = (self.event_weeks[event] + effect.from_week).map(f64::floor);
        Lanes::splat(self.week as f64) - begins
    }

    /// Where an effect lasts this week.
    #[inline(always)]
    fn effect_lasts(&self, event: usize, effect: &Effect) -> Mask<L> {
        let age = self.effect_age(event, effect);
        let begun = age.ge(Lanes::ZERO);
        match effect.for_weeks {
            Some(weeks) => begun & age.lt(Lanes::splat(weeks)),
            None => begun,
        }
    }

    /// Applies the effects that last this week to parameters and hazards, in file order.
    #[inline(always)]
    pub(super) fn apply_events(&mut self, model: &Model) -> Hazards<L> {
        let mut hazards = Hazards::REST;
        self.turn_calendar(model);
        for (event, effect) in model.effects() {
            let lasts = self.effect_lasts(event, effect);
            if !lasts.any() {
                continue;
            }
            match effect.change {
                Change::ScaleHazard { target, factor } => {
                    let factor = lasts.pick(self.parameters.get(factor), Lanes::ONE);
                    let hazard = hazards.of(target);
                    *hazard = *hazard * factor;
                }
                Change::ScaleParameter { parameter, scale, add, low, high } => {
                    let before = self.parameters.get(parameter);
                    // A share of three would write off more chips than there are.
                    let after = (before * scale + add).clamp(low, high);
                    self.parameters.set(parameter, lasts.pick(after, before));
                }
                Change::SetParameter { parameter, value } => {
                    let before = self.parameters.get(parameter);
                    let after = self.parameters.get(value);
                    self.parameters.set(parameter, lasts.pick(after, before));
                }
                Change::ForceRegime { .. } | Change::Instrument { .. } => {}
            }
        }
        hazards
    }

    /// Forces regimes whose effect begins this week (or began before the scenario did); returns
    /// where this made Washington and Beijing stricter.
    pub(super) fn force_regimes(&mut self, model: &Model) -> (Mask<L>, Mask<L>) {
        let (mut us, mut cn) = (Mask::NONE, Mask::NONE);
        for (event, effect) in model.effects() {
            let Change::ForceRegime { target, regime } = effect.change else { continue };
            let age = self.effect_age(event, effect);
            let begins = if self.week == 0 { age.ge(Lanes::ZERO) } else { age.same(Lanes::ZERO) };
            if !begins.any() {
                continue;
            }
            match target {
                RegimeTarget::Washington => {
                    let process = &model.washington.process;
                    us = us | self.washington.force(process, &self.parameters, regime, begins);
                }
                RegimeTarget::Beijing => {
                    let process = &model.beijing.process;
                    cn = cn | self.beijing.force(process, &self.parameters, regime, begins);
                }
            }
        }
        (us, cn)
    }

    /// Where an instrument is in force: from the start, but for what events have put in or out
    /// (the last in file order decides).
    #[inline(always)]
    pub(super) fn instrument_in_force(&self, model: &Model, instrument: usize) -> Mask<L> {
        let mut force = Mask::splat(model.tariff.instruments[instrument].active);
        for (event, effect) in model.effects() {
            if let Change::Instrument { instrument: which, active } = effect.change
                && which == instrument
            {
                let lasts = self.effect_lasts(event, effect);
                force = if active { force | lasts } else { force & !lasts };
            }
        }
        force
    }
}
