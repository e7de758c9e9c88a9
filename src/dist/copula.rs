//! Dependence between named inputs: a Gaussian copula set by rank correlations.

use nalgebra::DMatrix;
use thiserror::Error;

use super::LAST_BELOW_ONE;
use crate::lanes::math::{normal_cdf, normal_quantile};

/// A correlation matrix with an eigenvalue below this is as good as singular.
const LEAST_EIGENVALUE: f64 = 1e-9;

/// Why rank correlations cannot hold together.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CopulaError {
    #[error("a correlation names input {index}, but there are only {size} inputs (from 0)")]
    IndexOutside { index: usize, size: usize },
    #[error("input {index} is correlated with itself")]
    WithItself { index: usize },
    #[error("inputs {first} and {second} are given two correlations")]
    Repeated { first: usize, second: usize },
    #[error(
        "the rank correlation of inputs {first} and {second} must lie strictly between -1 and 1, \
         not at {correlation}; inputs that move as one are one input"
    )]
    CorrelationOutside { first: usize, second: usize, correlation: f64 },
    #[error(
        "these rank correlations contradict each other (smallest eigenvalue {eigenvalue:.4}): \
         two inputs both tied to a third cannot be tied to each other at will; multiplying all \
         of them by {shrink} makes them possible, or give those left at 0 a value"
    )]
    Contradictory { eigenvalue: f64, shrink: f64 },
}

/// A Gaussian copula: uniforms whose normal scores are jointly normal with correlation matrix R.
///
/// R_ij = 2·sin(π·ρ_ij/6) for Spearman's rank correlations ρ (Pearson 1907), which hold for whatever
/// continuous distributions the uniforms feed. Inputs in no pair keep their uniforms to the bit,
/// and so does the first input that is in one.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    size: usize,
    /// The pairs as they were asked for, the smaller index first.
    pairs: Vec<(usize, usize, f64)>,
    /// The inputs that occur in a pair, ascending.
    members: Vec<usize>,
    /// The lower Cholesky factor over `members`, row after row, each up to its diagonal.
    factor: Vec<f64>,
}

impl Copula {
    /// A copula of `size` inputs; pairs (i, j, ρ), and ρ = 0 for the pairs not named.
    ///
    /// # Errors
    /// [`CopulaError::IndexOutside`], [`CopulaError::WithItself`], [`CopulaError::Repeated`],
    /// [`CopulaError::CorrelationOutside`] unless −1 < ρ < 1, and [`CopulaError::Contradictory`]
    /// unless the matrix is positive definite.
    pub fn new(size: usize, pairs: &[(usize, usize, f64)]) -> Result<Self, CopulaError> {
        let pairs = checked(size, pairs)?;
        let mut members: Vec<usize> = pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
        members.sort_unstable();
        members.dedup();
        let scores = score_matrix(&members, &pairs, 1.0);
        let eigenvalue = smallest_eigenvalue(&scores);
        let cholesky = scores.cholesky().filter(|_| eigenvalue >= LEAST_EIGENVALUE);
        let Some(cholesky) = cholesky else {
            let shrink = (1..100)
                .rev()
                .map(|percent| f64::from(percent) / 100.0)
                .find(|&shrink| {
                    let shrunk = score_matrix(&members, &pairs, shrink);
                    smallest_eigenvalue(&shrunk) >= LEAST_EIGENVALUE
                })
                .unwrap_or(0.0);
            return Err(CopulaError::Contradictory { eigenvalue, shrink });
        };
        let lower = cholesky.l();
        let factor = (0..members.len())
            .flat_map(|row| (0..=row).map(move |column| (row, column)))
            .map(|at| lower[at])
            .collect();
        Ok(Self { size, pairs, members, factor })
    }

    /// The number of inputs.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The pairs and their rank correlations as they were asked for, the smaller index first.
    pub fn pairs(&self) -> &[(usize, usize, f64)] {
        &self.pairs
    }

    /// Turns independent uniforms, one an input, each strictly inside (0, 1), into dependent ones:
    /// u → Φ(L·Φ⁻¹(u)), kept strictly inside (0, 1). Nothing is allocated.
    ///
    /// # Panics
    /// If `uniforms` is shorter than [`size`](Self::size).
    pub fn correlate(&self, uniforms: &mut [f64]) {
        let uniforms = &mut uniforms[..self.size];
        let Some((&first, others)) = self.members.split_first() else { return };
        let untouched = uniforms[first];
        for &member in &self.members {
            uniforms[member] = normal_quantile(uniforms[member]);
        }
        // From the last row up, so that each row still finds the independent scores above it.
        let mut end = self.factor.len();
        for (at, &member) in others.iter().enumerate().rev() {
            let row = &self.factor[end - (at + 2)..end];
            end -= row.len();
            let score: f64 =
                row.iter().zip(&self.members).map(|(weight, from)| weight * uniforms[*from]).sum();
            uniforms[member] = inside(normal_cdf(score));
        }
        uniforms[first] = untouched;
    }

