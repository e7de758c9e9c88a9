//! A hazard clock: events of an intensity that may change from week to week.

use crate::lanes::{Lanes, Mask};
use crate::random::Stream;

/// A bound on the work of a week: more events than this on average are not told apart.
const MOST_EVENTS: f64 = 100_000.0;

/// A Poisson process in operational time: an exponential amount of accumulated hazard lies between
/// one event and the next, so a hazard that changes by the week needs no approximation, and two
/// scenarios that differ only in a hazard see the same exponentials.
#[derive(Clone, Debug)]
pub struct HazardClock<const L: usize> {
    stream: Stream<L>,
    /// Hazard still to accumulate before the next event.
    remaining: Lanes<L>,
}

impl<const L: usize> HazardClock<L> {
    pub fn new(mut stream: Stream<L>) -> Self {
        let remaining = stream.exponential();
        Self { stream, remaining }
    }

    /// The number of events in a stretch over which `hazard` accumulates, which counts as at most
    /// 100,000 on average.
    #[inline(always)]
    pub fn advance(&mut self, hazard: Lanes<L>) -> Lanes<L> {
        self.remaining -= hazard.min(Lanes::splat(MOST_EVENTS));
        let mut count = Lanes::ZERO;
        let mut due = self.remaining.le(Lanes::ZERO);
        while due.any() {
            count += due.one_or_zero();
            self.remaining += self.stream.exponential_where(due);
            due = self.remaining.le(Lanes::ZERO);
        }
        count
    }

    /// Whether any event falls in the stretch. The wait for the next after the stretch is a fresh
    /// exponential, however many fell in it: the exponential forgets.
    #[inline(always)]
    pub fn strikes(&mut self, hazard: Lanes<L>) -> Mask<L> {
        self.remaining -= hazard;
        let due = self.remaining.le(Lanes::ZERO);
        if due.any() {
            self.remaining.set(due, self.stream.exponential_where(due));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Process;

    /// Counts over 4 weeks at hazards 0.1, 0.5, 0.2, 1.2 are Poisson(2): P(0), P(1) and the mean, each
    /// within 6.11 standard errors (false alarm 1e-9).
    #[test]
    fn counts_under_a_changing_hazard_are_poisson() {
        const BLOCKS: u64 = 20_000;
        let (mut zero, mut one, mut sum) = (0.0, 0.0, 0.0);
        for block in 0..BLOCKS {
            let stream = Stream::<8>::new(3, block * 8, Process::Arrival, 1);
            let mut clock = HazardClock::new(stream);
            let mut count = Lanes::ZERO;
            for hazard in [0.1, 0.5, 0.2, 1.2] {
                count += clock.advance(Lanes::splat(hazard));
            }
            for value in count.0 {
                zero += f64::from(u8::from(value == 0.0));
                one += f64::from(u8::from(value == 1.0));
                sum += value;
            }
        }
        let n = (BLOCKS * 8) as f64;
        let (p0, p1) = ((-2.0f64).exp(), 2.0 * (-2.0f64).exp());
        assert!((zero / n - p0).abs() < 6.11 * (p0 * (1.0 - p0) / n).sqrt());
        assert!((one / n - p1).abs() < 6.11 * (p1 * (1.0 - p1) / n).sqrt());
        assert!((sum / n - 2.0).abs() < 6.11 * (2.0 / n).sqrt());
    }
}
