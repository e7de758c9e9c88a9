//! The shape of a law while its parameters are at their medians.

use super::{InputSpec, LawKind};
use crate::dist::Gamma;
use crate::lanes::math::{exp, ln, ln_gamma, normal_quantile, pow};

impl InputSpec {
    /// The median, in the units of the file.
    pub fn median(&self) -> f64 {
        self.dist.quantile(0.5)
    }
}

impl LawKind {
    /// The mean at the medians of the parameters; None where it is infinite.
    pub fn mean(&self) -> Option<f64> {
        match self {
            Self::Fixed(value) => Some(value.median()),
            Self::Exponential { mean } | Self::Weibull { mean, .. } | Self::Gamma { mean, .. } => {
                Some(mean.median())
            }
            Self::Lognormal { median, sigma } => {
                let sigma = sigma.median();
                Some(median.median() * exp(sigma * sigma / 2.0))
            }
            Self::Lomax { median, tail } => {
                let tail = tail.median();
                (tail > 1.0).then(|| lomax_scale(median.median(), tail) / (tail - 1.0))
            }
            Self::Drawn(dist) => dist.mean(),
        }
        .filter(|mean| mean.is_finite())
    }

    /// The inverse distribution function, 0 < u < 1, at the medians of the parameters. As with a
    /// draw, what would be negative is 0. Made once for many levels: a gamma law has a table.
    pub fn quantiles(&self) -> Box<dyn Fn(f64) -> f64 + '_> {
        match self {
            Self::Fixed(value) => {
                let value = value.median().max(0.0);
                Box::new(move |_| value)
            }
            Self::Exponential { mean } => {
                let mean = mean.median();
                Box::new(move |u| -mean * ln(1.0 - u))
            }
            Self::Weibull { mean, shape } => {
                let inverse = 1.0 / shape.median();
                let scale = mean.median() / exp(ln_gamma(1.0 + inverse));
                Box::new(move |u| scale * pow(-ln(1.0 - u), inverse))
            }
            Self::Gamma { mean, shape } => {
                let mean = mean.median();
                let gamma = Gamma::from_shape_mean(shape.median(), mean);
                Box::new(move |u| gamma.as_ref().map_or(mean, |gamma| gamma.quantile(u)))
            }
            Self::Lognormal { median, sigma } => {
                let (median, sigma) = (median.median(), sigma.median());
                Box::new(move |u| median * exp(sigma * normal_quantile(u)))
            }
            Self::Lomax { median, tail } => {
                let tail = tail.median();
                let scale = lomax_scale(median.median(), tail);
                Box::new(move |u| scale * (pow(1.0 - u, -1.0 / tail) - 1.0))
            }
            Self::Drawn(dist) => Box::new(|u| dist.quantile(u).max(0.0)),
        }
    }

    /// Whether every draw is the same number.
    pub fn is_fixed(&self) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Drawn(dist) => dist.is_fixed(),
            _ => false,
        }
    }
}

/// The scale s of P(T > t) = (1 + t/s)^−tail with this median.
fn lomax_scale(median: f64, tail: f64) -> f64 {
    median / (pow(2.0, 1.0 / tail) - 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::describe::required;
    use crate::scenario::reader::Slot;
    use crate::scenario::source::Place;

    fn fixed(value: f64) -> InputSpec {
        let place = Place { source: 0, span: 0..0 };
        match InputSpec::fixed(value, required(), "x".to_owned(), &place) {
            Slot::Given(input) => input,
            _ => panic!("a fixed number"),
        }
    }

    /// The integral of the quantile function over (0, 1) is the mean; the midpoint rule on so many
    /// levels misses what lies beyond the last of them.
    const LEVELS: usize = 200_000;
    const MISSED: f64 = 2e-3;

    #[test]
    fn the_quantiles_of_a_law_average_to_its_mean() {
        let laws = [
            LawKind::Exponential { mean: fixed(3.0) },
            LawKind::Weibull { mean: fixed(3.0), shape: fixed(0.7) },
            LawKind::Gamma { mean: fixed(3.0), shape: fixed(2.5) },
            LawKind::Lognormal { median: fixed(3.0), sigma: fixed(0.8) },
            LawKind::Lomax { median: fixed(3.0), tail: fixed(3.5) },
        ];
        for law in laws {
            let level = |k: usize| (k as f64 + 0.5) / LEVELS as f64;
            let quantile = law.quantiles();
            let sum: f64 = (0..LEVELS).map(|k| quantile(level(k))).sum();
            let (found, mean) = (sum / LEVELS as f64, law.mean().expect("a mean"));
            assert!((found / mean - 1.0).abs() < MISSED, "{law:?}: {found} for {mean}");
        }
    }

    #[test]
    fn a_law_given_by_its_median_has_it() {
        for law in [
            LawKind::Lognormal { median: fixed(3.0), sigma: fixed(0.8) },
            LawKind::Lomax { median: fixed(3.0), tail: fixed(0.9) },
        ] {
            assert!((law.quantiles()(0.5) - 3.0).abs() < 1e-12, "{law:?}");
        }
        let endless = LawKind::Lomax { median: fixed(3.0), tail: fixed(0.9) };
        assert_eq!(endless.mean(), None);
    }
}
