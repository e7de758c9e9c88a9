//! A delay line: chips that set out now and arrive after a lag of whole weeks.

use std::ops::Range;

use crate::lanes::{Lanes, Mask};

/// What arrives in each week of the horizon. What would arrive later never does: it is still on
/// its way at the end.
#[derive(Clone, Debug)]
pub struct DelayLine<const L: usize> {
    due: Vec<Lanes<L>>,
    /// The weeks in which something may be due: those from the last one asked for to the last in
    /// which something arrives. Empty while nothing has set out, so that quiet lines cost nothing.
    open: Range<usize>,
}

impl<const L: usize> DelayLine<L> {
    pub fn new(weeks: usize) -> Self {
        Self { due: vec![Lanes::ZERO; weeks], open: 0..0 }
    }

    /// Empties the line for another block of paths.
    pub fn clear(&mut self) {
        if let Some(due) = self.due.get_mut(std::mem::take(&mut self.open)) {
            due.fill(Lanes::ZERO);
        }
    }

    /// Sends `amount` out in `week` to arrive `lag` weeks later, the lag rounded to whole weeks.
    #[inline(always)]
    pub fn send(&mut self, week: usize, lag: Lanes<L>, amount: Lanes<L>) {
        let moving: Mask<L> = amount.gt(Lanes::ZERO);
        if !moving.any() {
            return;
        }
        let lag = lag.round();
        for lane in moving.lanes() {
            // A lag beyond any horizon saturates in the conversion and simply never arrives.
            let arrival = week.saturating_add(lag.0[lane] as usize);
            if let Some(due) = self.due.get_mut(arrival) {
                due.0[lane] += amount.0[lane];
                self.open.end = self.open.end.max(arrival + 1);
            }
        }
    }

    /// Takes what arrives in `week` off the line; weeks are asked for in their order.
    #[inline(always)]
    pub fn arriving(&mut self, week: usize) -> Lanes<L> {
        if week >= self.open.end {
            return Lanes::ZERO;
        }
        self.open.start = week + 1;
        std::mem::take(&mut self.due[week])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chips_arrive_after_their_rounded_lag_or_not_within_the_horizon() {
        let mut line = DelayLine::<2>::new(6);
        line.send(1, Lanes([2.4, 1e300]), Lanes([5.0, 7.0]));
        line.send(3, Lanes([0.0, 0.0]), Lanes([1.0, 0.0]));
        let arrivals: Vec<_> = (0..6).map(|week| line.arriving(week).0).collect();
        assert_eq!(arrivals[3], [6.0, 0.0]);
        assert_eq!(arrivals.iter().map(|a| a[0] + a[1]).sum::<f64>(), 6.0);
    }

    #[test]
    fn a_line_that_is_cleared_on_the_way_holds_nothing() {
        let mut line = DelayLine::<2>::new(6);
        line.send(0, Lanes([0.0, 4.0]), Lanes([5.0, 7.0]));
        assert_eq!(line.arriving(0).0, [5.0, 0.0]);
        line.send(1, Lanes([1.0, 2.0]), Lanes([5.0, 7.0]));
        line.clear();
        for week in 0..6 {
            line.send(0, Lanes::splat(5.0), Lanes([0.0, 1.0]));
            assert_eq!(line.arriving(week).0[0], 0.0, "week {week}");
            assert_eq!(line.arriving(week).0[1], 0.0, "week {week}");
            line.clear();
        }
    }
}
