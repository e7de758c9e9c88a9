//! `tradeflow check --json`: all problems of all files as one document.

use std::path::Path;

use serde_json::Value;
use tradeflow::scenario::load;

use crate::program::{Program, scenario};

fn bad(name: &str) -> String {
    format!("{}/tests/bad/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

fn report(files: &[&str], code: i32) -> Value {
    let args: Vec<&str> = ["check", "--json"].iter().chain(files).copied().collect();
    let output = Program::new(&args).output();
    assert_eq!(output.status.code(), Some(code), "{files:?}");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("one document")
}

#[test]
fn all_files_are_in_one_document_in_their_order() {
    let files = [bad("many-problems"), scenario("h200-2026"), bad("unclosed-string")];
    let document = report(&files.each_ref().map(String::as_str), 2);
    assert_eq!((&document["schema"], &document["fine"]), (&1.into(), &false.into()));
    let told = document["files"].as_array().expect("files");
    let names: Vec<&str> = told.iter().filter_map(|file| file["file"].as_str()).collect();
    assert_eq!(names, files);
    let fine: Vec<bool> = told.iter().filter_map(|file| file["fine"].as_bool()).collect();
    assert_eq!(fine, [false, true, false]);
    let problems = load(Path::new(&files[0]), &[]).expect_err("many problems");
    assert_eq!(told[0]["problems"].as_array().map(Vec::len), Some(problems.list().len()));
    assert_eq!(told[1]["problems"].as_array().map(Vec::len), Some(0));
    let syntax = &told[2]["problems"][0];
    assert!(
        syntax["message"].as_str().is_some_and(|m| m.starts_with("not valid TOML")),
        "{syntax}"
    );
    assert!(syntax["line"].is_u64() && syntax["end_column"].is_u64(), "{syntax}");
}

#[test]
fn a_problem_has_its_span_its_rule_and_its_remedy() {
    let file = bad("misspelt-kind");
    let document = report(&[&file], 2);
    let problem = &document["files"][0]["problems"][0];
    let text = std::fs::read_to_string(&file).expect("the file");
    let number = |key: &str| problem[key].as_u64().map(|n| n as usize).expect("a number");
    let line = text.lines().nth(number("line") - 1).expect("the line");
    assert_eq!(number("end_line"), number("line"));
    let span = &line[number("column") - 1..number("end_column") - 1];
    assert!(!span.is_empty() && problem["key"].as_str().is_some_and(|key| key.ends_with(span)));
    assert_eq!((&problem["file"], &problem["severity"]), (&file.as_str().into(), &"error".into()));
    assert!(problem["help"].as_str().is_some_and(|help| help.starts_with("did you mean")));
}

#[test]
fn a_problem_in_a_baseline_names_the_baseline() {
    let document = report(&[&bad("overlay-breaks-shares"), &bad("extends-missing")], 2);
    let files = document["files"].as_array().expect("files");
    for file in files {
        assert!(file["problems"].as_array().is_some_and(|problems| !problems.is_empty()), "{file}");
    }
    let set = Program::new(&["check", "--json", &scenario("h200-2026"), "--set", "run.paths=0"]);
    let document: Value = serde_json::from_slice(&set.output().stdout).expect("JSON");
    assert_eq!(document["files"][0]["problems"][0]["file"], "--set");
}

#[test]
fn fine_files_end_with_code_0() {
    let document = report(&[&scenario("h200-2026"), &scenario("h200-us-ban")], 0);
    assert_eq!(document["fine"], true);
}
