//! `summary.json` of a search for the odds of a rare outcome.

use serde_json::{Value, json};

use crate::analysis::odds::{Odds, REPETITIONS, Way, interval_of};
use crate::output::summary_json::{estimate, number};
use crate::output::{OutputError, SCHEMA};
use crate::stats::{Interval, Proportion};

/// The text of `summary.json`: the odds, those of each level on the way, what ordinary paths alone
/// say, and what those that arrive have that others have not.
///
/// # Errors
/// If the encoder refuses.
pub fn odds_json(odds: &Odds) -> Result<Vec<u8>, OutputError> {
    let bounds =
        |interval: Interval| json!([number(Some(interval.low)), number(Some(interval.high))]);
    let levels: Vec<Value> = odds
        .steps
        .iter()
        .map(|step| {
            json!({
                "amount": number(Some(step.amount)),
                "odds": estimate(Some(step.odds)),
                "interval_95": bounds(interval_of(step.odds)),
            })
        })
        .collect();
    let traits: Vec<Value> = odds
        .traits
        .iter()
        .map(|shift| {
            json!({
                "name": shift.name,
                "mean_of_all": number(Some(shift.all)),
                "mean_of_arrived": number(Some(shift.given)),
                "shift_in_standard_deviations": estimate(Some(shift.shift)),
                "real": shift.real,
            })
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "scenario": odds.scenario,
        "title": odds.title,
        "seed": odds.seed,
        "question": {
            "title": odds.question.title,
            "metric": odds.question.column,
            "way": match odds.question.way {
                Way::AtLeast => "at-least",
                Way::AtMost => "at-most",
            },
            "amount": number(Some(odds.question.amount)),
            "unit": odds.subject.unit.name(),
        },
        "odds": estimate(Some(odds.odds())),
        "odds_interval_95": bounds(odds.interval()),
        "arrived": odds.arrived(),
        "rough": odds.is_rough(),
        "searches": REPETITIONS,
        "paths_a_level": odds.paths,
        "moves_a_level": odds.moves,
        "paths_simulated": odds.simulated,
        "ordinary_paths": {
            "share": estimate(Some(odds.plain.estimate())),
            "share_interval_95": bounds(Proportion::interval(odds.plain)),
        },
        "levels": levels,
        "what_it_takes": traits,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}
