//! Sensitivities on the terminal: the longest bars first, each with its error.

use std::path::Path;

use super::columns;
use super::print::files_line;
use super::sensitivity::Found;
use crate::analysis::sensitivity::{GivenData, ScreenedInputs, Shares, Verdict};
use crate::analysis::wording::grouped;
use crate::engine::RunResult;
use crate::output::Manifest;
use crate::stats::Estimate;
use crate::units::Unit;

/// Rows of a table on one screen.
const ROWS: usize = 10;

/// Everything that was found, a block a metric, and where the files are.
pub fn answer(
    title: &str,
    result: &RunResult,
    found: &[Found],
    folder: &Path,
    manifest: &Manifest,
) -> String {
    let mut text = format!(
        "What moves the answer: {title}\n{} · {} paths · seed {}\n",
        result.scenario,
        grouped(result.paths),
        result.seed
    );
    for one in found {
        match &one.given {
            Some(given) => text += &tornado(given),
            None => {
                text += &format!(
                    "\n{}: nothing uncertain moves it, or it is the same on all paths\n",
                    one.metric
                );
            }
        }
        text += &one.shares.as_ref().map_or_else(String::new, shares);
        text += &one.screened.as_ref().map_or_else(String::new, screened);
    }
    text + "\n" + &files_line(folder, manifest, "summary.json, tables as Parquet")
}

fn tornado(given: &GivenData) -> String {
    let unit = given.subject.unit;
    let mut table = columns::headed([
        "",
        "where low ± error",
        "where high ± error",
        "swing ± error",
        "rank corr.",
        "explains",
    ]);
    for input in given.inputs.iter().take(ROWS) {
        let share = |share: Estimate| share.digits(Unit::Share);
        table.add_row([
            input.path.clone(),
            input.low.mean.digits(unit),
            input.high.mean.digits(unit),
            marked(input.swing.digits(unit), input.verdict),
            signed(input.rank_correlation),
            input.explained.map_or_else(|| "n/a".to_owned(), share),
        ]);
    }
    let unclear = given.inputs.iter().filter(|input| !input.verdict.is_real());
    let settled = unclear.clone().filter_map(|input| match input.verdict {
        Verdict::Unclear { paths } => paths,
        Verdict::Real => None,
    });
    let least = settled.fold(f64::INFINITY, f64::min);
    let note = match unclear.count() {
        0 => String::new(),
        n if least.is_finite() => format!(
            "{n} of {} inputs are not distinguishable from zero (?); the nearest would be with about {} paths\n",
            given.inputs.len(),
            Unit::Count.format(least)
        ),
        n => {
            format!("{n} of {} inputs are not distinguishable from zero (?)\n", given.inputs.len())
        }
    };
    format!(
        "\n{}\nMean where the input is in its lowest and in its highest tenth\n{}\n{note}",
        given.finding(),
        columns::aligned(table, 1, &[0])
    )
}

fn shares(shares: &Shares) -> String {
    let mut table = columns::headed(["", "Shapley ± error", "alone", "with interactions"]);
    for row in shares.rows.iter().take(ROWS) {
        let [shapley, first, total] = [row.shares.shapley, row.shares.first, row.shares.total]
            .map(|share| share.digits(Unit::Share));
        table.add_row([row.title.clone(), marked(shapley, row.shares.verdict), first, total]);
    }
    format!(
        "\n{}\nShares of variance, {} paths, {} path runs; all uncertain inputs {}, chance {}\n{}\n",
        shares.finding(),
        grouped(shares.paths),
        grouped(shares.evaluations),
        shares.layers.epistemic.digits(Unit::Share),
        shares.layers.aleatory.digits(Unit::Share),
        columns::aligned(table, 1, &[0])
    )
}

fn screened(screened: &ScreenedInputs) -> String {
    let mut table = columns::headed(["", "mean size ± error", "direction ± error", "spread"]);
    let figure = |estimate: Estimate| estimate.digits(Unit::Count);
    for input in screened.inputs.iter().take(ROWS) {
        table.add_row([
            input.path.clone(),
            figure(input.effect.size),
            figure(input.effect.direction),
            Unit::Count.format(input.effect.spread),
        ]);
    }
    format!(
        "\nScreening on {} paths: change per unit of probability when an input moves by itself\n{}\n",
        grouped(screened.paths),
        columns::aligned(table, 1, &[0])
    )
}

/// A correlation with its sign and its error.
fn signed(rho: Estimate) -> String {
    let sign = if rho.value < 0.0 { '−' } else { '+' };
    format!("{sign}{:.2} ± {:.2}", rho.value.abs(), rho.standard_error)
}

fn marked(figure: String, verdict: Verdict) -> String {
    if verdict.is_real() { figure } else { format!("{figure} ?") }
}
