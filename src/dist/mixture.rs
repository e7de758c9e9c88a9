//! A mixture: one of several distributions, each with its weight, as in "nothing, or some".

use super::straddle::straddle;
use super::{Dist, DistError, LAST_BELOW_ONE};

/// How far the weights' sum may be from one: room for decimals written in a file.
const SUM_TOLERANCE: f64 = 1e-9;
/// Where several parts overlap, the levels at which each is tabulated.
const KNOTS: usize = 64;

/// F(x) = Σ wᵢ·Fᵢ(x), Q(u) the least x with F(x) ≥ u.
///
/// The line is cut at the ends of all parts' supports. At a cut, what mass there is answers with the
/// cut itself, to the bit; where one part alone has mass, Q is that part's quantile at the level
/// that is left; where several have, Σ wᵢ·Fᵢ is inverted to the last bit, from brackets tabulated
/// once. So Q rises throughout, and a spike beside a smooth part costs no more than that part.
#[derive(Clone, Debug, PartialEq)]
pub struct Mixture {
    parts: Vec<(f64, Dist)>,
    pieces: Vec<Piece>,
}

/// A stretch of levels, up to and including `up_to`, that is inverted in one way.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    from: f64,
    up_to: f64,
    way: Way,
}

#[derive(Clone, Debug, PartialEq)]
enum Way {
    Spike(f64),
    /// One part has mass, from its level `first` to `last`, within these values.
    Single {
        part: usize,
        first: f64,
        last: f64,
        low: f64,
        high: f64,
    },
    /// Several have: ascending values, with the level of each part up to each of them.
    Several {
        knots: Vec<Knot>,
    },
}

#[derive(Clone, Debug, PartialEq)]
struct Knot {
    value: f64,
    /// Σ wᵢ·levelᵢ.
    level: f64,
    levels: Vec<f64>,
}

/// The largest u from `low` to `high` with Q(u) ≤ x; `low` if there is none above it.
fn level_up_to(dist: &Dist, x: f64, low: f64, high: f64) -> f64 {
    let over = |u: f64| {
        let miss = dist.quantile(u) - x;
        // Zero belongs to the levels that are up to x.
        if miss > 0.0 { miss } else { miss.min(-f64::MIN_POSITIVE) }
    };
    let top = high.min(LAST_BELOW_ONE);
    let at_top = over(top);
    if at_top < 0.0 {
        return high;
    }
    let bottom = low.max(f64::MIN_POSITIVE);
    let at_bottom = over(bottom);
    if at_bottom >= 0.0 {
        return low;
    }
    straddle((bottom, at_bottom), (top, at_top), over).0
}

/// P(X < x) and P(X ≤ x).
fn levels_at(dist: &Dist, x: f64) -> (f64, f64) {
    let (low, high) = dist.support();
    let at = |x: f64| match x {
        x if x < low => 0.0,
        x if x >= high => 1.0,
        x => level_up_to(dist, x, 0.0, 1.0),
    };
    (at(x.next_down()), at(x))
}

