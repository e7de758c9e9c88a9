//! How far each path's inputs lie from the middle of what was drawn, correlations counted.

use crate::lanes::math::normal_quantile;
use crate::stats::{Moments, correlation, ranks};

/// Added to the diagonal of the correlation matrix, so that inputs that all but repeat each other
/// leave it invertible.
const RIDGE: f64 = 1e-6;

/// The normal scores of a column: the standard normal quantiles of its ranks, at (r − ½)/n.
pub fn normal_scores(values: &[f64]) -> Vec<f64> {
    let n = values.len() as f64;
    ranks(values).iter().map(|rank| normal_quantile((rank - 0.5) / n)).collect()
}

/// The squared Mahalanobis distance of each path from the middle: `zᵀ R⁻¹ z`, where z are the normal
/// scores of its inputs and R their correlation matrix over all paths. Under a Gaussian copula it
/// falls as the likelihood of the path's inputs rises, and has a χ² law with a degree of freedom an
/// input. None where a correlation cannot be told: for fewer than two paths or a constant input.
pub fn squared_distances(scores: &[Vec<f64>]) -> Option<Vec<f64>> {
    let count = scores.len();
    let paths = scores.first().map_or(0, Vec::len);
    let mut matrix = vec![vec![0.0; count]; count];
    for row in 0..count {
        for column in 0..row {
            matrix[row][column] = correlation(&scores[row], &scores[column])?;
        }
        let variance = Moments::of(&scores[row]).variance()?;
        (variance > 0.0).then_some(())?;
        matrix[row][row] = 1.0 + RIDGE;
    }
    let factor = cholesky(matrix)?;
    let distance = |path: usize| {
        // Forward substitution: y = L⁻¹ z, whose squares sum to the distance.
        let mut solved: Vec<f64> = Vec::with_capacity(count);
        for (row, weights) in factor.iter().enumerate() {
            let known: f64 = weights.iter().zip(&solved).map(|(l, y)| l * y).sum();
            solved.push((scores[row][path] - known) / weights[row]);
        }
        solved.iter().map(|y| y * y).sum()
    };
    Some((0..paths).map(distance).collect())
}

/// The lower triangle L with `L Lᵀ` the matrix, of which the lower triangle is read; None where it
/// is not positive definite.
fn cholesky(mut matrix: Vec<Vec<f64>>) -> Option<Vec<Vec<f64>>> {
    for row in 0..matrix.len() {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| matrix[row][k] * matrix[column][k]).sum();
            let rest = matrix[row][column] - known;
            matrix[row][column] = if row == column {
                (rest > 0.0).then(|| rest.sqrt())?
            } else {
                rest / matrix[column][column]
            };
        }
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;

    #[test]
    fn distances_of_two_correlated_scores_follow_their_formula() {
        // (x² − 2ρxy + y²) / (1 − ρ²), with ρ the correlation of the sample itself.
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut normal = || normal_quantile(rng.random::<f64>().max(1e-12));
        let x: Vec<f64> = (0..500).map(|_| normal()).collect();
        let y: Vec<f64> = x.iter().map(|x| 0.8 * x + 0.6 * normal()).collect();
        let rho = correlation(&x, &y).expect("a correlation");
        let found = squared_distances(&[x.clone(), y.clone()]).expect("distances");
        for path in 0..500 {
            let (x, y) = (x[path], y[path]);
            let expected = (x * x - 2.0 * rho * x * y + y * y) / (1.0 - rho * rho);
            // The ridge alone keeps them apart.
            assert!((found[path] - expected).abs() < 1e-4 * (1.0 + expected), "{path}");
        }
        let mean = found.iter().sum::<f64>() / 500.0;
        assert!((mean - 2.0).abs() < 0.2, "χ² with two degrees of freedom: {mean}");
    }

    #[test]
    fn scores_are_symmetric_and_a_constant_has_no_distance() {
        let scores = normal_scores(&[3.0, 1.0, 2.0]);
        assert!((scores[0] + scores[1]).abs() < 1e-12 && scores[2].abs() < 1e-12, "{scores:?}");
        assert_eq!(squared_distances(&[vec![0.0; 5]]), None);
        assert_eq!(squared_distances(&[]), Some(Vec::new()));
    }
}
