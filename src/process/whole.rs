//! Whole chips from fractional flows: what is too small to be a chip is carried to next week.

use crate::lanes::Lanes;

/// The fraction of a chip carried over, in [0, 1).
#[derive(Clone, Copy, Debug, Default)]
pub struct Carry<const L: usize>(Lanes<L>);

impl<const L: usize> Carry<L> {
    /// The whole chips in `amount` and what was carried, at most `limit` (a whole number).
    ///
    /// Flows stay whole, so that every balance is exact, and lose nothing over time: the sum of
    /// what is returned is the sum of the amounts, less a fraction of one chip, unless `limit` binds.
    #[inline(always)]
    pub fn whole(&mut self, amount: Lanes<L>, limit: Lanes<L>) -> Lanes<L> {
        let due = self.0 + amount;
        let chips = due.floor();
        self.0 = due - chips;
        chips.min(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_flows_add_up_to_whole_chips() {
        let mut carry = Carry::<2>::default();
        let mut sum = Lanes::ZERO;
        for _ in 0..1000 {
            sum += carry.whole(Lanes([0.3, 1.25]), Lanes::splat(1e9));
        }
        assert!((sum.0[0] - 300.0).abs() <= 1.0);
        assert_eq!(sum.0[1], 1250.0);
        assert_eq!(carry.whole(Lanes::splat(9.0), Lanes::splat(4.0)).0, [4.0; 2]);
    }
}
