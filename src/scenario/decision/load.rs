//! From a decision file to a decision.

use std::path::Path;

use super::changes::OptionChanges;
use super::choice::DecisionChoice;
use super::grounds::Ground;
use super::options::Layered;
use super::{Decision, DecisionWorld, MAX_CASES};
use crate::model::Model;
use crate::scenario::diagnostics::{Diagnostic, Diagnostics};
use crate::scenario::escape::shown;
use crate::scenario::node::{Node, Value, parse};
use crate::scenario::overlay::merge;
use crate::scenario::reader::Reader;
use crate::scenario::source::{Place, Sources, read_file};
use crate::scenario::spec::{DecisionFileSpec, DecisionSpec, Element, Text, Texts};
use crate::scenario::{RunSettings, compile_table};

/// Reads a decision file and its scenarios, and compiles every option in every world.
///
/// # Errors
/// All problems of the file; then those of the scenarios; then of options in worlds.
pub fn load_decision(path: &Path, choice: &DecisionChoice) -> Result<Decision, Diagnostics> {
    let mut loading = Loading::default();
    let decision = loading.load(path, choice);
    loading.end(decision)
}

/// A decision that was written down: the text of its file, what was typed, and its worlds, as they were
/// run. Compiles every option in every world again, without the files that it came from.
///
/// # Errors
/// As [`load_decision`].
pub fn reopen_decision(
    text: &str,
    choice: &DecisionChoice,
    worlds: Vec<Ground>,
) -> Result<Decision, Diagnostics> {
    let mut loading = Loading::default();
    let decision = loading
        .read("decision.toml", text.to_owned())
        .and_then(|file| loading.decide(file, choice, |_, _| Ok(worlds)));
    loading.end(decision)
}

/// Why loading cannot go on.
pub(super) enum Stop {
    /// For the problems found so far.
    Here,
    Scenario(Box<Diagnostics>),
}

#[derive(Default)]
pub(super) struct Loading {
    pub(super) sources: Sources,
    pub(super) problems: Vec<Diagnostic>,
}

/// A decision file that was read: its tables, what options change, and its text.
type Read = (DecisionFileSpec, OptionChanges, String);

impl Loading {
    /// The decision, or all problems that stand in its way.
    fn end(self, decision: Result<Decision, Stop>) -> Result<Decision, Diagnostics> {
        match decision {
            Ok(decision) if self.problems.is_empty() => Ok(decision),
            Err(Stop::Scenario(problems)) => Err(*problems),
            _ => Err(Diagnostics::new(self.sources, self.problems)),
        }
    }

    fn load(&mut self, path: &Path, choice: &DecisionChoice) -> Result<Decision, Stop> {
        let text = read_file(path).map_err(|problem| {
            self.problems.push(problem);
            Stop::Here
        })?;
        let file = self.read(&path.display().to_string(), text)?;
        self.decide(file, choice, |loading, about| loading.grounds(path, about, choice))
    }

    /// The decision of a file in the worlds that `grounds` finds.
    fn decide(
        &mut self,
        (spec, changes, text): Read,
        choice: &DecisionChoice,
        grounds: impl FnOnce(&mut Self, &DecisionSpec) -> Result<Vec<Ground>, Stop>,
    ) -> Result<Decision, Stop> {
        let (Some(about), Some(_)) = (spec.decision.given(), spec.schema.given()) else {
            return Err(Stop::Here);
        };
        let grounds = grounds(self, about)?;
        let base: Vec<&Model> = grounds.iter().map(|ground| &ground.scenario.model).collect();
        let judged = self.judged(about, choice, &base);
        let mut metrics = self.shown_beside(about, &base);
        let (layered, commitment) = self.options(&spec, changes, &grounds[0].scenario)?;
        if let Some(commitment) = &commitment
            && !metrics.contains(&commitment.missed)
        {
            metrics.push(commitment.missed.clone());
        }
        let (Some(judged), true) = (judged, self.problems.is_empty()) else {
            return Err(Stop::Here);
        };
        let run = grounds[0].scenario.run;
        let run = RunSettings {
            paths: about.paths.given().map_or(run.paths, |paths| paths.value),
            seed: about.seed.given().map_or(run.seed, |seed| seed.value),
            ..run
        };
        let worlds = self.compile(grounds, &layered)?;
        let text_of = |text: Option<&Text>| text.map(|text| text.text.clone());
        let name = about.name.given().map(|name| name.text.clone()).unwrap_or_default();
        Ok(Decision {
            title: text_of(about.title.given()).unwrap_or_else(|| name.clone()),
            question: text_of(about.question.given()),
            metrics: metrics.into_iter().filter(|metric| *metric != judged.column).collect(),
            judged,
            options: layered.into_iter().map(|option| option.names).collect(),
            commitment,
            worlds,
            run,
            text,
            name,
        })
    }

