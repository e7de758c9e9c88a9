//! Generated events of every kind.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{EventPart, day, input};

pub fn event() -> impl Strategy<Value = EventPart> {
    let hazard = prop_oneof![
        Just(("washington", "washington")),
        Just(("beijing", "beijing")),
        Just(("beijing", "rounds")),
        Just(("customs", "customs-closure")),
        Just(("customs", "customs-reopening")),
        Just(("ladder", "tariff-escalation")),
        Just(("ladder", "tariff-easing")),
        Just(("ladder", "tariff-truce")),
    ];
    let parameter = prop_oneof![
        Just("product.p0.price_usd"),
        Just("product.p0.demand.firming_share"),
        Just("product.p0.demand.firming_weeks"),
        Just("product.p0.demand.cancellation_hazard_per_month"),
        Just("product.p0.supply.full_output_units_per_quarter"),
        Just("product.p0.supply.other_customers_units_per_quarter"),
        Just("product.p0.supply.write_down_share"),
        Just("product.p0.logistics.test_throughput_units_per_week"),
        Just("product.p0.logistics.test_weeks"),
        Just("product.p0.logistics.transit_weeks"),
        Just("product.p0.logistics.clearance_weeks"),
        Just("product.p0.performance_h20e"),
        Just("product.p0.demand.firm_cancellation_factor"),
        Just("product.p0.demand.substitution_hazard_per_month"),
        Just("product.p0.supply.yield_volatility"),
        Just("product.p0.supply.restart_cover"),
        Just("buyer.b0.screening_factor"),
    ];
    let effect = prop_oneof![
        prop_oneof!["strict", "loose", "denied"].prop_map(|regime| {
            let process = "process = \"washington\"";
            ("washington", format!("force_regime = {{ {process}, regime = \"{regime}\" }}\n"))
        }),
        prop_oneof!["rounds", "free", "barred"].prop_map(|regime| {
            let process = "process = \"beijing\"";
            ("beijing", format!("force_regime = {{ {process}, regime = \"{regime}\" }}\n"))
        }),
        (hazard, input(0.0, 6.0)).prop_map(|((needs, process), factor)| {
            (needs, format!("scale_hazard = {{ process = \"{process}\", factor = {factor} }}\n"))
        }),
        (parameter.clone(), -1.0..3.0f64).prop_map(|(path, scale)| {
            ("", format!("parameter = \"{path}\"\nscale = {scale}\n"))
        }),
        (parameter.clone(), -9_000.0..9_000.0f64)
            .prop_map(|(path, add)| { ("", format!("parameter = \"{path}\"\nadd = {add}\n")) }),
        (parameter, input(0.0, 1.0))
            .prop_map(|(path, value)| { ("", format!("parameter = \"{path}\"\nset = {value}\n")) }),
        Just(("instrument", "add_instrument = \"i0\"\n".to_owned())),
        Just(("instrument", "remove_instrument = \"i0\"\n".to_owned())),
    ];
    let timed = (effect, -6..8i32, 0..3u32, 0.0..20.0f64).prop_map(
        |((needs, mut text), from, lasts, weeks)| {
            text += &format!("from_week = {from}\n");
            let forced = text.starts_with("force_regime");
            if lasts > 0 && !forced {
                text += &format!("for_weeks = {weeks}\n");
            }
            (needs, text)
        },
    );
    let link = prop_oneof![3 => Just(None), 1 => Just(Some("requires")), 1 => Just(Some("unless"))];
    (0..200i64, 0..120i64, input(0.3, 1.0), link, vec(timed, 1..4)).prop_map(
        |(from, length, probability, link, effects)| EventPart {
            link,
            keys: format!(
                "from = {}\nto = {}\nprobability = {probability}\n",
                day(from),
                day(from + length)
            ),
            effects,
        },
    )
}
