//! Laws, their parameters among the inputs, and their means.

use super::Lower;
use crate::dist::Dist;
use crate::lanes::math::{exp, pow};
use crate::model::UNLIMITED;
use crate::process::Law;
use crate::scenario::reader::Slot;
use crate::scenario::source::Place;
use crate::scenario::spec::{InputSpec, LawKind, LawSpec};

impl Lower {
    /// The law; one that was reported never ends.
    pub(super) fn law(&mut self, slot: &Slot<LawSpec>, path: &str, place: &Place) -> Law {
        match slot.given() {
            Some(spec) => self.law_of(&spec.kind),
            None => Law::Fixed(self.fixed(path, UNLIMITED, place)),
        }
    }

    pub(super) fn law_of(&mut self, kind: &LawKind) -> Law {
        match kind {
            LawKind::Fixed(value) => Law::Fixed(self.add(value)),
            LawKind::Exponential { mean } => Law::Exponential { mean: self.add(mean) },
            LawKind::Weibull { mean, shape } => {
                Law::Weibull { mean: self.add(mean), shape: self.add(shape) }
            }
            LawKind::Gamma { mean, shape } => {
                Law::Gamma { mean: self.add(mean), shape: self.add(shape) }
            }
            LawKind::Lognormal { median, sigma } => {
                Law::Lognormal { median: self.add(median), sigma: self.add(sigma) }
            }
            LawKind::Lomax { median, tail } => {
                Law::Lomax { median: self.add(median), tail: self.add(tail) }
            }
            LawKind::Drawn(dist) => Law::Drawn(dist.clone()),
        }
    }
}

/// The mean of a law at the medians of its parameters; None where it is infinite.
pub(super) fn mean(kind: &LawKind) -> Option<f64> {
    let median = |input: &InputSpec| median_of(&input.dist);
    match kind {
        LawKind::Fixed(value) => Some(median(value)),
        LawKind::Exponential { mean }
        | LawKind::Weibull { mean, .. }
        | LawKind::Gamma { mean, .. } => Some(median(mean)),
        LawKind::Lognormal { median: middle, sigma } => {
            let sigma = median(sigma);
            Some(median(middle) * exp(sigma * sigma / 2.0))
        }
        LawKind::Lomax { median: middle, tail } => {
            let tail = median(tail);
            let scale = median(middle) / (pow(2.0, 1.0 / tail) - 1.0);
            (tail > 1.0).then(|| scale / (tail - 1.0))
        }
        LawKind::Drawn(dist) => dist.mean(),
    }
    .filter(|mean| mean.is_finite())
}

/// The median of a distribution.
pub(super) fn median_of(dist: &Dist) -> f64 {
    dist.quantile(0.5)
}
