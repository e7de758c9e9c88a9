//! Both tails of the gamma and beta distributions, in logarithms, and their inverses.
//!
//! Built on the pinned functions alone, so that quantiles have the same bits on every machine.
//! A position is y = ln x for gamma and y = ln(x/(1−x)) for beta, where the densities of y are
//! log-concave; so are both tails, and Newton's method on the logarithm of a tail converges.

use crate::lanes::math::{exp, ln, ln_gamma};

/// Terms after which a series or fraction is left as it is. The largest shape allowed, 1e6, needs
/// about 10⁴.
const MOST_TERMS: usize = 100_000;
/// A step this small in y leaves Newton's method, quadratic there, with an error near rounding.
const LAST_STEP: f64 = 1e-9;
const MOST_STEPS: usize = 200;

/// A quantity whose tails can be computed at a position y.
pub(super) trait Tails {
    /// (ln P(Y ≤ y), ln P(Y > y), ln of the density of Y) at y.
    fn at(&self, y: f64) -> (f64, f64, f64);

    /// Where Newton's method for the lower (or upper) tail with logarithm `target` sets out.
    fn start(&self, target: f64, upper: bool) -> f64;

    /// The longest steps in y, down and up, to take at once.
    fn longest_steps(&self, upper: bool) -> (f64, f64);

    /// The position with probability `tail` below it (above it when `upper`), and the density of
    /// Y there.
    fn solve(&self, tail: f64, upper: bool, guess: Option<f64>) -> (f64, f64) {
        let target = ln(tail);
        let (down, up) = self.longest_steps(upper);
        let mut y = guess.unwrap_or_else(|| self.start(target, upper));
        for _ in 0..MOST_STEPS {
            let (lower_tail, upper_tail, density) = self.at(y);
            let step = if upper {
                (upper_tail - target) * exp(upper_tail - density)
            } else {
                (target - lower_tail) * exp(lower_tail - density)
            };
            let step = step.clamp(-down, up);
            y += step;
            if step.abs() < LAST_STEP {
                break;
            }
        }
        (y, exp(self.at(y).2))
    }
}

/// ln(1 − e^x) for x < 0.
fn ln_complement(x: f64) -> f64 {
    libm::log(-libm::expm1(x.min(-f64::MIN_POSITIVE)))
}

/// Gamma of scale one: the shape and ln Γ(shape).
#[derive(Clone, Copy, Debug)]
pub(super) struct GammaTails {
    shape: f64,
    ln_gamma_shape: f64,
}

impl GammaTails {
    pub(super) fn new(shape: f64) -> Self {
        Self { shape, ln_gamma_shape: ln_gamma(shape) }
    }
}

impl Tails for GammaTails {
    /// The power series of the lower incomplete gamma function below shape + 1, Legendre's
    /// continued fraction (Lentz 1976) of the upper one above.
    fn at(&self, y: f64) -> (f64, f64, f64) {
        let (a, x) = (self.shape, exp(y));
        let density = a * y - x - self.ln_gamma_shape;
        if x < a + 1.0 {
            let (mut term, mut sum) = (1.0 / a, 1.0 / a);
            for n in 1..MOST_TERMS {
                term *= x / (a + n as f64);
                sum += term;
                if term < sum * 1e-17 {
                    break;
                }
            }
            let lower = (density + ln(sum)).min(-f64::MIN_POSITIVE);
            (lower, ln_complement(lower), density)
        } else {
            let mut b = x + 1.0 - a;
            let mut c = f64::MAX;
            let mut d = 1.0 / b;
            let mut fraction = d;
            for n in 1..MOST_TERMS {
                let n = n as f64;
                let top = -n * (n - a);
                b += 2.0;
                d = 1.0 / (top * d + b);
                c = b + top / c;
                fraction *= c * d;
                if (c * d - 1.0).abs() < 1e-16 {
                    break;
                }
            }
            let upper = (density + ln(fraction)).min(-f64::MIN_POSITIVE);
            (ln_complement(upper), upper, density)
        }
    }

