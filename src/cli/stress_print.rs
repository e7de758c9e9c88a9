//! A stress on the terminal: one screen.

use std::path::Path;

use super::columns;
use super::console;
use super::print::files_line;
use crate::analysis::likelihood::likelihood;
use crate::analysis::stress::{FEW, Shift, Stress};
use crate::analysis::wording::{amount, grouped, nearly_all, percent, share_of_runs, shortened};
use crate::output::Manifest;
use crate::stats::{Estimate, Proportion, Summary};
use crate::units::{Unit, short};

/// Inputs and policies that are printed.
const MOST_SHIFTS: usize = 8;

/// What a run says where a condition holds.
pub fn stress(stress: &Stress, file: &Path, folder: &Path, manifest: &Manifest) -> String {
    let condition = console::plain(&stress.condition);
    let mut text = format!("{}\nonly runs where {condition}\n", stress.title);
    let share = stress.share().map_or(Estimate::exact(0.0), Proportion::estimate);
    let held = match (stress.share(), stress.held) {
        (Some(share), 0) => format!(
            "0 of {} runs have it (95% sure: below {})",
            grouped(stress.paths),
            Unit::Share.format(share.interval().high)
        ),
        _ => format!(
            "{} of {} runs have it: {}, {}",
            grouped(stress.held),
            grouped(stress.paths),
            share.digits(Unit::Share),
            likelihood(share.value)
        ),
    };
    text += &format!("{held} · seed {} · {:.2} s\n\n", stress.seed, manifest.timings.total_seconds);
    if stress.held == 0 {
        text += "Nothing can be said where it holds: run more paths, or ask for less.\n\n";
    } else {
        if stress.held < FEW {
            text += &format!(
                "Few: quantiles and tails of {} runs are rough; {} paths would give {FEW}.\n\n",
                stress.held,
                short((stress.paths * FEW / stress.held) as f64)
            );
        }
        text += &format!("{}\n\n", metrics(stress));
        if !stress.targets.is_empty() {
            text += &format!("{}\n\n", targets(stress));
        }
        text += "What differs most where it holds (shift of the mean, in standard deviations)\n";
        text += &format!("{}\n\n", shifts(stress.inputs.iter()));
        text += &format!("{}\n\n", shifts(stress.policy.iter()));
        text += &typical(stress, file);
    }
    text += &files_line(folder, manifest, "summary.json, paths as Parquet with the condition");
    text
}

/// Two rows a main metric: over all runs, and where the condition holds.
fn metrics(stress: &Stress) -> String {
    let mut rows = columns::headed(["", "runs", "P10", "P50", "P90", "mean ± error", "P(zero)"]);
    for metric in stress.main_metrics() {
        for (name, which, summary) in
            [(metric.name.as_str(), "all", &metric.all), ("", "where held", &metric.given)]
        {
            if let Some(row) = row(name, which, metric.unit, summary) {
                rows.add_row(row);
            }
        }
    }
    columns::aligned(rows, 1, &[0, 1])
}

fn row(name: &str, which: &str, unit: Unit, summary: &Summary) -> Option<Vec<String>> {
    let [_, p10, _, p50, _, p90, _] = summary.quantiles?.map(|quantile| amount(unit, quantile));
    let mean = summary.mean?.digits(unit);
    let zero = share_of_runs(summary.p_zero?.value, summary.rows);
    Some(vec![name.to_owned(), which.to_owned(), p10, p50, p90, mean, zero])
}

fn targets(stress: &Stress) -> String {
    let mut rows = columns::headed(["share of runs", "all", "where held"]);
    for target in &stress.targets {
        let given = target.given.map_or_else(|| "n/a".to_owned(), bounded);
        rows.add_row(vec![target.title.clone(), target.all.digits(Unit::Share), given]);
    }
    columns::aligned(rows, 1, &[0])
}

/// A share with its error, or with its bound where no run or every run is counted.
fn bounded(share: Proportion) -> String {
    let (estimate, bound) = (share.estimate(), share.interval());
    match estimate.value {
        0.0 => format!("0% (below {})", Unit::Share.format(bound.high)),
        1.0 => format!("100% (above {})", nearly_all(bound.low)),
        _ => estimate.digits(Unit::Share),
    }
}

fn shifts<'s>(list: impl Iterator<Item = &'s Shift>) -> String {
    let mut rows = columns::bare();
    for shift in list.take(MOST_SHIFTS) {
        let sign = if shift.shift.value > 0.0 { "+" } else { "" };
        rows.add_row(vec![
            format!("  {}", shift.name),
            format!("{sign}{}", shift.shift.digits(Unit::Count)),
            format!("mean {} → {}", short(shift.all), short(shift.given)),
            if shift.real { "real" } else { "too small to tell" }.to_owned(),
        ]);
    }
    columns::aligned(rows, 1, &[0, 2, 3])
}

/// The likeliest paths on which it holds, and how to replay the first.
fn typical(stress: &Stress, file: &Path) -> String {
    let mut text = String::new();
    for path in &stress.typical {
        let unusual: Vec<String> = path
            .unusual
            .iter()
            .map(|(input, value, below)| {
                format!("{input} {} (P{:.0})", short(*value), below * 100.0)
            })
            .collect();
        text += &format!(
            "  path {}: {} of runs have likelier inputs; most unusual {}\n",
            path.path,
            percent(path.likelier),
            shortened(&unusual[..unusual.len().min(2)].join(", "), 110)
        );
    }
    if let Some(first) = stress.typical.first() {
        text = format!("Likeliest runs in which it holds\n{text}");
        text += &format!(
            "  replay: tradeflow run {} --seed {} --path {}\n\n",
            console::plain(&file.display().to_string()),
            stress.seed,
            first.path
        );
    }
    text
}
