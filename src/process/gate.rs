//! A gate that is open or closed in turn: an alternating renewal process.

use super::{Law, Parameter, Parameters};
use crate::lanes::{Lanes, Mask};
use crate::random::Stream;

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

/// A guard against spells of zero length: a path turns at most this often in a week.
const MOST_TURNS_A_WEEK: usize = 64;

/// Whether the gate is open on each path: in week w, w weeks after the start.
#[derive(Clone, Debug)]
pub struct GateState<const L: usize> {
    stream: Stream<L>,
    open: Mask<L>,
    /// Weeks left of the spell, at pace 1.
    remaining: Lanes<L>,
}

impl<const L: usize> GateState<L> {
    pub fn new(process: &GateProcess, parameters: &Parameters<L>, mut stream: Stream<L>) -> Self {
        let open = match process.opening {
            GateOpening::Open => Mask::ALL,
            GateOpening::Closed => Mask::NONE,
            GateOpening::Odds(odds) => stream.uniform().lt(parameters.get(odds)),
        };
        let mut state = Self { stream, open, remaining: Lanes::ZERO };
        for lane in 0..L {
            state.remaining.0[lane] = state.spell(process, parameters, open.holds(lane), lane);
        }
        state
    }

    fn spell(
        &mut self,
        process: &GateProcess,
        parameters: &Parameters<L>,
        open: bool,
        lane: usize,
    ) -> f64 {
        let law = if open { &process.open_weeks } else { &process.closed_weeks };
        law.draw(parameters, lane, self.stream.lane(lane))
    }

    /// Passes one week; open spells pass at `closure_pace`, closed ones at `reopening_pace`.
    #[inline(always)]
    pub fn advance(
        &mut self,
        process: &GateProcess,
        parameters: &Parameters<L>,
        closure_pace: Lanes<L>,
        reopening_pace: Lanes<L>,
    ) {
        self.remaining -= self.open.pick(closure_pace, reopening_pace);
        let due = self.remaining.le(Lanes::ZERO);
        for lane in due.lanes() {
            let mut open = self.open.holds(lane);
            for _ in 0..MOST_TURNS_A_WEEK {
                open = !open;
                self.remaining.0[lane] += self.spell(process, parameters, open, lane);
                if self.remaining.0[lane] > 0.0 {
                    break;
                }
            }
            self.open.0[lane] = if open { u64::MAX } else { 0 };
        }
    }

    /// Where the gate is open.
    #[inline(always)]
    pub fn open(&self) -> Mask<L> {
        self.open
    }
}
