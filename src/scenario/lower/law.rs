//! Laws, their parameters among the inputs, and their means.

use super::Lower;
use crate::model::UNLIMITED;
use crate::process::Law;
use crate::scenario::reader::Slot;
use crate::scenario::source::Place;
use crate::scenario::spec::{LawKind, LawSpec};

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
