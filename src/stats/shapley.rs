//! Shapley values: a difference shared out among the changes that made it, whatever their order.
//!
//! With `v(S)` the outcome where the changes in S are made, the value of change i is the mean, over
//! all orders in which the changes can be made one by one, of what i adds when its turn comes
//! (Shapley, 1953). The values sum to `v(all) − v(none)`. Here v is a column, one value a path, on
//! common random numbers: each path has its own values, and their mean has a standard error.
//!
//! A set of changes is a mask: bit i is set where change i is made.

use crate::stats::{Estimate, Moments};

/// What each change contributes, in the order of the changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Contributions {
    /// The mean contributions with their standard errors.
    pub means: Vec<Estimate>,
    /// As `[change][path]`: on each path they sum to the path's difference.
    pub by_path: Vec<Vec<f64>>,
}

/// All masks of so many changes.
pub fn all_masks(changes: usize) -> Vec<u64> {
    (0..1_u64 << changes).collect()
}

/// The masks that a set of orders passes through, each once, in rising order. Every order is also
/// walked backwards.
pub fn masks_of_orders(changes: usize, orders: &[Vec<usize>]) -> Vec<u64> {
    let mut masks: Vec<u64> = orders
        .iter()
        .flat_map(|order| walks(order))
        .flat_map(|walk| {
            walk.into_iter().scan(0, |mask: &mut u64, change| {
                *mask |= 1 << change;
                Some(*mask)
            })
        })
        .chain([0, (1 << changes) - 1])
        .collect();
    masks.sort_unstable();
    masks.dedup();
    masks
}

/// An order and its reverse: antithetic, for what comes early in one comes late in the other.
fn walks(order: &[usize]) -> [Vec<usize>; 2] {
    [order.to_vec(), order.iter().rev().copied().collect()]
}

impl Contributions {
    /// The values over all `2^changes` sets: `Σ_S |S|! (n−1−|S|)! / n! · (v(S ∪ i) − v(S))` over
    /// the sets S without i. `outcome` gives the column of a mask.
    pub fn exact<'v>(changes: usize, outcome: impl Fn(u64) -> &'v [f64]) -> Self {
        let by_path = (0..changes)
            .map(|change| {
                let mut sum = vec![0.0; outcome(0).len()];
                for mask in all_masks(changes).into_iter().filter(|mask| mask >> change & 1 == 0) {
                    let weight = weight(mask.count_ones() as usize, changes);
                    add_step(&mut sum, weight, outcome(mask | 1 << change), outcome(mask));
                }
                sum
            })
            .collect();
        Self::of(by_path, &[])
    }

    /// An estimate of the values from some of the orders, each walked forwards and backwards. The
    /// standard error has a part from the paths and one from the orders, that of the mean over
    /// pairs of walks; added in squares they count their interaction twice, to the safe side.
    pub fn sampled<'v>(
        changes: usize,
        orders: &[Vec<usize>],
        outcome: impl Fn(u64) -> &'v [f64],
    ) -> Self {
        let paths = outcome(0).len();
        let mut by_path = vec![vec![0.0; paths]; changes];
        let mut pairs = vec![Moments::new(); changes];
        for order in orders {
            let mut pair = vec![vec![0.0; paths]; changes];
            for walk in walks(order) {
                let mut mask = 0;
                for change in walk {
                    let next = mask | 1 << change;
                    add_step(&mut pair[change], 0.5, outcome(next), outcome(mask));
                    mask = next;
                }
            }
            for (change, pair) in pair.iter().enumerate() {
                let mean = Moments::of(pair).mean();
                pairs[change].push(mean.map_or(f64::NAN, |mean| mean.value));
                let weight = 1.0 / orders.len() as f64;
                for (sum, step) in by_path[change].iter_mut().zip(pair) {
                    *sum += weight * step;
                }
            }
        }
        Self::of(by_path, &pairs)
    }

    fn of(by_path: Vec<Vec<f64>>, pairs: &[Moments]) -> Self {
        let estimate = |(change, values): (usize, &Vec<f64>)| {
            let over_paths =
                Moments::of(values).mean().unwrap_or(Estimate::of_unknown_error(f64::NAN));
            // Two walks or fewer cannot tell how orders differ: one change has but one order.
            let over_orders = match pairs.get(change).and_then(Moments::mean) {
                Some(mean) if by_path.len() > 2 => mean.standard_error,
                _ => 0.0,
            };
            let squares =
                over_paths.standard_error * over_paths.standard_error + over_orders * over_orders;
            Estimate { value: over_paths.value, standard_error: squares.sqrt() }
        };
        let means = by_path.iter().enumerate().map(estimate).collect();
        Self { means, by_path }
    }
}

