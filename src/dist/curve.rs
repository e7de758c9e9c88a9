//! The metalog's polynomial form: evaluation, slope and moments, for any bounds.

use crate::lanes::math::{exp, ln, pow_whole};

/// The largest exponent kept, so that values stay finite.
const MOST: f64 = 709.0;

/// Bounds on one side, both, or none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
}

impl Bounds {
    pub(super) fn support(self) -> (f64, f64) {
        (self.min.unwrap_or(f64::NEG_INFINITY), self.max.unwrap_or(f64::INFINITY))
    }

    /// From a value within the bounds to the whole line.
    pub(super) fn unfold(self, value: f64) -> f64 {
        match (self.min, self.max) {
            (None, None) => value,
            (Some(min), None) => ln(value - min),
            (None, Some(max)) => -ln(max - value),
            (Some(min), Some(max)) => ln((value - min) / (max - value)),
        }
    }

    /// From the whole line to a value within the bounds.
    #[inline]
    pub(super) fn fold(self, m: f64) -> f64 {
        match (self.min, self.max) {
            (None, None) => m,
            (Some(min), None) => min + exp(m.min(MOST)),
            (None, Some(max)) => max - exp((-m).min(MOST)),
            (Some(min), Some(max)) => {
                // From the nearer bound: neither end loses its precision.
                let odds = exp(-m.abs());
                let step = (max - min) * (odds / (1.0 + odds));
                if m < 0.0 { min + step } else { max - step }
            }
        }
    }
}

/// M = A(c) + B(c)·L, two polynomials in c = u − ½ and L = ln(u/(1 − u)), within bounds.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Curve {
    /// Coefficients of A and of B, from the constant up, of equal length.
    terms: Vec<[f64; 2]>,
    bounds: Bounds,
}

impl Curve {
    /// From Keelin's coefficients a₁, a₂, … in his order.
    pub(super) fn new(coefficients: &[f64], bounds: Bounds) -> Self {
        let mut terms = vec![[0.0; 2]; coefficients.len().div_ceil(2).max(2)];
        for (index, &coefficient) in coefficients.iter().enumerate() {
            // The third and fourth terms come in the other order: c·L before c.
            let (power, side) = match index {
                2 => (1, 1),
                3 => (1, 0),
                _ => (index / 2, index % 2),
            };
            terms[power][side] = coefficient;
        }
        Self { terms, bounds }
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.bounds
    }

    #[inline]
    fn line(&self, centred: f64, logit: f64) -> f64 {
        let (mut a, mut b) = (0.0, 0.0);
        for term in self.terms.iter().rev() {
            a = a * centred + term[0];
            b = b * centred + term[1];
        }
        a + b * logit
    }

    #[inline]
    pub(super) fn quantile(&self, u: f64) -> f64 {
        self.bounds.fold(self.line(u - 0.5, ln(u / (1.0 - u))))
    }

    /// dM/dt at t = ln(u/(1 − u)): u(1 − u)·(A′ + B′·t) + B. The sign is that of the density.
    pub(super) fn slope(&self, t: f64) -> f64 {
        let (centred, share) = at_logit(t);
        let (mut a, mut b, mut a_slope, mut b_slope) = (0.0, 0.0, 0.0, 0.0);
        for term in self.terms.iter().rev() {
            a_slope = a_slope * centred + a;
            b_slope = b_slope * centred + b;
            a = a * centred + term[0];
            b = b * centred + term[1];
        }
        share * (a_slope + b_slope * t) + b
    }

