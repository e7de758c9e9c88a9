//! The logistic S-curve of a growing supply.

use crate::lanes::{Lanes, math};

/// 1/(1 + exp(−(t − midpoint)·ln 81/rise)): 10% and 90% lie `rise` apart.
#[inline(always)]
pub fn logistic<const L: usize>(t: f64, midpoint: Lanes<L>, rise: Lanes<L>) -> Lanes<L> {
    const LN_81: f64 = 4.394_449_154_672_439;
    let x = (midpoint - Lanes::splat(t)) * LN_81 / rise.max(Lanes::splat(1e-9));
    Lanes::ONE / (math::exp_lanes(x) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_and_ninety_per_cent_lie_one_rise_apart_around_the_midpoint() {
        let (midpoint, rise) = (Lanes::<1>::splat(60.0), Lanes::splat(80.0));
        for (t, share) in [(20.0, 0.1), (60.0, 0.5), (100.0, 0.9)] {
            assert!((logistic(t, midpoint, rise).0[0] - share).abs() < 1e-14);
        }
    }
}
