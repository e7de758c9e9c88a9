//! Timeless distributions, each with its inverse distribution function, and their correlation.
//!
//! An uncertain input is drawn once a path by inversion: one uniform u, strictly between 0 and 1,
//! gives the value [`Dist::quantile`]`(u)`. So pseudo-random numbers, Latin hypercubes and Sobol
//! points all feed the same inputs, and a [`Copula`] correlates them before they are inverted.
//!
//! ```
//! use tradeflow::dist::{Dist, Percentiles};
//!
//! let price = Percentiles::new(&[(0.1, 24e3), (0.5, 27e3), (0.9, 32e3)], Some(0.0), None)?;
//! let price = Dist::from(price);
//! assert!((price.quantile(0.5) - 27e3).abs() < 1e-6);
//! # Ok::<(), tradeflow::dist::DistError>(())
//! ```

mod beta;
#[cfg(test)]
mod check;
mod conditional;
mod copula;
mod curve;
mod discrete;
mod empirical;
mod error;
mod fixed;
mod gamma;
mod incomplete;
mod integral;
mod lognormal;
mod mixture;
mod normal;
mod percentiles;
mod pert;
mod poisson;
mod sketch;
mod straddle;
mod table;
mod triangular;
mod truncated;
mod uniform;

pub use beta::Beta;
pub use conditional::Conditional;
pub use copula::{Copula, CopulaError};
pub use discrete::Discrete;
pub use empirical::Empirical;
pub use error::DistError;
pub use fixed::Fixed;
pub use gamma::Gamma;
pub use lognormal::Lognormal;
pub use mixture::Mixture;
pub use normal::Normal;
pub use percentiles::Percentiles;
pub use pert::Pert;
pub use poisson::Poisson;
pub use sketch::Sketch;
pub use triangular::Triangular;
pub use truncated::Truncated;
pub use uniform::Uniform;

use rand_distr::{Distribution, Open01};

/// The largest level at which a quantile is asked for.
const LAST_BELOW_ONE: f64 = 1f64.next_down();

/// Any of the distributions; each was validated when it was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    Fixed(Fixed),
    Percentiles(Percentiles),
    Normal(Normal),
    Lognormal(Lognormal),
    Triangular(Triangular),
    Pert(Pert),
    Uniform(Uniform),
    Beta(Beta),
    Gamma(Gamma),
    Discrete(Discrete),
    Empirical(Empirical),
    Poisson(Poisson),
    Mixture(Mixture),
    Truncated(Truncated),
}

/// The same expression for whichever distribution it is, or another for those whose moments are
/// optional by themselves.
macro_rules! each {
    ($dist:expr, $inner:ident => $result:expr) => {
        each!($dist, $inner => $result, $result)
    };
    ($dist:expr, $inner:ident => $result:expr, $optional:expr) => {
        match $dist {
            Dist::Fixed($inner) => $result,
            Dist::Normal($inner) => $result,
            Dist::Lognormal($inner) => $result,
            Dist::Triangular($inner) => $result,
            Dist::Pert($inner) => $result,
            Dist::Uniform($inner) => $result,
            Dist::Beta($inner) => $result,
            Dist::Gamma($inner) => $result,
            Dist::Discrete($inner) => $result,
            Dist::Empirical($inner) => $result,
            Dist::Poisson($inner) => $result,
            Dist::Percentiles($inner) => $optional,
            Dist::Mixture($inner) => $optional,
            Dist::Truncated($inner) => $optional,
        }
    };
}

impl Dist {
    /// The inverse distribution function at `u`, 0 < u < 1: non-decreasing, within the support.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        each!(self, inner => inner.quantile(u))
    }

    /// The mean; `None` where the distribution has none.
    pub fn mean(&self) -> Option<f64> {
        each!(self, inner => Some(inner.mean()), inner.mean())
    }

    /// The standard deviation; `None` where the distribution has none.
    pub fn standard_deviation(&self) -> Option<f64> {
        each!(self, inner => Some(inner.standard_deviation()), inner.standard_deviation())
    }

    /// The smallest interval that holds all values; its ends may be infinite.
    pub fn support(&self) -> (f64, f64) {
        each!(self, inner => inner.support())
    }

    /// Whether there is only one possible value.
    pub fn is_fixed(&self) -> bool {
        let (low, high) = self.support();
        low == high
    }

    /// Whether only separate values occur.
    fn is_stepped(&self) -> bool {
        match self {
            Self::Fixed(_) | Self::Discrete(_) | Self::Poisson(_) => true,
            Self::Mixture(inner) => inner.is_stepped(),
            Self::Truncated(inner) => inner.is_stepped(),
            _ => false,
        }
    }

    /// Levels at which the quantile jumps or has a corner, ascending: integrals stop there.
    fn breaks(&self) -> Vec<f64> {
        match self {
            Self::Discrete(inner) => inner.jumps().to_vec(),
            Self::Poisson(inner) => inner.jumps().to_vec(),
            Self::Empirical(inner) => inner.corners(),
            Self::Triangular(inner) => vec![inner.below_mode()],
            Self::Mixture(inner) => inner.breaks(),
            Self::Truncated(inner) => inner.breaks(),
            _ => Vec::new(),
        }
    }
}

/// Draws by inversion of one uniform, 53 bits strictly between 0 and 1.
impl Distribution<f64> for Dist {
    fn sample<R: rand::Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.quantile(Open01.sample(rng))
    }
}

/// `Dist::from` for each distribution.
macro_rules! into_dist {
    ($($kind:ident)+) => {$(
        impl From<$kind> for Dist {
            fn from(inner: $kind) -> Self {
                Self::$kind(inner)
            }
        }
    )+};
}

