//! Integrals of quantile functions over stretches of (0, 1).

use super::LAST_BELOW_ONE;
use crate::lanes::math::exp;

const STEP: f64 = 1.0 / 16.0;
/// Nodes at ±`STEP`·k for k up to this: the last lie 1e-48 of the stretch from its ends.
const REACH: i32 = 68;

/// ∫ f(u) du from `from` to `to` by the double exponential rule (Takahasi and Mori 1974), whose
/// error is near rounding for a smooth f, singular ends allowed.
fn smooth(f: &impl Fn(f64) -> f64, from: f64, to: f64) -> f64 {
    let width = to - from;
    let mut sum = 0.0;
    for node in -REACH..=REACH {
        let v = f64::from(node) * STEP;
        let (rise, fall) = (exp(v), exp(-v));
        // Logistic of π·sinh v, from whichever end is nearer.
        let odds = exp(-std::f64::consts::FRAC_PI_2 * (rise - fall).abs());
        let near = odds / (1.0 + odds);
        let weight = near / (1.0 + odds) * std::f64::consts::FRAC_PI_2 * (rise + fall);
        let u = if node < 0 { from + width * near } else { to - width * near };
        sum += weight * f(u.clamp(f64::MIN_POSITIVE, LAST_BELOW_ONE));
    }
    sum * STEP * width
}

/// ∫ f(u) du from `from` to `to`, smooth between the ascending `breaks`.
pub(super) fn over(f: impl Fn(f64) -> f64, from: f64, to: f64, breaks: &[f64]) -> f64 {
    let mut left = from;
    let mut total = 0.0;
    for &right in breaks.iter().filter(|at| **at > from && **at < to) {
        total += smooth(&f, left, right);
        left = right;
    }
    total + smooth(&f, left, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A hundred roundings.
    const TOLERANCE: f64 = 1e-13;

    #[test]
    fn known_integrals() {
        let cases = [
            (over(|u| u * u, 0.0, 1.0, &[]), 1.0 / 3.0),
            (over(|u| -u.ln(), 0.0, 1.0, &[]), 1.0),
            (over(|u| -u.ln(), 0.25, 0.5, &[]), 0.25),
            (over(|u| if u < 0.3 { 1.0 } else { 5.0 }, 0.0, 1.0, &[0.3]), 3.8),
            (over(|u| (u - 0.5).abs(), 0.0, 0.75, &[0.5, 0.9]), 0.125 + 0.031_25),
        ];
        for (case, (found, expected)) in cases.into_iter().enumerate() {
            assert!((found - expected).abs() < TOLERANCE, "{case}: {found} for {expected}");
        }
    }

    /// A fortieth of ∫ u^−0.9 du lies nearer to zero than a rounding of one; of what is left beyond the last node, 1e-48, the
    /// part is its tenth root.
    #[test]
    fn a_singular_end_is_approached_from_its_own_side() {
        let found = over(|u: f64| u.powf(-0.9), 0.0, 1.0, &[]);
        assert!((found / 10.0 - 1.0).abs() < 1e-4, "{found}");
        let mirrored = over(|u: f64| (1.0 - u).powf(-0.5), 0.0, 1.0, &[]);
        assert!((mirrored / 2.0 - 1.0).abs() < 1e-7, "{mirrored}");
    }
}
