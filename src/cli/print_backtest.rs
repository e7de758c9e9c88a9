//! A back-test on the terminal: what came, where in each forecast, and how far off each was.

use std::path::Path;

use comfy_table::Table;

use super::columns;
use super::print::files_line;
use crate::analysis::backtest::{Backtest, Row, Series};
use crate::analysis::held::Held;
use crate::analysis::quarterly::quarter_name;
use crate::analysis::wording::{amount, grouped};
use crate::output::Manifest;
use crate::stats::Estimate;
use crate::units::Unit;

/// The whole answer.
pub fn text(backtest: &Backtest, seeds: &[u64], folder: &Path, manifest: &Manifest) -> String {
    let seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
    let mut text = format!(
        "{}\nback-test · {} · seed {} · {} paths each\n",
        backtest.title,
        names(backtest).join(" and "),
        unique(&seeds).join(", "),
        grouped(backtest.paths)
    );
    for series in &backtest.series {
        text +=
            &format!("\n{}\n{}\n", series.finding(&backtest.forecasts), periods(backtest, series));
        text += &format!("\n{}\n", records(backtest, series));
    }
    if !backtest.single.is_empty() {
        text += &format!("\nSeen once\n{}\n", rows(backtest, &backtest.single, true));
    }
    if !backtest.unmatched.is_empty() {
        text += "\nSeen, and not in the model\n";
        for one in &backtest.unmatched {
            text += &format!("  {}: {} {} ({})\n", one.title, one.value, one.unit, one.why);
        }
    }
    if let Some(series) = backtest.series.first() {
        text += &format!(
            "\n{} periods of one episode, each hanging on the one before, cannot calibrate a model: they can show that it is\n\
             wrong, not that it is right. A band that begins at zero holds a zero however wide it is: the CRPS, lower is\n\
             better, counts the width too. PIT: share of runs below what came, those equal to it counted half.\n",
            series.rows.len()
        );
    }
    text + "\n" + &files_line(folder, manifest, "summary.json, backtest as Parquet")
}

fn names(backtest: &Backtest) -> Vec<&str> {
    backtest.forecasts.iter().map(|(name, _)| name.as_str()).collect()
}

fn unique(words: &[String]) -> Vec<String> {
    let mut words = words.to_vec();
    words.dedup();
    words
}

fn periods(backtest: &Backtest, series: &Series) -> String {
    rows(backtest, &series.rows, false)
}

/// A line an observation and forecast.
fn rows(backtest: &Backtest, rows: &[Row], titled: bool) -> String {
    let mut table = columns::headed([
        "",
        "came",
        "forecast",
        "P5",
        "P10",
        "P50",
        "P90",
        "P95",
        "held by",
        "PIT",
        "CRPS ± error",
    ]);
    for row in rows {
        let observation = &row.observation;
        let unit = observation.unit;
        let mut first = true;
        for (name, held) in names(backtest).iter().zip(&row.held) {
            let what = match &observation.period {
                Some(period) if !titled => quarter_name(period),
                _ => observation.title.clone(),
            };
            let (what, came) = match first {
                true => (what, unit.format(observation.value)),
                false => (String::new(), String::new()),
            };
            first = false;
            let mut cells = vec![what, came, (*name).to_owned()];
            cells.extend(forecast(unit, held));
            table.add_row(cells);
        }
    }
    columns::aligned(table, 1, &[0, 2])
}

fn forecast(unit: Unit, held: &Held) -> [String; 8] {
    let [_, eight, nine] = held.bands;
    let by = held.narrowest().map_or("none".to_owned(), |share| Unit::Share.format(share));
    [
        unit.format(nine.0),
        unit.format(eight.0),
        amount(unit, held.median),
        unit.format(eight.1),
        unit.format(nine.1),
        by,
        format!("{:.2}", held.score.mid.value),
        with_error(unit, held.score.crps),
    ]
}

fn with_error(unit: Unit, estimate: Estimate) -> String {
    let value = amount(unit, estimate);
    match estimate.standard_error {
        error if error.is_finite() => format!("{value} ± {}", unit.format(error)),
        _ => format!("{value} ± ?"),
    }
}

/// A line a forecast, the naive ones after the scenarios: how it did over all periods.
fn records(backtest: &Backtest, series: &Series) -> String {
    let unit = series.unit;
    let count = series.rows.len();
    let mut table = columns::headed([
        "over all periods",
        "in 50%",
        "in 80%",
        "in 90%",
        "mean CRPS ± error",
        "skill: all ready",
        "skill: nothing",
        "total P50",
    ]);
    for (name, record) in names(backtest).iter().zip(&series.records) {
        let mut cells = vec![(*name).to_owned()];
        cells.extend(record.covered.map(|held| format!("{held} of {count}")));
        cells.push(with_error(unit, record.crps));
        cells.extend([record.skill_ready, record.skill_nothing].map(skill));
        cells.push(amount(unit, record.total.median));
        table.add_row(cells);
    }
    let naive = |table: &mut Table, name: &str, error: Option<f64>, total: f64| {
        let error = error.map_or_else(String::new, |error| unit.format(error));
        let blank = String::new;
        let cells = [name.to_owned(), blank(), blank(), blank(), error, blank(), blank()];
        table.add_row(cells.into_iter().chain([unit.format(total)]));
    };
    if let Some(error) = series.ready_error {
        let ready = series.rows.iter().filter_map(|row| row.observation.ready).sum();
        naive(&mut table, "all that was ready", Some(error), ready);
    }
    naive(&mut table, "nothing", Some(series.nothing_error), 0.0);
    naive(&mut table, "what came", None, series.observed_total());
    columns::aligned(table, 1, &[0])
}

/// A skill with three decimals and its error; "–" where the naive forecast is exact.
fn skill(skill: Option<Estimate>) -> String {
    skill.map_or("–".to_owned(), |skill| {
        let value = format!("{:.3}", skill.value).replace('-', "−");
        match skill.standard_error {
            error if error.is_finite() => format!("{value} ± {error:.3}"),
            _ => format!("{value} ± ?"),
        }
    })
}
