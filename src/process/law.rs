//! The law of a quantity that is drawn again and again inside a path: a gap, a duration, a size.

use rand_distr::Distribution;

use super::{Parameter, Parameters};
use crate::dist::Dist;
use crate::lanes::math;
use crate::random::LaneStream;

/// A distribution whose parameters may differ from path to path.
#[derive(Clone, Debug)]
pub enum Law {
    /// Always the same.
    Fixed(Parameter),
    /// T = −mean·ln(u).
    Exponential { mean: Parameter },
    /// T = mean/Γ(1+1/shape)·(−ln u)^(1/shape).
    Weibull { mean: Parameter, shape: Parameter },
    /// A gamma distribution by its mean and shape; shape k an integer is an Erlang of k stages.
    Gamma { mean: Parameter, shape: Parameter },
    /// exp(ln median + sigma·z).
    Lognormal { median: Parameter, sigma: Parameter },
    /// Pareto of the second kind: P(T > t) = (1 + t/s)^−tail, with s such that the median is `median`.
    Lomax { median: Parameter, tail: Parameter },
    /// Any distribution with fixed parameters.
    Drawn(Dist),
}

impl Law {
    /// One draw on the path of `lane`; never negative.
    ///
    /// By inversion from one uniform, but for the gamma law, which rejects and takes as many as it
    /// needs (`rand_distr`, Marsaglia and Tsang, 2000).
    pub fn draw<const L: usize>(
        &self,
        parameters: &Parameters<L>,
        lane: usize,
        stream: LaneStream<'_, L>,
    ) -> f64 {
        let chance = self.chance(parameters, lane, stream);
        self.value(parameters, lane, chance)
    }

    /// What is random of a draw: a uniform number, or the value itself of a law that rejects.
    #[inline(always)]
    pub(super) fn chance<const L: usize>(
        &self,
        parameters: &Parameters<L>,
        lane: usize,
        mut stream: LaneStream<'_, L>,
    ) -> f64 {
        match self {
            Self::Fixed(value) => parameters.at(*value, lane),
            Self::Gamma { mean, shape } => {
                let (mean, shape) = (parameters.at(*mean, lane), parameters.at(*shape, lane));
                rand_distr::Gamma::new(shape, mean / shape)
                    .map_or(mean, |gamma| gamma.sample(&mut stream))
            }
            _ => stream.uniform(),
        }
    }

    /// The draw that a chance comes to on the path of `lane`.
    pub(super) fn value<const L: usize>(
        &self,
        parameters: &Parameters<L>,
        lane: usize,
        chance: f64,
    ) -> f64 {
        let at = |parameter: &Parameter| parameters.at(*parameter, lane);
        let value = match self {
            Self::Fixed(_) | Self::Gamma { .. } => chance,
            Self::Exponential { mean } => -at(mean) * math::ln(chance),
            Self::Weibull { mean, shape } => {
                let inverse = 1.0 / at(shape);
                let scale = at(mean) / math::exp(math::ln_gamma(1.0 + inverse));
                scale * math::pow(-math::ln(chance), inverse)
            }
            Self::Lognormal { median, sigma } => {
                at(median) * math::exp(at(sigma) * math::normal_quantile(chance))
            }
            Self::Lomax { median, tail } => {
                let inverse = 1.0 / at(tail);
                let scale = at(median) / (math::pow(2.0, inverse) - 1.0);
                scale * (math::pow(chance, -inverse) - 1.0)
            }
            Self::Drawn(dist) => dist.quantile(chance),
        };
        value.max(0.0)
    }
}
