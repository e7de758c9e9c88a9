//! `tradeflow run` as a person or a script meets it: folders, files, exit codes and words.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use crate::program::{Program, names, scenario};

const SMALL: [&str; 4] = ["--paths", "48", "--no-charts", "--quiet"];

fn temporary() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

fn json(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A run of the base scenario in a folder that is kept as long as the first value.
fn finished(more: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = temporary();
    let out = folder.path().join("run");
    let mut program = Program::run(&["--paths", "48", "--quiet", "--out", &out.to_string_lossy()]);
    program.args(more.iter().copied());
    assert_eq!(program.succeeds(), "", "--quiet prints nothing");
    (folder, out)
}

fn is_number(value: &Value) -> bool {
    value.as_f64().is_some_and(f64::is_finite)
}

#[test]
fn a_run_leaves_the_files_that_its_manifest_names() {
    let (_folder, out) = finished(&["--csv"]);
    let found = names(&out);
    for name in [
        "summary.json",
        "summary.md",
        "manifest.json",
        "paths.parquet",
        "paths.csv",
        "series.parquet",
        "series.csv",
        "inputs.parquet",
        "inputs.csv",
    ] {
        assert!(found.iter().any(|other| other == name), "{name} in {found:?}");
    }
    let ends = |end: &str| {
        found.iter().filter(|name| name.starts_with("charts/") && name.ends_with(end)).count()
    };
    assert!(ends(".svg") >= 6 && ends(".svg") == ends(".png"), "{found:?}");
    assert_eq!(ends(".svg"), ends(".csv"), "{found:?}");
    let manifest = json(&out.join("manifest.json"));
    let files = manifest["files"].as_array().expect("files");
    let mut listed: Vec<&str> =
        files.iter().map(|file| file["name"].as_str().expect("a name")).collect();
    listed.push("manifest.json");
    listed.sort_unstable();
    assert_eq!(listed, found);
    for file in files {
        let bytes = fs::read(out.join(file["name"].as_str().expect("a name"))).expect("a file");
        assert_eq!(file["bytes"], bytes.len());
        assert_eq!(file["sha256"], tradeflow::output::sha256_hex(&bytes).as_str());
    }
    assert_eq!((&manifest["seed"], &manifest["paths"]), (&Value::from(2026), &Value::from(48)));
    let scenario = &manifest["scenarios"][0];
    let resolved = scenario["resolved"].as_str().expect("a text");
    assert_eq!((&manifest["command"], &scenario["name"]), (&"run".into(), &"h200-2026".into()));
    assert_eq!(scenario["hash"], tradeflow::output::sha256_hex(resolved.as_bytes()).as_str());
    for file in &found {
        let bytes = fs::read(out.join(file)).expect("a file");
        match file.rsplit_once('.').expect("an ending").1 {
            "svg" => assert!(bytes.starts_with(b"<svg") && bytes.ends_with(b"</svg>\n"), "{file}"),
            "png" => assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"), "{file}"),
            "parquet" => assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{file}"),
            "csv" => csv_is_whole(&bytes, file),
            "md" => assert!(bytes.starts_with(b"# ") && bytes.ends_with(b"\n"), "{file}"),
            _ => assert!(json(&out.join(file)).is_object(), "{file}"),
        }
    }
}

fn csv_is_whole(bytes: &[u8], file: &str) {
    let mut reader = csv::Reader::from_reader(bytes);
    assert!(reader.headers().expect("a header").len() > 1, "{file}");
    // The reader refuses a row whose length differs from the header's.
    let rows: Vec<_> = reader.records().map(|row| row.expect("a whole row")).collect();
    let rows = rows.len();
    assert!(rows > 0, "{file}");
    if file == "paths.csv" {
        assert_eq!(rows, 48);
    }
}

#[test]
fn the_summary_keeps_its_contract() {
    let (_folder, out) = finished(&["--no-charts"]);
    let summary = json(&out.join("summary.json"));
    assert_eq!(summary["scenario"], "h200-2026");
    assert_eq!((&summary["seed"], &summary["paths"]), (&Value::from(2026), &Value::from(48)));
    for name in [
        "delivered_units",
        "shipped_units",
        "gross_revenue_usd",
        "net_revenue_usd",
        "government_take_usd",
        "gross_margin_usd",
        "write_down_usd",
        "cancelled_units",
        "substituted_units",
        "closing_backlog_units",
        "closing_stock_units",
        "compute_delivered_h20e",
        "first_delivery_week",
        "delivered_units.2026Q1",
        "delivered_units.2027Q4",
        "delivered_units.2026",
        "delivered_units.h200",
        "gross_revenue_usd.h200.2026Q3",
    ] {
        let metric = &summary["metrics"][name];
        assert!(metric["unit"].is_string(), "{name}: {metric}");
        assert!(is_number(&metric["standard_deviation"]), "{name}");
        for part in ["mean", "p_zero"] {
            for key in ["value", "standard_error"] {
                assert!(is_number(&metric[part][key]), "{name}.{part}.{key}: {metric}");
            }
        }
        let quantiles = metric["quantiles"].as_object().expect("quantiles");
        let keys: Vec<&str> = quantiles.keys().map(String::as_str).collect();
        assert_eq!(keys, ["p05", "p10", "p25", "p50", "p75", "p90", "p95"], "{name}");
        let shortfall = &metric["expected_shortfall"];
        for part in quantiles.values().chain([shortfall]) {
            assert!(part.get("value").is_some() && part.get("standard_error").is_some(), "{name}");
            // Where a first delivery never comes, its late quantiles do not either.
            assert!(is_number(&part["value"]) || name == "first_delivery_week", "{name}: {part}");
        }
    }
    let targets = summary["targets"].as_object().expect("targets");
    assert_eq!(targets.len(), 5);
    for (name, target) in targets {
        let p = target["probability"]["value"].as_f64().expect("a number");
        assert!((0.0..=1.0).contains(&p), "{name}");
        assert!(is_number(&target["probability"]["standard_error"]), "{name}");
    }
}

#[test]
fn runs_without_a_folder_are_numbered() {
    let folder = temporary();
    for _ in 0..2 {
        Program::run(&SMALL).within(folder.path()).succeeds();
    }
    let found = names(folder.path());
    for number in ["001", "002"] {
        let name = format!("output/h200-2026/{number}/manifest.json");
        assert!(found.contains(&name), "{found:?}");
    }
    assert!(!found.iter().any(|name| name.contains("003")), "{found:?}");
}

#[test]
fn every_shipped_scenario_runs_each_into_its_own_folder() {
    let folder = temporary();
    let mut program = Program::new(&["run"]).within(folder.path());
    let mut shipped: Vec<String> =
        fs::read_dir(format!("{}/scenarios", env!("CARGO_MANIFEST_DIR")))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .filter(|path| path.extension().is_some_and(|end| end == "toml"))
            .map(|path| path.file_stem().expect("a name").to_string_lossy().into_owned())
            .collect();
    shipped.sort();
    assert!(shipped.len() >= 4, "{shipped:?}");
    let files: Vec<String> = shipped.iter().map(|name| scenario(name)).collect();
    program.args(files.iter().map(String::as_str).chain(SMALL).chain(["--out", "all"]));
    program.succeeds();
    for name in &shipped {
        let summary = json(&folder.path().join("all").join(name).join("summary.json"));
        assert_eq!(summary["scenario"], name.as_str());
        assert_eq!(summary["paths"], 48);
    }
}

#[test]
fn a_folder_with_a_run_is_kept_unless_forced() {
    let (_folder, out) = finished(&["--no-charts"]);
    let before = fs::read(out.join("summary.json")).expect("a file");
    let out_text = out.to_string_lossy().into_owned();
    let mut again = Program::run(&SMALL);
    again.args(["--seed", "3", "--out", &out_text]);
    let complaint = again.fails(3);
    assert!(complaint.contains("--force"), "{complaint}");
    assert_eq!(fs::read(out.join("summary.json")).expect("a file"), before);
    again.args(["--force"]);
    again.succeeds();
    assert_eq!(json(&out.join("summary.json"))["seed"], 3);
}

#[test]
fn bad_input_is_code_2_and_writes_nothing() {
    let folder = temporary();
    let bad = format!("{}/tests/bad/unknown-key.toml", env!("CARGO_MANIFEST_DIR"));
    fs::write(folder.path().join("second.toml"), "schema = 1\n").expect("written");
    let base = scenario("h200-2026");
    for (args, said) in [
        (vec!["run", &bad], "error"),
        (vec!["run", &base, "second.toml"], "second.toml"),
        (vec!["run", "missing.toml"], "missing.toml"),
        (vec!["run", &base, &base], "two of the files"),
        (vec!["run", &base, "--paths", "0"], "--paths"),
        (vec!["run", &base, "--paths", "-5"], "-5"),
        (vec!["run", &base, "--threads", "0"], "--threads"),
        (vec!["run", &base, "--quiet", "--json"], "--json"),
        (vec!["run", &base, "--set", "product.h200.price_usd=cheap"], "price_usd"),
        (vec!["run", &base, "--set", "product.h200.price_usd"], "--set"),
        (vec!["run"], "required"),
        (vec!["ru"], "run"),
        (vec!["run", &base, "--path", "x"], "--path"),
    ] {
        let complaint = Program::new(&args).within(folder.path()).fails(2);
        assert!(complaint.contains(said), "{args:?}: {complaint}");
    }
    assert_eq!(names(folder.path()), ["second.toml"]);
    assert!(!folder.path().join("output").exists());
}

#[test]
fn a_misspelt_input_is_answered_with_the_likely_one() {
    let folder = temporary();
    let mut program = Program::run(&SMALL).within(folder.path());
    program.args(["--set", "product.h200.prise_usd=25000"]);
    let complaint = program.fails(2);
    assert!(complaint.contains("did you mean") && complaint.contains("price_usd"), "{complaint}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_is_set_is_what_is_run() {
    let (_folder, out) = finished(&["--no-charts", "--set", "product.h200.price_usd=25_000"]);
    let manifest = json(&out.join("manifest.json"));
    assert_eq!(manifest["overrides"][0], "product.h200.price_usd=25_000");
    let summary = json(&out.join("summary.json"));
    let mean = |name: &str| summary["metrics"][name]["mean"]["value"].as_f64().expect("a number");
    let price = mean("gross_revenue_usd.h200") / mean("delivered_units.h200");
    assert!((price - 25_000.0).abs() < 1e-6, "{price}");
}

/// As nobody may write below a file, not even the owner of everything.
#[test]
fn a_place_that_cannot_be_written_is_refused_before_any_path_is_run() {
    let folder = temporary();
    let file = folder.path().join("file");
    fs::write(&file, "mine").expect("written");
    for out in [file.clone(), file.join("below")] {
        // So many paths would take hours.
        let mut program = Program::run(&["--paths", "100000000", "--memory", "1000"]);
        program.args(["--out", &out.to_string_lossy()]);
        let complaint = program.fails(3);
        assert!(complaint.contains("file"), "{complaint}");
    }
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
    fs::write(folder.path().join("output"), "mine").expect("written");
    Program::run(&["--paths", "100000000", "--memory", "1000"]).within(folder.path()).fails(3);
}

#[test]
fn one_path_is_replayed_without_writing() {
    let folder = temporary();
    let text = Program::run(&["--path", "7"]).within(folder.path()).succeeds();
    assert!(text.contains("path 7 of seed 2026") && text.contains("2027-12-30"), "{text}");
    assert!(names(folder.path()).is_empty());
}

#[test]
fn the_answer_fits_a_screen_and_names_the_folder() {
    let folder = temporary();
    let text = Program::run(&["--paths", "48", "--no-charts"]).within(folder.path()).succeeds();
    assert!(text.contains("output/h200-2026/001"), "{text}");
    assert!(text.lines().count() <= 40 && text.starts_with("Nvidia H200"), "{text}");
    assert!(!text.contains('\u{1b}'), "no colours where there is no terminal");
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_early_is_no_failure() {
    let folder = temporary();
    let check = Program::new(&["check", &scenario("h200-2026")]);
    let explain = Program::new(&["explain", &scenario("h200-2026")]);
    let replay = Program::run(&["--path", "7"]);
    let json = Program::run(&["--paths", "48", "--no-charts", "--json", "--out", "json"]);
    let answer = Program::run(&["--paths", "48", "--no-charts", "--out", "answer"]);
    let help = Program::new(&["run", "--help"]);
    for program in [check, explain, replay, json, answer, help] {
        let program = program.within(folder.path());
        let mut child = program.command();
        let mut child =
            child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("text");
        assert_eq!(errors, "", "{program:?}");
        assert_eq!(child.wait().expect("ends").code(), Some(0), "{program:?}");
    }
    for run in ["json", "answer"] {
        assert!(folder.path().join(run).join("manifest.json").exists(), "the run is whole");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_takes_nothing_is_told() {
    let folder = temporary();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let program = Program::run(&["--paths", "48", "--no-charts"]).within(folder.path());
    let output = program.command().stdout(full).output().expect("starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{errors}");
    assert!(errors.contains("standard output") && !errors.contains("panicked"), "{errors}");
}

#[test]
fn the_help_is_as_agreed() {
    for (name, args) in [("help", vec!["--help"]), ("run-help", vec!["run", "--help"])] {
        let mut program = Program::new(&args);
        program.set("COLUMNS", "100");
        let said = program.succeeds();
        let file = format!("{}/tests/integration/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        if std::env::var_os("TRADEFLOW_BLESS").is_some() {
            fs::write(&file, &said).expect("written");
        }
        let agreed = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(said, agreed, "bless with TRADEFLOW_BLESS=1, then read git diff");
    }
}

#[test]
fn the_markdown_page_has_the_words_and_figures_of_the_terminal() {
    let folder = temporary();
    let out = folder.path().join("run");
    let program = Program::run(&["--paths", "300", "--no-charts", "--out", &out.to_string_lossy()]);
    let answer = program.succeeds();
    let page = fs::read_to_string(out.join("summary.md")).expect("a page");
    let words = |line: &str| -> Vec<String> {
        line.replace(['|', '`', '*'], " ").split_whitespace().map(str::to_owned).collect()
    };
    let pages: Vec<Vec<String>> = page.lines().map(words).collect();
    // Every word of a printed line stands in one line of the page, in that order.
    let found = |line: &str| {
        let sought = words(line);
        pages.iter().any(|words| {
            let mut rest = words.iter().map(|word| word.trim_end_matches([':', ',', '.']));
            sought
                .iter()
                .all(|word| rest.any(|other| other == word.trim_end_matches([':', ',', '.'])))
        })
    };
    let mut figures = 0;
    for line in answer.lines().skip(2).filter(|line| line.contains(['%', '$', '±'])) {
        assert!(found(line), "{line}\n{page}");
        figures += 1;
    }
    assert!(figures >= 20, "{figures} lines of figures in\n{answer}");
    assert!(!found("delivered_units.h200 1 2 3"));
    let hash = json(&out.join("manifest.json"))["scenarios"][0]["hash"].clone();
    assert!(page.contains(hash.as_str().expect("a digest")));
}