    /// Mean and standard deviation where they exist.
    ///
    /// Q is integrated over t, u(1 − u)dt in place of du, by the trapezoidal rule in v with
    /// t = sinh v: exact to near rounding unless a power tail all but lacks the moment.
    pub(super) fn moments(&self) -> (Option<f64>, Option<f64>) {
        // On a side with a bound opposite, Q grows as exp(s·|t|), s = B there; u(1 − u) falls as
        // exp(−|t|). The mean exists for s < 1, the variance for s < ½.
        let b_at = |centred: f64| self.terms.iter().rev().fold(0.0, |sum, t| sum * centred + t[1]);
        let growth = match (self.bounds.min, self.bounds.max) {
            (Some(_), None) => b_at(0.5),
            (None, Some(_)) => b_at(-0.5),
            _ => 0.0,
        };
        if growth >= 1.0 {
            return (None, None);
        }
        let centre = self.quantile(0.5);
        let mean = centre + self.expectation(1, centre);
        if growth >= 0.5 {
            return (Some(mean), None);
        }
        let variance = self.expectation(2, mean);
        (Some(mean), Some(variance.max(0.0).sqrt()))
    }

    /// E[(X − centre)^power] for a power of 1 or 2.
    fn expectation(&self, power: u32, centre: f64) -> f64 {
        const STEP: f64 = 1.0 / 64.0;
        const REACH: i32 = 11 * 64;
        let mut sum = 0.0;
        for node in -REACH..=REACH {
            let v = f64::from(node) * STEP;
            let (rise, fall) = (exp(v), exp(-v));
            let t = 0.5 * (rise - fall);
            let m = self.line(at_logit(t).0, t);
            // Value times share in one exponent: either alone leaves the doubles long before.
            let ln_share = -t.abs() - 2.0 * libm::log1p(exp(-t.abs()));
            let root = ln_share / f64::from(power);
            let scaled = match (self.bounds.min, self.bounds.max) {
                (Some(min), None) => exp(m + root) + (min - centre) * exp(root),
                (None, Some(max)) => (max - centre) * exp(root) - exp(root - m),
                _ => (self.bounds.fold(m) - centre) * exp(root),
            };
            sum += pow_whole(scaled, power) * 0.5 * (rise + fall);
        }
        sum * STEP
    }
}

