//! `tradeflow verify` from outside: a run that is as it was, and every way in which it is not.

use std::fs;
use std::path::Path;

use crate::program::{Program, scenario};

fn verify(folder: &Path, args: &[&str]) -> Program {
    let mut program = Program::new(&["verify", "out"]).within(folder);
    program.args(args.iter().copied());
    program
}

/// A run or a comparison of a few paths in `out`.
fn made(args: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Program::new(args).within(folder.path());
    program.args(["--paths", "40", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    folder
}

/// Puts other words into the manifest.
fn change_manifest(folder: &Path, from: &str, to: &str) {
    let path = folder.join("out/manifest.json");
    let text = fs::read_to_string(&path).expect("a manifest");
    assert!(text.contains(from), "{from} in {text}");
    fs::write(&path, text.replace(from, to)).expect("written");
}

#[test]
fn runs_comparisons_and_worlds_come_out_the_same_again() {
    let [base, other] = [scenario("h200-2026"), scenario("h200-us-ban")];
    let worlds = scenario("h200-worlds");
    let cases: [(&[&str], &str); 3] = [
        (&["run", &base, "--set", "product.h200.price_usd=25000"], "40 paths"),
        (&["compare", &base, &other, "--no-why"], "80 paths"),
        (&["run", &worlds], "120 paths"),
    ];
    for (args, paths) in cases {
        let folder = made(args);
        let told = verify(folder.path(), &["--threads", "1"]).succeeds();
        assert!(told.contains(&format!("out: {paths} came out the same again")), "{told}");
        let told = verify(folder.path(), &["--files-only"]).succeeds();
        assert!(told.contains("files are as `tradeflow") && !told.contains("again"), "{told}");
    }
}

#[test]
fn a_file_that_was_changed_or_is_gone_is_named() {
    let folder = made(&["run", &scenario("h200-2026")]);
    let summary = folder.path().join("out/summary.json");
    let text = fs::read_to_string(&summary).expect("a summary");
    fs::write(&summary, text.replace("h200-2026", "h200-2027")).expect("written");
    fs::remove_file(folder.path().join("out/series.parquet")).expect("removed");
    let told = verify(folder.path(), &[]).fails(2);
    let words = "out: missing or changed since the run: series.parquet, summary.json";
    assert!(told.contains(words) && told.contains("help: "), "{told}");
}

#[test]
fn a_manifest_of_other_paths_is_refused() {
    let folder = made(&["run", &scenario("h200-2026")]);
    change_manifest(folder.path(), "\"seed\": 2026", "\"seed\": 2027");
    let told = verify(folder.path(), &[]).fails(2);
    assert!(told.contains("come out otherwise than in paths.parquet"), "{told}");
    assert!(told.contains("by another build of this version"), "{told}");
    change_manifest(folder.path(), "\"version\": \"", "\"version\": \"9.");
    let told = verify(folder.path(), &[]).fails(2);
    assert!(told.contains("by version 9."), "{told}");
}

#[test]
fn a_manifest_under_the_id_of_another_run_is_refused() {
    let folder = made(&["run", &scenario("h200-2026"), "--set", "product.h200.price_usd=25000"]);
    verify(folder.path(), &["--files-only"]).succeeds();
    change_manifest(folder.path(), "\"command\": \"run\"", "\"command\": \"compare\"");
    let told = verify(folder.path(), &["--files-only"]).fails(2);
    assert!(told.contains("its manifest is not that of run "), "{told}");
}

#[test]
fn what_is_no_finished_run_is_refused_with_the_reason() {
    let folder = made(&["run", &scenario("h200-2026")]);
    let told = Program::new(&["verify", "."]).within(folder.path()).fails(2);
    assert!(told.contains(". holds no finished run: it has no manifest.json"), "{told}");
    change_manifest(folder.path(), "[scenario]", "[scenari]");
    let told = verify(folder.path(), &[]).fails(2);
    assert!(told.contains("out/manifest.json:") && told.contains("scenari"), "{told}");
    change_manifest(folder.path(), "\"schema\": 1", "\"schema\": 2");
    let told = verify(folder.path(), &[]).fails(2);
    assert!(told.contains("is of layout 2; this program reads layout 1"), "{told}");
    fs::write(folder.path().join("out/manifest.json"), "{").expect("written");
    let told = verify(folder.path(), &[]).fails(2);
    assert!(told.contains("its manifest.json is damaged"), "{told}");
}
