//! A ratio of two means taken over the same independent blocks.

use crate::stats::{Estimate, Moments};

/// `r = mean(a) / mean(b)` over blocks, each with a value of either.
///
/// The standard error is that of the residuals, `√(Σ(aᵢ − r·bᵢ)² / (m(m−1))) / |mean(b)|` over m
/// blocks (the delta method), which lets an error common to both cancel. It is infinite for fewer
/// than two blocks. None where there are no blocks, or the mean of `b` is zero.
pub fn ratio_of_means(a: &[f64], b: &[f64]) -> Option<Estimate> {
    let (above, below) = (Moments::of(a).mean()?.value, Moments::of(b).mean()?.value);
    if below == 0.0 || a.len() != b.len() {
        return None;
    }
    let value = above / below;
    let residuals: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - value * b).collect();
    let error = Moments::of(&residuals).mean()?.standard_error;
    Some(Estimate { value, standard_error: error / below.abs() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_common_to_both_cancels_and_one_in_either_stays() {
        let b = [1.0, 2.0, 3.0, 4.0];
        let double = b.map(|x| 2.0 * x);
        let ratio = ratio_of_means(&double, &b).expect("blocks");
        assert_eq!((ratio.value, ratio.standard_error), (2.0, 0.0));
        // Residuals ±1 around a ratio of 2: s² = 4/3, error √(4/3/4) / 2.5.
        let noisy = [3.0, 3.0, 7.0, 7.0];
        let ratio = ratio_of_means(&noisy, &b).expect("blocks");
        assert!((ratio.value - 2.0).abs() < 1e-15);
        assert!((ratio.standard_error - (1.0_f64 / 3.0).sqrt() / 2.5).abs() < 1e-15);
    }

    #[test]
    fn without_blocks_or_with_nothing_below_there_is_none() {
        assert_eq!(ratio_of_means(&[], &[]), None);
        assert_eq!(ratio_of_means(&[1.0], &[0.0]), None);
        let one = ratio_of_means(&[1.0], &[4.0]).expect("a block");
        assert_eq!((one.value, one.standard_error), (0.25, f64::INFINITY));
    }
}
