//! `summary.json` of a comparison: every difference with its error, and what it is made of.

use serde_json::{Map, Value, json};

use crate::analysis::comparison::{Comparison, MetricChange, Pair, Spread, TargetChange};
use crate::analysis::waterfall::Waterfall;
use crate::output::summary_json::{estimate, number};
use crate::output::tables::quantile_name;
use crate::output::{OutputError, SCHEMA};
use crate::stats::{Estimate, Proportion, QUANTILE_LEVELS, Verdict, critical};

/// The text of `summary.json` of a comparison; `waterfalls` are by pair, in the order of the pairs.
///
/// A number that is not finite is null, as in the summary of a run. A verdict is "same" (alike on
/// every path), "real", or "noise" with the number of paths that would tell.
///
/// # Errors
/// If the encoder refuses.
pub fn comparison_json(
    comparison: &Comparison,
    waterfalls: &[Vec<Waterfall>],
) -> Result<Vec<u8>, OutputError> {
    let none = Vec::new();
    let pairs = comparison.pairs.iter().enumerate();
    let pairs: Vec<Value> =
        pairs.map(|(k, pair)| self::pair(pair, waterfalls.get(k).unwrap_or(&none))).collect();
    let whole = json!({
        "schema": SCHEMA,
        "seed": comparison.seed,
        "paths": comparison.paths,
        "baseline": comparison.baseline.name,
        "title": comparison.baseline.title,
        "differences_looked_at": comparison.together,
        "real_beyond_standard_errors": critical(comparison.together),
        "comparisons": pairs,
    });
    let mut text = serde_json::to_vec_pretty(&whole)
        .map_err(|source| OutputError::Json { file: "summary.json".to_owned(), source })?;
    text.push(b'\n');
    Ok(text)
}

fn pair(pair: &Pair, waterfalls: &[Waterfall]) -> Value {
    let metrics: Map<String, Value> =
        pair.metrics.iter().map(|m| (m.name.clone(), metric(m))).collect();
    let targets: Map<String, Value> =
        pair.targets.iter().map(|t| (t.name.clone(), target(t))).collect();
    let why: Map<String, Value> =
        waterfalls.iter().map(|w| (w.subject.column.clone(), waterfall(w))).collect();
    json!({
        "scenario": pair.scenario.name,
        "title": pair.scenario.title,
        "metrics": metrics,
        "targets": targets,
        "why": why,
    })
}

fn metric(metric: &MetricChange) -> Value {
    let order = metric.paired.order;
    let share = |share: Option<Proportion>| estimate(share.map(Proportion::estimate));
    let mut out = json!({
        "unit": metric.unit.name(),
        "baseline": spread(metric.before.as_ref()),
        "scenario": spread(metric.after.as_ref()),
        "difference": {
            "mean": estimate(metric.paired.mean),
            "quantiles": quantiles(metric.paired.quantiles.as_ref()),
        },
        "verdict": verdict(metric.verdict),
        "share_higher": share(order.share_above()),
        "share_lower": share(order.share_below()),
        "share_differing": share(order.share_differing()),
    });
    if let (Some(dominance), Value::Object(out)) = (metric.dominance, &mut out) {
        let orders =
            |[first, second]: [_; 2]| json!({ "first_order": first, "second_order": second });
        let value = json!({
            "scenario_over_baseline": orders(dominance.after.map(|d| json!(d))),
            "baseline_over_scenario": orders(dominance.before.map(|d| json!(d))),
        });
        out.insert("dominance".to_owned(), value);
    }
    out
}

fn spread(spread: Option<&Spread>) -> Value {
    json!({
        "mean": estimate(spread.map(|s| s.mean)),
        "quantiles": quantiles(spread.map(|s| &s.quantiles)),
    })
}

fn quantiles(quantiles: Option<&[Estimate; 7]>) -> Value {
    let levels = QUANTILE_LEVELS.iter().enumerate();
    let named = levels.map(|(k, p)| (quantile_name(*p), estimate(quantiles.map(|all| all[k]))));
    Value::Object(named.collect())
}

fn verdict(verdict: Verdict) -> Value {
    match verdict {
        Verdict::Same => json!({ "verdict": "same" }),
        Verdict::Real => json!({ "verdict": "real" }),
        Verdict::Noise { paths } => json!({ "verdict": "noise", "paths_to_tell": paths }),
    }
}

fn target(target: &TargetChange) -> Value {
    json!({
        "title": target.title,
        "baseline": estimate(Some(target.before)),
        "scenario": estimate(Some(target.after)),
        "difference": estimate(Some(target.difference)),
        "verdict": verdict(target.verdict),
    })
}

fn waterfall(waterfall: &Waterfall) -> Value {
    let steps: Vec<Value> = waterfall
        .steps
        .iter()
        .map(|step| {
            json!({
                "label": step.label,
                "assumptions": step.paths,
                "change": step.told,
                "contribution": estimate(Some(step.contribution)),
                "joined_because": step.joined_because,
            })
        })
        .collect();
    let [before, after] = waterfall.means;
    json!({
        "baseline_mean": estimate(Some(before)),
        "scenario_mean": estimate(Some(after)),
        "difference": estimate(Some(waterfall.difference)),
        "orders_sampled": waterfall.sampled.map(|pairs| 2 * pairs),
        "contributions": steps,
        "sum": number(Some(waterfall.steps.iter().map(|s| s.contribution.value).sum())),
    })
}
