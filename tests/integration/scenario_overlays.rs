//! Overlays: the scenarios beside the base, `--set`, and where a value comes from.

use std::path::Path;

use tradeflow::model::{Change, Customs};
use tradeflow::scenario::{Differences, RegisterEntry, Scenario, from_text, load};

use crate::library::{scenarios, shipped};

const BASE: &str = "scenarios/h200-2026.toml";

fn loaded(path: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load(Path::new(path), &sets).unwrap_or_else(|problems| panic!("{problems}"))
}

fn entry<'a>(scenario: &'a Scenario, path: &str) -> &'a RegisterEntry {
    scenario.register.iter().find(|entry| entry.path == path).expect("an entry of this path")
}

#[test]
fn the_shipped_scenarios_resolve_to_themselves() {
    for file in shipped() {
        for scenario in scenarios(&file) {
            let name = &scenario.model.scenario.name;
            let again = from_text("resolved.toml", &scenario.resolved, &[])
                .unwrap_or_else(|problems| panic!("{name}\n{problems}"));
            assert!(format!("{:?}", again.model) == format!("{:?}", scenario.model), "{name}");
        }
    }
}

#[test]
fn an_overlay_differs_from_its_baseline_by_the_assumptions_of_its_header() {
    let base = loaded(BASE, &[]);
    for (name, expected) in [
        ("h200-us-ban", &["event.congress-blocks"][..]),
        ("h200-beijing-closed", &["beijing.regime", "event.antitrust-ruling"]),
        (
            "h200-open-door",
            &[
                "washington.regime",
                "beijing.regime",
                "customs",
                "event.congress-blocks",
                "event.huang-visit",
                "event.antitrust-ruling",
            ],
        ),
    ] {
        let overlay = loaded(&format!("scenarios/{name}.toml"), &[]);
        let mut differences = Differences::between(&base, &overlay);
        // Each goes without the others.
        let singles =
            |count: usize| (0..count).map(|one| (0..count).map(|k| k == one).collect()).collect();
        assert_eq!(differences.scenarios(&singles).len(), expected.len());
        let paths: Vec<&str> = differences.assumptions().map(|c| c.paths[0].as_str()).collect();
        assert_eq!(paths, expected, "{name}");
        let all = differences.scenario(&vec![true; expected.len()]);
        let all = all.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(Differences::between(&all, &overlay).assumptions().count(), 0);
    }
}

#[test]
fn every_scenario_of_the_library_can_be_reached_from_the_base_change_by_change() {
    let base = loaded(BASE, &[]);
    let mut seen = 0;
    for entry in std::fs::read_dir("scenarios").expect("a folder").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|end| end != "toml") || path == Path::new(BASE) {
            continue;
        }
        // A scenario of worlds is none by itself.
        if path.ends_with("h200-worlds.toml") {
            continue;
        }
        seen += 1;
        let overlay = loaded(&path.to_string_lossy(), &[]);
        let mut differences = Differences::between(&base, &overlay);
        // One change after the other, in the order of the file and backwards.
        let walks = |count: usize| -> Vec<Vec<bool>> {
            let forward = (0..=count).map(|n| (0..count).map(|k| k < n).collect());
            forward.chain((0..=count).map(|n| (0..count).map(|k| k >= n).collect())).collect()
        };
        let steps = differences.scenarios(&walks).len();
        let changes = differences.assumptions().count();
        assert_eq!(steps, 2 * (changes + 1), "{path:?}");
        let all = differences.scenario(&vec![true; changes]);
        let all = all.unwrap_or_else(|problems| panic!("{path:?}: {problems}"));
        assert_eq!(Differences::between(&all, &overlay).assumptions().count(), 0, "{path:?}");
    }
    assert!(seen >= 3, "{seen}");
}

