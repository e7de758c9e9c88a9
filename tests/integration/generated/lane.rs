//! Generated products and buyers.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{BuyerPart, day, input, law, maybe, moving, uncertain};

pub fn product() -> impl Strategy<Value = String> {
    let launch = (0..5u32, 0..250i64).prop_map(|(kind, offset)| {
        if kind > 0 {
            return String::new();
        }
        format!("launch = {{ date = {}, odds = 0.8 }}\n", day(offset))
    });
    let demand = (
        input(0.0, 40_000.0).prop_map(|x| format!("demand.asked_units = {x}\n")),
        maybe("demand.opening_firm_share", input(0.0, 1.0)),
        maybe("demand.firming_share", moving(0.2, 1.0)),
        maybe("demand.firming_weeks", input(0.0, 8.0)),
        maybe("demand.unapproved_factor", input(0.0, 1.0)),
        maybe("demand.elasticity", input(-2.0, 0.0)),
        (0..4u32, input(10.0, 8_000.0), law(1.0, 900.0)).prop_map(|(there, pace, size)| {
            let keys = format!(
                "demand.new_interest_units_per_month = {pace}\ndemand.order_size_units = {size}\n"
            );
            if there == 0 { String::new() } else { keys }
        }),
        maybe("demand.cancellation_hazard_per_month", moving(0.0, 0.6)),
        maybe("demand.cancellation_growth_per_month", input(0.0, 0.4)),
        maybe("demand.firm_cancellation_factor", input(0.0, 2.0)),
        maybe("demand.substitution_hazard_per_month", input(0.0, 0.6)),
        maybe("demand.offshore_share", input(0.0, 1.0)),
    );
    let supply = (
        maybe("supply.opening_stock_units", input(0.0, 30_000.0)),
        prop_oneof!["\"running\"", "\"stopped\"", "\"restarting\""]
            .prop_map(|line| format!("supply.opening_line = {line}\n")),
        maybe("supply.full_output_units_per_quarter", moving(0.0, 60_000.0)),
        maybe("supply.ramp_lag_months", input(0.0, 4.0)),
        maybe("supply.ramp_weeks", input(0.0, 10.0)),
        (maybe("supply.yield_volatility", input(0.0, 1.0)), maybe("supply.yield_persistence", input(0.0, 1.0)))
            .prop_map(|(one, two)| one + &two),
        (0..2u32, input(0.1, 6.0), law(0.3, 12.0), input(0.0, 1.0)).prop_map(
            |(there, hazard, weeks, share)| {
                let keys = format!(
                    "supply.disruption_hazard_per_year = {hazard}\nsupply.disruption_weeks = {weeks}\n\
                     supply.disruption_output_share = {share}\n"
                );
                if there == 0 { String::new() } else { keys }
            },
        ),
        maybe("supply.other_customers_units_per_quarter", input(0.0, 30_000.0)),
        (
            maybe("supply.other_customers_priority", input(0.0, 1.0)),
            maybe("supply.other_customers_volatility", input(0.0, 1.0)),
        )
            .prop_map(|(one, two)| one + &two),
        (input(0.0, 6.0), input(0.0, 3.0), input(0.0, 2.0), input(0.0, 3.0)).prop_map(
            |(idle, stop, cover, decision)| {
                format!(
                    "supply.stop_after_idle_weeks = {idle}\nsupply.stop_hazard_per_month = {stop}\n\
                     supply.restart_cover = {cover}\nsupply.decision_weeks = {decision}\n"
                )
            },
        ),
        (input(0.0, 9.0), input(0.0, 1.0), input(0.0, 1.0)).prop_map(|(after, share, salvage)| {
            format!(
                "supply.write_down_after_weeks = {after}\nsupply.write_down_share = {share}\n\
                 supply.salvage_share = {salvage}\n"
            )
        }),
    );
    let logistics = (
        maybe("logistics.test_throughput_units_per_week", input(0.0, 3_000.0)),
        maybe("logistics.test_weeks", input(0.0, 6.0)),
        maybe("logistics.transit_weeks", input(0.0, 6.0)),
        maybe("logistics.clearance_weeks", input(0.0, 3.0)),
    );
    let own = (
        uncertain(100.0, 30_000.0),
        uncertain(10.0, 9_000.0),
        input(0.3, 9.0),
        prop_oneof!["advanced", "legacy", "free"],
    );
    (own, launch, demand, supply, logistics).prop_map(
        |((price, cost, power, class), launch, d, s, l)| {
            let mut text = format!(
                "price_usd = {price}\nunit_cost_usd = {cost}\nperformance_h20e = {power}\n\
                 policy_class = \"{class}\"\n{launch}"
            );
            for part in [
                d.0, d.1, d.2, d.3, d.4, d.5, d.6, d.7, d.8, d.9, d.10, d.11, s.0, s.1, s.2, s.3,
                s.4, s.5, s.6, s.7, s.8, s.9, s.10, l.0, l.1, l.2, l.3,
            ] {
                text += &part;
            }
            text
        },
    )
}

pub fn buyers() -> impl Strategy<Value = Vec<BuyerPart>> {
    let one = (
        1..=7u32,
        1..=4u32,
        prop_oneof!["major", "firm", "barred"],
        any::<bool>(),
        maybe("screening_factor", input(0.2, 1.5)),
        maybe("opening_approved_units", input(0.0, 4_000.0)),
        maybe("opening_licensed_units", input(0.0, 4_000.0)),
    );
    vec(one, 1..=9).prop_map(|list| {
        let count = list.len();
        let mut left = 64;
        list.into_iter()
            .enumerate()
            .map(|(index, (share, tier, class, listed, screening, approved, licensed))| {
                let share = if index + 1 == count { left } else { share };
                left -= share;
                let keys = format!(
                    "class = \"{class}\"\nwhite_list = {listed}\n{screening}{approved}{licensed}"
                );
                BuyerPart { name: format!("b{index}"), share, tier, keys }
            })
            .collect()
    })
}
