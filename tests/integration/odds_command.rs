//! `tradeflow odds` from outside: what it says, its files, the same bytes anywhere, refusals.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

/// `tradeflow odds` of the base scenario with few paths, into `out` of a folder.
fn odds(folder: &Path, args: &[&str]) -> Program {
    let base = scenario("h200-2026");
    let mut program =
        Program::new(&["odds", &base, "--paths", "320", "--moves", "3"]).within(folder);
    program.args(["--out", "out"]);
    program.args(args.iter().copied());
    program
}

#[test]
fn a_target_that_no_ordinary_path_meets_has_odds_levels_and_a_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = odds(folder.path(), &["--target", "million-by-2026", "--csv"]).succeeds();
    for words in
        ["One million H200 delivered by end 2026", "of 320 ordinary paths have it", "16 searches"]
    {
        assert!(told.contains(words), "no \"{words}\" in\n{told}");
    }
    let out = folder.path().join("out");
    let found = names(&out);
    for name in ["charts/odds.png", "charts/odds.svg", "charts/odds.csv", "manifest.json"] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    let bytes = fs::read(out.join("summary.json")).expect("a summary");
    let summary: Value = serde_json::from_slice(&bytes).expect("JSON");
    let levels = summary["levels"].as_array().expect("levels");
    let number = |value: &Value| value.as_f64().expect("a number");
    let odds: Vec<f64> = levels.iter().map(|level| number(&level["odds"]["value"])).collect();
    let amounts: Vec<f64> = levels.iter().map(|level| number(&level["amount"])).collect();
    assert!(odds.len() > 3 && odds.windows(2).all(|w| w[0] >= w[1]), "{odds:?}");
    assert!(amounts.windows(2).all(|w| w[0] < w[1]), "{amounts:?}");
    assert_eq!(amounts.last(), Some(&1e6));
    assert_eq!(summary["odds"]["value"], levels[levels.len() - 1]["odds"]["value"]);
    // The first level is passed by about a quarter of the paths: ordinary ones say so too.
    assert!((0.15..0.4).contains(&odds[0]), "{odds:?}");
    let last = odds[odds.len() - 1];
    assert!(last < 1e-3, "{last}");
}

#[test]
fn odds_have_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let all = ["1", "3"].map(|threads| {
        let out = format!("on-{threads}");
        let base = scenario("h200-2026");
        Program::new(&["odds", &base, "--paths", "160", "--moves", "2", "--quiet"])
            .within(folder.path())
            .with(&["--metric", "delivered_units.h200.2026", "--at-least", "150000"])
            .with(&["--threads", threads, "--out", &out])
            .succeeds();
        digests(&folder.path().join(out))
    });
    assert_eq!(all[0], all[1]);
}

#[test]
fn what_cannot_be_asked_is_refused_with_a_way_out() {
    let folder = tempfile::tempdir().expect("a folder");
    for (args, words) in [
        (&[][..], "choose one by --target: first-before-april"),
        (&["--target", "milion-by-2026"], "did you mean \"million-by-2026\"?"),
        (&["--metric", "delivered_unit", "--at-least", "1"], "did you mean \"delivered_units\"?"),
        (&["--metric", "delivered_units"], "add --at-least or --at-most"),
        (&["--metric", "delivered_units", "--at-least", "nan"], "as in 500000, 500K"),
        (&["--at-least", "5"], "--metric"),
    ] {
        let errors = odds(folder.path(), args).fails(2);
        assert!(errors.contains(words), "no \"{words}\" in\n{errors}");
    }
    assert!(!folder.path().join("out").exists());
}