impl Mixture {
    /// Parts with their weights.
    ///
    /// # Errors
    /// [`DistError::Empty`]; [`DistError::PartWeight`] for a weight that is not above 0;
    /// [`DistError::WeightsSum`] unless the weights sum to one within 1e-9.
    pub fn new(parts: Vec<(f64, Dist)>) -> Result<Self, DistError> {
        if parts.is_empty() {
            return Err(DistError::Empty { what: "mixture" });
        }
        for (index, &(weight, _)) in parts.iter().enumerate() {
            if !(weight > 0.0 && weight.is_finite()) {
                return Err(DistError::PartWeight { part: index + 1, weight });
            }
        }
        let sum: f64 = parts.iter().map(|part| part.0).sum();
        if (sum - 1.0).abs() > SUM_TOLERANCE {
            return Err(DistError::WeightsSum { sum });
        }
        let parts: Vec<(f64, Dist)> =
            parts.into_iter().map(|(weight, dist)| (weight / sum, dist)).collect();
        let mut pieces = pieces(&parts);
        // The last piece takes whatever rounding left, so that no u lies beyond it.
        if let Some(last) = pieces.last_mut() {
            last.up_to = 1.0;
        }
        Ok(Self { parts, pieces })
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let at = self.pieces.partition_point(|piece| piece.up_to < u);
        let piece = &self.pieces[at.min(self.pieces.len() - 1)];
        match &piece.way {
            Way::Spike(value) => *value,
            &Way::Single { part, first, last, low, high } => {
                let (weight, dist) = &self.parts[part];
                let level = first + (u - piece.from) / weight;
                let level = level.max(first.next_up()).min(last).max(f64::MIN_POSITIVE);
                dist.quantile(level.min(LAST_BELOW_ONE)).max(low).min(high)
            }
            Way::Several { knots } => self.invert(knots, u),
        }
    }

    /// The least x with Σ wᵢ·Fᵢ(x) ≥ u, between the knots around u.
    fn invert(&self, knots: &[Knot], u: f64) -> f64 {
        let at = knots.partition_point(|knot| knot.level < u).clamp(1, knots.len() - 1);
        let (left, right) = (&knots[at - 1], &knots[at]);
        if !(left.level < u && u <= right.level) {
            return if u <= left.level { left.value } else { right.value };
        }
        let miss = |x: f64| {
            let brackets = left.levels.iter().zip(&right.levels);
            let terms = self.parts.iter().zip(brackets).map(|((weight, dist), (low, high))| {
                weight * if low < high { level_up_to(dist, x, *low, *high) } else { *low }
            });
            terms.sum::<f64>() - u
        };
        let ends = (left.value, left.level - u);
        straddle(ends, (right.value, right.level - u), miss).1
    }

    /// Whether only separate values occur.
    pub(super) fn is_stepped(&self) -> bool {
        self.parts.iter().all(|(_, dist)| dist.is_stepped())
    }

    /// Levels at which the quantile jumps or has a corner, as far as pieces tell.
    pub(super) fn breaks(&self) -> Vec<f64> {
        let mut breaks = Vec::new();
        for piece in &self.pieces {
            if let &Way::Single { part, first, .. } = &piece.way {
                let (weight, dist) = &self.parts[part];
                breaks.extend(dist.breaks().iter().map(|at| piece.from + (at - first) * weight));
            }
            breaks.push(piece.up_to);
        }
        breaks.retain(|at| *at > 0.0 && *at < 1.0);
        breaks.sort_by(f64::total_cmp);
        breaks
    }

    /// Σ wᵢ·meanᵢ; `None` where a part has none.
    pub fn mean(&self) -> Option<f64> {
        self.parts.iter().map(|(weight, dist)| Some(weight * dist.mean()?)).sum()
    }

    /// √(Σ wᵢ·(sdᵢ² + (meanᵢ − mean)²)); `None` where a part has none.
    pub fn standard_deviation(&self) -> Option<f64> {
        let mean = self.mean()?;
        let variance: Option<f64> = self
            .parts
            .iter()
            .map(|(weight, dist)| {
                let (sd, shift) = (dist.standard_deviation()?, dist.mean()? - mean);
                Some(weight * (sd * sd + shift * shift))
            })
            .sum();
        variance.map(f64::sqrt)
    }

    pub fn support(&self) -> (f64, f64) {
        let ends = self.parts.iter().map(|(_, dist)| dist.support());
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| {
            (low.min(end.0), high.max(end.1))
        })
    }
}