#[test]
fn each_overlay_changes_what_it_says() {
    let base = loaded(BASE, &[]);
    let closed = loaded("scenarios/h200-beijing-closed.toml", &[]);
    assert_eq!(closed.model.beijing.process.opening, 0);
    assert_eq!(closed.model.events.len(), base.model.events.len() - 1);
    let open = loaded("scenarios/h200-open-door.toml", &[]);
    assert!(matches!(open.model.customs, Customs { process: None, .. }));
    let ban = loaded("scenarios/h200-us-ban.toml", &[]);
    let ban = ban.model.events.iter().find(|event| event.id.name == "congress-blocks");
    let ban = ban.expect("the event");
    assert!((ban.from_week - 122.0 / 7.0).abs() < 1e-12, "1 June is 122 days after 30 January");
    assert!(ban.effects.iter().any(|effect| matches!(effect.change, Change::ForceRegime { .. })));
}

#[test]
fn a_value_knows_which_file_set_it() {
    let scenario = loaded("scenarios/h200-us-ban.toml", &["product.h200.price_usd=27_000"]);
    let probability = entry(&scenario, "event.congress-blocks.probability");
    assert_eq!(probability.file, "scenarios/h200-us-ban.toml");
    assert_eq!(probability.value, "1");
    let price = entry(&scenario, "product.h200.price_usd");
    assert_eq!((price.file.as_str(), price.line, price.value.as_str()), ("--set", 1, "27,000"));
    assert_eq!(price.source, None, "the source of the old value does not cover the new one");
    assert_eq!(entry(&scenario, "product.h20.price_usd").file, "scenarios/h200-2026.toml");
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(entry(&again, "product.h200.price_usd").source, None);
}

#[test]
fn a_number_set_inside_a_sourced_table_stays_without_a_source_when_resolved() {
    let scenario = loaded(
        BASE,
        &[
            "buyer.baidu.opening_approved_units.h200=5",
            "tariff.instrument.retaliatory-duty.borne_by_buyer=0.7",
        ],
    );
    let path = "tariff.instrument.retaliatory-duty.borne_by_buyer";
    assert_eq!(entry(&scenario, path).source, None);
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(entry(&again, path).source, None);
}

#[test]
fn a_patched_distribution_loses_the_source_of_its_table() {
    let path = "product.h20.demand.asked_units";
    assert!(entry(&loaded(BASE, &[]), path).source.is_some(), "its table has one");
    let scenario = loaded(BASE, &["product.h20.demand.asked_units.percentiles.p50=140_000"]);
    let patched = entry(&scenario, path);
    assert_eq!((patched.source.as_deref(), patched.file.as_str()), (None, "--set"));
    assert_eq!(patched.value, "P10 50,000, P50 140,000, P90 300,000, min 0");
}

#[test]
fn a_source_on_an_overlay_table_covers_only_the_numbers_of_the_overlay() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("overlay.toml");
    let base = std::path::absolute(BASE).expect("a path");
    let text = format!(
        "extends = '{}'\n[scenario]\nname = \"overlay\"\n[domestic]\nsource = \"mine\"\n\
         available_share = 0.4\n",
        base.display()
    );
    std::fs::write(&path, text).expect("a file");
    let scenario = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    let old = loaded(BASE, &[]);
    for scenario in [&scenario, &again] {
        let share = entry(scenario, "domestic.available_share");
        assert_eq!((share.source.as_deref(), &share.confidence), (Some("mine"), &None));
        let midpoint = entry(scenario, "domestic.midpoint_weeks");
        assert_eq!(midpoint.source, entry(&old, "domestic.midpoint_weeks").source);
    }
}

#[test]
fn what_is_set_may_be_words_dates_and_tables() {
    let sets = [
        "beijing.opening_regime=closed",
        "scenario.end=2026-12-31",
        "target.million-by-2027.remove=true",
        "product.h200.price_usd={ normal = { mean = 27_000, sd = 1_000 }, truncate = { min = 0 } }",
        "run.paths = 50",
    ];
    let scenario = loaded(BASE, &sets);
    assert_eq!(scenario.model.beijing.process.opening, 0);
    assert_eq!(scenario.model.calendar.weeks(), 48);
    assert_eq!(scenario.model.targets.len(), 4);
    assert_eq!(scenario.run.paths, 50);
}

