//! A run as a workbook: the answer first, then charts, all figures, and what they rest on.

mod answer;
mod comparison;
mod curves;
mod figure;
mod metrics;
mod register;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use self::sheet::Sheet;
use super::{MetricSummary, OutputError, Provenance};
use crate::analysis::exceedance::Exceedance;
use crate::analysis::fan::{Fan, FanAmount};
use crate::analysis::quarterly::Quarterly;
use crate::analysis::subject::headline_metric;
use crate::analysis::{Answer, Drawn};
use crate::engine::RunResult;

pub use comparison::{ChangedAssumption, ComparisonParts, comparison_workbook_bytes};
pub use register::Assumption;

/// Rows of a sheet that one chart and its gap take.
const CHART_ROWS: u32 = 27;

/// What a workbook is made of.
#[derive(Clone, Copy, Debug)]
pub struct WorkbookParts<'a> {
    pub result: &'a RunResult,
    pub summaries: &'a [MetricSummary],
    pub answer: &'a Answer,
    pub drawn: &'a Drawn,
    pub register: &'a [Assumption],
    pub provenance: Provenance<'a>,
}

/// The bytes of `workbook.xlsx`. Every number is a number; every text is a text cell, never a
/// formula. The same parts give the same bytes.
///
/// # Errors
/// If the encoder refuses.
pub fn workbook_bytes(parts: &WorkbookParts<'_>) -> Result<Vec<u8>, OutputError> {
    bytes(parts).map_err(|source| OutputError::Workbook { source: Box::new(source) })
}

fn bytes(parts: &WorkbookParts<'_>) -> Result<Vec<u8>, XlsxError> {
    let WorkbookParts { result, summaries, .. } = *parts;
    let mut workbook = Workbook::new();
    // A workbook notes when it was made: the scenario's first day, so that it knows no clock.
    let start = result.calendar.start();
    let day = ExcelDateTime::from_ymd(start.year() as u16, start.month(), start.day())?;
    let program = Provenance::program();
    let properties = DocProperties::new().set_title(&result.title).set_comment(&program);
    workbook.set_properties(&properties.set_creation_datetime(&day));

    let mut charts = Sheet::new("Charts")?;
    let mut data = Vec::new();
    let mut place = |chart| {
        charts.inner.insert_chart(charts.row, 0, &chart)?;
        charts.row += CHART_ROWS;
        Ok::<(), XlsxError>(())
    };
    let fans = [
        ("Chips by week", FanAmount::DeliveredUnits),
        ("Revenue by week", FanAmount::GrossRevenue),
    ];
    for (name, amount) in fans {
        if let Some(fan) = Fan::new(result, amount) {
            data.push(curves::fan_sheet(name, &fan)?);
            place(curves::fan_chart(name, &fan))?;
        }
    }
    let curves =
        [("Chance of chips", "delivered_units"), ("Chance of revenue", "gross_revenue_usd")];
    for (name, metric) in curves {
        if let Some(curve) = Exceedance::new(result, &headline_metric(result, metric)) {
            data.push(curves::exceedance_sheet(name, &curve)?);
            place(curves::exceedance_chart(name, &curve))?;
        }
    }
    let quarters = metrics::quarters(result, summaries)?;
    if let (Some(sheet), Some(quarterly)) = (&quarters, Quarterly::new(result)) {
        place(curves::quarters_chart("Quarters", sheet.row - 1, &quarterly.finding()))?;
    }

    // In print a chart stands on a page of its own, whole.
    let breaks: Vec<u32> = (CHART_ROWS..charts.row).step_by(CHART_ROWS as usize).collect();
    charts.inner.set_page_breaks(&breaks)?;

    let mut sheets = vec![answer::sheet(parts.answer, &parts.drawn.finding())?, charts];
    sheets.push(metrics::metrics(result, summaries)?);
    sheets.extend(quarters);
    sheets.append(&mut data);
    sheets.push(metrics::targets(result)?);
    sheets.push(register::assumptions(parts.register)?);
    sheets.push(register::drawn(parts.drawn)?);
    sheets.push(register::run(&parts.provenance)?);
    for sheet in sheets {
        workbook.push_worksheet(sheet.inner);
    }
    workbook.save_to_buffer()
}
