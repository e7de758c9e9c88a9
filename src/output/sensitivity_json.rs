//! `summary.json` of a sensitivity: every table as records, by metric.

use serde_json::{Map, Value, json};

use crate::analysis::sensitivity::{GivenData, ScreenedInputs, Shares};
use crate::analysis::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::output::{OutputError, SCHEMA};

/// A metric with what was found about it.
pub type MetricSensitivity<'a> =
    (&'a str, Option<&'a GivenData>, Option<&'a Shares>, Option<&'a ScreenedInputs>);

/// The text of `summary.json`; a part that was not asked for, or has no answer, is null.
///
/// # Errors
/// If the encoder refuses.
pub fn sensitivity_json(
    result: &RunResult,
    metrics: &[MetricSensitivity<'_>],
) -> Result<Vec<u8>, OutputError> {
    let part = |finding: Option<String>, table: Option<ChartTable>| {
        table.map(|table| json!({ "finding": finding, "rows": records(&table) }))
    };
    let metrics: Map<String, Value> = metrics
        .iter()
        .map(|(name, given, shares, screened)| {
            let found = json!({
                "given_data": part(given.map(GivenData::finding), given.map(GivenData::table)),
                "design": part(shares.map(Shares::finding), shares.map(Shares::table)),
                "screening": part(None, screened.map(ScreenedInputs::table)),
            });
            ((*name).to_owned(), found)
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "scenario": result.scenario,
        "title": result.title,
        "seed": result.seed,
        "paths": result.paths,
        "metrics": metrics,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

/// A table's rows as objects; a number that is not finite is null.
pub(super) fn records(table: &ChartTable) -> Vec<Value> {
    let record = |row: &Vec<Cell>| {
        let cells = table.columns.iter().zip(row).map(|(name, cell)| {
            let value = match cell {
                Cell::Text(text) => Value::from(text.as_str()),
                Cell::Number(number) => Value::from(*number),
            };
            (name.clone(), value)
        });
        Value::Object(cells.collect())
    };
    table.rows.iter().map(record).collect()
}