#[test]
fn what_is_set_is_reported_like_a_file() {
    let sets = ["product.h200.prise_usd=27_000".to_owned(), "product.h200.price_usd=-1".to_owned()];
    let problems = load(Path::new(BASE), &sets).expect_err("two problems");
    let text = problems.to_string();
    assert!(text.contains("--> --set:1:14"), "{text}");
    assert!(text.contains("did you mean \"price_usd\"?"), "{text}");
    assert!(text.contains("must be at least 0, not -1"), "{text}");
    for set in ["nonsense", "a=1\nb=2", "=", "a.b=", "[x]=1", "a={", "run.paths=1e400"] {
        assert!(load(Path::new(BASE), &[set.to_owned()]).is_err(), "{set}");
    }
}

const MINIMAL: &str = r#"
schema = 1
[scenario]
name = "minimal"
title = "Minimal"
start = 2026-01-01
end = 2026-12-31
[product.chip]
price_usd = 100
demand.asked_units = 1000
supply.opening_stock_units = 500
[buyer.all]
order_share = 1
"#;

#[test]
fn a_minimal_scenario_has_no_gates() {
    let scenario = from_text("minimal.toml", MINIMAL, &[]).unwrap_or_else(|p| panic!("{p}"));
    let model = &scenario.model;
    assert!(model.washington.regimes[0].policies[0].exports);
    assert!(model.washington.regimes[0].policies[0].licensing.is_none());
    assert!(model.customs.process.is_none() && model.domestic.is_none());
    assert!(model.beijing.regimes[0].admits.iter().all(|admitted| *admitted));
    assert!(model.tariff.ladder.is_none() && model.tariff.instruments.is_empty());
    assert_eq!(scenario.register.len(), 4);
}

#[test]
fn times_of_the_file_become_weeks() {
    let scenario = loaded(BASE, &[]);
    let model = &scenario.model;
    let scale = |parameter: tradeflow::process::Parameter| model.inputs[parameter.0 as usize].scale;
    let supply = &model.products[0].supply;
    // 365.2425 days a year: 13.0444 weeks a quarter, 4.3481 a month.
    const ROUNDING: f64 = 1e-4;
    assert!((1.0 / scale(supply.full_output_per_week) - 13.0444).abs() < ROUNDING);
    assert!((scale(supply.ramp_lag_weeks) - 4.3481).abs() < ROUNDING);
    assert!((1.0 / scale(supply.stop_hazard) - 4.3481).abs() < ROUNDING);
    assert!((1.0 / scale(supply.disruption_hazard) - 52.1775).abs() < ROUNDING);
    let mean = model.products[0].demand.order_size_mean;
    assert!((mean - 6_000.0 * 0.5_f64.exp()).abs() < 1e-6 * mean, "{mean}");
}

#[test]
fn a_quantity_is_the_number_that_it_writes() {
    let more = |set: &str, level: &str, rest: &str| {
        format!(
            "{rest}\n[event.cut]\nfrom = 2026-03-01\n[[event.cut.effect]]\n\
             parameter = \"product.chip.price_usd\"\nset = {set}\n\
             [target.sold]\nmetric = \"delivered_units\"\nat_least = {level}\n"
        )
    };
    let (written, plain) = [
        ("product.chip.price_usd", "\"$27k\"", "27_000"),
        ("product.chip.demand.asked_units.percentiles", PERCENTILES[0], PERCENTILES[1]),
        ("product.chip.demand.firming_share", "\"29 %\"", "0.29"),
        (
            "product.chip.demand.firming_weeks",
            "{ value = \"14 days\", source = \"press\" }",
            "{ value = 2, source = \"press\" }",
        ),
        ("product.chip.demand.cancellation_hazard_per_month", "\"5 %/month\"", "0.05"),
        ("product.chip.demand.new_interest_units_per_month", "\"3 k/quarter\"", "1_000"),
        (
            "product.chip.demand.order_size_units.lognormal",
            "{ median = \"2 k\", sigma = \"50 %\" }",
            "{ median = 2_000, sigma = 0.5 }",
        ),
        ("product.chip.supply.disruption_hazard_per_year", "\"0.1/month\"", "1.2"),
        ("product.chip.supply.disruption_weeks", "\"2 weeks\"", "2"),
    ]
    .into_iter()
    .map(|(path, written, plain)| (format!("{path}={written}"), format!("{path}={plain}")))
    .unzip::<String, String, Vec<_>, Vec<_>>();
    let model = |text: &str, sets: &[String]| {
        let scenario = from_text("q.toml", text, sets).unwrap_or_else(|p| panic!("{p}"));
        let again = from_text("resolved.toml", &scenario.resolved, &[]);
        let again = again.unwrap_or_else(|problems| panic!("{problems}\n{}", scenario.resolved));
        assert_eq!(format!("{:?}", again.model), format!("{:?}", scenario.model));
        assert_eq!(entry(&scenario, "product.chip.price_usd").value, "27,000");
        format!("{:?}", scenario.model)
    };
    let quantities = model(&more("\"$25 k\"", "\"1.5 M\"", MINIMAL), &written);
    assert_eq!(quantities, model(&more("25_000", "1_500_000", MINIMAL), &plain));
}