/// (u − ½, u(1 − u)) for u = 1/(1 + exp(−t)).
fn at_logit(t: f64) -> (f64, f64) {
    let small = exp(-t.abs());
    let tail = small / (1.0 + small);
    let centred = if t < 0.0 { tail - 0.5 } else { 0.5 - tail };
    (centred, tail * (1.0 - tail))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Bounds = Bounds { min: None, max: None };

    #[test]
    fn terms_stand_in_keelins_order() {
        let u: f64 = 0.83;
        let (c, l) = (u - 0.5, (u / (1.0 - u)).ln());
        let terms = [1.0, l, c * l, c, c * c, c * c * l, c * c * c, c * c * c * l];
        for (index, expected) in terms.iter().enumerate() {
            let mut coefficients = [0.0; 8];
            coefficients[index] = 1.0;
            let found = Curve::new(&coefficients[..=index], FREE).quantile(u);
            assert!((found - expected).abs() < 1e-14, "term {}", index + 1);
        }
    }

    const ABOVE: Bounds = Bounds { min: Some(2.0), max: None };
    const BELOW: Bounds = Bounds { min: None, max: Some(9.0) };
    const BETWEEN: Bounds = Bounds { min: Some(2.0), max: Some(9.0) };

    #[test]
    fn bounds_fold_the_line_into_their_support_and_back() {
        let infinite = f64::INFINITY;
        for (bounds, support) in [
            (FREE, (-infinite, infinite)),
            (ABOVE, (2.0, infinite)),
            (BELOW, (-infinite, 9.0)),
            (BETWEEN, (2.0, 9.0)),
        ] {
            assert_eq!(bounds.support(), support);
            for m in [-3.0f64, -0.4, 0.0, 0.7, 5.0] {
                let e = m.exp();
                let expected = match bounds {
                    FREE => m,
                    ABOVE => 2.0 + e,
                    BELOW => 9.0 - 1.0 / e,
                    _ => (2.0 + 9.0 * e) / (1.0 + e),
                };
                assert!((bounds.fold(m) - expected).abs() < 1e-14 * expected.abs().max(1.0), "{m}");
                assert!((bounds.unfold(bounds.fold(m)) - m).abs() < 1e-11, "{bounds:?} {m}");
            }
            // Far out values stay finite, and within.
            for m in [-1e4, 1e4] {
                let far = bounds.fold(m);
                assert!(
                    far.is_finite() && far >= support.0 && far <= support.1,
                    "{bounds:?} {far}"
                );
            }
        }
        // From the nearer bound: what is left to it keeps its digits.
        let small = Bounds { min: Some(0.0), max: Some(1.0) };
        assert!((small.fold(-200.0) / (-200f64).exp() - 1.0).abs() < 1e-14);
    }

    /// Two terms: the logistic of scale s on the line, u/(1 − u) to the power s above a bound, its mirror image below one.
    #[test]
    fn moments_of_two_terms_are_in_closed_form() {
        let (place, scale) = (0.4, 0.3);
        let of = |bounds| Curve::new(&[place, scale], bounds).moments();
        let close = |found: (Option<f64>, Option<f64>), mean: f64, sd: f64| {
            let (Some(m), Some(s)) = found else { panic!("{found:?}") };
            assert!((m - mean).abs() < 1e-10 && (s - sd).abs() < 1e-10, "{found:?}: {mean} {sd}");
        };
        let angle = std::f64::consts::PI * scale;
        close(of(FREE), place, angle / 3f64.sqrt());
        let first = place.exp() * angle / angle.sin();
        let second = (2.0 * place).exp() * 2.0 * angle / (2.0 * angle).sin();
        close(of(ABOVE), 2.0 + first, (second - first * first).sqrt());
        let first = (-place).exp() * angle / angle.sin();
        let second = (-2.0 * place).exp() * 2.0 * angle / (2.0 * angle).sin();
        close(of(BELOW), 9.0 - first, (second - first * first).sqrt());
        // Near the power that has no variance most of it lies where a value leaves the doubles.
        let angle = std::f64::consts::PI * 0.499;
        let (first, second) = (angle / angle.sin(), 2.0 * angle / (2.0 * angle).sin());
        let sd = (second - first * first).sqrt();
        for (bounds, mean) in [(ABOVE, 2.0 + first), (BELOW, 9.0 - first)] {
            let (Some(m), Some(s)) = Curve::new(&[0.0, 0.499], bounds).moments() else {
                panic!("{bounds:?}")
            };
            assert!((m / mean - 1.0).abs() < 1e-10 && (s / sd - 1.0).abs() < 1e-8, "{m} {s} {sd}");
        }
        // Symmetric between bounds about their middle.
        let middle = Curve::new(&[0.0, scale], BETWEEN).moments();
        assert!((middle.0.expect("a mean") - 5.5).abs() < 1e-11);
        // A power of one and more has no mean, of a half and more no variance, on the open side alone.
        for (bounds, scale, third, has) in [
            (ABOVE, 0.4, 0.0, (true, true)),
            (ABOVE, 0.5, 0.0, (true, false)),
            (ABOVE, 1.0, 0.0, (false, false)),
            (BELOW, 0.5, 0.0, (true, false)),
            (BELOW, 1.0, 0.0, (false, false)),
            (ABOVE, 0.6, -0.4, (true, true)),
            (BELOW, 0.6, -0.4, (true, false)),
            (BETWEEN, 3.0, 0.0, (true, true)),
        ] {
            let (mean, sd) = Curve::new(&[0.0, scale, third], bounds).moments();
            assert_eq!((mean.is_some(), sd.is_some()), has, "{bounds:?} {scale} {third}");
        }
    }

    #[test]
    fn the_slope_is_the_derivative() {
        let curve = Curve::new(&[1.0, 2.0, -0.7, 0.4, 1.1, -0.3, 0.9], FREE);
        for t in [-8.0, -1.3, 0.0, 0.6, 5.0] {
            let at = |t: f64| curve.quantile(1.0 / (1.0 + (-t).exp()));
            let difference = (at(t + 1e-5) - at(t - 1e-5)) / 2e-5;
            // A central difference of step 1e-5 leaves 1e-10, its rounding 1e-10 more.
            assert!((curve.slope(t) - difference).abs() < 1e-8, "{t}");
        }
    }
}
