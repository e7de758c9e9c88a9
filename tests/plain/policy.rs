//! 7.2 to 7.6: events, the two capitals, the tariff ladder, the customs gate, and the week's rules.

use tradeflow::model::{Change, HazardTarget, Imports, Model, RateSource, RegimeTarget};
use tradeflow::process::RegimeProcess;

use super::chance::Chance;
use super::draw::{Values, draw};
use super::{Capital, Ladder, Path, Rules};

/// A bound on switches and turns in a week.
const MOST_TURNS: usize = 64;
/// A bound on the week's hazard of the ladder's steps.
const MOST_STEPS: f64 = 100.0;
/// A half-life below this counts as so many weeks.
const LEAST_HALF_LIFE: f64 = 1e-3;
/// The most that is added to a hazard, in its multiples.
const MOST_EXCITATION: f64 = 10.0;

impl<C: Chance> Path<'_, C> {
    pub(super) fn policy(&mut self) {
        let forced = self.events();
        if self.week > 0 {
            self.pass_capitals();
        }
        for (target, regime) in forced {
            let (capital, process) = match target {
                RegimeTarget::Washington => (&mut self.washington, &self.model.washington.process),
                RegimeTarget::Beijing => (&mut self.beijing, &self.model.beijing.process),
            };
            let before = process.regimes[capital.regime].strictness;
            capital.enter(process, regime, &self.values, &mut self.chance);
            capital.escalated |= process.regimes[regime].strictness > before;
        }
        self.answer();
        if self.week > 0 {
            self.pass_gate();
        }
        self.read_rules();
    }

    /// 7.2: sets this week's parameters, multipliers and instruments, and returns which regimes
    /// events force.
    fn events(&mut self) -> Vec<(RegimeTarget, usize)> {
        let week = self.week as f64;
        for effect in self.model.events.iter().flat_map(|event| &event.effects) {
            if let Change::ScaleParameter { parameter, .. }
            | Change::SetParameter { parameter, .. } = effect.change
            {
                self.values.set(parameter, self.drawn.at(parameter));
            }
        }
        for dated in self.model.dated.iter().filter(|dated| dated.week <= week) {
            self.values.set(dated.parameter, self.drawn.at(dated.value));
        }
        self.multipliers = [1.0; 8];
        self.in_force = self.model.tariff.instruments.iter().map(|i| i.active).collect();
        let mut forced = Vec::new();
        for (event, &time) in self.model.events.iter().zip(&self.event_weeks) {
            for effect in &event.effects {
                let age = week - (time + effect.from_week).floor();
                let begins = age == 0.0 || self.week == 0 && age >= 0.0;
                let lasts = age >= 0.0 && effect.for_weeks.is_none_or(|weeks| age < weeks);
                match effect.change {
                    Change::ForceRegime { target, regime } if begins => {
                        forced.push((target, regime));
                    }
                    Change::ScaleParameter { parameter, scale, add, low, high } if lasts => {
                        let value = scale * self.values.at(parameter) + add;
                        self.values.set(parameter, value.clamp(low, high));
                    }
                    Change::SetParameter { parameter, value } if lasts => {
                        self.values.set(parameter, self.values.at(value));
                    }
                    Change::ScaleHazard { target, factor } if lasts => {
                        self.multipliers[target as usize] *= self.values.at(factor);
                    }
                    Change::Instrument { instrument, active } if lasts => {
                        self.in_force[instrument] = active;
                    }
                    _ => {}
                }
            }
        }
        forced
    }

    fn multiplier(&self, target: HazardTarget) -> f64 {
        self.multipliers[target as usize]
    }

    /// 7.3 and 7.4: excitations fade, then Washington, Beijing and the ladder pass one week.
    fn pass_capitals(&mut self) {
        let half_life = self.values.at(self.model.coupling.half_life_weeks).max(LEAST_HALF_LIFE);
        let fading = C::pow(2.0, -1.0 / half_life);
        self.washington.excitation *= fading;
        self.beijing.excitation *= fading;
        let pace = self.multiplier(HazardTarget::Washington);
        let process = &self.model.washington.process;
        self.washington.pass(process, pace, &self.values, &mut self.chance);
        let pace = self.multiplier(HazardTarget::Beijing);
        let process = &self.model.beijing.process;
        self.beijing.pass(process, pace, &self.values, &mut self.chance);
        let paces =
            [HazardTarget::TariffEscalation, HazardTarget::TariffEasing, HazardTarget::TariffTruce]
                .map(|target| self.multiplier(target));
        if let Some(ladder) = &mut self.ladder {
            ladder.excitation *= fading;
            ladder.pass(self.model, paces, &self.values, &mut self.chance);
        }
    }

    /// 7.3: each answers what the others did this week.
    fn answer(&mut self) {
        let terms = &self.model.coupling;
        let climbed =
            self.ladder.as_mut().is_some_and(|ladder| std::mem::take(&mut ladder.climbed));
        let washington = std::mem::take(&mut self.washington.escalated) || climbed;
        let beijing = std::mem::take(&mut self.beijing.escalated);
        let jump =
            |excitation: &mut f64, by: f64| *excitation = (*excitation + by).min(MOST_EXCITATION);
        if beijing {
            jump(&mut self.washington.excitation, self.values.at(terms.washington_answers));
            if let Some(ladder) = &mut self.ladder {
                jump(&mut ladder.excitation, self.values.at(terms.ladder_answers));
            }
        }
        if washington {
            jump(&mut self.beijing.excitation, self.values.at(terms.beijing_answers));
        }
    }

    /// 7.5.
    fn pass_gate(&mut self) {
        let regime = &self.model.beijing.regimes[self.beijing.regime];
        let closure = self.values.at(regime.customs_closure_factor)
            * self.multiplier(HazardTarget::CustomsClosure);
        let reopening = self.values.at(regime.customs_reopening_factor)
            * self.multiplier(HazardTarget::CustomsReopening);
        let (Some(gate), Some(process)) = (&mut self.gate, &self.model.customs.process) else {
            return;
        };
        gate.left -= if gate.open { closure } else { reopening };
        for _ in 0..MOST_TURNS {
            if gate.left > 0.0 {
                break;
            }
            gate.open = !gate.open;
            let law = if gate.open { &process.open_weeks } else { &process.closed_weeks };
            gate.left += draw(law, &self.values, &mut self.chance, &mut gate.stream);
        }
    }

    /// 7.6.
    fn read_rules(&mut self) {
        let policies = &self.model.washington.regimes[self.washington.regime].policies;
        let regime = &self.model.beijing.regimes[self.beijing.regime];
        let barred = regime.imports == Imports::Barred;
        let approval_needed = regime.imports == Imports::Rounds;
        let pace = self.values.at(regime.round_pace) * self.multiplier(HazardTarget::Rounds);
        let rungs = self.model.tariff.ladder.as_ref().map(|ladder| &ladder.rungs);
        let tariff = match (&self.ladder, rungs) {
            (Some(ladder), Some(rungs)) => rungs[ladder.rung],
            _ => 0.0,
        };
        let rate = |class: usize, index: usize| {
            let instrument = &self.model.tariff.instruments[index];
            if !instrument.applies_to[class] || !self.in_force[index] {
                return 0.0;
            }
            match instrument.rate {
                RateSource::Fixed(rate) => self.values.at(rate),
                RateSource::Ladder { scale, above } => {
                    self.values.at(scale) * (tariff - self.values.at(above)).max(0.0)
                }
                RateSource::Washington => self.values.at(policies[class].revenue_share),
            }
        };
        let instruments = 0..self.model.tariff.instruments.len();
        self.rules = Rules {
            exports: policies.iter().map(|policy| policy.exports).collect(),
            licence_needed: policies.iter().map(|p| p.exports && p.licensing.is_some()).collect(),
            test_required: policies.iter().map(|p| p.exports && p.test_required).collect(),
            admitted: regime.admits.iter().map(|&admitted| admitted && !barred).collect(),
            approval_needed,
            barred,
            guidance: self.values.at(regime.guidance),
            round_pace: if approval_needed { pace } else { 0.0 },
            gate_open: self.gate.as_ref().is_none_or(|gate| gate.open),
            rates: (0..policies.len())
                .map(|class| instruments.clone().map(|index| rate(class, index)).collect())
                .collect(),
        };
    }
}

