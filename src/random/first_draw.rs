//! How the first draw of each stream is spread over paths: each by itself, or evenly over blocks of paths.

use serde::{Deserialize, Serialize};

use super::sobol::scrambled;
use super::stream::{GOLDEN, mix};
use super::{Process, Stream};

/// Paths of a Latin hypercube: a power of two, of which any block of lanes is a part. Of n paths no figure has a variance above n/(n−1)
/// times that of random ones (Owen, 1997): 3% more at worst. Thirty-two blocks, which tell an error well, are 1,024 paths.
const HYPERCUBE_PATHS: usize = 32;
/// Paths of a Sobol sequence: a longer one fills more dimensions evenly, and leaves fewer blocks.
const SOBOL_PATHS: usize = 256;

/// How paths are drawn. On each path by itself they are the same law either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sampling {
    /// Every path by itself.
    #[default]
    Random,
    /// A Latin hypercube over the first draws of all streams in each block of 32 consecutive paths (McKay,
    /// Beckman and Conover, 1979): the first draw of a stream has one path of the block in each 32nd of its range.
    /// Blocks are independent of each other.
    LatinHypercube,
    /// In each block of 256 consecutive paths the first draws that have a coordinate are the first points of a Sobol
    /// sequence that is scrambled for this block alone (Owen, 1995), and the others are a Latin hypercube.
    Sobol,
}

impl Sampling {
    /// What they are called in files, in the order of the variants.
    pub const WORDS: [&str; 3] = ["random", "latin-hypercube", "sobol"];

    /// The sampling of this name.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Random, Self::LatinHypercube, Self::Sobol].into_iter().find(|one| one.word() == word)
    }

    /// What it is called in files.
    pub fn word(self) -> &'static str {
        Self::WORDS[self as usize]
    }

    /// Paths that may depend on each other; paths of different blocks do not.
    pub fn block(self) -> usize {
        match self {
            Self::Random => 1,
            Self::LatinHypercube => HYPERCUBE_PATHS,
            Self::Sobol => SOBOL_PATHS,
        }
    }

    /// The stream of this address, which begins as this sampling says; `coordinate` is that of Sobol points, below
    /// [`MAX_DIMENSIONS`](super::MAX_DIMENSIONS), if it has one.
    #[inline(always)]
    pub fn stream<const L: usize>(
        self,
        seed: u64,
        first_path: u64,
        (process, entity): (Process, u64),
        coordinate: Option<usize>,
    ) -> Stream<L> {
        let mut stream = Stream::new(seed, first_path, process, entity);
        if self != Self::Random {
            let about = mix(entity.wrapping_add((process as u64).wrapping_mul(GOLDEN)));
            match coordinate.filter(|_| self == Self::Sobol) {
                Some(coordinate) => {
                    put_on_points(&mut stream, seed, first_path, about, coordinate);
                }
                None => put_in_parts(&mut stream, seed, first_path, about, self.block()),
            }
        }
        stream
    }
}

/// Puts the leading digits of each lane's first draw to the path's place in a random order of its block; the other digits
/// stay, so that the draw is uniform in its part.
fn put_in_parts<const L: usize>(
    stream: &mut Stream<L>,
    seed: u64,
    first_path: u64,
    about: u64,
    paths: usize,
) {
    let bits = paths.trailing_zeros();
    let (mut block, mut parts) = (None, [0; SOBOL_PATHS]);
    for lane in 0..L {
        let path = first_path.wrapping_add(lane as u64);
        let own = path / paths as u64;
        if block != Some(own) {
            order(seed, own, about, &mut parts[..paths]);
            block = Some(own);
        }
        let part = u64::from(parts[(path % paths as u64) as usize]);
        let rest = stream.next_output(lane) >> bits;
        stream.begin_with(lane, part << (u64::BITS - bits) | rest);
    }
}

/// Fills in the parts of a block's paths, in random order (Fisher and Yates).
fn order(seed: u64, block: u64, about: u64, parts: &mut [u8]) {
    let mut stream = Stream::<1>::new(seed, block, Process::FirstDraw, about);
    for (part, own) in parts.iter_mut().enumerate() {
        *own = part as u8;
    }
    for last in (1..parts.len()).rev() {
        // A uniform number below last + 1, floored, is at most last.
        let other = (stream.lane(0).uniform() * (last + 1) as f64) as usize;
        parts.swap(last, other.min(last));
    }
}

