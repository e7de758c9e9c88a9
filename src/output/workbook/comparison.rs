//! A comparison as a workbook: the answer first, then every paired difference, why, and what was changed.

use serde::{Deserialize, Serialize};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use super::sheet::Sheet;
use super::{Provenance, register};
use crate::analysis::comparison::{Comparison, Pair, Spread};
use crate::analysis::waterfall::Waterfall;
use crate::analysis::{ComparisonAnswer, PairAnswer};
use crate::output::OutputError;
use crate::stats::{Estimate, Verdict};
use crate::units::{Date, Unit};

/// A key that another scenario of the comparison gives otherwise than the baseline.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ChangedAssumption {
    /// The other scenario's name.
    pub scenario: String,
    pub path: String,
    pub before: String,
    pub after: String,
    pub source: String,
}

/// What a comparison's workbook is made of.
#[derive(Clone, Copy, Debug)]
pub struct ComparisonParts<'a> {
    pub comparison: &'a Comparison,
    pub answer: &'a ComparisonAnswer,
    /// By pair.
    pub waterfalls: &'a [Vec<Waterfall>],
    pub changed: &'a [ChangedAssumption],
    pub provenance: Provenance<'a>,
    /// The scenarios' first day, which the workbook notes as when it was made.
    pub start: Date,
}

/// The bytes of `workbook.xlsx` of a comparison. Every number is a number; every text is a text cell, never
/// a formula. The same parts give the same bytes.
///
/// # Errors
/// If the encoder refuses.
pub fn comparison_workbook_bytes(parts: &ComparisonParts<'_>) -> Result<Vec<u8>, OutputError> {
    bytes(parts).map_err(|source| OutputError::Workbook { source: Box::new(source) })
}

fn bytes(parts: &ComparisonParts<'_>) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let start = parts.start;
    let day = ExcelDateTime::from_ymd(start.year() as u16, start.month(), start.day())?;
    let properties = DocProperties::new()
        .set_title(&parts.comparison.baseline.title)
        .set_comment(Provenance::program());
    workbook.set_properties(&properties.set_creation_datetime(&day));
    let mut sheets = vec![answer(parts.answer)?, differences(parts.comparison)?];
    if parts.waterfalls.iter().any(|list| !list.is_empty()) {
        sheets.push(why(parts)?);
    }
    sheets.push(changed(parts.changed)?);
    sheets.push(register::run(&parts.provenance)?);
    for sheet in sheets {
        workbook.push_worksheet(sheet.inner);
    }
    workbook.save_to_buffer()
}

/// Each pair in the words and with the rounding of the terminal, figures as numbers.
fn answer(answer: &ComparisonAnswer) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Answer")?;
    sheet.widths(&[50.0, 14.0, 14.0, 14.0, 12.0, 24.0, 20.0, 44.0])?;
    for pair in &answer.pairs {
        pair_answer(pair, &mut sheet)?;
    }
    for line in answer.reading.lines() {
        sheet.line(line)?;
    }
    sheet.line("Figures here are rounded to their error; “Differences” has all digits.")?;
    Ok(sheet)
}

fn pair_answer(pair: &PairAnswer, sheet: &mut Sheet) -> Result<(), XlsxError> {
    sheet.title(&format!("{} against {}", pair.title, pair.against))?;
    sheet.line(&pair.subtitle)?;
    sheet.row += 1;
    sheet.head(&[
        "Mean over paths",
        "baseline",
        "scenario",
        "difference",
        "± error",
        "P5…P95 of the difference",
        "lower/same/higher",
        "real or noise",
    ])?;
    for [name, before, after, difference, range, order, verdict] in &pair.metrics {
        sheet.text(0, name)?;
        compared(sheet, [before, after, difference])?;
        sheet.text(5, range)?;
        sheet.text(6, order)?;
        sheet.text(7, verdict)?;
        sheet.row += 1;
    }
    for [title, before, after, difference, verdict] in &pair.targets {
        sheet.text(0, title)?;
        compared(sheet, [before, after, difference])?;
        sheet.text(7, verdict)?;
        sheet.row += 1;
    }
    sheet.row += 1;
    for why in &pair.why {
        sheet.bold(0, &why.heading)?;
        sheet.row += 1;
        for [label, contribution, told] in &why.steps {
            let (value, error) = contribution.split_once(" ± ").unwrap_or((contribution, "0"));
            sheet.text(0, label)?;
            sheet.figure(3, value.trim_start_matches('+'))?;
            sheet.figure(4, error)?;
            sheet.text(5, told)?;
            sheet.row += 1;
        }
        sheet.row += 1;
    }
    Ok(())
}

