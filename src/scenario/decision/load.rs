//! From a decision file to a decision.

use std::path::{Path, PathBuf};

use super::changes::OptionChanges;
use super::choice::DecisionChoice;
use super::{Alternative, Commitment, Decision, DecisionWorld, MAX_CASES, MAX_OPTIONS};
use crate::model::Model;
use crate::scenario::diagnostics::{Diagnostic, Diagnostics};
use crate::scenario::escape::shown;
use crate::scenario::node::{Node, Table, Value, parse};
use crate::scenario::overlay::merge;
use crate::scenario::reader::Reader;
use crate::scenario::source::{Place, Sources, read_file};
use crate::scenario::spec::{
    CommitmentSpec, DecisionFileSpec, DecisionSpec, Element, Name, OptionSpec, Text, Texts,
};
use crate::scenario::sweep::{spaced, unit_of};
use crate::scenario::{Loaded, RunSettings, Scenario, compile_table, load, load_all};

/// What is missed where too little is committed, if nothing else is said: chip-weeks that orders wait for
/// stock.
const MISSED: &str = "withheld_unit_weeks.no_stock";

/// Reads a decision file and its scenarios, and compiles every option in every world.
///
/// # Errors
/// All problems of the file; then those of the scenarios; then of options in worlds.
pub fn load_decision(path: &Path, choice: &DecisionChoice) -> Result<Decision, Diagnostics> {
    let mut loading = Loading::default();
    match loading.load(path, choice) {
        Ok(decision) if loading.problems.is_empty() => Ok(decision),
        Err(Stop::Scenario(problems)) => Err(*problems),
        _ => Err(Diagnostics::new(loading.sources, loading.problems)),
    }
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
    match decision {
        Ok(decision) if loading.problems.is_empty() => Ok(decision),
        Err(Stop::Scenario(problems)) => Err(*problems),
        _ => Err(Diagnostics::new(loading.sources, loading.problems)),
    }
}

/// Why loading cannot go on.
enum Stop {
    /// For the problems found so far.
    Here,
    Scenario(Box<Diagnostics>),
}

#[derive(Default)]
pub(super) struct Loading {
    sources: Sources,
    pub(super) problems: Vec<Diagnostic>,
}

/// A world before options are laid over it.
#[derive(Clone, Debug)]
pub struct Ground {
    pub name: String,
    pub title: String,
    pub weight: Option<f64>,
    pub scenario: Scenario,
}

/// A decision file that was read: its tables, what options change, and its text.
type Read = (DecisionFileSpec, OptionChanges, String);

/// An option as the layers that make it.
struct Layered {
    names: Alternative,
    layers: Vec<Table>,
}

impl Loading {
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