const PERCENTILES: [&str; 2] = [
    "{ p10 = \"15 k\", p50 = \"0.02 million chips\", p90 = 30_000, min = 0 }",
    "{ p10 = 15_000, p50 = 20_000, p90 = 30_000, min = 0 }",
];

#[test]
fn an_overlay_changes_one_number_of_one_part_of_a_mixture() {
    let parts = "none={weight=0.3,value=0},some={weight=0.7,lognormal={median=50,p90=90}}";
    let asked = format!("product.chip.demand.asked_units.mixture={{{parts}}}");
    let median = "product.chip.demand.asked_units.mixture.some.lognormal.median=60";
    let scenario = from_text("m.toml", MINIMAL, &[asked, median.to_owned()]);
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    let words = "0.3 none (0), 0.7 some (lognormal: median 60, P90 90)";
    assert_eq!(entry(&scenario, "product.chip.demand.asked_units").value, words);
    let drawn = scenario.model.inputs.iter().find(|input| input.path.ends_with("asked_units"));
    let dist = &drawn.expect("the input").dist;
    assert_eq!((dist.quantile(0.3), dist.quantile(0.29)), (0.0, 0.0));
    assert!((dist.quantile(0.65) - 60.0).abs() < 1e-9);
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(format!("{:?}", again.model), format!("{:?}", scenario.model));
}

#[test]
fn a_mixture_of_twenty_parts_is_allowed() {
    let parts: Vec<String> =
        (0..20).map(|part| format!("p{part}={{weight=0.05,value={part}}}")).collect();
    let set = format!("product.chip.demand.asked_units.mixture={{{}}}", parts.join(","));
    assert!(from_text("m.toml", MINIMAL, &[set]).is_ok());
}

#[test]
fn an_overlay_changes_the_value_of_one_date() {
    let path = "product.chip.price_usd";
    let dated = format!(
        "{path}.dated={{2025-07-01=80,2026-01-01={{value=100,source=\"list\"}},2026-06-01={{uniform={{low=1,high=2}}}}}}"
    );
    let later = format!("{path}.dated.2026-06-01=90");
    let scenario = from_text("d.toml", MINIMAL, &[dated, later]);
    let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
    let words = "80 from 2025-07-01; 100 from 2026-01-01; 90 from 2026-06-01";
    assert_eq!(entry(&scenario, path).value, words);
    let opening = entry(&scenario, &format!("{path}.dated.2026-01-01"));
    assert_eq!((opening.value.as_str(), opening.source.as_deref()), ("100", Some("list")));
    let model = &scenario.model;
    let price = model.products[0].price_usd;
    assert_eq!(model.inputs[price.0 as usize].dist.quantile(0.5), 100.0);
    // 1 June is 151 days after 1 January.
    let [june] = model.dated.as_slice() else { panic!("{:?}", model.dated) };
    assert_eq!((june.week, june.parameter), (21.0, price));
    assert_eq!(model.inputs[june.value.0 as usize].dist.quantile(0.5), 90.0);
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(format!("{:?}", again.model), format!("{:?}", scenario.model));
}

