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

pub(super) use correlation::MAX_CORRELATED;
pub(super) use event::{MAX_EFFECTS, MAX_EVENTS};
pub(super) use product::MAX_ORDERS_PER_WEEK;
pub(super) use regime::MAX_REGIMES;
pub(super) use scenario::{MAX_BUYERS, MAX_CELLS, MAX_PRODUCTS, MAX_TARGETS, lower};
pub(super) use tariff::MAX_RUNGS;

use super::describe::{Once, Range, optional};
use super::diagnostics::Diagnostic;
use super::escape::{MOST_SUGGESTIONS, did_you_mean, shown};
use super::reader::Slot;
use super::source::Place;
use super::spec::{InputSpec, Keyed, Name, Text};
use crate::model::{Dated, Input, Named};
use crate::process::Parameter;
use crate::units::Calendar;

/// The most names that a message lists.
const MOST_NAMES: usize = 20;

/// How far a sum of fixed shares may be from 1.
const SHARES_TOLERANCE: f64 = 1e-9;

/// The inputs found so far, and the problems.
#[derive(Debug, Default)]
struct Lower {
    inputs: Vec<Input>,
    /// Inputs by path.
    by_path: BTreeMap<String, Known>,
    /// Values that take an input's place from a week on.
    dated: Vec<Dated>,
    calendar: Option<Calendar>,
    /// Paths of values that were reported while reading.
    bad: BTreeSet<String>,
    problems: Vec<Diagnostic>,
}

/// An input that is found at its path.
#[derive(Clone, Copy, Debug)]
struct Known {
    parameter: Parameter,
    /// Its valid values.
    range: Range,
    /// When it is read, if only once.
    once: Option<Once>,
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
        if let Some(known) = self.by_path.get(&spec.path) {
            return known.parameter;
        }
        let index = u32::try_from(self.inputs.len()).unwrap_or(u32::MAX);
        let parameter = Parameter(index);
        self.inputs.push(Input {
            path: spec.path.clone(),
            dist: spec.dist.clone(),
            scale: spec.scale,
        });
        let known = Known { parameter, range: spec.range, once: spec.once };
        self.by_path.insert(spec.path.clone(), known);
        if !spec.dated.is_empty() {
            self.add_dates(spec, parameter);
        }
        parameter
    }

    /// The values of a dated input: that of the start stands for the input itself, and each later
    /// one is an input of its own.
    fn add_dates(&mut self, spec: &InputSpec, parameter: Parameter) {
        let Some(calendar) = self.calendar.clone() else { return };
        let start = calendar.start();
        let (opening, later): (Vec<_>, Vec<_>) =
            spec.dated.iter().partition(|(date, _)| *date <= start);
        let Some((_, opening)) = opening.last() else {
            let message = format!("has no value at the scenario's start on {start}");
            self.problem(&spec.place, &spec.path, message).help =
                Some(format!("add `dated.{start} = …`"));
            return;
        };
        self.inputs[parameter.0 as usize].dist = opening.dist.clone();
        for (date, value) in later {
            let week = calendar.week_of(*date).floor();
            let value = self.add(value);
            self.dated.push(Dated { week, parameter, value });
        }
    }

    /// True if the value at a path, or a table around it, was reported while reading.
    fn is_bad(&self, path: &str) -> bool {
        let around = path.match_indices('.').map(|(at, _)| &path[..at]);
        around.chain([path]).any(|path| self.bad.contains(path))
    }

    /// What a name was probably meant to be, while there are few problems.
    fn did_you_mean<'a>(&self, word: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
        did_you_mean(word, names.take_while(|_| self.problems.len() < MOST_SUGGESTIONS))
    }

    /// The index of a name among others, or a report that there is no such thing.
    fn find(&mut self, name: &Name, names: &[&str], what: &str, key: &str) -> Option<usize> {
        let found = names.iter().position(|other| *other == name.text);
        if found.is_none() {
            let help = match self.did_you_mean(&name.text, names.iter().copied()) {
                Some(meant) => meant,
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
