//! `tradeflow stress` from outside: what it says, its files, the same bytes anywhere, refusals.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, digests, names, scenario};

/// `tradeflow stress` of the base scenario where a condition holds, into `out` of a folder.
fn stress(folder: &Path, condition: &str, args: &[&str]) -> Program {
    let base = scenario("h200-2026");
    let mut program =
        Program::new(&["stress", &base, "--out", "out", "--where", condition]).within(folder);
    program.args(args.iter().copied());
    program
}

fn summary(folder: &Path) -> Value {
    let bytes = fs::read(folder.join("out/summary.json")).expect("a summary");
    serde_json::from_slice(&bytes).expect("JSON")
}

#[test]
fn a_condition_cuts_the_run_down_and_is_a_column_of_its_table() {
    let folder = tempfile::tempdir().expect("a folder");
    let condition = "delivered_units.h200.2026 == 0 and approval_rounds.by-2026-06-30 <= 2";
    let told = stress(folder.path(), condition, &["--paths", "200", "--csv"]).succeeds();
    for words in
        ["only runs where delivered_units.h200.2026 == 0", "of 200 runs have it", "replay: "]
    {
        assert!(told.contains(words), "no \"{words}\" in\n{told}");
    }
    let out = folder.path().join("out");
    let found = names(&out);
    for name in
        ["charts/shifts.png", "charts/exceedance-delivered.svg", "paths.csv", "manifest.json"]
    {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    // The table itself: the condition's column is what its other columns say.
    let mut reader = csv::Reader::from_path(out.join("paths.csv")).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect(name);
    let columns = ["condition", "delivered_units.h200.2026", "approval_rounds.by-2026-06-30"];
    let [condition, units, rounds] = columns.map(place);
    let mut held = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        let number = |place: usize| row[place].parse::<f64>().expect("a number");
        let expected = number(units) == 0.0 && number(rounds) <= 2.0;
        assert_eq!(number(condition) == 1.0, expected);
        held += usize::from(expected);
    }
    let summary = summary(folder.path());
    assert_eq!(summary["paths_where_held"], held);
    assert!(held > 20 && held < 180, "{held}");
    let units = &summary["metrics"]["delivered_units.h200.2026"];
    assert_eq!(units["where_held"]["mean"]["value"], 0.0);
    assert!(units["all"]["mean"]["value"].as_f64().is_some_and(|mean| mean > 0.0));
    // The path said to be typical is one of them.
    let path = summary["typical_paths"][0]["path"].as_u64().expect("a path");
    let mut reader = csv::Reader::from_path(out.join("paths.csv")).expect("a table");
    let row = reader.records().nth(path as usize).expect("the path").expect("a row");
    assert_eq!(&row[condition], "1");
}

#[test]
fn a_target_missed_and_met_share_out_all_runs() {
    let count = |condition: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        stress(folder.path(), condition, &["--paths", "100", "--no-charts", "--quiet"]).succeeds();
        summary(folder.path())["paths_where_held"].as_u64().expect("a count")
    };
    let met = count("target.paper-without-flow");
    assert!(met > 0 && met < 100, "{met}");
    assert_eq!(met + count("not target.paper-without-flow"), 100);
}

#[test]
fn what_no_run_has_is_said_with_its_bound_and_is_no_failure() {
    let folder = tempfile::tempdir().expect("a folder");
    let told = stress(folder.path(), "delivered_units < 0", &["--paths", "64"]).succeeds();
    assert!(told.contains("0 of 64 runs have it (95% sure: below 4.57%)"), "{told}");
    assert!(names(&folder.path().join("out")).iter().all(|name| !name.starts_with("charts/")));
}

#[test]
fn a_stress_has_the_same_bytes_on_any_number_of_threads() {
    let digests = |threads: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let condition = "regime.beijing.closed.on-2026-06-30";
        let args = ["--paths", "1100", "--threads", threads, "--quiet"];
        stress(folder.path(), condition, &args).succeeds();
        digests(&folder.path().join("out"))
    };
    assert_eq!(digests("1"), digests("3"));
}

#[test]
fn a_condition_that_is_none_is_refused_with_its_place_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for (condition, words) in [
        (
            "delivered_units.h20O > 0",
            &["no column \"delivered_units.h20O\"", "did you mean", "^^^"][..],
        ),
        ("delivered_units.h200 >> 0", &["expected a column or a number", "  | "]),
        ("delivered_units > 5 and", &["expected a column or a number"]),
        ("target.million", &["target.million-by-202"]),
        ("", &["expected a column or a number"]),
    ] {
        let errors = stress(folder.path(), condition, &[]).fails(2);
        for word in words {
            assert!(errors.contains(word), "no \"{word}\" for {condition:?} in\n{errors}");
        }
        assert!(!folder.path().join("out").exists(), "{condition:?} wrote something");
    }
}

/// The week of an event is within its window where it happens, and happens as often as its odds say: 0.8 for
/// the visit of February and March 2026 (binomial, |z| ≤ 6.11 on 200 runs: 126 to 194).
#[test]
fn an_event_is_a_column_and_a_condition() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = ["--paths", "200", "--csv", "--no-charts", "--quiet"];
    stress(folder.path(), "event.huang-visit.by-2026-12-31 == 1", &args).succeeds();
    let path = folder.path().join("out/paths.csv");
    let mut reader = csv::Reader::from_path(path).expect("a table");
    let header = reader.headers().expect("a header").clone();
    let place = |name: &str| header.iter().position(|column| column == name).expect(name);
    let [condition, week] = ["condition", "event.huang-visit"].map(place);
    let mut held = 0;
    for row in reader.records() {
        let row = row.expect("a row");
        let happens = &row[condition] == "1";
        held += usize::from(happens);
        assert_eq!(happens, !row[week].is_empty(), "{row:?}");
        // From 1 February, in week 1, to 15 March, in week 7.
        let within = |text: &str| text.parse::<f64>().is_ok_and(|w| (1.0..=7.0).contains(&w));
        assert!(!happens || within(&row[week]), "week {}", &row[week]);
    }
    assert!((126..=194).contains(&held), "{held} of 200");
    let errors = stress(folder.path(), "event.huang-visits > 0", &[]).fails(2);
    assert!(errors.contains("event.huang-visit"), "{errors}");
}
