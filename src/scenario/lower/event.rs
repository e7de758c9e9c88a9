//! Dated events, each after those it hangs on, and their effects.

use super::link::{hung_on, links, order};
use super::{Known, Lower, entries, named, names};
use crate::dist::Dist;
use crate::model::{Change, Effect, Event, HazardTarget, RegimeTarget};
use crate::scenario::describe::Once;
use crate::scenario::escape::shown;
use crate::scenario::reader::Slot;
use crate::scenario::spec::{
    EffectSpec, Element, EventSpec, InputPath, InputSpec, MAX_MAGNITUDE, Name, ScenarioSpec, when,
};
use crate::units::Calendar;

/// The most events of a scenario.
pub(in crate::scenario) const MAX_EVENTS: usize = 200;
/// The most effects of an event.
pub(in crate::scenario) const MAX_EFFECTS: usize = 100;

/// What effects can name.
pub(super) struct Scope<'a> {
    pub washington: &'a [String],
    pub beijing: &'a [String],
    pub instruments: Vec<&'a str>,
    /// The week in which each product goes on sale.
    pub launches: Vec<(String, f64)>,
}

/// The regimes of a capital that events force.
pub(super) fn forced<'a>(spec: &'a ScenarioSpec, capital: &str) -> Vec<&'a str> {
    entries(&spec.event)
        .iter()
        .flat_map(|(_, event)| event.effect.given().map_or(&[][..], |list| &list.entries))
        .filter_map(|effect| effect.force_regime.given())
        .filter(|force| force.process.given().is_some_and(|name| name.text == capital))
        .filter_map(|force| force.regime.given().map(|name| name.text.as_str()))
        .collect()
}

/// The events.
pub(super) fn events(
    lower: &mut Lower,
    events: &[(Name, EventSpec)],
    calendar: Option<&Calendar>,
    scope: &Scope<'_>,
) -> Vec<Event> {
    if let Some((name, spec)) = events.get(MAX_EVENTS) {
        let message =
            format!("there are {} events; at most {MAX_EVENTS} are allowed", events.len());
        lower.problem(&name.place, spec.path(), message);
        return Vec::new();
    }
    let all = names(events);
    let links = links(lower, events, &all);
    for (index, (name, spec)) in events.iter().enumerate() {
        let idle = spec.effect.given().is_none_or(|list| list.entries.is_empty());
        let others = all.iter().copied().filter(|other| *other != name.text);
        // An event without effects is harmless, unless it was meant to be another.
        if idle
            && !hung_on(&links, index)
            && let Some(meant) = lower.did_you_mean(&name.text, others)
        {
            let message = "has no effect, and no other event hangs on it";
            lower.problem(&name.place, spec.path(), message).help = Some(meant);
        }
    }
    let order = order(lower, events, &links);
    let place = |other: usize| order.iter().position(|&place| place == other);
    order
        .iter()
        .map(|&index| {
            let (name, spec) = &events[index];
            let event = Event {
                requires: links[index].requires.and_then(place),
                unless: links[index].unless.and_then(place),
                ..event(lower, name, spec, calendar, scope)
            };
            if !hung_on(&links, index) {
                report_idle(lower, &event, spec, calendar);
            }
            event
        })
        .collect()
}

fn event(
    lower: &mut Lower,
    name: &Name,
    spec: &EventSpec,
    calendar: Option<&Calendar>,
    scope: &Scope<'_>,
) -> Event {
    let from = spec.from.given();
    let to = spec.to.given().or(from);
    if let (Some(from), Some(to)) = (from, to)
        && to.date < from.date
    {
        let message = format!("the window ends on {} before it begins on {}", to.date, from.date);
        lower.problem(&to.place, &format!("{}.to", spec.path()), message).help =
            Some("swap `from` and `to`".to_owned());
    }
    let week = |day: Option<&crate::scenario::spec::Day>| {
        day.zip(calendar).map_or(0.0, |(day, calendar)| calendar.week_of(day.date))
    };
    let probability = lower.input(&spec.probability);
    let effects = spec.effect.given().map_or(&[][..], |list| &list.entries);
    if let Some(one_more) = effects.get(MAX_EFFECTS) {
        let message = format!("has {} effects; at most {MAX_EFFECTS} are allowed", effects.len());
        lower.problem(one_more.place(), spec.path(), message);
    }
    let effects = effects.iter().take(MAX_EFFECTS);
    let event = Event {
        id: named(name, &spec.title),
        from_week: week(from),
        to_week: week(to),
        probability,
        requires: None,
        unless: None,
        effects: Vec::new(),
    };
    let effects = effects.filter_map(|effect| {
        let lowered = self::effect(lower, effect, scope)?;
        report_too_late(lower, &event, effect, &lowered, scope);
        Some(lowered)
    });
    let effects = effects.collect();
    Event { effects, ..event }
}

