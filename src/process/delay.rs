//! A delay line: chips that set out now and arrive after a lag of whole weeks.

use crate::lanes::{Lanes, Mask};

/// What arrives in each week of the horizon. What would arrive later never does: it is still on
/// its way at the end.
#[derive(Clone, Debug)]
pub struct DelayLine<const L: usize> {
    due: Vec<Lanes<L>>,
    /// False while nothing has ever set out, so that quiet lines cost nothing.
    used: bool,
}

impl<const L: usize> DelayLine<L> {
    pub fn new(weeks: usize) -> Self {
        Self { due: vec![Lanes::ZERO; weeks], used: false }
    }

    /// Empties the line for another block of paths.
    pub fn clear(&mut self) {
        if self.used {
            self.due.fill(Lanes::ZERO);
            self.used = false;
        }
    }

    /// Sends `amount` out in `week` to arrive `lag` weeks later, the lag rounded to whole weeks.
    #[inline(always)]
    pub fn send(&mut self, week: usize, lag: Lanes<L>, amount: Lanes<L>) {
        let moving: Mask<L> = amount.gt(Lanes::ZERO);
        if !moving.any() {
            return;
        }
        self.used = true;
        let lag = lag.round();
        for lane in moving.lanes() {
            // A lag beyond any horizon saturates in the conversion and simply never arrives.
            let arrival = week.saturating_add(lag.0[lane] as usize);
            if let Some(due) = self.due.get_mut(arrival) {
                due.0[lane] += amount.0[lane];
            }
        }
    }

    /// What arrives in `week`.
    #[inline(always)]
    pub fn arriving(&self, week: usize) -> Lanes<L> {
        if self.used { self.due[week] } else { Lanes::ZERO }
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
        line.clear();
        assert_eq!(line.arriving(3).0, [0.0, 0.0]);
    }
}
