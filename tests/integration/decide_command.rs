//! `tradeflow decide` from outside: the same bytes on any number of threads, options as runs of their own,
//! a commitment as the newsvendor has it, and bad files refused before anything is written.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

/// |z| at a false-alarm rate of 1e-9.
const Z: f64 = 6.11;

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

fn shipped(name: &str) -> String {
    format!("{}/scenarios/decisions/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

/// `tradeflow decide` of a file on a few paths.
fn decided(file: &str, out: &Path, more: &[&str]) -> Value {
    let out_text = out.to_string_lossy();
    let mut program = Program::new(&["decide", file, "--paths", "60", "--out", &out_text]);
    program.args(["--no-charts", "--quiet"].into_iter().chain(more.iter().copied()));
    assert_eq!(program.succeeds(), "");
    json(&out.join("summary.json"))
}

#[test]
fn the_bytes_do_not_depend_on_threads_and_every_file_is_there() {
    let folder = temporary();
    let outs = ["1", "3"].map(|threads| {
        let out = folder.path().join(threads);
        decided(&shipped("h200-vendor"), &out, &["--csv", "--threads", threads]);
        out
    });
    assert_eq!(digests(&outs[0]), digests(&outs[1]));
    let files = [
        "choice.json",
        "decision.toml",
        "manifest.json",
        "options.csv",
        "options.parquet",
        "paths.csv",
        "paths.parquet",
        "rules.csv",
        "rules.parquet",
        "summary.json",
    ];
    assert_eq!(names(&outs[0]), files);
    let manifest = json(&outs[0].join("manifest.json"));
    assert_eq!(manifest["command"], "decide");
    assert_eq!(manifest["scenarios"].as_array().map(Vec::len), Some(3));
}

/// An option in a world is the run of an overlay that says the same.
#[test]
fn an_option_is_a_run_of_its_scenario() {
    let folder = temporary();
    let summary = decided(&shipped("h200-vendor"), &folder.path().join("decided"), &[]);
    let run = folder.path().join("run");
    let run_text = run.to_string_lossy();
    let worlds = scenario("h200-worlds");
    let mut program = Program::new(&["run", &worlds, "--world", "shifting", "--paths", "60"]);
    let set = "product.h200.supply.opening_line=restarting";
    program.args(["--set", set, "--no-charts", "--quiet", "--out", &run_text]);
    program.succeeds();
    let alone = json(&run.join("summary.json"));
    let found = &summary["options"]["build-now"]["worlds"]["shifting"]["means"];
    for metric in ["margin_after_stock_usd", "delivered_units.h200", "write_down_usd"] {
        let mean = &alone["metrics"][metric]["mean"]["value"];
        assert!(mean.is_number() && found[metric]["value"] == *mean, "{metric}: {mean}, {found}");
    }
    let waiting = &summary["options"]["wait"]["worlds"]["shifting"]["means"];
    assert_ne!(waiting["write_down_usd"], found["write_down_usd"]);
}

#[test]
fn what_is_typed_goes_before_the_file() {
    let folder = temporary();
    let vendor = shipped("h200-vendor");
    let out = |name: &str| folder.path().join(name);
    let one = decided(&vendor, &out("a"), &["--world", "thaw", "--statistic", "p10"]);
    assert_eq!(one["judged_by"], "P10 of margin after stock by Dec 2027");
    assert_eq!(one["worlds"].as_array().map(Vec::len), Some(1));
    assert!(one["rules"]["least_regret"].is_null() && one["rules"]["mean"].is_object());
    let target = decided(&vendor, &out("b"), &["--target", "first-before-april"]);
    assert_eq!(
        (&target["unit"], &target["metric"]),
        (&Value::from("share"), &Value::from("target.first-before-april"))
    );
    let metric = ["--metric", "delivered_units.h200", "--enough", "1"];
    let metric = decided(&vendor, &out("c"), &metric);
    assert_eq!(metric["enough"], 1.0);
    assert!(metric["options"]["wait"]["worlds_with_enough"].is_number());
}

/// A stock, a lognormal order book that is firm at once, and no gate: sales are min(q, D), and what is left
/// is worth half its cost.
const NEWSVENDOR: &str = r#"
schema = 1
[scenario]
name = "newsvendor"
title = "A stock against one order"
start = 2026-01-02
end = 2026-03-31
[run]
paths = 20_000
seed = 7
[product.chip]
price_usd = 25_000
unit_cost_usd = 10_000
demand.asked_units.lognormal = { median = 100_000, sigma = 0.5 }
demand.opening_firm_share = 1
supply.opening_line = "stopped"
supply.salvage_share = 0.5
[buyer.cloud]
order_share = 1
"#;

const COMMITMENT: &str = r#"
schema = 1
[decision]
name = "newsvendor-commitment"
scenario = "newsvendor.toml"
[commitment]
title = "Chips built"
input = "product.chip.supply.opening_stock_units"
from = 40_000
to = 240_000
steps = 21
missed = "closing_firm_units"
"#;

/// The critical fractile: underage p − c = 15,000, overage c(1 − v) = 5,000, so the best stock is the
/// quantile 0.75 of demand, and the expected margin is (p − c)·E min(q, D) − c(1 − v)·E (q − D)⁺. With
/// m = ln 100,000 and σ = 0.5: E min(q, D) = e^(m + σ²/2)·Φ((ln q − m)/σ − σ) + q·(1 − Φ((ln q − m)/σ)).
#[test]
fn a_commitment_without_gates_is_the_newsvendors() {
    let folder = temporary();
    fs::write(folder.path().join("newsvendor.toml"), NEWSVENDOR).expect("written");
    let file = folder.path().join("commitment.toml");
    fs::write(&file, COMMITMENT).expect("written");
    let out = folder.path().join("out");
    let (file, out_text) = (file.to_string_lossy(), out.to_string_lossy());
    let program = Program::new(&["decide", &file, "--no-charts", "--quiet", "--out", &out_text]);
    assert_eq!(program.succeeds(), "");
    let summary = json(&out.join("summary.json"));
    let levels = summary["commitment"]["levels"].as_array().expect("levels");
    assert_eq!(levels.len(), 21);
    let (median, sigma) = (100_000.0_f64, 0.5_f64);
    let normal = |x: f64| 0.5 * (1.0 + erf(x / std::f64::consts::SQRT_2));
    let sold = |q: f64| {
        let z = (q / median).ln() / sigma;
        median * (sigma * sigma / 2.0).exp() * normal(z - sigma) + q * (1.0 - normal(z))
    };
    let mean_demand = median * (sigma * sigma / 2.0).exp();
    for level in levels {
        let of = |key: &str| level[key].as_f64().expect("a number");
        let q = of("level");
        let margin = 15_000.0 * sold(q) - 5_000.0 * (q - sold(q));
        // A chip is not cut in two: at most one of each path.
        let z = (of("value") - margin).abs() - 25_000.0;
        assert!(z <= Z * of("value_standard_error"), "{q}: {} for {margin}", of("value"));
        let missed = mean_demand - sold(q);
        let error = of("closing_firm_units_standard_error");
        let found = of("closing_firm_units");
        assert!((found - missed).abs() - 1.0 <= Z * error, "{q}: {found} missed for {missed}");
    }
    // Φ⁻¹(0.75) = 0.674490: 140,109 chips; the levels beside it lie within the interval.
    let best = summary["commitment"]["best"].as_f64().expect("a level");
    assert!([140_000.0, 130_000.0, 150_000.0].contains(&best), "{best}");
    let (from, to) =
        (&summary["commitment"]["may_be_best_from"], &summary["commitment"]["may_be_best_to"]);
    let (from, to) = (from.as_f64().expect("a level"), to.as_f64().expect("a level"));
    assert!(from <= 140_000.0 && 140_000.0 <= to && to - from <= 30_000.0, "{from} to {to}");
}

/// The error function to 1e-12 (its Taylor series, |x| below 4).
fn erf(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 0.0_f64);
    while term.abs() > 1e-17 * sum.abs() && n < 200.0 {
        n += 1.0;
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    sum * std::f64::consts::FRAC_2_SQRT_PI
}

#[test]
fn the_committed_decisions_are_fine() {
    let mut count = 0;
    for entry in fs::read_dir("scenarios/decisions").expect("a folder") {
        let path = entry.expect("an entry").path();
        let decision = tradeflow::scenario::load_decision(&path, &Default::default());
        let decision = decision.unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(decision.worlds.len(), 3);
        // Every number of an option says where it comes from.
        for world in &decision.worlds {
            for scenario in &world.scenarios {
                // Targets are levels to look at, not assumptions.
                let mut assumed =
                    scenario.register.iter().filter(|e| !e.path.starts_with("target."));
                let bare = assumed.find(|entry| entry.source.is_none());
                let level = decision.commitment.as_ref().map(|c| c.input.as_str());
                assert!(bare.is_none_or(|b| Some(b.path.as_str()) == level), "{bare:?}");
            }
        }
        count += 1;
    }
    assert!(count >= 2);
}

/// What bad decision files are refused with.
const BAD: &[(&str, &[&str])] = &[
    ("[option.a]\n[option.b]", &["is no decision file", "[decision]"]),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[option.a]",
        &["needs 2 to 20 options, not 1"],
    ),
    (
        "[decision]\nname = \"d\"\n[option.a]\n[option.b]",
        &["either a scenario or several", "`scenario`"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"nowhere.toml\"\n[option.a]\n[option.b]",
        &["nowhere.toml", "cannot be opened"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\nmetric = \"delivered_unit\"\n[option.a]\n[option.b]",
        &["decision.metric", "did you mean \"delivered_units\""],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\ntarget = \"moon\"\n[option.a]\n[option.b]",
        &["no target \"moon\"", "million-by-2026"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\nstatistic = \"middle\"\n[option.a]\n[option.b]",
        &["decision.statistic", "tail-mean"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[option.a]\nchange.product.h200.prise_usd = 3\n[option.b]",
        &["prise_usd", "did you mean", "option \"a\""],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[option.a]\nchange.run.seed = 3\n[option.b]",
        &["option.a.change.run", "the same for all options"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[option.a]\nchange = 3\n[option.b]",
        &["option.a.change", "a table of what differs"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[option.a]\n[option.b]\n[commitment]\ninput = \"x\"\nfrom = 1\nto = 2",
        &["does not go with a commitment"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[commitment]\ninput = \"product.h200.price_usd\"\nfrom = 2\nto = 1",
        &["commitment.to", "must lie above"],
    ),
    (
        "[decision]\nname = \"d\"\nscenario = \"base.toml\"\n[commitment]\ninput = \"product.h200.prise_usd\"\nfrom = 1\nto = 2",
        &["prise_usd", "did you mean"],
    ),
    (
        "[decision]\nname = \"d\"\nscenarios = [\"base.toml\", \"base.toml\"]\n[option.a]\n[option.b]",
        &["two scenarios of one name"],
    ),
];

#[test]
fn bad_decisions_are_refused_with_a_reason_and_nothing_written() {
    let folder = temporary();
    fs::copy(scenario("h200-2026"), folder.path().join("base.toml")).expect("copied");
    let out = folder.path().join("out");
    let file = folder.path().join("decision.toml");
    let (file_text, out_text) = (file.to_string_lossy(), out.to_string_lossy());
    for (text, words) in BAD {
        fs::write(&file, format!("schema = 1\n{text}\n")).expect("written");
        let errors = Program::new(&["decide", &file_text, "--out", &out_text]).fails(2);
        assert!(!out.exists(), "{text} wrote something");
        for word in *words {
            assert!(errors.contains(word), "{text}\nno \"{word}\" in\n{errors}");
        }
    }
    let vendor = shipped("h200-vendor");
    for (more, word) in [
        (["--metric", "first_delivery_week"], "has no value on"),
        (["--world", "thaws"], "did you mean \"thaw\""),
        (["--statistic", "modal"], "no such statistic"),
        (["--enough", "nan"], "write a number"),
        (["--paths", "99999999"], "GB are allowed"),
    ] {
        let paths = if more[0] == "--paths" { "--no-charts" } else { "--paths=20" };
        let mut program = Program::new(&["decide", &vendor, "--out", &out_text, paths]);
        program.args(more);
        let errors = program.fails(2);
        assert!(errors.contains(word), "{more:?}: no \"{word}\" in\n{errors}");
    }
}
