//! A sample of which only the bins of its values are known: quantiles and tail means whose errors hold the bins too.

use super::counts::ends;
use crate::stats::Estimate;

/// Values of a bin, by their number and their ends.
#[derive(Clone, Copy, Debug)]
struct Bin {
    low: f64,
    high: f64,
    /// How many values lie in the bins before it.
    before: u64,
    count: u64,
}

/// What is known of a value: that it lies between `low` and `high`, and where it would if values were
/// spread evenly over their bin.
#[derive(Clone, Copy, Debug)]
struct Known {
    low: f64,
    likely: f64,
    high: f64,
}

impl Known {
    fn width(self) -> f64 {
        self.high - self.low
    }
}

/// The values of a column in ascending order, known to their bins.
///
/// Values are taken to be spread evenly over their bin. A bin reaches no farther than the extremes, and where all values
/// are whole numbers from one of them to another: below 8,192, and where a bin has one value, everything is exact.
#[derive(Clone, Debug)]
pub struct Binned {
    bins: Vec<Bin>,
    /// The number of values that are there, and of rows that say never, which are later than all others.
    finite: u64,
    never: u64,
}

impl Binned {
    pub(super) fn new(
        filled: impl Iterator<Item = (i32, u32)>,
        extremes: (f64, f64),
        whole: bool,
        never: u64,
    ) -> Self {
        let mut before = 0;
        let bins = filled.map(|(bin, count)| {
            let (low, high) = ends(bin);
            let (low, high) = if whole { (low.ceil(), high.floor()) } else { (low, high) };
            let (low, high) = (low.max(extremes.0), high.min(extremes.1));
            let count = u64::from(count);
            before += count;
            Bin { low, high, before: before - count, count }
        });
        let bins: Vec<Bin> = bins.collect();
        Self { bins, finite: before, never }
    }

    /// The values that are there.
    pub fn finite(&self) -> u64 {
        self.finite
    }

    /// The rows that the quantiles are over: those with a value, and those that say never.
    pub fn ranked(&self) -> u64 {
        self.finite + self.never
    }

    /// The smallest and the largest value; none without values.
    pub fn extremes(&self) -> Option<(f64, f64)> {
        Some((self.bins.first()?.low, self.bins.last()?.high))
    }

    /// How many values are exactly zero.
    pub fn zeros(&self) -> u64 {
        let zeros = self.bins.iter().filter(|bin| bin.low == 0.0 && bin.high == 0.0);
        zeros.map(|bin| bin.count).sum()
    }

    /// The values above zero alone.
    #[must_use]
    pub fn positive(&self) -> Self {
        let first = self.bins.partition_point(|bin| bin.high <= 0.0);
        let less = self.bins.get(first).map_or(self.finite, |bin| bin.before);
        let bins = self.bins[first..].iter().map(|bin| Bin { before: bin.before - less, ..*bin });
        Self { bins: bins.collect(), finite: self.finite - less, never: 0 }
    }

    /// How many values lie below `x`, or at it too: at least, about, and at most.
    pub fn below(&self, x: f64, or_at: bool) -> [f64; 3] {
        let under = |value: f64| value < x || (or_at && value == x);
        let place = self.bins.partition_point(|bin| under(bin.high));
        let Some(bin) = self.bins.get(place) else { return [self.finite as f64; 3] };
        let (before, count) = (bin.before as f64, bin.count as f64);
        if !under(bin.low) {
            return [before; 3];
        }
        let part = ((x - bin.low) / (bin.high - bin.low)).clamp(0.0, 1.0);
        [before, before + part * count, before + count]
    }

