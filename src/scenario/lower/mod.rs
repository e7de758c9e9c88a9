//! From what is written to the compiled model: names become indices, meaning is checked, and all
//! problems are gathered in one pass.

mod beijing;
mod buyer;
mod classes;
mod correlation;
mod event;
mod law;
mod link;
mod product;
mod regime;
mod scenario;
mod target;
mod tariff;
mod washington;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use scenario::lower;

use super::describe::{Range, optional};
use super::diagnostics::Diagnostic;
use super::escape::{MOST_SUGGESTIONS, nearest, shown};
use super::reader::Slot;
use super::source::Place;
use super::spec::{InputSpec, Keyed, Name, Text};
use crate::model::{Input, Named};
use crate::process::Parameter;

/// The most names that a message lists.
const MOST_NAMES: usize = 20;

/// How far a sum of fixed shares may be from 1.
const SHARES_TOLERANCE: f64 = 1e-9;

/// The inputs found so far, and the problems.
#[derive(Debug, Default)]
struct Lower {
    inputs: Vec<Input>,
    /// Inputs by path, with their valid values.
    by_path: BTreeMap<String, (Parameter, Range)>,
    /// Paths of values that were reported while reading.
    bad: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

impl Lower {
    fn problem(&mut self, place: &Place, key: &str, message: impl Into<String>) -> &mut Diagnostic {
        let at = self.problems.len();
        self.problems.push(Diagnostic::new(Some(place.clone()), shown(key), message));
        &mut self.problems[at]
    }

    /// The parameter of an input. One that was reported gets a place that no model will ever use.
    fn input(&mut self, slot: &Slot<InputSpec>) -> Parameter {
        slot.given().map_or(Parameter(0), |spec| self.add(spec))
    }

    /// A fixed number, in internal units, that the scenario does not give.
    fn fixed(&mut self, path: &str, value: f64, place: &Place) -> Parameter {
        let spec = InputSpec::fixed(value, optional(), path.to_owned(), place);
        self.input(&spec)
    }

    fn add(&mut self, spec: &InputSpec) -> Parameter {
        if let Some((parameter, _)) = self.by_path.get(&spec.path) {
            return *parameter;
        }
        let index = u32::try_from(self.inputs.len()).unwrap_or(u32::MAX);
        self.inputs.push(Input {
            path: spec.path.clone(),
            dist: spec.dist.clone(),
            scale: spec.scale,
        });
        self.by_path.insert(spec.path.clone(), (Parameter(index), spec.range));
        Parameter(index)
    }

    /// True if the value at a path, or a table around it, was reported while reading.
    fn is_bad(&self, path: &str) -> bool {
        let around = path.match_indices('.').map(|(at, _)| &path[..at]);
        around.chain([path]).any(|path| self.bad.contains(path))
    }

    /// The name that was probably meant, while there are few problems.
    fn nearest<'a>(&self, word: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
        nearest(word, names.take_while(|_| self.problems.len() < MOST_SUGGESTIONS))
    }

    /// The index of a name among others, or a report that there is no such thing.
    fn find(&mut self, name: &Name, names: &[&str], what: &str, key: &str) -> Option<usize> {
        let found = names.iter().position(|other| *other == name.text);
        if found.is_none() {
            let help = match self.nearest(&name.text, names.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None if names.is_empty() => format!("the scenario has no {what}"),
                None if names.len() <= MOST_NAMES => format!("the names are: {}", names.join(", ")),
                None => format!("there are {} of them under other names", names.len()),
            };
            let message = format!("there is no {what} \"{}\"", shown(&name.text));
            self.problem(&name.place, key, message).help = Some(help);
        }
        found
    }
}

/// A name with its title; the name stands for a title left out.
fn named(name: &Name, title: &Slot<Text>) -> Named {
    let title = title.given().map_or_else(|| name.text.clone(), |title| title.text.clone());
    Named { name: name.text.clone(), title }
}

/// The entries of tables by name; none where they were left out.
fn entries<T>(slot: &Slot<Keyed<T>>) -> &[(Name, T)] {
    slot.given().map_or(&[], |keyed| keyed.entries.as_slice())
}

/// The names of entries.
fn names<T>(entries: &[(Name, T)]) -> Vec<&str> {
    entries.iter().map(|(name, _)| name.text.as_str()).collect()
}
