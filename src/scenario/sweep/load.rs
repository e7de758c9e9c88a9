//! From a sweep file, or a scenario and levers that were typed, to a sweep.

use std::path::{Path, PathBuf};

use super::condition::ConditionError;
use super::lever::LeverSetting;
use super::typed::Typed;
use super::{Condition, Sweep, SweptScenario};
use crate::engine::sweep::DesignKind;
use crate::scenario::diagnostics::{Diagnostic, Diagnostics};
use crate::scenario::escape::{nearest, shown};
use crate::scenario::node::{Node, Value, parse};
use crate::scenario::reader::{Reader, any_of};
use crate::scenario::source::{Place, Sources, read_file};
use crate::scenario::spec::{Element, SweepFileSpec, SweepSpec, Texts};
use crate::scenario::{Scenario, load_world};

/// Paths a cell, and cells of a drawn design, where nothing else is said.
const PATHS: usize = 500;
const CELLS: usize = 1024;

/// What was typed of a sweep; it goes before what the file says.
#[derive(Clone, Debug, Default)]
pub struct SweepChoice {
    /// Values "path=value" for all cells, and levers "path=a:b:n", "path=[…]" and "overlay=[…]".
    pub sets: Vec<String>,
    /// Conditions, beside those of the file.
    pub keep: Vec<String>,
    pub design: Option<DesignKind>,
    pub cells: Option<usize>,
    pub paths: Option<usize>,
    pub seed: Option<u64>,
    pub metric: Option<String>,
    pub target: Option<String>,
    /// The world of scenarios that name several.
    pub world: Option<String>,
}

