//! Policy classes of products and classes of buyers, gathered from wherever they are named.

use super::{Lower, entries};
use crate::scenario::escape::nearest;
use crate::scenario::spec::{Element, Name, ScenarioSpec};

/// Class names in the order of their first member, then those without any.
#[derive(Debug, Default)]
pub(super) struct Classes {
    pub names: Vec<String>,
    /// How many of them have members.
    members: usize,
}

impl Classes {
    fn of_members<'a>(names: impl Iterator<Item = &'a Name>) -> Self {
        let mut classes = Self::default();
        for name in names {
            if classes.index(&name.text).is_none() {
                classes.names.push(name.text.clone());
            }
        }
        classes.members = classes.names.len();
        classes
    }

    /// The place of a class; None for one that was reported.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|class| class == name)
    }

    /// Admits a class that nobody is in, as after an overlay removed its members, unless it looks
    /// like a slip of the finger.
    fn mention(&mut self, lower: &mut Lower, name: &Name, key: &str, whose: &str) {
        if self.index(&name.text).is_some() {
            return;
        }
        let members = self.names[..self.members].iter().map(String::as_str);
        if let Some(near) = nearest(&name.text, members) {
            let help = format!("did you mean \"{near}\"?");
            let message = format!("no {whose} is of the class \"{}\"", name.text);
            lower.problem(&name.place, key, message).help = Some(help);
        } else {
            self.names.push(name.text.clone());
        }
    }
}

/// The policy classes.
pub(super) fn policy_classes(lower: &mut Lower, spec: &ScenarioSpec) -> Classes {
    let products = entries(&spec.product);
    let mut classes =
        Classes::of_members(products.iter().filter_map(|(_, p)| p.policy_class.given()));
    let washington = spec.washington.given().map_or(&[][..], |w| entries(&w.regime));
    for (_, regime) in washington {
        for (name, policy) in entries(&regime.policy) {
            classes.mention(lower, name, policy.path(), "product");
        }
    }
    let instruments = spec.tariff.given().map_or(&[][..], |t| entries(&t.instrument));
    for (_, instrument) in instruments {
        let key = format!("{}.policy_classes", instrument.path());
        for name in instrument.policy_classes.given().map_or(&[][..], |names| &names.0) {
            classes.mention(lower, name, &key, "product");
        }
    }
    let rounds = spec.beijing.given().map_or(&[][..], |b| entries(&b.rounds));
    for (name, rounds) in rounds {
        classes.mention(lower, name, rounds.path(), "product");
    }
    classes
}

/// The buyer classes.
pub(super) fn buyer_classes(lower: &mut Lower, spec: &ScenarioSpec) -> Classes {
    let buyers = entries(&spec.buyer);
    let mut classes = Classes::of_members(buyers.iter().filter_map(|(_, b)| b.class.given()));
    let regimes = spec.beijing.given().map_or(&[][..], |b| entries(&b.regime));
    for (_, regime) in regimes {
        let key = format!("{}.admits", regime.path());
        for name in regime.admits.given().map_or(&[][..], |names| &names.0) {
            classes.mention(lower, name, &key, "buyer");
        }
    }
    classes
}