    /// P(X ≤ x) < x^a/Γ(a + 1) bounds the lower root from below; the upper one sets out at the mean.
    fn start(&self, target: f64, upper: bool) -> f64 {
        if upper {
            ln(self.shape)
        } else {
            (target + self.ln_gamma_shape + ln(self.shape)) / self.shape
        }
    }

    /// In the upper tail x = exp(y) soon leaves the doubles, so that steps up are short there.
    fn longest_steps(&self, upper: bool) -> (f64, f64) {
        let far = 1.0 + 1.0 / self.shape;
        (far, if upper { 1.0 } else { far })
    }
}

/// Beta on 0 to 1: both shapes and ln B(a, b).
#[derive(Clone, Copy, Debug)]
pub(super) struct BetaTails {
    a: f64,
    b: f64,
    ln_beta: f64,
}

/// ln(1 + e^y).
fn soft_plus(y: f64) -> f64 {
    y.max(0.0) + libm::log1p(exp(-y.abs()))
}

impl BetaTails {
    pub(super) fn new(a: f64, b: f64) -> Self {
        Self { a, b, ln_beta: ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b) }
    }

    /// The continued fraction of a·B(a,b)·I_x(a,b)/(x^a·(1−x)^b) by Lentz's method (DLMF 8.17.22).
    fn fraction(a: f64, b: f64, x: f64) -> f64 {
        let mut c = 1.0;
        let mut d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
        let mut fraction = d;
        for m in 1..MOST_TERMS {
            let m = m as f64;
            let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
            let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
            d = 1.0 / (1.0 + even * d);
            c = 1.0 + even / c;
            fraction *= c * d;
            d = 1.0 / (1.0 + odd * d);
            c = 1.0 + odd / c;
            fraction *= c * d;
            if (c * d - 1.0).abs() < 1e-16 {
                break;
            }
        }
        fraction
    }
}

impl Tails for BetaTails {
    fn at(&self, y: f64) -> (f64, f64, f64) {
        let (a, b) = (self.a, self.b);
        let (ln_x, ln_rest) = (-soft_plus(-y), -soft_plus(y));
        let density = a * ln_x + b * ln_rest - self.ln_beta;
        // The fraction converges fast on the near side of about the mean.
        if exp(ln_x) < (a + 1.0) / (a + b + 2.0) {
            let lower = density + ln(Self::fraction(a, b, exp(ln_x)) / a);
            let lower = lower.min(-f64::MIN_POSITIVE);
            (lower, ln_complement(lower), density)
        } else {
            let upper = density + ln(Self::fraction(b, a, exp(ln_rest)) / b);
            let upper = upper.min(-f64::MIN_POSITIVE);
            (ln_complement(upper), upper, density)
        }
    }

    /// The power law of the tail, or the mean where the law has left the distribution.
    fn start(&self, target: f64, upper: bool) -> f64 {
        let mean = ln(self.a / self.b);
        if upper {
            (-(target + self.ln_beta + ln(self.b)) / self.b).max(mean)
        } else {
            ((target + self.ln_beta + ln(self.a)) / self.a).min(mean)
        }
    }

