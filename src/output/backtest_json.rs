//! `summary.json` of a back-test: how each forecast did, with the errors of its scores.

use serde_json::{Value, json};

use crate::analysis::backtest::{Backtest, Record, Row, Series};
use crate::analysis::held::{BANDS, Held};
use crate::output::summary_json::{estimate, number};
use crate::output::{OutputError, SCHEMA};

/// The text of a back-test's `summary.json`, pretty-printed. Forecasts stand by the names of their
/// scenarios; a number that is not finite is null, as is a skill against a forecast without error.
///
/// # Errors
/// If the encoder refuses.
pub fn backtest_json(backtest: &Backtest, seeds: &[u64]) -> Result<Vec<u8>, OutputError> {
    let forecasts: Vec<Value> = backtest
        .forecasts
        .iter()
        .zip(seeds)
        .map(|((name, title), seed)| json!({ "scenario": name, "title": title, "seed": seed }))
        .collect();
    let names: Vec<&str> = backtest.forecasts.iter().map(|(name, _)| name.as_str()).collect();
    let unmatched: Vec<Value> = backtest
        .unmatched
        .iter()
        .map(|one| {
            json!({
                "title": one.title,
                "observed": number(Some(one.value)),
                "unit": one.unit,
                "why": one.why,
                "source": one.evidence.source,
                "confidence": one.evidence.confidence,
            })
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "observed": backtest.title,
        "paths": backtest.paths,
        "forecasts": forecasts,
        "series": backtest.series.iter().map(|one| series(one, &names)).collect::<Vec<_>>(),
        "single": backtest.single.iter().map(|one| row(one, &names)).collect::<Vec<_>>(),
        "unmatched": unmatched,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

/// An object with an entry a forecast.
fn by_forecast(names: &[&str], values: impl Iterator<Item = Value>) -> Value {
    names.iter().map(|name| (*name).to_owned()).zip(values).collect()
}

fn series(series: &Series, names: &[&str]) -> Value {
    json!({
        "title": series.title,
        "metric": series.metric,
        "unit": series.unit.name(),
        "periods": series.rows.iter().map(|one| row(one, names)).collect::<Vec<_>>(),
        "observed_total": number(Some(series.observed_total())),
        "ready_mean_error": number(series.ready_error),
        "nothing_mean_error": number(Some(series.nothing_error)),
        "records": by_forecast(names, series.records.iter().map(record)),
    })
}

fn record(record: &Record) -> Value {
    json!({
        "covered": bands(record.covered.map(Value::from)),
        "mean_crps": estimate(Some(record.crps)),
        "skill_against_ready": estimate(record.skill_ready),
        "skill_against_nothing": estimate(record.skill_nothing),
        "total": held(&record.total),
    })
}

fn row(row: &Row, names: &[&str]) -> Value {
    let observation = &row.observation;
    json!({
        "title": observation.title,
        "metric": observation.metric,
        "period": observation.period,
        "unit": observation.unit.name(),
        "observed": number(Some(observation.value)),
        "observed_low": number(observation.range.map(|(low, _)| low)),
        "observed_high": number(observation.range.map(|(_, high)| high)),
        "ready": number(observation.ready),
        "source": observation.evidence.source,
        "confidence": observation.evidence.confidence,
        "note": observation.evidence.note,
        "forecasts": by_forecast(names, row.held.iter().map(held)),
    })
}

fn held(held: &Held) -> Value {
    json!({
        "median": estimate(Some(held.median)),
        "bands": bands(held.bands.map(|(low, high)| json!([number(Some(low)), number(Some(high))]))),
        "covered": bands(held.covered().map(Value::from)),
        "pit": {
            "low": estimate(Some(held.score.below)),
            "mid": estimate(Some(held.score.mid)),
            "high": estimate(Some(held.score.at_most)),
        },
        "crps": estimate(Some(held.score.crps)),
    })
}

/// An object with an entry a band, as "80".
fn bands(values: [Value; 3]) -> Value {
    BANDS.iter().map(|share| format!("{:.0}", share * 100.0)).zip(values).collect()
}
