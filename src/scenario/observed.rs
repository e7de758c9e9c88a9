//! Files of what happened: read as scenarios are, and checked against the metrics of those that a back-test runs.

use std::collections::BTreeMap;
use std::path::Path;

use super::chain::{self, Chain};
use super::diagnostics::{Diagnostic, Diagnostics};
use super::escape::{did_you_mean, shown};
use super::node::{Node, Value};
use super::reader::Reader;
use super::source::Place;
use super::spec::{Element, List, ObservationSpec, ObservedSpec, UnmatchedSpec};
use super::{Scenario, newer_schema};
use crate::engine::metric_units;
use crate::model::{Evidence, Observation, Observed, Unmatched};
use crate::units::Unit;

/// The most observations of a file.
const MAX_OBSERVATIONS: usize = 400;

/// Reads a file of what happened; every metric in it must be one of each of the scenarios.
///
/// # Errors
/// All problems that can be told at once.
pub fn load_observed(path: &Path, scenarios: &[Scenario]) -> Result<Observed, Diagnostics> {
    let Chain { sources, mut problems, table, .. } = chain::from_nameless_file(path);
    let Some(table) = table else { return Err(Diagnostics::new(sources, problems)) };
    if let Some(problem) = newer_schema(&table) {
        return Err(Diagnostics::new(sources, vec![problem]));
    }
    let mut reader = Reader::default();
    let start = Place { source: 0, span: 0..0 };
    let root = Node { value: Value::Table(table), ..Node::empty_table(start) };
    let spec = ObservedSpec::read_table(&root, &mut reader);
    problems.append(&mut reader.problems);
    let evidence: BTreeMap<String, Evidence> = reader
        .register
        .into_iter()
        .map(|entry| {
            let said = entry.metadata;
            let (source, confidence, note) = (said.source, said.confidence, said.note);
            (entry.path, Evidence { source, confidence, note })
        })
        .collect();
    let observed = spec.given().and_then(|spec| {
        let lower = Lower { scenarios, evidence: &evidence, problems: &mut problems };
        lower.observed(spec)
    });
    match observed {
        Some(observed) if problems.is_empty() => Ok(observed),
        _ => Err(Diagnostics::new(sources, problems)),
    }
}

/// What the meaning of a file is checked against.
struct Lower<'a> {
    scenarios: &'a [Scenario],
    evidence: &'a BTreeMap<String, Evidence>,
    problems: &'a mut Vec<Diagnostic>,
}

impl Lower<'_> {
    fn observed(mut self, spec: &ObservedSpec) -> Option<Observed> {
        let metrics: Vec<(&str, Vec<(String, Unit)>)> = self
            .scenarios
            .iter()
            .map(|scenario| (scenario.model.scenario.name.as_str(), metric_units(&scenario.model)))
            .collect();
        spec.schema.given()?;
        let entries = &spec.observed.given()?.entries;
        if entries.is_empty() || entries.len() > MAX_OBSERVATIONS {
            let message = format!("needs 1 to {MAX_OBSERVATIONS} entries, not {}", entries.len());
            self.problems.push(Diagnostic::new(Some(spec.place().clone()), "observed", message));
        }
        let mut observations: Vec<Observation> = Vec::new();
        for entry in entries {
            let Some(observation) = self.observation(entry, &metrics) else { continue };
            if observations.iter().any(|other| other.column() == observation.column()) {
                let message = format!("{} is given twice", shown(&observation.column()));
                self.problem(entry, "metric", message, "leave one of them out");
            }
            observations.push(observation);
        }
        let unmatched = spec.unmatched.given().map_or(&[][..], |list: &List<_>| &list.entries);
        Some(Observed {
            title: spec.title.given()?.text.clone(),
            as_of: spec.as_of.given().map(|day| day.date),
            unmatched: unmatched.iter().filter_map(|entry| self.unmatched(entry)).collect(),
            observations,
        })
    }

    fn problem(&mut self, entry: &ObservationSpec, key: &str, message: String, help: &str) {
        let path = format!("{}.{key}", entry.path());
        let problem = Diagnostic::new(Some(entry.place().clone()), path, message);
        self.problems.push(problem.with_help(help));
    }

    fn observation(
        &mut self,
        entry: &ObservationSpec,
        metrics: &[(&str, Vec<(String, Unit)>)],
    ) -> Option<Observation> {
        let metric = entry.metric.given()?.text.clone();
        let value = entry.value.given()?.value;
        let low = entry.low.given().map_or(value, |low| low.value);
        let high = entry.high.given().map_or(value, |high| high.value);
        if !(low <= value && value <= high) {
            let message = format!("{value} does not lie between {low} and {high}");
            self.problem(entry, "value", message, "`low` is at most `value`, `high` at least");
        }
        let title = entry.title.given().map_or_else(|| metric.clone(), |title| title.text.clone());
        let mut observation = Observation {
            title,
            metric,
            period: entry.period.given().map(|period| period.text.clone()),
            unit: Unit::Count,
            value,
            range: (low < high).then_some((low, high)),
            ready: entry.ready.given().map(|ready| ready.value),
            evidence: self.evidence(entry.path()),
        };
        let column = observation.column();
        for (scenario, names) in metrics {
            match names.iter().find(|(name, _)| *name == column) {
                Some((_, unit)) => observation.unit = *unit,
                None => {
                    let message = format!("{scenario} reports no \"{}\"", shown(&column));
                    let meant = did_you_mean(&column, names.iter().map(|(name, _)| name.as_str()));
                    let help = meant.unwrap_or_else(|| {
                        "summary.json of a run lists its metrics; fiscal periods need \
                         `fiscal_year_ends` in the scenario"
                            .to_owned()
                    });
                    self.problem(entry, "metric", message, &help);
                }
            }
        }
        Some(observation)
    }

    fn unmatched(&self, entry: &UnmatchedSpec) -> Option<Unmatched> {
        Some(Unmatched {
            title: entry.title.given()?.text.clone(),
            value: entry.value.given()?.value,
            unit: entry.unit.given()?.text.clone(),
            why: entry.why.given()?.text.clone(),
            evidence: self.evidence(entry.path()),
        })
    }

    fn evidence(&self, path: &str) -> Evidence {
        self.evidence.get(&format!("{path}.value")).cloned().unwrap_or_default()
    }
}
