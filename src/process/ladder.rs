//! A tariff ladder: a rate that climbs and descends its rungs, with truces and snap-backs.

use super::{HazardClock, Law, Parameter, Parameters};
use crate::lanes::{Lanes, Mask};
use crate::random::Stream;

/// A general tariff rate between two countries, on rungs that it climbs and descends.
#[derive(Clone, Debug)]
pub struct LadderProcess {
    /// Increasing rates, as fractions.
    pub rungs: Vec<f64>,
    /// Index of the opening rung.
    pub opening_rung: usize,
    /// The truce that holds at the start, if any.
    pub opening_truce: Option<Truce>,
    /// Hazards a week of one rung up, one rung down, and of a truce.
    pub escalation_hazard: Parameter,
    pub easing_hazard: Parameter,
    pub truce_hazard: Parameter,
    pub truce_weeks: Law,
    /// Odds that a truce ends in a return to the rung before it.
    pub snap_back_odds: Parameter,
}

/// A bound on the work of a week: more steps than this on average either way are not told apart.
const MOST_STEPS: f64 = 100.0;

/// A truce in force at the start.
#[derive(Clone, Copy, Debug)]
pub struct Truce {
    /// Weeks from the start to its end.
    pub weeks: f64,
    /// The rung to which a snap-back returns.
    pub peak_rung: usize,
}

/// What multiplies the three hazards in a week.
#[derive(Clone, Copy, Debug)]
pub struct LadderPace<const L: usize> {
    pub escalation: Lanes<L>,
    pub easing: Lanes<L>,
    pub truce: Lanes<L>,
}

/// The rung on each path: in week w, w weeks after the start. Outside a truce the rate climbs and
/// descends at its hazards; a truce takes it down one rung and holds it there; at the truce's end
/// it returns to the rung before with the snap-back odds and else stays.
#[derive(Clone, Debug)]
pub struct LadderState<const L: usize> {
    stream: Stream<L>,
    escalation: HazardClock<L>,
    easing: HazardClock<L>,
    truce: HazardClock<L>,
    rung: Lanes<L>,
    peak: Lanes<L>,
    /// Weeks of truce left; not positive outside a truce.
    truce_left: Lanes<L>,
}

impl<const L: usize> LadderState<L> {
    /// `streams`: of the truces' lengths and ends, of steps up, of steps down, and of truces.
    pub fn new(process: &LadderProcess, streams: [Stream<L>; 4]) -> Self {
        let [stream, escalation, easing, truce] = streams;
        let opening = process.opening_truce;
        Self {
            stream,
            escalation: HazardClock::new(escalation),
            easing: HazardClock::new(easing),
            truce: HazardClock::new(truce),
            rung: Lanes::splat(process.opening_rung as f64),
            peak: Lanes::splat(opening.map_or(process.opening_rung, |t| t.peak_rung) as f64),
            truce_left: Lanes::splat(opening.map_or(0.0, |t| t.weeks)),
        }
    }

    /// Passes one week; returns where the rate ended higher than it began.
    #[inline(always)]
    pub fn advance(
        &mut self,
        process: &LadderProcess,
        parameters: &Parameters<L>,
        pace: LadderPace<L>,
    ) -> Mask<L> {
        let top = (process.rungs.len() - 1) as f64;
        let before = self.rung;
        let in_truce = self.truce_left.gt(Lanes::ZERO);
        self.truce_left -= in_truce.one_or_zero();
        let ended = in_truce & self.truce_left.le(Lanes::ZERO);
        let odds = parameters.get(process.snap_back_odds);
        let snapped = ended & self.stream.uniform_where(ended).lt(odds);
        self.rung.set(snapped, self.peak);

        let free = |hazard: Parameter, pace: Lanes<L>| {
            (parameters.get(hazard) * pace).only(!in_truce).min(Lanes::splat(MOST_STEPS))
        };
        let up = self.escalation.advance(free(process.escalation_hazard, pace.escalation));
        let down = self.easing.advance(free(process.easing_hazard, pace.easing));
        self.rung = (self.rung + up - down).clamp(0.0, top);
        let begins = self.truce.strikes(free(process.truce_hazard, pace.truce));
        for lane in begins.lanes() {
            self.peak.0[lane] = self.rung.0[lane];
            self.rung.0[lane] = (self.rung.0[lane] - 1.0).max(0.0);
            let weeks = process.truce_weeks.draw(parameters, lane, self.stream.lane(lane));
            // However short, a truce lasts into the next week and ends there.
            self.truce_left.0[lane] = weeks.max(f64::MIN_POSITIVE);
        }
        self.rung.gt(before)
    }

    /// The rung on each path.
    #[inline(always)]
    pub fn rung(&self) -> Lanes<L> {
        self.rung
    }

    /// The tariff rate on each path, as a fraction.
    #[inline(always)]
    pub fn rate(&self, process: &LadderProcess) -> Lanes<L> {
        self.rung.map(|rung| process.rungs[rung as usize])
    }
}
