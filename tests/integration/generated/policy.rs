//! Generated capitals, customs and levies.

use proptest::prelude::*;

use super::{day, input, law, maybe};

fn policy(class: &'static str, regime: &'static str) -> impl Strategy<Value = String> {
    let licence = (0..3u32, input(0.3, 1.0), law(0.2, 6.0), input(1.0, 20.0), input(0.0, 5.0))
        .prop_map(|(there, odds, lag, validity, again)| {
            let keys = format!(
                "licence_odds = {odds}\nlicence_weeks = {lag}\nvalidity_weeks = {validity}\n\
                 reapply_weeks = {again}\n"
            );
            if there == 0 { String::new() } else { keys }
        });
    let cap = (0..3u32, input(0.05, 1.0), input(0.0, 9_000.0), input(10.0, 40_000.0)).prop_map(
        |(there, share, before, pace)| {
            let keys = format!(
                "volume_cap_share = {share}\nus_sales_to_date_units = {before}\n\
                 us_sales_units_per_quarter = {pace}\n"
            );
            if there == 0 { keys } else { String::new() }
        },
    );
    (
        0..5u32,
        any::<bool>(),
        licence,
        cap,
        maybe("buyer_cap_units", input(0.0, 6_000.0)),
        maybe("revenue_share", input(0.0, 0.3)),
    )
        .prop_map(move |(exports, test, licence, cap, buyer_cap, revenue)| {
            format!(
                "[washington.regime.{regime}.policy.{class}]\nexports = {}\ntest_required = {test}\n\
                 {licence}{cap}{buyer_cap}{revenue}",
                exports > 0
            )
        })
}

/// Sojourns in mean times between switches, once in three.
fn pace() -> impl Strategy<Value = String> {
    (0..3u32, input(1.0, 6.0)).prop_map(|(there, hazard)| {
        if there == 0 { format!("switch_hazard_per_month = {hazard}\n") } else { String::new() }
    })
}

pub fn washington() -> impl Strategy<Value = String> {
    (
        (law(1.0, 12.0), law(1.0, 12.0), input(0.0, 1.0), maybe("listing_hazard_per_month", input(0.0, 1.0)), pace()),
        policy("advanced", "strict"),
        policy("legacy", "strict"),
        policy("advanced", "loose"),
        policy("legacy", "loose"),
    )
        .prop_map(|((one, two, reading, listing, pace), a, b, c, d)| {
            format!(
                "[washington]\nopening_regime = \"loose\"\n{pace}cumulative_reading_odds = {reading}\n{listing}\
                 [washington.regime.strict]\nstrictness = 3\nsojourn = {one}\nnext = {{ loose = 0.8, denied = 0.2 }}\n\
                 [washington.regime.loose]\nstrictness = 1\nsojourn = {two}\nnext = {{ strict = 0.7, denied = 0.3 }}\n\
                 [washington.regime.denied]\nstrictness = 5\nsojourn = {one}\nnext = {{ loose = 1 }}\n\
                 [washington.regime.denied.policy.advanced]\nexports = false\n\
                 [washington.regime.denied.policy.legacy]\nexports = false\n{a}{b}{c}{d}"
            )
        })
}

fn rounds(class: &'static str) -> impl Strategy<Value = String> {
    (
        (law(0.3, 6.0), law(10.0, 20_000.0), input(0.2, 1.0), input(0.0, 1.0)),
        maybe("waiting_gain", input(0.0, 1.0)),
        maybe("validity_weeks", input(1.0, 20.0)),
        maybe("domestic_units_per_unit", input(0.0, 1.5)),
    )
        .prop_map(move |((gap, size, one, two), gain, validity, domestic)| {
            let odds: Vec<String> = (1..=9)
                .map(|tier| format!("tier-{tier} = {}", if tier % 2 == 1 { &one } else { &two }))
                .collect();
            format!(
                "[beijing.rounds.{class}]\ngap_weeks = {gap}\nsize_units = {size}\n\
                 odds = {{ {} }}\n{gain}{validity}{domestic}",
                odds.join(", ")
            )
        })
}

