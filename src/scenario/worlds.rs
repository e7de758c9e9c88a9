//! Worlds: named variants of one scenario, each the file with a change of its own laid over.

use super::changes::{Changes, WORLD};
use super::diagnostics::{Diagnostic, Diagnostics};
use super::escape::{MOST_SUGGESTIONS, did_you_mean, number, shown};
use super::metadata::Metadata;
use super::node::{Node, Table, Value};
use super::overlay::merge;
use super::reader::{Reader, Slot};
use super::source::{Place, Sources};
use super::spec::{Element, MAX_NAME_CHARS, Name, ScenarioSpec, WorldSpec};
use super::{RunSettings, Scenario, compile_table, run_settings};

/// The most worlds of a scenario.
pub const MAX_WORLDS: usize = 20;
/// How far the sum of weights may be from 1.
const WEIGHTS_TOLERANCE: f64 = 1e-9;

/// What a scenario file holds.
#[derive(Clone, Debug)]
pub enum Loaded {
    One(Box<Scenario>),
    Worlds(Worlds),
}

/// A scenario that names worlds.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// The scenario's name and title.
    pub name: String,
    pub title: String,
    /// The same in all worlds: path k of one and path k of another share their draws.
    pub run: RunSettings,
    /// At least one, in the order of the file. All have a weight, and these sum to 1, or none has.
    pub list: Vec<World>,
}

/// One world.
#[derive(Clone, Debug)]
pub struct World {
    pub name: String,
    pub title: String,
    /// How likely it is judged to be.
    pub weight: Option<f64>,
    /// What is said of that judgement.
    pub metadata: Metadata,
    /// The scenario that it is: named after the scenario and the world, titled as the world.
    pub scenario: Scenario,
}

impl Loaded {
    /// The name of the scenario in the file.
    pub fn name(&self) -> &str {
        match self {
            Self::One(scenario) => &scenario.model.scenario.name,
            Self::Worlds(worlds) => &worlds.name,
        }
    }

    /// The one scenario there is, or that of the world asked for.
    ///
    /// # Errors
    /// If there are worlds and none is asked for, or there is none of that name.
    pub fn into_scenario(self, world: Option<&str>) -> Result<Scenario, Diagnostics> {
        let problem = |message: String, help: String| {
            let problem = Diagnostic::new(None, "", message).with_help(help);
            Err(Diagnostics::new(Sources::default(), vec![problem]))
        };
        let (worlds, name) = match (self, world) {
            (Self::One(scenario), None) => return Ok(*scenario),
            (Self::One(scenario), Some(_)) => {
                let name = &scenario.model.scenario.name;
                let message = format!("the scenario {name} names no worlds");
                return problem(message, "leave --world out".to_owned());
            }
            (Self::Worlds(worlds), None) => {
                let names = worlds.names().join(", ");
                let message = format!("the scenario {} names worlds: {names}", worlds.name);
                let help = "take one with --world NAME; `run` and `decide` take all of them";
                return problem(message, help.to_owned());
            }
            (Self::Worlds(worlds), Some(name)) => (worlds, name),
        };
        let names = worlds.names();
        let Some(index) = names.iter().position(|other| *other == name) else {
            let message = format!("{} has no world \"{}\"", worlds.name, shown(name));
            let help = did_you_mean(name, names.iter().copied())
                .unwrap_or_else(|| format!("its worlds are: {}", names.join(", ")));
            return problem(message, help);
        };
        let mut list = worlds.list;
        Ok(list.swap_remove(index).scenario)
    }
}

impl Worlds {
    /// The names, in the order of the file.
    pub fn names(&self) -> Vec<&str> {
        self.list.iter().map(|world| world.name.as_str()).collect()
    }

    /// The weights, if the worlds have any.
    pub fn weights(&self) -> Option<Vec<f64>> {
        self.list.iter().map(|world| world.weight).collect()
    }
}

/// What worlds are made from.
pub(super) struct Parts<'a> {
    pub sources: &'a Sources,
    pub files: &'a [String],
    /// The merged files, with the tables of worlds but without their changes.
    pub table: Table,
    pub changes: &'a Changes,
    /// What is set on the command line, which holds in every world.
    pub sets: &'a [Table],
}

/// Compiles each world.
///
/// # Errors
/// All problems of all worlds. One that all worlds have is told once, any other with its world.
pub(super) fn compile(parts: &Parts<'_>) -> Result<Worlds, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut whole = parts.table.clone();
    // A removal that finds nothing is told by the worlds.
    parts.sets.iter().for_each(|set| merge(&mut whole, set.clone(), &mut Vec::new()));
    let place = Place { source: 0, span: 0..0 };
    let root = Node { value: Value::Table(whole), ..Node::empty_table(place) };
    let mut reader = Reader::default();
    let spec = ScenarioSpec::read_table(&root, &mut reader);
    // What is wrong outside of the worlds is wrong in each of them, unless it is changed there.
    let of_worlds = |key: &str| key.split('.').next() == Some(WORLD);
    problems.extend(reader.problems.into_iter().filter(|problem| of_worlds(&problem.key)));
    let entries = spec.given().and_then(|spec| spec.world.given());
    let entries = entries.map_or(&[][..], |keyed| keyed.entries.as_slice());
    check_weights(entries, &mut problems);
    if entries.len() > MAX_WORLDS {
        let message =
            format!("there are {} worlds; at most {MAX_WORLDS} are allowed", entries.len());
        let place = entries.get(MAX_WORLDS).map(|(name, _)| name.place.clone());
        problems.push(Diagnostic::new(place, WORLD, message));
        return Err(problems);
    }
    let sound = entries.iter().filter(|(_, world)| !matches!(world.change, Slot::Bad));
    let compiled = sound.map(|(name, world)| (name, compile_world(parts, &root, name, world)));
    let mut list = Vec::new();
    let mut failed: Vec<(&Name, Vec<Diagnostic>)> = Vec::new();
    for (name, outcome) in compiled {
        match outcome {
            Ok(world) => list.push(world),
            Err(found) => {
                let many = found.len() > MOST_SUGGESTIONS;
                failed.push((name, found));
                if many {
                    break;
                }
            }
        }
    }
    problems.append(&mut gathered(&failed, entries.len()));
    if let (Some(node), true) = (parts.table.get(WORLD), entries.is_empty() && problems.is_empty())
    {
        let problem = Diagnostic::new(Some(node.key.clone()), WORLD, "needs at least one world");
        problems.push(problem.with_help("name one, as in [world.thaw]"));
    }
    match (spec.given(), list.first()) {
        (Some(spec), Some(_)) if problems.is_empty() => {
            let header = spec.scenario.given();
            let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
            Ok(Worlds {
                name: text(header.and_then(|h| h.name.given()).map(|name| name.text.as_str())),
                title: text(header.and_then(|h| h.title.given()).map(|title| title.text.as_str())),
                run: run_settings(spec),
                list,
            })
        }
        _ => Err(problems),
    }
}

