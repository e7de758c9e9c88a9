//! Count, mean and variance of a stream in one pass, mergeable.

use crate::stats::Estimate;

/// Running moments: the count `n`, the mean `m` and the sum of squared deviations
/// `S = Σ (x − m)²`.
///
/// One value at a time after Welford (1962), two streams into one after Chan, Golub and LeVeque
/// (1979). Differences from the running mean keep stiff data (a large mean with a small spread)
/// exact to the last digits of the input. The last bits depend on how values are grouped and in
/// which order groups merge: fold in a fixed order to get fixed bits.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

/// Partial sums kept side by side, so that a sum over a slice compiles to vector additions.
const STRIPES: usize = 8;

impl Moments {
    /// The moments of no values.
    pub const fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0 }
    }

    /// The moments of a sample in two passes, the second correcting the rounding of the first: of equal values
    /// the mean is the value, and the error zero.
    #[inline(always)]
    pub fn of(values: &[f64]) -> Self {
        if values.is_empty() {
            return Self::new();
        }
        let n = values.len() as f64;
        let rough = striped_sum(values, |x| x) / n;
        let slip = striped_sum(values, |x| x - rough);
        let squares = striped_sum(values, |x| (x - rough) * (x - rough));
        Self {
            count: values.len() as u64,
            mean: rough + slip / n,
            squares: (squares - slip * slip / n).max(0.0),
        }
    }

    /// The moments of `count` values x from Σ(x − pivot) and Σ(x − pivot)². A pivot among the values
    /// keeps them exact where they are all the same.
    pub fn of_sums(count: u64, pivot: f64, sum: f64, squares: f64) -> Self {
        if count == 0 {
            return Self::new();
        }
        let slip = sum / count as f64;
        Self { count, mean: pivot + slip, squares: (squares - sum * slip).max(0.0) }
    }

    /// Takes one value.
    #[inline(always)]
    pub fn push(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    /// Takes a block of values at once, as the lanes of one week: one division for the lot.
    #[inline(always)]
    pub fn push_slice(&mut self, values: &[f64]) {
        self.merge(&Self::of(values));
    }

    /// Takes all values of another stream.
    #[inline(always)]
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.count == 0 {
            *self = *other;
            return;
        }
        let (ours, theirs) = (self.count as f64, other.count as f64);
        let share = theirs / (ours + theirs);
        let apart = other.mean - self.mean;
        self.count += other.count;
        self.mean += apart * share;
        self.squares += other.squares + apart * apart * ours * share;
    }

    /// The count, the mean and the sum of squared deviations: all that there is to moments.
    pub fn parts(&self) -> (u64, f64, f64) {
        (self.count, self.mean, self.squares)
    }

    /// The moments of these [`Self::parts`].
    pub fn from_parts(count: u64, mean: f64, squares: f64) -> Self {
        Self { count, mean, squares }
    }

    /// How many values were taken.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean with its standard error `√(variance / n)`; of one value the error is unknown.
    pub fn mean(&self) -> Option<Estimate> {
        let variance = match self.count {
            0 => return None,
            1 => return Some(Estimate::of_unknown_error(self.mean)),
            _ => self.variance().unwrap_or(0.0),
        };
        let standard_error = (variance / self.count as f64).sqrt();
        Some(Estimate { value: self.mean, standard_error })
    }

    /// The unbiased variance `S / (n − 1)`; none below two values.
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }

    /// The square root of [`Self::variance`].
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}

