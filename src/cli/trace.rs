//! `tradeflow run --path K`: one path's weeks as a table.

use super::{Failure, columns, console};
use crate::engine::{self, TraceWeek};
use crate::model::{Flow, GATES, Model};
use crate::random::Sampling;
use crate::units::Unit;

/// Replays a path and prints its weeks, one table a product.
pub fn print(model: &Model, seed: u64, sampling: Sampling, path: u64) -> Result<(), Failure> {
    let trace = engine::trace(model, seed, sampling, path);
    for (index, product) in model.products.iter().enumerate() {
        let title = &product.id.title;
        let mut table = columns::headed([
            "week",
            "ends",
            "Washington",
            "Beijing",
            "customs",
            "tariff",
            "interest",
            "firm",
            "licensed",
            "approved",
            "stock",
            "shipped",
            "testing",
            "transit",
            "border",
            "delivered",
            "in all",
            "held back most by",
        ]);
        for week in &trace.weeks {
            table.add_row(row(week, index));
        }
        let table = columns::aligned(table, 2, &[0, 1, 2, 3, 4, 5, 17]);
        console::print(&format!(
            "{title}, path {path} of seed {seed}, week by week (chips)\n\n{table}\n\n"
        ))?;
    }
    for week in &trace.weeks {
        for event in &week.events {
            console::print(&format!("event  {}  {event}\n", week.date))?;
        }
    }
    match trace.violation {
        Some(violation) => Err(Failure::Run(violation.into())),
        None => Ok(()),
    }
}

fn row(week: &TraceWeek, product: usize) -> Vec<String> {
    let state = &week.products[product];
    let chips = |x: f64| if x == 0.0 { "·".to_owned() } else { Unit::Chips.format(x) };
    let most = GATES
        .iter()
        .zip(state.withheld)
        .filter(|(_, units)| *units > 0.0)
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map_or_else(String::new, |((_, _, title), units)| format!("{title} ({})", chips(units)));
    vec![
        (week.week + 1).to_string(),
        week.date.to_string(),
        week.washington.clone(),
        week.beijing.clone(),
        if week.customs_open { "open" } else { "closed" }.to_owned(),
        week.tariff_rate.map_or_else(String::new, |rate| Unit::Share.format(rate)),
        chips(state.provisional),
        chips(state.firm),
        chips(state.licensed),
        chips(state.approved),
        chips(state.stock),
        chips(state.shipped),
        chips(state.in_testing),
        chips(state.in_transit),
        chips(state.at_customs),
        chips(state.delivered),
        chips(state.totals[Flow::Delivered as usize]),
        most,
    ]
}
