//! `tradeflow export`, `run --xlsx` and `compare --xlsx`, as far as this program's own readers go; `.ci/exports` has others read them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{Program, names, scenario};

fn run_into(out: &Path, more: &[&str]) {
    let out = out.to_string_lossy().into_owned();
    let mut program =
        Program::run(&["--paths", "300", "--no-charts", "--quiet", "--out", out.as_str()]);
    program.args(more.iter().copied());
    program.succeeds();
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).expect("a file")).expect("JSON")
}

/// The rows of a CSV file whose cell in `column` is `sought`.
fn rows(path: &Path, column: &str, sought: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("a file");
    let heads = reader.headers().expect("heads").clone();
    let place = heads.iter().position(|head| head == column).expect("a column");
    reader.records().map(|row| row.expect("a row")).filter(|row| &row[place] == sought).collect()
}

#[test]
fn a_finished_run_is_exported_with_the_figures_of_its_summary() {
    let folder = tempfile::tempdir().expect("a folder");
    let (run, out) = (folder.path().join("run"), folder.path().join("out"));
    run_into(&run, &[]);
    let (from, to) = (run.to_string_lossy(), out.to_string_lossy());
    let mut program = Program::new(&["export", &from, "--out", &to, "--trials", "50"]);
    program.args(["--to", "iamc", "--to", "sipmath", "--to", "csv", "--to", "xlsx"]);
    let told = program.succeeds();
    let found = names(&out);
    assert_eq!(
        found,
        [
            "h200-2026.SIPmath",
            "iamc-weeks.csv",
            "iamc-years.csv",
            "inputs.csv",
            "paths.csv",
            "series.csv",
            "workbook.xlsx"
        ]
    );
    assert_eq!(told.lines().count(), found.len(), "{told}");
    let metric = json(&run.join("summary.json"))["metrics"]["delivered_units.h200"].clone();

    let variable = "Delivered units|h200|Whole horizon|P90";
    let years = rows(&out.join("iamc-years.csv"), "variable", variable);
    assert_eq!(years.len(), 1, "{years:?}");
    assert_eq!(years[0][6].parse::<f64>().ok(), metric["quantiles"]["p90"]["value"].as_f64());
    assert_eq!((&years[0][2], &years[0][4], &years[0][5]), ("China", "chips", "2027"));
    let weekly = "Delivered units cumulative|h200|Mean";
    assert_eq!(rows(&out.join("iamc-weeks.csv"), "variable", weekly).len(), 100);

    let library = json(&out.join("h200-2026.SIPmath"));
    let sip = library["sips"].as_array().expect("sips");
    let of = |name: &str| sip.iter().find(|sip| sip["name"] == name).expect("a metric");
    let trials = &of("delivered_units.h200")["arguments"]["value"];
    let paths = rows(&out.join("paths.csv"), "scenario", "h200-2026");
    let mut heads = csv::Reader::from_path(out.join("paths.csv")).expect("a file");
    let place = heads.headers().expect("heads").iter().position(|h| h == "delivered_units.h200");
    let place = place.expect("the metric");
    for (path, trial) in trials.as_array().expect("trials").iter().enumerate() {
        assert_eq!(trial.as_f64(), paths[path][place].parse().ok(), "path {path}");
    }
    assert_eq!(trials.as_array().map(Vec::len), Some(50));
    let smooth = &of("delivered_units.h200 if not 0")["metadata"];
    assert_eq!(smooth["p_zero"], metric["p_zero"]["value"]);
    assert_eq!(smooth["mean"], metric["mean"]["value"]);

    // Nothing is written over, and nothing beside it.
    fs::remove_file(out.join("workbook.xlsx")).expect("removed");
    assert!(program.fails(3).contains("already exists: choose another folder by --out"));
    assert!(!out.join("workbook.xlsx").exists());
}

#[test]
fn what_cannot_be_exported_is_refused_with_a_word() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run");
    let from = run.to_string_lossy().into_owned();
    let export = |more: &[&str]| {
        let mut program = Program::new(&["export", &from, "--to", "sipmath"]);
        program.args(more.iter().copied());
        program.fails(2)
    };
    assert!(export(&[]).contains("there is no folder"));
    run_into(&run, &[]);
    let told = export(&["--metric", "deliverd_units"]);
    assert!(told.contains("did you mean \"delivered_units\"?"), "{told}");
    assert!(!names(&run).iter().any(|name| name.ends_with(".SIPmath")));
}

#[test]
fn a_workbook_has_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = |threads: &str| {
        let out = folder.path().join(threads);
        run_into(&out, &["--xlsx", "--threads", threads]);
        assert!(names(&out).contains(&"workbook.xlsx".to_owned()));
        fs::read(out.join("workbook.xlsx")).expect("a workbook")
    };
    let (one, two) = (book("1"), book("2"));
    assert!(one.starts_with(b"PK") && one.len() > 50_000, "{} bytes", one.len());
    assert!(one == two);
}

#[test]
fn a_comparison_has_a_workbook_of_the_same_bytes_on_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = |threads: &str, more: &[&str]| {
        let out = folder.path().join(threads);
        let shown = out.to_string_lossy().into_owned();
        let (base, other) = (scenario("h200-2026"), scenario("h200-us-ban"));
        let mut program = Program::new(&["compare", &base, &other, "--threads", threads]);
        program.args(["--paths", "60", "--no-charts", "--no-why", "--quiet", "--out", &shown]);
        program.args(more.iter().copied());
        program.succeeds();
        fs::read(out.join("workbook.xlsx")).ok()
    };
    let one = book("1", &["--xlsx"]).expect("a workbook");
    assert!(one.starts_with(b"PK") && one.len() > 20_000, "{} bytes", one.len());
    assert!(Some(one) == book("2", &["--xlsx"]));
    assert_eq!(book("3", &[]), None);
}