/// The pieces, ascending.
fn pieces(parts: &[(f64, Dist)]) -> Vec<Piece> {
    let total = |levels: &[f64]| parts.iter().zip(levels).map(|(part, at)| part.0 * at).sum();
    let mut cuts: Vec<f64> = parts
        .iter()
        .flat_map(|(_, dist)| <[f64; 2]>::from(dist.support()))
        .filter(|end| end.is_finite())
        .collect();
    cuts.sort_by(f64::total_cmp);
    cuts.dedup();
    let mut pieces = Vec::new();
    let mut left = (f64::NEG_INFINITY, vec![0.0; parts.len()]);
    for cut in cuts.into_iter().map(Some).chain([None]) {
        let (below, up_to): (Vec<f64>, Vec<f64>) = match cut {
            Some(cut) => parts.iter().map(|(_, dist)| levels_at(dist, cut)).unzip(),
            None => (vec![1.0; parts.len()], vec![1.0; parts.len()]),
        };
        let (from, to): (f64, f64) = (total(&left.1), total(&below));
        let end = cut.unwrap_or(f64::INFINITY);
        if to > from {
            pieces.push(Piece {
                from,
                up_to: to,
                way: stretch(parts, &left.1, &below, left.0, end),
            });
        }
        let spike: f64 = total(&up_to);
        if spike > to {
            pieces.push(Piece { from: to, up_to: spike, way: Way::Spike(end) });
        }
        left = (end, up_to);
    }
    pieces
}

