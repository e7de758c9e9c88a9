//! Each scenario of the library does in the model what its title says.

use std::path::Path;

use tradeflow::engine::{RunResult, Trace, trace};
use tradeflow::model::{Flow, Model};
use tradeflow::random::Sampling;
use tradeflow::scenario::load;

use crate::outcome::{columns, of, ran};

const SEED: u64 = 2026;
const PATHS: usize = 512;
/// Paths replayed where weeks matter.
const REPLAYS: u64 = 24;

fn model(name: &str) -> Model {
    let file = format!("scenarios/{name}.toml");
    load(Path::new(&file), &[]).unwrap_or_else(|problems| panic!("{problems}")).model
}

fn result(name: &str) -> RunResult {
    ran(&model(name), SEED, PATHS)
}

fn replays(name: &str) -> Vec<Trace> {
    let model = model(name);
    (0..REPLAYS).map(|path| trace(&model, SEED, Sampling::Random, path)).collect()
}

/// That a metric has this value on every path.
fn always(result: &RunResult, metric: &str, value: f64) {
    let all = columns(result);
    assert!(of(&all, metric).iter().all(|x| *x == value), "{}: {metric}", result.scenario);
}

fn mean(result: &RunResult, metric: &str) -> f64 {
    let all = columns(result);
    let values = of(&all, metric);
    values.iter().sum::<f64>() / values.len() as f64
}

/// The week's index by its last day.
fn week(replay: &Trace, last_day: &str) -> usize {
    let found = replay.weeks.iter().position(|week| week.date.to_string() == last_day);
    found.unwrap_or_else(|| panic!("no week ends on {last_day}"))
}

#[test]
fn a_stance_that_is_held_is_held() {
    for (name, regimes) in [
        ("h200-beijing-closed", vec!["beijing.closed"]),
        ("h200-special-use", vec!["beijing.special-use"]),
        ("h200-open-door", vec!["beijing.open", "washington.open"]),
        ("h200-rounds-of-400k", vec!["beijing.rounds"]),
        ("h200-rounds-of-100k", vec!["beijing.rounds"]),
    ] {
        let result = result(name);
        for regime in regimes {
            always(&result, &format!("weeks_in.{regime}"), 100.0);
        }
    }
}

#[test]
fn special_use_serves_universities_alone() {
    let result = result("h200-special-use");
    let delivered = |group: &str| {
        let series = result.series.find("delivered_units_cumulative", "all", group);
        let week = series.and_then(|series| series.weeks.last());
        week.unwrap_or_else(|| panic!("no series of {group}")).mean.value
    };
    assert!(delivered("research") > 0.0);
    for group in ["internet-major", "other-firm", "barred"] {
        assert_eq!(delivered(group), 0.0, "{group}");
    }
}

#[test]
fn both_ways_to_approve_give_the_same_permission_in_two_years() {
    const YEAR: f64 = 420_000.0;
    for (name, gap, size) in
        [("h200-rounds-of-400k", 52, YEAR), ("h200-rounds-of-100k", 13, YEAR / 4.0)]
    {
        let mut most = 0.0_f64;
        for replay in replays(name) {
            let mut before = size;
            for week in &replay.weeks {
                let approved = week.products[0].totals[Flow::Approved as usize];
                // The opening batch, and a round in the last week of each gap.
                let round = if (week.week + 1) % gap == 0 { size } else { 0.0 };
                assert!(approved <= before + round, "{name}, week {}", week.week);
                before = approved;
            }
            most = most.max(before);
        }
        // Shares are floored: a few chips of a round may find no buyer.
        assert!(most > 2.0 * YEAR - 100.0 && most <= 2.0 * YEAR, "{name}: {most} in two years");
    }
}

#[test]
fn tariffs_reach_145_twice_with_a_truce_between() {
    let mut twice = 0;
    for replay in replays("h200-tariff-145") {
        let rate = |day: &str| replay.weeks[week(&replay, day)].tariff_rate.unwrap_or(0.0);
        assert_eq!((rate("2026-04-09"), rate("2026-04-16")), (0.47, 1.45), "path {}", replay.path);
        assert!(rate("2026-05-21") < 1.0, "path {}", replay.path);
        let again = week(&replay, "2026-05-21")..=week(&replay, "2026-08-27");
        twice += u64::from(replay.weeks[again].iter().any(|week| week.tariff_rate == Some(1.45)));
    }
    assert!(twice > REPLAYS / 2, "{twice} of {REPLAYS} paths snap back");
}

