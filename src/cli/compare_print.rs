//! A comparison on the terminal: a screen for each scenario held against the baseline.

use std::path::Path;

use super::columns;
use super::console;
use super::print::{files_line, overrides};
use crate::analysis::wording::shortened;
use crate::analysis::{ComparisonAnswer, PairAnswer, WhyAnswer};
use crate::output::{COMPARED, Manifest, TARGETS_COMPARED};

/// The whole comparison.
pub fn comparison(answer: &ComparisonAnswer, folder: &Path, manifest: &Manifest) -> String {
    let mut text = overrides(manifest);
    for pair in &answer.pairs {
        text += &screen(pair, manifest.timings.total_seconds);
    }
    text += &format!("{}\n\n", answer.reading);
    text += &files_line(folder, manifest, "summary.json, summary.md, paths as Parquet");
    text
}

fn screen(pair: &PairAnswer, seconds: f64) -> String {
    let mut text =
        format!("{}\nagainst {}\n{} · {seconds:.2} s\n\n", pair.title, pair.against, pair.subtitle);
    let mut rows = columns::headed(COMPARED);
    for row in &pair.metrics {
        rows.add_row(row);
    }
    text += &format!("{}\n\n", columns::aligned(rows, 1, &[0, 6]));
    if !pair.targets.is_empty() {
        let mut rows = columns::headed(TARGETS_COMPARED);
        for row in &pair.targets {
            rows.add_row(row);
        }
        text += &format!("{}\n\n", columns::aligned(rows, 1, &[0, 4]));
    }
    for (metric, found) in &pair.dominance {
        text += &format!("{metric}: {found}\n");
    }
    for reasons in &pair.why {
        text += &why(reasons);
    }
    text.push('\n');
    text
}

/// The contributions to a metric's change, the largest first.
fn why(reasons: &WhyAnswer) -> String {
    let mut text = format!("\n{}\n", reasons.heading);
    if reasons.steps.is_empty() {
        return text + "  no assumption differs\n";
    }
    let mut rows = columns::bare();
    for [label, contribution, told] in &reasons.steps {
        rows.add_row(vec![format!("  {label}"), contribution.clone(), short(told)]);
    }
    text += &columns::aligned(rows, 1, &[0, 2]);
    text.push('\n');
    if reasons.more > 0 {
        text += &format!("  and {} smaller ones, in summary.json\n", reasons.more);
    }
    for (paths, because) in &reasons.joined {
        text += &format!("  {paths} count as one: apart, {}\n", console::plain(because));
    }
    text
}

/// The text, cut to what a line has room for.
fn short(text: &str) -> String {
    const LETTERS: usize = 44;
    shortened(text, LETTERS)
}
