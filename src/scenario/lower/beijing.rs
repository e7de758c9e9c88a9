//! Chinese policy.

use super::classes::Classes;
use super::regime::{RegimeView, process};
use super::{Lower, entries};
use crate::model::{Beijing, BeijingRegime, Imports, Rounds};
use crate::process::Parameter;
use crate::scenario::spec::{BeijingRegimeSpec, BeijingSpec, ByName, Element, RoundsSpec};

pub(super) fn beijing(
    lower: &mut Lower,
    spec: &BeijingSpec,
    policy_classes: &Classes,
    buyer_classes: &Classes,
    tiers: &[u32],
    forced: &[&str],
) -> Beijing {
    let regimes = entries(&spec.regime);
    let views: Vec<RegimeView<'_>> = regimes
        .iter()
        .map(|(name, regime)| RegimeView {
            name,
            path: regime.path(),
            title: &regime.title,
            strictness: &regime.strictness,
            sojourn: &regime.sojourn,
            next: &regime.next,
        })
        .collect();
    let mut rounds_of: Vec<Option<Rounds>> = policy_classes.names.iter().map(|_| None).collect();
    for (name, spec) in entries(&spec.rounds) {
        let rounds = rounds(lower, spec, tiers);
        if let Some(class) = policy_classes.index(&name.text) {
            rounds_of[class] = Some(rounds);
        }
    }
    Beijing {
        process: process(
            lower,
            "beijing",
            &spec.opening_regime,
            &spec.switch_hazard_per_month,
            &views,
            forced,
        ),
        regimes: regimes.iter().map(|(_, regime)| meaning(lower, regime, buyer_classes)).collect(),
        rounds: rounds_of,
    }
}

fn meaning(lower: &mut Lower, spec: &BeijingRegimeSpec, classes: &Classes) -> BeijingRegime {
    let imports = match spec.imports.given().map(|name| name.text.as_str()) {
        Some("barred") => Imports::Barred,
        Some("rounds") => Imports::Rounds,
        _ => Imports::Free,
    };
    let admitted = |class: &String| {
        spec.admits.given().is_none_or(|names| names.0.iter().any(|name| name.text == *class))
    };
    BeijingRegime {
        imports,
        admits: classes.names.iter().map(admitted).collect(),
        guidance: lower.input(&spec.guidance),
        round_pace: lower.input(&spec.round_pace),
        customs_closure_factor: lower.input(&spec.customs_closure_factor),
        customs_reopening_factor: lower.input(&spec.customs_reopening_factor),
    }
}

fn rounds(lower: &mut Lower, spec: &RoundsSpec, tiers: &[u32]) -> Rounds {
    let path = |key: &str| format!("{}.{key}", spec.path());
    Rounds {
        gap_weeks: lower.law(&spec.gap_weeks, &path("gap_weeks"), spec.place()),
        size: lower.law(&spec.size_units, &path("size_units"), spec.place()),
        odds: odds(lower, spec, tiers),
        waiting_gain: lower.input(&spec.waiting_gain),
        validity_weeks: lower.input(&spec.validity_weeks),
        domestic_per_unit: lower.input(&spec.domestic_units_per_unit),
    }
}

/// Odds by tier up to the last that a buyer has.
fn odds(lower: &mut Lower, spec: &RoundsSpec, tiers: &[u32]) -> Vec<Parameter> {
    let last = tiers.iter().copied().max().unwrap_or(1);
    let path = format!("{}.odds", spec.path());
    let given = spec.odds.given();
    if let Some(odds) = given {
        report_tiers(lower, odds, &path);
    }
    let mut parameters = Vec::new();
    for tier in 1..=last {
        let key = format!("tier-{tier}");
        let found = given.and_then(|odds| odds.entries.iter().find(|(name, _)| name.text == key));
        let path = format!("{path}.{key}");
        parameters.push(match (found, given) {
            (Some((_, input)), _) => lower.add(input),
            // Nobody is in a tier that is skipped: its odds decide nothing.
            (None, Some(_)) if !tiers.contains(&tier) => lower.fixed(&path, 0.0, spec.place()),
            (None, Some(odds)) => {
                let message = format!("there are buyers of tier {tier}, but no odds for them");
                lower.problem(&odds.place, &path, message).help = Some(format!("add `{key} = …`"));
                Parameter(0)
            }
            (None, None) => lower.fixed(&path, 1.0, spec.place()),
        });
    }
    parameters
}

fn report_tiers(lower: &mut Lower, odds: &ByName, path: &str) {
    for (name, _) in &odds.entries {
        let tier = name.text.strip_prefix("tier-").and_then(|tier| tier.parse::<u32>().ok());
        if tier.is_none_or(|tier| tier == 0) {
            let message = format!("\"{}\" is not a tier", name.text);
            lower.problem(&name.place, path, message).help =
                Some("write tiers as tier-1, tier-2 and so on".to_owned());
        }
    }
}
