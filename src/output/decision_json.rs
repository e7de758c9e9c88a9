//! `summary.json` of a decision: figures and regrets by option and world, and what each rule says.

use serde_json::{Map, Value, json};

use crate::analysis::commitment::CommitmentCurve;
use crate::analysis::decision::{Decision, Ruling};
use crate::engine::Column;
use crate::output::sensitivity_json::records;
use crate::output::summary_json::{estimate, number};
use crate::output::{OutputError, SCHEMA};
use crate::stats::{Choice, Moments};

/// The text of `summary.json` of a decision. `columns` are those beside the judged metric too, as
/// `[world][option][metric]`.
///
/// # Errors
/// If the encoder refuses.
pub fn decision_json(
    decision: &Decision,
    question: Option<&str>,
    columns: &[Vec<Vec<Column>>],
    curve: Option<&CommitmentCurve>,
) -> Result<Vec<u8>, OutputError> {
    let yardstick = &decision.yardstick;
    let worlds: Vec<Value> = decision
        .worlds
        .iter()
        .zip(&decision.best_in)
        .map(|(world, choice)| {
            json!({
                "name": world.name,
                "title": world.title,
                "weight": number(world.weight),
                "best": self::choice(decision, choice),
            })
        })
        .collect();
    let options: Map<String, Value> = (0..decision.options.len())
        .map(|o| (decision.options[o].name.clone(), option(decision, o, columns)))
        .collect();
    let rules: Map<String, Value> = decision
        .rulings
        .iter()
        .map(|ruling| (ruling.rule.name().to_owned(), self::ruling(decision, ruling)))
        .collect();
    let dominated: Vec<Value> = decision
        .dominated
        .iter()
        .map(|pair| {
            json!({
                "option": decision.options[pair.option].name,
                "by": decision.options[pair.by].name,
                "odds": number(Some(pair.odds)),
                "to_first_order_in_every_world": pair.first_order,
            })
        })
        .collect();
    let whole = json!({
        "schema": SCHEMA,
        "decision": decision.head.name,
        "title": decision.head.title,
        "question": question,
        "seed": decision.head.seed,
        "paths": decision.head.paths,
        "judged_by": yardstick.what(),
        "metric": yardstick.subject.column,
        "unit": yardstick.unit().name(),
        "better": if yardstick.more_is_better { "higher" } else { "lower" },
        "enough": number(yardstick.enough),
        "worlds": worlds,
        "options": options,
        "rules": rules,
        "dominated": dominated,
        "commitment": curve.map(self::curve),
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

fn option(decision: &Decision, o: usize, columns: &[Vec<Vec<Column>>]) -> Value {
    let worlds: Map<String, Value> = decision
        .worlds
        .iter()
        .enumerate()
        .map(|(w, world)| {
            let means: Map<String, Value> = columns[w][o]
                .iter()
                .map(|column| {
                    let here: Vec<f64> =
                        column.values.iter().copied().filter(|x| x.is_finite()).collect();
                    (column.name.clone(), estimate(Moments::of(&here).mean()))
                })
                .collect();
            let (low, high) = decision.bands[o][w];
            let found = json!({
                "value": estimate(Some(decision.values[o][w])),
                "p10": number(Some(low)),
                "p90": number(Some(high)),
                "regret": estimate(Some(decision.regrets[o][w])),
                "share_enough": estimate(decision.enough.as_ref().map(|enough| enough[o][w])),
                "means": means,
            });
            (world.name.clone(), found)
        })
        .collect();
    json!({
        "title": decision.options[o].title,
        "worlds": worlds,
        "worlds_with_enough": decision.worlds_with_enough().map(|counts| counts[o]),
    })
}

fn ruling(decision: &Decision, ruling: &Ruling) -> Value {
    let values: Map<String, Value> = decision
        .options
        .iter()
        .zip(&ruling.values)
        .map(|(option, value)| (option.name.clone(), estimate(Some(*value))))
        .collect();
    json!({
        "looks_for": decision.looked_for(ruling.rule),
        "values": values,
        "choice": choice(decision, &ruling.choice),
    })
}

/// What a commitment comes to, level by level.
fn curve(curve: &CommitmentCurve) -> Value {
    let (low, high) = curve.may_be_best();
    json!({
        "title": curve.title,
        "finding": curve.finding(),
        "best": number(Some(curve.best())),
        "best_value": estimate(Some(curve.best_value)),
        "best_between_in_95_percent_of_replicates":
            [curve.levels[curve.likely.0], curve.levels[curve.likely.1]],
        "may_be_best_from": number(Some(low)),
        "may_be_best_to": number(Some(high)),
        "levels": records(&curve.table()),
    })
}

fn choice(decision: &Decision, choice: &Choice) -> Value {
    let name = |option: usize| decision.options[option].name.as_str();
    let odds: Map<String, Value> = (choice.odds.iter().enumerate())
        .map(|(option, odds)| (name(option).to_owned(), number(Some(*odds))))
        .collect();
    let contenders: Vec<&str> =
        (0..choice.contenders.len()).filter(|o| choice.contenders[*o]).map(name).collect();
    let lead = choice.lead.map(|lead| {
        json!({
            "over": name(lead.over),
            "by": estimate(Some(lead.by)),
            "interval_95": [number(Some(lead.interval.low)), number(Some(lead.interval.high))],
        })
    });
    json!({
        "best": name(choice.best),
        "odds_best": odds,
        "may_be_best": contenders,
        "too_close_to_call": choice.is_close(),
        "lead": lead,
        "best_value_within": number(Some(choice.best_margin)),
        "falls_short_by_at_most": number(Some(choice.falls_short)),
    })
}
