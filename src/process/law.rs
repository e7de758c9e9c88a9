//! The law of a quantity that is drawn again and again inside a path: a gap, a duration, a size.

use super::Parameter;
use crate::dist::Dist;

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