impl<S> Capital<S> {
    /// Enters a regime with a fresh sojourn.
    pub(super) fn enter<C: Chance<Stream = S>>(
        &mut self,
        process: &RegimeProcess,
        regime: usize,
        values: &Values,
        chance: &mut C,
    ) {
        self.regime = regime;
        self.left = 0.0;
        self.begin(process, values, chance);
    }

    /// Adds a sojourn of the regime that has begun, and reads the odds of what follows it.
    fn begin<C: Chance<Stream = S>>(
        &mut self,
        process: &RegimeProcess,
        values: &Values,
        chance: &mut C,
    ) {
        let law = &process.regimes[self.regime];
        match &law.sojourn {
            Some(sojourn) if !law.next.is_empty() => {
                self.left += draw(sojourn, values, chance, &mut self.stream);
            }
            _ => self.left = f64::INFINITY,
        }
        let (mut stricter, mut all) = (0.0, 0.0);
        for (next, odds) in &law.next {
            all += values.at(*odds);
            if process.regimes[*next].strictness > law.strictness {
                stricter += values.at(*odds);
            }
        }
        self.stricter = super::draw::ratio(stricter, all);
    }

    /// 7.3: one week.
    fn pass<C: Chance<Stream = S>>(
        &mut self,
        process: &RegimeProcess,
        multiplier: f64,
        values: &Values,
        chance: &mut C,
    ) {
        let hazard = process.switch_hazard.map_or(1.0, |hazard| values.at(hazard));
        let x = self.excitation;
        self.left -= hazard * multiplier * (1.0 + x * self.stricter);
        let before = process.regimes[self.regime].strictness;
        for _ in 0..MOST_TURNS {
            if self.left > 0.0 {
                break;
            }
            let law = &process.regimes[self.regime];
            let weight = |&(next, odds): &(usize, _)| {
                let tilt =
                    if process.regimes[next].strictness > law.strictness { 1.0 + x } else { 1.0 };
                values.at(odds) * tilt
            };
            let all: f64 = law.next.iter().map(weight).sum();
            let mut rest = chance.uniform(&mut self.stream) * all;
            let mut chosen = self.regime;
            for next in &law.next {
                chosen = next.0;
                rest -= weight(next);
                if rest < 0.0 {
                    break;
                }
            }
            self.regime = chosen;
            self.begin(process, values, chance);
        }
        self.escalated = process.regimes[self.regime].strictness > before;
    }
}

