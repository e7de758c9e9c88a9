//! `summary.md` of a comparison: what differs, whether it is real, and why, as on the terminal.

use super::markdown::{Page, code, escaped};
use super::provenance::Provenance;
use super::summary_md::made_by;
use crate::analysis::{ComparisonAnswer, PairAnswer};

/// The heads of the table of metrics.
pub const COMPARED: [&str; 7] = [
    "mean over paths",
    "baseline",
    "scenario",
    "difference ± error",
    "P5…P95",
    "lower/same/higher",
    "",
];
/// The heads of the table of targets.
pub const TARGETS_COMPARED: [&str; 5] =
    ["share of paths", "baseline", "scenario", "difference ± error", ""];

/// The text of `summary.md` of a comparison.
pub fn comparison_md(answer: &ComparisonAnswer, provenance: &Provenance<'_>) -> Vec<u8> {
    let mut page = Page::default();
    for pair in &answer.pairs {
        page_of_pair(&mut page, pair);
    }
    page.heading(2, "How to read it");
    page.paragraph(&escaped(&answer.reading.replace('\n', " ")));
    page.heading(2, "What made it");
    page.paragraph(&made_by(provenance));
    page.into_bytes()
}

fn page_of_pair(page: &mut Page, pair: &PairAnswer) {
    page.heading(1, &escaped(&format!("{} against {}", pair.title, pair.against)));
    page.paragraph(&escaped(&pair.subtitle));
    let rows = |[name, rest @ ..]: &[String; 7]| {
        [code(name)].into_iter().chain(rest.iter().map(|text| escaped(text))).collect()
    };
    let rows: Vec<Vec<String>> = pair.metrics.iter().map(rows).collect();
    page.table(&COMPARED, &rows, &[0, 6]);
    if !pair.targets.is_empty() {
        let cells = |row: &[String; 5]| row.iter().map(|text| escaped(text)).collect();
        let rows: Vec<Vec<String>> = pair.targets.iter().map(cells).collect();
        page.table(&TARGETS_COMPARED, &rows, &[0, 4]);
    }
    if !pair.dominance.is_empty() {
        page.list(pair.dominance.iter().map(|(metric, found)| (escaped(metric), escaped(found))));
    }
    for why in &pair.why {
        page.heading(2, &escaped(&why.heading));
        if why.steps.is_empty() {
            page.paragraph("No assumption differs.");
            continue;
        }
        let cells = |row: &[String; 3]| row.iter().map(|text| escaped(text)).collect();
        let rows: Vec<Vec<String>> = why.steps.iter().map(cells).collect();
        page.table(&["assumption", "contribution ± error", "what changes"], &rows, &[0, 2]);
        if why.more > 0 {
            page.paragraph(&format!("And {} smaller ones, in `summary.json`.", why.more));
        }
        for (paths, because) in &why.joined {
            page.paragraph(&format!(
                "{} count as one: apart, {}",
                escaped(paths),
                escaped(because)
            ));
        }
    }
}