    /// The inputs that occur in a pair, ascending, and the correlations R of their normal scores.
    pub(super) fn scores(&self) -> (&[usize], DMatrix<f64>) {
        let size = self.members.len();
        let lower = DMatrix::from_fn(size, size, |row, column| {
            if column > row { 0.0 } else { self.factor[row * (row + 1) / 2 + column] }
        });
        let scores = &lower * lower.transpose();
        (&self.members, scores)
    }
}

/// A probability kept strictly inside (0, 1).
pub(super) fn inside(probability: f64) -> f64 {
    probability.clamp(f64::MIN_POSITIVE, LAST_BELOW_ONE)
}

/// The pairs, smaller index first, when each is possible by itself.
fn checked(
    size: usize,
    pairs: &[(usize, usize, f64)],
) -> Result<Vec<(usize, usize, f64)>, CopulaError> {
    let mut kept: Vec<(usize, usize, f64)> = Vec::with_capacity(pairs.len());
    for &(one, other, correlation) in pairs {
        let (first, second) = (one.min(other), one.max(other));
        if second >= size {
            return Err(CopulaError::IndexOutside { index: second, size });
        }
        if first == second {
            return Err(CopulaError::WithItself { index: first });
        }
        if correlation.is_nan() || correlation.abs() >= 1.0 {
            return Err(CopulaError::CorrelationOutside { first, second, correlation });
        }
        if kept.iter().any(|pair| (pair.0, pair.1) == (first, second)) {
            return Err(CopulaError::Repeated { first, second });
        }
        kept.push((first, second, correlation));
    }
    Ok(kept)
}

/// The correlations of the normal scores, those of the ranks multiplied by `shrink`.
fn score_matrix(members: &[usize], pairs: &[(usize, usize, f64)], shrink: f64) -> DMatrix<f64> {
    let mut matrix = DMatrix::identity(members.len(), members.len());
    for &(first, second, rank) in pairs {
        let row = members.partition_point(|member| *member < first);
        let column = members.partition_point(|member| *member < second);
        let score = 2.0 * libm::sin(std::f64::consts::FRAC_PI_6 * rank * shrink);
        matrix[(row, column)] = score;
        matrix[(column, row)] = score;
    }
    matrix
}