impl<S> Ladder<S> {
    /// 7.4: one week; `paces` are the multipliers of steps up, steps down and truces.
    fn pass<C: Chance<Stream = S>>(
        &mut self,
        model: &Model,
        paces: [f64; 3],
        values: &Values,
        chance: &mut C,
    ) {
        let Some(terms) = &model.tariff.ladder else { return };
        let before = self.rung;
        if let Some(weeks) = self.truce {
            self.truce = Some(weeks - 1.0);
            if weeks - 1.0 <= 0.0 {
                self.truce = None;
                if chance.uniform(&mut self.stream) < values.at(terms.snap_back_odds) {
                    self.rung = self.peak;
                }
            }
        } else {
            let up = values.at(terms.escalation_hazard) * paces[0] * (1.0 + self.excitation);
            let down = values.at(terms.easing_hazard) * paces[1];
            let up = self.up.count(chance, up, MOST_STEPS);
            let down = self.down.count(chance, down, MOST_STEPS);
            let top = terms.rungs.len() as u64 - 1;
            self.rung = (self.rung as u64 + up).saturating_sub(down).min(top) as usize;
            if self.truces.strikes(chance, values.at(terms.truce_hazard) * paces[2]) {
                self.peak = self.rung;
                self.rung = self.rung.saturating_sub(1);
                self.truce = Some(draw(&terms.truce_weeks, values, chance, &mut self.stream));
            }
        }
        self.climbed = self.rung > before;
    }
}
