//! Tables as CSV, safe to open in a spreadsheet.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::analysis::{Cell, ChartTable};
use crate::output::{Cells, OutputError, Table};

/// A first character that makes a spreadsheet read a cell as a formula.
const FORMULA_STARTS: [char; 7] = ['=', '+', '-', '@', '\t', '\r', '\n'];

/// The table as CSV: a header, then a line a row, ended by "\n". Numbers have the fewest digits
/// that give the same double back; missing values are empty; dates are ISO 8601; text that a
/// spreadsheet would run as a formula has an apostrophe before it.
///
/// # Errors
/// If the encoder refuses.
pub fn csv_bytes(table: &Table<'_>) -> Result<Vec<u8>, OutputError> {
    let failed = |source| OutputError::Csv { table: table.name().to_owned(), source };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for (name, _) in table.columns() {
        writer.write_field(&*neutral(name)).map_err(failed)?;
    }
    writer.write_record(None::<&[u8]>).map_err(failed)?;
    let mut bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    bytes.extend(csv_rows(table)?);
    Ok(bytes)
}

/// The rows of [`csv_bytes`] without the header, for a table that comes in pieces.
///
/// # Errors
/// If the encoder refuses.
pub fn csv_rows(table: &Table<'_>) -> Result<Vec<u8>, OutputError> {
    let failed = |source| OutputError::Csv { table: table.name().to_owned(), source };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    let mut cell = String::new();
    for row in 0..table.rows() {
        for (_, cells) in table.columns() {
            cell.clear();
            // Writing to a string cannot fail.
            let _ = match cells {
                Cells::Text(text) => {
                    cell.write_str(&neutral(&text.distinct()[text.rows()[row] as usize]))
                }
                Cells::Whole(values) => write!(cell, "{}", values[row]),
                Cells::Day(days) => write!(cell, "{}", days[row]),
                Cells::Number(values) => write_number(&mut cell, values[row]),
            };
            writer.write_field(&cell).map_err(failed)?;
        }
        writer.write_record(None::<&[u8]>).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| failed(error.into_error().into()))
}

/// The table behind a chart as CSV, in the same form.
///
/// # Errors
/// If the encoder refuses.
pub fn chart_csv_bytes(name: &str, table: &ChartTable) -> Result<Vec<u8>, OutputError> {
    let failed = |source| OutputError::Csv { table: name.to_owned(), source };
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    writer
        .write_record(table.columns.iter().map(|name| neutral(name).into_owned()))
        .map_err(failed)?;
    for row in &table.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => neutral(text).into_owned(),
            Cell::Number(value) => {
                let mut text = String::new();
                // Writing to a string cannot fail.
                let _ = write_number(&mut text, *value);
                text
            }
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|error| failed(error.into_error().into()))
}

