//! The weeks of the first paths, from which the page draws fans, bottlenecks and policy anew.

use serde_json::{Value, json};

use super::packed::Packed;
use crate::engine::{Plan, RunError, RunResult, Trace, in_order, trace};
use crate::model::{Flow, GATES, Model};
use crate::units::Unit;

/// Paths that are kept week by week.
const MOST_PATHS: usize = 400;
/// Weeks from one picture of gates and regimes to the next.
const MONTH: usize = 4;

/// Weeks of the first paths.
#[derive(Debug, Default)]
pub struct Weekly {
    paths: usize,
    weeks: usize,
    /// Cumulative, of what the headlines are about, as `[path][week]`.
    delivered: Vec<f64>,
    revenue: Vec<f64>,
    /// Mean chips that a gate held back in each month, as `[gate][path][month]`.
    withheld: Vec<Vec<f64>>,
    /// The regime at the end of each month by its place in [`RunResult::regimes`], as `[process][path][month]`.
    regimes: Vec<Vec<f64>>,
}

impl Weekly {
    /// Replays the first paths of a run.
    ///
    /// # Errors
    /// If the threads cannot be started, or units are not conserved.
    pub fn new(model: &Model, result: &RunResult, plan: Plan) -> Result<Self, RunError> {
        let mut weekly = Self {
            paths: result.paths.min(MOST_PATHS),
            weeks: result.calendar.weeks(),
            withheld: vec![Vec::new(); GATES.len()],
            regimes: vec![Vec::new(); PROCESSES.len()],
            ..Self::default()
        };
        in_order(
            plan.threads,
            weekly.paths,
            &(),
            || (),
            |(), path| {
                let trace = trace(model, plan.seed, plan.sampling, path as u64);
                match trace.violation {
                    Some(violation) => Err(RunError::from(violation)),
                    None => Ok(trace),
                }
            },
            |trace| weekly.take(&trace, result),
        )?;
        Ok(weekly)
    }

    fn take(&mut self, trace: &Trace, result: &RunResult) {
        let about = |place: usize| result.headline_product.is_none_or(|chosen| chosen == place);
        for week in &trace.weeks {
            let of = |flow: Flow| -> f64 {
                let products = week.products.iter().enumerate().filter(|(place, _)| about(*place));
                products.map(|(_, product)| product.totals[flow as usize]).sum()
            };
            self.delivered.push(of(Flow::Delivered));
            self.revenue.push(of(Flow::GrossRevenue));
        }
        for month in trace.weeks.chunks(MONTH) {
            for (gate, column) in self.withheld.iter_mut().enumerate() {
                let held = month.iter().flat_map(|week| &week.products);
                let held: f64 = held.map(|product| product.withheld[gate]).sum();
                column.push((held / month.len() as f64).round());
            }
            let Some(last) = month.last() else { continue };
            let customs = if last.customs_open { "Open" } else { "Closed" };
            let tariff = last.tariff_rate.map_or_else(String::new, |rate| Unit::Share.format(rate));
            let now = [last.washington.as_str(), last.beijing.as_str(), customs, tariff.as_str()];
            for ((process, title), column) in PROCESSES.iter().zip(now).zip(&mut self.regimes) {
                let series = result.regimes.iter().find(|series| series.process == *process);
                let place = series
                    .and_then(|series| series.regimes.iter().position(|other| other == title));
                column.push(place.map_or(f64::NAN, |place| place as f64));
            }
        }
    }

    /// As data for the page.
    pub fn data(&self, packed: &mut Packed) -> Value {
        let mut named = |names: &[&str], columns: &[Vec<f64>]| -> Value {
            let all = names.iter().zip(columns);
            all.map(|(name, values)| ((*name).to_owned(), packed.push(values))).collect()
        };
        let gates: Vec<&str> = GATES.iter().map(|(_, name, _)| *name).collect();
        let withheld = named(&gates, &self.withheld);
        let regimes = named(&PROCESSES, &self.regimes);
        json!({
            "paths": self.paths,
            "weeks": self.weeks,
            "month": MONTH,
            "delivered_units": packed.push(&self.delivered),
            "gross_revenue_usd": packed.push(&self.revenue),
            "withheld": withheld,
            "regimes": regimes,
        })
    }
}

/// The processes whose regime a path tells by week.
const PROCESSES: [&str; 4] = ["washington", "beijing", "customs", "tariff"];
