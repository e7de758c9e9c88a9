//! What a sweep prints: what it will take, its answer on one screen, and one cell.

use std::path::Path;

use super::cells::{Estimate, Prepared};
use super::columns;
use super::forecast::{bytes, duration};
use super::print::files_line;
use crate::analysis::wording::{amount, grouped, percent};
use crate::engine::sweep::{SweepResult, SweepSubject};
use crate::output::Manifest;
use crate::units::{Unit, short};

/// What the sweep will take, before it starts.
pub fn plan(prepared: &Prepared, estimate: &Estimate) -> String {
    let (cells, paths) = (prepared.design.cells(), prepared.sweep.paths);
    let before = prepared.design.cells_before_conditions();
    let left = match before - cells {
        0 => String::new(),
        n => format!(" ({} more do not meet the conditions)", grouped(n)),
    };
    let threads = prepared.job.plan.threads;
    format!(
        "{} cells{left} × {} paths = {} paths: about {} on {threads} {}, and {} of disk\n\n",
        grouped(cells),
        grouped(paths),
        short(cells as f64 * paths as f64),
        duration(estimate.seconds),
        if threads == 1 { "thread" } else { "threads" },
        bytes(estimate.bytes),
    )
}

/// The answer: the extreme cells, what moves the metric, where the files are.
pub fn answer(result: &SweepResult, folder: &Path, manifest: &Manifest) -> String {
    let subject = &result.subject;
    let (metric, _) = subject.metric();
    let mut text = format!(
        "{}\n{} · {} cells × {} paths · seed {} · {:.1} s\n\n",
        subject.title,
        subject.name,
        grouped(result.means.len()),
        grouped(subject.paths),
        subject.seed,
        manifest.timings.total_seconds
    );
    text += &format!("Cells with the highest and the lowest mean of {metric}\n");
    text += &extremes(result);
    text +=
        &format!("\nWhat each lever does to the mean of {metric}, over all values of the others\n");
    text += &effects(result);
    if let Some((_, title)) = &subject.target {
        text += &format!("\nP(target): {title}\n");
    }
    text += "\n";
    text += &files_line(folder, manifest, "summary.json, cells and design as Parquet, sweep.json");
    text
}

fn extremes(result: &SweepResult) -> String {
    let subject = &result.subject;
    let mut header = vec!["cell".to_owned()];
    header.extend(subject.levers.iter().map(|lever| lever.title.clone()));
    header.extend(["P10", "P50", "P90", "mean ± error", "P(zero)"].map(str::to_owned));
    if subject.target.is_some() {
        header.push("P(target)".to_owned());
    }
    let levers = 1..header.len() - 6;
    let mut table = columns::headed(header);
    let worst = result.worst.iter().rev();
    // With few cells the highest and the lowest are the same.
    let few = result.means.len() <= result.best.len() + result.worst.len();
    let worst = worst.filter(|(cell, _)| !few || result.best.iter().all(|(c, _)| c != cell));
    let gap = (!few).then(|| vec!["…".to_owned()]);
    let rows = |kept: &(usize, Vec<f64>)| row(result, kept.0, &kept.1);
    let lines = result.best.iter().map(rows).chain(gap).chain(worst.map(rows));
    for line in lines {
        table.add_row(line);
    }
    format!("{}\n", columns::aligned(table, 2, &levers.collect::<Vec<_>>()))
}

fn row(result: &SweepResult, cell: usize, row: &[f64]) -> Vec<String> {
    let subject = &result.subject;
    let layout = &subject.layout;
    let (_, unit) = *subject.metric();
    let mut line = vec![cell.to_string()];
    let places = subject.levers.iter().zip(&result.cells[cell]);
    line.extend(places.map(|(lever, place)| lever.label(*place)));
    let quantiles = layout.quantiles(row, layout.focus);
    line.extend([1, 3, 5].map(|level| amount(unit, quantiles[level])));
    let mean = layout.mean(row, layout.focus);
    line.push(mean.digits(unit));
    line.push(percent(layout.zero_share(row, layout.focus).value));
    if let Some((target, _)) = subject.target {
        let odds = layout.probability(row, target);
        line.push(odds.digits(Unit::Share));
    }
    line
}

fn effects(result: &SweepResult) -> String {
    let (_, unit) = *result.subject.metric();
    let mut table = columns::headed(["lever", "least at", "most at", "difference ± error"]);
    for effect in &result.effects {
        let lever = &result.subject.levers[effect.lever];
        let spread = effect.spread;
        table.add_row([
            lever.title.clone(),
            lever.bin_label(effect.least),
            lever.bin_label(effect.most),
            spread.digits(unit),
        ]);
    }
    format!("{}\n", columns::aligned(table, 2, &[0]))
}

/// One cell: where its levers stand, how to run it by itself, and its numbers.
pub fn cell(prepared: &Prepared, cell: usize, row: &[f64]) -> String {
    let SweepSubject { layout, .. } = &prepared.subject;
    let place = prepared.design.cell(cell);
    let mut text = format!("cell {cell}: {}\n", prepared.subject.describe(&place));
    for set in prepared.sweep.sets(&place) {
        text += &format!("  --set {set}\n");
    }
    let mut table = columns::headed(["", "P10", "P50", "P90", "mean ± error", "P(zero)"]);
    for (metric, (name, unit)) in layout.metrics.iter().enumerate() {
        let quantiles = layout.quantiles(row, metric);
        let [p10, p50, p90] = [1, 3, 5].map(|level| amount(*unit, quantiles[level]));
        let mean = layout.mean(row, metric);
        let mean = mean.digits(*unit);
        let zeros = percent(layout.zero_share(row, metric).value);
        table.add_row([name.clone(), p10, p50, p90, mean, zeros]);
    }
    text += &format!("\n{}\n\n", columns::aligned(table, 2, &[0]));
    for (target, name) in layout.targets.iter().enumerate() {
        let odds = layout.probability(row, target);
        let odds = odds.digits(Unit::Share);
        text += &format!("target {name}  {odds}\n");
    }
    text
}
