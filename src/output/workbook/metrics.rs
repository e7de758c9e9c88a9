//! Every metric in full, the targets, and the quarters side by side.

use rust_xlsxwriter::XlsxError;

use super::sheet::Sheet;
use crate::analysis::likelihood::likelihood;
use crate::analysis::quarterly::quarter_name;
use crate::analysis::subject::{Subject, headline_metric};
use crate::engine::RunResult;
use crate::output::MetricSummary;
use crate::stats::{Estimate, Proportion};
use crate::units::Unit;

const LEVELS: [&str; 7] = ["P5", "P10", "P25", "P50", "P75", "P90", "P95"];

/// A row a metric: every number of `summary.json`, each with its error.
pub(super) fn metrics(result: &RunResult, summaries: &[MetricSummary]) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Metrics")?;
    let mut head = vec!["metric", "meaning", "unit", "mean", "± error", "standard deviation"];
    for level in LEVELS {
        head.extend([level, "± error"]);
    }
    head.extend(["mean of lowest 5%", "± error", "P(zero)", "± error", "runs without a value"]);
    sheet.widths(&[38.0, 42.0, 8.0])?;
    for column in 3..head.len() {
        sheet.inner.set_column_width(column as u16, 14.0)?;
    }
    sheet.head(&head)?;
    for (name, unit, summary) in summaries {
        let subject = Subject::describe(result, name, *unit);
        sheet.text(0, name)?;
        sheet.text(1, &format!("{} {}", subject.noun, subject.when))?;
        sheet.text(2, unit.name())?;
        sheet.estimate(3, *unit, summary.mean)?;
        if let Some(deviation) = summary.standard_deviation {
            sheet.amount(5, *unit, deviation)?;
        }
        for place in 0..LEVELS.len() {
            let column = 6 + 2 * place as u16;
            sheet.estimate(column, *unit, summary.quantiles.map(|all| all[place]))?;
        }
        sheet.estimate(20, *unit, summary.expected_shortfall)?;
        sheet.estimate(22, Unit::Share, summary.p_zero)?;
        if summary.missing_share > 0.0 {
            sheet.amount(24, Unit::Share, summary.missing_share)?;
        }
        sheet.row += 1;
    }
    sheet.keep_head(head.len() as u16, 1)?;
    Ok(sheet)
}

/// A row a target: what is asked, its probability with error and 95% interval, and the word for it.
pub(super) fn targets(result: &RunResult) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Targets")?;
    let head = [
        "target",
        "metric",
        "at least",
        "unit",
        "by",
        "share of runs",
        "± error",
        "95% from",
        "95% to",
        "in words",
    ];
    sheet.widths(&[56.0, 34.0, 18.0, 8.0, 14.0, 12.0, 12.0, 12.0, 12.0, 18.0])?;
    sheet.head(&head)?;
    for target in &result.targets {
        sheet.text(0, &target.title)?;
        sheet.text(1, &target.metric)?;
        sheet.amount(2, target.unit, target.at_least)?;
        sheet.text(3, target.unit.name())?;
        if let Some(by) = target.by {
            sheet.date(4, by)?;
        }
        let Estimate { value, .. } = target.probability;
        sheet.estimate(5, Unit::Share, Some(target.probability))?;
        let hits = (value * result.paths as f64).round() as u64;
        if let Some(interval) = Proportion::new(hits, result.paths as u64).map(Proportion::interval)
        {
            sheet.amount(7, Unit::Share, interval.low)?;
            sheet.amount(8, Unit::Share, interval.high)?;
        }
        sheet.text(9, likelihood(value))?;
        sheet.row += 1;
    }
    sheet.keep_head(head.len() as u16, 1)?;
    Ok(sheet)
}

/// A row a quarter, fiscal where the scenario has a fiscal year: chips delivered and revenue of the
/// headline product.
pub(super) fn quarters(
    result: &RunResult,
    summaries: &[MetricSummary],
) -> Result<Option<Sheet>, XlsxError> {
    let fiscal = result.calendar.fiscal_quarters();
    let periods = if fiscal.is_empty() { result.calendar.quarters() } else { fiscal };
    let metrics = ["delivered_units", "gross_revenue_usd"].map(|m| headline_metric(result, m));
    let find = |metric: &str, label: &str| {
        let name = format!("{metric}.{label}");
        summaries.iter().find(|(other, ..)| *other == name)
    };
    let mut sheet = Sheet::new("Quarters")?;
    sheet.widths(&[14.0])?;
    for column in 1..13 {
        sheet.inner.set_column_width(column, 16.0)?;
    }
    sheet.head(&[
        "quarter",
        "chips delivered, mean",
        "± error",
        "P10",
        "P50",
        "P90",
        "P(zero)",
        "gross revenue, mean",
        "± error",
        "P10",
        "P50",
        "P90",
        "P(zero)",
    ])?;
    for period in periods {
        if metrics.iter().all(|metric| find(metric, &period.label).is_none()) {
            continue;
        }
        sheet.text(0, &quarter_name(&period.label))?;
        for (place, metric) in metrics.iter().enumerate() {
            let Some((_, unit, summary)) = find(metric, &period.label) else { continue };
            let first = 1 + 6 * place as u16;
            sheet.estimate(first, *unit, summary.mean)?;
            for (column, level) in [1, 3, 5].into_iter().enumerate() {
                if let Some(quantiles) = summary.quantiles {
                    sheet.amount(first + 2 + column as u16, *unit, quantiles[level].value)?;
                }
            }
            if let Some(zero) = summary.p_zero {
                sheet.amount(first + 5, Unit::Share, zero.value)?;
            }
        }
        sheet.row += 1;
    }
    sheet.keep_head(13, 1)?;
    Ok((sheet.row > 1).then_some(sheet))
}
