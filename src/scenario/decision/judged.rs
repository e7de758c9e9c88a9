//! What options are judged by, as the file and the command line say.

use super::choice::DecisionChoice;
use super::load::Loading;
use crate::engine::{Outcomes, target_column};
use crate::model::Model;
use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::escape::{did_you_mean, shown};
use crate::scenario::reader::any_of;
use crate::scenario::source::Place;
use crate::scenario::spec::{DecisionSpec, Element, STATISTICS};
use crate::stats::{SHORTFALL_LEVEL, Side, Statistic};
use crate::units::Date;

/// The metric that options are judged by where nothing is said.
const METRIC: &str = "margin_after_stock_usd";

/// What options are judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The metric's column.
    pub column: String,
    /// Of a target, which one.
    pub target: Option<JudgedTarget>,
    pub statistic: Statistic,
    pub more_is_better: bool,
    /// The level that is good enough on a path.
    pub enough: Option<f64>,
}

/// A target that options are judged by: the share of paths that meet it.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedTarget {
    pub name: String,
    pub title: String,
    pub at_least: f64,
    pub by: Option<Date>,
}

impl Loading {
    /// What is asked for, and known to every model.
    pub(super) fn judged(
        &mut self,
        spec: &DecisionSpec,
        choice: &DecisionChoice,
        models: &[&Model],
    ) -> Option<Judged> {
        let more_is_better = spec.better.given().is_none_or(|better| better.text == "higher");
        let word = choice.statistic.clone();
        let word = word.or_else(|| spec.statistic.given().map(|word| word.text.clone()));
        let word = word.unwrap_or_default();
        let Some(statistic) = statistic(&word, more_is_better) else {
            let help = format!("the statistics are {}", any_of(&STATISTICS));
            self.complain("--statistic", &word, "there is no such statistic", &help);
            return None;
        };
        let enough = choice.enough.or_else(|| spec.enough.given().map(|level| level.value));
        let typed_metric = choice.metric.is_some();
        let of_file = spec.target.given().filter(|_| !typed_metric);
        let target = choice.target.clone().or_else(|| of_file.map(|name| name.text.clone()));
        if let Some(name) = target {
            if spec.metric.given().is_some() && choice.target.is_none() {
                let place = of_file.map(|name| name.place.clone());
                let message = "does not go with a metric";
                let problem = Diagnostic::new(place, "decision.target", message);
                self.problems.push(problem.with_help("leave one of the two out"));
                return None;
            }
            return self.judged_target(&name, of_file.map(|n| &n.place), statistic, models);
        }
        let of_file = spec.metric.given().map(|text| text.text.clone());
        let column = choice.metric.clone().or(of_file).unwrap_or_else(|| METRIC.to_owned());
        let place = (spec.metric.given().is_some() && !typed_metric).then(|| spec.place().clone());
        self.known(&column, place, "decision.metric", models)?;
        Some(Judged { column, target: None, statistic, more_is_better, enough })
    }

    fn judged_target(
        &mut self,
        name: &str,
        place: Option<&Place>,
        statistic: Statistic,
        models: &[&Model],
    ) -> Option<Judged> {
        let key = "decision.target";
        let mut refuse = |message: String, help: String| {
            let problem = Diagnostic::new(place.cloned(), key, message);
            self.problems.push(problem.with_help(help));
            None
        };
        let first = *models.first()?;
        let Some(rule) = first.targets.iter().find(|rule| rule.id.name == name) else {
            let names: Vec<&str> = first.targets.iter().map(|r| r.id.name.as_str()).collect();
            let help = match names.as_slice() {
                [] => "the scenario has no targets: write one, or judge by a metric".to_owned(),
                names => format!("the targets are {}", any_of(names)),
            };
            return refuse(format!("there is no target \"{}\"", shown(name)), help);
        };
        if statistic != Statistic::Mean {
            let message = "of a target only the share of paths that meet it is judged".to_owned();
            return refuse(message, "leave `statistic` out".to_owned());
        }
        for model in models {
            if model.targets.iter().all(|rule| rule.id.name != name) {
                let message = format!("{} has no target \"{}\"", model.scenario.name, shown(name));
                return refuse(message, "give every scenario the same target".to_owned());
            }
        }
        Some(Judged {
            column: target_column(first, rule),
            target: Some(JudgedTarget {
                name: name.to_owned(),
                title: rule.id.title.clone(),
                at_least: rule.at_least,
                by: rule.by,
            }),
            statistic,
            more_is_better: true,
            enough: None,
        })
    }

    /// Checks that every model reports a column.
    pub(super) fn known(
        &mut self,
        column: &str,
        place: Option<Place>,
        key: &str,
        models: &[&Model],
    ) -> Option<()> {
        let lacks = |model: &&&Model| Outcomes::new(model, &[column.to_owned()]).is_err();
        let Some(unknown) = models.iter().find(lacks) else { return Some(()) };
        let names = Outcomes::names(unknown);
        let help = did_you_mean(column, names.iter().map(String::as_str))
            .unwrap_or_else(|| "the columns of paths.parquet of a run are the metrics".to_owned());
        let message = format!("{} reports no \"{}\"", unknown.scenario.name, shown(column));
        self.problems.push(Diagnostic::new(place, key, message).with_help(help));
        None
    }
}

/// The statistic of a word; the tail is the bad one.
fn statistic(word: &str, more_is_better: bool) -> Option<Statistic> {
    let side = if more_is_better { Side::Lower } else { Side::Upper };
    match word {
        "mean" | "" => Some(Statistic::Mean),
        "tail-mean" => Some(Statistic::Shortfall { level: SHORTFALL_LEVEL, side }),
        word if STATISTICS.contains(&word) => {
            let percent: f64 = word.strip_prefix('p')?.parse().ok()?;
            Some(Statistic::Quantile(percent / 100.0))
        }
        _ => None,
    }
}