/// Puts the leading 32 digits of each lane's first draw to a coordinate of the path's point in its block; the other
/// digits stay.
fn put_on_points<const L: usize>(
    stream: &mut Stream<L>,
    seed: u64,
    first_path: u64,
    about: u64,
    coordinate: usize,
) {
    let (mut block, mut key) = (None, 0);
    for lane in 0..L {
        let path = first_path.wrapping_add(lane as u64);
        let own = path / SOBOL_PATHS as u64;
        if block != Some(own) {
            key = Stream::<1>::new(seed, own, Process::FirstDraw, about).lane(0).bits();
            block = Some(own);
        }
        let point = (path % SOBOL_PATHS as u64) as u32;
        let digits = u64::from(scrambled(point, coordinate, key));
        let rest = stream.next_output(lane) >> u32::BITS;
        stream.begin_with(lane, digits << u32::BITS | rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPREAD: [Sampling; 2] = [Sampling::LatinHypercube, Sampling::Sobol];

    /// First draws of `L` paths. Under Sobol sampling events and launches have coordinates.
    fn firsts<const L: usize>(how: Sampling, seed: u64, path: u64, process: Process) -> [f64; L] {
        let coordinate = [Process::Event, Process::Launch].iter().position(|own| *own == process);
        how.stream::<L>(seed, path, (process, 7), coordinate).uniform().0
    }

    fn first(how: Sampling, seed: u64, path: u64, process: Process) -> f64 {
        firsts::<1>(how, seed, path, process)[0]
    }

    #[test]
    fn words_name_samplings() {
        for word in Sampling::WORDS {
            let sampling = Sampling::of_word(word).expect("a sampling");
            assert_eq!(serde_json::to_value(sampling).expect("a word"), word);
            assert_eq!(sampling.word(), word);
        }
        assert_eq!(Sampling::of_word("Random"), None);
    }

    #[test]
    fn a_block_has_one_path_in_each_part_and_lanes_do_not_matter() {
        let processes = [Process::Input, Process::Event, Process::Launch];
        let blocks = [0, 1, 1_000].into_iter().flat_map(|block| processes.map(|one| (block, one)));
        for ((block, process), how) in blocks.flat_map(|one| SPREAD.map(|how| (one, how))) {
            let paths = how.block() as u64;
            let own = |k: u64| first(how, 3, block * paths + k, process);
            let mut parts: Vec<u64> = (0..paths).map(|k| (own(k) * paths as f64) as u64).collect();
            parts.sort_unstable();
            assert!(parts.into_iter().eq(0..paths));
            for start in [0, 16, paths - 16, paths - 8] {
                let wide = firsts::<16>(how, 3, block * paths + start, process);
                let alone: Vec<f64> = (0..16).map(|k| own(start + k)).collect();
                assert_eq!(wide.to_vec(), alone);
            }
        }
    }

    /// Of 32 paths in random order one is in its own place on average, with a variance of 1: over 20,000 blocks within
    /// 6.11/√20,000 of it (false alarm 1e-9). Orders that are all one cycle leave none in its place.
    #[test]
    fn all_orders_of_a_block_come_up() {
        const BLOCKS: u64 = 20_000;
        let mut parts = [0; HYPERCUBE_PATHS];
        let mut in_place = 0;
        for block in 0..BLOCKS {
            order(3, block, 7, &mut parts);
            in_place += (0..).zip(&parts).filter(|(path, part)| path == *part).count();
        }
        let mean = in_place as f64 / BLOCKS as f64;
        assert!((mean - 1.0).abs() <= 6.11 / (BLOCKS as f64).sqrt(), "{mean}");
    }

    /// In each block two coordinates have one path in each box of 1/256, whatever its shape, and are scrambled anew.
    #[test]
    fn coordinates_of_a_block_are_a_net_and_blocks_are_scrambled_by_themselves() {
        let point = |path| {
            [Process::Event, Process::Launch].map(|one| first(Sampling::Sobol, 3, path, one))
        };
        for (block, wide) in (0..3).flat_map(|block| (0..=8).map(move |wide| (block, wide))) {
            let (columns, rows) = (2f64.powi(wide), 2f64.powi(8 - wide));
            let boxed = |path| {
                let [x, y] = point(path);
                ((x * columns).floor() * rows + (y * rows).floor()) as u64
            };
            let mut boxes: Vec<u64> = (0..256).map(|k| boxed(block * 256 + k)).collect();
            boxes.sort_unstable();
            assert!(boxes.into_iter().eq(0..256), "{block}: {columns} by {rows}");
        }
        assert!(
            (0..256).any(|k| (point(k)[0] * 256.0) as u64 != (point(256 + k)[0] * 256.0) as u64)
        );
    }

    #[test]
    fn what_follows_the_first_draw_is_another_stream_and_random_sampling_is_none() {
        let plain = Stream::<1>::new(3, 9, Process::Licence, 7);
        let about = (Process::Licence, 7);
        let mut same = Sampling::Random.stream::<1>(3, 9, about, Some(0));
        let draws = |stream: &mut Stream<1>| [0; 4].map(|_| stream.uniform().0[0]);
        let plain = draws(&mut plain.clone());
        assert_eq!(draws(&mut same), plain);
        for (how, coordinate) in [(SPREAD[0], None), (SPREAD[1], None), (SPREAD[1], Some(4))] {
            let spread = draws(&mut how.stream::<1>(3, 9, about, coordinate));
            assert!((0..4).all(|k| spread[k] != plain[k]), "{spread:?} {plain:?}");
        }
    }

    /// First draws of two processes and first and second draws of one, over 64,000 paths; and of one path, its draws
    /// over 20,000 seeds: correlations within 6.11/√n of zero, means within 6.11 errors (false alarm 1e-9 each).
    #[test]
    fn draws_are_uniform_on_each_path_and_independent_between_streams() {
        let centred = |u: f64| (u - 0.5) * 12.0f64.sqrt();
        let mean = |values: &mut dyn Iterator<Item = f64>| {
            let (mut sum, mut count) = (0.0, 0.0);
            for value in values {
                sum += value;
                count += 1.0;
            }
            sum / f64::sqrt(count)
        };
        for (how, one, another) in [
            (Sampling::LatinHypercube, Process::Input, Process::Event),
            (Sampling::Sobol, Process::Input, Process::Event),
            (Sampling::Sobol, Process::Launch, Process::Event),
        ] {
            let two = |path| {
                let coordinate = (one == Process::Launch).then_some(1);
                let mut stream = how.stream::<1>(5, path, (one, 7), coordinate);
                [stream.uniform().0[0], stream.uniform().0[0]].map(centred)
            };
            let other = |path| centred(first(how, 5, path, another));
            let across = mean(&mut (0..64_000).map(|path| two(path)[0] * other(path)));
            let along = mean(&mut (0..64_000).map(|path| two(path)[0] * two(path)[1]));
            let second = mean(&mut (0..64_000).map(|path| two(path)[1]));
            let alone = mean(&mut (0..20_000).map(|seed| centred(first(how, seed, 77, one))));
            for z in [across, along, second, alone] {
                assert!(z.abs() <= 6.11, "{how:?}: {across} {along} {second} {alone}");
            }
        }
    }

    /// A figure that hangs on two first draws together and on neither alone gains nothing, and loses as much as can be lost: 32/31 of the
    /// variance of random paths, over 100,000 blocks within 6.11·√(2/100,000) (false alarm 1e-9). So 5% more is never reached.
    #[test]
    fn the_worst_figure_loses_three_percent_and_no_more() {
        const BLOCKS: u64 = 100_000;
        let sign = |u: f64| if u < 0.5 { -1.0 } else { 1.0 };
        let sums = (0..BLOCKS).map(|block| {
            let values = (0..2).map(|half| {
                let first = block * 32 + half * 16;
                let [x, y] = [Process::Input, Process::Event]
                    .map(|process| firsts::<16>(Sampling::LatinHypercube, 8, first, process));
                x.into_iter().zip(y).map(|(x, y)| sign(x) * sign(y)).sum::<f64>()
            });
            values.sum::<f64>()
        });
        let ratio = sums.map(|sum| sum * sum).sum::<f64>() / (BLOCKS * 32) as f64;
        let error = (2.0 / BLOCKS as f64).sqrt();
        assert!((ratio - 32.0 / 31.0).abs() <= 6.11 * error, "{ratio}");
        assert!(ratio + 2.0 * error < 1.05, "{ratio}");
    }
}