/// One for an empty matrix, which nalgebra does not decompose.
fn smallest_eigenvalue(matrix: &DMatrix<f64>) -> f64 {
    if matrix.is_empty() {
        return 1.0;
    }
    matrix.symmetric_eigenvalues().iter().copied().fold(1.0, f64::min)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, Open01};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    const PATHS: usize = 200_000;

    /// Dependent uniforms, one row a path.
    fn sample(copula: &Copula, seed: u64) -> Vec<Vec<f64>> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..PATHS)
            .map(|_| {
                let mut row: Vec<f64> =
                    (0..copula.size()).map(|_| Open01.sample(&mut generator)).collect();
                copula.correlate(&mut row);
                row
            })
            .collect()
    }

    /// Spearman's ρ for uniforms of known range: 12·mean of (u − ½)(v − ½).
    fn spearman(rows: &[Vec<f64>], i: usize, j: usize) -> (f64, f64) {
        let count = rows.len() as f64;
        let products = rows.iter().map(|row| 12.0 * (row[i] - 0.5) * (row[j] - 0.5));
        let mean = products.clone().sum::<f64>() / count;
        let variance = products.map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
        (mean, (variance / count).sqrt())
    }

    /// Six standard errors are exceeded by chance with probability 2e-9; at 200,000 paths they are
    /// about 0.015, so that taking ρ for R itself (0.018 off at ρ = 0.6) is seen.
    const STANDARD_ERRORS: f64 = 6.0;

    #[test]
    fn the_rank_correlations_asked_for_are_realised_and_margins_stay_uniform() {
        let pairs = [(0, 2, 0.6), (2, 3, -0.5), (5, 0, 0.3)];
        let rows = sample(&Copula::new(6, &pairs).unwrap(), 7);
        for i in 0..6 {
            for j in 0..i {
                let asked = pairs
                    .iter()
                    .find(|pair| (pair.0.min(pair.1), pair.0.max(pair.1)) == (j, i))
                    .map_or(0.0, |pair| pair.2);
                let (found, error) = spearman(&rows, i, j);
                assert!((found - asked).abs() < STANDARD_ERRORS * error, "{j} {i}: {found}");
                // (6/π)·asin(r/2) of the scores' correlation is the same number.
                let r = 2.0 * (std::f64::consts::FRAC_PI_6 * asked).sin();
                assert!((6.0 / std::f64::consts::PI * (r / 2.0).asin() - asked).abs() < 1e-15);
            }
            let mut column: Vec<f64> = rows.iter().map(|row| row[i]).collect();
            column.sort_by(f64::total_cmp);
            let distance = column
                .iter()
                .enumerate()
                .map(|(rank, u)| (u - (rank as f64 + 0.5) / PATHS as f64).abs())
                .fold(0.0, f64::max);
            // Dvoretzky-Kiefer-Wolfowitz at a false-alarm rate of 1e-9.
            let bound = ((2.0f64 / 1e-9).ln() / (2.0 * PATHS as f64)).sqrt();
            assert!(distance < bound, "margin {i}: {distance}");
        }
    }

    #[test]
    fn two_scores_mix_by_hand() {
        let copula = Copula::new(2, &[(0, 1, 0.5)]).unwrap();
        let r = 2.0 * (std::f64::consts::PI * 0.5 / 6.0).sin();
        let mut row = [0.9, 0.2];
        copula.correlate(&mut row);
        let expected =
            normal_cdf(r * normal_quantile(0.9) + (1.0 - r * r).sqrt() * normal_quantile(0.2));
        assert_eq!(row[0], 0.9);
        assert!((row[1] - expected).abs() < 1e-15);
    }

    /// The Cholesky factor of three, written out.
    #[test]
    fn three_scores_mix_by_hand() {
        let pairs = [(4, 1, 0.5), (1, 2, -0.3), (2, 4, 0.2)];
        let copula = Copula::new(5, &pairs).unwrap();
        assert_eq!(copula.size(), 5);
        assert_eq!(copula.pairs(), [(1, 4, 0.5), (1, 2, -0.3), (2, 4, 0.2)]);
        let r = |rank: f64| 2.0 * (std::f64::consts::PI * rank / 6.0).sin();
        let (of_2_1, of_4_1, of_4_2) = (r(-0.3), r(0.5), r(0.2));
        let second = (1.0 - of_2_1 * of_2_1).sqrt();
        let mixed = (of_4_2 - of_4_1 * of_2_1) / second;
        let third = (1.0 - of_4_1 * of_4_1 - mixed * mixed).sqrt();
        let mut row = [0.77, 0.9, 0.2, 0.11, 0.65];
        let [z1, z2, z3] = [row[1], row[2], row[4]].map(normal_quantile);
        copula.correlate(&mut row);
        let expected = [
            0.77,
            0.9,
            normal_cdf(of_2_1 * z1 + second * z2),
            0.11,
            normal_cdf(of_4_1 * z1 + mixed * z2 + third * z3),
        ];
        for (found, expected) in row.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{row:?}");
        }
        let (members, scores) = copula.scores();
        assert_eq!(members, [1, 2, 4]);
        let asked = [[1.0, of_2_1, of_4_1], [of_2_1, 1.0, of_4_2], [of_4_1, of_4_2, 1.0]];
        for (row, asked) in asked.iter().enumerate() {
            for (column, asked) in asked.iter().enumerate() {
                assert!((scores[(row, column)] - asked).abs() < 1e-15, "{scores}");
            }
        }
    }

    #[test]
    fn inputs_outside_every_pair_are_untouched_and_extremes_stay_inside() {
        let copula = Copula::new(4, &[(1, 3, 0.999)]).unwrap();
        for extreme in [f64::MIN_POSITIVE, LAST_BELOW_ONE] {
            let mut row = [0.123, extreme, 0.456, extreme];
            copula.correlate(&mut row);
            assert_eq!((row[0], row[1], row[2]), (0.123, extreme, 0.456));
            assert!(row[3] > 0.0 && row[3] < 1.0, "{}", row[3]);
        }
        let mut row = [0.25, 0.75];
        Copula::new(2, &[]).unwrap().correlate(&mut row);
        assert_eq!(row, [0.25, 0.75]);
    }

    #[test]
    fn impossible_correlations_are_refused() {
        let refused = |pairs: &[(usize, usize, f64)]| Copula::new(3, pairs).unwrap_err();
        assert_eq!(refused(&[(0, 3, 0.1)]), CopulaError::IndexOutside { index: 3, size: 3 });
        assert_eq!(refused(&[(1, 1, 0.1)]), CopulaError::WithItself { index: 1 });
        assert_eq!(
            refused(&[(0, 1, 0.1), (1, 0, 0.2)]),
            CopulaError::Repeated { first: 0, second: 1 }
        );
        for correlation in [1.0, -1.0, 1.5, f64::NAN] {
            assert!(matches!(
                refused(&[(0, 1, correlation)]),
                CopulaError::CorrelationOutside { first: 0, second: 1, .. }
            ));
        }
        let contrary = [(0, 1, 0.9), (1, 2, 0.9), (0, 2, -0.9)];
        let CopulaError::Contradictory { eigenvalue, shrink } = refused(&contrary) else {
            panic!("contradictory correlations were accepted");
        };
        // Eigenvalues of this pattern are 1 + r, 1 + r and 1 − 2r.
        let r = 2.0 * (std::f64::consts::PI * 0.9 / 6.0).sin();
        assert!((eigenvalue - (1.0 - 2.0 * r)).abs() < 1e-12);
        let shrunk = contrary.map(|(i, j, rank)| (i, j, rank * shrink));
        assert!(Copula::new(3, &shrunk).is_ok());
        let more = contrary.map(|(i, j, rank)| (i, j, rank * (shrink + 0.01)));
        assert!(Copula::new(3, &more).is_err());
    }
}
