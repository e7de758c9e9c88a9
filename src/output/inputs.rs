//! What was asked for and drawn of every uncertain input: a table, and its part of `summary.json`.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::summary_json::{estimate, number};
use super::tables::quantile_name;
use crate::analysis::{Cell, Comparison, DRAWN_LEVELS, Drawn, DrawnPair, FALSE_ALARM_RATE};
use crate::engine::RunResult;
use crate::output::{Cells, Table, Words};

/// A row a comparison, in the columns of [`Drawn::table`] behind the scenario's name.
pub fn inputs_table(result: &RunResult, drawn: &Drawn) -> Table<'static> {
    let table = drawn.table();
    let rows = table.rows.len();
    let mut columns: Vec<(Cow<'static, str>, Cells<'static>)> =
        vec![("scenario".into(), Cells::Text(Words::repeated(&result.scenario, rows)))];
    for (place, name) in table.columns.into_iter().enumerate() {
        let mut words = Words::default();
        let mut numbers = Vec::new();
        for row in &table.rows {
            match &row[place] {
                Cell::Text(text) => words.push(text),
                Cell::Number(value) => numbers.push(*value),
            }
        }
        // A column is of one kind; one without rows is of either.
        let is_text = numbers.is_empty();
        let cells = if is_text { Cells::Text(words) } else { Cells::Number(Cow::Owned(numbers)) };
        columns.push((name.into(), cells));
    }
    Table::new("inputs", rows, columns)
}

/// Each input by its path, the correlated pairs, and how the comparisons were judged.
pub(super) fn inputs_json(drawn: &Drawn) -> Value {
    let allowed = drawn.allowed;
    let uncertain: Map<String, Value> = drawn
        .inputs
        .iter()
        .map(|input| {
            let quantiles: Map<String, Value> = DRAWN_LEVELS
                .into_iter()
                .zip(&input.quantiles)
                .map(|(level, one)| (quantile_name(level), comparison(one, allowed)))
                .collect();
            let input_json =
                json!({ "mean": comparison(&input.mean, allowed), "quantiles": quantiles });
            (input.path.clone(), input_json)
        })
        .collect();
    let pair = |pair: &DrawnPair| json!({ "inputs": pair.inputs, "spearman": comparison(&pair.spearman, allowed) });
    json!({
        "checks": drawn.checks,
        "false_alarm_rate": FALSE_ALARM_RATE,
        "allowed_deviation": number(Some(allowed)),
        "off": drawn.off(),
        "uncertain": uncertain,
        "correlations": drawn.correlations.iter().map(pair).collect::<Vec<_>>(),
        "largest_other_correlation": drawn.largest_other.as_ref().map(pair),
    })
}

fn comparison(one: &Comparison, allowed: f64) -> Value {
    json!({
        "asked": number(one.asked),
        "drawn": estimate(Some(one.drawn)),
        "deviation": number(one.deviation),
        "verdict": one.verdict(allowed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::sample_result::{small_drawn, small_result};
    use crate::output::{csv_bytes, parquet_bytes};

    #[test]
    fn a_row_a_comparison_with_what_is_off_and_what_cannot_be_judged() {
        let table = inputs_table(&small_result(), &small_drawn());
        assert!(parquet_bytes(&table).is_ok());
        let text = String::from_utf8(csv_bytes(&table).expect("CSV")).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 1 + 6 + 2);
        let price = "test-scenario,product.h200.price_usd";
        assert_eq!(lines[1], format!("{price},,p05,27000,27000.25,0.5,-0.5,as asked"));
        assert_eq!(lines[6], format!("{price},,mean,28000,28004,0.5,8,off"));
        assert_eq!(lines[7], format!("{price},customs.odds,spearman,0.5,0.4,0.5,,not judged"));
        assert!(lines[8].ends_with(",spearman_largest_other,0,0.1,0.5,1.25,as asked"));
    }

    #[test]
    fn the_summary_names_what_is_off() {
        let json = inputs_json(&small_drawn());
        assert_eq!(json["off"], json!(["mean of product.h200.price_usd"]));
        let price = &json["uncertain"]["product.h200.price_usd"];
        assert_eq!(price["mean"]["verdict"], "off");
        assert_eq!(price["quantiles"]["p90"]["drawn"]["value"], 27_003.25);
        assert_eq!(json["correlations"][0]["spearman"]["deviation"], Value::Null);
        assert_eq!(json["largest_other_correlation"]["spearman"]["asked"], 0.0);
    }
}
