//! The metalog: a distribution given by its quantile function, linear in its coefficients.
//!
//! For 0 < y < 1, with L = ln(y/(1−y)) and d = y − ½,
//! M(y) = a₁ + a₂L + a₃dL + a₄d + a₅d² + a₆d²L + a₇d³ + a₈d³L + …; with a lower bound b the quantile
//! is b + exp M(y). Source: T. W. Keelin, "The Metalog Distributions", Decision Analysis 13(4), 2016.

use crate::lanes::math::{exp, ln};
use crate::stats::{Missing, Sample};

/// Terms beyond which a fit follows the noise of the sample.
const MOST_TERMS: usize = 9;
const FEWEST_TERMS: usize = 2;
/// Steps in probability between the quantiles that are fitted.
const STEPS: usize = 100;
/// Further out than one step, where the tails are.
const OUTER: [f64; 3] = [0.001, 0.003, 0.006];

/// A fitted metalog.
#[derive(Clone, Debug, PartialEq)]
pub struct Metalog {
    /// a₁, a₂, …
    pub coefficients: Vec<f64>,
    /// The bound b; unbounded where None.
    pub lower: Option<f64>,
}

impl Metalog {
    /// Fits quantiles of type 7 of the values by least squares: with the most terms, up to nine, that
    /// give a quantile function which rises. None for fewer than ten distinct values, for a value at or
    /// below the bound, or where not even two terms rise.
    pub fn of(values: &[f64], lower: Option<f64>) -> Option<Self> {
        const FEWEST_VALUES: usize = 10;
        let sample = Sample::new(values, Missing::Absent);
        let mut distinct = sample.finite().to_vec();
        distinct.dedup();
        if distinct.len() < FEWEST_VALUES || lower.is_some_and(|bound| distinct[0] <= bound) {
            return None;
        }
        let points: Vec<(f64, f64)> =
            levels().into_iter().filter_map(|y| Some((y, sample.quantile(y)?.value))).collect();
        (FEWEST_TERMS..=MOST_TERMS)
            .rev()
            .filter_map(|terms| Self::through(&points, terms, lower))
            .find(Self::rises)
    }

    /// The least-squares fit of (probability, value) pairs with so many terms. None if they do not
    /// determine it.
    pub fn through(points: &[(f64, f64)], terms: usize, lower: Option<f64>) -> Option<Self> {
        let rows: Vec<Vec<f64>> = points.iter().map(|(y, _)| basis(*y, terms)).collect();
        let column = |term: usize| rows.iter().map(|row| row[term]).collect();
        let target = |x: f64| lower.map_or(x, |bound| ln(x - bound));
        let targets = points.iter().map(|(_, x)| target(*x)).collect();
        let coefficients = least_squares((0..terms).map(column).collect(), targets)?;
        Some(Self { coefficients, lower })
    }

    /// The quantile at `y`, 0 < y < 1.
    pub fn quantile(&self, y: f64) -> f64 {
        let terms = basis(y, self.coefficients.len());
        let m: f64 = terms.iter().zip(&self.coefficients).map(|(term, a)| term * a).sum();
        self.lower.map_or(m, |bound| bound + exp(m))
    }

    /// Whether the quantile function rises, on a grid that goes further out than the fit.
    fn rises(&self) -> bool {
        const GRID: usize = 2000;
        let grid = (1..GRID).map(|k| self.quantile(k as f64 / GRID as f64));
        let values: Vec<f64> = [self.quantile(1e-5)]
            .into_iter()
            .chain(grid)
            .chain([self.quantile(1.0 - 1e-5)])
            .collect();
        values.iter().all(|x| x.is_finite()) && values.windows(2).all(|pair| pair[0] < pair[1])
    }
}

/// The probabilities at which a sample is fitted: every hundredth, and three beyond at either end.
fn levels() -> Vec<f64> {
    let inner = (1..STEPS).map(|k| k as f64 / STEPS as f64);
    let upper = OUTER.into_iter().rev().map(|y| 1.0 - y);
    OUTER.into_iter().chain(inner).chain(upper).collect()
}

/// The first terms of the sum at `y`, without their coefficients.
fn basis(y: f64, terms: usize) -> Vec<f64> {
    let (l, d) = (ln(y / (1.0 - y)), y - 0.5);
    let power = |n: usize| (0..n).fold(1.0, |product, _| product * d);
    (1..=terms)
        .map(|term| match term {
            1 => 1.0,
            2 => l,
            3 => d * l,
            4 => d,
            odd if odd % 2 == 1 => power(odd / 2),
            even => power(even / 2 - 1) * l,
        })
        .collect()
}