/// `s! (n − 1 − s)! / n!`, which is `1 / (n · C(n−1, s))`.
fn weight(set: usize, changes: usize) -> f64 {
    let choose = (0..set).fold(1.0, |c, k| c * (changes - 1 - k) as f64 / (k + 1) as f64);
    1.0 / (changes as f64 * choose)
}

fn add_step(sum: &mut [f64], weight: f64, with: &[f64], without: &[f64]) {
    for ((sum, with), without) in sum.iter_mut().zip(with).zip(without) {
        *sum += weight * (with - without);
    }
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn errors_of_paths_and_of_orders_add_up_as_squares() {
        // Paths 1 and 3: an error of 1. Orders 0 and 6: an error of 3.
        let found = Contributions::of(vec![vec![1.0, 3.0]; 3], &[Moments::of(&[0.0, 6.0])]);
        let errors: Vec<f64> = found.means.iter().map(|mean| mean.standard_error).collect();
        for (error, expected) in errors.iter().zip([10f64.sqrt(), 1.0, 1.0]) {
            assert!((error - expected).abs() < 1e-12, "{errors:?}");
        }
    }

    /// Columns for all masks from a rule of (path, mask).
    fn columns(changes: usize, paths: usize, rule: impl Fn(usize, u64) -> f64) -> Vec<Vec<f64>> {
        let column = |mask| (0..paths).map(|path| rule(path, mask)).collect();
        all_masks(changes).into_iter().map(column).collect()
    }

    fn has(mask: u64, change: u64) -> f64 {
        (mask >> change & 1) as f64
    }

    /// All orders of so many changes, the first half of the pairs with their reverses.
    fn orders(changes: usize) -> Vec<Vec<usize>> {
        let mut all = vec![vec![]];
        for change in 0..changes {
            all = all
                .into_iter()
                .flat_map(|order: Vec<usize>| {
                    (0..=order.len()).map(move |at| {
                        let mut longer = order.clone();
                        longer.insert(at, change);
                        longer
                    })
                })
                .collect();
        }
        all.retain(|order| order.first() < order.last());
        all
    }

    /// The error of paths and that of orders, in squares; of two changes both walks tell all, of three one order tells nothing
    /// of how orders differ.
    #[test]
    fn errors_of_paths_and_of_orders_add_in_squares() {
        let rule = |path: usize, mask: u64| ((path + 1) as f64).sqrt() * (mask * mask) as f64;
        let three = columns(3, 5, rule);
        let of = |orders: &[Vec<usize>]| {
            Contributions::sampled(3, orders, |mask| three[mask as usize].as_slice())
        };
        let orders = [vec![0, 1, 2], vec![1, 0, 2]];
        let (both, each) = (of(&orders), [of(&orders[..1]), of(&orders[1..])]);
        for change in 0..3 {
            let over_paths = Moments::of(&both.by_path[change]).mean().expect("paths");
            let means = [each[0].means[change].value, each[1].means[change].value];
            let over_orders = Moments::of(&means).mean().expect("orders").standard_error;
            let expected = over_paths.standard_error.hypot(over_orders);
            assert!((both.means[change].standard_error / expected - 1.0).abs() < 1e-12, "{change}");
            assert_eq!(each[0].means[change].standard_error, f64::INFINITY);
        }
        let two = columns(2, 5, rule);
        let order = [vec![0, 1]];
        let found = Contributions::sampled(2, &order, |mask| two[mask as usize].as_slice());
        assert!(found.means.iter().all(|mean| mean.standard_error.is_finite()));
    }

    #[test]
    fn changes_that_add_up_keep_what_they_add() {
        let columns = columns(3, 4, |path, mask| {
            path as f64 + 10.0 * has(mask, 0) - 3.0 * has(mask, 1) + path as f64 * has(mask, 2)
        });
        let found = Contributions::exact(3, |mask| &columns[mask as usize]);
        for path in 0..4 {
            let values: Vec<f64> = found.by_path.iter().map(|change| change[path]).collect();
            let expected = [10.0, -3.0, path as f64];
            assert!(values.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{values:?}");
        }
        // The third has the values 0 to 3: mean 1.5, deviation √(5/3).
        let third = found.means[2];
        assert!((third.value - 1.5).abs() < 1e-12);
        assert!((third.standard_error - (5.0_f64 / 12.0).sqrt()).abs() < 1e-12);
        assert!(found.means[0].standard_error < 1e-12);
    }

    #[test]
    fn what_only_comes_together_is_shared_equally() {
        // A product of all three, one of two, and a change that does nothing.
        let columns = columns(4, 2, |_, mask| {
            6.0 * has(mask, 0) * has(mask, 1) * has(mask, 2) + 4.0 * has(mask, 0) * has(mask, 1)
        });
        let expected = [4.0, 4.0, 2.0, 0.0];
        let outcome = |mask: u64| columns[mask as usize].as_slice();
        for found in
            [Contributions::exact(4, outcome), Contributions::sampled(4, &orders(4), outcome)]
        {
            for (mean, expected) in found.means.iter().zip(expected) {
                assert!((mean.value - expected).abs() < 1e-12, "{:?}", found.means);
            }
        }
    }

    #[test]
    fn the_glove_game_has_its_known_values() {
        // One left glove (0), two right ones: a pair is worth 1. Values 2/3, 1/6, 1/6.
        let columns = columns(3, 1, |_, mask| has(mask, 0) * has(mask, 1).max(has(mask, 2)));
        let found = Contributions::exact(3, |mask| &columns[mask as usize]);
        for (mean, expected) in found.means.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((mean.value - expected).abs() < 1e-12, "{:?}", found.means);
        }
    }

    #[test]
    fn the_masks_of_orders_are_those_that_their_walks_need() {
        assert_eq!(masks_of_orders(3, &[vec![0, 1, 2]]), [0, 1, 3, 4, 6, 7]);
        assert_eq!(masks_of_orders(3, &orders(3)), all_masks(3));
    }

    /// Coverage of the 95% intervals over 2,000 replications of 300 paths, for all orders and for
    /// 12 of the 60 pairs of walks of five changes that interact. The band for exact values has a
    /// false-alarm rate below 1e-5 (binomial at 95%) and sees errors off by 10%; sampled intervals
    /// are wide on purpose, and must not fall below it.
    #[test]
    fn intervals_cover_the_true_contribution() {
        const REPLICATIONS: usize = 2000;
        const PATHS: usize = 300;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(20_260_131);
        // v = u·(a + 2bc) + w·(b + 4de) with u and w uniform, so E[φ] follows from means of ½.
        let truth = [0.5, 0.5 + 0.5, 0.5, 1.0, 1.0];
        let all = orders(5);
        let mut covered = [[0; 5]; 2];
        for _ in 0..REPLICATIONS {
            let mut uniforms = || (0..PATHS).map(|_| rng.random::<f64>()).collect::<Vec<_>>();
            let (u, w) = (uniforms(), uniforms());
            let columns = columns(5, PATHS, |path, mask| {
                let [a, b, c, d, e] = [0, 1, 2, 3, 4].map(|change| has(mask, change));
                u[path] * (a + 2.0 * b * c) + w[path] * (b + 4.0 * d * e)
            });
            let outcome = |mask: u64| columns[mask as usize].as_slice();
            let some: Vec<Vec<usize>> =
                (0..12).map(|_| all[rng.random_range(0..all.len())].clone()).collect();
            let found =
                [Contributions::exact(5, outcome), Contributions::sampled(5, &some, outcome)];
            for (found, covered) in found.iter().zip(&mut covered) {
                for (change, mean) in found.means.iter().enumerate() {
                    covered[change] += usize::from(mean.interval().contains(truth[change]));
                }
            }
        }
        let shares = covered.map(|method| method.map(|hits| hits as f64 / REPLICATIONS as f64));
        let [exact, sampled] = shares;
        assert!(exact.iter().all(|share| (0.9245..0.972).contains(share)), "{exact:?}");
        assert!(sampled.iter().all(|share| *share > 0.9245), "{sampled:?}");
    }
}
