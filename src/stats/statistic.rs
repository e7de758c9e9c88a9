//! A figure of a column of values, of the values as they are and with the paths weighted anew.

use super::{Estimate, Missing, Moments, Sample, Side};
use crate::lanes::Lanes;

/// What a column is summed up by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Statistic {
    Mean,
    /// The quantile of this level.
    Quantile(f64),
    /// The mean of this share of values at one end.
    Shortfall {
        level: f64,
        side: Side,
    },
}

impl Statistic {
    /// The figure with its error; none for an empty column.
    pub fn estimate(self, values: &[f64]) -> Option<Estimate> {
        match self {
            Self::Mean => Moments::of(values).mean(),
            Self::Quantile(p) => Sample::new(values, Missing::Absent).quantile(p),
            Self::Shortfall { level, side } => {
                Sample::new(values, Missing::Absent).expected_shortfall(level, side)
            }
        }
    }
}

/// A column whose statistic is taken under many weightings of its paths.
#[derive(Clone, Debug)]
pub struct Reweighted<'a> {
    statistic: Statistic,
    values: &'a [f64],
    /// Paths by rising value, or by falling value for the upper tail; none for a mean.
    order: Vec<u32>,
}

impl<'a> Reweighted<'a> {
    /// The column, sorted once where the statistic asks for it. All values are finite.
    pub fn new(statistic: Statistic, values: &'a [f64]) -> Self {
        let mut order: Vec<u32> = Vec::new();
        if statistic != Statistic::Mean {
            order.extend(0..values.len() as u32);
            order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        }
        if matches!(statistic, Statistic::Shortfall { side: Side::Upper, .. }) {
            order.reverse();
        }
        Self { statistic, values, order }
    }

    /// The statistic with path `k` counting as `weights[k]`, in each lane, where `total` is the sum of
    /// the weights.
    ///
    /// Mean: `Σ w·x / Σ w`. Quantile: the first value at which the weight up to it reaches `p·Σ w`.
    /// Shortfall: the weighted mean of the tail, the value at its end counting in part.
    #[inline(always)]
    pub fn under<const L: usize>(&self, weights: &[Lanes<L>], total: Lanes<L>) -> Lanes<L> {
        match self.statistic {
            Statistic::Mean => {
                let mut sum = Lanes::ZERO;
                for (weight, &value) in weights.iter().zip(self.values) {
                    sum += *weight * Lanes::splat(value);
                }
                sum / total
            }
            Statistic::Quantile(p) => {
                let reach = total * Lanes::splat(p);
                let (mut sum, mut found) = (Lanes::ZERO, Lanes::ZERO);
                for &path in &self.order {
                    let open = sum.lt(reach);
                    if !open.any() {
                        break;
                    }
                    found.set(open, Lanes::splat(self.values[path as usize]));
                    sum += weights[path as usize];
                }
                found
            }
            Statistic::Shortfall { level, .. } => {
                let tail = total * Lanes::splat(level);
                let (mut left, mut sum) = (tail, Lanes::ZERO);
                for &path in &self.order {
                    if !left.gt(Lanes::ZERO).any() {
                        break;
                    }
                    let taken = weights[path as usize].min(left);
                    sum += taken * Lanes::splat(self.values[path as usize]);
                    left -= taken;
                }
                sum / tail
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOWER: Statistic = Statistic::Shortfall { level: 0.25, side: Side::Lower };
    const UPPER: Statistic = Statistic::Shortfall { level: 0.25, side: Side::Upper };

    fn under(statistic: Statistic, values: &[f64], weights: &[f64]) -> f64 {
        let lanes: Vec<Lanes<1>> = weights.iter().map(|w| Lanes([*w])).collect();
        let total = Lanes([weights.iter().sum()]);
        Reweighted::new(statistic, values).under(&lanes, total).0[0]
    }

    #[test]
    fn whole_weights_are_repeated_values() {
        let (values, weights) = ([4.0, -1.0, 2.5, 8.0], [1.0, 3.0, 2.0, 2.0]);
        let repeated = [4.0, -1.0, -1.0, -1.0, 2.5, 2.5, 8.0, 8.0];
        for statistic in [Statistic::Mean, LOWER, UPPER] {
            let expected = statistic.estimate(&repeated).expect("values").value;
            let found = under(statistic, &values, &weights);
            assert!((found - expected).abs() < 1e-12, "{statistic:?}: {found}, {expected}");
        }
        assert_eq!(under(Statistic::Quantile(0.5), &values, &weights), 2.5);
        assert_eq!(under(Statistic::Quantile(0.3), &values, &weights), -1.0);
        assert_eq!(under(Statistic::Quantile(0.9), &values, &weights), 8.0);
    }

    #[test]
    fn a_tail_may_end_within_a_value() {
        // A quarter of four and a half is 1.125: the whole of −1 and an eighth of 2.5.
        let found = under(LOWER, &[4.0, -1.0, 2.5], &[1.5, 1.0, 2.0]);
        assert!((found - (-1.0 + 0.125 * 2.5) / 1.125).abs() < 1e-12, "{found}");
    }
}
