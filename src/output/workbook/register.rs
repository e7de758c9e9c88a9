//! What the figures rest on: the assumptions, the inputs as drawn, and the run that made them.

use rust_xlsxwriter::XlsxError;

use super::sheet::Sheet;
use crate::analysis::wording::grouped;
use crate::analysis::{Cell, Drawn};
use crate::output::Provenance;

/// One assumption of a scenario, in the units of its file.
#[derive(Clone, Debug, Default)]
pub struct Assumption {
    /// Its path in the scenario, as in "product.h200.price_usd".
    pub path: String,
    pub meaning: String,
    /// The number, distribution or law in words.
    pub value: String,
    pub unit: String,
    /// "fixed", "uncertain" (drawn once a path) or "chance" (drawn anew inside it).
    pub kind: &'static str,
    /// P5, P50, P95 and the mean of what is drawn.
    pub drawn: [Option<f64>; 4],
    pub source: String,
    pub confidence: String,
    pub as_of: String,
    pub note: String,
}

/// A row an assumption.
pub(super) fn assumptions(register: &[Assumption]) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Assumptions")?;
    let head = [
        "assumption",
        "value",
        "unit",
        "kind",
        "P5",
        "P50",
        "P95",
        "mean",
        "source",
        "confidence",
        "as of",
        "note",
        "meaning",
    ];
    sheet
        .widths(&[44.0, 36.0, 12.0, 10.0, 12.0, 12.0, 12.0, 12.0, 60.0, 12.0, 12.0, 50.0, 50.0])?;
    sheet.head(&head)?;
    for entry in register {
        sheet.wrapped(0, &entry.path)?;
        sheet.wrapped(1, &entry.value)?;
        sheet.text(2, &entry.unit)?;
        sheet.text(3, entry.kind)?;
        for (place, value) in entry.drawn.into_iter().enumerate() {
            if let Some(value) = value {
                let decimals = if value.abs() >= 100.0 { "#,##0" } else { "0.0###" };
                sheet.number(4 + place as u16, value, decimals)?;
            }
        }
        sheet.wrapped(8, &entry.source)?;
        sheet.text(9, &entry.confidence)?;
        sheet.text(10, &entry.as_of)?;
        sheet.wrapped(11, &entry.note)?;
        sheet.wrapped(12, &entry.meaning)?;
        sheet.row += 1;
    }
    sheet.keep_head(head.len() as u16, 1)?;
    Ok(sheet)
}

/// What was drawn of every uncertain input beside what was asked for.
pub(super) fn drawn(drawn: &Drawn) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Inputs drawn")?;
    let table = drawn.table();
    let columns: Vec<&str> = table.columns.iter().map(String::as_str).collect();
    sheet.widths(&[56.0, 44.0, 24.0, 16.0, 16.0, 16.0, 12.0, 14.0])?;
    sheet.head(&columns)?;
    for row in &table.rows {
        for (column, cell) in row.iter().enumerate() {
            match cell {
                Cell::Text(text) => sheet.text(column as u16, text)?,
                Cell::Number(value) => {
                    let format = if value.abs() >= 1000.0 { "#,##0" } else { "0.0000" };
                    sheet.number(column as u16, *value, format)?;
                }
            }
        }
        sheet.row += 1;
    }
    sheet.keep_head(columns.len() as u16, 1)?;
    Ok(sheet)
}

/// The run's id, the program, the scenarios by name and digest, the seed, and what was set.
pub(super) fn run(provenance: &Provenance<'_>) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Run")?;
    sheet.widths(&[24.0, 90.0])?;
    sheet.head(&["what", "value"])?;
    let mut rows = vec![
        ("run".to_owned(), provenance.run.to_owned()),
        ("made by".to_owned(), Provenance::program()),
        ("command".to_owned(), provenance.command.to_owned()),
        ("paths".to_owned(), grouped(provenance.paths)),
        ("seed".to_owned(), provenance.seed.to_string()),
    ];
    for scenario in provenance.scenarios {
        rows.push(("scenario".to_owned(), scenario.name.clone()));
        rows.push(("SHA-256 of its text".to_owned(), scenario.hash.clone()));
    }
    for set in provenance.overrides {
        rows.push(("set on the command line".to_owned(), set.clone()));
    }
    for (what, value) in rows {
        sheet.bold(0, &what)?;
        sheet.text(1, &value)?;
        sheet.row += 1;
    }
    sheet.inner.set_freeze_panes(1, 0)?;
    Ok(sheet)
}