/// Solves min |A x − b| by Householder reflections, A given by its columns. None if A has not full
/// rank.
fn least_squares(mut a: Vec<Vec<f64>>, mut b: Vec<f64>) -> Option<Vec<f64>> {
    const SMALLEST: f64 = 1e-12;
    let columns = a.len();
    if b.len() < columns {
        return None;
    }
    for column in 0..columns {
        // The reflection I − 2vvᵀ/(vᵀv) takes the column to (pivot, 0, …).
        let mut v = a[column][column..].to_vec();
        let norm = dot(&v, &v).sqrt();
        if norm.is_nan() || norm <= SMALLEST {
            return None;
        }
        v[0] += if v[0] > 0.0 { norm } else { -norm };
        let size = dot(&v, &v);
        for values in a[column..].iter_mut().chain([&mut b]) {
            let part = 2.0 * dot(&v, &values[column..]) / size;
            for (value, x) in values[column..].iter_mut().zip(&v) {
                *value -= part * x;
            }
        }
    }
    let mut solution = vec![0.0; columns];
    for row in (0..columns).rev() {
        let known: f64 = (row + 1..columns).map(|k| a[k][row] * solution[k]).sum();
        solution[row] = (b[row] - known) / a[row][row];
    }
    solution.iter().all(|x| x.is_finite()).then_some(solution)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::math::normal_quantile;
    /// The first seven terms at 0.9, where d is 0.4.
    #[test]
    fn terms_stand_in_keelins_order() {
        let l = 9f64.ln();
        let expected = [1.0, l, 0.4 * l, 0.4, 0.16, 0.16 * l, 0.064, 0.064 * l];
        for (found, expected) in basis(0.9, 8).into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-14, "{found} for {expected}");
        }
        for (found, expected) in
            basis(0.2, 4).into_iter().zip([1.0, -4f64.ln(), 0.3 * 4f64.ln(), -0.3])
        {
            assert!((found - expected).abs() < 1e-14, "{found} for {expected}");
        }
    }

    #[test]
    fn what_rises_is_finite_and_nowhere_flat() {
        let rises = |second: f64, lower| Metalog { coefficients: vec![0.0, second], lower }.rises();
        assert!(rises(1.0, None) && rises(1.0, Some(0.0)));
        assert!(!rises(-1.0, None) && !rises(0.0, None));
        // At the last of the grid alone beyond all doubles.
        assert!(!rises(80.0, Some(0.0)));
    }

    #[test]
    fn least_squares_solve_what_is_given_by_hand() {
        for sign in [1.0, -1.0] {
            // A column along an axis, and one across it.
            assert_eq!(
                least_squares(vec![vec![sign, 0.0]], vec![3.0, 5.0]),
                Some(vec![3.0 * sign])
            );
            let across = least_squares(vec![vec![0.0, sign]], vec![3.0, 5.0]).expect("a solution");
            assert!((across[0] - 5.0 * sign).abs() < 1e-14, "{across:?}");
        }
        // As many rows as columns are enough, fewer are not.
        let square = vec![vec![2.0, 0.0], vec![1.0, 4.0]];
        let solution = least_squares(square.clone(), vec![5.0, 8.0]).expect("a solution");
        assert!((solution[0] - 1.5).abs() < 1e-14 && (solution[1] - 2.0).abs() < 1e-14);
        assert_eq!(least_squares(square, vec![5.0]), None);
        assert_eq!(least_squares(vec![vec![0.0, 0.0]], vec![1.0, 1.0]), None);
    }

    #[test]
    fn ten_values_are_enough() {
        let values = |count: u8| (0..count).map(f64::from).collect::<Vec<_>>();
        assert!(Metalog::of(&values(10), None).is_some());
        assert!(Metalog::of(&values(9), None).is_none());
    }

    #[test]
    fn coefficients_come_back_from_their_own_quantiles() {
        for lower in [None, Some(3.0)] {
            let made = Metalog { coefficients: vec![9.0, 1.5, 0.4, 2.0, -1.0, 0.3, 0.2], lower };
            let points: Vec<(f64, f64)> =
                levels().into_iter().map(|y| (y, made.quantile(y))).collect();
            let found = Metalog::through(&points, 7, lower).expect("a fit");
            for (a, b) in made.coefficients.iter().zip(&found.coefficients) {
                assert!((a - b).abs() < 1e-8, "{found:?}");
            }
        }
    }

    #[test]
    fn two_terms_are_the_logistic_distribution() {
        let logistic = Metalog { coefficients: vec![10.0, 2.0], lower: None };
        // ln(0.9/0.1) = 2.1972246
        assert!((logistic.quantile(0.9) - 14.394_449_2).abs() < 1e-6);
        assert!((logistic.quantile(0.5) - 10.0).abs() < 1e-12);
    }

    #[test]
    fn a_lognormal_sample_is_met_from_the_second_to_the_last_hundredth() {
        let values: Vec<f64> =
            (0..5000).map(|k| exp(2.0 + normal_quantile((f64::from(k) + 0.5) / 5000.0))).collect();
        let fit = Metalog::of(&values, Some(0.0)).expect("a fit");
        assert!(fit.coefficients.len() >= 5, "{fit:?}");
        for level in [0.02, 0.1, 0.5, 0.9, 0.98] {
            let truth = exp(2.0 + normal_quantile(level));
            assert!((fit.quantile(level) / truth - 1.0).abs() < 0.005, "{level}: {fit:?}");
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_not() {
        assert_eq!(Metalog::of(&[1.0; 50], None), None);
        let rising: Vec<f64> = (0..50).map(f64::from).collect();
        assert_eq!(Metalog::of(&rising, Some(0.0)), None, "a value at the bound");
        assert!(Metalog::of(&rising, None).is_some());
    }
}
