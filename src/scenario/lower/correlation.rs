//! Inputs that move together.

use std::collections::BTreeMap;

use super::Lower;
use super::event::find_input;
use crate::dist::{Copula, CopulaError};
use crate::process::Parameter;
use crate::scenario::spec::{CorrelationSpec, Element};

/// The most correlated inputs: the check of their matrix grows with the cube.
pub(in crate::scenario) const MAX_CORRELATED: usize = 100;
/// The most groups that a message names.
const MOST_GROUPS: usize = 10;
/// The most correlations: one for each pair of those.
const MAX_PAIRS: usize = MAX_CORRELATED * (MAX_CORRELATED - 1) / 2;

/// The correlated inputs and their copula; None where nothing is correlated.
pub(super) fn copula(
    lower: &mut Lower,
    specs: &[&CorrelationSpec],
) -> Option<(Vec<Parameter>, Copula)> {
    if let Some(one_more) = specs.get(MAX_PAIRS) {
        let message =
            format!("there are {} correlations; at most {MAX_PAIRS} are allowed", specs.len());
        lower.problem(one_more.place(), "correlation", message);
        return None;
    }
    let groups: Vec<Option<Vec<Parameter>>> = specs.iter().map(|spec| group(lower, spec)).collect();
    let groups: Vec<Vec<Parameter>> = groups.into_iter().collect::<Option<_>>()?;
    // In the order in which they are first named: the copula's draws hang on it.
    let mut members: Vec<Parameter> = Vec::new();
    for input in groups.iter().flatten() {
        if !members.contains(input) {
            members.push(*input);
        }
    }
    let last = specs.last()?;
    if members.len() < 2 {
        return None;
    }
    if members.len() > MAX_CORRELATED {
        let message = format!(
            "{} inputs are correlated; at most {MAX_CORRELATED} are allowed",
            members.len()
        );
        lower.problem(last.place(), last.path(), message);
        return None;
    }
    let mut correlations: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (spec, group) in specs.iter().zip(&groups) {
        let spearman = spec.spearman.given()?.value;
        let own = pairs(group, &members);
        // What contradicts itself is reported before it meets the others.
        let alone: Vec<_> = own.iter().map(|&(i, j)| (i, j, spearman)).collect();
        made(lower, spec, &[spec], members.len(), &alone)?;
        for pair in own {
            if correlations.insert(pair, spearman).is_some() {
                report_twice(lower, spec, pair, &members);
                return None;
            }
        }
    }
    let all: Vec<_> = correlations.into_iter().map(|((i, j), rho)| (i, j, rho)).collect();
    let copula = made(lower, last, specs, members.len(), &all)?;
    Some((members, copula))
}

/// The copula of some pairs, or a report of why they cannot hold together.
fn made(
    lower: &mut Lower,
    at: &CorrelationSpec,
    specs: &[&CorrelationSpec],
    size: usize,
    pairs: &[(usize, usize, f64)],
) -> Option<Copula> {
    let error = match Copula::new(size, pairs) {
        Ok(copula) => return Some(copula),
        Err(error) => error,
    };
    let message = match error {
        CopulaError::CorrelationOutside { correlation, .. } => {
            format!("a correlation must lie strictly between -1 and 1, not at {correlation}")
        }
        error => error.to_string(),
    };
    let problem = lower.problem(at.place(), at.path(), message);
    if specs.len() > 1 {
        let names: Vec<&str> = specs.iter().take(MOST_GROUPS).map(|spec| spec.path()).collect();
        let more = if specs.len() > MOST_GROUPS { " and others" } else { "" };
        problem.help = Some(format!("each is possible alone: {}{more}", names.join(", ")));
    } else if let Some(inputs) = at.inputs.given().filter(|inputs| inputs.paths.len() > 2) {
        let least = -1.0 / (inputs.paths.len() - 1) as f64;
        problem.help = Some(format!(
            "{} inputs cannot all move against each other by more than about {least:.2}",
            inputs.paths.len()
        ));
    }
    None
}

/// Every pair of a group, as places among all members, the smaller first.
fn pairs(group: &[Parameter], members: &[Parameter]) -> Vec<(usize, usize)> {
    let places: Vec<usize> =
        group.iter().filter_map(|input| members.iter().position(|other| other == input)).collect();
    let mut pairs = Vec::new();
    for (at, &first) in places.iter().enumerate() {
        pairs.extend(places[at + 1..].iter().map(|&next| (first.min(next), first.max(next))));
    }
    pairs
}

fn report_twice(
    lower: &mut Lower,
    spec: &CorrelationSpec,
    (first, second): (usize, usize),
    members: &[Parameter],
) {
    let path = |place: usize| lower.inputs[members[place].0 as usize].path.clone();
    let message = format!("{} and {} were given a correlation before", path(first), path(second));
    lower.problem(spec.place(), spec.path(), message).help = Some("keep one of them".to_owned());
}

/// The inputs of a correlation that are uncertain: what an overlay or a sweep has fixed moves with nothing.
fn group(lower: &mut Lower, spec: &CorrelationSpec) -> Option<Vec<Parameter>> {
    let inputs = spec.inputs.given()?;
    let key = format!("{}.inputs", spec.path());
    if inputs.paths.len() > MAX_CORRELATED {
        let message =
            format!("has {} inputs; at most {MAX_CORRELATED} are allowed", inputs.paths.len());
        lower.problem(&inputs.place, &key, message);
        return None;
    }
    let found: Vec<Option<Parameter>> = inputs
        .paths
        .iter()
        .map(|path| find_input(lower, path, &key).map(|known| known.parameter))
        .collect();
    if inputs.paths.len() < 2 {
        let message = format!("a correlation has 2 inputs or more, not {}", inputs.paths.len());
        lower.problem(&inputs.place, &key, message);
        return None;
    }
    let mut found: Vec<Parameter> = found.into_iter().collect::<Option<_>>()?;
    for (at, input) in found.iter().enumerate() {
        if found[..at].contains(input) {
            let message = "an input cannot be correlated with itself";
            lower.problem(&inputs.paths[at].place, &key, message);
            return None;
        }
    }
    found.retain(|input| !lower.inputs[input.0 as usize].dist.is_fixed());
    Some(found)
}