pub fn beijing() -> impl Strategy<Value = String> {
    (
        (law(1.0, 10.0), law(1.0, 10.0), input(0.2, 1.0), input(0.3, 2.0), input(0.3, 3.0)),
        rounds("advanced"),
        rounds("legacy"),
        0..3u32,
        pace(),
    )
        .prop_map(|((one, two, guidance, pace, customs), advanced, legacy, with, switches)| {
            let legacy = if with == 0 { String::new() } else { legacy };
            format!(
                "[beijing]\nopening_regime = \"rounds\"\n{switches}\
                 [beijing.regime.rounds]\nstrictness = 3\nsojourn = {one}\nnext = {{ free = 0.6, barred = 0.4 }}\n\
                 imports = \"rounds\"\nadmits = [\"major\", \"firm\"]\nguidance = {guidance}\nround_pace = {pace}\n\
                 customs_closure_factor = {customs}\n\
                 [beijing.regime.free]\nstrictness = 1\nsojourn = {two}\nnext = {{ rounds = 1 }}\n\
                 imports = \"free\"\nadmits = [\"major\", \"firm\"]\n\
                 [beijing.regime.barred]\nstrictness = 5\nsojourn = {one}\nnext = {{ rounds = 0.5, free = 0.5 }}\n\
                 imports = \"barred\"\ncustoms_reopening_factor = {customs}\n{advanced}{legacy}"
            )
        })
}

/// A gate that closes often, and crates that soon go back.
pub fn customs() -> impl Strategy<Value = String> {
    (law(0.5, 6.0), law(0.5, 6.0), input(0.0, 3.0), input(0.2, 6.0), 0..3u32).prop_map(
        |(open, closed, patience, back, kind)| {
            let opening = ["opening = \"open\"", "opening = \"closed\"", "opening_odds = 0.5"];
            format!(
                "[customs]\n{}\nopen_weeks = {open}\nclosed_weeks = {closed}\n\
                 return_after_weeks = {patience}\nreturn_hazard_per_month = {back}\n",
                opening[kind as usize]
            )
        },
    )
}

pub fn ladder() -> impl Strategy<Value = String> {
    let opening = (0..2u32, 1..200i64).prop_map(|(there, until)| {
        let keys = format!("opening_truce_until = {}\nopening_peak_rate = 0.5\n", day(until));
        if there == 0 { keys } else { String::new() }
    });
    (input(0.0, 1.0), input(0.0, 1.0), input(0.0, 1.0), law(1.0, 12.0), input(0.0, 1.0), opening)
        .prop_map(|(up, down, truce, weeks, back, opening)| {
            format!(
                "[tariff.ladder]\nrungs = [0.1, 0.25, 0.5, 1.45]\nopening_rate = 0.25\n{opening}\
                 escalation_hazard_per_month = {up}\neasing_hazard_per_month = {down}\n\
                 truce_hazard_per_month = {truce}\ntruce_weeks = {weeks}\nsnap_back_odds = {back}\n"
            )
        })
}

pub fn instrument() -> impl Strategy<Value = String> {
    let rate = prop_oneof![
        input(0.0, 0.4),
        Just("{ from = \"washington\" }".to_owned()),
        Just("{ from = \"ladder\", above = 0.2, scale = 0.5 }".to_owned()),
    ];
    (
        prop_oneof!["us-entry", "delivery"],
        prop_oneof!["us", "china"],
        rate,
        maybe("borne_by_buyer", input(0.0, 1.0)),
        maybe("refundable_share", input(0.0, 1.0)),
        0..4u32,
        prop_oneof![
            2 => Just(""),
            1 => Just("policy_classes = [\"advanced\", \"free\"]\n"),
            1 => Just("policy_classes = [\"legacy\"]\n"),
        ],
    )
        .prop_map(|(on, receiver, rate, borne, refund, inactive, classes)| {
            format!(
                "on = \"{on}\"\nreceiver = \"{receiver}\"\nrate = {rate}\n{borne}{refund}{classes}active = {}\n",
                inactive > 0
            )
        })
}
