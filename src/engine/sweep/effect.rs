//! How much one lever moves the focus metric by itself, with the Monte Carlo error of that.

use super::GROUPS;
use crate::stats::{Estimate, Moments};

/// Equal parts into which a lever that may take any number is cut.
pub const RANGE_BINS: usize = 8;

/// A lever's main effect: the mean of the focus metric over all cells at one of its levels, for the
/// level where that is least and the one where it is most.
///
/// `spread = most − least`. Its standard error is that of a difference of cells that share their
/// draws: paths fall into G = 16 groups, each gives a difference D of its own, and the error is
/// `sd(D) / √G`. It is exact for levels chosen beforehand; that they are the extreme ones makes the
/// spread a little too large where a lever does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The lever's place.
    pub lever: usize,
    /// The mean at each level; NaN at a level without cells.
    pub means: Vec<f64>,
    /// The levels with the least and the largest mean.
    pub least: usize,
    pub most: usize,
    pub spread: Estimate,
}

/// Sums over the cells at one level.
#[derive(Clone, Debug)]
struct Level {
    cells: f64,
    mean: f64,
    groups: [f64; GROUPS],
}

/// The sums of one lever, cell by cell.
#[derive(Clone, Debug)]
pub(super) struct EffectSums(Vec<Level>);

impl EffectSums {
    pub fn new(levels: usize) -> Self {
        Self(vec![Level { cells: 0.0, mean: 0.0, groups: [0.0; GROUPS] }; levels])
    }

    pub fn take(&mut self, level: usize, mean: f64, groups: &[f64]) {
        let level = &mut self.0[level];
        level.cells += 1.0;
        level.mean += mean;
        for (sum, value) in level.groups.iter_mut().zip(groups) {
            *sum += value;
        }
    }

    /// The effect; none where fewer than two levels have a mean.
    pub fn effect(&self, lever: usize) -> Option<Effect> {
        let means: Vec<f64> = self.0.iter().map(|level| level.mean / level.cells).collect();
        let finite = || means.iter().enumerate().filter(|(_, mean)| mean.is_finite());
        let (least, low) = finite().min_by(|a, b| a.1.total_cmp(b.1))?;
        let (most, high) = finite().max_by(|a, b| a.1.total_cmp(b.1))?;
        if finite().count() < 2 {
            return None;
        }
        let (a, b) = (&self.0[least], &self.0[most]);
        let differences: Vec<f64> = (0..GROUPS)
            .map(|group| b.groups[group] / b.cells - a.groups[group] / a.cells)
            .collect();
        let value = high - low;
        // With fewer paths than groups some groups are empty, and nothing can be said.
        let error = match Moments::of(&differences).mean() {
            Some(mean) if differences.iter().all(|d| d.is_finite()) => mean.standard_error,
            _ => f64::INFINITY,
        };
        let spread = Estimate { value, standard_error: error };
        Some(Effect { lever, means, least, most, spread })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_known_by_hand_and_its_paired_error() {
        let mut sums = EffectSums::new(3);
        // Groups differ by 100 among themselves, and every level shares that: only what the levels
        // do not share is error.
        let groups = |level: f64, noise: f64| -> Vec<f64> {
            (0..GROUPS).map(|g| 100.0 * g as f64 + level + noise * (g % 2) as f64).collect()
        };
        sums.take(0, 5.0, &groups(5.0, 0.0));
        sums.take(0, 7.0, &groups(7.0, 0.0));
        sums.take(2, 10.0, &groups(10.0, 1.0));
        let effect = sums.effect(4).expect("two levels");
        assert_eq!((effect.lever, effect.least, effect.most), (4, 0, 2));
        assert!(effect.means[1].is_nan());
        assert_eq!(effect.spread.value, 4.0);
        // Differences alternate between 4 and 5: sd = √(16·0.25/15), over √16.
        let error = (16.0f64 * 0.25 / 15.0).sqrt() / 4.0;
        assert!((effect.spread.standard_error - error).abs() < 1e-9, "{effect:?}");
    }

    #[test]
    fn one_level_has_no_effect_and_empty_groups_no_error() {
        let mut sums = EffectSums::new(2);
        sums.take(1, 3.0, &[1.0; GROUPS]);
        assert_eq!(sums.effect(0), None);
        let mut few = [1.0; GROUPS];
        few[3] = f64::NAN;
        sums.take(0, 2.0, &few);
        assert_eq!(sums.effect(0).expect("two").spread.standard_error, f64::INFINITY);
    }
}
