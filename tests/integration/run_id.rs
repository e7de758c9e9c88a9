//! A run's id: on all that a run leaves, the same for the same run and for no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::program::{Program, id, names, scenario};

/// Runs the command into `out` below a folder and gives the id.
fn made(folder: &Path, out: &str, args: &[&str]) -> String {
    let mut program = Program::new(args).within(folder);
    program.args(["--quiet", "--out", out]);
    program.succeeds();
    id(&folder.join(out))
}

/// The pictures of a run, and how many name it; those of a world name the run of that world alone.
fn pictures(out: &Path, run: &str) -> (usize, usize) {
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).expect("read")).expect("JSON");
    let of = |name: &str| {
        let Some(world) = name.strip_prefix("worlds/").and_then(|rest| rest.split('/').next())
        else {
            return run.to_owned();
        };
        let mut records = manifest["scenarios"].as_array().expect("a list").iter();
        let found = records.find(|record| record["world"]["name"] == world).expect("a world");
        found["world"]["run"].as_str().expect("an id").to_owned()
    };
    let all: Vec<String> = names(out).into_iter().filter(|name| name.ends_with(".svg")).collect();
    let named = all.iter().filter(|name| {
        let picture = fs::read_to_string(out.join(name)).expect("a picture");
        picture.contains(&format!("run {} · tradeflow ", of(name)))
    });
    (all.len(), named.count())
}

#[test]
fn every_picture_and_page_of_every_command_names_the_run_it_is_of() {
    let folder = tempfile::tempdir().expect("a folder");
    let [base, ban, worlds] = ["h200-2026", "h200-us-ban", "h200-worlds"].map(scenario);
    let [h20, vendor] = ["h20-2025", "decisions/h200-vendor"].map(scenario);
    let observed = format!("{}/observed/h20-2025.toml", env!("CARGO_MANIFEST_DIR"));
    let many = "target.any={ title = \"Any\", metric = \"delivered_units\", at_least = 30_000 }";
    let lever = "tariff.instrument.section-232.rate=0:0.45:3";
    let commands: [&[&str]; 9] = [
        &["run", &base, "--paths", "60"],
        &["run", &worlds, "--paths", "60", "--chart", "fan", "--chart", "worlds"],
        &["compare", &base, &ban, "--paths", "60"],
        &["stress", &base, "--where", "delivered_units > 0", "--paths", "200"],
        &["odds", &base, "--metric", "delivered_units", "--at-least", "300000", "--paths", "160"],
        &["sensitivity", &base, "--paths", "200"],
        &["discover", &base, "--set", many, "--target", "any", "--paths", "300"],
        &["sweep", &base, "--set", lever, "--paths", "60"],
        &["decide", &vendor, "--paths", "60"],
    ];
    let backtest: &[&str] = &["backtest", &h20, "--observed", &observed, "--paths", "60"];
    let mut ids = BTreeSet::new();
    for (place, args) in commands.into_iter().chain([backtest]).enumerate() {
        let out = place.to_string();
        let run = made(folder.path(), &out, args);
        let (all, named) = pictures(&folder.path().join(&out), &run);
        assert!(all > 0 && all == named, "{args:?}: {named} of {all} pictures name run {run}");
        assert!(ids.insert(run.clone()), "{args:?} has the id of another");
        let summary = fs::read_to_string(folder.path().join(&out).join("summary.md"));
        if let Ok(summary) = summary {
            assert!(summary.contains(&format!("run `{run}` of tradeflow")), "{summary}");
        }
        let of = ["run", "compare", "sweep", "decide"];
        if of.contains(&args[0]) {
            Program::new(&["report", &out, "--quiet"]).within(folder.path()).succeeds();
            let page = fs::read_to_string(folder.path().join(&out).join("report.html"));
            let page = page.expect("a page");
            assert!(page.contains(&format!(" · run {run}</p>")), "{args:?}: the head");
            let foot = format!("run {run} · tradeflow ");
            let (feet, charts) = (page.matches(&foot), page.matches("<figure class=\"chart\""));
            assert_eq!(feet.count(), charts.count(), "{args:?}: pictures of the page");
        }
    }
}

#[test]
fn a_run_has_one_id_wherever_it_is_made_and_another_one_where_anything_decisive_differs() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = scenario("h200-2026");
    let plain = ["run", base.as_str(), "--paths", "40", "--no-charts"];
    let with = |out: &str, more: &[&str]| made(folder.path(), out, &[&plain[..], more].concat());
    let one = with("a", &["--threads", "1"]);
    let drawn = |out: &str, more: &[&str]| {
        made(
            folder.path(),
            out,
            &[&plain[..2], &["--paths", "40", "--chart", "fan"], more].concat(),
        )
    };
    let same = [
        with("b", &["--threads", "3", "--csv", "--xlsx"]),
        with("c", &["--seed", "2026", "--set", "run.seed=2026"]),
        drawn("d", &["--theme", "dark"]),
    ];
    assert!(same.iter().all(|id| *id == one), "{one} {same:?}");
    let others = [
        with("e", &["--seed", "2027"]),
        with("f", &["--set", "product.h200.price_usd=25000"]),
        made(folder.path(), "g", &[&plain[..2], &["--paths", "41", "--no-charts"]].concat()),
    ];
    let all: BTreeSet<&String> = others.iter().chain([&one]).collect();
    assert_eq!(all.len(), 4, "{one} {others:?}");
}
