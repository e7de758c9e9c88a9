//! The scenarios that come with the program: each is well documented, runs, and is in the index.

use std::fs;
use std::path::{Path, PathBuf};

use tradeflow::scenario::{Loaded, RegisterEntry, Scenario, load_all};
use tradeflow::units::Date;

const FOLDER: &str = "scenarios";
const INDEX: &str = "scenarios/README.md";

/// The last day whose news a shipped scenario may know.
const AS_OF: &str = "2026-01-31";

/// Words by which a source says that a number is judged.
const JUDGED: [&str; 6] =
    ["assumed", "judged", "no published figure", "no source", "no evidence", "unsettled"];

/// Every scenario file in the folder and below, by path.
pub fn shipped() -> Vec<PathBuf> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.unwrap_or_else(|e| panic!("{e}")).path();
            // Sweep and decision files have tables of their own.
            if path.is_dir() {
                if !path.ends_with("sweeps") && !path.ends_with("decisions") {
                    walk(&path, files);
                }
            } else if path.extension().is_some_and(|end| end == "toml") {
                files.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new(FOLDER), &mut files);
    files.sort();
    assert!(files.len() >= 16, "{files:?}");
    files
}

fn loaded(file: &Path) -> Loaded {
    load_all(file, &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The scenario in a file, or that of each of its worlds.
pub fn scenarios(file: &Path) -> Vec<Scenario> {
    match loaded(file) {
        Loaded::One(scenario) => vec![*scenario],
        Loaded::Worlds(worlds) => worlds.list.into_iter().map(|world| world.scenario).collect(),
    }
}

/// The comment at the head of a file, a line each, without the number sign.
fn header(file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    text.lines().map_while(|line| line.strip_prefix('#')).map(str::to_owned).collect()
}

/// What stands in a header behind a label, on its first line.
fn labelled<'h>(header: &'h [String], label: &str) -> Option<&'h str> {
    header.iter().find_map(|line| line.trim_start().strip_prefix(label)).map(str::trim)
}

/// The file that a scenario extends, as it names it.
fn extends(file: &Path) -> Option<String> {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let line = text.lines().find_map(|line| line.strip_prefix("extends = \""))?;
    Some(line.trim_end_matches('"').to_owned())
}

#[test]
fn each_header_says_what_the_scenario_is() {
    for file in shipped() {
        let (name, header) = (file.display(), header(&file));
        for label in ["Question", "What rests on judgement"] {
            assert!(
                labelled(&header, label).is_some_and(|text| !text.is_empty()),
                "{name}: {label}"
            );
        }
        let baseline = labelled(&header, "Baseline").unwrap_or_else(|| panic!("{name}: Baseline"));
        match extends(&file) {
            Some(other) => {
                assert!(baseline.starts_with(&other), "{name} extends {other}, not {baseline}");
                assert!(labelled(&header, "Differs").is_some(), "{name}: Differs");
            }
            None => assert!(baseline.starts_with("none"), "{name} extends nothing"),
        }
    }
}

#[test]
fn each_scenario_has_its_files_name_a_question_and_a_date() {
    let latest = Date::new(2026, 1, 31).unwrap_or_else(|error| panic!("{error}"));
    for file in shipped() {
        let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        assert_eq!(Some(loaded(&file).name()), stem.as_deref());
        for scenario in scenarios(&file) {
            assert!(
                scenario.question.is_some_and(|text| text.ends_with('?')),
                "{}",
                file.display()
            );
            let as_of = scenario.as_of.unwrap_or_else(|| panic!("{}: no as_of", file.display()));
            assert!(as_of <= latest, "{}: {as_of:?}", file.display());
        }
    }
}

/// What is wrong with what a number says of itself.
fn complaint(entry: &RegisterEntry) -> Option<&'static str> {
    let Some(source) = &entry.source else { return Some("has no source") };
    let Some(confidence) = &entry.confidence else { return Some("has no confidence") };
    let judged = JUDGED.iter().any(|word| source.to_lowercase().contains(word));
    // A date of the form 2026-01-31 sorts as text.
    let late = entry.as_of.as_ref().is_some_and(|day| day.as_str() > AS_OF);
    match (judged && confidence != "judgement", late) {
        (true, _) => Some("is judged by its source, and not by its confidence"),
        (_, true) => Some("knows later news"),
        _ => None,
    }
}

#[test]
fn each_number_has_a_source_and_says_where_it_is_judged() {
    let mut complaints = Vec::new();
    for file in shipped() {
        for entry in scenarios(&file).into_iter().flat_map(|scenario| scenario.register) {
            if entry.path.starts_with("target.") {
                continue;
            }
            if let Some(what) = complaint(&entry) {
                complaints.push(format!("{}:{}: {} {what}", entry.file, entry.line, entry.path));
            }
        }
    }
    complaints.sort();
    complaints.dedup();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn the_index_names_each_scenario_and_no_other() {
    let index = fs::read_to_string(INDEX).unwrap_or_else(|error| panic!("{INDEX}: {error}"));
    let section = |title: &str| {
        let found = index.split("\n### ").find(|section| section.lines().next() == Some(title));
        found.unwrap_or_else(|| panic!("{INDEX} has no section {title}: run .ci/library --write"))
    };
    let files = shipped();
    let mut rows = 0;
    for file in &files {
        let (loaded, scenarios) = (loaded(file), scenarios(file));
        let (title, titles) = match &loaded {
            Loaded::One(scenario) => {
                let title = scenario.model.scenario.title.clone();
                (title.clone(), vec![title])
            }
            Loaded::Worlds(worlds) => {
                let by_world = worlds.list.iter();
                let by_world = by_world.map(|world| format!("{}: {}", worlds.title, world.title));
                (worlds.title.clone(), by_world.collect())
            }
        };
        let path = file.strip_prefix(FOLDER).unwrap_or(file).display().to_string();
        let section = section(&title);
        assert!(section.contains(&format!("`{path}`")), "{path} is not in its section");
        let question = scenarios[0].question.clone().unwrap_or_default();
        assert!(section.contains(&question), "{path}: its question is not in its section");
        if let Some(baseline) = extends(file) {
            assert!(section.contains(&format!("`{baseline}`")), "{path} extends {baseline}");
        }
        rows += titles.len();
        for title in titles {
            let row = format!("| [{title}]({path}) |");
            assert!(index.contains(&row), "{row} is not in the table");
        }
    }
    assert_eq!(index.matches("\n### ").count(), files.len());
    assert_eq!(index.matches("\n| [").count(), rows);
}
