//! Scenario files: from TOML text, through the language's tables and overlays, to a compiled model.
//!
//! The only place that knows TOML. A scenario is read in four steps, each with its own problems:
//! texts are read ([`load`]) and parsed with the place of every value, overlays are laid over their
//! baselines, tables are read with unknown keys and wrong types gathered, and meaning is checked
//! while the model is built. All problems of a step come back together as [`Diagnostics`].
//!
//! A file may name worlds: [`load_all`] gives each as a scenario of its own, [`load`] refuses them.

mod assumption;
mod chain;
mod changes;
mod contrast;
mod decision;
mod describe;
mod diagnostics;
mod difference;
mod differences;
mod escape;
mod explanation;
mod file_unit;
mod goal;
mod limits;
mod lookup;
mod lower;
mod metadata;
mod node;
mod observed;
mod overlay;
mod quantity;
mod reader;
mod reference;
mod register;
mod remedy;
mod render;
mod resolved;
mod schema;
mod schema_values;
mod source;
mod spec;
mod sweep;
mod syntax;
mod theme;
mod wording;
mod worlds;

use std::path::Path;

use self::chain::Chain;
use self::changes::WORLD;
use self::node::{Node, Table, Value};
use self::reader::Reader;
use self::source::{Place, Sources};
use self::spec::{Element, ScenarioSpec};
use crate::engine::Goal;
use crate::model::Model;
use crate::random::Sampling;
use crate::units::Date;

pub use assumption::Topic;
pub use chain::MAX_BASELINES;
pub use contrast::{Contrast, ContrastKind};
pub use decision::{
    Alternative, Commitment, Decision, DecisionChoice, DecisionWorld, Ground, Judged, JudgedTarget,
    load_decision, reopen_decision,
};
pub use describe::{Description, Field, FileUnit, Kind, Presence, Range, Rule};
pub use diagnostics::{Diagnostic, Diagnostics, Problem};
pub use difference::Difference;
pub use differences::{Change, Differences};
pub use escape::{did_you_mean, is_hostile, nearest, shown};
pub use explanation::{Explanation, QUANTILES, UnknownKey, explain_language, language_keys};
pub use file_unit::{Measure, Span};
pub use goal::{NoGoal, goal};
pub use limits::{Limit, limits};
pub use metadata::{CONFIDENCES, METADATA_KEYS, Metadata};
pub use node::MAX_DEPTH;
pub use observed::load_observed;
pub use quantity::amount;
pub use reference::reference;
pub use register::{Origin, RegisterEntry, Setting};
pub use schema::schema;
pub use source::{MAX_FILE_BYTES, Place as SourcePlace, SET_NAME};
pub use spec::CHARTS;
pub use sweep::{Condition, Level, LeverSetting, Sweep, SweepChoice, SweptScenario, load_sweep};
pub use theme::{ThemeProblem, ThemeSettings, load_theme};
pub use wording::figure;
pub use worlds::{Loaded, MAX_WORLDS, World, Worlds};

/// The version of the scenario language that this program reads.
pub const SCHEMA: i64 = 1;

/// A scenario that was read, checked and compiled.
#[derive(Clone, Debug)]
pub struct Scenario {
    pub model: Model,
    pub run: RunSettings,
    /// The charts that it asks for, where it says.
    pub charts: Option<Vec<String>>,
    /// How precise its figures shall be: none where its run has as many paths as it says.
    pub goals: Vec<Goal>,
    /// The version of the language that it is written in.
    pub schema: u64,
    /// The question that it answers, if it says.
    pub question: Option<String>,
    /// The day of the latest news that it knows, if it says.
    pub as_of: Option<Date>,
    /// The files it was read from: the first baseline first, the scenario itself last.
    pub files: Vec<String>,
    /// The merged scenario as one canonical text, which [`from_text`] turns into the same model.
    pub resolved: String,
    /// Every number and law that it gives.
    pub register: Vec<RegisterEntry>,
    /// Every other key: names, dates, flags and texts that it gives, and what it leaves out.
    pub settings: Vec<Setting>,
}