    /// The quantile of type 7, as of [`super::Sample::quantile`]. Its standard error is that of a sample, from the far
    /// ends of the bins, and the width of the quantile's own bin: `value ± 1.96 errors` holds the interval that all values
    /// would give.
    pub fn quantile(&self, p: f64) -> Option<Estimate> {
        let last = self.ranked().checked_sub(1)? as f64;
        let p = p.clamp(0.0, 1.0);
        let position = last * p;
        let spread = ((last + 1.0) * p * (1.0 - p)).sqrt();
        let (low, high) = ((position - spread).max(0.0), (position + spread).min(last));
        let found = self.between_ranks(position);
        let value = found.likely;
        if spread <= 0.0 || high <= low {
            return Some(Estimate::of_unknown_error(value));
        }
        let (below, above) = (self.between_ranks(low), self.between_ranks(high));
        if above.high == f64::INFINITY {
            let error = if below.low == f64::INFINITY { 0.0 } else { f64::INFINITY };
            return Some(Estimate { value, standard_error: error });
        }
        let sampling = (above.high - below.low) / (high - low) * spread;
        Some(Estimate { value, standard_error: sampling + found.width() })
    }

    /// The mean of the lowest `level` share of values, as of [`super::Sample::expected_shortfall`]. Its error holds how
    /// far the values of the tail may lie from where they are taken to be.
    pub fn lowest_mean(&self, level: f64) -> Option<Estimate> {
        let rows = self.ranked();
        if rows == 0 || !(level > 0.0 && level <= 1.0) {
            return None;
        }
        let n = rows as f64;
        let tail = ((n * level) as u64).min(rows - 1);
        let end = self.at(tail);
        if end.likely == f64::INFINITY {
            return Some(Estimate::of_unknown_error(f64::INFINITY));
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        // A tail of a fractional count takes its end in part.
        let mut apart = (n * level - tail as f64) * end.width();
        for bin in self.bins.iter().take_while(|bin| bin.before < tail) {
            let taken = bin.count.min(tail - bin.before) as f64;
            let width = bin.high - bin.low;
            let excess = end.likely - (bin.low + width * taken / 2.0 / bin.count as f64);
            sum += excess * taken;
            squares += excess * excess * taken;
            apart += width * taken;
        }
        let mean = sum / n;
        let value = end.likely - mean / level;
        if rows < 2 {
            return Some(Estimate::of_unknown_error(value));
        }
        let variance = (squares / n - mean * mean).max(0.0) * n / (n - 1.0);
        let sampling = (variance / n).sqrt() / level;
        Some(Estimate { value, standard_error: sampling + apart / (n * level) })
    }

    /// The value of a rank, the smallest being rank 0.
    fn at(&self, rank: u64) -> Known {
        let place = self.bins.partition_point(|bin| bin.before + bin.count <= rank);
        let Some(bin) = self.bins.get(place) else {
            let never = f64::INFINITY;
            return Known { low: never, likely: never, high: never };
        };
        let inside = ((rank - bin.before) as f64 + 0.5) / bin.count as f64;
        Known { low: bin.low, likely: bin.low + (bin.high - bin.low) * inside, high: bin.high }
    }

    /// The value at a rank that may lie between two.
    fn between_ranks(&self, position: f64) -> Known {
        let rank = position as u64;
        let part = position - rank as f64;
        let low = self.at(rank);
        if part <= 0.0 {
            return low;
        }
        let high = self.at(rank + 1);
        let between = |low: f64, high: f64| {
            if high == low { high } else { low + part * (high - low) }
        };
        Known {
            low: between(low.low, high.low),
            likely: between(low.likely, high.likely),
            high: between(low.high, high.high),
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::lanes::math::exp;
    use crate::stats::{Missing, QUANTILE_LEVELS, SHORTFALL_LEVEL, Sample, Side, Tally};

    /// Columns of every kind that a run has: amounts over decades with zeros, whole chips, weeks that may never
    /// come, losses and gains, one value, a cap that many paths reach.
    fn columns(rows: usize) -> Vec<(Vec<f64>, Missing)> {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(41);
        let mut draw = |f: &dyn Fn(f64, f64) -> f64| -> Vec<f64> {
            (0..rows).map(|_| f(rng.random(), rng.random())).collect()
        };
        let amount = |u: f64, v: f64| if u < 0.2 { 0.0 } else { exp(25.0 * v) };
        let week = |u: f64, v: f64| if u < 0.6 { (v * 104.0).floor() } else { f64::NAN };
        vec![
            (draw(&amount), Missing::Absent),
            (draw(&|u, v| amount(u, v).floor()), Missing::Absent),
            (draw(&week), Missing::Never),
            (draw(&week), Missing::Absent),
            (draw(&|u, v| (u - 0.3) * exp(20.0 * v)), Missing::Absent),
            (draw(&|_, _| 123_456.789), Missing::Absent),
            (draw(&|_, v| (v * 1e6).min(500_000.0)), Missing::Absent),
            (draw(&|_, v| v), Missing::Absent),
            (draw(&|_, _| f64::NAN), Missing::Never),
        ]
    }

    fn tally(values: &[f64]) -> Tally {
        let mut tally = Tally::new();
        values.chunks(512).for_each(|part| tally.take(part));
        tally
    }

    #[test]
    fn every_interval_holds_the_one_that_all_values_would_give() {
        for rows in [1, 2, 7, 100, 1_000, 30_011] {
            for (kind, (values, missing)) in columns(rows).into_iter().enumerate() {
                let exact = Sample::new(&values, missing);
                let found = tally(&values).sorted(missing);
                let levels =
                    QUANTILE_LEVELS.into_iter().chain((0..=100).map(|k| f64::from(k) / 100.0));
                let quantiles = levels.map(|p| (exact.quantile(p), found.quantile(p)));
                let tail = exact.expected_shortfall(SHORTFALL_LEVEL, Side::Lower);
                for (exact, found) in quantiles.chain([(tail, found.lowest_mean(SHORTFALL_LEVEL))])
                {
                    let what = format!("column {kind} of {rows}: {found:?} for {exact:?}");
                    let (Some(exact), Some(found)) = (exact, found) else {
                        assert!(exact == found, "{what}");
                        continue;
                    };
                    if !exact.value.is_finite() || !exact.standard_error.is_finite() {
                        assert!(exact.value == found.value || exact.value.is_finite(), "{what}");
                        assert_eq!(exact.standard_error, found.standard_error, "{what}");
                        continue;
                    }
                    // Rounding of sums that are made in another order.
                    let slack = 1e-9 * exact.value.abs();
                    let (inner, outer) = (exact.interval(), found.interval());
                    assert!(
                        outer.low <= inner.low + slack && inner.high <= outer.high + slack,
                        "{what}"
                    );
                    // Not by being wide: four bins at most beyond what the sample says.
                    let reach = inner.low.abs().max(inner.high.abs()) + exact.standard_error;
                    assert!((found.value - exact.value).abs() <= reach / 4096.0 + slack, "{what}");
                    let wider = found.standard_error - exact.standard_error;
                    assert!(wider <= 4.0 * reach / 4096.0 + slack, "{what}");
                }
            }
        }
    }

    /// Two zeros, four values between 8 and 16, two up to 32, and two rows that say never.
    fn by_hand() -> Binned {
        let bin = |low, high, before, count| Bin { low, high, before, count };
        let bins = vec![bin(0.0, 0.0, 0, 2), bin(8.0, 16.0, 2, 4), bin(16.0, 32.0, 6, 2)];
        Binned { bins, finite: 8, never: 2 }
    }

    #[test]
    fn ranks_lie_evenly_in_their_bins() {
        let binned = by_hand();
        for (rank, value) in [(0, 0.0), (1, 0.0), (2, 9.0), (5, 15.0), (6, 20.0), (7, 28.0)] {
            assert_eq!(binned.at(rank).likely, value, "{rank}");
        }
        assert_eq!(binned.at(8).likely, f64::INFINITY);
        assert_eq!((binned.zeros(), binned.ranked()), (2, 10));
        for (x, or_at, shares) in [
            (0.0, false, [0.0, 0.0, 0.0]),
            (0.0, true, [2.0, 2.0, 2.0]),
            (8.0, false, [2.0, 2.0, 2.0]),
            (8.0, true, [2.0, 2.0, 6.0]),
            (12.0, false, [2.0, 4.0, 6.0]),
            (16.0, false, [2.0, 6.0, 6.0]),
            (16.0, true, [6.0, 6.0, 8.0]),
            (20.0, false, [6.0, 6.5, 8.0]),
            (99.0, false, [8.0, 8.0, 8.0]),
        ] {
            assert_eq!(binned.below(x, or_at), shares, "{x} {or_at}");
        }
        let positive = binned.positive();
        assert_eq!((positive.finite(), positive.ranked()), (6, 6));
        assert_eq!(positive.below(12.0, false), [0.0, 2.0, 4.0]);
        // A bin that begins at zero is not all zeros.
        let wide = Bin { low: 0.0, high: 5.0, before: 0, count: 3 };
        assert_eq!(Binned { bins: vec![wide], finite: 3, never: 0 }.zeros(), 0);
    }

    #[test]
    fn a_tail_is_that_of_a_small_table_by_hand() {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        let binned = by_hand();
        // Up to rank 5 at 15: two zeros 15 below it, three values 4 below it on average, each within 8.
        let half = binned.lowest_mean(0.5).expect("rows");
        let variance: f64 = (498.0 / 10.0 - 4.2 * 4.2) * 10.0 / 9.0;
        close(half.value, 15.0 - 4.2 / 0.5);
        close(half.standard_error, (variance / 10.0).sqrt() / 0.5 + 24.0 / 5.0);
        // Up to rank 4 at 13, which counts by half: 13 and 3 below it, and half of 8 more that is not known.
        let less = binned.lowest_mean(0.45).expect("rows");
        let variance: f64 = (356.0 / 10.0 - 3.2 * 3.2) * 10.0 / 9.0;
        close(less.value, 13.0 - 3.2 / 0.45);
        close(less.standard_error, (variance / 10.0).sqrt() / 0.45 + 20.0 / 4.5);
        assert_eq!(binned.lowest_mean(0.9), Some(Estimate::of_unknown_error(f64::INFINITY)));
        for level in [0.0, -0.1, 1.1, f64::NAN] {
            assert_eq!(binned.lowest_mean(level), None, "{level}");
        }
        assert!(binned.positive().lowest_mean(1.0).is_some());
        assert_eq!(Binned { bins: Vec::new(), finite: 0, never: 0 }.lowest_mean(0.5), None);
    }

    #[test]
    fn small_whole_numbers_and_single_values_are_exact() {
        for (kind, (values, missing)) in columns(5_000).into_iter().enumerate() {
            if ![2, 3, 5].contains(&kind) {
                continue;
            }
            let (exact, found) = (Sample::new(&values, missing), tally(&values).sorted(missing));
            for p in QUANTILE_LEVELS {
                assert_eq!(found.quantile(p), exact.quantile(p), "column {kind}");
            }
        }
    }

    #[test]
    fn shares_below_an_amount_hold_the_exact_ones() {
        for (kind, (values, _)) in columns(4_000).into_iter().enumerate() {
            let exact = Sample::new(&values, Missing::Absent);
            let found = tally(&values).sorted(Missing::Absent);
            for x in [-1e6, 0.0, 0.3, 51.0, 777.7, 123_456.789, 500_000.0, 1e9] {
                for or_at in [false, true] {
                    let under = |v: &f64| *v < x || (or_at && *v == x);
                    let count = exact.finite().partition_point(under) as f64;
                    let [least, about, most] = found.below(x, or_at);
                    let what =
                        format!("column {kind} below {x}: {count} in {least}, {about}, {most}");
                    assert!(least <= count && count <= most, "{what}");
                    assert!(least <= about && about <= most, "{what}");
                }
            }
            assert_eq!(found.zeros(), exact.zeros() as u64);
            let positive = exact.finite().iter().filter(|x| **x > 0.0).count() as u64;
            assert_eq!(found.positive().finite(), positive);
            let ends = exact.finite().first().copied().zip(exact.finite().last().copied());
            assert_eq!(found.extremes(), ends, "column {kind}");
        }
    }
}
