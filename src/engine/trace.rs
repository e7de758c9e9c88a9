//! One path, week by week: the same path that a run of many gives it, told in full.

use super::plan::Check;
use crate::model::{Cell, FLOWS, Flow, GATES, Model, State, Violation};
use crate::random::Sampling;
use crate::units::Date;

/// A path's weeks, and what stopped it, if anything did.
#[derive(Clone, Debug)]
pub struct Trace {
    pub path: u64,
    pub weeks: Vec<TraceWeek>,
    pub violation: Option<Violation>,
}

/// The state at the end of a week.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceWeek {
    pub week: usize,
    /// The week's last day.
    pub date: Date,
    pub washington: String,
    pub beijing: String,
    pub customs_open: bool,
    /// The ladder's rate; None without a ladder.
    pub tariff_rate: Option<f64>,
    /// Titles of the events whose time falls in this week.
    pub events: Vec<String>,
    /// One a product, in file order.
    pub products: Vec<TraceProduct>,
}

/// A product at the end of a week, summed over buyers.
#[derive(Clone, Debug, PartialEq)]
pub struct TraceProduct {
    pub provisional: f64,
    pub firm: f64,
    /// Allowances in hand.
    pub licensed: f64,
    pub approved: f64,
    pub stock: f64,
    pub in_testing: f64,
    pub in_transit: f64,
    pub at_customs: f64,
    /// Sums since the start, in the order of [`FLOWS`].
    pub totals: [f64; FLOWS.len()],
    /// The week's chips shipped and delivered.
    pub shipped: f64,
    pub delivered: f64,
    /// Chips that each gate held back, in the order of [`GATES`].
    pub withheld: [f64; GATES.len()],
}

/// Replays path `path` of a run with this seed and sampling, one lane wide, with every balance checked weekly.
pub fn trace(model: &Model, seed: u64, sampling: Sampling, path: u64) -> Trace {
    let mut state = State::<1>::new(model, seed, path);
    state.sample(model, sampling);
    state.restart(model, path);
    let mut trace = Trace { path, weeks: Vec::new(), violation: None };
    let weeks = model.calendar.weeks();
    for week in 0..weeks {
        state.step(model);
        trace.weeks.push(describe(model, &state));
        if Check::EveryWeek.is_due(week, weeks)
            && let Err(violation) = state.check_conservation(model)
        {
            trace.violation = Some(violation);
            break;
        }
        state.end_week();
    }
    trace
}

fn describe(model: &Model, state: &State<1>) -> TraceWeek {
    let week = state.week;
    let happens = |&(_, time): &(usize, f64)| time >= week as f64 && time < week as f64 + 1.0;
    let events = state
        .event_weeks
        .iter()
        .map(|lanes| lanes.0[0])
        .enumerate()
        .filter(happens)
        .map(|(event, _)| model.events[event].id.title.clone())
        .collect();
    let products = state
        .products
        .iter()
        .enumerate()
        .map(|(index, product)| {
            let sum = |f: fn(&Cell<1>) -> crate::lanes::Lanes<1>| {
                state.cells_of(model, index).iter().map(|cell| f(cell).0[0]).sum()
            };
            TraceProduct {
                provisional: sum(|cell| cell.provisional),
                firm: sum(|cell| cell.firm),
                licensed: sum(|cell| cell.licensed),
                approved: sum(|cell| cell.approved),
                stock: product.stock.0[0],
                in_testing: sum(|cell| cell.in_testing),
                in_transit: sum(|cell| cell.in_transit),
                at_customs: sum(|cell| cell.at_customs),
                totals: product.totals.map(|total| total.0[0]),
                shipped: product.flows[Flow::Shipped as usize].0[0],
                delivered: product.flows[Flow::Delivered as usize].0[0],
                withheld: product.withheld.map(|units| units.0[0]),
            }
        })
        .collect();
    TraceWeek {
        week,
        date: model.calendar.last_day(week),
        washington: model.washington.process.regimes[state.washington.at(0)].title.clone(),
        beijing: model.beijing.process.regimes[state.beijing.at(0)].title.clone(),
        customs_open: state.climate.customs_open.holds(0),
        tariff_rate: match (&model.tariff.ladder, &state.ladder) {
            (Some(process), Some(ladder)) => Some(ladder.rate(process).0[0]),
            _ => None,
        },
        events,
        products,
    }
}
