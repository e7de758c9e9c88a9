//! A semi-Markov regime: named stances with sojourn laws and odds of what comes next.

use super::{Law, Parameter, Parameters};
use crate::lanes::{Lanes, Mask};
use crate::random::Stream;

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

/// A guard against sojourns of zero length: a path switches at most this often in a week.
const MOST_SWITCHES_A_WEEK: usize = 64;

/// The regime in force on each path. In week 0 it is the opening one; in week w it is the one in
/// force w weeks after the start.
#[derive(Clone, Debug)]
pub struct RegimeState<const L: usize> {
    stream: Stream<L>,
    /// Index into `RegimeProcess::regimes`.
    current: Lanes<L>,
    /// What is left of the sojourn, in operational time.
    remaining: Lanes<L>,
    /// The share of the regime's switches that lead to a stricter one, at rest.
    stricter: Lanes<L>,
}

impl<const L: usize> RegimeState<L> {
    /// Every path in the opening regime, at the start of a fresh sojourn.
    pub fn new(process: &RegimeProcess, parameters: &Parameters<L>, stream: Stream<L>) -> Self {
        let mut state = Self {
            stream,
            current: Lanes::splat(process.opening as f64),
            remaining: Lanes::ZERO,
            stricter: Lanes::ZERO,
        };
        for lane in 0..L {
            state.enter(process, parameters, process.opening, lane);
        }
        state
    }

    /// Passes one week. `pace` multiplies all hazards; `tilt` is the excitation X, which multiplies
    /// the hazards of switches to stricter regimes by 1 + X and leaves the others alone: with a share
    /// q of such switches at rest, time passes 1 + X·q times as fast and they weigh 1 + X as much.
    ///
    /// Returns where the week's switches ended in a stricter regime than they began.
    #[inline(always)]
    pub fn advance(
        &mut self,
        process: &RegimeProcess,
        parameters: &Parameters<L>,
        pace: Lanes<L>,
        tilt: Lanes<L>,
    ) -> Mask<L> {
        let hazard = process.switch_hazard.map_or(Lanes::ONE, |hazard| parameters.get(hazard));
        self.remaining -= hazard * pace * (tilt * self.stricter + 1.0);
        let due = self.remaining.le(Lanes::ZERO);
        let mut escalated = Mask::NONE;
        for lane in due.lanes() {
            if self.switch(process, parameters, tilt.0[lane], lane) {
                escalated = escalated | Mask::one(lane);
            }
        }
        escalated
    }

    /// Switches one path until its sojourn outlasts the week; true if it ends up stricter.
    fn switch(
        &mut self,
        process: &RegimeProcess,
        parameters: &Parameters<L>,
        tilt: f64,
        lane: usize,
    ) -> bool {
        let from = self.at(lane);
        let mut current = from;
        for _ in 0..MOST_SWITCHES_A_WEEK {
            let strictness = process.regimes[current].strictness;
            let weight = |&(next, weight): &(usize, Parameter)| {
                let stricter = process.regimes[next].strictness > strictness;
                parameters.at(weight, lane) * if stricter { 1.0 + tilt } else { 1.0 }
            };
            let next = &process.regimes[current].next;
            let total: f64 = next.iter().map(weight).sum();
            let mut left = self.stream.lane(lane).uniform() * total;
            for candidate in next {
                current = candidate.0;
                left -= weight(candidate);
                if left < 0.0 {
                    break;
                }
            }
            self.enter(process, parameters, current, lane);
            if self.remaining.0[lane] > 0.0 {
                break;
            }
        }
        process.regimes[current].strictness > process.regimes[from].strictness
    }

    /// Puts the paths of `mask` into a regime, at the start of a fresh sojourn; those already in it
    /// begin it anew. Returns where this made them stricter.
    pub fn force(
        &mut self,
        process: &RegimeProcess,
        parameters: &Parameters<L>,
        regime: usize,
        mask: Mask<L>,
    ) -> Mask<L> {
        let mut escalated = Mask::NONE;
        for lane in mask.lanes() {
            let before = process.regimes[self.at(lane)].strictness;
            self.remaining.0[lane] = 0.0;
            self.enter(process, parameters, regime, lane);
            if process.regimes[regime].strictness > before {
                escalated = escalated | Mask::one(lane);
            }
        }
        escalated
    }

    /// Begins a regime on one path: its sojourn adds to what is left of the last.
    fn enter(
        &mut self,
        process: &RegimeProcess,
        parameters: &Parameters<L>,
        regime: usize,
        lane: usize,
    ) {
        let law = &process.regimes[regime];
        self.current.0[lane] = regime as f64;
        self.remaining.0[lane] += match &law.sojourn {
            Some(sojourn) => sojourn.draw(parameters, lane, self.stream.lane(lane)),
            None => f64::INFINITY,
        };
        let (mut total, mut stricter) = (0.0, 0.0);
        for &(next, weight) in &law.next {
            let weight = parameters.at(weight, lane);
            total += weight;
            if process.regimes[next].strictness > law.strictness {
                stricter += weight;
            }
        }
        self.stricter.0[lane] = if total > 0.0 { stricter / total } else { 0.0 };
    }

    /// The regime on one path.
    #[inline(always)]
    pub fn at(&self, lane: usize) -> usize {
        self.current.0[lane] as usize
    }

    /// Where a regime is in force.
    #[inline(always)]
    pub fn is(&self, regime: usize) -> Mask<L> {
        self.current.same(Lanes::splat(regime as f64))
    }
}
