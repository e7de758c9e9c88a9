//! Quantiles of a stream of amounts in fixed memory: a histogram on the bits of the float.

/// Bins an octave: the first seven bits of the significand.
const SUB_BITS: u32 = 7;
const OCTAVES: usize = 44;
/// Shift from the bits of a double to its exponent and first seven bits.
const SHIFT: u32 = 52 - SUB_BITS;
/// What the shift gives for 1.0.
const KEY_OF_ONE: i64 = 1023 << SUB_BITS;
const REGULAR: usize = OCTAVES << SUB_BITS;
const ZERO: usize = 0;
const BELOW_ONE: usize = 1;
const FIRST: usize = 2;
const OVERFLOW: usize = FIRST + REGULAR;
const BINS: usize = OVERFLOW + 1;

/// Counts of values ≥ 0: exact zeros, (0, 1), 128 bins for each octave of [1, 2⁴⁴), and the rest.
///
/// Counts are integers, so merging is exact and the order of values and merges does not matter.
/// Quantiles are those of type 7 (Hyndman and Fan, 1996) with a relative error of at most 1/128
/// in [1, 2⁴⁴), an absolute error below 1 in (0, 1), and none at an exact zero; values from 2⁴⁴
/// (1.8·10¹³) on are read as 2⁴⁴. Holds up to 2³² − 1 values; 22.5 KB.
#[derive(Clone, Debug, PartialEq)]
pub struct Histogram {
    bins: Box<[u32; BINS]>,
    /// The extremes, within which every quantile lies: of equal values all quantiles are exact.
    low: f64,
    high: f64,
}

/// The place of a value in a [`Histogram`]: all that a quantile needs of it, in a quarter of the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin(u16);

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl Histogram {
    /// The memory of its counts.
    pub const BYTES: usize = size_of::<[u32; BINS]>();

    /// A histogram of no values.
    pub fn new() -> Self {
        let bins = vec![0; BINS].into_boxed_slice();
        Self {
            bins: bins.try_into().expect("whole because the vector has as many bins"),
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        }
    }

    /// Takes one value, which must not be negative or NaN. In release builds a negative one
    /// counts as zero.
    #[inline(always)]
    pub fn push(&mut self, value: f64) {
        debug_assert!(value >= 0.0, "{value} is not an amount");
        self.bins[usize::from(Bin::of(value).0)] += 1;
        self.low = self.low.min(value);
        self.high = self.high.max(value);
    }

    /// Takes values of which only the bins were kept, and their extremes.
    #[inline(always)]
    pub fn push_bins(&mut self, bins: &[Bin], low: f64, high: f64) {
        for bin in bins {
            self.bins[usize::from(bin.0)] += 1;
        }
        self.low = self.low.min(low);
        self.high = self.high.max(high);
    }

    /// Takes all values of another histogram.
    pub fn merge(&mut self, other: &Self) {
        for (ours, theirs) in self.bins.iter_mut().zip(other.bins.iter()) {
            *ours += theirs;
        }
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    /// The bins that hold something, with their counts. With [`Self::extremes`], all that there is to a
    /// histogram.
    pub fn filled(&self) -> impl Iterator<Item = (usize, u32)> {
        self.bins.iter().copied().enumerate().filter(|(_, count)| *count > 0)
    }

    /// The smallest and the largest value.
    pub fn extremes(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Puts a count into a bin; none where there is no such bin.
    pub fn fill(&mut self, bin: usize, count: u32) -> Option<()> {
        *self.bins.get_mut(bin)? = count;
        Some(())
    }

    /// Takes over extremes that were kept.
    pub fn widen(&mut self, low: f64, high: f64) {
        self.low = self.low.min(low);
        self.high = self.high.max(high);
    }

    /// How many values were taken.
    pub fn count(&self) -> u64 {
        self.bins.iter().map(|n| u64::from(*n)).sum()
    }

    /// The share of exact zeros; none without values.
    pub fn zero_share(&self) -> Option<f64> {
        let count = self.count();
        (count > 0).then(|| f64::from(self.bins[ZERO]) / count as f64)
    }

    /// The quantile at `p` in [0, 1]; none without values.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantiles([p]).map(|[value]| value)
    }

    /// The quantiles at several levels: one walk through the bins if the levels ascend.
    pub fn quantiles<const N: usize>(&self, levels: [f64; N]) -> Option<[f64; N]> {
        let count = self.count();
        if count == 0 {
            return None;
        }
        let last = count - 1;
        let mut walk = Walk { bins: &self.bins, bin: 0, before: 0 };
        Some(levels.map(|p| {
            let position = last as f64 * p.clamp(0.0, 1.0);
            let rank = (position as u64).min(last);
            let low = walk.value_at(rank);
            let part = position - rank as f64;
            let value = if part > 0.0 { low + part * (walk.value_at(rank + 1) - low) } else { low };
            value.max(self.low).min(self.high)
        }))
    }
}

impl Bin {
    /// The bin of a value: its exponent and first bits, clamped, with zero (and below) apart.
    #[inline(always)]
    pub fn of(value: f64) -> Self {
        let key = (value.to_bits().cast_signed() >> SHIFT) - KEY_OF_ONE;
        let regular = key.clamp(-1, REGULAR as i64) + FIRST as i64;
        Self((if value <= 0.0 { ZERO as i64 } else { regular }) as u16)
    }
}

/// The smallest value of a bin from [`FIRST`] on, and the width of the bin.
fn edge_and_width(bin: usize) -> (f64, f64) {
    let edge = |bin: usize| {
        let key = (bin - FIRST) as u64 + KEY_OF_ONE.unsigned_abs();
        f64::from_bits(key << SHIFT)
    };
    match bin {
        ZERO => (0.0, 0.0),
        BELOW_ONE => (0.0, 1.0),
        OVERFLOW => (edge(OVERFLOW), 0.0),
        _ => (edge(bin), edge(bin + 1) - edge(bin)),
    }
}

/// A place in the histogram that moves up with the ranks asked for.
struct Walk<'a> {
    bins: &'a [u32; BINS],
    bin: usize,
    /// How many values lie in the bins before this one.
    before: u64,
}

