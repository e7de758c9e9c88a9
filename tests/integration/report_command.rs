//! `tradeflow report` from outside: a page that says what the run says, fetches nothing, and cannot be
//! broken into by a name.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tradeflow::report::MOST_BYTES;
use tradeflow::stats::Estimate;
use tradeflow::units::Unit;

use crate::program::{Program, id, scenario};

fn report(folder: &Path, args: &[&str]) -> Program {
    let mut program = Program::new(&["report", "out"]).within(folder);
    program.args(args.iter().copied());
    program
}

/// A run of a few paths in `out`.
fn made(file: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut program = Program::new(&["run", file]).within(folder.path());
    program.args(["--paths", "60", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    folder
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("a file")
}

/// What stands between two marks, the first time from a place on.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from} is not there"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not there")).0
}

#[test]
fn the_page_is_the_same_on_any_threads_and_one_of_the_runs_files() {
    let folder = made(&scenario("h200-2026"));
    let said = report(folder.path(), &["--threads", "2"]).succeeds();
    let run = id(&folder.path().join("out"));
    assert!(said.contains(&format!("out/report.html, run {run}: one page of")), "{said}");
    report(folder.path(), &["--threads", "1", "--out", "one.html", "--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    assert!(page == text(folder.path(), "one.html"), "other bytes on one thread");
    assert!(page.len() <= MOST_BYTES && page.len() > 500_000, "{} bytes", page.len());
    let place = folder.path().to_string_lossy();
    assert!(!page.contains(&*place), "the page tells where it was made");
    let verify = Program::new(&["verify", "out", "--files-only"]).within(folder.path()).succeeds();
    let manifest: Value =
        serde_json::from_str(&text(folder.path(), "out/manifest.json")).expect("JSON");
    let files = manifest["files"].as_array().expect("a list");
    assert!(files.iter().any(|file| file["name"] == "report.html"));
    assert!(verify.contains(&format!("{} files", files.len())), "{verify}");
}

#[test]
fn a_page_that_was_changed_or_is_not_ours_is_kept() {
    let folder = made(&scenario("h200-2026"));
    report(folder.path(), &["--quiet"]).succeeds();
    report(folder.path(), &["--quiet"]).succeeds();
    fs::write(folder.path().join("out/report.html"), "by hand").expect("written");
    let told = report(folder.path(), &[]).fails(3);
    assert!(told.contains("already holds report.html") && told.contains("--force"), "{told}");
    assert_eq!(text(folder.path(), "out/report.html"), "by hand");
    let told = report(folder.path(), &["--out", "out/report.html"]).fails(3);
    assert!(told.contains("already exists"), "{told}");
    report(folder.path(), &["--force", "--quiet"]).succeeds();
    assert!(text(folder.path(), "out/report.html").starts_with("<!DOCTYPE html>"));
}

#[test]
fn figures_are_those_of_the_summary() {
    let folder = made(&scenario("h200-2026"));
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let summary: Value =
        serde_json::from_str(&text(folder.path(), "out/summary.json")).expect("JSON");
    let estimate = |value: &Value| Estimate {
        value: value["value"].as_f64().expect("a number"),
        standard_error: value["standard_error"].as_f64().expect("a number"),
    };
    let mut seen = 0;
    for (name, metric) in summary["metrics"].as_object().expect("metrics") {
        let mark = format!("<tr data-metric=\"{name}\">");
        if !page.contains(&mark) {
            continue;
        }
        let row = between(&page, &mark, "</tr>");
        let unit = match metric["unit"].as_str() {
            Some("chips") => Unit::Chips,
            Some("USD") => Unit::Usd,
            Some("H20e") => Unit::H20e,
            other => panic!("{name} is in {other:?}"),
        };
        let mean = estimate(&metric["mean"]).digits(unit);
        assert!(row.contains(&format!(">{mean}<")), "{name}: no {mean} in {row}");
        let median = estimate(&metric["quantiles"]["p50"]);
        let median = tradeflow::analysis::wording::amount(unit, median);
        assert!(row.contains(&format!(">{median}<")), "{name}: no {median} in {row}");
        seen += 1;
    }
    assert!(seen >= 10, "{seen} metrics on the page");
    for (name, target) in summary["targets"].as_object().expect("targets") {
        let row = between(&page, &format!("<tr data-target=\"target.{name}\">"), "</tr>");
        let share = estimate(&target["probability"]);
        if share.value > 0.0 && share.value < 1.0 {
            assert!(row.contains(&share.digits(Unit::Share)), "{name}: {row}");
        }
    }
}

#[test]
fn the_page_fetches_nothing_and_runs_only_its_own_scripts() {
    let folder = made(&scenario("h200-2026"));
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let policy = between(&page, "Content-Security-Policy\" content=\"", "\">");
    assert!(policy.starts_with("default-src &#39;none&#39;; script-src &#39;sha256-"), "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
    assert_eq!(page.matches("<script").count(), 3, "data, library, script");
    for banned in ["<link", "<iframe", "<img", "<base", " src=", " style=\"", "innerHTML", "eval("]
    {
        let outside = between(&page, "<!DOCTYPE html>", "<script type=");
        assert!(!outside.contains(banned), "{banned} in the page");
    }
    assert!(!page.contains("innerHTML") && !page.contains("insertAdjacentHTML"));
    for link in page.split("href=\"").skip(1) {
        assert!(link.starts_with(['#', '$']) || link.starts_with("^="), "{}", &link[..40]);
    }
}

#[test]
fn every_assumption_is_in_the_register_and_drivers_lead_there() {
    let folder = made(&scenario("h200-2026"));
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let register = between(&page, "<section id=\"register\">", "</section>");
    for path in ["product.h200.price_usd", "product.h200.demand.firming_share"] {
        assert!(register.contains(&format!("<tr id=\"input-{path}\">")), "{path}");
        assert!(register.contains(&format!("href=\"#driver-{path}\"")), "{path}");
        assert!(page.contains(&format!("<tr id=\"driver-{path}\">")), "{path}");
    }
    // Each link within the page leads somewhere.
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or("")) {
        if !link.contains("${") {
            assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
        }
    }
}

#[test]
fn hostile_words_of_a_scenario_stay_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\\\"&quot;";
    let overlay = format!(
        "extends = \"{}\"\n[scenario]\nname = \"hostile\"\ntitle = \"{hostile}\"\n\
         question = \"{hostile}\"\n[product.h200]\ntitle = \"{hostile}\"\n\
         [product.h200.price_usd]\nvalue = 27_000\nsource = \"{hostile}\"\nnote = \"{hostile}\"\n",
        scenario("h200-2026")
    );
    let file = folder.path().join("hostile.toml");
    fs::write(&file, overlay).expect("written");
    let mut program = Program::new(&["run", "hostile.toml"]).within(folder.path());
    program.args(["--paths", "60", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    assert_eq!(page.matches("<script").count(), 3);
    assert_eq!(page.matches("</script").count(), 3);
    assert!(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;"));
}

#[test]
fn what_no_page_is_made_of_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    let (base, other) = (scenario("h200-2026"), scenario("h200-us-ban"));
    let mut program = Program::new(&["sensitivity", &base]).within(folder.path());
    program.args(["--paths", "60", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    let told = report(folder.path(), &[]).fails(2);
    assert!(
        told.contains(
            "out is of `tradeflow sensitivity`: a report is made of a run, a comparison, a sweep or a \
             decision"
        ),
        "{told}"
    );
    let told = Program::new(&["report", &other]).within(folder.path()).fails(2);
    assert!(told.contains("holds no finished run"), "{told}");
}

/// The row of an answer in the section on what changed, its tags taken out: cells parted by "|".
fn change_row(page: &str, column: &str) -> Vec<String> {
    let row = between(page, &format!("<tr data-change=\"{column}\">"), "</tr>");
    let mut cells = Vec::new();
    for cell in row.split("</t").filter(|cell| cell.contains('>')) {
        cells.push(cell.rsplit('>').next().unwrap_or("").to_owned());
    }
    cells.retain(|cell| !cell.is_empty());
    cells
}

#[test]
fn a_comparison_says_what_changed_as_compare_says_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (base, other) = (scenario("h200-2026"), scenario("h200-us-ban"));
    let mut program = Program::new(&["compare", &base, &other]).within(folder.path());
    program.args(["--paths", "120", "--no-charts", "--no-why", "--out", "out"]);
    let told = program.succeeds();
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let mut seen = 0;
    for column in ["delivered_units.h200", "gross_revenue_usd.h200", "shipped_units"] {
        let line =
            told.lines().find(|line| line.starts_with(&format!("{column} "))).expect("a line");
        let cells = change_row(&page, column);
        for figure in &cells[1..4] {
            assert!(line.contains(figure.as_str()), "{column}: no {figure} in {line}");
            seen += 1;
        }
    }
    assert_eq!(seen, 9);
    assert!(page.contains("id=\"chart-compared-strip-delivered\""));
    // The event of the overlay, with its two effects, and the waterfalls that show what it does.
    assert!(page.contains("<code>event.") && page.contains("id=\"chart-why-h200-us-ban-delivered"));
}

#[test]
fn since_an_earlier_run_only_the_price_has_changed() {
    let folder = made(&scenario("h200-2026"));
    let dearer = ["--set", "product.h200.price_usd=40000"];
    let mut program = Program::run(&dearer).within(folder.path());
    program.args(["--paths", "60", "--no-charts", "--quiet", "--out", "dearer"]);
    program.succeeds();
    // The earlier run is on other random numbers: it is simulated again on those of the later.
    let mut program = Program::run(&["--paths", "40", "--seed", "7"]).within(folder.path());
    program.args(["--no-charts", "--quiet", "--out", "earlier"]);
    program.succeeds();
    let mut program = Program::new(&["report", "dearer", "--quiet"]).within(folder.path());
    program.args(["--since", "earlier"]);
    program.succeeds();
    let page = text(folder.path(), "dearer/report.html");
    assert!(page.contains("as run on seed 7 with 40 paths, simulated again"));
    let changed = between(&page, "<table class=\"changed\">", "</table>");
    assert_eq!(changed.matches("<tr><th scope=\"row\">").count(), 1, "{changed}");
    assert!(changed.contains("product.h200.price_usd") && changed.contains("40,000"), "{changed}");
    let revenue = change_row(&page, "gross_revenue_usd.h200");
    assert!(revenue[3].starts_with('+') || revenue[3].starts_with('−'), "{revenue:?}");
    assert!(page.contains("id=\"chart-why-h200-2026-gross_revenue_usd.h200\""));
    // Against itself nothing changes, and nothing is called real.
    report(folder.path(), &["--since", "out", "--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    assert!(page.contains("They assume the same."));
    let rows = page.split("<tr data-change=\"").skip(1).map(|rest| rest.split("</tr>").next());
    let rows: Vec<&str> = rows.flatten().collect();
    assert!(rows.len() > 8 && rows.iter().all(|row| row.contains("the same on every path")));
}

#[test]
fn what_cannot_be_paired_or_printed_is_refused_before_anything_is_written() {
    let folder = made(&scenario("h200-2026"));
    let mut program = Program::run(&["--set", "scenario.end=2027-06-30"]).within(folder.path());
    program.args(["--paths", "40", "--no-charts", "--quiet", "--out", "shorter"]);
    program.succeeds();
    let told = report(folder.path(), &["--since", "shorter"]).fails(2);
    assert!(told.contains("does not cover the same weeks"), "{told}");
    let mut program = report(folder.path(), &["--pdf"]);
    program.set("PATH", "");
    let told = program.fails(2);
    assert!(told.contains("no Chromium is installed") && told.contains("help: "), "{told}");
    let told = report(folder.path(), &["--world", "boom"]).fails(2);
    assert!(told.contains("no world \"boom\""), "{told}");
    assert!(!folder.path().join("out/report.html").exists());
}

#[test]
fn worlds_stand_side_by_side_and_one_is_told_in_full() {
    let folder = made(&scenario("h200-worlds"));
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let manifest: Value =
        serde_json::from_str(&text(folder.path(), "out/manifest.json")).expect("JSON");
    let worlds: Vec<&Value> =
        manifest["scenarios"].as_array().expect("a list").iter().map(|s| &s["world"]).collect();
    assert!(worlds.len() > 1);
    let section = between(&page, "<section id=\"side-by-side\">", "</section>");
    for world in &worlds {
        assert!(section.contains(world["title"].as_str().expect("a title")), "{world}");
    }
    let weight = |world: &Value| world["weight"].as_f64().expect("a weight");
    let least = worlds.iter().min_by(|a, b| weight(a).total_cmp(&weight(b))).expect("worlds");
    let name = least["name"].as_str().expect("a name");
    report(folder.path(), &["--world", name, "--quiet"]).succeeds();
    assert!(text(folder.path(), "out/report.html") != page, "another world is another page");
}

#[test]
fn the_bottom_line_holds_the_one_chart_that_matters() {
    let cases = [
        (vec!["run", "h200-2026"], "fan-delivered"),
        (vec!["run", "h200-worlds"], "worlds-delivered"),
        (vec!["compare", "h200-2026", "h200-us-ban"], "compared-strip-delivered"),
    ];
    for (words, chart) in cases {
        let folder = tempfile::tempdir().expect("a folder");
        let files: Vec<String> = words[1..].iter().map(|name| scenario(name)).collect();
        let mut program = Program::new(&words[..1]).within(folder.path());
        program.args(files.iter().map(String::as_str));
        program.args(["--paths", "60", "--no-charts", "--quiet", "--out", "out"]);
        program.succeeds();
        report(folder.path(), &["--no-why", "--quiet"]).succeeds();
        let page = text(folder.path(), "out/report.html");
        is_sound(&page);
        let head = between(&page, "<section id=\"bottom-line\">", "<table class=\"targets\">");
        let place = format!("id=\"chart-{chart}\"");
        assert!(head.contains(&place), "{words:?}: {chart} is not at the head");
        assert_eq!(page.matches(&place).count(), 1, "{words:?}: {chart} stands twice");
        assert_eq!(head.matches("<figure").count(), 1, "{words:?}");
    }
}

#[test]
fn a_comparison_begins_with_what_differs() {
    let folder = tempfile::tempdir().expect("a folder");
    let [base, ban] = ["h200-2026", "h200-us-ban"].map(scenario);
    let mut program = Program::new(&["compare", &base, &ban, "--no-why"]).within(folder.path());
    program.args(["--paths", "200", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    report(folder.path(), &["--no-why", "--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    let head = between(&page, "<section id=\"bottom-line\">", "<figure");
    let first = between(head, "<dl class=\"headlines\">", "</dl>");
    let row = change_row(&page, "delivered_units.h200");
    let [before, after, difference] = [&row[1], &row[2], &row[3]];
    let told = format!("{before} → {after} ({difference}; ");
    assert!(first.contains("<dt>Congress bans in June 2026</dt>"), "{first}");
    assert!(first.contains(&told), "{told} is not in {first}");
}

#[test]
fn a_sweep_over_words_is_told_without_touching_its_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = scenario("h200-2026");
    let mut program = Program::new(&["sweep", &base, "--set", "customs.opening=[open, closed]"]);
    program = program.within(folder.path());
    program.args(["--paths", "40", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    // Whoever may only read a folder cannot lock its files for writing either.
    let checkpoint = fs::File::open(folder.path().join("out/cells.checkpoint")).expect("a file");
    checkpoint.lock().expect("locked");
    report(folder.path(), &["--out", "page.html", "--quiet"]).succeeds();
    let page = text(folder.path(), "page.html");
    assert!(page.contains("open, closed"), "the levels of the lever");
}

/// An estimate of a summary as people read it.
fn digits(value: &Value, unit: Unit) -> String {
    Estimate {
        value: value["value"].as_f64().expect("a number"),
        standard_error: value["standard_error"].as_f64().expect("a number"),
    }
    .digits(unit)
}

/// A page whose links lead somewhere, that runs its own scripts alone.
fn is_sound(page: &str) {
    assert!(page.len() <= MOST_BYTES && page.contains("default-src &#39;none&#39;"));
    assert_eq!(page.matches("<script").count(), 3, "data, library, script");
    for link in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap_or("")) {
        if !link.contains("${") {
            assert!(page.contains(&format!("id=\"{link}\"")), "#{link} leads nowhere");
        }
    }
}

#[test]
fn a_sweep_is_told_from_what_it_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = scenario("h200-2026");
    let sets = [
        "tariff.instrument.section-232.rate=0:0.4:3",
        "beijing.rounds.advanced.size_units=[400_000, 100_000]",
    ];
    let mut program = Program::new(&["sweep", &base, "--set", sets[0], "--set", sets[1]]);
    program = program.within(folder.path());
    program.args(["--paths", "40", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    let told = report(folder.path(), &["--since", "out"]).fails(2);
    assert!(told.contains("out is of `tradeflow sweep`: --since is of runs"), "{told}");
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    is_sound(&page);
    let summary: Value =
        serde_json::from_str(&text(folder.path(), "out/summary.json")).expect("JSON");
    let effects = summary["effects"].as_array().expect("effects");
    assert_eq!(effects.len(), 2);
    let drivers = between(&page, "<section id=\"drivers\">", "</section>");
    for effect in effects {
        let spread = digits(&effect["spread"], Unit::Chips);
        assert!(drivers.contains(&spread), "{spread} is not in {drivers}");
    }
    let metric = summary["metric"].as_str().expect("a metric");
    let best = &summary["best"][0];
    let mean = digits(&best["estimates"][format!("{metric}.mean")], Unit::Chips);
    assert!(between(&page, "id=\"bottom-line\"", "</section>").contains(&mean), "no {mean}");
    // A row a cell, and a chart for each pair of levers and for the extremes.
    let cells = between(&page, "cells by their mean", "</table>");
    assert_eq!(cells.matches("<tr><th scope=\"row\">").count(), 6);
    for chart in ["map-mean", "map-odds", "extremes"] {
        assert!(page.contains(&format!("id=\"chart-{chart}\"")), "no {chart}");
    }
    Program::new(&["verify", "out"]).within(folder.path()).succeeds();
    report(folder.path(), &["--quiet"]).succeeds();
    assert!(page == text(folder.path(), "out/report.html"), "the same sweep, another page");
    // Without the rows that were kept there is nothing to tell from.
    let checkpoint = folder.path().join("out/cells.checkpoint");
    let mut bytes = fs::read(&checkpoint).expect("the checkpoint");
    *bytes.last_mut().expect("bytes") ^= 1;
    fs::write(&checkpoint, bytes).expect("written");
    let told = report(folder.path(), &[]).fails(2);
    assert!(told.contains("cells.checkpoint is missing, or not as `tradeflow sweep` wrote it"));
}

#[test]
fn a_decision_is_told_with_what_was_typed_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("{}/scenarios/decisions/h200-vendor.toml", env!("CARGO_MANIFEST_DIR"));
    let mut program = Program::new(&["decide", &file]).within(folder.path());
    program.args(["--paths", "80", "--no-charts", "--out", "out", "--statistic", "p25"]);
    program.args(["--set", "product.h200.price_usd=30000"]);
    program.succeeds();
    report(folder.path(), &["--quiet", "--threads", "1"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    is_sound(&page);
    let summary: Value =
        serde_json::from_str(&text(folder.path(), "out/summary.json")).expect("JSON");
    assert!(page.contains(summary["judged_by"].as_str().expect("words")), "judged by another");
    let section = between(&page, "<section id=\"options\">", "</section>");
    let regret = between(&page, "<section id=\"regret\">", "</section>");
    let mut seen = 0;
    for option in summary["options"].as_object().expect("options").values() {
        for world in option["worlds"].as_object().expect("worlds").values() {
            let [value, behind] =
                [&world["value"], &world["regret"]].map(|found| digits(found, Unit::Usd));
            assert!(section.contains(&format!(">{value}<")), "no {value}");
            assert!(regret.contains(&format!(">{behind}<")), "no {behind}");
            seen += 1;
        }
    }
    assert!(seen >= 6, "{seen} figures");
    assert!(page.contains("id=\"chart-options\"") && page.contains("id=\"chart-regret\""));
    // What was typed is remembered, and the decision must be the one that was run.
    let choice = folder.path().join("out/choice.json");
    let typed = fs::read_to_string(&choice).expect("a file").replace("p25", "p75");
    fs::write(&choice, typed).expect("written");
    let told = report(folder.path(), &[]).fails(2);
    assert!(told.contains("choice.json is missing, or not as `tradeflow decide` wrote it"));
}

#[test]
fn a_commitment_is_told_with_its_curve() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = format!("{}/scenarios/decisions/h200-commitment.toml", env!("CARGO_MANIFEST_DIR"));
    let mut program = Program::new(&["decide", &file]).within(folder.path());
    program.args(["--paths", "40", "--no-charts", "--quiet", "--out", "out"]);
    program.succeeds();
    report(folder.path(), &["--quiet"]).succeeds();
    let page = text(folder.path(), "out/report.html");
    is_sound(&page);
    let summary: Value =
        serde_json::from_str(&text(folder.path(), "out/summary.json")).expect("JSON");
    let finding = summary["commitment"]["finding"].as_str().expect("a sentence");
    assert!(between(&page, "id=\"bottom-line\"", "</section>").contains(finding));
    assert!(page.contains("id=\"chart-commitment\""));
}
