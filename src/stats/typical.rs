//! How far each path's inputs lie from the middle of what was drawn, correlations counted.

use nalgebra::{DMatrix, DVector};

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
    let mut matrix = DMatrix::zeros(count, count);
    for row in 0..count {
        for column in 0..row {
            // The lower triangle is all that is read.
            matrix[(row, column)] = correlation(&scores[row], &scores[column])?;
        }
        let variance = Moments::of(&scores[row]).variance()?;
        (variance > 0.0).then_some(())?;
        matrix[(row, row)] = 1.0 + RIDGE;
    }
    let factor = matrix.cholesky()?.unpack();
    let distance = |path: usize| {
        let scores = DVector::from_iterator(count, scores.iter().map(|input| input[path]));
        factor.solve_lower_triangular(&scores).map(|solved| solved.norm_squared())
    };
    (0..paths).map(distance).collect()
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
        // An input twice is no further off than once: 2z²/(2 + ridge).
        let twice = squared_distances(&[scores.clone(), scores.clone()]).expect("distances");
        assert!((twice[0] - scores[0] * scores[0]).abs() < 1e-5, "{twice:?}");
    }
}
