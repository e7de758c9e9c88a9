//! Products: demand, supply and logistics.

use super::classes::Classes;
use super::{Lower, named};
use crate::model::{Demand, LineState, Logistics, Product, Supply};
use crate::process::Law;
use crate::scenario::reader::Slot;
use crate::scenario::source::Place;
use crate::scenario::spec::{
    DemandSpec, Element, InputSpec, LawSpec, LogisticsSpec, Name, ProductSpec, SupplySpec,
};

/// The most new orders a week, in the mean: a path draws each of them.
pub(in crate::scenario) const MAX_ORDERS_PER_WEEK: f64 = 10_000.0;

/// The product; None if a part of it was reported as a whole.
pub(super) fn product(
    lower: &mut Lower,
    name: &Name,
    spec: &ProductSpec,
    classes: &Classes,
) -> Option<Product> {
    let class = spec.policy_class.given().and_then(|class| classes.index(&class.text));
    let launch = spec.launch.given().map(|launch| {
        let odds = lower.input(&launch.odds);
        launch.date.given().map(|day| (day.date, odds))
    });
    Some(Product {
        id: named(name, &spec.title),
        policy_class: class.unwrap_or(0),
        price_usd: lower.input(&spec.price_usd),
        unit_cost_usd: lower.input(&spec.unit_cost_usd),
        performance_h20e: lower.input(&spec.performance_h20e),
        launch: launch.flatten(),
        demand: spec.demand.given().map(|spec| demand(lower, spec))?,
        supply: spec.supply.given().map(|spec| supply(lower, spec))?,
        logistics: spec.logistics.given().map(|spec| logistics(lower, spec))?,
    })
}

fn demand(lower: &mut Lower, spec: &DemandSpec) -> Demand {
    let (order_size, order_size_mean) = order_size(lower, spec);
    Demand {
        asked_units: lower.input(&spec.asked_units),
        opening_firm_share: lower.input(&spec.opening_firm_share),
        firming_share: lower.input(&spec.firming_share),
        firming_weeks: lower.input(&spec.firming_weeks),
        unapproved_factor: lower.input(&spec.unapproved_factor),
        elasticity: lower.input(&spec.elasticity),
        new_interest_per_week: lower.input(&spec.new_interest_units_per_month),
        order_size,
        order_size_mean,
        cancellation_hazard: lower.input(&spec.cancellation_hazard_per_month),
        cancellation_growth: lower.input(&spec.cancellation_growth_per_month),
        firm_cancellation_factor: lower.input(&spec.firm_cancellation_factor),
        substitution_hazard: lower.input(&spec.substitution_hazard_per_month),
        offshore_share: lower.input(&spec.offshore_share),
    }
}

/// The law of an order's size and its mean; single chips where there is no new interest.
fn order_size(lower: &mut Lower, spec: &DemandSpec) -> (Law, f64) {
    let path = format!("{}.order_size_units", spec.path());
    let interest = spec.new_interest_units_per_month.given();
    let Some(size) = spec.order_size_units.given() else {
        if spec.order_size_units.is_absent() {
            let hazard = &spec.new_interest_units_per_month;
            needs(lower, hazard, &spec.order_size_units, spec.place(), &path);
        }
        return (Law::Fixed(lower.fixed(&path, 1.0, spec.place())), 1.0);
    };
    let law = lower.law_of(&size.kind);
    let Some(mean) = size.kind.mean().filter(|mean| *mean >= 1.0) else {
        let message = "the mean size of an order must be finite and at least 1 chip";
        lower.problem(&size.place, &path, message);
        return (law, 1.0);
    };
    let orders = interest.map_or(0.0, |i| i.median() * i.scale / mean);
    if orders > MAX_ORDERS_PER_WEEK {
        let message = format!(
            "new interest makes {orders:.0} orders a week; at most {MAX_ORDERS_PER_WEEK} are allowed"
        );
        lower.problem(&size.place, &path, message).help = Some("make orders larger".to_owned());
    }
    (law, mean)
}

/// Reports a law that was left out though the rate at which it is drawn is not 0.
pub(super) fn needs(
    lower: &mut Lower,
    rate: &Slot<InputSpec>,
    law: &Slot<LawSpec>,
    place: &Place,
    path: &str,
) {
    let Some(rate) = rate.given().filter(|_| law.is_absent()) else { return };
    if rate.dists().any(|dist| dist.support() != (0.0, 0.0)) {
        let message = format!("is missing, and `{}` asks for it", rate.path);
        let key = path.rsplit('.').next().unwrap_or(path);
        lower.problem(place, path, message).help = Some(format!("add `{key} = …`"));
    }
}

fn supply(lower: &mut Lower, spec: &SupplySpec) -> Supply {
    let opening_line = match spec.opening_line.given().map(|name| name.text.as_str()) {
        Some("stopped") => LineState::Stopped,
        Some("restarting") => LineState::Restarting,
        _ => LineState::Running,
    };
    let path = format!("{}.disruption_weeks", spec.path());
    let hazard = &spec.disruption_hazard_per_year;
    needs(lower, hazard, &spec.disruption_weeks, spec.place(), &path);
    Supply {
        opening_stock: lower.input(&spec.opening_stock_units),
        opening_line,
        full_output_per_week: lower.input(&spec.full_output_units_per_quarter),
        ramp_lag_weeks: lower.input(&spec.ramp_lag_months),
        ramp_weeks: lower.input(&spec.ramp_weeks),
        yield_volatility: lower.input(&spec.yield_volatility),
        yield_persistence: lower.input(&spec.yield_persistence),
        disruption_hazard: lower.input(&spec.disruption_hazard_per_year),
        disruption_weeks: lower.law(&spec.disruption_weeks, &path, spec.place()),
        disruption_output_share: lower.input(&spec.disruption_output_share),
        other_customers_per_week: lower.input(&spec.other_customers_units_per_quarter),
        other_customers_volatility: lower.input(&spec.other_customers_volatility),
        other_customers_priority: lower.input(&spec.other_customers_priority),
        stop_after_idle_weeks: lower.input(&spec.stop_after_idle_weeks),
        stop_hazard: lower.input(&spec.stop_hazard_per_month),
        restart_cover: lower.input(&spec.restart_cover),
        decision_weeks: lower.input(&spec.decision_weeks),
        write_down_after_weeks: lower.input(&spec.write_down_after_weeks),
        write_down_share: lower.input(&spec.write_down_share),
        salvage_share: lower.input(&spec.salvage_share),
    }
}

fn logistics(lower: &mut Lower, spec: &LogisticsSpec) -> Logistics {
    Logistics {
        test_throughput_per_week: lower.input(&spec.test_throughput_units_per_week),
        test_weeks: lower.input(&spec.test_weeks),
        transit_weeks: lower.input(&spec.transit_weeks),
        clearance_weeks: lower.input(&spec.clearance_weeks),
    }
}
