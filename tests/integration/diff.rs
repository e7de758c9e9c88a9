//! `tradeflow diff`: what two scenarios assume differently.

use serde_json::Value;

use crate::program::{Program, scenario};

fn text(first: &str, second: &str) -> String {
    Program::new(&["diff", first, second]).succeeds()
}

fn json(first: &str, second: &str) -> Value {
    let text = Program::new(&["diff", first, second, "--json"]).succeeds();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn difference<'a>(report: &'a Value, path: &str) -> &'a Value {
    let all = report["differences"].as_array().expect("differences");
    all.iter().find(|one| one["path"] == path).unwrap_or_else(|| panic!("{path} in {report:#}"))
}

#[test]
fn a_scenario_assumes_what_it_assumes() {
    let base = scenario("h200-2026");
    assert!(text(&base, &base).ends_with("They assume the same.\n"));
    assert_eq!(json(&base, &base)["differences"], Value::Array(Vec::new()));
}

#[test]
fn an_overlay_differs_in_what_it_says_and_nothing_else() {
    let (base, ban) = (scenario("h200-2026"), scenario("h200-us-ban"));
    let report = json(&base, &ban);
    let all = report["differences"].as_array().expect("differences");
    let mut paths: Vec<&str> = all.iter().filter_map(|one| one["path"].as_str()).collect();
    paths.sort_unstable();
    assert_eq!(
        paths,
        [
            "event.congress-blocks.from",
            "event.congress-blocks.probability",
            "event.congress-blocks.to",
            "scenario.name",
            "scenario.question",
            "scenario.title",
        ]
    );
    let odds = difference(&report, "event.congress-blocks.probability");
    assert_eq!(odds["difference"], "value");
    assert_eq!(odds["first"]["quantiles"]["p50"], 0.06);
    assert_eq!(odds["second"]["quantiles"]["p50"], 1.0);
    assert_eq!((&odds["first"]["unit"], &odds["second"]["value"]), (&"share".into(), &"1".into()));
    let told = text(&base, &ban);
    assert!(
        told.contains("\nevent.congress-blocks\n  probability (share)\n    A  P10 0.02"),
        "{told}"
    );
    assert!(told.contains("median 0.06, P10 0.02, P90 0.15"), "{told}");
    assert!(told.contains("h200-us-ban.toml:") && told.ends_with("\n6 keys differ.\n"), "{told}");
    // The other way round, the same keys with their sides changed.
    let turned = json(&ban, &base);
    let back = difference(&turned, "event.congress-blocks.probability");
    assert_eq!((&back["first"], &back["second"]), (&odds["second"], &odds["first"]));
}

#[test]
fn what_only_one_has_and_what_is_left_out_are_told() {
    let report = json(&scenario("h200-2026"), &scenario("h200-open-door"));
    let closed = difference(&report, "customs.closed_weeks");
    assert_eq!((&closed["difference"], &closed["second"]), (&"only-first".into(), &Value::Null));
    let folder = tempfile::tempdir().expect("a folder");
    let base = scenario("h200-2026");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        let text = format!("extends = '{base}'\n[scenario]\nname = \"{name}\"\n{text}");
        std::fs::write(&path, text).expect("written");
        path.display().to_string()
    };
    // Written another way, a value is the same; said otherwise, only a remark.
    let same = write(
        "same",
        "[product.h200]\nperformance_h20e.value = 6\nperformance_h20e.source = \"x\"",
    );
    let report = json(&base, &same);
    assert_eq!(difference(&report, "product.h200.performance_h20e")["difference"], "remark");
    assert!(text(&base, &same).contains("of 1 more only what is said of them"));
    // A default that is written out is no difference; another value than the default is one.
    let zero = write("zero", "[customs]\nopening = \"open\"\nopening_odds = 0.5");
    let report = json(&same, &zero);
    let odds = difference(&report, "customs.opening_odds");
    assert_eq!((&odds["first"]["given"], &odds["first"]["value"]), (&false.into(), &"none".into()));
    let told = text(&same, &zero);
    assert!(told.contains("A  none (not given: the default)"), "{told}");
}

#[test]
fn both_files_problems_are_told_and_nothing_is_printed() {
    let bad = |name: &str| format!("{}/tests/bad/{name}.toml", env!("CARGO_MANIFEST_DIR"));
    let complaint = Program::new(&["diff", &bad("unknown-key"), &bad("no-title")]).fails(2);
    assert!(complaint.contains("unknown-key") && complaint.contains("no-title"), "{complaint}");
}
