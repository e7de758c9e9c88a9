//! Regimes of a capital: sojourns, odds of what comes next, and whether each can be reached.

use super::{Lower, SHARES_TOLERANCE};
use crate::process::{Parameter, RegimeLaw, RegimeProcess};
use crate::scenario::reader::Slot;
use crate::scenario::spec::{ByName, InputSpec, LawSpec, Name, Text, Whole};

/// The most regimes of a capital.
pub(in crate::scenario) const MAX_REGIMES: usize = 32;

/// What the regimes of both capitals have in common.
pub(super) struct RegimeView<'a> {
    pub name: &'a Name,
    pub path: &'a str,
    pub title: &'a Slot<Text>,
    pub strictness: &'a Slot<Whole>,
    pub sojourn: &'a Slot<LawSpec>,
    pub next: &'a Slot<ByName>,
}

/// The process of one capital; `forced` are regimes that events can bring about.
pub(super) fn process(
    lower: &mut Lower,
    capital: &str,
    opening: &Slot<Name>,
    switch_hazard: &Slot<InputSpec>,
    regimes: &[RegimeView<'_>],
    forced: &[&str],
) -> RegimeProcess {
    let names: Vec<&str> = regimes.iter().map(|regime| regime.name.text.as_str()).collect();
    if names.len() > MAX_REGIMES {
        let message = format!("has {} regimes; at most {MAX_REGIMES} are allowed", names.len());
        lower.problem(&regimes[MAX_REGIMES].name.place, capital, message);
    }
    let key = format!("{capital}.opening_regime");
    let known = !lower.is_bad(&format!("{capital}.regime"));
    let opening =
        opening.given().filter(|_| known).and_then(|name| lower.find(name, &names, "regime", &key));
    let switch_hazard = (!switch_hazard.is_absent()).then(|| lower.input(switch_hazard));
    let read: Vec<(RegimeLaw, bool)> =
        regimes.iter().map(|regime| regime_law(lower, regime, &names)).collect();
    // A misspelt name would leave the regime that was meant out of reach.
    let whole = read.iter().all(|(_, whole)| *whole);
    let laws: Vec<RegimeLaw> = read.into_iter().map(|(law, _)| law).collect();
    if let (Some(opening), true) = (opening, whole) {
        let roots = forced.iter().filter_map(|name| names.iter().position(|other| other == name));
        report_unreachable(lower, opening, roots, regimes, &laws);
    }
    RegimeProcess { regimes: laws, opening: opening.unwrap_or(0), switch_hazard }
}

/// The law of a regime, and whether all that it names was understood.
fn regime_law(lower: &mut Lower, regime: &RegimeView<'_>, names: &[&str]) -> (RegimeLaw, bool) {
    let key = format!("{}.next", regime.path);
    let mut next: Vec<(usize, Parameter)> = Vec::new();
    if let Some(odds) = regime.next.given() {
        for (name, weight) in &odds.entries {
            let parameter = lower.add(weight);
            next.extend(lower.find(name, names, "regime", &key).map(|index| (index, parameter)));
        }
        let inputs: Vec<&InputSpec> = odds.entries.iter().map(|(_, weight)| weight).collect();
        match fixed_sum(&inputs) {
            Some(sum) if (sum - 1.0).abs() > SHARES_TOLERANCE => {
                let message = format!("the odds sum to {}, not 1", rounded(sum));
                lower.problem(&odds.place, &key, message).help =
                    Some("change one of them so that they sum to 1".to_owned());
            }
            None if may_vanish(&inputs) => {
                lower.problem(&odds.place, &key, "all odds may be 0 on the same path").help =
                    Some("keep one of them above 0".to_owned());
            }
            _ => {}
        }
    }
    let whole = match regime.next {
        Slot::Given(odds) => odds.entries.len() == next.len(),
        Slot::Absent => true,
        Slot::Bad => false,
    };
    let lasts = regime.sojourn.is_absent() || next.is_empty();
    let sojourn = regime.sojourn.given().filter(|_| !lasts).map(|law| lower.law_of(&law.kind));
    let law = RegimeLaw {
        name: regime.name.text.clone(),
        title: super::named(regime.name, regime.title).title,
        strictness: regime
            .strictness
            .given()
            .map_or(1, |strictness| u32::try_from(strictness.value).unwrap_or(u32::MAX)),
        sojourn,
        next: if lasts { Vec::new() } else { next },
    };
    (law, whole)
}

/// The sum of inputs that are all fixed.
pub(super) fn fixed_sum(inputs: &[&InputSpec]) -> Option<f64> {
    inputs.iter().map(|input| input.dist.is_fixed().then(|| input.median())).sum()
}

/// True if weights, some of them uncertain, may all be 0 on the same path.
pub(super) fn may_vanish(inputs: &[&InputSpec]) -> bool {
    /// A level so low that only a distribution with an atom at 0 is 0 there.
    const LOWEST: f64 = 1e-12;
    inputs.iter().all(|input| input.dist.quantile(LOWEST) <= 0.0)
}

/// A sum as people write it, without the last digits' noise.
pub(super) fn rounded(sum: f64) -> f64 {
    (sum * 1e12).round() / 1e12
}

fn report_unreachable(
    lower: &mut Lower,
    opening: usize,
    roots: impl Iterator<Item = usize>,
    regimes: &[RegimeView<'_>],
    laws: &[RegimeLaw],
) {
    let mut reached = vec![false; laws.len()];
    let mut open: Vec<usize> = roots.chain([opening]).collect();
    while let Some(index) = open.pop() {
        if !std::mem::replace(&mut reached[index], true) {
            open.extend(laws[index].next.iter().map(|(next, _)| *next));
        }
    }
    for (regime, _) in regimes.iter().zip(&reached).filter(|(_, reached)| !**reached) {
        let message = format!(
            "this regime can never be reached from the opening regime \"{}\"",
            laws[opening].name
        );
        lower.problem(&regime.name.place, regime.path, message).help = Some(
            "name it under `next` of a regime that has a `sojourn`, force it by an event, or \
             remove it"
                .to_owned(),
        );
    }
}
