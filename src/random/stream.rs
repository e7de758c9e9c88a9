//! One xoshiro256++ generator a path, many paths abreast, seeded by a hash of its address.

use std::convert::Infallible;

use rand::TryRng;

use super::Process;
use crate::lanes::{Lanes, Mask, math};

/// A stream for each of `L` consecutive paths (xoshiro256++; Blackman and Vigna, 2019).
#[derive(Clone, Debug)]
pub struct Stream<const L: usize> {
    state: [[u64; L]; 4],
}

/// A bijective mixing of 64 bits (the finaliser of SplitMix64; Steele, Lea and Flood, 2014).
#[inline(always)]
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

pub(super) const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Four state words for an address: 256 bits hashed from 256 bits of (seed, path, process, entity),
/// word by word, each word mixed with its own constant.
#[inline(always)]
fn seed_words(seed: u64, path: u64, process: Process, entity: u64) -> [u64; 4] {
    let mut words = [0; 4];
    for (index, word) in words.iter_mut().enumerate() {
        let lane = GOLDEN.wrapping_mul(index as u64 + 1);
        let mut hash = mix(seed ^ lane);
        hash = mix(hash.wrapping_add(entity).wrapping_add(GOLDEN));
        hash = mix(hash.wrapping_add((process as u64).wrapping_mul(GOLDEN)));
        *word = mix(hash.wrapping_add(path.wrapping_mul(GOLDEN)).wrapping_add(lane));
    }
    words
}

/// One step of the generator: its output, and the state moved on.
#[inline(always)]
fn advance(s0: &mut u64, s1: &mut u64, s2: &mut u64, s3: &mut u64) -> u64 {
    let bits = s0.wrapping_add(*s3).rotate_left(23).wrapping_add(*s0);
    let shifted = *s1 << 17;
    *s2 ^= *s0;
    *s3 ^= *s1;
    *s1 ^= *s2;
    *s0 ^= *s3;
    *s2 ^= shifted;
    *s3 = s3.rotate_left(45);
    bits
}

impl<const L: usize> Stream<L> {
    /// The streams of paths `first_path` to `first_path + L − 1`.
    #[inline(always)]
    pub fn new(seed: u64, first_path: u64, process: Process, entity: u64) -> Self {
        let paths = std::array::from_fn(|lane| first_path.wrapping_add(lane as u64));
        Self::of_paths(seed, paths, process, entity)
    }

    /// The streams of any `L` paths.
    #[inline(always)]
    pub fn of_paths(seed: u64, paths: [u64; L], process: Process, entity: u64) -> Self {
        let mut state = [[0; L]; 4];
        for (lane, path) in paths.into_iter().enumerate() {
            let words = seed_words(seed, path, process, entity);
            for (row, word) in state.iter_mut().zip(words) {
                row[lane] = word;
            }
        }
        Self { state }
    }

    /// The output that a lane gives next.
    #[inline(always)]
    pub(super) fn next_output(&self, lane: usize) -> u64 {
        let [s0, .., s3] = &self.state;
        s0[lane].wrapping_add(s3[lane]).rotate_left(23).wrapping_add(s0[lane])
    }

    /// Makes another output the next of a lane, by the one word of the state that then follows from it and the first. Of
    /// a uniform output the state is as uniform as before, and so is all that follows.
    #[inline(always)]
    pub(super) fn begin_with(&mut self, lane: usize, output: u64) {
        let first = self.state[0][lane];
        self.state[3][lane] = output.wrapping_sub(first).rotate_right(23).wrapping_sub(first);
    }

    /// A uniform number in each lane, strictly between 0 and 1: an odd multiple of 2⁻⁵³.
    #[inline(always)]
    pub fn uniform(&mut self) -> Lanes<L> {
        let mut out = [0.0; L];
        let [s0, s1, s2, s3] = &mut self.state;
        for lane in 0..L {
            let bits = advance(&mut s0[lane], &mut s1[lane], &mut s2[lane], &mut s3[lane]);
            out[lane] = open_unit(bits);
        }
        Lanes(out)
    }

    /// A standard normal number in each lane, by inversion.
    #[inline(always)]
    pub fn normal(&mut self) -> Lanes<L> {
        math::normal_quantile_lanes(self.uniform())
    }

    /// A standard exponential number in each lane, by inversion.
    #[inline(always)]
    pub fn exponential(&mut self) -> Lanes<L> {
        -math::ln_lanes(self.uniform())
    }

