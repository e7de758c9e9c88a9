//! Which events hang on which, and an order in which each comes after those it hangs on.

use super::Lower;
use crate::scenario::reader::Slot;
use crate::scenario::spec::{Element, EventSpec, Name};

/// The events that an event hangs on, as places among the scenario's events.
#[derive(Clone, Copy, Debug)]
pub(super) struct Links {
    /// The event without which it does not happen.
    pub requires: Option<usize>,
    /// The event with which it does not happen.
    pub unless: Option<usize>,
}

impl Links {
    fn both(self) -> impl Iterator<Item = usize> {
        self.requires.into_iter().chain(self.unless)
    }
}

/// The links of every event; names of no event, and events that can never happen, are reported.
pub(super) fn links(lower: &mut Lower, events: &[(Name, EventSpec)], all: &[&str]) -> Vec<Links> {
    let mut find = |slot: &Slot<Name>, spec: &EventSpec, key: &str| {
        lower.find(slot.given()?, all, "event", &format!("{}.{key}", spec.path()))
    };
    let links: Vec<Links> = events
        .iter()
        .map(|(_, spec)| Links {
            requires: find(&spec.requires, spec, "requires"),
            unless: find(&spec.unless, spec, "unless"),
        })
        .collect();
    for (index, (_, spec)) in events.iter().enumerate() {
        let (Some(name), Some(other)) = (spec.unless.given(), links[index].unless) else {
            continue;
        };
        if other != index && required(&links, index).contains(&other) {
            let message = format!("can never happen: it requires \"{}\" as well", name.text);
            lower.problem(&name.place, &format!("{}.unless", spec.path()), message).help =
                Some("keep either `requires` or `unless`".to_owned());
        }
    }
    links
}

/// Every event without which one does not happen, the nearest first; a circle once around.
fn required(links: &[Links], event: usize) -> Vec<usize> {
    let mut chain = Vec::new();
    let mut next = links[event].requires;
    while let Some(other) = next.filter(|other| !chain.contains(other)) {
        chain.push(other);
        next = links[other].requires;
    }
    chain
}

/// True if another event hangs on this one.
pub(super) fn hung_on(links: &[Links], event: usize) -> bool {
    links.iter().any(|links| links.both().any(|other| other == event))
}

/// File order, but each event after those it hangs on. The first circle is reported.
pub(super) fn order(
    lower: &mut Lower,
    events: &[(Name, EventSpec)],
    links: &[Links],
) -> Vec<usize> {
    let mut placed = Vec::with_capacity(events.len());
    for start in 0..events.len() {
        let mut chain = if placed.contains(&start) { Vec::new() } else { vec![start] };
        while let Some(&event) = chain.last() {
            let Some(other) = links[event].both().find(|other| !placed.contains(other)) else {
                placed.extend(chain.pop());
                continue;
            };
            if let Some(at) = chain.iter().position(|&seen| seen == other) {
                report_circle(lower, events, links, &chain[at..]);
                return (0..events.len()).collect();
            }
            chain.push(other);
        }
    }
    placed
}

/// Reports events each of which hangs on the next, and the last on the first.
fn report_circle(
    lower: &mut Lower,
    events: &[(Name, EventSpec)],
    links: &[Links],
    circle: &[usize],
) {
    let Some(&first) = circle.first() else { return };
    let second = circle.get(1).copied().unwrap_or(first);
    let names: Vec<&str> =
        circle.iter().chain([&first]).map(|&event| events[event].0.text.as_str()).collect();
    let (name, spec) = &events[first];
    let (key, link) = if links[first].requires == Some(second) {
        ("requires", &spec.requires)
    } else {
        ("unless", &spec.unless)
    };
    let place = link.given().map_or(&name.place, |link| &link.place);
    let message = format!("these events hang on each other in a circle: {}", names.join(" → "));
    lower.problem(place, &format!("{}.{key}", spec.path()), message).help =
        Some("drop `requires` or `unless` from one of them".to_owned());
}
