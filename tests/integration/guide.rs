//! The pages for users: every scenario in README.md and docs/guide.md runs as it stands there, and
//! links lead somewhere.
//!
//! A block fenced as "toml run=FILE" is a file, one fenced as "toml append=FILE" is put at its end;
//! each is run. A block "text error=SET" is what the base scenario with that `--set` is refused with.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tradeflow::engine::{self, Plan};
use tradeflow::scenario::{self, Loaded, Scenario};

const BASE: &str = "scenarios/h200-2026.toml";

/// A fenced block of a page.
struct Block {
    line: usize,
    /// What stands behind the opening fence, as in "toml run=chips.toml".
    info: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in text.lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(info), false) => {
                let (line, info) = (index + 1, info.to_owned());
                blocks.push(Block { line, info, text: String::new() });
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
            (None, false) => {}
        }
    }
    assert!(!open, "{page}: a block is not closed");
    blocks
}

/// A folder with the scenarios that the pages extend.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap_or_else(|error| panic!("{error}"));
    for entry in fs::read_dir("scenarios").into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            continue;
        }
        fs::copy(entry.path(), folder.path().join(entry.file_name()))
            .unwrap_or_else(|error| panic!("{error}"));
    }
    folder
}

/// Runs a file, all worlds of it; chips must be asked for, so that a scenario that does nothing is
/// seen.
fn run(file: &Path, place: &str) {
    match scenario::load_all(file, &[]).unwrap_or_else(|problems| panic!("{place}\n{problems}")) {
        Loaded::One(scenario) => run_one(&scenario, place),
        Loaded::Worlds(worlds) => {
            worlds.list.iter().for_each(|world| run_one(&world.scenario, place));
        }
    }
}

fn run_one(scenario: &Scenario, place: &str) {
    let result = engine::run(&scenario.model, Plan::new(1, 64), &())
        .unwrap_or_else(|error| panic!("{place}: {error}"));
    let asked = result.metrics.iter().find(|metric| metric.name == "asked_units");
    assert!(asked.is_some_and(|metric| metric.values.iter().any(|&chips| chips > 0.0)), "{place}");
}

/// Runs every scenario of a page in its order; returns how many there are.
fn run_page(page: &str) -> usize {
    let folder = folder();
    let mut count = 0;
    for block in blocks(page) {
        let Some(("toml", action)) = block.info.split_once(' ') else {
            assert!(block.info != "toml", "{page}:{}: say run= or append=", block.line);
            continue;
        };
        let place = format!("{page}:{}", block.line);
        let (verb, name) = action.split_once('=').unwrap_or_else(|| panic!("{place}: {action}"));
        let file = folder.path().join(name);
        let before = match verb {
            "run" => String::new(),
            "append" => {
                fs::read_to_string(&file).unwrap_or_else(|error| panic!("{place}: {error}"))
            }
            other => panic!("{place}: {other}"),
        };
        let text = format!("{before}{}", block.text);
        fs::write(&file, text).unwrap_or_else(|error| panic!("{place}: {error}"));
        run(&file, &place);
        count += 1;
    }
    count
}

#[test]
fn the_scenarios_of_the_readme_run() {
    assert_eq!(run_page("README.md"), 1);
}

#[test]
fn the_scenarios_of_the_guide_run() {
    assert_eq!(run_page("docs/guide.md"), 12);
}

#[test]
fn the_readme_shows_the_error_that_there_is() {
    let mut count = 0;
    for block in blocks("README.md") {
        let Some(set) = block.info.strip_prefix("text error=") else { continue };
        match scenario::load(Path::new(BASE), &[set.to_owned()]) {
            Ok(_) => panic!("README.md:{}: {set} is accepted", block.line),
            Err(problems) => {
                assert_eq!(problems.to_string().trim_end(), block.text.trim_end(), "{set}");
            }
        }
        count += 1;
    }
    assert_eq!(count, 1);
}

const PAGES: [&str; 10] = [
    "README.md",
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/glossary.md",
    "docs/guide.md",
    "docs/model.md",
    "docs/performance.md",
    "docs/scenario-reference.md",
    "scenarios/README.md",
];

/// The targets of the links of a text, as in "docs/model.md#8-outputs".
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(to, _)| to).collect()
}

/// The anchor that a heading gets: lower case, blanks as hyphens, no punctuation.
fn anchor(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut count = 0;
    for page in PAGES {
        let text = fs::read_to_string(page).unwrap_or_else(|error| panic!("{page}: {error}"));
        let home = Path::new(page).parent().unwrap_or(Path::new(""));
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let path = if file.is_empty() { page.into() } else { home.join(file) };
            assert!(path.exists(), "{page}: {link}");
            if !place.is_empty() {
                let target = fs::read_to_string(&path).unwrap_or_default();
                let found = target
                    .lines()
                    .filter_map(|line| line.trim_start_matches('#').strip_prefix(' '))
                    .any(|heading| anchor(heading) == place);
                assert!(found, "{page}: {link}");
            }
            count += 1;
        }
    }
    assert!(count > 30, "{count} links: they are no longer read");
}
