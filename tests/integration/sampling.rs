//! `tradeflow run --sampling latin-hypercube` from outside: a run as any other, with smaller errors.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, scenario};

const HYPERCUBE: [&str; 2] = ["--sampling", "latin-hypercube"];

fn run(args: &[&str]) -> (tempfile::TempDir, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Program::run(&["--paths", "1000", "--no-charts", "--quiet", "--out", "out"])
        .within(folder.path());
    program.args(args.iter().copied());
    program.succeeds();
    let text = fs::read(folder.path().join("out/summary.json")).expect("a summary");
    (folder, serde_json::from_slice(&text).expect("JSON"))
}

/// The base scenario's path, and a file beside it in `folder` that asks for Latin hypercubes.
fn asking(folder: &Path) -> String {
    let base = scenario("h200-2026");
    let text = format!(
        "schema = 1\nextends = {base:?}\n[scenario]\nname = \"spread\"\ntitle = \"Spread\"\n\
         [run]\nsampling = \"latin-hypercube\"\n"
    );
    fs::write(folder.join("spread.toml"), text).expect("a file");
    "spread.toml".to_owned()
}

#[test]
fn a_run_in_latin_hypercubes_is_as_any_other_and_more_precise() {
    let (folder, spread) = run(&[&HYPERCUBE[..], &["--threads", "1"]].concat());
    let (other, _) = run(&[&HYPERCUBE[..], &["--threads", "2"]].concat());
    let (_, random) = run(&[]);
    let [ours, theirs] =
        [&folder, &other].map(|one| fs::read(one.path().join("out/paths.parquet")).expect("paths"));
    assert!(ours == theirs, "on any number of threads");
    let sampling = [&spread, &random].map(|summary| summary["sampling"].clone());
    assert_eq!(sampling, ["latin-hypercube".into(), Value::Null]);
    let error = |summary: &Value| {
        let mean = &summary["metrics"]["delivered_units"]["mean"];
        mean["standard_error"].as_f64().expect("an error")
    };
    // Some 0.9 of it, which 32 blocks tell within an eighth.
    assert!(error(&spread) < 1.2 * error(&random), "{} {}", error(&spread), error(&random));
    assert_ne!(error(&spread), error(&random));
    let verified = Program::new(&["verify", "out"]).within(folder.path()).succeeds();
    assert!(verified.contains("1,000 paths came out the same again"), "{verified}");
    Program::new(&["report", "out"]).within(folder.path()).succeeds();
    let page = fs::read_to_string(folder.path().join("out/summary.md")).expect("a page");
    assert!(page.contains("in Latin hypercubes"), "{page}");
}

#[test]
fn a_file_may_ask_for_it_and_its_run_is_that_of_the_flag() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = asking(folder.path());
    let common = ["--paths", "96", "--no-charts", "--quiet"];
    for (out, flags) in
        [("asked", &[][..]), ("typed", &HYPERCUBE), ("not", &["--sampling", "random"])]
    {
        let args = [&["run", &file, "--out", out], &common[..], flags].concat();
        Program::new(&args).within(folder.path()).succeeds();
    }
    let paths = |out: &str| fs::read(folder.path().join(out).join("paths.parquet")).expect("paths");
    assert!(paths("asked") == paths("typed"), "the file's word and the flag's are one");
    assert!(paths("asked") != paths("not"), "the flag is above the file");
    let replay = |flags: &[&str]| {
        let args = [&["run", &file, "--path", "40"], flags].concat();
        Program::new(&args).within(folder.path()).succeeds()
    };
    assert_eq!(replay(&[]), replay(&HYPERCUBE));
    assert_ne!(replay(&[]), replay(&["--sampling", "random"]));
    assert_ne!(replay(&[]), replay(&["--sampling", "sobol"]));
}

