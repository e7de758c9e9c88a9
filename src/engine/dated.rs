//! Columns by or on a day of choice, which a run reports only when they are asked for.

use super::catalogue::{EVENT, Metric, MetricEntry, ROUNDS, RegimeEntry, regime_names};
use crate::model::{FLOWS, Model};
use crate::units::{Date, Unit};

/// The metric of a name that ends in a day: "delivered_units.by-2026-06-30" and
/// "approval_rounds.h200.by-2026-06-30" count what ended by then, and
/// "regime.beijing.closed.on-2026-06-30" is 1 where the regime holds at the end of that day's week,
/// "event.congress-blocks.by-2026-06-30" where the event has happened by then.
/// None for another name, for one that the model does not know, or for a day outside its weeks.
pub(super) fn dated(model: &Model, regimes: &[RegimeEntry], name: &str) -> Option<MetricEntry> {
    let entry = |unit, metric| Some(MetricEntry { name: name.to_owned(), unit, metric });
    if let Some((base, day)) = name.rsplit_once(".by-") {
        let end = model.calendar.weeks_ended_by(inside(model, day)?);
        if let Some(name) = base.strip_prefix(EVENT).and_then(|rest| rest.strip_prefix('.')) {
            let event = model.events.iter().position(|event| event.id.name == name)?;
            return entry(Unit::Count, Metric::EventBy { event, end });
        }
        let (base, product) = match base.split_once('.') {
            Some((base, product)) => {
                let place = model.products.iter().position(|p| p.id.name == product)?;
                (base, Some(place))
            }
            None => (base, None),
        };
        if base == ROUNDS {
            return entry(Unit::Count, Metric::Rounds { product, first: 0, end });
        }
        let (flow, _, unit) = FLOWS.into_iter().find(|(_, name, _)| *name == base)?;
        return entry(unit, Metric::Flow { flow, product, first: 0, end });
    }
    let (base, day) = name.rsplit_once(".on-")?;
    let (process, regime) = base.strip_prefix("regime.")?.split_once('.')?;
    let found = regimes.iter().find(|entry| entry.name == process)?;
    let place = regime_names(model, found).iter().position(|name| name == regime)?;
    let week = model.calendar.week_of(inside(model, day)?) as usize;
    let metric = Metric::RegimeOn { process: found.kind, regime: found.order[place], week };
    entry(Unit::Count, metric)
}

/// A day as "2026-06-30", within the weeks of the model.
fn inside(model: &Model, day: &str) -> Option<Date> {
    let date = Date::from_iso(day)?;
    let week = model.calendar.week_of(date);
    (week >= 0.0 && week < model.calendar.weeks() as f64).then_some(date)
}
