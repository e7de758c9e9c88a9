//! Excitation: a relative hazard that jumps at an event and fades by half in a half-life.

use crate::lanes::{Lanes, Mask, math};

/// Never more than this, so that two capitals answering each other stay finite.
const MOST: f64 = 10.0;

/// X on each path: zero at rest.
#[derive(Clone, Copy, Debug, Default)]
pub struct Excitation<const L: usize> {
    level: Lanes<L>,
}

impl<const L: usize> Excitation<L> {
    #[inline(always)]
    pub fn level(&self) -> Lanes<L> {
        self.level
    }

    /// Fades over one week: X ← X·2^(−1/half-life).
    #[inline(always)]
    pub fn fade(&mut self, half_life_weeks: Lanes<L>) {
        // A half-life of nothing fades at once.
        let half_life = half_life_weeks.max(Lanes::splat(1e-3));
        let rate = Lanes::splat(-std::f64::consts::LN_2) / half_life;
        self.level = self.level * math::exp_lanes(rate);
    }

    /// Jumps where `mask` holds.
    #[inline(always)]
    pub fn jump(&mut self, mask: Mask<L>, by: Lanes<L>) {
        self.level = (self.level + by.only(mask)).min(Lanes::splat(MOST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_halves_in_its_half_life_and_the_level_is_bounded() {
        let mut excitation = Excitation::<2>::default();
        excitation.jump(Mask::one(0), Lanes::splat(2.0));
        for _ in 0..8 {
            excitation.fade(Lanes::splat(8.0));
        }
        assert!((excitation.level().0[0] - 1.0).abs() < 1e-14);
        assert_eq!(excitation.level().0[1], 0.0);
        for _ in 0..100 {
            excitation.jump(Mask::ALL, Lanes::splat(2.0));
        }
        assert_eq!(excitation.level().0, [MOST; 2]);
    }
}