    /// A problem with a text that was typed.
    pub(super) fn complain(&mut self, name: &str, text: &str, message: &str, help: &str) {
        let source = self.sources.add(name, text);
        let place = Place { source, span: 0..text.len() };
        self.problems.push(Diagnostic::new(Some(place), "", message).with_help(help));
    }

    fn read(&mut self, name: &str, text: String) -> Result<Read, Stop> {
        let source = self.sources.add(name, text.clone());
        let mut table = parse(&self.sources, source).map_err(|mut problems| {
            self.problems.append(&mut problems);
            Stop::Here
        })?;
        let start = Place { source, span: 0..0 };
        if !table.contains_key("decision") {
            let message = "is no decision file: there is no [decision] in it";
            let problem = Diagnostic::new(None, shown(name), message);
            self.problems.push(problem.with_help(
                "write one that names the scenario and its options, as scenarios/decisions/h200-vendor.toml does",
            ));
            return Err(Stop::Here);
        }
        let changes = OptionChanges::take(&mut table, &mut self.problems);
        let root = Node { value: Value::Table(table), ..Node::empty_table(start) };
        let mut reader = Reader::default();
        let spec = DecisionFileSpec::read_table(&root, &mut reader);
        self.problems.append(&mut reader.problems);
        match spec.given() {
            Some(spec) if self.problems.is_empty() => Ok((spec.clone(), changes, text)),
            _ => Err(Stop::Here),
        }
    }

    /// The metrics whose means are shown beside.
    fn shown_beside(&mut self, about: &DecisionSpec, models: &[&Model]) -> Vec<String> {
        let mut metrics: Vec<String> = Vec::new();
        for (metric, place) in texts(about.metrics.given()) {
            let known = self.known(metric, Some(place.clone()), "decision.metrics", models);
            if known.is_some() && !metrics.contains(metric) {
                metrics.push(metric.clone());
            }
        }
        metrics
    }

    /// Every option in every world. A problem that several worlds have is told once.
    fn compile(
        &mut self,
        grounds: Vec<Ground>,
        options: &[Layered],
    ) -> Result<Vec<DecisionWorld>, Stop> {
        let cases = grounds.len() * options.len();
        if cases > MAX_CASES {
            let message = format!(
                "{} options in {} worlds are {cases} scenarios; at most {MAX_CASES} are allowed",
                options.len(),
                grounds.len()
            );
            self.problems.push(Diagnostic::new(None, "decision", message));
            return Err(Stop::Here);
        }
        let mut worlds = Vec::new();
        for ground in grounds {
            let text = &ground.scenario.resolved;
            let source = self.sources.add(ground.name.clone(), text.clone());
            let table = parse(&self.sources, source).map_err(|mut problems| {
                self.problems.append(&mut problems);
                Stop::Here
            })?;
            let mut scenarios = Vec::new();
            for option in options {
                let mut table = table.clone();
                let mut problems = Vec::new();
                for layer in &option.layers {
                    merge(&mut table, layer.clone(), &mut problems);
                }
                let files = &ground.scenario.files;
                match compile_table(table, &self.sources, files, problems) {
                    Ok(scenario) => scenarios.push(scenario),
                    Err(found) => {
                        let about = format!(
                            ", with the option \"{}\" in the world \"{}\"",
                            option.names.name, ground.name
                        );
                        self.gather(found, &about);
                        break;
                    }
                }
            }
            if !self.problems.is_empty() {
                return Err(Stop::Here);
            }
            worlds.push(DecisionWorld {
                name: ground.name,
                title: ground.title,
                weight: ground.weight,
                base: ground.scenario,
                scenarios,
            });
        }
        Ok(worlds)
    }

    fn gather(&mut self, found: Vec<Diagnostic>, about: &str) {
        for mut problem in found {
            problem.message += about;
            self.problems.push(problem);
        }
    }
}

pub(super) fn texts(slot: Option<&Texts>) -> impl Iterator<Item = &(String, Place)> {
    slot.into_iter().flat_map(|texts| &texts.0)
}
