//! `summary.json` of a sweep: the extreme cells, and what each lever does.

use serde_json::{Map, Value, json};

use super::{OutputError, SCHEMA};
use crate::engine::sweep::{Coordinate, Lever, SweepResult, SweepSubject};
use crate::stats::Estimate;

/// The text of a sweep's `summary.json`, pretty-printed. A number that is not finite is null.
///
/// # Errors
/// If the encoder refuses.
pub fn sweep_summary_json(result: &SweepResult) -> Result<Vec<u8>, OutputError> {
    let subject = &result.subject;
    let (metric, unit) = subject.metric();
    let extreme = |kept: &[(usize, Vec<f64>)]| -> Vec<Value> {
        kept.iter().map(|(cell, row)| whole_cell(result, *cell, row)).collect()
    };
    let whole = json!({
        "schema": SCHEMA,
        "sweep": subject.name,
        "title": subject.title,
        "seed": subject.seed,
        "paths": subject.paths,
        "cells": result.means.len(),
        "metric": metric,
        "unit": unit.name(),
        "target": subject.target.as_ref().map(|(place, _)| &subject.layout.targets[*place]),
        "levers": subject.levers.iter().map(lever).collect::<Vec<_>>(),
        "effects": effects(result),
        "best": extreme(&result.best),
        "worst": extreme(&result.worst),
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

/// A cell with every estimate of its row.
///
/// # Errors
/// If the encoder refuses.
pub fn cell_json(
    subject: &SweepSubject,
    cell: usize,
    place: &[Coordinate],
    row: &[f64],
) -> Result<Vec<u8>, OutputError> {
    let mut text = serde_json::to_vec_pretty(&cell_value(subject, cell, place, row))
        .map_err(|source| OutputError::Json { file: "the cell".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

fn whole_cell(result: &SweepResult, cell: usize, row: &[f64]) -> Value {
    cell_value(&result.subject, cell, &result.cells[cell], row)
}

fn cell_value(subject: &SweepSubject, cell: usize, place: &[Coordinate], row: &[f64]) -> Value {
    let levers: Map<String, Value> = subject
        .levers
        .iter()
        .zip(place)
        .map(|(lever, place)| (lever.name.clone(), setting(lever, *place)))
        .collect();
    let layout = &subject.layout;
    let estimates: Map<String, Value> = layout
        .names()
        .into_iter()
        .enumerate()
        .map(|(index, name)| (name, estimate(layout.estimate(row, index))))
        .collect();
    json!({ "cell": cell, "levers": levers, "estimates": estimates })
}

fn setting(lever: &Lever, place: Coordinate) -> Value {
    if lever.numbers.len() < lever.labels.len() {
        lever.label(place).into()
    } else {
        number(lever.number(place))
    }
}

fn lever(lever: &Lever) -> Value {
    let is_words = lever.numbers.is_empty() && !lever.labels.is_empty();
    let end = |value: f64| if is_words { Value::Null } else { number(value) };
    json!({
        "name": lever.name,
        "title": lever.title,
        "unit": lever.unit.name(),
        "levels": lever.labels,
        "low": end(lever.low),
        "high": end(lever.high),
    })
}

/// Each lever's effect on the mean of the metric, the largest first.
fn effects(result: &SweepResult) -> Vec<Value> {
    let effects = result.effects.iter().map(|effect| {
        let lever = &result.subject.levers[effect.lever];
        json!({
            "lever": lever.name,
            "spread": estimate(effect.spread),
            "least_at": lever.bin_label(effect.least),
            "most_at": lever.bin_label(effect.most),
            "means": effect.means.iter().map(|mean| number(*mean)).collect::<Vec<_>>(),
        })
    });
    effects.collect()
}

fn estimate(estimate: Estimate) -> Value {
    if !estimate.value.is_finite() {
        return json!({ "value": null, "standard_error": null });
    }
    json!({ "value": number(estimate.value), "standard_error": number(estimate.standard_error) })
}

/// The number, or null; adding zero writes −0 as 0.
fn number(value: f64) -> Value {
    if value.is_finite() { Value::from(value + 0.0) } else { Value::Null }
}