/// How to invert an open stretch between two cuts, from the parts' levels at its ends.
fn stretch(parts: &[(f64, Dist)], first: &[f64], last: &[f64], low: f64, high: f64) -> Way {
    let active: Vec<usize> = (0..parts.len()).filter(|&part| first[part] < last[part]).collect();
    if let &[part] = active.as_slice() {
        return Way::Single { part, first: first[part], last: last[part], low, high };
    }
    let mut values = Vec::with_capacity(active.len() * (KNOTS + 1));
    for &part in &active {
        for step in 0..=KNOTS {
            let level = first[part] + (last[part] - first[part]) * step as f64 / KNOTS as f64;
            let level = level.max(first[part].next_up()).clamp(f64::MIN_POSITIVE, LAST_BELOW_ONE);
            values.push(parts[part].1.quantile(level));
        }
    }
    values.sort_by(f64::total_cmp);
    values.dedup();
    let knot = |value: f64, levels: Vec<f64>| {
        let level = parts.iter().zip(&levels).map(|(part, at)| part.0 * at).sum();
        Knot { value, level, levels }
    };
    // The lowest knot lies before every value, so that the least of them can be found.
    let before = values.first().map_or(low, |least| least.next_down());
    let mut knots = vec![knot(before, first.to_vec())];
    for value in values {
        let levels = parts
            .iter()
            .enumerate()
            .map(|(part, (_, dist))| level_up_to(dist, value, first[part], last[part]));
        knots.push(knot(value, levels.collect()));
    }
    Way::Several { knots }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Discrete, Fixed, Lognormal, Normal, Percentiles, Poisson, Triangular, Truncated, Uniform,
        check,
    };
    use super::*;
    use crate::lanes::math::normal_cdf;

    fn mixture<const N: usize>(parts: [(f64, Dist); N]) -> Dist {
        Mixture::new(Vec::from(parts)).unwrap().into()
    }

    fn fixed(value: f64) -> Dist {
        Fixed::new(value).unwrap().into()
    }

    fn normal(mean: f64, sd: f64) -> Dist {
        Normal::new(mean, sd).unwrap().into()
    }

    fn uniform(low: f64, high: f64) -> Dist {
        Uniform::new(low, high).unwrap().into()
    }

    #[test]
    fn a_spike_beside_a_smooth_part_is_exact() {
        let some: Dist = Lognormal::from_median_p90(5.0, 9.0).unwrap().into();
        let found = mixture([(0.3, fixed(0.0)), (0.7, some.clone())]);
        for u in [1e-300, 0.1, 0.3] {
            assert_eq!(found.quantile(u), 0.0, "{u}");
        }
        for level in [1e-9, 0.2, 0.5, 0.9, 0.999] {
            let (x, expected) = (found.quantile(0.3 + 0.7 * level), some.quantile(level));
            // A rounding of u is 1e-16 of 0.7 times the slope there, at most 1e3 here.
            assert!((x / expected - 1.0).abs() < 1e-7 * level.max(1e-6) + 1e-7, "{level}: {x}");
        }
        assert!((found.quantile(0.65) / 5.0 - 1.0).abs() < check::ROUNDING);
        check::moments(&found);
        assert_eq!(found.support(), (0.0, f64::INFINITY));
    }

    #[test]
    fn levels_are_the_largest_whose_quantiles_are_up_to_a_value() {
        let (smooth, stepped) =
            (uniform(0.0, 2.0), Discrete::new(&[1.0, 4.0], &[0.5, 0.5]).unwrap());
        let stepped: Dist = stepped.into();
        assert!((level_up_to(&smooth, 0.5, 0.0, 1.0) - 0.25).abs() < 1e-15);
        assert_eq!(level_up_to(&smooth, 5.0, 0.0, 1.0), 1.0);
        assert_eq!(level_up_to(&smooth, 5.0, 0.1, 0.6), 0.6);
        assert_eq!(level_up_to(&smooth, 0.1, 0.3, 0.6), 0.3);
        assert_eq!(level_up_to(&stepped, 1.0, 0.0, 1.0), 0.5);
        assert_eq!(level_up_to(&stepped, 4.0, 0.0, 1.0), 1.0);
        // Below the support, at its ends, within, and above: P(X < x) and P(X ≤ x).
        for (x, below, up_to) in
            [(0.5, 0.0, 0.0), (1.0, 0.0, 0.5), (3.0, 0.5, 0.5), (4.0, 0.5, 1.0), (9.0, 1.0, 1.0)]
        {
            assert_eq!(levels_at(&stepped, x), (below, up_to), "{x}");
        }
        let (below, up_to) = levels_at(&uniform(1.0, 2.0), 1.0);
        assert!(below == 0.0 && up_to < 1e-15, "{below:e} {up_to:e}");
        assert_eq!(levels_at(&uniform(1.0, 2.0), 2.0).1, 1.0);
    }

    /// The pieces of ½·uniform(0, 2) and ½·uniform(1, 2), with a spike at 2 and one at 5.
    #[test]
    fn each_stretch_is_inverted_in_its_own_way() {
        let parts = vec![(0.25, uniform(0.0, 2.0)), (0.25, uniform(1.0, 2.0)), (0.5, fixed(5.0))];
        let found = Mixture::new(parts).unwrap();
        // Rounding leaves slivers at the cuts.
        let pieces: Vec<&Piece> =
            found.pieces.iter().filter(|piece| piece.up_to - piece.from > 1e-12).collect();
        let [single, several, spike] = pieces.as_slice() else { panic!("{pieces:?}") };
        for (piece, (from, up_to)) in pieces.iter().zip([(0.0, 0.125), (0.125, 0.5), (0.5, 1.0)]) {
            let (from, up_to) = (piece.from - from, piece.up_to - up_to);
            assert!(from.abs() < 1e-15 && up_to.abs() < 1e-15, "{piece:?}");
        }
        let Way::Single { part, first, last, low, high } = single.way else { panic!("{single:?}") };
        assert_eq!((part, first, low, high), (0, 0.0, 0.0, 1.0));
        assert!((last - 0.5).abs() < 1e-15, "{last}");
        assert_eq!(spike.way, Way::Spike(5.0));
        let Way::Several { knots } = &several.way else { panic!("{several:?}") };
        // 65 of either part, at the same values up to rounding, and one before them.
        assert!((66..=131).contains(&knots.len()), "{}", knots.len());
        for knot in knots {
            let (first, second) = (knot.value / 2.0, (knot.value - 1.0).max(0.0));
            let level = 0.25 * (first + second);
            let miss = [knot.level - level, knot.levels[0] - first, knot.levels[1] - second];
            assert!(miss.iter().all(|miss| miss.abs() < 1e-14), "{knot:?}");
            assert_eq!(knot.levels[2], 0.0);
        }
        assert!(knots.windows(2).all(|pair| pair[0].value < pair[1].value));
        // Knots of one part are apart by a 64th of its stretch: on (1, 2) by 1/64 of either.
        assert!(knots.windows(2).all(|pair| pair[1].value - pair[0].value < 1.0 / 63.0));
        // u = x/8 on (0, 1), u = ¼·(x/2 + x − 1) on (1, 2), then 5.
        for step in 1..1_000 {
            let u = f64::from(step) / 1_000.0;
            let expected = match u {
                u if u <= 0.125 => 8.0 * u,
                u if u <= 0.5 => (4.0 * u + 1.0) / 1.5,
                _ => 5.0,
            };
            assert!((found.quantile(u) - expected).abs() < 1e-14, "{u}: {}", found.quantile(u));
        }
        let breaks = Dist::from(found).breaks();
        let mut inside: Vec<f64> = breaks.iter().map(|at| (at * 1e9).round() / 1e9).collect();
        inside.dedup();
        assert_eq!(inside, [0.125, 0.5]);
    }

    /// Where rounding carries a level to one, the quantile is still that of the last level below.
    #[test]
    fn the_last_level_is_finite_under_any_weight() {
        for percent in 1..100 {
            let weight = f64::from(percent) / 100.0;
            let found = mixture([(1.0 - weight, fixed(0.0)), (weight, normal(9.0, 0.5))]);
            let x = found.quantile(check::LAST);
            assert!(x.is_finite() && x > 9.0, "{weight}: {x}");
        }
    }

    #[test]
    fn corners_of_the_parts_are_corners_of_the_whole() {
        let with = |low, mode, high| {
            let triangle = Triangular::new(low, mode, high).expect("a triangle");
            mixture([(0.6, uniform(0.0, 10.0)), (0.4, triangle.into())]).breaks()
        };
        // From 5 to 10 they overlap; then the second is alone.
        let (alone, corner) = (0.6 + 0.4 * 25.0 / 105.0, 0.6 + 0.4 * 49.0 / 105.0);
        let breaks = with(5.0, 12.0, 20.0);
        for expected in [alone, corner] {
            assert!(breaks.iter().any(|at| (at - expected).abs() < 1e-14), "{breaks:?}");
        }
        // Of one that begins with its corner it stands where the other ends.
        assert_eq!(with(11.0, 11.0, 20.0), [0.6, 0.6]);
    }

    #[test]
    fn a_spike_inside_a_smooth_part_takes_its_share_there() {
        let found = mixture([(0.5, normal(0.0, 1.0)), (0.25, fixed(0.0)), (0.25, fixed(1.0))]);
        let below_one = 0.5 * check::statrs_normal(1.0) + 0.25;
        for (u, expected) in [(0.25, 0.0), (0.4, 0.0), (0.5, 0.0), (0.75, 1.0), (0.9, 1.0)] {
            assert_eq!(found.quantile(u), expected, "{u}");
        }
        assert!(found.quantile(0.25 - 1e-9) < 0.0 && found.quantile(0.5 + 1e-9) > 0.0);
        assert!(found.quantile(below_one - 1e-9) < 1.0 && found.quantile(below_one + 0.2501) > 1.0);
        assert!((found.quantile(0.1) - normal(0.0, 1.0).quantile(0.2)).abs() < check::ROUNDING);
        check::moments(&found);
    }

    #[test]
    fn parts_that_overlap_are_inverted_to_the_last_bits() {
        let found = mixture([(0.6, normal(0.0, 1.0)), (0.4, normal(1.0, 3.0))]);
        let cdf = |x: f64| 0.6 * normal_cdf(x) + 0.4 * normal_cdf((x - 1.0) / 3.0);
        for step in 1..400 {
            let u = f64::from(step) / 400.0;
            // The normal quantile and its inverse are good to a few units of 1e-16.
            let miss = cdf(found.quantile(u)) - u;
            assert!(miss.abs() < 2e-15, "{u}: {miss:e}");
        }
        check::quantiles(&found, &[]);
        check::draws(&found, cdf);
        // Closed form: on (1, 2) both uniforms have mass, at density 0.5·½ + 0.5·1.
        let found = mixture([(0.5, uniform(0.0, 2.0)), (0.5, uniform(1.0, 2.0))]);
        for (u, expected) in [(0.125, 0.5), (0.25, 1.0), (0.625, 1.5), (1.0 - 0.75e-6, 2.0 - 1e-6)]
        {
            let x = found.quantile(u);
            assert!((x - expected).abs() <= 4.0 * f64::EPSILON, "{u}: {x}");
        }
    }

    #[test]
    fn steps_bounds_and_metalogs_mix() {
        let counts: Dist = Poisson::new(2.0).unwrap().into();
        let choice: Dist = Discrete::new(&[1.0, 4.0], &[0.5, 0.5]).unwrap().into();
        let stepped = mixture([(0.5, counts), (0.5, choice)]);
        assert!(stepped.is_stepped());
        let zero = 0.5 * (-2f64).exp();
        assert_eq!(stepped.quantile(zero * 0.999), 0.0);
        assert_eq!(stepped.quantile(zero * 1.001), 1.0);
        // P(X ≤ 1) = ½·3e⁻² + ¼.
        let one = 1.5 * (-2f64).exp() + 0.25;
        assert_eq!((stepped.quantile(one - 1e-9), stepped.quantile(one + 1e-9)), (1.0, 2.0));
        check::moments(&stepped);
        let curve: Dist = Percentiles::new(&[(0.1, 2.0), (0.5, 3.0), (0.9, 5.0)], Some(0.0), None)
            .unwrap()
            .into();
        let peak: Dist = Triangular::new(1.0, 2.0, 4.0).unwrap().into();
        let found = mixture([(0.2, curve), (0.5, peak), (0.3, fixed(2.5))]);
        check::quantiles(&found, &[]);
        check::moments(&found);
        let cut: Dist = Truncated::new(found, 1.5, 3.0).unwrap().into();
        check::moments(&cut);
        assert_eq!(cut.support(), (1.5, 3.0));
    }

    #[test]
    fn parts_far_apart_and_out_to_the_last_doubles_rise() {
        let found = mixture([
            (1e-6, normal(-1e12, 1.0)),
            (0.5, normal(0.0, 1e-3)),
            (0.5 - 1e-6, normal(1e12, 1e3)),
        ]);
        let mut last = f64::NEG_INFINITY;
        let near = |at: f64| (-40..40).map(move |step| at + f64::from(step) * f64::EPSILON);
        let levels = [f64::MIN_POSITIVE, 1e-300, 1e-12]
            .into_iter()
            .chain([1e-6, 0.3, 0.5, 0.8].into_iter().flat_map(near))
            .chain([check::LAST]);
        for u in levels {
            let x = found.quantile(u);
            assert!(x.is_finite() && x >= last, "{u:e}: {x} after {last}");
            last = x;
        }
    }

    #[test]
    fn impossible_weights_are_refused() {
        let refused = |weights: [f64; 2]| {
            Mixture::new(weights.map(|weight| (weight, fixed(1.0))).to_vec()).unwrap_err()
        };
        assert_eq!(refused([1.0, 0.0]), DistError::PartWeight { part: 2, weight: 0.0 });
        assert!(matches!(refused([f64::NAN, 1.0]), DistError::PartWeight { part: 1, .. }));
        assert_eq!(refused([0.5, 0.6]), DistError::WeightsSum { sum: 1.1 });
        assert_eq!(Mixture::new(Vec::new()), Err(DistError::Empty { what: "mixture" }));
        assert!(mixture([(0.5, fixed(1.0)), (0.5, fixed(1.0))]).is_fixed());
    }
}