    /// A uniform number where `mask` holds; the other lanes' streams stand still and give 0.5.
    #[inline(always)]
    pub fn uniform_where(&mut self, mask: Mask<L>) -> Lanes<L> {
        if !mask.any() {
            return Lanes::splat(0.5);
        }
        let mut moved = self.clone();
        let drawn = moved.uniform();
        for (row, moved) in self.state.iter_mut().zip(moved.state) {
            for lane in 0..L {
                row[lane] = (moved[lane] & mask.0[lane]) | (row[lane] & !mask.0[lane]);
            }
        }
        mask.pick(drawn, Lanes::splat(0.5))
    }

    /// A standard exponential number where `mask` holds; the other lanes' streams stand still and give 0.
    #[inline(always)]
    pub fn exponential_where(&mut self, mask: Mask<L>) -> Lanes<L> {
        (-math::ln_lanes(self.uniform_where(mask))).only(mask)
    }

    /// The generator of one lane, for draws that few paths make at a time.
    #[inline(always)]
    pub fn lane(&mut self, lane: usize) -> LaneStream<'_, L> {
        LaneStream { stream: self, lane }
    }
}

/// The generator of one path; implements `rand::TryRng`, so any distribution of that world can
/// draw from it.
#[derive(Debug)]
pub struct LaneStream<'a, const L: usize> {
    stream: &'a mut Stream<L>,
    lane: usize,
}

impl<const L: usize> LaneStream<'_, L> {
    /// A uniform number strictly between 0 and 1.
    #[inline(always)]
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.bits())
    }

    #[inline(always)]
    pub(super) fn bits(&mut self) -> u64 {
        let lane = self.lane;
        let [s0, s1, s2, s3] = &mut self.stream.state;
        advance(&mut s0[lane], &mut s1[lane], &mut s2[lane], &mut s3[lane])
    }
}

impl<const L: usize> TryRng for LaneStream<'_, L> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.bits().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// The top 52 bits k of `bits` as (2k + 1)·2⁻⁵³, by building 1.k and taking off 1 − 2⁻⁵³.
#[inline(always)]
fn open_unit(bits: u64) -> f64 {
    const ONE_LESS_HALF_STEP: f64 = 1.0 - f64::EPSILON / 2.0;
    f64::from_bits((bits >> 12) | 0x3FF0_0000_0000_0000) - ONE_LESS_HALF_STEP
}

#[cfg(test)]
mod tests {
    use rand::{Rng, SeedableRng};

    use super::*;

    /// The first three numbers of SplitMix64 from 1,234,567, of the authors' program.
    #[test]
    fn bits_are_mixed_as_published() {
        let mixed = [1, 2, 3].map(|k| mix(1_234_567u64.wrapping_add(GOLDEN.wrapping_mul(k))));
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(mixed, published);
    }

    #[test]
    fn short_numbers_are_the_leading_half_of_long_ones() {
        let mut short = Stream::<1>::new(3, 9, Process::Input, 7);
        let mut long = short.clone();
        for _ in 0..100 {
            let half = short.lane(0).try_next_u32().expect("never fails");
            assert_eq!(u64::from(half), long.lane(0).bits() >> 32);
        }
    }

    #[test]
    fn a_lane_is_the_published_generator_from_its_seed_words() {
        let mut stream = Stream::<4>::new(7, 100, Process::Input, 3);
        for lane in 0..4 {
            let words = seed_words(7, 100 + lane as u64, Process::Input, 3);
            let bytes: Vec<u8> = words.iter().flat_map(|w| w.to_le_bytes()).collect();
            let bytes: [u8; 32] = bytes.try_into().expect("four words are 32 bytes");
            let mut published = rand_xoshiro::Xoshiro256PlusPlus::from_seed(bytes);
            for _ in 0..1000 {
                assert_eq!(stream.lane(lane).bits(), published.next_u64());
            }
        }
    }

