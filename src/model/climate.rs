//! The first act of the week: events, both capitals, the ladder and customs; what they now allow.

use super::event::Hazards;
use super::state::PolicyWeek;
use super::{Imports, Model, RateSource, State};
use crate::lanes::{Lanes, Mask};
use crate::process::LadderPace;

/// Σ_r f(r) where regime r is in force.
#[inline(always)]
fn by_regime<const L: usize>(
    state: &crate::process::RegimeState<L>,
    count: usize,
    f: impl Fn(usize) -> Lanes<L>,
) -> Lanes<L> {
    let mut sum = Lanes::ZERO;
    for regime in 0..count {
        sum += f(regime).only(state.is(regime));
    }
    sum
}

/// Where a regime is in force that satisfies `f`.
#[inline(always)]
fn where_regime<const L: usize>(
    state: &crate::process::RegimeState<L>,
    count: usize,
    f: impl Fn(usize) -> bool,
) -> Mask<L> {
    let mut mask = Mask::NONE;
    for regime in 0..count {
        if f(regime) {
            mask = mask | state.is(regime);
        }
    }
    mask
}

impl<const L: usize> State<L> {
    /// Passes the policy processes to this week. In week 0 the opening regimes hold; only events act.
    #[inline(always)]
    pub(super) fn advance_policy(&mut self, model: &Model, hazards: &Hazards<L>) {
        let coupling = &model.coupling;
        let half_life = self.parameters.get(coupling.half_life_weeks);
        let (mut us, mut cn) = (Mask::NONE, Mask::NONE);
        if self.week > 0 {
            self.washington_excitation.fade(half_life);
            self.beijing_excitation.fade(half_life);
            self.ladder_excitation.fade(half_life);
            us = self.washington.advance(
                &model.washington.process,
                &self.parameters,
                hazards.washington,
                self.washington_excitation.level(),
            );
            cn = self.beijing.advance(
                &model.beijing.process,
                &self.parameters,
                hazards.beijing,
                self.beijing_excitation.level(),
            );
            if let (Some(process), Some(ladder)) = (&model.tariff.ladder, &mut self.ladder) {
                let pace = LadderPace {
                    escalation: hazards.tariff_escalation * (self.ladder_excitation.level() + 1.0),
                    easing: hazards.tariff_easing,
                    truce: hazards.tariff_truce,
                };
                us = us | ladder.advance(process, &self.parameters, pace);
            }
        }
        let (forced_us, forced_cn) = self.force_regimes(model);
        let get = |parameter| self.parameters.get(parameter);
        self.washington_excitation.jump(cn | forced_cn, get(coupling.washington_answers));
        self.ladder_excitation.jump(cn | forced_cn, get(coupling.ladder_answers));
        self.beijing_excitation.jump(us | forced_us, get(coupling.beijing_answers));

        if self.week > 0
            && let (Some(process), Some(gate)) = (&model.customs.process, &mut self.customs)
        {
            let regimes = &model.beijing.regimes;
            let factor = |f: fn(&super::BeijingRegime) -> crate::process::Parameter| {
                by_regime(&self.beijing, regimes.len(), |r| self.parameters.get(f(&regimes[r])))
            };
            let closing = factor(|r| r.customs_closure_factor) * hazards.customs_closure;
            let reopening = factor(|r| r.customs_reopening_factor) * hazards.customs_reopening;
            gate.advance(process, &self.parameters, closing, reopening);
        }
    }

    /// What the regimes, the gate and the instruments in force allow and cost this week.
    #[inline(always)]
    pub(super) fn read_climate(&mut self, model: &Model, hazards: &Hazards<L>) {
        let us = &model.washington.regimes;
        for (class, policy) in self.climate.policies.iter_mut().enumerate() {
            let mut week = PolicyWeek {
                exports: Mask::NONE,
                licence_needed: Mask::NONE,
                test_required: Mask::NONE,
            };
            for (regime, rules) in us.iter().enumerate() {
                let rule = &rules.policies[class];
                if !rule.exports {
                    continue;
                }
                let holds = self.washington.is(regime);
                week.exports = week.exports | holds;
                if rule.licensing.is_some() {
                    week.licence_needed = week.licence_needed | holds;
                }
                if rule.test_required {
                    week.test_required = week.test_required | holds;
                }
            }
            *policy = week;
        }
        let cn = &model.beijing.regimes;
        let beijing = &self.beijing;
        for (class, admitted) in self.climate.admitted.iter_mut().enumerate() {
            *admitted = where_regime(beijing, cn.len(), |r| {
                cn[r].admits[class] && cn[r].imports != Imports::Barred
            });
        }
        let imports = |kind| where_regime(beijing, cn.len(), |r| cn[r].imports == kind);
        self.climate.imports_barred = imports(Imports::Barred);
        self.climate.approval_needed = imports(Imports::Rounds);
        let parameters = &self.parameters;
        self.climate.guidance = by_regime(beijing, cn.len(), |r| parameters.get(cn[r].guidance));
        let pace = by_regime(beijing, cn.len(), |r| parameters.get(cn[r].round_pace));
        self.climate.round_pace = (pace * hazards.rounds).only(self.climate.approval_needed);
        self.climate.customs_open = match &self.customs {
            Some(gate) => gate.open(),
            None => Mask::ALL,
        };
        self.read_levies(model);
    }

    /// The rate of each instrument on its own base, zero where it is not in force. Washington's
    /// share depends on the policy class and is added in [`State::levy_rate`].
    #[inline(always)]
    fn read_levies(&mut self, model: &Model) {
        for (index, instrument) in model.tariff.instruments.iter().enumerate() {
            let rate = match instrument.rate {
                RateSource::Fixed(rate) => self.parameters.get(rate),
                RateSource::Ladder { scale, above } => match (&model.tariff.ladder, &self.ladder) {
                    (Some(process), Some(ladder)) => {
                        (ladder.rate(process) - self.parameters.get(above)).positive()
                            * self.parameters.get(scale)
                    }
                    _ => Lanes::ZERO,
                },
                RateSource::Washington => Lanes::ONE,
            };
            let active = self.instrument_in_force(model, index);
            self.climate.levy_rates[index] = rate.only(active);
        }
    }

    /// The rate of an instrument on a policy class this week, as a share of the list price.
    #[inline(always)]
    pub(super) fn levy_rate(&self, model: &Model, instrument: usize, class: usize) -> Lanes<L> {
        let terms = &model.tariff.instruments[instrument];
        if !terms.applies_to[class] {
            return Lanes::ZERO;
        }
        let rate = self.climate.levy_rates[instrument];
        if !matches!(terms.rate, RateSource::Washington) {
            return rate;
        }
        let regimes = &model.washington.regimes;
        rate * by_regime(&self.washington, regimes.len(), |r| {
            self.parameters.get(regimes[r].policies[class].revenue_share)
        })
    }
}
