//! The rules of the house, read from ARCHITECTURE.md and held against every file of `src`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source_text::SourceText;

const PAGE: &str = "ARCHITECTURE.md";
/// Lines a file may have before its tests.
const MOST_LINES: usize = 400;
/// Files that may be longer, each with its reason.
const LONG_FILES: [(&str, &str); 0] = [];

/// A folder's row: the folders it may use, and the outside crates that only named folders may use.
struct House {
    arrows: BTreeMap<String, Vec<String>>,
    /// From the bottom up.
    order: Vec<String>,
    /// Outside crate → the folders that know it.
    guests: BTreeMap<String, Vec<String>>,
}

impl House {
    fn read(page: &str) -> Self {
        let arrows: Vec<(String, Vec<String>)> = rows(page, "## Arrows").collect();
        let mut guests = BTreeMap::new();
        for (folder, crates) in rows(page, "## Who knows what") {
            for name in crates {
                guests.entry(name).or_insert_with(Vec::new).push(folder.clone());
            }
        }
        Self {
            order: arrows.iter().map(|(folder, _)| folder.clone()).collect(),
            arrows: arrows.into_iter().collect(),
            guests,
        }
    }

    /// What is wrong with a file of folder `folder`, each as "line: problem".
    fn problems(&self, folder: &str, source: &SourceText) -> Vec<String> {
        let Some(allowed) = self.arrows.get(folder) else {
            return vec![format!("1: `{folder}` has no row in the table of arrows")];
        };
        let arrows = source.crate_paths.iter().filter_map(|(line, path)| {
            let target = path.first()?;
            let known = self.arrows.contains_key(target);
            let held = target == folder || !known || allowed.contains(target);
            (!held).then(|| format!("{line}: {folder} → {target} is not in the table of arrows"))
        });
        let guests = source.first_names.iter().filter_map(|(line, name)| {
            let folders = self.guests.get(name)?;
            let problem = || format!("{line}: only {} may know `{name}`", folders.join(", "));
            (!folders.iter().any(|known| known == folder)).then(problem)
        });
        arrows.chain(guests).collect()
    }
}

/// The rows of the first table under a heading: the first cell, and the names in the second.
fn rows<'a>(page: &'a str, heading: &str) -> impl Iterator<Item = (String, Vec<String>)> + 'a {
    let heading = heading.to_owned();
    page.lines()
        .skip_while(move |line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let mut cells = line.split('|').skip(1).map(|cell| {
                cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<String>>()
            });
            let folder = cells.next().and_then(|names| names.into_iter().next());
            (folder.unwrap_or_default(), cells.next().unwrap_or_default())
        })
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    let text = fs::read_to_string(path);
    assert!(text.is_ok(), "{} cannot be read", path.display());
    text.unwrap_or_default()
}

/// Every Rust file below a folder, in order.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the repository, because it is listed") {
        let path = entry.expect("an entry of a folder that can be read").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Every file of `src` that is not a file of tests: (name from the root, its module, its text).
fn sources() -> Vec<(String, Vec<String>, SourceText)> {
    let mut list = Vec::new();
    let mut test_modules: Vec<Vec<String>> = Vec::new();
    for path in rust_files(&root().join("src")) {
        let name = path.strip_prefix(root()).expect("a file below the root").to_path_buf();
        let mut module: Vec<String> = name
            .with_extension("")
            .components()
            .skip(1)
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        if module.last().is_some_and(|last| last == "mod") {
            module.pop();
        }
        let source = SourceText::read(&module, &read(&path));
        for file in &source.test_files {
            test_modules.push(module.iter().chain([file]).cloned().collect());
        }
        list.push((name.to_string_lossy().replace('\\', "/"), module, source));
    }
    list.retain(|(_, module, _)| !test_modules.iter().any(|test| module.starts_with(test)));
    list
}

#[test]
fn dependencies_go_down_only() {
    let house = House::read(&read(&root().join(PAGE)));
    let mut problems = Vec::new();
    for (name, module, source) in sources() {
        // `lib.rs` and `main.rs` stand above the folders.
        if name.matches('/').count() > 1 {
            let found = house.problems(&module[0], &source);
            problems.extend(found.into_iter().map(|problem| format!("{name}:{problem}")));
        }
    }
    assert!(problems.is_empty(), "\n{}\nThe tables: {PAGE}.\n", problems.join("\n"));
}

#[test]
fn the_table_has_no_circle_and_names_every_folder() {
    let house = House::read(&read(&root().join(PAGE)));
    assert!(house.order.len() >= 12, "the table of arrows was not found in {PAGE}");
    for (place, folder) in house.order.iter().enumerate() {
        for target in &house.arrows[folder] {
            let below = house.order[..place].contains(target);
            assert!(below, "{PAGE}: {folder} → {target}, which does not stand above it");
        }
    }
}

#[test]
fn a_file_begins_with_its_entry_in_the_index() {
    for folder in ["src", "tests", "benches"].map(|name| root().join(name)) {
        for path in if folder.exists() { rust_files(&folder) } else { Vec::new() } {
            let text = read(&path);
            let first = text.lines().next().unwrap_or_default();
            assert!(
                first.strip_prefix("//! ").is_some_and(|line| line.len() >= 3),
                "{}:1: a file begins with `//!` and what it is, not {first:?}",
                path.display()
            );
        }
    }
}

#[test]
fn a_file_is_short() {
    for (name, _, source) in sources() {
        let excused = LONG_FILES.iter().any(|(file, _)| *file == name);
        assert!(
            excused || source.lines <= MOST_LINES,
            "{name} has {} lines before its tests, at most {MOST_LINES} may be: make it two",
            source.lines
        );
    }
}

/// The rule is held against a planted house: it must find what breaks it and nothing else.
#[test]
fn a_planted_arrow_up_is_found() {
    let house = House::read(
        "# House\n## Arrows\n| folder | may use |\n|---|---|\n| `units` | nothing |\n\
         | `engine` | `units` |\n| `plot` | `engine`, `units` |\n## Who knows what\n\
         | folder | alone knows |\n|---|---|\n| `plot` | `plotters` |\n",
    );
    let module = ["engine".to_owned(), "batch".to_owned()];
    let source = SourceText::read(
        &module,
        "use crate::units::Date;\nuse crate::plot::Theme;\nuse super::plan;\nuse plotters::x;\n",
    );
    assert_eq!(
        house.problems("engine", &source),
        ["2: engine → plot is not in the table of arrows", "4: only plot may know `plotters`"]
    );
    assert_eq!(house.problems("plot", &source), Vec::<String>::new());
    assert_eq!(house.problems("cellar", &source).len(), 1);
}
