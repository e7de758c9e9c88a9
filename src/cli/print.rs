//! The answer on the terminal: one screen.

use std::path::Path;

use super::columns;
use super::console;
use crate::analysis::{Answer, Drawn, WorldsAnswer};
use crate::output::Manifest;

/// The answer, whether inputs were drawn as asked, and where the files are.
pub fn answer(answer: &Answer, drawn: &Drawn, folder: &Path, manifest: &Manifest) -> String {
    let mut text = format!(
        "{}\n{} · {:.2} s, of it {:.2} s simulating\n\n",
        answer.title,
        answer.subtitle,
        manifest.timings.total_seconds,
        manifest.timings.simulate_seconds
    );
    text += &overrides(manifest);
    text += &pairs(answer.headlines.iter().map(|(what, text)| (what.as_str(), text.clone())));
    if let Some(precision) = &answer.precision {
        text += &format!("\n{}\n", precision.heading);
        text += &pairs(precision.lines.iter().map(|(asked, told)| (asked.as_str(), told.clone())));
    }
    if !answer.targets.is_empty() {
        text += "\n";
        text += &pairs(answer.targets.iter().map(|target| {
            (target.title.as_str(), format!("{}, {}", target.probability, target.likelihood))
        }));
    }
    text += "\nOver the whole horizon (9 runs in 10 are at or above P10)\n";
    let mut table = columns::headed([
        "",
        "P5",
        "P10",
        "P50",
        "P90",
        "P95",
        "mean ± error",
        "lowest 5%",
        "P(zero)",
    ]);
    for line in &answer.metrics {
        let mut row = vec![line.name.clone()];
        // P25 and P75 stay in summary.json: the table has to fit a terminal of 100 columns.
        let [p5, p10, _, p50, _, p90, p95] = line.quantiles.clone();
        row.extend([p5, p10, p50, p90, p95]);
        row.extend([line.mean.clone(), line.expected_shortfall.clone(), line.p_zero.clone()]);
        table.add_row(row);
    }
    let tables = "summary.json, summary.md, paths, series and inputs as Parquet";
    let remarks = answer.roughness.iter().chain(&answer.kept);
    let remarks = remarks.map(|text| format!("\n{text}\n")).collect::<String>();
    text += &format!(
        "{}\n{remarks}\nInputs: {}\n\n{}",
        columns::aligned(table, 1, &[0]),
        drawn.finding(),
        files_line(folder, manifest, tables)
    );
    text
}

/// The joint answer of several worlds and where its files are.
pub fn worlds(
    answer: &WorldsAnswer,
    drawn: &[(&str, Drawn)],
    folder: &Path,
    manifest: &Manifest,
) -> String {
    let mut text = format!(
        "{}\n{} · {:.2} s, of it {:.2} s simulating\n",
        answer.title,
        answer.subtitle,
        manifest.timings.total_seconds,
        manifest.timings.simulate_seconds
    );
    if !manifest.overrides.is_empty() {
        text += &format!("\n{}", overrides(manifest).trim_end());
        text.push('\n');
    }
    for block in &answer.blocks {
        text += &format!("\n{}\n", block.heading);
        let lines = block.lines.iter();
        for line in pairs(lines.map(|(what, text)| (what.as_str(), text.clone()))).lines() {
            text += &format!("  {line}\n");
        }
    }
    if !answer.targets.is_empty() {
        text += "\nTargets (below, above: no run or every run; 95% sure)\n";
    }
    for (title, odds) in &answer.targets {
        text += &format!("  {title}\n    {odds}\n");
    }
    // Most inputs are drawn alike in all worlds: what is said of all is said once.
    let findings = drawn.iter().map(|(title, drawn)| (*title, drawn.finding()));
    let first = drawn.first().map(|(_, drawn)| drawn.finding()).unwrap_or_default();
    if findings.clone().all(|(_, finding)| finding == first) {
        text += &format!("\nInputs: {first}\n");
    } else {
        text += "\nInputs\n";
        for line in pairs(findings).lines() {
            text += &format!("  {line}\n");
        }
    }
    let tables = "summary.json, summary.md, worlds/ with the results of each";
    text += &format!("\n{}\n\n{}", answer.closing.join("\n"), files_line(folder, manifest, tables));
    text
}

/// What was set on the command line, for those who do not see it: a shell may have taken a part of it away.
pub fn overrides(manifest: &Manifest) -> String {
    match manifest.overrides.as_slice() {
        [] => String::new(),
        sets => format!("set: {}\n\n", console::plain(&sets.join(", "))),
    }
}

/// Where the files are, of which run, and what they are.
pub fn files_line(folder: &Path, manifest: &Manifest, tables: &str) -> String {
    let charts = manifest.files.iter().filter(|file| file.name.ends_with(".png")).count();
    let pictures = match charts {
        0 => String::new(),
        1 => "1 chart as SVG and PNG, ".to_owned(),
        n => format!("{n} charts as SVG and PNG, "),
    };
    // A folder's name is the user's own, but may hold what a terminal would obey.
    let folder = console::plain(&folder.display().to_string());
    format!("{folder}, run {}: {tables}, {pictures}manifest.json\n", manifest.run)
}

/// Lines of "what   text", the texts aligned.
fn pairs<'a>(pairs: impl Iterator<Item = (&'a str, String)> + Clone) -> String {
    let width = pairs.clone().map(|(what, _)| what.chars().count()).max().unwrap_or(0);
    pairs.map(|(what, text)| format!("{what:width$}  {text}\n")).collect()
}