fn compile_world(
    parts: &Parts<'_>,
    root: &Node,
    name: &Name,
    spec: &WorldSpec,
) -> Result<World, Vec<Diagnostic>> {
    let mut problems = Vec::new();
    let mut table = parts.table.clone();
    table.remove(WORLD);
    parts.changes.lay(&name.text, &mut table, &mut problems);
    parts.sets.iter().for_each(|set| merge(&mut table, set.clone(), &mut problems));
    let title = spec.title.given().map_or(&name.text, |title| &title.text);
    rename(&mut table, name, title, &mut problems);
    let scenario = compile_table(table, parts.sources, parts.files, problems)?;
    let worlds = root.as_table().and_then(|table| table.get(WORLD)).and_then(Node::as_table);
    let own = worlds.and_then(|worlds| worlds.get(&name.text));
    let metadata = own.and_then(|node| Some(Metadata::own(node.as_table()?).or(&node.around)));
    Ok(World {
        name: name.text.clone(),
        title: title.clone(),
        weight: spec.weight.given().map(|weight| weight.value),
        metadata: metadata.unwrap_or_default().settled(),
        scenario,
    })
}

/// Names the scenario of a world, as in "h200-worlds-thaw", and titles it as the world.
fn rename(table: &mut Table, world: &Name, title: &str, problems: &mut Vec<Diagnostic>) {
    let Some(Value::Table(header)) = table.get_mut("scenario").map(|node| &mut node.value) else {
        return;
    };
    if let Some(Value::Text(text)) = header.get_mut("name").map(|node| &mut node.value) {
        let joined = format!("{text}-{}", world.text);
        if joined.len() > MAX_NAME_CHARS && text.len() <= MAX_NAME_CHARS {
            let message = format!(
                "the name of the scenario and that of the world, \"{}\", have more than \
                 {MAX_NAME_CHARS} letters together",
                shown(&joined)
            );
            let key = format!("{WORLD}.{}", world.text);
            let problem = Diagnostic::new(Some(world.place.clone()), key, message);
            problems.push(problem.with_help("shorten one of them"));
        } else {
            *text = joined;
        }
    }
    if let Some(node) = header.get_mut("title")
        && matches!(node.value, Value::Text(_))
    {
        node.value = Value::Text(title.to_owned());
    }
}

/// All worlds have a weight and these sum to 1, or none has.
fn check_weights(entries: &[(Name, WorldSpec)], problems: &mut Vec<Diagnostic>) {
    let given: Vec<_> = entries.iter().filter_map(|(_, world)| world.weight.given()).collect();
    let (Some(last), false) =
        (given.last(), entries.iter().any(|(_, world)| matches!(world.weight, Slot::Bad)))
    else {
        return;
    };
    for (name, world) in entries.iter().filter(|(_, world)| world.weight.is_absent()) {
        let key = format!("{}.weight", world.path());
        let problem = Diagnostic::new(Some(name.place.clone()), key, "is missing");
        problems.push(problem.with_help("give every world a weight, or none of them"));
    }
    let sum: f64 = given.iter().map(|weight| weight.value).sum();
    if given.len() == entries.len() && (sum - 1.0).abs() > WEIGHTS_TOLERANCE {
        let rounded = (sum * 1e9).round() / 1e9;
        let message = format!("the weights of the worlds sum to {}, not 1", number(rounded));
        let problem = Diagnostic::new(Some(last.place.clone()), WORLD, message);
        problems.push(problem.with_help(
            "weights are shares of one whole; without any, the worlds are only set side by side",
        ));
    }
}

/// The problems of all worlds: once where all of `count` worlds have it, else with the world's name.
fn gathered(failed: &[(&Name, Vec<Diagnostic>)], count: usize) -> Vec<Diagnostic> {
    if let Some((_, found)) = failed.last().filter(|(_, found)| found.len() > MOST_SUGGESTIONS) {
        return found.clone();
    }
    let mut list = Vec::new();
    for (name, found) in failed {
        for problem in found {
            let everywhere =
                failed.len() == count && failed.iter().all(|(_, others)| others.contains(problem));
            let mut told = problem.clone();
            if !everywhere {
                told.message = format!("{}, in the world \"{}\"", told.message, name.text);
            }
            if !list.contains(&told) {
                list.push(told);
            }
        }
    }
    list
}
