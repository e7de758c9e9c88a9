//! Inputs that move together.

use super::Lower;
use super::event::find_input;
use crate::dist::{Copula, CopulaError};
use crate::process::Parameter;
use crate::scenario::spec::{CorrelationSpec, Element};

/// The most correlated inputs: the check of their matrix grows with the cube.
const MAX_CORRELATED: usize = 100;
/// The most correlations: one for each pair of those.
const MAX_PAIRS: usize = MAX_CORRELATED * (MAX_CORRELATED - 1) / 2;

/// The correlated inputs and their copula; None where nothing is correlated.
pub(super) fn copula(
    lower: &mut Lower,
    specs: &[CorrelationSpec],
) -> Option<(Vec<Parameter>, Copula)> {
    if let Some(one_more) = specs.get(MAX_PAIRS) {
        let message =
            format!("there are {} correlations; at most {MAX_PAIRS} are allowed", specs.len());
        lower.problem(one_more.place(), "correlation", message);
        return None;
    }
    let mut members: Vec<Parameter> = Vec::new();
    let mut pairs: Vec<(usize, usize, f64)> = Vec::new();
    let mut whole = true;
    for spec in specs {
        let Some(pair) = pair(lower, spec) else {
            whole = false;
            continue;
        };
        let [first, second] = pair.map(|input| {
            members.iter().position(|member| *member == input).unwrap_or_else(|| {
                members.push(input);
                members.len() - 1
            })
        });
        let same = |other: &(usize, usize, f64)| {
            (other.0, other.1) == (first, second) || (other.0, other.1) == (second, first)
        };
        if pairs.iter().any(same) {
            lower
                .problem(spec.place(), spec.path(), "this pair was given a correlation before")
                .help = Some("keep one of them".to_owned());
            whole = false;
            continue;
        }
        pairs.extend(spec.spearman.given().map(|rho| (first, second, rho.value)));
    }
    let last = specs.last().filter(|_| whole && !pairs.is_empty())?;
    if members.len() > MAX_CORRELATED {
        let message = format!(
            "{} inputs are correlated; at most {MAX_CORRELATED} are allowed",
            members.len()
        );
        lower.problem(last.place(), "correlation", message);
        return None;
    }
    match Copula::new(members.len(), &pairs) {
        Ok(copula) => Some((members, copula)),
        Err(error) => {
            let message = match error {
                CopulaError::CorrelationOutside { correlation, .. } => {
                    format!(
                        "a correlation must lie strictly between -1 and 1, not at {correlation}"
                    )
                }
                error => error.to_string(),
            };
            lower.problem(last.place(), "correlation", message);
            None
        }
    }
}

/// The two inputs of a correlation.
fn pair(lower: &mut Lower, spec: &CorrelationSpec) -> Option<[Parameter; 2]> {
    let inputs = spec.inputs.given()?;
    let key = format!("{}.inputs", spec.path());
    let found: Vec<Parameter> = inputs
        .paths
        .iter()
        .filter_map(|path| {
            let parameter = find_input(lower, path, &key)?.parameter;
            if lower.inputs[parameter.0 as usize].dist.is_fixed() {
                let message =
                    format!("\"{}\" is fixed; only uncertain inputs move together", path.path);
                lower.problem(&path.place, &key, message).help =
                    Some("give it a distribution, or drop the correlation".to_owned());
                return None;
            }
            Some(parameter)
        })
        .collect();
    if inputs.paths.len() != 2 {
        let message = format!("a correlation has 2 inputs, not {}", inputs.paths.len());
        lower.problem(&inputs.place, &key, message);
        return None;
    }
    let [first, second] = found.try_into().ok()?;
    if first == second {
        lower.problem(&inputs.place, &key, "an input cannot be correlated with itself");
        return None;
    }
    Some([first, second])
}