#[test]
fn a_date_a_week_for_five_years_is_allowed() {
    let start = tradeflow::units::Date::new(2026, 1, 1).expect("a date");
    let dates: Vec<String> =
        (0..261).map(|week| format!("{}={}", start.plus_days(7 * week), 1 + week)).collect();
    let set = format!("product.chip.price_usd.dated={{{}}}", dates.join(","));
    assert!(from_text("d.toml", MINIMAL, &[set]).is_ok());
}

#[test]
fn an_effect_in_the_week_of_the_launch_changes_what_is_read_then() {
    let effect = |from: &str| {
        format!(
            "{MINIMAL}\n[event.more]\nfrom = {from}\n[[event.more.effect]]\n\
             parameter = \"product.chip.supply.opening_stock_units\"\nscale = 2\n"
        )
    };
    assert!(from_text("e.toml", &effect("2026-01-07"), &[]).is_ok());
    assert!(from_text("e.toml", &effect("2026-01-08"), &[]).is_err());
    let launch = ["product.chip.launch.date=2026-03-01".to_owned()];
    assert!(from_text("e.toml", &effect("2026-01-08"), &launch).is_ok());
}

#[test]
fn an_event_comes_after_those_it_hangs_on() {
    let text = format!(
        "{MINIMAL}\n[event.last]\nfrom = 2026-03-01\nrequires = \"second\"\nunless = \"first\"\n\
         [event.first]\nfrom = 2026-02-01\n[event.second]\nfrom = 2026-01-15\nunless = \"first\"\n"
    );
    let scenario = from_text("events.toml", &text, &[]).unwrap_or_else(|p| panic!("{p}"));
    let events = &scenario.model.events;
    let names: Vec<&str> = events.iter().map(|e| e.id.name.as_str()).collect();
    assert_eq!(names, ["first", "second", "last"]);
    assert_eq!((events[1].requires, events[1].unless), (None, Some(0)));
    assert_eq!((events[2].requires, events[2].unless), (Some(1), Some(0)));
    let again = from_text("resolved.toml", &scenario.resolved, &[]);
    let again = again.unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(format!("{:?}", again.model), format!("{:?}", scenario.model));
}

#[test]
fn carriage_returns_and_a_byte_order_mark_change_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("windows.toml");
    let text = format!("\u{feff}{}", MINIMAL.replace('\n', "\r\n"));
    std::fs::write(&path, text).expect("a file");
    let windows = load(&path, &[]).unwrap_or_else(|problems| panic!("{problems}"));
    let plain = from_text("plain.toml", MINIMAL, &[]).unwrap_or_else(|p| panic!("{p}"));
    assert_eq!(format!("{:?}", windows.model), format!("{:?}", plain.model));
}

#[test]
fn a_named_group_of_correlated_inputs_is_changed_and_taken_away() {
    let group = "[correlated.market]\ninputs = [\"product.chip.price_usd\", \
                 \"product.chip.demand.asked_units\", \"product.chip.unit_cost_usd\"]\n\
                 spearman = 0.4\n";
    let text = format!("{MINIMAL}\n{group}");
    let uncertain = ["price_usd", "demand.asked_units", "unit_cost_usd"]
        .map(|path| format!("product.chip.{path}.uniform={{low=10,high=50}}"));
    let pairs = |set: &[&str]| {
        let mut sets = uncertain.to_vec();
        sets.extend(set.iter().map(|&set| set.to_owned()));
        let scenario = from_text("m.toml", &text, &sets);
        let scenario = scenario.unwrap_or_else(|problems| panic!("{problems}"));
        let again = from_text("resolved.toml", &scenario.resolved, &[]);
        let again = again.unwrap_or_else(|problems| panic!("{problems}"));
        let pairs = |copula: &Option<(_, tradeflow::dist::Copula)>| {
            copula.as_ref().map(|(_, copula)| copula.pairs().to_vec())
        };
        assert_eq!(pairs(&scenario.model.copula), pairs(&again.model.copula));
        pairs(&scenario.model.copula)
    };
    let all = |rho: f64| Some(vec![(0, 1, rho), (0, 2, rho), (1, 2, rho)]);
    assert_eq!(pairs(&[]), all(0.4));
    assert_eq!(pairs(&["correlated.market.spearman=0.2"]), all(0.2));
    assert_eq!(pairs(&["correlated.market={remove=true}"]), None);
}
