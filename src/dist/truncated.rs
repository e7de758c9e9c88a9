//! Any distribution, given that it lies between two ends.

use super::error::below;
use super::{Dist, DistError, LAST_BELOW_ONE, integral};

/// Below this the inner distribution is said to have no mass between the ends: its quantile is
/// resolved to 2⁻⁵³ of probability, which would be a coarse part of what is left.
const LEAST_MASS: f64 = 1e-9;

/// X given low ≤ X ≤ high, for an inner X: with a = P(X < low) and b = P(X ≤ high),
/// Q(u) = Q_X(a + u·(b − a)).
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    inner: Box<Dist>,
    low: f64,
    high: f64,
    below_low: f64,
    mass: f64,
    last_level: f64,
    moments: Option<(f64, f64)>,
}

/// The largest u with `holds(Q(u))`, for a condition that fails from some u on; zero if it never
/// holds and one if it always does.
fn last_level(inner: &Dist, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(inner.quantile(LAST_BELOW_ONE)) {
        return 1.0;
    }
    // Positive doubles are ordered as their bits are: bisection there keeps relative precision.
    let (mut low, mut high) = (f64::MIN_POSITIVE.to_bits(), LAST_BELOW_ONE.to_bits());
    if !holds(inner.quantile(f64::MIN_POSITIVE)) {
        return 0.0;
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if holds(inner.quantile(f64::from_bits(middle))) { low = middle } else { high = middle }
    }
    f64::from_bits(low)
}

impl Truncated {
    /// `low` may be −∞ and `high` +∞, for a cut on one side.
    ///
    /// # Errors
    /// [`DistError::NotBelow`] unless `low` < `high`; [`DistError::NoMass`] when the inner
    /// distribution has a probability below 1e-9 between them.
    pub fn new(inner: Dist, low: f64, high: f64) -> Result<Self, DistError> {
        below(("low", low), ("high", high))?;
        let below_low = last_level(&inner, |x| x < low);
        let up_to_high = last_level(&inner, |x| x <= high);
        let mass = up_to_high - below_low;
        if mass < LEAST_MASS {
            return Err(DistError::NoMass { low, high, mass });
        }
        let inner = Box::new(inner);
        let last_level = up_to_high.min(LAST_BELOW_ONE);
        let mut truncated = Self { inner, low, high, below_low, mass, last_level, moments: None };
        truncated.moments = truncated.integrate();
        Ok(truncated)
    }

