//! Latin hypercube: n points of which each axis has one in every nth part.

use super::{Process, Stream};

/// Coordinates of `points` points on axis `axis`, each strictly between 0 and 1: a random order of
/// the n equal parts, and a uniform place in each (McKay, Beckman and Conover, 1979).
///
/// Axes are drawn from streams of their own: adding one leaves the others as they are.
pub fn hypercube_axis(points: usize, axis: usize, seed: u64) -> Vec<f64> {
    let mut stream = Stream::<1>::new(seed, axis as u64, Process::LatinHypercube, 0);
    let mut uniform = || stream.lane(0).uniform();
    let mut parts: Vec<usize> = (0..points).collect();
    for last in (1..points).rev() {
        // A uniform number below n + 1, floored, is at most n.
        let other = (uniform() * (last + 1) as f64) as usize;
        parts.swap(last, other.min(last));
    }
    parts.into_iter().map(|part| (part as f64 + uniform()) / points as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_an_axis_has_one_point() {
        for points in [1, 2, 7, 1000] {
            let axis = hypercube_axis(points, 3, 5);
            let mut parts: Vec<usize> = axis.iter().map(|u| (u * points as f64) as usize).collect();
            parts.sort_unstable();
            assert!(parts.into_iter().eq(0..points));
            assert!(axis.iter().all(|u| *u > 0.0 && *u < 1.0));
        }
    }

    /// Each order of two and of three points in 6,000 axes: within 6.11 deviations of its binomial mean (false alarm
    /// 1e-9 each).
    #[test]
    fn every_order_is_as_likely() {
        const AXES: usize = 6_000;
        for (points, orders) in [(2, 2), (3, 6)] {
            let mut counts = std::collections::BTreeMap::<Vec<usize>, usize>::new();
            for axis in 0..AXES {
                let places = hypercube_axis(points, axis, 9).into_iter();
                let order = places.map(|u| (u * points as f64) as usize).collect();
                *counts.entry(order).or_default() += 1;
            }
            assert_eq!(counts.len(), orders);
            let share = 1.0 / orders as f64;
            let limit = 6.11 * (AXES as f64 * share * (1.0 - share)).sqrt();
            for (order, count) in counts {
                let miss = count as f64 - AXES as f64 * share;
                assert!(miss.abs() < limit, "{order:?}: {count} of {AXES}");
            }
        }
    }

    /// Two axes of 10,000 points: correlation within 6.11/√n of zero (false alarm 1e-9).
    #[test]
    fn axes_are_independent_and_the_order_is_random() {
        const POINTS: usize = 10_000;
        let limit = 6.11 / (POINTS as f64).sqrt();
        let [a, b] = [0, 1].map(|axis| hypercube_axis(POINTS, axis, 1));
        let correlation = |a: &[f64], b: &[f64]| {
            let pairs = a.iter().zip(b);
            pairs.map(|(x, y)| (x - 0.5) * (y - 0.5)).sum::<f64>() * 12.0 / POINTS as f64
        };
        assert!(correlation(&a, &b).abs() < limit);
        assert!(correlation(&a[1..], &a).abs() < limit, "neighbours in order");
    }
}
