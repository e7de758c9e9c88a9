//! `tradeflow explain`: what a key means, how it stands in a scenario, and who set it.

use std::fs;

use serde_json::Value;
use tradeflow::scenario::{Scenario, load};

use crate::program::{Program, scenario};

const PRICE: &str = "product.h200.price_usd";

fn explained(args: &[&str]) -> String {
    let mut all = vec!["explain"];
    all.extend(args);
    Program::new(&all).succeeds()
}

fn explained_json(args: &[&str]) -> Vec<Value> {
    let text = explained(&[args, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A line of the text, by the word that it begins with.
fn line<'a>(text: &'a str, word: &str) -> &'a str {
    let found = text.lines().find_map(|line| line.trim_start().strip_prefix(word));
    found.unwrap_or_else(|| panic!("no {word} in\n{text}")).trim()
}

#[test]
fn an_input_is_told_with_its_picture_and_its_origin() {
    let text = explained(&[&scenario("h200-2026"), PRICE]);
    assert!(text.starts_with("product.h200.price_usd\nList price.\n"), "{text}");
    assert_eq!(line(&text, "value"), "P10 21,000, P50 26,500, P90 31,000, min 0 USD");
    assert_eq!(line(&text, "valid"), "at least 0");
    assert_eq!(line(&text, "default"), "must be given");
    assert!(line(&text, "kind").starts_with("input"), "{text}");
    assert!(line(&text, "source").contains("Reuters"), "{text}");
    assert_eq!(line(&text, "confidence"), "derived");
    // The three percentiles that were given are among those that are told.
    for figure in ["P10 21,000 ", "P50 26,500 ", "P90 31,000 "] {
        assert!(line(&text, "P5 ").contains(figure), "{text}");
    }
    let strip = text.lines().find(|line| line.contains('█')).expect("a picture").trim();
    assert_eq!(strip.chars().count(), 64, "{strip}");
    // A metalog of these percentiles has one hump, and no more of it at its ends than a sliver.
    assert!(strip.starts_with('▁') && strip.ends_with('▁'), "{strip}");
    let set_by = line(&text, "set by").rsplit_once(':').expect("a line").1;
    let file = fs::read_to_string(scenario("h200-2026")).expect("the file");
    let number: usize = set_by.parse().expect("a number");
    assert!(file.lines().nth(number - 1).is_some_and(|line| line.starts_with("price_usd")));
}

#[test]
fn a_value_of_an_overlay_names_what_it_replaces() {
    let path = "event.congress-blocks.probability";
    let keys = explained_json(&[&scenario("h200-us-ban"), path]);
    let key = &keys[0];
    assert_eq!((&key["value"], &key["given"]), (&"1".into(), &true.into()));
    let ends = |value: &Value, end: &str| value.as_str().is_some_and(|text| text.ends_with(end));
    assert!(ends(&key["file"], "h200-us-ban.toml"), "{key}");
    let replaced = key["replaces"].as_array().expect("what it replaces");
    assert_eq!(replaced.len(), 1);
    assert!(ends(&replaced[0]["file"], "h200-2026.toml"), "{key}");
    assert!(replaced[0]["value"].as_str().is_some_and(|words| words.starts_with("P10 ")));
    let text = explained(&[&scenario("h200-us-ban"), path, "--set", &format!("{path}=0.5")]);
    assert_eq!(line(&text, "set by"), "--set");
    let over: Vec<&str> = text.lines().filter(|line| line.starts_with("  over ")).collect();
    assert!(over[0].contains("h200-us-ban.toml:") && over[1].contains("h200-2026.toml:"), "{text}");
}

#[test]
fn a_law_is_chance_and_a_spike_stands_apart() {
    let text = explained(&[&scenario("h200-2026"), "product.h200.demand.order_size_units"]);
    assert!(line(&text, "kind").starts_with("law: chance"), "{text}");
    assert!(text.contains("parameters at their medians") && text.contains("log scale"), "{text}");
    let set = format!("{PRICE}.discrete={{ values = [20000, 30000], weights = [0.25, 0.75] }}");
    let text = explained(&[&scenario("h200-2026"), PRICE, "--set", &set]);
    assert!(text.contains("20,000  25.0%  ██████████\n"), "{text}");
    assert!(text.contains("30,000  75.0%  ██████████████████████████████\n"), "{text}");
}

#[test]
fn a_key_left_out_is_told_with_its_default() {
    let text = explained(&[&scenario("h200-2026"), "customs.opening_odds"]);
    assert!(text.contains("Odds that it is open at the start"), "{text}");
    assert_eq!(line(&text, "set by"), "nobody: the default holds");
    let text = explained(&[&scenario("h200-open-door"), "customs.open_weeks"]);
    assert_eq!(line(&text, "value"), "none: the scenario has no customs weeks");
    let text = explained(&[&scenario("h200-2026"), "washington"]);
    let (given, left) = text.split_once("\nNot given:\n").expect("both");
    assert!(given.contains("\n* ") && given.contains("opening_regime"), "{text}");
    assert!(left.contains("buyer_cap_units") && left.contains("no limit chips"), "{text}");
}

#[test]
fn without_a_path_all_numbers_are_listed_and_judgement_is_marked() {
    let text = explained(&[&scenario("h200-2026")]);
    let whole: Scenario =
        load(std::path::Path::new(&scenario("h200-2026")), &[]).unwrap_or_else(|p| panic!("{p}"));
    let judged = whole.register.iter().filter(|e| e.confidence.as_deref() == Some("judgement"));
    assert_eq!(text.lines().filter(|line| line.starts_with("* ")).count(), judged.count());
    let listed = text.lines().filter(|line| line.starts_with("* ") || line.starts_with("  "));
    assert_eq!(listed.count(), whole.register.len());
    let uncertain = whole.register.iter().filter(|e| !e.is_law() && e.varies()).count();
    let said = format!("{} numbers: {uncertain} not known", whole.register.len());
    assert!(text.contains(&said), "{said}\n{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    let keys = explained_json(&[&scenario("h200-2026")]);
    assert_eq!(keys.len(), whole.register.len());
    assert!(keys.iter().all(|key| key["path"].is_string() && key["line"].is_u64()));
    assert!(keys.iter().any(|key| key["drawn"] == "anew inside a path"));
}

#[test]
fn without_a_scenario_the_language_is_explained() {
    let text = explained(&[]);
    assert!(
        text.contains("\nproduct.NAME.supply\n") && text.contains("must be given USD"),
        "{text}"
    );
    let text = explained(&["product.any.price_usd"]);
    assert!(text.contains("List price.") && !text.contains("set by"), "{text}");
    let keys = explained_json(&["beijing.regime.NAME.imports"]);
    assert_eq!(keys[0]["valid"], "barred, rounds, free");
}

#[test]
fn a_slip_is_answered_with_the_likely_key_and_nothing_is_printed() {
    let base = scenario("h200-2026");
    for (args, said) in [
        (vec!["explain", &base, "product.h200.prise_usd"], "did you mean product.h200.price_usd?"),
        (vec!["explain", &base, "price_usd"], "product.h200.price_usd or product.h20.price_usd"),
        (vec!["explain", &base, PRICE, "weather"], "tradeflow explain FILE"),
        (vec!["explain", "produkt"], "did you mean product?"),
        (vec!["explain", "missing.toml"], "there is no such file"),
        (vec!["explain", "customs", "--set", "customs.opening=closed"], "needs a scenario"),
        (vec!["explain", &base, "a\u{1b}[31m\u{202e}"], "a\\u{1b}[31m\\u{202e}"),
    ] {
        let complaint = Program::new(&args).fails(2);
        assert!(complaint.contains(said), "{args:?}: {complaint}");
        assert!(!complaint.contains(['\u{1b}', '\u{202e}']), "{complaint:?}");
    }
}

#[test]
fn a_file_of_a_hostile_name_is_told_without_its_controls() {
    let folder = tempfile::tempdir().expect("a folder");
    let name = "a\u{202e}b\u{1b}.toml";
    fs::copy(scenario("h200-2026"), folder.path().join(name)).expect("a copy");
    let text = Program::new(&["explain", name, PRICE]).within(folder.path()).succeeds();
    assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
    let json = Program::new(&["explain", name, PRICE, "--json"]).within(folder.path()).succeeds();
    assert!(!json.contains(['\u{1b}', '\u{202e}']), "{json:?}");
    let keys: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(keys[0]["file"], name, "nothing is lost to a program");
}