into_dist! {
    Fixed Percentiles Normal Lognormal Triangular Pert Uniform Beta Gamma Discrete Empirical
    Poisson Mixture Truncated
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    use super::*;

    fn one_of_each() -> Vec<Dist> {
        let normal = Normal::new(5.0, 2.0).unwrap();
        vec![
            Fixed::new(3.0).unwrap().into(),
            Percentiles::new(&[(0.1, 2.0), (0.5, 3.0), (0.9, 5.0)], Some(0.0), None)
                .unwrap()
                .into(),
            normal.into(),
            Lognormal::from_median_p90(2.0, 5.0).unwrap().into(),
            Triangular::new(1.0, 2.0, 4.0).unwrap().into(),
            Pert::new(1.0, 2.0, 4.0).unwrap().into(),
            Uniform::new(1.0, 2.0).unwrap().into(),
            Beta::new(0.5, 0.5, -1.0, 2.0).unwrap().into(),
            Gamma::from_shape_mean(2.0, 5.0).unwrap().into(),
            Discrete::new(&[1.0, 2.0], &[0.5, 0.5]).unwrap().into(),
            Empirical::new(&[1.0, 4.0, 2.0]).unwrap().into(),
            Poisson::new(4.0).unwrap().into(),
            Mixture::new(vec![(0.3, Fixed::new(4.5).unwrap().into()), (0.7, normal.into())])
                .unwrap()
                .into(),
            Truncated::new(normal.into(), 4.0, 8.0).unwrap().into(),
        ]
    }

    #[test]
    fn every_distribution_rises_within_its_support_out_to_the_last_doubles() {
        let levels =
            [f64::MIN_POSITIVE, 1e-300, 1e-17, 1e-6, 0.2, 0.5, 0.8, 1.0 - 1e-6, check::LAST];
        for dist in one_of_each() {
            let (low, high) = dist.support();
            let mut last = low;
            for u in levels {
                let x = dist.quantile(u);
                assert!(x.is_finite() && x >= last && x <= high, "{dist:?} at {u:e}: {x}");
                last = x;
            }
            assert_eq!(dist, dist.clone());
        }
    }

    #[test]
    fn moments_are_those_of_the_quantiles_of_each() {
        let of_each = one_of_each();
        assert_eq!((of_each[0].mean(), of_each[0].standard_deviation()), (Some(3.0), Some(0.0)));
        of_each[1..].iter().for_each(check::moments);
    }

    #[test]
    fn steps_jumps_and_corners_are_known_of_each() {
        let of_each = one_of_each();
        let stepped: Vec<usize> = (0..of_each.len()).filter(|k| of_each[*k].is_stepped()).collect();
        assert_eq!(stepped, [0, 9, 11]);
        let inside = |dist: Dist| (dist.is_stepped(), dist.breaks());
        let pair: Dist = Discrete::new(&[1.0, 2.0], &[0.5, 0.5]).unwrap().into();
        let both = vec![(0.5, pair.clone()), (0.5, Fixed::new(3.0).unwrap().into())];
        let both = inside(Mixture::new(both).unwrap().into());
        assert_eq!(both, (true, vec![0.25, 0.5]));
        let cut: Dist = Truncated::new(of_each[11].clone(), 0.0, 1.0).unwrap().into();
        // P(0) of P(0) + P(1) is 1/(1 + λ).
        let (is_stepped, breaks) = inside(cut);
        assert!(is_stepped && (breaks[0] - 0.2).abs() < 1e-14, "{breaks:?}");
        assert_eq!(pair.breaks(), [0.5]);
        assert_eq!(of_each[4].breaks(), [1.0 / 3.0]);
        assert_eq!(of_each[10].breaks(), [0.5]);
        assert!((of_each[11].breaks()[0] - (-4f64).exp()).abs() < 1e-15);
        assert_eq!(of_each[2].breaks(), [0.0; 0]);
    }

    #[test]
    fn ends_are_known_of_each() {
        let infinite = f64::INFINITY;
        let expected = [
            (3.0, 3.0),
            (0.0, infinite),
            (-infinite, infinite),
            (0.0, infinite),
            (1.0, 4.0),
            (1.0, 4.0),
            (1.0, 2.0),
            (-1.0, 2.0),
            (0.0, infinite),
            (1.0, 2.0),
            (1.0, 4.0),
            (0.0, infinite),
            (-infinite, infinite),
            (4.0, 8.0),
        ];
        assert_eq!(one_of_each().iter().map(Dist::support).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn zero_is_not_positive_and_a_mean_is_finite() {
        assert!(matches!(Gamma::from_shape_mean(2.0, 0.0), Err(DistError::NotPositive { .. })));
        assert!(matches!(Gamma::from_shape_scale(1e6, 1e303), Err(DistError::NotFinite { .. })));
        assert!(Gamma::from_shape_scale(1e6, 1e297).is_ok());
    }

    #[test]
    fn draws_are_quantiles_of_uniform_numbers() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut same = rng.clone();
        for dist in one_of_each() {
            let u: f64 = Open01.sample(&mut same);
            assert_eq!(dist.sample(&mut rng), dist.quantile(u), "{dist:?}");
        }
    }

    #[test]
    fn only_a_single_value_is_fixed() {
        let fixed: Vec<bool> = one_of_each().iter().map(Dist::is_fixed).collect();
        assert!(fixed[0] && !fixed[1..].contains(&true));
        assert!(Dist::from(Empirical::new(&[2.0, 2.0]).unwrap()).is_fixed());
    }
}