    /// The quantile at `u`, 0 < u < 1.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        let level = self.below_low + u * self.mass;
        // Rounding may carry a level back onto a, which belongs to a value below the low end, or
        // over b.
        let level = level.max(self.first_level()).min(self.last_level);
        self.inner.quantile(level).max(self.low).min(self.high)
    }

    /// The smallest level whose value is not below the low end.
    fn first_level(&self) -> f64 {
        self.below_low.next_up().max(f64::MIN_POSITIVE)
    }

    /// Whether only separate values occur.
    pub(super) fn is_stepped(&self) -> bool {
        self.inner.is_stepped()
    }

    /// Mean and standard deviation from the integrals of Q_X and Q_X² over (a, b).
    fn integrate(&self) -> Option<(f64, f64)> {
        let (from, to) = (self.below_low, self.below_low + self.mass);
        let breaks = self.inner.breaks();
        let (low, high) = self.support();
        let whole = self.inner.mean().zip(self.inner.standard_deviation());
        let (centre, first, second) = match whole {
            // A long upper tail is known better from the inner moments than from doubles near one.
            Some((mean, sd)) if to >= 1.0 && high == f64::INFINITY && from < 0.5 => {
                let part = |f: fn(f64) -> f64| {
                    integral::over(|u| f(self.inner.quantile(u) - mean), 0.0, from, &breaks)
                };
                (mean, -part(|x| x), sd * sd - part(|x| x * x))
            }
            None if !(low.is_finite() && high.is_finite()) => return None,
            _ => {
                let centre = self.quantile(0.5);
                let part = |f: fn(f64) -> f64| {
                    integral::over(|u| f(self.inner.quantile(u) - centre), from, to, &breaks)
                };
                (centre, part(|x| x), part(|x| x * x))
            }
        };
        let shift = first / self.mass;
        Some((centre + shift, (second / self.mass - shift * shift).max(0.0).sqrt()))
    }

    /// Where the quantile has jumps or corners.
    pub(super) fn breaks(&self) -> Vec<f64> {
        let inner = self.inner.breaks();
        inner.iter().map(|at| (at - self.below_low) / self.mass).collect()
    }

    /// By numerical integration; `None` where a tail that is left has no mean or no variance.
    pub fn mean(&self) -> Option<f64> {
        self.moments.map(|moments| moments.0)
    }

    /// By numerical integration; `None` where a tail that is left has no mean or no variance.
    pub fn standard_deviation(&self) -> Option<f64> {
        self.moments.map(|moments| moments.1)
    }

    pub fn support(&self) -> (f64, f64) {
        let (mut low, mut high) = self.inner.support();
        if self.low > low {
            // An end between two separate values is not itself a value.
            low = if self.is_stepped() { self.quantile(f64::MIN_POSITIVE) } else { self.low };
        }
        if self.high < high {
            high = if self.is_stepped() { self.quantile(LAST_BELOW_ONE) } else { self.high };
        }
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Discrete, Lognormal, Normal, Percentiles, Poisson, Uniform, check};
    use super::*;

    #[test]
    fn half_of_a_normal_has_the_known_moments() {
        let normal: Dist = Normal::new(0.0, 1.0).unwrap().into();
        let half = Truncated::new(normal.clone(), 0.0, f64::INFINITY).unwrap();
        let mean = std::f64::consts::FRAC_2_PI.sqrt();
        assert!((half.mean().unwrap() - mean).abs() < check::INTEGRAL);
        let sd = (1.0 - mean * mean).sqrt();
        assert!((half.standard_deviation().unwrap() - sd).abs() < check::INTEGRAL);
        let half: Dist = half.into();
        check::quantiles(&half, &[(0.5, 0.674_489_750_196_081_7)]);
        check::draws(&half, |x| 2.0 * check::statrs_normal(x) - 1.0);
        let middle: Dist = Truncated::new(normal.clone(), -1.0, 1.0).unwrap().into();
        check::moments(&middle);
        assert!(middle.mean().unwrap().abs() < check::INTEGRAL);
        // 1 − 2·φ(1)/(2Φ(1) − 1).
        let sd = 0.291_125_094_772_793_9f64.sqrt();
        assert!((middle.standard_deviation().unwrap() - sd).abs() < check::INTEGRAL);
        assert_eq!(middle.support(), (-1.0, 1.0));
        let tail: Dist = Truncated::new(normal, f64::NEG_INFINITY, -5.0).unwrap().into();
        assert!(tail.quantile(check::LAST) <= -5.0);
        check::moments(&tail);
    }

    #[test]
    fn uniform_inside_uniform_is_uniform() {
        let outer: Dist = Uniform::new(0.0, 10.0).unwrap().into();
        let once: Dist = Truncated::new(outer, 2.0, 8.0).unwrap().into();
        let twice: Dist = Truncated::new(once, -1.0, 4.0).unwrap().into();
        for u in [1e-9, 0.25, 0.5, 0.75] {
            assert!((twice.quantile(u) - (2.0 + 2.0 * u)).abs() < check::ROUNDING * 10.0);
        }
        assert!((twice.mean().unwrap() - 3.0).abs() < check::INTEGRAL);
        assert_eq!(twice.support(), (2.0, 4.0));
    }

    #[test]
    fn counts_keep_their_relative_weights_and_the_ends_belong() {
        let counts: Dist = Discrete::new(&[1.0, 2.0, 3.0], &[0.5, 0.3, 0.2]).unwrap().into();
        let cut = Truncated::new(counts.clone(), 1.5, 3.0).unwrap();
        // The level a itself belongs to the value 1: it must not answer with the end, 1.5.
        assert_eq!((cut.quantile(1e-300), cut.support()), (2.0, (2.0, 3.0)));
        let cut = Truncated::new(counts, 2.0, 3.0).unwrap();
        assert!((cut.mean().unwrap() - 2.4).abs() < check::INTEGRAL);
        assert_eq!((cut.quantile(0.59), cut.quantile(0.61)), (2.0, 3.0));
        let between = Truncated::new(cut.into(), 1.5, 2.5).unwrap();
        assert_eq!((between.quantile(1e-300), between.quantile(check::LAST)), (2.0, 2.0));
        assert_eq!((between.support(), between.mean()), ((2.0, 2.0), Some(2.0)));
        let some: Dist = Poisson::new(2.0).unwrap().into();
        let some = Truncated::new(some, 1.0, f64::INFINITY).unwrap();
        // The zero-truncated Poisson: λ/(1 − e^−λ).
        let mean = 2.0 / (1.0 - (-2f64).exp());
        assert!((some.mean().unwrap() - mean).abs() < check::INTEGRAL, "{:?}", some.mean());
    }

    #[test]
    fn jumps_stand_at_their_levels_of_what_is_left() {
        let counts: Dist = Discrete::new(&[1.0, 2.0, 3.0], &[0.5, 0.3, 0.2]).unwrap().into();
        let cut = Truncated::new(counts, 2.0, 3.0).unwrap();
        let breaks = cut.breaks();
        assert!(breaks.iter().any(|at| (at - 0.6).abs() < 1e-14), "{breaks:?}");
        // Ends beyond those of the inner one are its own.
        let inner: Dist = Uniform::new(1.0, 2.0).unwrap().into();
        for (low, high, support) in [
            (0.0, 3.0, (1.0, 2.0)),
            (1.0, 2.0, (1.0, 2.0)),
            (1.5, 3.0, (1.5, 2.0)),
            (0.0, 1.5, (1.0, 1.5)),
        ] {
            assert_eq!(Truncated::new(inner.clone(), low, high).unwrap().support(), support);
        }
    }

    /// Of a long upper tail, cut below the median and above: by the moments of the whole, and by what is left.
    #[test]
    fn a_long_tail_has_its_known_moments_wherever_it_is_cut() {
        // E[X; X > c] = m·e^{σ²/2}·Φ(σ − z) for a cut c at z deviations of the logarithm.
        let sigma = 1.2;
        let p90 = f64::exp(sigma * 1.281_551_565_544_600_4);
        let long: Dist = Lognormal::from_median_p90(1.0, p90).unwrap().into();
        for (z, tolerance) in [(-1.0f64, 1e-10), (-1e-9, 1e-10), (0.1, 1e-6), (1.5, 1e-6)] {
            let cut = Truncated::new(long.clone(), (sigma * z).exp(), f64::INFINITY).unwrap();
            let left = 1.0 - check::statrs_normal(z);
            let part = |power: f64| {
                let shifted = 1.0 - check::statrs_normal(z - power * sigma);
                (0.5 * power * power * sigma * sigma).exp() * shifted / left
            };
            let (mean, second) = (part(1.0), part(2.0));
            let sd = (second - mean * mean).sqrt();
            let (found, spread) = (cut.mean().unwrap(), cut.standard_deviation().unwrap());
            assert!((found / mean - 1.0).abs() < tolerance, "{z}: {found} for {mean}");
            assert!((spread / sd - 1.0).abs() < 1e3 * tolerance, "{z}: {spread} for {sd}");
        }
    }

    /// Of a lognormal with σ = 3 a hundredth and more of E X² lies where levels have run out of doubles below one.
    #[test]
    fn what_no_level_reaches_counts_all_the_same() {
        let p90 = f64::exp(3.0 * 1.281_551_565_544_600_4);
        let long: Dist = Lognormal::from_median_p90(1.0, p90).unwrap().into();
        let cut = Truncated::new(long, f64::exp(-3.0), f64::INFINITY).unwrap();
        let part = |power: f64| {
            let left = check::statrs_normal(1.0 + 3.0 * power) / check::statrs_normal(1.0);
            (4.5 * power * power).exp() * left
        };
        let (mean, second) = (part(1.0), part(2.0));
        let sd = (second - mean * mean).sqrt();
        assert!((cut.mean().unwrap() / mean - 1.0).abs() < 1e-10, "{:?} {mean}", cut.mean());
        let found = cut.standard_deviation().unwrap();
        assert!((found / sd - 1.0).abs() < 1e-10, "{found} {sd}");
    }

    #[test]
    fn a_cut_can_give_a_mean_to_what_had_none() {
        let heavy: Dist =
            Percentiles::new(&[(0.1, 1.0), (0.5, 10.0), (0.9, 200.0)], Some(0.0), None)
                .unwrap()
                .into();
        assert_eq!(heavy.mean(), None);
        let still = Truncated::new(heavy.clone(), 1.0, f64::INFINITY).unwrap();
        assert_eq!(still.mean(), None);
        let cut: Dist = Truncated::new(heavy, 0.0, 500.0).unwrap().into();
        check::moments(&cut);
    }

    #[test]
    fn an_empty_stretch_is_refused() {
        let price: Dist = Lognormal::from_median_p90(100.0, 120.0).unwrap().into();
        let error = Truncated::new(price.clone(), 1e6, 2e6).unwrap_err();
        assert!(matches!(error, DistError::NoMass { low: 1e6, high: 2e6, mass: 0.0 }));
        assert!(matches!(Truncated::new(price.clone(), -5.0, -1.0), Err(DistError::NoMass { .. })));
        assert!(matches!(Truncated::new(price.clone(), 2.0, 1.0), Err(DistError::NotBelow { .. })));
        assert!(matches!(Truncated::new(price, f64::NAN, 1.0), Err(DistError::NotBelow { .. })));
    }
}
