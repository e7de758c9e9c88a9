//! How precise a figure shall be, as it is written: `delivered_units.p90=5%`.

use super::escape::{nearest, shown};
use super::quantity::amount;
use crate::engine::{Figure, Goal, Outcomes, Tolerance, metric_units};
use crate::model::Model;
use crate::stats::{SHORTFALL_LEVEL, Side, Statistic};
use crate::units::Unit;

/// What odds of targets are named by, as in conditions.
const TARGET: &str = "target.";
const FORMS: &str = "write it as delivered_units=1% (the mean, within 1% of itself), \
     delivered_units.p90=5%, delivered_units.p_zero=1pp, gross_revenue_usd=50M or target.NAME=0.5pp";

/// Why a text is no goal of a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NoGoal {
    /// What is wrong.
    pub why: String,
    /// What to write instead.
    pub help: String,
}

/// The goal that a text asks of a model's figures.
///
/// # Errors
/// If it is not written as it should be, or names no figure of the model.
pub fn goal(text: &str, model: &Model) -> Result<Goal, NoGoal> {
    let refused = |why: String, help: &str| NoGoal { why, help: help.to_owned() };
    let Some((name, width)) = text.rsplit_once('=') else {
        return Err(refused("it says not how precise".to_owned(), FORMS));
    };
    let (figure, unit) = figure(name.trim(), model)
        .map_err(|help| refused(format!("there is no figure \"{}\"", shown(name.trim())), &help))?;
    let within = tolerance(width.trim(), unit).map_err(|why| refused(why.to_owned(), FORMS))?;
    Ok(Goal { asked: text.to_owned(), figure, within })
}

/// The figure of a name and its unit; where there is none, what to write instead.
fn figure(name: &str, model: &Model) -> Result<(Figure, Unit), String> {
    let targets = || model.targets.iter().map(|rule| format!("{TARGET}{}", rule.id.name));
    if targets().any(|target| target == name) {
        return Ok((Figure::Target(name[TARGET.len()..].to_owned()), Unit::Share));
    }
    let units = metric_units(model);
    let unit_of = |metric: &str| units.iter().find(|(own, _)| own == metric).map(|(_, unit)| *unit);
    if let Some(unit) = unit_of(name) {
        return Ok((Figure::Of(name.to_owned(), Statistic::Mean), unit));
    }
    if let Some((metric, statistic)) = name.rsplit_once('.')
        && let Some(unit) = unit_of(metric)
    {
        let of = |statistic| (Figure::Of(metric.to_owned(), statistic), unit);
        let lowest = Statistic::Shortfall { level: SHORTFALL_LEVEL, side: Side::Lower };
        return match (statistic, level(statistic)) {
            ("mean", _) => Ok(of(Statistic::Mean)),
            ("p_zero", _) => Ok((Figure::Zeros(metric.to_owned()), Unit::Share)),
            ("expected_shortfall", _) => Ok(of(lowest)),
            (_, Some(level)) => Ok(of(Statistic::Quantile(level))),
            _ => Err("of a metric there are mean, p1 to p99, p_zero and expected_shortfall".into()),
        };
    }
    let known: Vec<String> = Outcomes::names(model).into_iter().chain(targets()).collect();
    Err(match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean {near}?"),
        None => FORMS.to_owned(),
    })
}

/// The level of a quantile that is written p1 to p99.
fn level(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('p').filter(|digits| (1..=2).contains(&digits.len()))?;
    let percent: u8 = digits.bytes().all(|c| c.is_ascii_digit()).then(|| digits.parse().ok())??;
    (percent > 0).then(|| f64::from(percent) / 100.0)
}

/// How wide half of an interval may be: 1%, 500, 2.5K, 50M, 0.5pp.
fn tolerance(text: &str, unit: Unit) -> Result<Tolerance, &'static str> {
    let points = text.strip_suffix("pp");
    if points.is_some() && unit != Unit::Share {
        return Err("pp are percentage points, and it is no share");
    }
    let width = match points {
        Some(points) => amount(points).map(|width| width * 0.01),
        None => amount(text),
    };
    match width {
        None => Err("its width is not a number"),
        Some(width) if width <= 0.0 => Err("its width is to be above zero"),
        Some(width) if text.ends_with('%') => Ok(Tolerance::Relative(width)),
        Some(width) => Ok(Tolerance::Absolute(width)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Model {
        let scenario = crate::scenario::load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        scenario.expect("the base scenario").model
    }

    #[test]
    fn figures_are_read_as_people_write_them() {
        let model = model();
        let of = |name: &str, statistic| Figure::Of(name.to_owned(), statistic);
        let target = &model.targets[0].id.name;
        let odds = format!("target.{target}=0.5pp");
        let lowest = Statistic::Shortfall { level: 0.05, side: Side::Lower };
        for (text, figure, within) in [
            (
                "delivered_units=1%",
                of("delivered_units", Statistic::Mean),
                Tolerance::Relative(0.01),
            ),
            (
                "delivered_units.h200.mean = 2_500",
                of("delivered_units.h200", Statistic::Mean),
                Tolerance::Absolute(2_500.0),
            ),
            (
                "gross_revenue_usd.p5=50M",
                of("gross_revenue_usd", Statistic::Quantile(0.05)),
                Tolerance::Absolute(5e7),
            ),
            (
                "delivered_units.2026.p_zero=1pp",
                Figure::Zeros("delivered_units.2026".to_owned()),
                Tolerance::Absolute(0.01),
            ),
            (
                "delivered_units.expected_shortfall=9%",
                of("delivered_units", lowest),
                Tolerance::Relative(0.09),
            ),
            (odds.as_str(), Figure::Target(target.clone()), Tolerance::Absolute(0.005)),
        ] {
            let found = goal(text, &model).unwrap_or_else(|error| panic!("{error}"));
            assert_eq!((found.asked.as_str(), found.figure), (text, figure));
            let size = |within| match within {
                Tolerance::Relative(share) => (true, share),
                Tolerance::Absolute(amount) => (false, amount),
            };
            let ((kind, found), (sort, sought)) = (size(found.within), size(within));
            assert!(kind == sort && (found / sought - 1.0f64).abs() < 1e-12, "{text}: {found}");
        }
    }

    #[test]
    fn what_is_no_goal_is_refused_with_what_to_write() {
        let model = model();
        for (text, part) in [
            ("delivered_units", "says not how precise"),
            ("delivered_unit=1%", "did you mean delivered_units?"),
            ("delivered_units.p0=1%", "p1 to p99"),
            ("delivered_units.p100=1%", "p1 to p99"),
            ("delivered_units.p+5=1%", "p1 to p99"),
            ("delivered_units=", "not a number"),
            ("delivered_units=0%", "above zero"),
            ("delivered_units=-1", "above zero"),
            ("delivered_units=nan", "not a number"),
            ("delivered_units=inf", "not a number"),
            ("delivered_units=1pp", "no share"),
            ("=1%", "there is no figure"),
        ] {
            let NoGoal { why, help } = goal(text, &model).expect_err(text);
            assert!(why.contains(part) || help.contains(part), "{text}: {why}, {help}");
        }
    }
}
