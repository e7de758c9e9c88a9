//! The most that a scenario may hold: refused before any work is done, and listed in the reference.

use super::chain::MAX_BASELINES;
use super::describe::{MAX_TEXT_CHARS, MAX_TITLE_CHARS};
use super::diagnostics::Diagnostic;
use super::lower::{
    MAX_BUYERS, MAX_CELLS, MAX_CORRELATED, MAX_EFFECTS, MAX_EVENTS, MAX_ORDERS_PER_WEEK,
    MAX_PRODUCTS, MAX_REGIMES, MAX_RUNGS, MAX_TARGETS,
};
use super::node::{MAX_DEPTH, MAX_ENTRIES, Node};
use super::source::MAX_FILE_BYTES;
use super::spec::{MAX_MAGNITUDE, MAX_NAME_CHARS, MAX_PARTS, MAX_PATHS, MAX_VALUES};
use super::worlds::MAX_WORLDS;
use crate::engine::{Footprint, MAX_MEMORY_BYTES};
use crate::model::Model;
use crate::units::MAX_WEEKS;

/// One cap.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// What is counted, as in "weeks".
    pub what: &'static str,
    pub most: f64,
}

/// Every cap on a scenario, from the file as text to the run that it asks for.
pub fn limits() -> Vec<Limit> {
    [
        ("bytes of a file", MAX_FILE_BYTES as f64),
        ("tables and arrays inside each other", MAX_DEPTH as f64),
        ("entries of a table", MAX_ENTRIES as f64),
        ("baselines, each extending the next", MAX_BASELINES as f64),
        ("characters of a name", MAX_NAME_CHARS as f64),
        ("characters of a title", MAX_TITLE_CHARS as f64),
        ("characters of a question, source or note", MAX_TEXT_CHARS as f64),
        ("the size of a number", MAX_MAGNITUDE),
        ("values of a distribution", MAX_VALUES as f64),
        ("parts of a mixture", MAX_PARTS as f64),
        ("weeks", MAX_WEEKS as f64),
        ("products", MAX_PRODUCTS as f64),
        ("buyers", MAX_BUYERS as f64),
        ("products × buyers × weeks", MAX_CELLS as f64),
        ("new orders a week and product", MAX_ORDERS_PER_WEEK),
        ("regimes of a capital", MAX_REGIMES as f64),
        ("rungs of the tariff ladder", MAX_RUNGS as f64),
        ("events", MAX_EVENTS as f64),
        ("effects of an event", MAX_EFFECTS as f64),
        ("correlated inputs", MAX_CORRELATED as f64),
        ("targets", MAX_TARGETS as f64),
        ("worlds", MAX_WORLDS as f64),
        ("paths", MAX_PATHS),
        ("bytes of memory, by paths and columns", MAX_MEMORY_BYTES as f64),
    ]
    .map(|(what, most)| Limit { what, most })
    .to_vec()
}

/// The section of the reference page.
pub(super) fn section() -> String {
    let mut text = String::from(
        "\n## Limits\n\n\
         More than this is refused before any work is done, by `check` as by `run`.\n\n\
         | what | at most |\n|---|---|\n",
    );
    for Limit { what, most } in limits() {
        text += &format!("| {what} | {} |\n", grouped(most));
    }
    text + "\nA run keeps 8 bytes for each path and column of `paths.parquet` and each uncertain input; the command line \
            may ask for\nmore paths than the file by `--paths`, and allow more memory by `--memory GB`.\n"
}

/// With commas between thousands; 1e15 and the like as powers.
fn grouped(most: f64) -> String {
    if most >= 1e12 {
        return format!("{most:e}");
    }
    let digits = format!("{most:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What is wrong with the number of paths that a scenario asks for itself, if they are too many for
/// the memory of a run even on one thread.
pub(super) fn beyond_memory(root: &Node, model: &Model, paths: u64) -> Option<Diagnostic> {
    let need = Footprint::of(model, usize::try_from(paths).unwrap_or(usize::MAX), 1);
    if need.bytes() <= MAX_MEMORY_BYTES {
        return None;
    }
    let written = root.as_table()?.get("run").and_then(Node::as_table).and_then(|t| t.get("paths"));
    let place = written.map_or(&root.place, |node| &node.place);
    let gigabytes = |bytes: u64| bytes as f64 / 1e9;
    let message = format!(
        "{paths} paths of {} columns need {:.1} GB of memory; a scenario may ask for at most {:.1} GB",
        need.columns(),
        gigabytes(need.bytes()),
        gigabytes(MAX_MEMORY_BYTES)
    );
    let most = need.most_paths(MAX_MEMORY_BYTES).unwrap_or(0);
    let help = format!(
        "ask for {most} paths or fewer here; for more, give --paths and --memory, or --keep-paths, on the command line"
    );
    Some(Diagnostic::new(Some(place.clone()), "run.paths", message).with_help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped() {
        let shown = [1.0, 999.0, 1_000.0, 5_000_000.0, 1e15].map(grouped);
        assert_eq!(shown, ["1", "999", "1,000", "5,000,000", "1e15"]);
    }
}