/// Text that no spreadsheet takes for a formula.
fn neutral(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The fewest digits that give the double back, with an exponent where that is shorter to read.
fn write_number(cell: &mut String, value: f64) -> fmt::Result {
    let size = value.abs();
    if !value.is_finite() {
        Ok(())
    } else if size == 0.0 {
        cell.write_char('0')
    } else if (1e-5..1e16).contains(&size) {
        write!(cell, "{value}")
    } else {
        write!(cell, "{value:e}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample_result::small_result;
    use crate::output::{paths_table, series_table};

    #[test]
    fn a_charts_table_has_its_columns_and_no_formulas() {
        let table = ChartTable {
            columns: vec!["name".to_owned(), "share".to_owned()],
            rows: vec![
                vec![Cell::Text("=1+1".to_owned()), Cell::Number(0.25)],
                vec![Cell::Text("plain".to_owned()), Cell::Number(f64::NAN)],
            ],
        };
        let rows = records(&chart_csv_bytes("test", &table).expect("CSV"));
        assert_eq!(rows, [["name", "share"], ["'=1+1", "0.25"], ["plain", ""]]);
    }

    fn records(bytes: &[u8]) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn every_path_and_number_comes_back_and_missing_is_empty() {
        let result = small_result();
        let rows = records(&csv_bytes(&paths_table(&result)).expect("CSV"));
        assert_eq!(rows.len(), result.paths + 1);
        assert_eq!(
            rows[0],
            [
                "scenario",
                "path",
                "delivered_units",
                "first_delivery_week",
                "input.product.h200.price_usd"
            ]
        );
        for (path, row) in rows[1..].iter().enumerate() {
            assert_eq!(row[..2], ["test-scenario".to_owned(), path.to_string()]);
            let units: f64 = row[2].parse().expect("a number");
            assert_eq!(units.to_bits(), result.metrics[0].values[path].to_bits());
        }
        assert_eq!(rows[1][3], "");
        assert_eq!(rows[2][3], "5");
    }

    #[test]
    fn numbers_are_the_shortest_that_round_trip() {
        for (value, text) in [
            (0.1, "0.1"),
            (-0.0, "0"),
            (-1500.0, "-1500"),
            (1.0 / 3.0, "0.3333333333333333"),
            (1e300, "1e300"),
            (-2.5e-7, "-2.5e-7"),
            (9_007_199_254_740_993.0, "9007199254740992"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            let mut cell = String::new();
            write_number(&mut cell, value).expect("a string takes all");
            assert_eq!(cell, text);
            if value.is_finite() {
                assert_eq!(cell.parse::<f64>().expect("a number"), value);
            }
        }
    }

    #[test]
    fn a_formula_among_the_names_is_disarmed_and_a_negative_number_is_not() {
        let mut result = small_result();
        result.scenario = "=cmd|' /C calc'!A0".to_owned();
        result.metrics[0].name = "@SUM(A1)".to_owned();
        result.metrics[0].values[2] = -7.5;
        let rows = records(&csv_bytes(&paths_table(&result)).expect("CSV"));
        assert_eq!(rows[0][2], "'@SUM(A1)");
        assert_eq!(rows[1][0], "'=cmd|' /C calc'!A0");
        assert_eq!(rows[3][2], "-7.5");
        for start in ["=1", "+1", "-1", "@a", "\ta", "\ra"] {
            assert_eq!(neutral(start), format!("'{start}"));
        }
        assert_eq!(neutral("h200-2026"), "h200-2026");
    }

    #[test]
    fn the_series_are_dated_by_the_last_day_of_the_week() {
        let bytes = csv_bytes(&series_table(&small_result())).expect("CSV");
        let rows = records(&bytes);
        let head =
            ["scenario", "week", "date", "variable", "product", "group", "statistic", "value"];
        assert_eq!(rows[0], head);
        let cell = |week: &str, variable: &str, statistic: &str| {
            let mut found =
                rows[1..].iter().filter(|r| r[1] == week && r[3] == variable && r[6] == statistic);
            let row = found.next().expect("a row").clone();
            assert!(found.next().is_none(), "two rows for {variable} {statistic}");
            (row[2].clone(), row[7].clone())
        };
        let date = || "2026-02-12".to_owned();
        assert_eq!(cell("2", "delivered_units", "mean"), (date(), "110".to_owned()));
        assert_eq!(cell("2", "delivered_units", "standard_error"), (date(), "1.5".to_owned()));
        assert_eq!(cell("2", "delivered_units", "p_zero"), (date(), "0.25".to_owned()));
        assert_eq!(cell("2", "delivered_units", "p05"), (date(), "1".to_owned()));
        assert_eq!(cell("2", "delivered_units", "p95"), (date(), "7".to_owned()));
        assert_eq!(cell("2", "regime.beijing.open", "share_of_paths"), (date(), "0.4".to_owned()));
        // Two weeks of ten statistics, two of two, and two regimes.
        assert_eq!(rows.len(), 1 + 2 * 10 + 2 * 2 + 2 * 2);
    }
}