impl Walk<'_> {
    /// The value of the given rank, the smallest being rank 0: values are spread evenly over
    /// their bin.
    fn value_at(&mut self, rank: u64) -> f64 {
        if rank < self.before {
            (self.bin, self.before) = (0, 0);
        }
        while self.bin < OVERFLOW && self.before + u64::from(self.bins[self.bin]) <= rank {
            self.before += u64::from(self.bins[self.bin]);
            self.bin += 1;
        }
        let (edge, width) = edge_and_width(self.bin);
        let inside = (rank - self.before) as f64 + 0.5;
        edge + width * inside / f64::from(self.bins[self.bin].max(1))
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::lanes::math::exp;
    use crate::stats::{Missing, Sample};

    fn bin_of(value: f64) -> usize {
        usize::from(Bin::of(value).0)
    }

    fn push_all(histogram: &mut Histogram, values: &[f64]) {
        values.iter().for_each(|value| histogram.push(*value));
    }

    /// The relative error that the documentation promises.
    const PROMISE: f64 = 1.0 / 128.0;

    /// Amounts over twelve orders of magnitude, an eighth of them exact zeros.
    fn amounts(seed: u64, n: usize) -> Vec<f64> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut draw =
            || if rng.random::<f64>() < 0.125 { 0.0 } else { exp(28.0 * rng.random::<f64>()) };
        (0..n).map(|_| draw()).collect()
    }

    #[test]
    fn quantiles_keep_the_promised_relative_error() {
        for (seed, n) in [(1, 1), (2, 2), (3, 7), (4, 100), (5, 5001), (6, 60_000)] {
            let values = amounts(seed, n);
            let mut histogram = Histogram::new();
            push_all(&mut histogram, &values);
            let sample = Sample::new(&values, Missing::Absent);
            for k in 0..=1000 {
                let p = f64::from(k) / 1000.0;
                let found = histogram.quantile(p).expect("values");
                let exact = sample.quantile(p).expect("values").value;
                assert!((found - exact).abs() <= PROMISE * exact, "p = {p}: {found} for {exact}");
            }
        }
    }

    #[test]
    fn bins_begin_where_the_one_before_ends() {
        for bin in FIRST..OVERFLOW {
            let (edge, width) = edge_and_width(bin);
            assert_eq!(bin_of(edge), bin);
            assert_eq!(bin_of((edge + width).next_down()), bin);
            assert_eq!(bin_of(edge + width), bin + 1);
            assert!(width <= edge * PROMISE);
        }
        assert_eq!(edge_and_width(OVERFLOW).0, 2_f64.powi(44));
        assert_eq!(BINS * 4, 22_540);
    }

    #[test]
    fn the_ends_have_bins_of_their_own() {
        for (value, bin) in [
            (0.0, ZERO),
            (-0.0, ZERO),
            (f64::MIN_POSITIVE, BELOW_ONE),
            (5e-324, BELOW_ONE),
            (1.0_f64.next_down(), BELOW_ONE),
            (1.0, FIRST),
            (2_f64.powi(44).next_down(), OVERFLOW - 1),
            (2_f64.powi(44), OVERFLOW),
            (f64::INFINITY, OVERFLOW),
        ] {
            assert_eq!(bin_of(value), bin, "{value:e}");
        }
    }

    #[test]
    fn exact_zeros_give_exact_zero_quantiles_and_their_share() {
        let mut histogram = Histogram::new();
        assert_eq!((histogram.quantile(0.5), histogram.zero_share()), (None, None));
        push_all(&mut histogram, &[0.0; 60]);
        push_all(&mut histogram, &[1e6; 40]);
        assert_eq!(histogram.zero_share(), Some(0.6));
        assert_eq!(histogram.quantiles([0.05, 0.5, 0.59]), Some([0.0; 3]));
        let high = histogram.quantile(0.61).expect("values");
        assert!((high - 1e6).abs() <= 1e6 * PROMISE);
    }

    #[test]
    fn amounts_below_one_are_spread_over_it() {
        let mut histogram = Histogram::new();
        push_all(&mut histogram, &[0.1, 0.2, 0.3, 0.9]);
        // In the middles of four parts, 0.125 to 0.875, of which the median lies between two.
        for (p, value) in [(0.0, 0.125), (0.5, 0.5), (1.0, 0.875)] {
            let found = histogram.quantile(p).expect("values");
            assert!((found - value).abs() < 1e-15, "{p}: {found}");
        }
    }

    #[test]
    fn amounts_beyond_the_bins_are_read_as_their_end() {
        let mut histogram = Histogram::new();
        push_all(&mut histogram, &[2f64.powi(44), 2f64.powi(46), 2f64.powi(50)]);
        assert_eq!(histogram.quantiles([0.0, 0.5, 1.0]), Some([2f64.powi(44); 3]));
    }

    #[test]
    fn values_by_their_bins_count_as_values() {
        let values = amounts(13, 3000);
        let (mut whole, mut by_bins) = (Histogram::new(), Histogram::new());
        push_all(&mut whole, &values);
        for part in values.chunks(512) {
            let bins: Vec<Bin> = part.iter().map(|value| Bin::of(*value)).collect();
            let low = part.iter().copied().fold(f64::INFINITY, f64::min);
            let high = part.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            by_bins.push_bins(&bins, low, high);
        }
        assert_eq!(by_bins, whole);
    }

    #[test]
    fn merged_parts_equal_the_whole_in_any_order() {
        let values = amounts(11, 10_000);
        let mut whole = Histogram::new();
        push_all(&mut whole, &values);
        let parts: Vec<Histogram> = values
            .chunks(777)
            .map(|chunk| {
                let mut part = Histogram::new();
                push_all(&mut part, chunk);
                part
            })
            .collect();
        let mut forward = Histogram::new();
        parts.iter().for_each(|part| forward.merge(part));
        let mut backward = Histogram::new();
        parts.iter().rev().for_each(|part| backward.merge(part));
        assert_eq!(forward, whole);
        assert_eq!(backward, whole);
        assert_eq!(whole.count(), 10_000);
    }

    #[test]
    fn filled_bins_and_extremes_are_all_there_is() {
        let mut whole = Histogram::new();
        push_all(&mut whole, &amounts(13, 500));
        whole.push(0.0);
        let mut again = Histogram::new();
        for (bin, count) in whole.filled() {
            assert!(count > 0);
            again.fill(bin, count).expect("a bin");
        }
        let (low, high) = whole.extremes();
        again.widen(low, high);
        assert_eq!(again, whole);
        assert_eq!(again.fill(BINS, 1), None);
    }

    #[test]
    fn levels_in_any_order_give_the_same_quantiles() {
        let mut histogram = Histogram::new();
        push_all(&mut histogram, &amounts(12, 3000));
        let [a, b, c] = histogram.quantiles([0.9, 0.1, 0.5]).expect("values");
        assert_eq!(histogram.quantiles([0.1, 0.5, 0.9]), Some([b, c, a]));
    }
}