/// Before, after, and the difference with its error in two cells.
fn compared(sheet: &mut Sheet, [before, after, difference]: [&String; 3]) -> Result<(), XlsxError> {
    sheet.figure(1, before)?;
    sheet.figure(2, after)?;
    let (value, error) = difference.split_once(" ± ").unwrap_or((difference, "0"));
    sheet.figure(3, value.trim_start_matches('+'))?;
    sheet.figure(4, error)
}

/// A row a metric or target of each pair, with every digit.
fn differences(comparison: &Comparison) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Differences")?;
    let head = [
        "scenario",
        "metric",
        "unit",
        "baseline",
        "± error",
        "scenario's",
        "± error",
        "difference",
        "± error",
        "P10 of it",
        "P50 of it",
        "P90 of it",
        "paths lower",
        "paths same",
        "paths higher",
        "real or noise",
    ];
    sheet.widths(&[28.0, 40.0, 8.0])?;
    for column in 3..head.len() {
        sheet.inner.set_column_width(column as u16, 14.0)?;
    }
    sheet.head(&head)?;
    for pair in &comparison.pairs {
        pair_differences(pair, &mut sheet)?;
    }
    sheet.keep_head(head.len() as u16, 2)?;
    Ok(sheet)
}

fn pair_differences(pair: &Pair, sheet: &mut Sheet) -> Result<(), XlsxError> {
    let mean = |spread: Option<Spread>| spread.map(|spread| spread.mean);
    for metric in &pair.metrics {
        let figures = [mean(metric.before), mean(metric.after), metric.paired.mean];
        begin(sheet, pair, &metric.name, metric.unit, figures)?;
        if let Some(quantiles) = metric.paired.quantiles {
            for (place, level) in [1, 3, 5].into_iter().enumerate() {
                sheet.amount(9 + place as u16, metric.unit, quantiles[level].value)?;
            }
        }
        let order = metric.paired.order;
        for (place, paths) in [order.below, order.equal, order.above].into_iter().enumerate() {
            sheet.amount(12 + place as u16, Unit::Count, paths as f64)?;
        }
        sheet.text(15, said(&metric.verdict))?;
        sheet.row += 1;
    }
    for target in &pair.targets {
        let figures = [target.before, target.after, target.difference].map(Some);
        begin(sheet, pair, &format!("target.{}", target.name), Unit::Share, figures)?;
        sheet.text(15, said(&target.verdict))?;
        sheet.row += 1;
    }
    Ok(())
}

fn begin(
    sheet: &mut Sheet,
    pair: &Pair,
    name: &str,
    unit: Unit,
    figures: [Option<Estimate>; 3],
) -> Result<(), XlsxError> {
    sheet.text(0, &pair.scenario.name)?;
    sheet.text(1, name)?;
    sheet.text(2, unit.name())?;
    for (place, estimate) in figures.into_iter().enumerate() {
        sheet.estimate(3 + 2 * place as u16, unit, estimate)?;
    }
    Ok(())
}

fn said(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "the same on every path",
        Verdict::Real => "real",
        Verdict::Noise { .. } => "noise",
    }
}

/// A row a contribution of each explained metric; they sum to the difference.
fn why(parts: &ComparisonParts<'_>) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Why")?;
    let head =
        ["scenario", "metric", "assumption", "contribution", "± error", "what changes", "keys"];
    sheet.widths(&[28.0, 34.0, 44.0, 16.0, 14.0, 60.0, 60.0])?;
    sheet.head(&head)?;
    for (pair, list) in parts.comparison.pairs.iter().zip(parts.waterfalls) {
        for waterfall in list {
            for step in &waterfall.steps {
                sheet.text(0, &pair.scenario.name)?;
                sheet.text(1, &waterfall.subject.column)?;
                sheet.wrapped(2, &step.label)?;
                sheet.estimate(3, waterfall.subject.unit, Some(step.contribution))?;
                sheet.wrapped(5, &step.told)?;
                sheet.wrapped(6, &step.paths.join(", "))?;
                sheet.row += 1;
            }
        }
    }
    sheet.keep_head(head.len() as u16, 2)?;
    Ok(sheet)
}

/// A row a key that another scenario gives otherwise.
fn changed(changed: &[ChangedAssumption]) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Changed assumptions")?;
    let head = ["scenario", "assumption", "baseline", "scenario's", "source"];
    sheet.widths(&[28.0, 56.0, 44.0, 44.0, 70.0])?;
    sheet.head(&head)?;
    for one in changed {
        sheet.text(0, &one.scenario)?;
        for (column, text) in [&one.path, &one.before, &one.after, &one.source].iter().enumerate() {
            sheet.wrapped(1 + column as u16, text)?;
        }
        sheet.row += 1;
    }
    sheet.keep_head(head.len() as u16, 2)?;
    Ok(sheet)
}