#[test]
fn a_cap_by_the_quarter_binds_and_a_total_does_not() {
    let largest = |name: &str| {
        let result = result(name);
        let all = columns(&result);
        let cap = "washington.regime.case-by-case.policy.advanced.us_sales_units_per_quarter";
        let cap = result.inputs.iter().find(|input| input.path == cap);
        let cap = &cap.unwrap_or_else(|| panic!("{name} draws no cap")).values;
        let open = of(&all, "weeks_in.washington.open");
        let mut shares = Vec::new();
        for quarter in result.calendar.quarters() {
            let shipped = of(&all, &format!("shipped_units.h200.{}", quarter.label));
            // Where Washington was open for a while there is no cap.
            let capped = (0..PATHS).filter(|&path| open[path] == 0.0);
            shares.extend(capped.map(|path| shipped[path] / (0.5 * cap[path])));
        }
        shares.into_iter().fold(0.0_f64, f64::max)
    };
    let quarterly = largest("h200-cap-quarterly");
    assert!(quarterly > 0.99 && quarterly <= 1.0, "{quarterly} of a quarter's cap");
    assert!(largest("h200-cap-cumulative") > 2.0, "a total lets a quarter ship more");
}

#[test]
fn the_line_stops_while_beijing_is_closed_and_starts_again() {
    let mut restarts = 0;
    for replay in replays("h200-stop-restart") {
        let (closed, open) = (week(&replay, "2026-02-26"), week(&replay, "2026-08-27"));
        assert!(replay.weeks[closed..open - 2].iter().all(|week| week.beijing == "Closed"));
        assert!(replay.weeks[open..].iter().all(|week| week.beijing == "Open"));
        let produced = |week: usize| replay.weeks[week].products[0].totals[Flow::Produced as usize];
        assert!(produced(closed) > 0.0, "path {}: the line runs at first", replay.path);
        let stopped = produced(open) == produced(open - 4);
        restarts += u64::from(stopped && produced(99) > produced(open));
    }
    assert!(restarts > 0, "no line starts again");
}

#[test]
fn domestic_chips_replace_more() {
    let (base, fast) = (result("h200-2026"), result("h200-domestic-fast"));
    let (before, after) = (mean(&base, "substituted_units"), mean(&fast, "substituted_units"));
    // Twice the supply at twice the hazard; orders leave by other ways too.
    assert!(after > 1.6 * before, "{after} after {before}");
}

#[test]
fn the_summit_opens_beijing() {
    for replay in replays("h200-summit-thaw") {
        let summit = replay.weeks.iter().find(|week| week.events.iter().any(|e| e == "Summit"));
        let summit = summit.unwrap_or_else(|| panic!("path {}: no summit", replay.path));
        assert_eq!(summit.beijing, "Open", "path {}", replay.path);
    }
}

#[test]
fn the_us_takes_15_percent_of_revenue_and_no_tariff() {
    let result = result("h200-revenue-share");
    let all = columns(&result);
    assert!(!all.contains_key("levy_usd.section-232"));
    let (levy, revenue) = (of(&all, "levy_usd.revenue-share"), of(&all, "gross_revenue_usd"));
    let denied = of(&all, "weeks_in.washington.denied");
    let mut paid = 0;
    for path in 0..PATHS {
        let share = levy[path] / (0.15 * revenue[path]);
        assert!(share.is_nan() || share < 1.0 + 1e-9, "path {path}: {share}");
        if denied[path] == 0.0 && revenue[path] > 0.0 {
            assert!(share > 1.0 - 1e-9, "path {path}: {share}");
            paid += 1;
        }
    }
    assert!(paid > 50, "{paid} paths pay without a ban");
}

#[test]
fn the_successor_is_asked_for_from_its_date_on_some_paths() {
    let mut launched = 0;
    for replay in replays("h200-successor") {
        let before = week(&replay, "2026-09-24");
        let asked = |week: usize| replay.weeks[week].products[2].totals[Flow::Asked as usize];
        assert_eq!(asked(before), 0.0, "path {}", replay.path);
        launched += u64::from(asked(before + 1) > 0.0);
    }
    assert!(launched > 0 && launched < REPLAYS, "{launched} of {REPLAYS}");
    assert!(mean(&result("h200-successor"), "delivered_units.successor") > 0.0);
}

#[test]
fn every_product_of_the_line_arrives() {
    let result = result("h200-product-line");
    assert_eq!(result.headline_product, None, "the headline is about all chips together");
    for product in ["h200", "h20", "successor", "mi308"] {
        assert!(mean(&result, &format!("delivered_units.{product}")) > 0.0, "{product}");
    }
}