/// Reports a change of an input that was read before, and is not read again.
fn report_too_late(
    lower: &mut Lower,
    event: &Event,
    spec: &EffectSpec,
    effect: &Effect,
    scope: &Scope<'_>,
) {
    let Some(path) = spec.parameter.given() else { return };
    let once = lower.by_path.get(&path.path).and_then(|known| known.once);
    let (what, help) = match once {
        None => return,
        Some(Once::AtStart) => (
            "no event can change it".to_owned(),
            "give it a distribution, or another value in an overlay",
        ),
        Some(Once::AtLaunch) => {
            let names: Vec<&str> = path.path.split('.').collect();
            let named = |name: &str| match names.as_slice() {
                ["product", product, ..] | ["buyer", _, _, product] => name == *product,
                _ => true,
            };
            let mut launches = scope.launches.iter().filter(|(name, _)| named(name));
            if launches.any(|(_, week)| may_last_in(event, effect, *week)) {
                return;
            }
            let what = "this effect never lasts in that week".to_owned();
            (what, "let it begin earlier, with `from_week`, or change another input")
        }
    };
    let when = once.map_or("", when);
    let message = format!("\"{}\" is read only once, {when}: {what}", shown(&path.path));
    lower.problem(&path.place, &format!("{}.parameter", spec.path()), message).help =
        Some(help.to_owned());
}

/// True if an effect may last in a week, on the right day of its event's window.
fn may_last_in(event: &Event, effect: &Effect, week: f64) -> bool {
    let first = (event.from_week + effect.from_week).floor();
    let last = (event.to_week + effect.from_week).floor();
    first <= week && effect.for_weeks.is_none_or(|weeks| weeks > 0.0 && last + weeks > week)
}

/// Reports an event that can do nothing within the scenario's weeks.
fn report_idle(lower: &mut Lower, event: &Event, spec: &EventSpec, calendar: Option<&Calendar>) {
    let (Some(calendar), Some(from)) = (calendar, spec.from.given()) else { return };
    if event.effects.is_empty() || event.effects.iter().any(|effect| acts(event, effect, calendar))
    {
        return;
    }
    let message = format!(
        "nothing that it does falls between the scenario's start on {} and its end on {}",
        calendar.start(),
        calendar.last_day(calendar.weeks() - 1)
    );
    lower.problem(&from.place, &format!("{}.from", spec.path()), message).help =
        Some("move the window, or leave the event out".to_owned());
}

/// True if an effect can be felt in some week of the scenario.
fn acts(event: &Event, effect: &Effect, calendar: &Calendar) -> bool {
    let first = (event.from_week + effect.from_week).floor();
    let last = (event.to_week + effect.from_week).floor();
    let lasts = effect.for_weeks.is_none_or(|weeks| weeks > 0.0 && last + weeks > 0.0);
    first < calendar.weeks() as f64 && lasts
}

fn effect(lower: &mut Lower, spec: &EffectSpec, scope: &Scope<'_>) -> Option<Effect> {
    let kinds = [
        ("force_regime", !spec.force_regime.is_absent()),
        ("scale_hazard", !spec.scale_hazard.is_absent()),
        ("parameter", !spec.parameter.is_absent()),
        ("add_instrument", !spec.add_instrument.is_absent()),
        ("remove_instrument", !spec.remove_instrument.is_absent()),
    ];
    let given: Vec<&str> =
        kinds.iter().filter(|(_, given)| *given).map(|(name, _)| *name).collect();
    let [kind] = given.as_slice() else {
        let message = match given.len() {
            0 => "the effect does not say what it does".to_owned(),
            _ => format!("the effect does several things: {}", given.join(", ")),
        };
        lower.problem(spec.place(), spec.path(), message).help = Some(
            "give exactly one of force_regime, scale_hazard, parameter, add_instrument and \
             remove_instrument"
                .to_owned(),
        );
        return None;
    };
    report_strays(lower, spec, kind);
    let change = match *kind {
        "force_regime" => force_regime(lower, spec, scope),
        "scale_hazard" => scale_hazard(lower, spec),
        "parameter" => spec.parameter.given().and_then(|path| parameter(lower, spec, path)),
        "add_instrument" => instrument(lower, spec, &spec.add_instrument, true, scope),
        _ => instrument(lower, spec, &spec.remove_instrument, false, scope),
    };
    Some(Effect {
        from_week: spec.from_week.given().map_or(0.0, |number| number.value),
        for_weeks: spec.for_weeks.given().map(|number| number.value),
        change: change?,
    })
}