    fn longest_steps(&self, _upper: bool) -> (f64, f64) {
        let far = 1.0 + 1.0 / self.a.min(self.b);
        (far, far)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use statrs::function::{beta::beta_reg, gamma::gamma_lr};

    /// Both sides carry the rounding of ln Γ, about 1e-16 of its size (below 1e4 here).
    const TOLERANCE: f64 = 1e-11;

    #[test]
    fn gamma_tails_agree_with_statrs() {
        for shape in [0.01, 0.5, 1.0, 3.7, 40.0, 900.0] {
            for factor in [0.001, 0.3, 0.9, 1.0, 1.1, 2.0] {
                let x: f64 = shape * factor;
                let (lower, upper, _) = GammaTails::new(shape).at(x.ln());
                let expected = gamma_lr(shape, x);
                assert!((lower.exp() - expected).abs() < TOLERANCE, "{shape} {x}");
                assert!((lower.exp() + upper.exp() - 1.0).abs() < TOLERANCE, "{shape} {x}");
            }
        }
        // Shape 1 is the exponential: both tails in closed form, far out.
        let exponential = GammaTails::new(1.0);
        assert!((exponential.at(600f64.ln()).1 + 600.0).abs() < TOLERANCE);
        assert!((exponential.at(-600.0).0 + 600.0).abs() < TOLERANCE);
    }

    #[test]
    fn beta_tails_agree_with_statrs() {
        for (a, b) in [(0.01, 0.02), (0.5, 0.5), (1.0, 5.0), (30.0, 4.0), (700.0, 900.0)] {
            for x in [0.001f64, 0.1, 0.43, 0.5, 0.9, 0.999] {
                let (lower, upper, _) = BetaTails::new(a, b).at((x / (1.0 - x)).ln());
                assert!((lower.exp() - beta_reg(a, b, x)).abs() < TOLERANCE, "{a} {b} {x}");
                assert!((lower.exp() + upper.exp() - 1.0).abs() < TOLERANCE, "{a} {b} {x}");
            }
        }
    }

    /// `size`, the shapes' sum, multiplies logarithms that carry a rounding each.
    fn round_trip(tails: &impl Tails, size: f64, name: &str) {
        for tail in [1e-300, 1e-100, 1e-16, 1e-7, 0.01, 0.3, 0.5] {
            for upper in [false, true] {
                let (y, _) = tails.solve(tail, upper, None);
                let (below, above, density) = tails.at(y);
                let found = if upper { above } else { below };
                // A rounding of y moves the logarithm of the tail by its slope there.
                let slope = exp(density - found);
                let rounding = (size * (1.0 + ln(size.max(1.0))) + slope * (y.abs() + 1.0))
                    * 4.0
                    * f64::EPSILON;
                assert!(
                    (found - ln(tail)).abs() < TOLERANCE + rounding,
                    "{name}: {tail:e} upper {upper}"
                );
            }
        }
    }

    /// Far out a tail is its power law, where Newton's method then stands at once.
    #[test]
    fn a_search_sets_out_at_the_power_law_or_at_the_mean() {
        let near = |found: f64, expected: f64| {
            assert!((found - expected).abs() < 1e-9 * expected.abs(), "{found} for {expected}");
        };
        let target = ln(1e-30);
        for shape in [0.3, 1.0, 2.5] {
            let gamma = GammaTails::new(shape);
            near(gamma.start(target, false), gamma.solve(1e-30, false, None).0);
            assert_eq!(gamma.start(target, true), ln(shape));
            for other in [0.7, 1.0, 2.0] {
                let beta = BetaTails::new(shape, other);
                for upper in [false, true] {
                    near(beta.start(target, upper), beta.solve(1e-30, upper, None).0);
                }
            }
        }
        // The law of nine tenths has left the distribution.
        assert_eq!(BetaTails::new(0.5, 2.0).start(ln(0.9), false), ln(0.25));
        assert_eq!(BetaTails::new(2.0, 0.5).start(ln(0.9), true), ln(4.0));
        assert_eq!(ln_complement(0.0), ln(f64::MIN_POSITIVE));
    }

    #[test]
    fn solving_inverts_the_tails_at_every_shape_allowed() {
        for shape in [1e-3, 0.1, 1.0, 7.0, 1e3, 1e6] {
            round_trip(&GammaTails::new(shape), shape, &format!("gamma {shape}"));
            for other in [1e-3, 1.0, 50.0, 1e6] {
                round_trip(
                    &BetaTails::new(shape, other),
                    shape + other,
                    &format!("beta {shape} {other}"),
                );
            }
        }
    }
}