/// The size, seed and sampling that a scenario asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunSettings {
    pub paths: u64,
    pub seed: u64,
    /// Of `tradeflow run` alone.
    pub sampling: Sampling,
}

/// Reads a scenario file, the baselines it extends, and `path=value` texts laid over them.
///
/// # Errors
/// All problems that can be told at once; a file that names worlds is not one scenario.
pub fn load(path: &Path, sets: &[String]) -> Result<Scenario, Diagnostics> {
    load_world(path, sets, None)
}

/// As [`load`], or one of the worlds that the file names, as if it were the only one.
///
/// # Errors
/// As [`load`]; also if there is no world of that name.
pub fn load_world(
    path: &Path,
    sets: &[String],
    world: Option<&str>,
) -> Result<Scenario, Diagnostics> {
    load_all(path, sets)?.into_scenario(world)
}

/// As [`load`], with all the worlds that the file names.
///
/// # Errors
/// All problems that can be told at once, those of several worlds too.
pub fn load_all(path: &Path, sets: &[String]) -> Result<Loaded, Diagnostics> {
    compile(chain::from_file(path, sets))
}

/// Reads a scenario from a text that extends nothing; `name` stands for its file in messages.
///
/// # Errors
/// As [`load`].
pub fn from_text(name: &str, text: &str, sets: &[String]) -> Result<Scenario, Diagnostics> {
    compile(chain::from_text(name, text, sets))?.into_scenario(None)
}

/// Whether a text can name a scenario, a product, a buyer or the like.
pub fn is_name(text: &str) -> bool {
    let nowhere = Place { source: 0, span: 0..0 };
    spec::Name::checked(text, &nowhere, &mut Reader::default()).given().is_some()
}

/// The tables of the scenario language, from the whole file down.
pub fn language() -> &'static Description {
    ScenarioSpec::description()
}

/// The tables of sweep files.
pub fn sweep_language() -> &'static Description {
    spec::SweepFileSpec::description()
}

/// The tables of decision files.
pub fn decision_language() -> &'static Description {
    spec::DecisionFileSpec::description()
}

fn compile(chain: Chain) -> Result<Loaded, Diagnostics> {
    let Chain { sources, mut problems, table, changes, sets, files, .. } = chain;
    let Some(mut table) = table else { return Err(Diagnostics::new(sources, problems)) };
    if let Some(problem) = newer_schema(&table).or_else(|| other_kind(&table)) {
        return Err(Diagnostics::new(sources, vec![problem]));
    }
    let has_worlds =
        table.get(WORLD).is_some_and(|node| node.as_table().is_none_or(|t| !t.is_empty()));
    let outcome = if has_worlds {
        let parts = worlds::Parts {
            sources: &sources,
            files: &files,
            table,
            changes: &changes,
            sets: &sets,
        };
        match (worlds::compile(&parts), problems.is_empty()) {
            (Ok(worlds), true) => Ok(Loaded::Worlds(worlds)),
            (Ok(_), false) => Err(problems),
            (Err(mut found), _) => {
                found.append(&mut problems);
                Err(found)
            }
        }
    } else {
        for set in sets {
            overlay::merge(&mut table, set, &mut problems);
        }
        compile_table(table, &sources, &files, problems).map(|one| Loaded::One(Box::new(one)))
    };
    outcome.map_err(|problems| Diagnostics::new(sources, problems))
}

