//! The tariff ladder and the instruments.

use super::classes::Classes;
use super::product::needs;
use super::{Lower, entries, named};
use crate::model::{Instrument, Ladder, LevyBase, RateSource, Receiver, Tariff, Truce};
use crate::process::Parameter;
use crate::scenario::reader::Slot;
use crate::scenario::spec::{
    Element, InstrumentSpec, LadderSpec, Name, Number, RateSpec, TariffSpec,
};
use crate::units::Date;

/// The most rungs of a ladder.
pub(in crate::scenario) const MAX_RUNGS: usize = 50;

pub(super) fn tariff(
    lower: &mut Lower,
    spec: &TariffSpec,
    classes: &Classes,
    start: Option<Date>,
) -> Tariff {
    let ladder = spec.ladder.given().and_then(|spec| ladder(lower, spec, start));
    let instruments = entries(&spec.instrument)
        .iter()
        .map(|(name, instrument)| {
            let has_ladder = !spec.ladder.is_absent();
            levy(lower, name, instrument, classes, has_ladder)
        })
        .collect();
    Tariff { ladder, instruments }
}

fn ladder(lower: &mut Lower, spec: &LadderSpec, start: Option<Date>) -> Option<Ladder> {
    let path = |key: &str| format!("{}.{key}", spec.path());
    let truce_path = path("truce_weeks");
    needs(lower, &spec.truce_hazard_per_month, &spec.truce_weeks, spec.place(), &truce_path);
    let [escalation_hazard, easing_hazard, truce_hazard, snap_back_odds] = [
        &spec.escalation_hazard_per_month,
        &spec.easing_hazard_per_month,
        &spec.truce_hazard_per_month,
        &spec.snap_back_odds,
    ]
    .map(|slot| lower.input(slot));
    let truce_weeks = lower.law(&spec.truce_weeks, &truce_path, spec.place());
    let rungs = spec.rungs.given()?;
    let rising = rungs.values.windows(2).all(|pair| pair[0] < pair[1]);
    if rungs.values.is_empty() || rungs.values.len() > MAX_RUNGS || !rising {
        let message = format!("must be 1 to {MAX_RUNGS} rates, each above the one before");
        lower.problem(&rungs.place, &path("rungs"), message);
        return None;
    }
    let opening = rung(lower, spec, &spec.opening_rate, "opening_rate", &rungs.values);
    let peak = match &spec.opening_peak_rate {
        Slot::Absent => opening,
        given => rung(lower, spec, given, "opening_peak_rate", &rungs.values),
    };
    let opening_truce = spec
        .opening_truce_until
        .given()
        .filter(|day| start.is_none_or(|start| day.date >= start))
        .zip(start)
        .map(|(day, start)| Truce {
            weeks: day.date.days_since(start) as f64 / 7.0,
            peak_rung: peak.unwrap_or(0),
        });
    Some(Ladder {
        rungs: rungs.values.clone(),
        opening_rung: opening.unwrap_or(0),
        opening_truce,
        escalation_hazard,
        easing_hazard,
        truce_hazard,
        truce_weeks,
        snap_back_odds,
    })
}

/// The rung of a rate.
fn rung(
    lower: &mut Lower,
    spec: &LadderSpec,
    rate: &Slot<Number>,
    key: &str,
    rungs: &[f64],
) -> Option<usize> {
    let rate = rate.given()?;
    let found = rungs.iter().position(|rung| *rung == rate.value);
    if found.is_none() {
        let rungs: Vec<String> = rungs.iter().map(f64::to_string).collect();
        let message = format!("{} is not a rung of the ladder", rate.value);
        lower.problem(&rate.place, &format!("{}.{key}", spec.path()), message).help =
            Some(format!("the rungs are {}", rungs.join(", ")));
    }
    found
}

fn levy(
    lower: &mut Lower,
    name: &Name,
    spec: &InstrumentSpec,
    classes: &Classes,
    has_ladder: bool,
) -> Instrument {
    let applies = |class: &String| {
        spec.policy_classes.given().is_none_or(|names| names.0.iter().any(|n| n.text == *class))
    };
    let is = |slot: &Slot<Name>, word: &str| slot.given().is_some_and(|name| name.text == word);
    Instrument {
        id: named(name, &spec.title),
        base: if is(&spec.on, "us-entry") { LevyBase::UsEntry } else { LevyBase::Delivery },
        receiver: if is(&spec.receiver, "china") { Receiver::China } else { Receiver::Us },
        applies_to: classes.names.iter().map(applies).collect(),
        rate: rate(lower, &spec.rate, has_ladder),
        borne_by_buyer: lower.input(&spec.borne_by_buyer),
        refundable_share: lower.input(&spec.refundable_share),
        active: spec.active.given().is_none_or(|flag| flag.0),
    }
}

fn rate(lower: &mut Lower, slot: &Slot<RateSpec>, has_ladder: bool) -> RateSource {
    match slot.given() {
        None => RateSource::Fixed(Parameter(0)),
        Some(RateSpec::Fixed(input)) => RateSource::Fixed(lower.add(input)),
        Some(RateSpec::From(spec)) => {
            let (scale, above) = (lower.input(&spec.scale), lower.input(&spec.above));
            match spec.from.given() {
                Some(from) if from.text == "ladder" => {
                    if !has_ladder {
                        lower.problem(&from.place, spec.path(), "there is no tariff ladder").help =
                            Some("add [tariff.ladder], or give a rate".to_owned());
                    }
                    RateSource::Ladder { scale, above }
                }
                _ => RateSource::Washington,
            }
        }
    }
}
