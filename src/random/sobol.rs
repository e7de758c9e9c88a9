//! Sobol points with Owen's scrambling: a few thousand points that fill a box evenly.

use std::sync::LazyLock;

use super::stream::{GOLDEN, mix};
use super::{Process, Stream};

/// The most dimensions that there are direction numbers for.
pub const MAX_DIMENSIONS: usize = 64;
/// Binary digits of a coordinate.
const BITS: usize = 32;

/// Dimensions 2 to 64 of new-joe-kuo-6 (Joe and Kuo, 2008): the degree of the primitive polynomial, its
/// inner coefficients as a binary number, and the first direction numbers.
const DIRECTIONS: [(usize, u32, &[u32]); MAX_DIMENSIONS - 1] = [
    (1, 0, &[1]),
    (2, 1, &[1, 3]),
    (3, 1, &[1, 3, 1]),
    (3, 2, &[1, 1, 1]),
    (4, 1, &[1, 1, 3, 3]),
    (4, 4, &[1, 3, 5, 13]),
    (5, 2, &[1, 1, 5, 5, 17]),
    (5, 4, &[1, 1, 5, 5, 5]),
    (5, 7, &[1, 1, 7, 11, 19]),
    (5, 11, &[1, 1, 5, 1, 1]),
    (5, 13, &[1, 1, 1, 3, 11]),
    (5, 14, &[1, 3, 5, 5, 31]),
    (6, 1, &[1, 3, 3, 9, 7, 49]),
    (6, 13, &[1, 1, 1, 15, 21, 21]),
    (6, 16, &[1, 3, 1, 13, 27, 49]),
    (6, 19, &[1, 1, 1, 15, 7, 5]),
    (6, 22, &[1, 3, 1, 15, 13, 25]),
    (6, 25, &[1, 1, 5, 5, 19, 61]),
    (7, 1, &[1, 3, 7, 11, 23, 15, 103]),
    (7, 4, &[1, 3, 7, 13, 13, 15, 69]),
    (7, 7, &[1, 1, 3, 13, 7, 35, 63]),
    (7, 8, &[1, 3, 5, 9, 1, 25, 53]),
    (7, 14, &[1, 3, 1, 13, 9, 35, 107]),
    (7, 19, &[1, 3, 1, 5, 27, 61, 31]),
    (7, 21, &[1, 1, 5, 11, 19, 41, 61]),
    (7, 28, &[1, 3, 5, 3, 3, 13, 69]),
    (7, 31, &[1, 1, 7, 13, 1, 19, 1]),
    (7, 32, &[1, 3, 7, 5, 13, 19, 59]),
    (7, 37, &[1, 1, 3, 9, 25, 29, 41]),
    (7, 41, &[1, 3, 5, 13, 23, 1, 55]),
    (7, 42, &[1, 3, 7, 3, 13, 59, 17]),
    (7, 50, &[1, 3, 1, 3, 5, 53, 69]),
    (7, 55, &[1, 1, 5, 5, 23, 33, 13]),
    (7, 56, &[1, 1, 7, 7, 1, 61, 123]),
    (7, 59, &[1, 1, 7, 9, 13, 61, 49]),
    (7, 62, &[1, 3, 3, 5, 3, 55, 33]),
    (8, 14, &[1, 3, 1, 15, 31, 13, 49, 245]),
    (8, 21, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (8, 22, &[1, 3, 1, 11, 11, 11, 77, 249]),
    (8, 38, &[1, 3, 1, 11, 27, 43, 71, 9]),
    (8, 47, &[1, 1, 7, 15, 21, 11, 81, 45]),
    (8, 49, &[1, 3, 7, 3, 25, 31, 65, 79]),
    (8, 50, &[1, 3, 1, 1, 19, 11, 3, 205]),
    (8, 52, &[1, 1, 5, 9, 19, 21, 29, 157]),
    (8, 56, &[1, 3, 7, 11, 1, 33, 89, 185]),
    (8, 67, &[1, 3, 3, 3, 15, 9, 79, 71]),
    (8, 70, &[1, 3, 7, 11, 15, 39, 119, 27]),
    (8, 84, &[1, 1, 3, 1, 11, 31, 97, 225]),
    (8, 97, &[1, 1, 1, 3, 23, 43, 57, 177]),
    (8, 103, &[1, 3, 7, 7, 17, 17, 37, 71]),
    (8, 115, &[1, 3, 1, 5, 27, 63, 123, 213]),
    (8, 122, &[1, 1, 3, 5, 11, 43, 53, 133]),
    (9, 8, &[1, 3, 5, 5, 29, 17, 47, 173, 479]),
    (9, 13, &[1, 3, 3, 11, 3, 1, 109, 9, 69]),
    (9, 16, &[1, 1, 1, 5, 17, 39, 23, 5, 343]),
    (9, 22, &[1, 3, 1, 5, 25, 15, 31, 103, 499]),
    (9, 25, &[1, 1, 1, 11, 11, 17, 63, 105, 183]),
    (9, 44, &[1, 1, 5, 11, 9, 29, 97, 231, 363]),
    (9, 47, &[1, 1, 5, 15, 19, 45, 41, 7, 383]),
    (9, 52, &[1, 3, 7, 7, 31, 19, 83, 137, 221]),
    (9, 55, &[1, 1, 1, 3, 23, 15, 111, 223, 83]),
    (9, 59, &[1, 1, 5, 13, 31, 15, 55, 25, 161]),
    (9, 62, &[1, 1, 3, 13, 25, 47, 39, 87, 257]),
];

/// The direction numbers of all dimensions.
static TABLE: LazyLock<[[u32; BITS]; MAX_DIMENSIONS]> =
    LazyLock::new(|| std::array::from_fn(directions));

/// A scrambled Sobol sequence.
///
/// Point n of dimension d is the exclusive or of the direction numbers at the set bits of n's Gray
/// code (Antonov and Saleev, 1979). Scrambling flips each binary digit by a coin that depends on
/// the seed, the dimension and all digits before it (Owen, 1995): each point is uniform in the box,
/// and any 2ᵏ points from the start still have one in each of the 2ᵏ equal parts of every axis.
#[derive(Clone, Debug)]
pub struct Sobol {
    /// A key a dimension.
    keys: Vec<u64>,
}

impl Sobol {
    /// The sequence of so many dimensions; none for more than [`MAX_DIMENSIONS`].
    pub fn new(dimensions: usize, seed: u64) -> Option<Self> {
        (dimensions <= MAX_DIMENSIONS).then(|| Self {
            keys: (0..dimensions as u64)
                .map(|d| Stream::<1>::new(seed, d, Process::SobolScramble, 0).lane(0).bits())
                .collect(),
        })
    }

    /// Coordinate `dimension` of point `index`, strictly between 0 and 1.
    pub fn coordinate(&self, index: u32, dimension: usize) -> f64 {
        let digits = scrambled(index, dimension, self.keys[dimension]);
        (f64::from(digits) + 0.5) / (1u64 << BITS) as f64
    }
}

/// The 32 digits of a coordinate before scrambling.
fn plain(index: u32, dimension: usize) -> u32 {
    let gray = index ^ (index >> 1);
    let directions = TABLE[dimension].iter().enumerate();
    directions
        .filter(|(bit, _)| gray >> bit & 1 == 1)
        .fold(0, |point, (_, direction)| point ^ direction)
}

/// The 32 digits of coordinate `dimension` of point `index`, scrambled by a key.
pub(super) fn scrambled(index: u32, dimension: usize, key: u64) -> u32 {
    let digits = plain(index, dimension);
    (0..BITS).fold(0, |out, place| {
        // The digits before this one, with a one in front that tells how many they are.
        let before = (1u64 << place) | u64::from(digits) >> (BITS - place);
        let coin = (mix(key ^ before.wrapping_mul(GOLDEN)) >> 63) as u32;
        let digit = digits >> (BITS - 1 - place) & 1;
        out | (digit ^ coin) << (BITS - 1 - place)
    })
}

/// The direction numbers of a dimension (from 0), the leading digit first.
fn directions(dimension: usize) -> [u32; BITS] {
    let mut v = [0; BITS];
    let Some((degree, inner, first)) = dimension.checked_sub(1).map(|d| DIRECTIONS[d]) else {
        return std::array::from_fn(|i| 1 << (BITS - 1 - i));
    };
    for i in 0..BITS {
        v[i] = match first.get(i) {
            Some(number) => number << (BITS - 1 - i),
            None => {
                let own = v[i - degree] ^ (v[i - degree] >> degree);
                (1..degree)
                    .filter(|k| inner >> (degree - 1 - k) & 1 == 1)
                    .fold(own, |sum, k| sum ^ v[i - k])
            }
        };
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unscrambled(index: u32, dimension: usize) -> f64 {
        f64::from(plain(index, dimension)) / 2f64.powi(32)
    }

    /// Every digit is flipped by itself: the first point, whose digits are all zero, falls anywhere. Of 1,000 keys two
    /// give the same one but once in 8,600 tries.
    #[test]
    fn the_first_point_falls_anywhere() {
        let mut points: Vec<u32> = (0..1_000).map(|key| scrambled(0, 0, mix(key))).collect();
        points.sort_unstable();
        points.dedup();
        assert!(points.len() >= 999, "{} points", points.len());
    }

    /// A digit's coin hangs on the digits before it: under each key two coordinates that differ in the first digit have
    /// second digits flipped alike in half of 1,000 keys (binomial, |z| ≤ 6.11: 403 to 597), where a shift flips them alike in all.
    #[test]
    fn flips_hang_on_the_digits_before() {
        let second = |index: u32, key: u64| (scrambled(index, 0, key) ^ plain(index, 0)) >> 30 & 1;
        let alike = (0..1_000).filter(|key| second(0, mix(*key)) == second(1, mix(*key))).count();
        assert!((403..=597).contains(&alike), "{alike}");
    }

    /// The bits of this version, which decide every figure of a run on Sobol points.
    #[test]
    fn scrambled_bits_are_those_of_this_version() {
        let found = [(0, 0, 1), (1, 0, 1), (5, 3, 0x1234_5678_9ABC_DEF0), (200, 63, u64::MAX)]
            .map(|(index, dimension, key)| scrambled(index, dimension, key));
        assert_eq!(found, [3_592_957_811, 826_158_378, 1_381_974_995, 3_543_792_633]);
        let sobol = Sobol { keys: vec![1] };
        assert_eq!(sobol.coordinate(0, 0), (f64::from(found[0]) + 0.5) / 2f64.powi(32));
    }

    /// The first ten points in three dimensions as Joe and Kuo print them.
    #[test]
    fn unscrambled_points_are_the_published_ones() {
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        for (index, point) in published.iter().enumerate() {
            for (dimension, coordinate) in point.iter().enumerate() {
                assert_eq!(unscrambled(index as u32, dimension), *coordinate, "{index}");
            }
        }
    }

    /// Points 37 and 1000 in all dimensions as SciPy 1.17 (`qmc.Sobol(64, scramble=False)`) gives them.
    #[test]
    fn points_far_on_agree_with_another_program_in_every_dimension() {
        for (index, point) in [(37, POINT_37), (1000, POINT_1000)] {
            for (dimension, coordinate) in point.into_iter().enumerate() {
                let expected = f64::from(coordinate) / 1024.0;
                assert_eq!(unscrambled(index, dimension), expected, "{index} {dimension}");
            }
        }
    }

    /// After scrambling too, 2ᵏ points lie one in each of 2ᵏ parts of every axis, and of the first
    /// two dimensions one in each box of the same area, whatever its shape.
    #[test]
    fn scrambled_points_stay_a_net() {
        for seed in [1, 2, 99] {
            let sobol = Sobol::new(MAX_DIMENSIONS, seed).expect("dimensions");
            for dimension in 0..MAX_DIMENSIONS {
                let mut parts: Vec<u32> =
                    (0..256).map(|n| (sobol.coordinate(n, dimension) * 256.0) as u32).collect();
                parts.sort_unstable();
                assert!(parts.iter().copied().eq(0..256), "{dimension}");
            }
            for wide in 0..=8 {
                let (columns, rows) = (2f64.powi(wide), 2f64.powi(8 - wide));
                let part = |n: u32| {
                    let (x, y) = (sobol.coordinate(n, 0), sobol.coordinate(n, 1));
                    (x * columns).floor() * rows + (y * rows).floor()
                };
                let mut boxes: Vec<u32> = (0..256).map(|n| part(n) as u32).collect();
                boxes.sort_unstable();
                assert!(boxes.iter().copied().eq(0..256), "{columns} by {rows}");
            }
        }
    }

    /// The mean of a point over 20,000 seeds is half in each of the first points: |z| ≤ 6.11 (false
    /// alarm 1e-9 each).
    #[test]
    fn each_scrambled_point_is_uniform_over_seeds() {
        const SEEDS: u32 = 20_000;
        for index in [0, 1, 6] {
            let sum: f64 = (0..SEEDS)
                .map(|seed| Sobol::new(2, u64::from(seed)).expect("two").coordinate(index, 1))
                .sum();
            let z = (sum / f64::from(SEEDS) - 0.5) * (12.0 * f64::from(SEEDS)).sqrt();
            assert!(z.abs() <= 6.11, "point {index}: {z}");
        }
    }

    /// In 1024ths.
    const POINT_37: [u16; MAX_DIMENSIONS] = [
        944, 656, 592, 944, 784, 304, 176, 816, 624, 176, 16, 80, 592, 880, 112, 496, 816, 432, 48,
        144, 976, 80, 560, 656, 304, 368, 816, 400, 528, 112, 368, 144, 624, 368, 880, 752, 912,
        688, 976, 80, 80, 656, 80, 848, 688, 176, 496, 272, 528, 976, 432, 272, 336, 304, 240, 976,
        592, 1008, 368, 304, 80, 400, 656, 848,
    ];
    const POINT_1000: [u16; MAX_DIMENSIONS] = [
        225, 99, 531, 693, 287, 929, 47, 921, 513, 71, 87, 261, 165, 393, 147, 379, 737, 353, 1015,
        743, 535, 563, 973, 553, 597, 929, 41, 1003, 61, 349, 151, 149, 303, 607, 821, 789, 869,
        851, 315, 491, 935, 261, 983, 719, 861, 95, 893, 941, 1023, 491, 361, 529, 771, 449, 129,
        913, 465, 81, 905, 585, 457, 617, 265, 457,
    ];
}