#[test]
fn a_run_until_it_is_precise_ends_by_the_errors_of_its_sampling() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |out: &str, sampling: &str| {
        let args = [
            "--precision",
            "delivered_units=6%",
            "--sampling",
            sampling,
            "--no-charts",
            "--out",
            out,
        ];
        Program::run(&args).within(folder.path()).succeeds();
        let text = fs::read(folder.path().join(out).join("summary.json")).expect("a summary");
        serde_json::from_slice::<Value>(&text).expect("JSON")
    };
    let ends = [("random", "random"), ("spread", "latin-hypercube"), ("points", "sobol")]
        .map(|(out, sampling)| (sampling, run(out, sampling)));
    for (sampling, summary) in &ends {
        let precision = &summary["precision"];
        assert_eq!(precision["met"], true, "{sampling}: {precision}");
        let mean = &summary["metrics"]["delivered_units"]["mean"];
        let [value, error] =
            ["value", "standard_error"].map(|key| mean[key].as_f64().expect("a number"));
        assert!(1.96 * error <= 0.06 * value * 1.000_1, "{sampling}: {mean}");
    }
    // Sobol points are not trusted below sixteen blocks.
    assert!(ends[2].1["paths"].as_u64().expect("paths") >= 4_096);
    assert_ne!(ends[0].1["metrics"], ends[1].1["metrics"]);
    let verified = Program::new(&["verify", "spread"]).within(folder.path()).succeeds();
    assert!(verified.contains("came out the same again"), "{verified}");
}

#[test]
fn worlds_share_their_first_draws_whatever_the_sampling() {
    let folder = tempfile::tempdir().expect("a folder");
    let worlds = scenario("h200-worlds");
    let common = ["--paths", "1000", "--no-charts", "--quiet"];
    for (out, flags) in [("spread", &HYPERCUBE[..]), ("random", &[])] {
        let args = [&["run", &worlds, "--out", out], &common[..], flags].concat();
        Program::new(&args).within(folder.path()).succeeds();
    }
    // A world is the run of it alone, drawn in the same way.
    let alone = [&["run", &worlds, "--world", "thaw", "--out", "alone"], &common[..], &HYPERCUBE];
    Program::new(&alone.concat()).within(folder.path()).succeeds();
    let paths = |place: &str| fs::read(folder.path().join(place).join("paths.parquet"));
    let [ours, theirs] = ["spread/worlds/thaw", "alone"].map(|place| paths(place).expect("paths"));
    assert!(ours == theirs, "the world by itself has the same paths");
    let error = |out: &str| {
        let text = fs::read(folder.path().join(out).join("summary.json")).expect("a summary");
        let summary: Value = serde_json::from_slice(&text).expect("JSON");
        let mean = &summary["mixture"]["metrics"]["delivered_units"]["mean"];
        mean["standard_error"].as_f64().unwrap_or_else(|| panic!("no error: {summary}"))
    };
    assert!(error("spread") < 1.2 * error("random"), "{} {}", error("spread"), error("random"));
    let verified = Program::new(&["verify", "spread"]).within(folder.path()).succeeds();
    assert!(verified.contains("came out the same again"), "{verified}");
}

#[test]
fn what_reckons_with_random_paths_takes_them_and_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = asking(folder.path());
    let base = scenario("h200-2026");
    for args in [
        &["compare", &base, &file, "--paths", "64", "--no-charts", "--quiet", "--out", "c"][..],
        &["stress", &file, "--paths", "64", "--no-charts", "--where", "delivered_units > 0"],
        &["run", &file, "--keep-paths", "64", "--paths", "128", "--no-charts", "--quiet"],
    ] {
        let output = Program::new(args).within(folder.path()).output();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{args:?}: {told}");
        assert!(told.contains("note: spread says sampling = \"latin-hypercube\""), "{told}");
    }
    let manifest = fs::read_to_string(folder.path().join("c/manifest.json")).expect("a manifest");
    assert!(!manifest.contains("sampling\": \"latin"), "{manifest}");
}

#[test]
fn what_reckons_with_random_paths_refuses_others_that_are_typed() {
    let folder = tempfile::tempdir().expect("a folder");
    let both = [&HYPERCUBE[..], &["--keep-paths", "64", "--paths", "128"]].concat();
    let told = Program::run(&both).within(folder.path()).fails(2);
    assert!(told.contains("leave one of --sampling and --keep-paths out"), "{told}");
    assert!(fs::read_dir(folder.path()).expect("a folder").next().is_none(), "nothing is written");
}