    /// The bits of this version, which decide every figure of every run.
    #[test]
    fn seed_words_are_those_of_this_version() {
        let words = seed_words(2026, 17, Process::Licence, 0xABCD_EF01_2345_6789);
        let expected = [
            10_471_036_487_338_274_672,
            5_048_480_444_671_265_181,
            12_677_038_512_651_897_661,
            7_587_922_288_489_670_540,
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn each_kind_of_number_is_its_transform_of_a_uniform_one() {
        let fresh = || Stream::<4>::new(8, 3, Process::Input, 2);
        let (mut normals, mut exponentials, mut uniforms) = (fresh(), fresh(), fresh());
        let (mut masked, mut lanes, mut raw) = (fresh(), fresh(), fresh());
        let mask = Mask::one(2);
        for _ in 0..20 {
            let uniform = uniforms.uniform();
            assert_eq!(normals.normal().0, uniform.0.map(math::normal_quantile));
            let exponential = uniform.0.map(|u| -math::ln(u));
            assert_eq!(exponentials.exponential().0, exponential);
            assert_eq!(masked.exponential_where(mask).0, [0.0, 0.0, exponential[2], 0.0]);
            for (lane, uniform) in uniform.0.into_iter().enumerate() {
                assert_eq!(raw.next_output(lane), raw.clone().lane(lane).bits());
                assert_eq!(lanes.lane(lane).uniform(), uniform);
                let bits = raw.lane(lane).try_next_u64().expect("never fails");
                assert_eq!(open_unit(bits), uniform);
            }
        }
        assert_eq!(masked.uniform_where(Mask::one(0)).0[1..], [0.5; 3]);
    }

    #[test]
    fn bytes_are_those_of_long_numbers_in_order() {
        let mut stream = Stream::<2>::new(1, 2, Process::Input, 3);
        let mut same = stream.clone();
        let mut bytes = [0; 11];
        stream.lane(1).try_fill_bytes(&mut bytes).expect("never fails");
        let long = [same.lane(1).bits(), same.lane(1).bits()].map(u64::to_le_bytes).concat();
        assert_eq!(bytes, long[..11]);
    }

    #[test]
    fn a_stream_begins_with_the_output_that_is_put_there() {
        let mut stream = Stream::<4>::new(1, 2, Process::Input, 3);
        let others = stream.clone();
        stream.begin_with(2, 0x0123_4567_89AB_CDEF);
        assert_eq!(stream.next_output(2), 0x0123_4567_89AB_CDEF);
        assert_eq!(stream.lane(2).bits(), 0x0123_4567_89AB_CDEF);
        for lane in [0, 1, 3] {
            assert_eq!(stream.next_output(lane), others.next_output(lane));
        }
        assert_ne!(stream.lane(2).bits(), others.clone().lane(2).bits());
    }

    #[test]
    fn a_path_draws_the_same_alone_in_a_block_and_under_a_mask() {
        let mut block = Stream::<8>::new(1, 40, Process::Licence, 9);
        let mut alone = Stream::<1>::new(1, 45, Process::Licence, 9);
        for step in 0..100 {
            let lane = if step % 3 == 0 {
                block.uniform_where(Mask::one(5)).0[5]
            } else {
                block.uniform().0[5]
            };
            assert_eq!(lane, alone.uniform().0[0]);
        }
    }

    /// 400,000 uniforms of 52 bits repeat once in 56,000 times (two repeats: 2e-10); of 24 bits they repeat 4,800 times.
    #[test]
    fn uniforms_do_not_repeat() {
        let mut stream = Stream::<8>::new(3, 0, Process::Input, 5);
        let draws = (0..50_000).flat_map(|_| stream.uniform().0);
        let mut seen: Vec<u64> = draws.map(f64::to_bits).collect();
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert!(count - seen.len() <= 1, "{} of {count} repeat", count - seen.len());
    }

    #[test]
    fn uniforms_are_open_and_the_extremes_are_half_a_step_from_the_ends() {
        assert_eq!(open_unit(0), 2f64.powi(-53));
        assert_eq!(open_unit(u64::MAX), 1.0 - 2f64.powi(-53));
    }

    /// Neighbouring paths, processes and entities: correlation of first draws within 6.11/√n (false
    /// alarm 1e-9 each) of zero.
    #[test]
    fn neighbouring_streams_are_uncorrelated() {
        const PATHS: u64 = 100_000;
        let first =
            |path, process, entity| Stream::<1>::new(5, path, process, entity).uniform().0[0] - 0.5;
        let correlation = |other: &dyn Fn(u64) -> f64| {
            let sum: f64 = (0..PATHS).map(|p| first(p, Process::Input, 1) * other(p)).sum();
            sum / (PATHS as f64 / 12.0)
        };
        let limit = 6.11 / (PATHS as f64).sqrt();
        assert!(correlation(&|p| first(p + 1, Process::Input, 1)).abs() < limit);
        assert!(correlation(&|p| first(p, Process::Licence, 1)).abs() < limit);
        assert!(correlation(&|p| first(p, Process::Input, 2)).abs() < limit);
        let mean: f64 = (0..PATHS).map(|p| first(p, Process::Input, 1)).sum::<f64>() / PATHS as f64;
        assert!(mean.abs() < 6.11 / (12.0 * PATHS as f64).sqrt());
    }

    /// Also where seed, process and entity take turns with the path: a seed plus a path is no address.
    #[test]
    fn first_draws_of_many_addresses_are_all_different() {
        let mut seen: Vec<u64> = Vec::new();
        for path in 0..5_000 {
            for (seed, process) in
                [(11, Process::Arrival), (12, Process::Arrival), (11, Process::OrderSize)]
            {
                for entity in 0..5 {
                    let mut stream = Stream::<1>::new(seed, path, process, entity);
                    seen.push(stream.lane(0).bits());
                }
            }
        }
        let count = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count);
    }
}