/// Reads a sweep file, or a scenario file over which levers are given.
///
/// # Errors
/// All problems of the file that is read; then those of the scenarios; then of what is typed.
pub fn load_sweep(path: &Path, choice: &SweepChoice) -> Result<Sweep, Diagnostics> {
    let mut loading = Loading::default();
    match loading.load(path, choice) {
        Ok(sweep) if loading.problems.is_empty() => Ok(sweep),
        Ok(_) => Err(Diagnostics::new(loading.sources, loading.problems)),
        Err(Stop::Here) => Err(Diagnostics::new(loading.sources, loading.problems)),
        Err(Stop::Scenario(problems)) => Err(*problems),
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
    pub(super) sources: Sources,
    pub(super) problems: Vec<Diagnostic>,
}

impl Loading {
    fn load(&mut self, path: &Path, choice: &SweepChoice) -> Result<Sweep, Stop> {
        let spec = self.file(path)?;
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let mut typed = self.typed(&choice.sets);
        let Some(spec) = spec else {
            let scenarios = vec![path.to_owned()];
            return self.assemble(None, scenarios, typed, choice);
        };
        let Some(sweep) = spec.sweep.given() else { return Err(Stop::Here) };
        let Some(scenario) = sweep.scenario.given() else { return Err(Stop::Here) };
        let scenario = folder.join(&scenario.text);
        let mut levers = Vec::new();
        for (name, lever) in spec.lever.given().map_or(&[][..], |keyed| &keyed.entries) {
            match LeverSetting::of_spec(name, lever, &self.sources) {
                Ok(mut lever) => {
                    if lever.input.is_empty() {
                        for level in &mut lever.levels {
                            level.text = folder.join(&level.text).display().to_string();
                        }
                    }
                    levers.push(lever);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        // A lever that is typed takes the place of the file's over the same input.
        for lever in std::mem::take(&mut typed.levers) {
            match levers.iter_mut().find(|other| other.input == lever.input) {
                Some(other) => {
                    let (name, title) = (other.name.clone(), other.title.clone());
                    *other = LeverSetting { name, title, ..lever };
                }
                None => levers.push(lever),
            }
        }
        typed.levers = levers;
        let fixed = texts(sweep.set.given()).map(|(set, _)| set.clone());
        typed.fixed.splice(0..0, fixed);
        self.assemble(Some(&spec), vec![scenario], typed, choice)
    }

    /// The sweep file; none for a file that is a scenario.
    fn file(&mut self, path: &Path) -> Result<Option<SweepFileSpec>, Stop> {
        let text = match read_file(path) {
            Ok(text) => text,
            Err(problem) => {
                self.problems.push(problem);
                return Err(Stop::Here);
            }
        };
        let source = self.sources.add(path.display().to_string(), text);
        let table = match parse(&self.sources, source) {
            Ok(table) => table,
            Err(mut problems) => {
                self.problems.append(&mut problems);
                return Err(Stop::Here);
            }
        };
        if !table.contains_key("sweep") {
            return Ok(None);
        }
        let start = Place { source, span: 0..0 };
        let root = Node { value: Value::Table(table), ..Node::empty_table(start) };
        let mut reader = Reader::default();
        let spec = SweepFileSpec::read_table(&root, &mut reader);
        self.problems.append(&mut reader.problems);
        match spec.given() {
            Some(spec) if self.problems.is_empty() => Ok(Some(spec.clone())),
            _ => Err(Stop::Here),
        }
    }

    /// A problem with a text that was typed.
    pub(super) fn complain(
        &mut self,
        name: &str,
        text: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        let source = self.sources.add(name, text);
        let place = Place { source, span: 0..text.len() };
        self.problems.push(Diagnostic::new(Some(place), "", message).with_help(help));
    }

    fn assemble(
        &mut self,
        file: Option<&SweepFileSpec>,
        mut paths: Vec<PathBuf>,
        typed: Typed,
        choice: &SweepChoice,
    ) -> Result<Sweep, Stop> {
        let spec: Option<&SweepSpec> = file.and_then(|file| file.sweep.given());
        let mut levers = typed.levers;
        let scenario_levers = levers.iter().filter(|lever| lever.input.is_empty()).count();
        if scenario_levers > 1 {
            let message = "only one lever can choose among scenarios";
            let help = "let one overlay extend the other, and list both";
            self.complain("the levers", "scenarios", message, help);
        }
        if let Some(lever) = levers.iter().find(|lever| lever.input.is_empty()) {
            paths = lever.levels.iter().map(|level| PathBuf::from(&level.text)).collect();
        }
        if !self.problems.is_empty() {
            return Err(Stop::Here);
        }
        let mut scenarios = Vec::new();
        let world = choice.world.clone();
        let world = world.or_else(|| Some(spec?.world.given()?.text.clone()));
        for path in &paths {
            let scenario = load_world(path, &typed.fixed, world.as_deref());
            scenarios.push(scenario.map_err(|problems| Stop::Scenario(Box::new(problems)))?);
        }
        let Some(first) = scenarios.first() else { return Err(Stop::Here) };
        if let Some(lever) = levers.iter_mut().find(|lever| lever.input.is_empty()) {
            for (level, scenario) in lever.levels.iter_mut().zip(&scenarios) {
                level.label.clone_from(&scenario.model.scenario.title);
            }
        }
        for lever in &mut levers {
            name_units(lever, first);
        }
        let names: Vec<String> = levers.iter().map(|lever| lever.name.clone()).collect();
        let keep = self.conditions(spec, choice, &names);
        let (metric, metrics) = self.metrics(spec, choice, &scenarios);
        let targets: Vec<String> =
            first.model.targets.iter().map(|rule| rule.id.name.clone()).collect();
        let target = self.target(spec, choice, &targets);
        let model = &first.model;
        let text = |text: Option<&crate::scenario::spec::Text>| text.map(|text| text.text.clone());
        let name = spec.and_then(|spec| spec.name.given()).map(|name| name.text.clone());
        let name = name.unwrap_or_else(|| model.scenario.name.clone());
        let title = spec.map(|spec| text(spec.title.given()).unwrap_or_else(|| name.clone()));
        let whole = |slot: Option<u64>| slot.map(|value| value as usize);
        let given = |pick: fn(&SweepSpec) -> Option<u64>| spec.and_then(pick);
        let schema = file.and_then(|file| file.schema.given()).map(|schema| schema.value);
        Ok(Sweep {
            schema: schema.unwrap_or(first.schema),
            title: title.unwrap_or_else(|| model.scenario.title.clone()),
            question: spec.and_then(|spec| text(spec.question.given())),
            design: choice.design.or_else(|| spec.map(design)).unwrap_or(DesignKind::Grid),
            cells: choice
                .cells
                .or(whole(given(|spec| spec.cells.given().map(|cells| cells.value))))
                .unwrap_or(CELLS),
            keep,
            paths: choice
                .paths
                .or(whole(given(|spec| spec.paths.given().map(|paths| paths.value))))
                .unwrap_or(PATHS),
            seed: choice
                .seed
                .or(given(|spec| spec.seed.given().map(|seed| seed.value)))
                .unwrap_or(first.run.seed),
            asked_sampling: first.run.sampling,
            metric,
            metrics,
            targets,
            target,
            levers,
            scenarios: scenarios
                .iter()
                .map(|scenario| SweptScenario {
                    name: scenario.model.scenario.name.clone(),
                    resolved: scenario.resolved.clone(),
                })
                .collect(),
            name,
        })
    }

    fn conditions(
        &mut self,
        spec: Option<&SweepSpec>,
        choice: &SweepChoice,
        levers: &[String],
    ) -> Vec<Condition> {
        let of_file = spec.map_or(Vec::new(), |spec| texts(spec.keep.given()).cloned().collect());
        let typed = choice.keep.iter().map(|text| {
            let source = self.sources.add("--keep", text.clone());
            (text.clone(), Place { source, span: 0..text.len() })
        });
        let typed: Vec<(String, Place)> = typed.collect();
        let mut conditions = Vec::new();
        for (text, place) in of_file.iter().chain(&typed) {
            match Condition::parse(text, levers) {
                Ok(condition) => conditions.push(condition),
                Err(error) => {
                    let problem = condition_problem(error, place, levers);
                    self.problems.push(problem);
                }
            }
        }
        conditions
    }

    fn target(
        &mut self,
        spec: Option<&SweepSpec>,
        choice: &SweepChoice,
        targets: &[String],
    ) -> Option<String> {
        let of_file = spec.and_then(|spec| spec.target.given());
        let asked = choice.target.clone().or(of_file.map(|name| name.text.clone()));
        let asked = asked?;
        if !targets.contains(&asked) {
            let message = format!("there is no target \"{}\"", shown(&asked));
            let place = of_file.map(|name| name.place.clone());
            let names: Vec<&str> = targets.iter().map(String::as_str).collect();
            let help = format!("the targets are: {}", any_of(&names));
            self.problems.push(Diagnostic::new(place, "target", message).with_help(help));
        }
        Some(asked)
    }
}

pub(super) fn texts(slot: Option<&Texts>) -> impl Iterator<Item = &(String, Place)> {
    slot.into_iter().flat_map(|texts| &texts.0)
}

fn design(spec: &SweepSpec) -> DesignKind {
    match spec.design.given().map_or("grid", |name| name.text.as_str()) {
        "latin-hypercube" => DesignKind::LatinHypercube,
        "sobol" => DesignKind::Sobol,
        _ => DesignKind::Grid,
    }
}

/// Takes the unit of a lever's input from the scenario, and writes its levels in it.
fn name_units(lever: &mut LeverSetting, scenario: &Scenario) {
    if let Some(entry) = scenario.register.iter().find(|entry| entry.path == lever.input) {
        lever.file_unit = entry.unit.to_owned();
    }
    let unit = lever.unit();
    let labels: Vec<String> = lever
        .levels
        .iter()
        .map(|level| level.number.map_or_else(|| level.label.clone(), |x| unit.format(x)))
        .collect();
    // Three digits may not tell neighbours apart; then the numbers stand as they are written.
    let distinct = labels.iter().enumerate().all(|(i, label)| !labels[..i].contains(label));
    if distinct {
        for (level, label) in lever.levels.iter_mut().zip(labels) {
            level.label = label;
        }
    }
}

fn condition_problem(error: ConditionError, place: &Place, levers: &[String]) -> Diagnostic {
    let (message, help) = match error {
        ConditionError::NoComparison => {
            ("there is no <, <=, > or >= in the condition".to_owned(), String::new())
        }
        ConditionError::NoSuchLever(word) => {
            let near = nearest(&word, levers.iter().map(String::as_str));
            let help = near.map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
            (format!("\"{}\" is neither a lever nor a number", shown(&word)), help)
        }
    };
    let levers: Vec<&str> = levers.iter().map(String::as_str).collect();
    let help = format!("{help}write it as in \"a < b\"; the levers are {}", any_of(&levers));
    Diagnostic::new(Some(place.clone()), "keep", message).with_help(help)
}
