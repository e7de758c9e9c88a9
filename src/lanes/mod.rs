//! The vector vocabulary: one value for each of `L` paths that step through the week together.
//!
//! A simulation written in [`Lanes`] and [`Mask`] reads like scalar code and compiles to vector
//! instructions. Every operation is exact IEEE arithmetic, lane by lane, without contraction, so a
//! path's result does not depend on `L` nor on the instruction set that [`dispatch`] chooses.

pub mod dispatch;
pub mod math;

use std::ops::{Add, AddAssign, BitAnd, BitOr, Div, Mul, Neg, Not, Sub, SubAssign};

/// One `f64` for each of `L` paths.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Lanes<const L: usize>(pub [f64; L]);

/// One truth value for each of `L` paths: all bits set for true, none for false.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Mask<const L: usize>(pub [u64; L]);

const TRUE: u64 = u64::MAX;
/// Adding and subtracting 1.5·2⁵² rounds a double of magnitude below 2⁵¹ to the nearest integer.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

impl<const L: usize> Default for Lanes<L> {
    #[inline(always)]
    fn default() -> Self {
        Self::splat(0.0)
    }
}

impl<const L: usize> Lanes<L> {
    pub const ZERO: Self = Self([0.0; L]);
    pub const ONE: Self = Self([1.0; L]);

    /// The same value in every lane.
    #[inline(always)]
    pub const fn splat(value: f64) -> Self {
        Self([value; L])
    }

    /// `value(lane)` in each lane.
    #[inline(always)]
    pub fn from_fn(mut value: impl FnMut(usize) -> f64) -> Self {
        let mut out = [0.0; L];
        for (lane, slot) in out.iter_mut().enumerate() {
            *slot = value(lane);
        }
        Self(out)
    }

    /// `f` of each lane.
    #[inline(always)]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self::from_fn(|lane| f(self.0[lane]))
    }

    /// `f` of each pair of lanes.
    #[inline(always)]
    pub fn zip(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self::from_fn(|lane| f(self.0[lane], other.0[lane]))
    }

    #[inline(always)]
    fn compare(self, other: Self, f: impl Fn(f64, f64) -> bool) -> Mask<L> {
        let mut out = [0; L];
        for (lane, slot) in out.iter_mut().enumerate() {
            *slot = if f(self.0[lane], other.0[lane]) { TRUE } else { 0 };
        }
        Mask(out)
    }

    /// The smaller of each pair.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { a } else { b })
    }

    /// The larger of each pair.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a > b { a } else { b })
    }

    /// Each lane, or zero where it is negative.
    #[inline(always)]
    pub fn positive(self) -> Self {
        self.max(Self::ZERO)
    }

    /// Each lane held between `low` and `high`.
    #[inline(always)]
    pub fn clamp(self, low: f64, high: f64) -> Self {
        self.max(Self::splat(low)).min(Self::splat(high))
    }

    /// The nearest integer, ties to even; for magnitudes below 2⁵¹.
    #[inline(always)]
    pub fn round(self) -> Self {
        self.map(|x| (x + ROUNDER) - ROUNDER)
    }

    /// The largest integer not above each lane; for magnitudes below 2⁵¹.
    #[inline(always)]
    pub fn floor(self) -> Self {
        self.map(|x| {
            let nearest = (x + ROUNDER) - ROUNDER;
            nearest - if nearest > x { 1.0 } else { 0.0 }
        })
    }

    #[inline(always)]
    pub fn sqrt(self) -> Self {
        self.map(f64::sqrt)
    }

    #[inline(always)]
    pub fn lt(self, other: Self) -> Mask<L> {
        self.compare(other, |a, b| a < b)
    }

    #[inline(always)]
    pub fn le(self, other: Self) -> Mask<L> {
        self.compare(other, |a, b| a <= b)
    }

    #[inline(always)]
    pub fn gt(self, other: Self) -> Mask<L> {
        self.compare(other, |a, b| a > b)
    }

    #[inline(always)]
    pub fn ge(self, other: Self) -> Mask<L> {
        self.compare(other, |a, b| a >= b)
    }

    /// Exact equality, meant for whole numbers.
    #[inline(always)]
    pub fn same(self, other: Self) -> Mask<L> {
        self.compare(other, |a, b| a == b)
    }

    /// Each lane where `mask` holds, zero elsewhere.
    #[inline(always)]
    pub fn only(self, mask: Mask<L>) -> Self {
        mask.pick(self, Self::ZERO)
    }

    /// Replaces the lanes where `mask` holds.
    #[inline(always)]
    pub fn set(&mut self, mask: Mask<L>, value: Self) {
        *self = mask.pick(value, *self);
    }

    /// `self / other`, or zero where `other` is not positive.
    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        self.zip(other, |a, b| if b > 0.0 { a / b } else { 0.0 })
    }
}