/// The scenario of a merged tree in which `problems` were found.
///
/// # Errors
/// These problems and all others.
fn compile_table(
    table: Table,
    sources: &Sources,
    files: &[String],
    mut problems: Vec<Diagnostic>,
) -> Result<Scenario, Vec<Diagnostic>> {
    let mut reader = Reader::default();
    // The scenario itself is read first: what is missing from the whole is missed at its start.
    let start = Place { source: 0, span: 0..0 };
    let root = Node { value: Value::Table(table), ..Node::empty_table(start) };
    let spec = ScenarioSpec::read_table(&root, &mut reader);
    problems.append(&mut reader.problems);
    let model = spec.given().and_then(|spec| lower::lower(spec, reader.bad, &mut problems));
    let (Some(model), Some(spec), true) = (model, spec.given(), problems.is_empty()) else {
        return Err(problems);
    };
    let goals = goals(spec, &model)?;
    let run = run_settings(spec);
    if let Some(problem) = limits::beyond_memory(&root, &model, run.paths) {
        return Err(vec![problem]);
    }
    let header = spec.scenario.given();
    Ok(Scenario {
        model,
        run,
        charts: charts(spec),
        goals,
        schema: spec.schema.given().map_or(0, |schema| schema.value),
        question: header.and_then(|h| h.question.given()).map(|text| text.text.clone()),
        as_of: header.and_then(|h| h.as_of.given()).map(|day| day.date),
        files: files.to_vec(),
        resolved: root
            .as_table()
            .map_or_else(String::new, |table| resolved::resolved(table, &reader.register)),
        register: reader
            .register
            .into_iter()
            .map(|entry| RegisterEntry::new(entry, sources))
            .collect(),
        settings: reader.settings.into_iter().map(|setting| setting.placed(sources)).collect(),
    })
}

fn run_settings(spec: &ScenarioSpec) -> RunSettings {
    let run = spec.run.given();
    RunSettings {
        paths: run.and_then(|run| run.paths.given()).map_or(1, |paths| paths.value),
        seed: run.and_then(|run| run.seed.given()).map_or(0, |seed| seed.value),
        sampling: run
            .and_then(|run| Sampling::of_word(&run.sampling.given()?.text))
            .unwrap_or_default(),
    }
}

fn charts(spec: &ScenarioSpec) -> Option<Vec<String>> {
    let names = spec.run.given()?.charts.given()?;
    Some(names.0.iter().map(|name| name.text.clone()).collect())
}

/// How precise the figures of a run shall be.
///
/// # Errors
/// All texts that ask for nothing that the model has.
fn goals(spec: &ScenarioSpec, model: &Model) -> Result<Vec<Goal>, Vec<Diagnostic>> {
    let asked = spec.run.given().and_then(|run| run.precision.given());
    let (mut goals, mut problems) = (Vec::new(), Vec::new());
    for (text, place) in asked.iter().flat_map(|texts| &texts.0) {
        match goal(text, model) {
            Ok(goal) => goals.push(goal),
            Err(NoGoal { why, help }) => {
                let problem = Diagnostic::new(Some(place.clone()), "run.precision", why);
                problems.push(problem.with_help(help));
            }
        }
    }
    if problems.is_empty() { Ok(goals) } else { Err(problems) }
}

/// A file of another kind would be full of unknown and missing keys; only its verb is worth a word.
fn other_kind(table: &Table) -> Option<Diagnostic> {
    let (key, verb) = [("sweep", "sweep"), ("decision", "decide")]
        .into_iter()
        .find(|(key, _)| table.contains_key(*key))?;
    let message = format!("the file describes a {key}, not a scenario");
    let place = table.get(key)?.key.clone();
    let help = format!("run it with `tradeflow {verb}`");
    Some(Diagnostic::new(Some(place), key, message).with_help(help))
}

/// A file for a later program would be full of unknown keys; only its version is worth a word.
fn newer_schema(table: &Table) -> Option<Diagnostic> {
    let node = table.get("schema")?;
    let Value::Integer(version) = node.value else { return None };
    (version > SCHEMA).then(|| {
        let message = format!(
            "the file is written for version {version} of the scenario language; this program \
             reads version {SCHEMA}"
        );
        Diagnostic::new(Some(node.place.clone()), "schema", message)
            .with_help("use a newer tradeflow")
    })
}