    /// The worlds: those of the scenario, or scenarios side by side.
    fn grounds(
        &mut self,
        path: &Path,
        about: &DecisionSpec,
        choice: &DecisionChoice,
    ) -> Result<Vec<Ground>, Stop> {
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut sets: Vec<String> = texts(about.set.given()).map(|(set, _)| set.clone()).collect();
        sets.extend(choice.sets.iter().cloned());
        let several: Vec<PathBuf> =
            texts(about.scenarios.given()).map(|(file, _)| folder.join(file)).collect();
        let wrong = |loading: &mut Self, message: &str, help: &str| {
            let place = Some(about.place().clone());
            let problem = Diagnostic::new(place, "decision", message).with_help(help);
            loading.problems.push(problem);
            Err(Stop::Here)
        };
        let ground = |scenario: Scenario| Ground {
            name: scenario.model.scenario.name.clone(),
            title: scenario.model.scenario.title.clone(),
            weight: None,
            scenario,
        };
        let failed = |problems: Diagnostics| Stop::Scenario(Box::new(problems));
        let Some(one) = about.scenario.given().filter(|_| several.is_empty()) else {
            if about.scenario.given().is_some() || several.is_empty() {
                let help = "write `scenario`, or a list of `scenarios`";
                return wrong(self, "needs either a scenario or several", help);
            }
            if choice.world.is_some() {
                let help = "leave --world out";
                return wrong(self, "has scenarios for worlds, of which none is picked", help);
            }
            let mut grounds: Vec<Ground> = Vec::new();
            for file in &several {
                grounds.push(ground(load(file, &sets).map_err(failed)?));
            }
            let days = |ground: &Ground| {
                let calendar = &ground.scenario.model.calendar;
                (calendar.start(), calendar.weeks())
            };
            if grounds.iter().any(|other| days(other) != days(&grounds[0])) {
                let help = "give them the same start and end, by `set` in the file";
                return wrong(self, "has scenarios that do not cover the same weeks", help);
            }
            let twice = |i: usize| grounds[..i].iter().any(|other| other.name == grounds[i].name);
            if (0..grounds.len()).any(twice) {
                let help = "give each scenario a name of its own";
                return wrong(self, "has two scenarios of one name", help);
            }
            return Ok(grounds);
        };
        let loaded = load_all(&folder.join(&one.text), &sets).map_err(failed)?;
        match (loaded, choice.world.as_deref()) {
            (Loaded::Worlds(worlds), None) => Ok(worlds
                .list
                .into_iter()
                .map(|world| Ground {
                    name: world.name,
                    title: world.title,
                    weight: world.weight,
                    scenario: world.scenario,
                })
                .collect()),
            (loaded, world) => Ok(vec![ground(loaded.into_scenario(world).map_err(failed)?)]),
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

    /// The options with their layers, or the levels of a commitment.
    fn options(
        &mut self,
        spec: &DecisionFileSpec,
        mut changes: OptionChanges,
        base: &Scenario,
    ) -> Result<(Vec<Layered>, Option<Commitment>), Stop> {
        let entries = spec.option.given().map_or(&[][..], |keyed| &keyed.entries);
        let mut wrong = |place: &Place, key: &str, message: String, help: &str| {
            let problem = Diagnostic::new(Some(place.clone()), key, message).with_help(help);
            self.problems.push(problem);
            Err(Stop::Here)
        };
        if let Some(commitment) = spec.commitment.given().filter(|c| c.change.is_absent()) {
            if let Some((name, _)) = entries.first() {
                let message = "does not go with a commitment".to_owned();
                let help = "write options or a commitment, and the other in a file of its own";
                return wrong(&name.place, "option", message, help);
            }
            return self.levels(commitment, &changes.of_commitment, base);
        }
        if entries.len() < 2 || entries.len() > MAX_OPTIONS {
            let place = spec.place();
            let message = format!("needs 2 to {MAX_OPTIONS} options, not {}", entries.len());
            let help =
                "name each, as in [option.wait]; one without a change is the scenario as it is";
            return wrong(place, "option", message, help);
        }
        // A change that is a table was taken out; anything else was reported.
        let sound = entries.iter().filter(|(_, option)| option.change.is_absent());
        let option = |(name, option): &(Name, OptionSpec)| {
            let title = option.title.given().map_or(&name.text, |title| &title.text).clone();
            Layered {
                layers: changes.of_options.remove(&name.text).into_iter().collect(),
                names: Alternative { name: name.text.clone(), title },
            }
        };
        Ok((sound.map(option).collect(), None))
    }

    fn levels(
        &mut self,
        spec: &CommitmentSpec,
        change: &Table,
        base: &Scenario,
    ) -> Result<(Vec<Layered>, Option<Commitment>), Stop> {
        let (Some(input), Some(from), Some(to), Some(steps)) =
            (spec.input.given(), spec.from.given(), spec.to.given(), spec.steps.given())
        else {
            return Err(Stop::Here);
        };
        if from.value >= to.value {
            let problem =
                Diagnostic::new(Some(to.place.clone()), "commitment.to", "must lie above `from`");
            self.problems.push(problem.with_help("write the lower number first"));
            return Err(Stop::Here);
        }
        let entry = base.register.iter().find(|entry| entry.path == input.path);
        let unit = unit_of(entry.map_or("", |entry| entry.unit));
        let mut layered = Vec::new();
        let mut levels = Vec::new();
        for level in spaced(from.value, to.value, steps.value as usize) {
            let text = format!("{} = {}", input.path, level.text);
            let source = self.sources.add("a level of the commitment", text);
            let set = parse(&self.sources, source).map_err(|_| {
                let message = "is no path of an input";
                let place = Some(input.place.clone());
                let problem = Diagnostic::new(place, "commitment.input", message);
                let help = "write it as in \"product.h200.supply.opening_stock_units\"";
                self.problems.push(problem.with_help(help));
                Stop::Here
            })?;
            let value = level.number.unwrap_or(f64::NAN);
            let names = Alternative { name: level.text, title: unit.format(value) };
            layered.push(Layered { names, layers: vec![change.clone(), set] });
            levels.push(value);
        }
        let title = spec.title.given().map_or_else(|| input.path.clone(), |t| t.text.clone());
        let missed = spec.missed.given().map_or(MISSED, |metric| metric.text.as_str()).to_owned();
        self.known(&missed, Some(spec.place().clone()), "commitment.missed", &[&base.model]);
        let commitment = Commitment { title, input: input.path.clone(), unit, levels, missed };
        Ok((layered, Some(commitment)))
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

fn texts(slot: Option<&Texts>) -> impl Iterator<Item = &(String, Place)> {
    slot.into_iter().flat_map(|texts| &texts.0)
}