impl<const L: usize> Mask<L> {
    pub const ALL: Self = Self([TRUE; L]);
    pub const NONE: Self = Self([0; L]);

    /// The same truth value in every lane.
    #[inline(always)]
    pub fn splat(value: bool) -> Self {
        if value { Self::ALL } else { Self::NONE }
    }

    /// Only `lane` set.
    #[inline(always)]
    pub fn one(lane: usize) -> Self {
        let mut out = [0; L];
        out[lane] = TRUE;
        Self(out)
    }

    /// `yes` where the mask holds, `no` elsewhere.
    #[inline(always)]
    pub fn pick(self, yes: Lanes<L>, no: Lanes<L>) -> Lanes<L> {
        Lanes::from_fn(|lane| {
            let bits =
                (yes.0[lane].to_bits() & self.0[lane]) | (no.0[lane].to_bits() & !self.0[lane]);
            f64::from_bits(bits)
        })
    }

    /// One where the mask holds, zero elsewhere.
    #[inline(always)]
    pub fn one_or_zero(self) -> Lanes<L> {
        self.pick(Lanes::ONE, Lanes::ZERO)
    }

    /// True if any lane holds.
    #[inline(always)]
    pub fn any(self) -> bool {
        let mut seen = 0;
        for bits in self.0 {
            seen |= bits;
        }
        seen != 0
    }

    /// True if the given lane holds.
    #[inline(always)]
    pub fn holds(self, lane: usize) -> bool {
        self.0[lane] != 0
    }

    /// The lanes that hold, in order; they are gathered into bits first, so that none costs next to nothing.
    #[inline(always)]
    pub fn lanes(self) -> impl Iterator<Item = usize> {
        const { assert!(L <= 64, "a bit for each lane") }
        let mut left = 0;
        for (lane, bits) in self.0.into_iter().enumerate() {
            left |= bits & (1 << lane);
        }
        std::iter::from_fn(move || {
            let lane = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (lane < u64::BITS).then_some(lane as usize)
        })
    }
}

macro_rules! arithmetic {
    ($trait:ident, $method:ident, $op:tt) => {
        impl<const L: usize> $trait for Lanes<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, |a, b| a $op b)
            }
        }
        impl<const L: usize> $trait<f64> for Lanes<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: f64) -> Self {
                self.map(|a| a $op other)
            }
        }
    };
}
arithmetic!(Add, add, +);
arithmetic!(Sub, sub, -);
arithmetic!(Mul, mul, *);
arithmetic!(Div, div, /);

impl<const L: usize> Neg for Lanes<L> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|a| -a)
    }
}

impl<const L: usize> AddAssign for Lanes<L> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<const L: usize> SubAssign for Lanes<L> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

macro_rules! logic {
    ($trait:ident, $method:ident, $assign:tt) => {
        impl<const L: usize> $trait for Mask<L> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                let mut out = self.0;
                for (a, b) in out.iter_mut().zip(other.0) {
                    *a $assign b;
                }
                Self(out)
            }
        }
    };
}
logic!(BitAnd, bitand, &=);
logic!(BitOr, bitor, |=);

impl<const L: usize> Not for Mask<L> {
    type Output = Self;
    #[inline(always)]
    fn not(self) -> Self {
        let mut out = self.0;
        for bits in &mut out {
            *bits = !*bits;
        }
        Self(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_and_round_agree_with_the_standard_library_over_signs_and_ties() {
        for x in [0.0, 0.49, 0.5, 0.51, 1.0, 1.5, 2.5, -0.5, -1.2, 1e9 + 0.75, 4e14 + 0.5] {
            let lanes = Lanes::<4>::splat(x);
            assert_eq!(lanes.floor().0, [x.floor(); 4], "floor of {x}");
            assert_eq!(lanes.round().0, [x.round_ties_even(); 4], "round of {x}");
        }
    }

    #[test]
    fn pick_takes_each_lane_from_its_side() {
        let a = Lanes::<4>([1.0, 2.0, 3.0, 4.0]);
        let b = Lanes::<4>([4.0, 3.0, 2.0, 1.0]);
        assert_eq!(a.lt(b).pick(a, b).0, [1.0, 2.0, 2.0, 1.0]);
        assert_eq!(a.gt(b).lanes().collect::<Vec<_>>(), [2, 3]);
        assert_eq!(a.only(!a.gt(b)).0, [1.0, 2.0, 0.0, 0.0]);
    }

    #[test]
    fn over_gives_zero_for_an_empty_whole() {
        let part = Lanes::<2>([3.0, 0.0]);
        let whole = Lanes::<2>([6.0, 0.0]);
        assert_eq!(part.over(whole).0, [0.5, 0.0]);
    }
}
