//! Worlds: each is the scenario with its change laid over, kept apart, and set beside the others.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;
use tradeflow::scenario::{
    Loaded, MAX_WORLDS, Scenario, Worlds, from_text, load, load_all, load_world,
};

use crate::outcome::{assert_same, ran};
use crate::program::{Program, digests, names, scenario};

const FILE: &str = "scenarios/h200-worlds.toml";
/// A batch and a part of another.
const PATHS: usize = 525;

fn world(name: &str, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    load_world(Path::new(FILE), &sets, Some(name)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn worlds(path: &Path, sets: &[&str]) -> Worlds {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    match load_all(path, &sets).unwrap_or_else(|problems| panic!("{problems}")) {
        Loaded::Worlds(worlds) => worlds,
        Loaded::One(_) => panic!("{} names no worlds", path.display()),
    }
}

/// An overlay of the shipped worlds, in a folder of its own.
fn overlay(text: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("overlay.toml");
    let base = std::path::absolute(FILE).expect("a path");
    let head = format!("extends = '{}'\n[scenario]\nname = \"mine\"\n", base.display());
    fs::write(&path, head + text).expect("a file");
    (folder, path)
}

fn json(path: &Path) -> Value {
    let bytes = fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn a_world_is_the_overlay_that_says_the_same() {
    let overlay = load(Path::new("scenarios/h200-beijing-closed.toml"), &[]).expect("an overlay");
    let base = load(Path::new("scenarios/h200-2026.toml"), &[]).expect("the base");
    for (name, other) in [("closed", overlay), ("shifting", base)] {
        let world = world(name, &[]);
        assert_eq!(world.model.scenario.name, format!("h200-worlds-{name}"));
        assert_same(&ran(&world.model, 1, PATHS), &ran(&other.model, 1, PATHS), |_| true);
        let again = from_text("resolved.toml", &world.resolved, &[]).expect("the resolved text");
        assert_eq!(format!("{:?}", again.model), format!("{:?}", world.model));
    }
}

#[test]
fn what_is_set_holds_in_every_world() {
    let sets = ["product.h200.price_usd=25_000", "beijing.opening_regime=rounds"];
    let all = worlds(Path::new(FILE), &sets);
    let openings: Vec<usize> =
        all.list.iter().map(|world| world.scenario.model.beijing.process.opening).collect();
    assert_eq!(openings, [3; 3], "over what a world changes too");
    for world in &all.list {
        let inputs = &world.scenario.model.inputs;
        let price = inputs.iter().find(|input| input.path == "product.h200.price_usd");
        assert!(price.is_some_and(|input| input.dist.is_fixed()), "{}", world.name);
    }
    let closed = world("closed", &["world.closed.change.customs.remove=true"]);
    assert!(closed.model.customs.process.is_none(), "a change may be set too");
    assert!(world("thaw", &[]).model.customs.process.is_some());
}

#[test]
fn weights_are_set_together_or_refused() {
    let weights = |sets: &[&str]| worlds(Path::new(FILE), sets).weights();
    assert_eq!(weights(&[]), Some(vec![0.3, 0.5, 0.2]));
    let set = ["world.thaw.weight=0.4", "world.closed.weight=0.1"];
    assert_eq!(weights(&set), Some(vec![0.1, 0.5, 0.4]));
    let one = load_all(Path::new(FILE), &[set[0].to_owned()]).expect_err("a sum of 1.2");
    assert!(one.to_string().contains("sum to 1.2, not 1"), "{one}");
    let none =
        ["closed", "shifting", "thaw"].map(|name| format!("world.{name}.weight.remove=true"));
    assert_eq!(weights(&none.each_ref().map(String::as_str)), None);
}

#[test]
fn an_overlay_takes_worlds_on_changes_adds_and_removes_them() {
    let (_folder, path) = overlay(
        "[world.shifting]\nremove = true\n[world.thaw]\ntitle = \"A thaw\"\nweight = 0.6\n\
         [world.thaw.change]\nbeijing.opening_regime = \"rounds\"\ncustoms.remove = true\n\
         [world.ban]\nweight = 0.1\n[world.ban.change.event.congress-blocks]\nprobability = 1\n",
    );
    let all = worlds(&path, &[]);
    assert_eq!((all.name.as_str(), all.names()), ("mine", vec!["closed", "thaw", "ban"]));
    assert_eq!(all.weights(), Some(vec![0.3, 0.6, 0.1]));
    let thaw = &all.list[1];
    assert_eq!(
        (thaw.title.as_str(), thaw.scenario.model.scenario.name.as_str()),
        ("A thaw", "mine-thaw")
    );
    let model = &thaw.scenario.model;
    // The baseline's change stands where the overlay's does not say otherwise.
    assert_eq!((model.beijing.process.opening, model.customs.process.is_none()), (3, true));
    assert!(model.events.iter().all(|event| event.id.name != "antitrust-ruling"));
    let source =
        thaw.scenario.register.iter().find(|entry| entry.path == "beijing.switch_hazard_per_month");
    assert!(
        source
            .and_then(|entry| entry.source.as_deref())
            .is_some_and(|text| text.contains("Washington"))
    );
}

#[test]
fn a_file_with_worlds_is_not_one_scenario() {
    let refused = load(Path::new(FILE), &[]).expect_err("three worlds").to_string();
    assert!(refused.contains("closed, shifting, thaw") && refused.contains("--world"), "{refused}");
    let near = load_world(Path::new(FILE), &[], Some("taw")).expect_err("no such world");
    assert!(near.to_string().contains("did you mean \"thaw\"?"), "{near}");
    let base = Path::new("scenarios/h200-2026.toml");
    let none = load_world(base, &[], Some("thaw")).expect_err("no worlds").to_string();
    assert!(none.contains("names no worlds"), "{none}");
    // One more is in tests/bad/worlds-too-many.toml.
    let (_folder, path) = overlay(
        &(0..MAX_WORLDS - 3).map(|n| format!("[world.w{n}]\nweight = 0\n")).collect::<String>(),
    );
    assert_eq!(worlds(&path, &[]).list.len(), MAX_WORLDS);
}

/// A joint run in a folder that is kept as long as the first value.
fn joint(more: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run");
    let file = scenario("h200-worlds");
    let mut program = Program::new(&["run", &file, "--paths", "525", "--quiet"]);
    program.args(["--out", &out.to_string_lossy()].into_iter().chain(more.iter().copied()));
    program.succeeds();
    (folder, out)
}

#[test]
fn a_world_alone_has_the_bytes_that_it_has_beside_the_others() {
    let (_folder, all) = joint(&["--threads", "3", "--csv"]);
    let (_other, one) = joint(&["--threads", "1", "--csv", "--world", "thaw"]);
    assert_eq!(digests(&one), digests(&all.join("worlds/thaw")));
    assert!(names(&one).iter().any(|name| name == "charts/fan-delivered.png"));
    let manifest = json(&all.join("manifest.json"));
    let files = manifest["files"].as_array().expect("files");
    let mut listed: Vec<(String, String)> = files
        .iter()
        .map(|file| {
            let text = |key: &str| file[key].as_str().expect("a text").to_owned();
            (text("name"), text("sha256"))
        })
        .collect();
    listed.sort();
    assert_eq!(listed, digests(&all), "one manifest for the files of all worlds");
    let scenarios: Vec<&str> = manifest["scenarios"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|record| record["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(scenarios, ["h200-worlds-closed", "h200-worlds-shifting", "h200-worlds-thaw"]);
    for name in
        ["charts/worlds-delivered.svg", "charts/worlds-revenue.png", "charts/worlds-delivered.csv"]
    {
        assert!(all.join(name).is_file(), "{name}");
    }
}

#[test]
fn the_mixture_is_the_weighted_mean_with_the_error_of_shared_paths() {
    let (_folder, out) = joint(&["--no-charts", "--csv"]);
    let summary = json(&out.join("summary.json"));
    let metric = "shipped_units";
    let columns: Vec<(f64, Vec<f64>)> = [("closed", 0.3), ("shifting", 0.5), ("thaw", 0.2)]
        .into_iter()
        .map(|(name, weight)| {
            let world = &summary["worlds"][name];
            assert_eq!(
                (&world["weight"], &world["confidence"]),
                (&weight.into(), &"judgement".into())
            );
            let folder = out.join(world["folder"].as_str().expect("a folder"));
            let own = json(&folder.join("summary.json"));
            assert_eq!(own["metrics"][metric], world["metrics"][metric]);
            assert_eq!(own["targets"], world["targets"]);
            let mut rows = csv::Reader::from_path(folder.join("paths.csv")).expect("a table");
            let headers = rows.headers().expect("a header").clone();
            let at = headers.iter().position(|header| header == metric).expect("the column");
            let values =
                rows.records().map(|row| row.expect("a row")[at].parse().expect("a number"));
            (weight, values.collect())
        })
        .collect();
    // A value a path, whose rows are independent though the worlds are not.
    let mixed: Vec<f64> = (0..PATHS)
        .map(|path| columns.iter().map(|(weight, values)| weight * values[path]).sum())
        .collect();
    let n = PATHS as f64;
    let mean = mixed.iter().sum::<f64>() / n;
    let variance = mixed.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / (n - 1.0);
    /// Of sums in another order.
    const ROUNDING: f64 = 1e-9;
    let found = &summary["mixture"]["metrics"][metric];
    let near = |value: &Value, sought: f64| {
        let value = value.as_f64().expect("a number");
        assert!((value / sought - 1.0).abs() < ROUNDING, "{value} for {sought}");
    };
    near(&found["mean"]["value"], mean);
    near(&found["mean"]["standard_error"], (variance / n).sqrt());
    let zeros = columns.iter().map(|(weight, values)| {
        weight * values.iter().filter(|value| **value == 0.0).count() as f64 / n
    });
    near(&found["p_zero"]["value"], zeros.sum());
    let between = found["between_share"]["value"].as_f64().expect("a share");
    assert!((0.01..0.9).contains(&between), "{between}");
    let targets = summary["mixture"]["targets"].as_object().expect("targets");
    assert_eq!(targets.len(), 5);
    for (name, target) in targets {
        let odds = |of: &Value| of["probability"]["value"].as_f64().expect("a number");
        let sought: f64 = [("closed", 0.3), ("shifting", 0.5), ("thaw", 0.2)]
            .iter()
            .map(|(world, weight)| weight * odds(&summary["worlds"][*world]["targets"][name]))
            .sum();
        assert!((odds(target) - sought).abs() < ROUNDING, "{name}: {target}");
    }
}

#[test]
fn without_weights_nothing_is_averaged() {
    let none =
        ["closed", "shifting", "thaw"].map(|name| format!("world.{name}.weight.remove=true"));
    let file = scenario("h200-worlds");
    let folder = tempfile::tempdir().expect("a folder");
    let run = |more: &[&str], out: &str| {
        let mut program =
            Program::new(&["run", &file, "--paths", "64", "--no-charts", "--out", out]);
        program.args(none.iter().flat_map(|set| ["--set", set.as_str()]));
        program.args(more.iter().copied());
        program.within(folder.path()).succeeds()
    };
    let text = run(&[], "one");
    assert!(
        text.contains("no mixture")
            && text.contains("  over all worlds")
            && text.contains("medians from $0 to "),
        "{text}"
    );
    assert!(!text.contains("by weight"), "{text}");
    let printed: Value = serde_json::from_str(&run(&["--json"], "two")).expect("JSON");
    assert_eq!(
        (&printed["mixture"], &printed["worlds"]["thaw"]["weight"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(printed, json(&folder.path().join("two/summary.json")));
}

#[test]
fn the_answer_has_a_line_a_world_and_check_counts_them() {
    let file = scenario("h200-worlds");
    let folder = tempfile::tempdir().expect("a folder");
    let program = Program::new(&["run", &file, "--paths", "64", "--no-charts"]);
    let text = program.within(folder.path()).succeeds();
    for line in ["  Beijing closes (30%)", "  Beijing opens (20%)", "  all, by weight"] {
        assert_eq!(text.lines().filter(|found| found.starts_with(line)).count(), 5, "{text}");
    }
    assert!(text.contains("lies between worlds"), "{text}");
    assert!(folder.path().join("output/h200-worlds/001/worlds/closed/summary.json").is_file());
    let checked = Program::new(&["check", &file]).succeeds();
    assert!(checked.contains("fine. 3 worlds with weights.\n  closed: "), "{checked}");
}

#[test]
fn a_replay_and_an_explanation_need_the_world() {
    let file = scenario("h200-worlds");
    for words in
        [vec!["run", &file, "--path", "3"], vec!["explain", &file, "beijing.opening_regime"]]
    {
        let mut program = Program::new(&words);
        assert!(program.fails(2).contains("--world"), "{words:?}");
        program.args(["--world", "closed"]);
        let text = program.succeeds();
        assert!(text.to_lowercase().contains("closed"), "{text}");
    }
}

/// Commands that take one scenario take one world of several, and say so without.
#[test]
fn every_command_that_runs_one_scenario_takes_a_world() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = crate::program::scenario("h200-worlds");
    let base = crate::program::scenario("h200-2026");
    let price = "product.h200.price_usd=20000:30000:2";
    let commands: [(&str, Vec<&str>); 5] = [
        ("compare", vec![&base, &file, "--no-why"]),
        ("stress", vec![&file, "--where", "delivered_units == 0"]),
        ("sensitivity", vec![&file]),
        ("discover", vec![&file]),
        ("sweep", vec![&file, "--set", price]),
    ];
    for (verb, args) in commands {
        let out = folder.path().join(verb);
        let out_text = out.to_string_lossy();
        let program = |more: &[&str]| {
            let mut program = Program::new(&[verb]);
            program.args(args.iter().chain(more).copied());
            program.args(["--paths", "100", "--no-charts", "--quiet", "--out", &out_text]);
            program
        };
        let errors = program(&[]).fails(2);
        assert!(errors.contains("--world NAME") && errors.contains("thaw"), "{verb}: {errors}");
        let errors = program(&["--world", "thaws"]).fails(2);
        assert!(errors.contains("did you mean \"thaw\""), "{verb}: {errors}");
        assert!(!out.exists(), "{verb} wrote something");
        program(&["--world", "thaw"]).succeeds();
        let manifest = std::fs::read_to_string(out.join("manifest.json")).expect("a manifest");
        assert!(manifest.contains("h200-worlds-thaw"), "{verb}");
    }
    let errors = Program::new(&["sensitivity", &base, "--world", "thaw"]).fails(2);
    assert!(errors.contains("leave --world out"), "{errors}");
    for (verb, more) in
        [("sensitivity", ["--paths", "9999999"]), ("discover", ["--paths", "9999999"])]
    {
        let mut program = Program::new(&[verb, &base]);
        program.args(more);
        let errors = program.fails(2);
        assert!(errors.contains("GB are allowed"), "{verb}: {errors}");
    }
}