/// Reports keys that the kind of effect does not know.
fn report_strays(lower: &mut Lower, spec: &EffectSpec, kind: &str) {
    let changes = kind == "parameter";
    let strays = [
        ("scale", !spec.scale.is_absent() && !changes),
        ("add", !spec.add.is_absent() && !changes),
        ("set", !spec.set.is_absent() && !changes),
        ("for_weeks", !spec.for_weeks.is_absent() && kind == "force_regime"),
    ];
    for (key, _) in strays.into_iter().filter(|(_, stray)| *stray) {
        let message = format!("has no meaning beside `{kind}`");
        lower.problem(spec.place(), &format!("{}.{key}", spec.path()), message).help =
            Some("leave it out".to_owned());
    }
}

fn force_regime(lower: &mut Lower, spec: &EffectSpec, scope: &Scope<'_>) -> Option<Change> {
    let force = spec.force_regime.given()?;
    let (target, regimes) = match force.process.given()?.text.as_str() {
        "washington" => (RegimeTarget::Washington, scope.washington),
        _ => (RegimeTarget::Beijing, scope.beijing),
    };
    let names: Vec<&str> = regimes.iter().map(String::as_str).collect();
    let key = format!("{}.regime", force.path());
    let regime = lower.find(force.regime.given()?, &names, "regime", &key)?;
    Some(Change::ForceRegime { target, regime })
}

fn scale_hazard(lower: &mut Lower, spec: &EffectSpec) -> Option<Change> {
    let scale = spec.scale_hazard.given()?;
    let factor = lower.input(&scale.factor);
    let name = scale.process.given()?;
    let target = HazardTarget::NAMES.iter().find(|(hazard, _)| *hazard == name.text)?.1;
    Some(Change::ScaleHazard { target, factor })
}

fn parameter(lower: &mut Lower, spec: &EffectSpec, path: &InputPath) -> Option<Change> {
    let key = format!("{}.parameter", spec.path());
    let Known { parameter, range, .. } = find_input(lower, path, &key)?;
    let file_scale = lower.inputs[parameter.0 as usize].scale;
    if let Some(value) = spec.set.given() {
        if !spec.scale.is_absent() || !spec.add.is_absent() {
            lower.problem(&value.place, spec.path(), "`set` leaves nothing to scale or add").help =
                Some("give either `set`, or `scale` and `add`".to_owned());
        }
        let outside = |dist: &Dist| {
            let (low, high) = dist.support();
            !range.holds_between(low, high)
        };
        if value.dists().any(outside) {
            let message = format!("must be {} as a value of {}", range.words(), path.path);
            lower.problem(&value.place, &value.path, message);
        }
        let in_unit = InputSpec { scale: file_scale, ..value.clone() };
        return Some(Change::SetParameter { parameter, value: lower.add(&in_unit) });
    }
    if spec.scale.is_absent() && spec.add.is_absent() && spec.set.is_absent() {
        lower.problem(&path.place, &key, "the effect does not say how the input changes").help =
            Some("add `scale`, `add` or `set`".to_owned());
        return None;
    }
    let scale = spec.scale.given().map_or(1.0, |number| number.value);
    let add = spec.add.given().map_or(0.0, |number| number.value) * file_scale;
    let (low, high) = range.ends(MAX_MAGNITUDE);
    let (low, high) = (low * file_scale, high * file_scale);
    Some(Change::ScaleParameter { parameter, scale, add, low, high })
}

fn instrument(
    lower: &mut Lower,
    spec: &EffectSpec,
    name: &Slot<Name>,
    active: bool,
    scope: &Scope<'_>,
) -> Option<Change> {
    let instrument = lower.find(name.given()?, &scope.instruments, "instrument", spec.path())?;
    Some(Change::Instrument { instrument, active })
}

/// The input at a path, or a report that there is none.
pub(super) fn find_input(lower: &mut Lower, path: &InputPath, key: &str) -> Option<Known> {
    let found = lower.by_path.get(&path.path).copied();
    if found.is_none() && !lower.is_bad(&path.path) {
        let meant = lower.did_you_mean(&path.path, lower.by_path.keys().map(String::as_str));
        let help = meant.unwrap_or_else(|| {
            "write the path of a number, as in \"product.h200.price_usd\"".to_owned()
        });
        let message =
            format!("\"{}\" is not an input that is drawn once a path", shown(&path.path));
        lower.problem(&path.place, key, message).help = Some(help);
    }
    found
}
