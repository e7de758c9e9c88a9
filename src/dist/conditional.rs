//! Some of a Gaussian copula's inputs drawn anew, given those that stay.

use nalgebra::DMatrix;

use super::Copula;
use super::copula::inside;
use crate::lanes::math::{normal_cdf, normal_quantile};

/// Draws the fresh inputs of a copula given the kept ones, from two joint draws.
///
/// With normal scores z of the path and z′ of an independent joint draw, the fresh scores are
/// z′_F + W·(z_K − z′_K) with W = R_FK·R_KK⁻¹, which has the conditional distribution of the fresh
/// given the kept (Matheron's rule; Journel and Huijbregts, 1978).
#[derive(Clone, Debug, PartialEq)]
pub struct Conditional {
    /// Inputs that stay and inputs drawn anew, ascending.
    kept: Vec<usize>,
    fresh: Vec<usize>,
    /// W, a row a fresh input.
    weights: Vec<Vec<f64>>,
}

impl Copula {
    /// How the inputs with `fresh` true are drawn given the others, `fresh` being one flag an input.
    /// None where there is nothing to condition on: all correlated inputs stay, or all go.
    pub fn conditional(&self, fresh: &[bool]) -> Option<Conditional> {
        let (members, scores) = self.scores();
        let (anew, stay): (Vec<usize>, Vec<usize>) =
            (0..members.len()).partition(|&at| fresh[members[at]]);
        if anew.is_empty() || stay.is_empty() {
            return None;
        }
        let block = |rows: &[usize], columns: &[usize]| {
            DMatrix::from_fn(rows.len(), columns.len(), |i, j| scores[(rows[i], columns[j])])
        };
        let inverse = block(&stay, &stay)
            .cholesky()
            .expect("a block of a positive definite matrix is one too, because the copula exists")
            .inverse();
        let weights = block(&anew, &stay) * inverse;
        let inputs = |places: &[usize]| places.iter().map(|&at| members[at]).collect();
        Some(Conditional {
            kept: inputs(&stay),
            fresh: inputs(&anew),
            weights: weights.row_iter().map(|row| row.iter().copied().collect()).collect(),
        })
    }
}

impl Conditional {
    /// Turns `other`, an independent joint draw of all inputs, into one given the kept inputs of
    /// `own`; both are dependent uniforms as [`Copula::correlate`] makes them.
    pub fn apply(&self, own: &[f64], other: &mut [f64]) {
        let gaps: Vec<f64> = self
            .kept
            .iter()
            .map(|&input| normal_quantile(own[input]) - normal_quantile(other[input]))
            .collect();
        for (&input, row) in self.fresh.iter().zip(&self.weights) {
            let pull: f64 = row.iter().zip(&gaps).map(|(weight, gap)| weight * gap).sum();
            other[input] = inside(normal_cdf(normal_quantile(other[input]) + pull));
        }
        for &input in &self.kept {
            other[input] = own[input];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_distr::{Distribution, Open01};
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    const PATHS: usize = 100_000;

    /// The correlation of normal scores of two columns and its standard error.
    fn scores(pairs: &[(f64, f64)]) -> (f64, f64) {
        let n = pairs.len() as f64;
        let products: Vec<f64> =
            pairs.iter().map(|(u, v)| normal_quantile(*u) * normal_quantile(*v)).collect();
        let mean = products.iter().sum::<f64>() / n;
        let variance = products.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
        (mean, (variance / n).sqrt())
    }

    /// Exceeded by chance with probability 1e-9; 0.02 here, where a rule that forgets the kept
    /// inputs is off by 0.4.
    const STANDARD_ERRORS: f64 = 6.11;

    #[test]
    fn fresh_inputs_keep_the_joint_distribution_and_forget_their_own_draw() {
        let copula = Copula::new(4, &[(0, 1, 0.6), (1, 3, -0.5)]).expect("possible");
        let (_, r) = copula.scores();
        let conditional =
            copula.conditional(&[false, true, true, false]).expect("something to condition on");
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut joint = || {
            let mut row: Vec<f64> = (0..4).map(|_| Open01.sample(&mut generator)).collect();
            copula.correlate(&mut row);
            row
        };
        let rows: Vec<(Vec<f64>, Vec<f64>)> = (0..PATHS)
            .map(|_| {
                let (own, mut other) = (joint(), joint());
                let before = other[2];
                conditional.apply(&own, &mut other);
                assert_eq!((other[0], other[2], other[3]), (own[0], before, own[3]));
                (own, other)
            })
            .collect();
        let column = |i: usize, j: usize| -> Vec<(f64, f64)> {
            rows.iter().map(|(_, other)| (other[i], other[j])).collect()
        };
        // The three correlated inputs are 0, 1 and 3; in the score matrix 0, 1 and 2.
        let asked = [((0, 1), r[(0, 1)]), ((1, 3), r[(1, 2)]), ((0, 3), 0.0), ((1, 1), 1.0)];
        for ((i, j), asked) in asked {
            let (found, error) = scores(&column(i, j));
            assert!((found - asked).abs() < STANDARD_ERRORS * error, "{i} {j}: {found}, {asked}");
        }
        // Given the kept, old and fresh scores of input 1 share only what the kept explain: R².
        let old_and_new: Vec<(f64, f64)> = rows.iter().map(|(a, b)| (a[1], b[1])).collect();
        let (found, error) = scores(&old_and_new);
        let explained = r[(0, 1)] * r[(0, 1)] + r[(1, 2)] * r[(1, 2)];
        assert!((found - explained).abs() < STANDARD_ERRORS * error, "{found}, {explained}");
    }

    #[test]
    fn without_a_kept_or_a_fresh_member_there_is_nothing_to_do() {
        let copula = Copula::new(3, &[(0, 1, 0.6)]).expect("possible");
        assert_eq!(copula.conditional(&[false, false, true]), None);
        assert_eq!(copula.conditional(&[true, true, false]), None);
    }
}