#[inline(always)]
fn striped_sum(values: &[f64], term: impl Fn(f64) -> f64) -> f64 {
    let mut stripes = [0.0; STRIPES];
    let blocks = values.chunks_exact(STRIPES);
    let rest = blocks.remainder();
    for block in blocks {
        for (stripe, value) in stripes.iter_mut().zip(block) {
            *stripe += term(*value);
        }
    }
    for (stripe, value) in stripes.iter_mut().zip(rest) {
        *stripe += term(*value);
    }
    let [a, b, c, d, e, f, g, h] = stripes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    /// NIST's NumAcc data: the first value `middle`, then 1000 alternating `middle ∓ 0.1`. The
    /// certified standard deviation is 0.1.
    fn num_acc(middle: f64) -> Vec<f64> {
        let mut values = vec![middle];
        for k in 0..1000 {
            // As in the file: decimal numbers with one digit after the point.
            let tenths = (middle * 10.0).round() + if k % 2 == 0 { -1.0 } else { 1.0 };
            values.push(tenths / 10.0);
        }
        values
    }

    fn relative(found: f64, sought: f64) -> f64 {
        (found - sought).abs() / sought.abs()
    }
    #[test]
    fn sums_about_a_pivot_give_the_moments() {
        // 3, 5, 7 and 9: distances 0, 2, 4 and 6 from 3, of which 12 is the sum and 56 the squares'.
        let moments = Moments::of_sums(4, 3.0, 12.0, 56.0);
        assert_eq!(moments.parts(), (4, 6.0, 20.0));
        assert_eq!(Moments::of(&[3.0, 5.0, 7.0, 9.0]), moments);
        assert_eq!(Moments::from_parts(4, 6.0, 20.0), moments);
        assert_eq!(Moments::of_sums(0, 3.0, 0.0, 0.0), Moments::new());
    }

    /// Near 1e15 doubles are an eighth apart, so the first mean of 0, 1 and 3 beyond it is off by a twenty-fourth.
    #[test]
    fn the_rounding_of_the_mean_is_taken_out_of_the_squares() {
        let squares = Moments::of(&[1e15, 1e15 + 1.0, 1e15 + 3.0]).squares;
        assert!((squares - 14.0 / 3.0).abs() < 1e-9, "{squares}");
    }

    #[test]
    fn stiff_data_keep_the_digits_that_the_input_has() {
        // The input's own rounding: half an ulp of the values against a spread of 0.1.
        for (middle, limit) in [(1_000_000.2, 1.2e-9), (10_000_000.2, 1.9e-8)] {
            let values = num_acc(middle);
            let mut one_by_one = Moments::new();
            values.iter().for_each(|x| one_by_one.push(*x));
            let mut blocks = Moments::new();
            values.chunks(16).for_each(|block| blocks.push_slice(block));
            for moments in [one_by_one, blocks, Moments::of(&values)] {
                let mean = moments.mean().expect("1001 values").value;
                let deviation = moments.standard_deviation().expect("1001 values");
                assert!(relative(mean, middle) < 1e-15, "mean {mean:?}");
                assert!(relative(deviation, 0.1) < limit, "deviation {deviation:?} at {middle}");
            }
        }
    }

    #[test]
    fn any_tree_of_merges_agrees_with_one_stream_to_rounding() {
        const ROUNDING: f64 = 1e-12;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(7);
        let values: Vec<f64> = (0..5000).map(|_| 1e6 + 1e3 * rng.random::<f64>()).collect();
        let whole = Moments::of(&values);
        for _ in 0..200 {
            let mut parts: Vec<Moments> = Vec::new();
            let mut rest = values.as_slice();
            while !rest.is_empty() {
                let (part, after) = rest.split_at(rng.random_range(0..=rest.len().min(900)));
                parts.push(Moments::of(part));
                rest = after;
            }
            while parts.len() > 1 {
                let taken = parts.swap_remove(rng.random_range(0..parts.len()));
                let into = rng.random_range(0..parts.len());
                parts[into].merge(&taken);
            }
            let merged = parts[0];
            assert_eq!(merged.count(), 5000);
            assert!(relative(merged.mean, whole.mean) < ROUNDING);
            assert!(relative(merged.squares, whole.squares) < ROUNDING);
        }
    }

    #[test]
    fn too_few_values_are_none_or_of_unknown_error() {
        let mut moments = Moments::new();
        assert_eq!((moments.mean(), moments.variance()), (None, None));
        moments.merge(&Moments::new());
        assert_eq!(moments, Moments::new());
        moments.push(3.0);
        assert_eq!(moments.mean(), Some(Estimate::of_unknown_error(3.0)));
        assert_eq!(moments.variance(), None);
        moments.push(5.0);
        assert_eq!(moments.mean(), Some(Estimate { value: 4.0, standard_error: 1.0 }));
    }
}
