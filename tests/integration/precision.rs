//! `tradeflow run --precision` from outside: where it ends, what it says of it, and what it refuses.

use std::fs;

use serde_json::Value;

use crate::program::{Program, names, scenario};

/// What it prints when it ends well; on a slow machine it says before what it may take.
fn told(program: &Program) -> String {
    let output = program.output();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    assert!(errors.lines().all(|line| line.starts_with("at most ")), "{errors}");
    String::from_utf8(output.stdout).expect("text")
}

fn run(args: &[&str]) -> (tempfile::TempDir, String, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Program::run(&["--no-charts", "--out", "out"]).within(folder.path());
    program.args(args.iter().copied());
    let told = told(&program);
    let text = fs::read(folder.path().join("out/summary.json")).expect("a summary");
    let summary = serde_json::from_slice(&text).expect("JSON");
    (folder, told, summary)
}

#[test]
fn a_run_goes_on_until_all_goals_are_attained_and_is_verified_as_a_plain_one() {
    let goals = ["--precision", "delivered_units=5%", "--precision", "delivered_units.p_zero=2pp"];
    let (folder, told, summary) = run(&goals);
    let paths = summary["paths"].as_u64().expect("paths");
    assert!((2_048..20_000).contains(&paths) && paths.is_multiple_of(512), "{paths}");
    let precision = &summary["precision"];
    assert_eq!((&precision["met"], &precision["most_paths"]), (&true.into(), &1_000_000.into()));
    let goal = &precision["goals"][0];
    assert_eq!(goal["asked"], "delivered_units=5%");
    let mean = summary["metrics"]["delivered_units"]["mean"]["value"].as_f64().expect("a mean");
    assert_eq!(goal["value"].as_f64(), Some(mean));
    assert!(goal["half_width"].as_f64() <= Some(0.05 * mean), "{goal}");
    assert!(told.contains("delivered_units.p_zero=2pp") && told.contains(", attained"), "{told}");
    let page = fs::read_to_string(folder.path().join("out/summary.md")).expect("a page");
    assert!(page.contains("## Precision") && page.contains("attained by"), "{page}");
    let text = fs::read(folder.path().join("out/manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_slice(&text).expect("JSON");
    assert_eq!(manifest["paths"].as_u64(), Some(paths));
    assert_eq!(manifest["precision"]["asked"][1], "delivered_units.p_zero=2pp");
    let verified = Program::new(&["verify", "out"]).within(folder.path()).succeeds();
    assert!(verified.contains("came out the same again"), "{verified}");
    Program::new(&["report", "out"]).within(folder.path()).succeeds();
    Program::new(&["export", "out", "--to", "csv"]).within(folder.path()).succeeds();
    // The paths are those of a plain run of as many.
    let (plain, _, _) = run(&["--paths", &paths.to_string()]);
    let [ours, theirs] =
        [&folder, &plain].map(|one| fs::read(one.path().join("out/paths.parquet")));
    assert!(ours.expect("paths") == theirs.expect("paths"));
}

#[test]
fn a_run_that_is_not_precise_enough_says_so_and_how_many_paths_would_do() {
    let goals = ["--precision", "gross_revenue_usd.p90=0.1%", "--paths", "600"];
    let (folder, told, summary) = run(&goals);
    assert_eq!(summary["paths"], 600);
    assert_eq!(summary["precision"]["met"], false);
    let needed = summary["precision"]["goals"][0]["paths_needed"].as_u64().expect("a forecast");
    assert!(needed > 100_000, "{needed}");
    assert!(told.contains("not attained by the 600 paths that were allowed"), "{told}");
    assert!(told.contains("paths would do") && told.contains("Only 600 paths"), "{told}");
    let page = fs::read_to_string(folder.path().join("out/summary.md")).expect("a page");
    assert!(page.contains("not attained by the 600 paths") && page.contains("Only 600"), "{page}");
}

#[test]
fn a_scenario_says_how_precise_it_shall_be_and_what_is_typed_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = scenario("h200-2026");
    let text = format!(
        "schema = 1\nextends = '{base}'\n[scenario]\nname = \"exact\"\n[run]\npaths = 300\n\
         precision = [\"delivered_units.p_zero=2pp\"]\n"
    );
    fs::write(folder.path().join("exact.toml"), text).expect("a scenario");
    let summary = |args: &[&str]| -> Value {
        let mut program = Program::new(&["run", "exact.toml", "--no-charts", "--json", "--force"]);
        program.args(args.iter().copied());
        let told = told(&program.within(folder.path()));
        serde_json::from_str(&told).expect("JSON")
    };
    let own = summary(&["--out", "own"]);
    assert!(own["paths"].as_u64() >= Some(2_048), "not the 300 of the file: {}", own["paths"]);
    assert_eq!(own["precision"]["goals"][0]["asked"], "delivered_units.p_zero=2pp");
    assert_eq!(own["precision"]["met"], true);
    let typed = summary(&["--out", "typed", "--precision", "delivered_units=9%"]);
    let goals = typed["precision"]["goals"].as_array().expect("goals");
    assert_eq!((goals.len(), &goals[0]["asked"]), (1, &"delivered_units=9%".into()));
    let verified = Program::new(&["verify", "own"]).within(folder.path()).succeeds();
    assert!(verified.contains("came out the same again"), "{verified}");
    // Verbs that pair scenarios take as many paths as each says.
    let args = ["compare", &base, "exact.toml", "--no-charts", "--paths", "200", "--out", "both"];
    Program::new(&args).within(folder.path()).succeeds();
}

#[test]
fn what_is_no_goal_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().expect("a folder");
    for (args, part) in [
        (vec!["--precision", "delivered_unit=1%"], "did you mean delivered_units?"),
        (vec!["--precision", "delivered_units=0"], "above zero"),
        (vec!["--precision", "delivered_units=1%", "--path", "3"], "cannot be used with"),
        (vec!["--precision", "delivered_units=1%", "--paths", "90000000"], "GB are allowed"),
    ] {
        let mut program = Program::run(&[]).within(folder.path());
        program.args(args);
        let told = program.fails(2);
        assert!(told.contains(part), "{told}");
    }
    let worlds = scenario("h200-worlds");
    let args = ["run", &worlds, "--precision", "delivered_units=1%"];
    let told = Program::new(&args).within(folder.path()).fails(2);
    assert!(told.contains("take one by --world"), "{told}");
    assert!(names(folder.path()).is_empty());
}
