//! What decides a run, as it stands beside its checkpoints: enough to go on with it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::args::{FileArgs, ShowArgs};
use super::asked::Asked;
use super::compare::{Compared, questions, run_compared};
use super::run::{Job, run_loaded};
use super::style::Style;
use super::{Failure, folder, precision, worlds};
use crate::engine::Plan;
use crate::output::{ChangedAssumption, OutputError, ScenarioRecord};
use crate::random::Sampling;
use crate::scenario::{self, Loaded, Metadata, RunSettings, Scenario, World, Worlds};

/// The file that holds it.
pub const RUN_FILE: &str = "run.json";

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Command {
    Run,
    Compare,
}

/// All that is needed to go on with a run.
#[derive(Debug, Serialize, Deserialize)]
pub struct Definition {
    command: Command,
    /// One, all worlds, or those that are compared, the baseline first.
    scenarios: Vec<ScenarioRecord>,
    /// What names the worlds, if they are such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named_by: Option<NamedBy>,
    seed: u64,
    paths: usize,
    /// The paths that are kept, where not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    keep_paths: Option<usize>,
    /// How precise it shall be; `paths` are then the most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    precision: Vec<String>,
    #[serde(default)]
    sampling: Sampling,
    /// The metrics whose change is explained, none where it is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    explained: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    changed: Vec<ChangedAssumption>,
    overrides: Vec<String>,
    csv: bool,
    xlsx: bool,
    charts: Option<Vec<String>>,
    theme: Option<String>,
    checkpoint: u64,
}

/// The scenario that names worlds.
#[derive(Debug, Serialize, Deserialize)]
struct NamedBy {
    name: String,
    title: String,
    /// What it says of each world's weight.
    said: Vec<Metadata>,
}

impl Definition {
    pub fn of_run(job: &Job, loaded: &Loaded) -> Self {
        let (scenarios, named_by) = match loaded {
            Loaded::One(one) => (vec![record(one)], None),
            Loaded::Worlds(all) => {
                let said = all.list.iter().map(|world| world.metadata.clone()).collect();
                let (name, title) = (all.name.clone(), all.title.clone());
                let records = all.list.iter().map(|world| worlds::record(world, None)).collect();
                (records, Some(NamedBy { name, title, said }))
            }
        };
        Self {
            named_by,
            precision: job.goals.iter().map(|goal| goal.asked.clone()).collect(),
            ..Self::of(Command::Run, scenarios, &job.asked)
        }
    }

    pub fn of_comparison(job: &Compared, scenarios: &[Scenario]) -> Self {
        Self {
            explained: job.explained.clone(),
            changed: job.changed.clone(),
            ..Self::of(Command::Compare, scenarios.iter().map(record).collect(), &job.asked)
        }
    }

    fn of(command: Command, scenarios: Vec<ScenarioRecord>, asked: &Asked) -> Self {
        let plan = asked.plan;
        Self {
            command,
            scenarios,
            named_by: None,
            seed: plan.seed,
            paths: plan.paths,
            keep_paths: (!plan.keeps_all()).then_some(plan.keep_paths),
            precision: Vec::new(),
            sampling: plan.sampling,
            explained: Vec::new(),
            changed: Vec::new(),
            overrides: asked.overrides.to_vec(),
            csv: asked.style.csv,
            xlsx: asked.xlsx,
            charts: asked.style.chosen().cloned(),
            theme: asked.theme.clone(),
            checkpoint: asked.checkpoint,
        }
    }

    /// As the text of [`RUN_FILE`].
    ///
    /// # Errors
    /// If the encoder refuses.
    pub fn text(&self) -> Result<Vec<u8>, OutputError> {
        let text = serde_json::to_vec_pretty(self);
        text.map_err(|source| OutputError::Json { file: RUN_FILE.to_owned(), source })
    }

    /// All scenarios; `place` is where this definition stands.
    fn scenarios(&self, place: &str) -> Result<Vec<Scenario>, Failure> {
        let mut scenarios = Vec::with_capacity(self.scenarios.len());
        for record in &self.scenarios {
            let scenario = scenario::from_text(place, &record.resolved, &[]);
            let scenario = scenario.map_err(Failure::Scenario)?;
            scenarios.push(Scenario { resolved: record.resolved.clone(), ..scenario });
        }
        Ok(scenarios)
    }

    /// The scenario or the worlds of a run.
    fn loaded(&self, place: &str) -> Result<Loaded, Failure> {
        let mut scenarios = self.scenarios(place)?;
        let Some(named_by) = &self.named_by else {
            let one = scenarios.pop().filter(|_| scenarios.is_empty());
            return one.map(|one| Loaded::One(Box::new(one))).ok_or_else(|| {
                unreadable(place, "it holds several scenarios, and nothing that names them")
            });
        };
        let said = named_by.said.iter().cloned();
        let worlds = self.scenarios.iter().zip(scenarios).zip(said);
        let list: Option<Vec<World>> = worlds
            .map(|((record, scenario), metadata)| {
                let world = record.world.as_ref()?;
                let (name, title, weight) = (world.name.clone(), world.title.clone(), world.weight);
                Some(World { name, title, weight, metadata, scenario })
            })
            .collect();
        match list {
            Some(list) if list.len() == self.scenarios.len() && !list.is_empty() => {
                Ok(Loaded::Worlds(Worlds {
                    name: named_by.name.clone(),
                    title: named_by.title.clone(),
                    run: RunSettings {
                        paths: self.paths as u64,
                        seed: self.seed,
                        sampling: self.sampling,
                    },
                    list,
                }))
            }
            _ => Err(unreadable(place, "it does not tell what each world is")),
        }
    }
}

fn record(scenario: &Scenario) -> ScenarioRecord {
    ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)
}

fn unreadable(place: &str, why: impl std::fmt::Display) -> Failure {
    Failure::Usage {
        message: format!("{place} cannot be read: {why}"),
        help: "start the run anew, with --force or in another folder".to_owned(),
    }
}

/// Goes on with the run that was broken off in a folder, `text` being its definition.
///
/// # Errors
/// If the definition or a checkpoint is not that of a run of this program, and those of a run.
pub fn resume(
    path: &Path,
    text: &[u8],
    threads: Option<u64>,
    show: &ShowArgs,
) -> Result<(), Failure> {
    let place = path.join(RUN_FILE).display().to_string();
    let definition: Definition =
        serde_json::from_slice(text).map_err(|error| unreadable(&place, error))?;
    let mut plan = Plan::new(definition.seed, definition.paths);
    plan.keep_paths = definition.keep_paths.unwrap_or(usize::MAX);
    plan.sampling = definition.sampling;
    if let Some(threads) = threads {
        plan.threads = threads as usize;
    }
    let args = FileArgs {
        no_charts: false,
        chart: Vec::new(),
        theme: definition.theme.clone(),
        csv: definition.csv,
    };
    let asked = Asked {
        plan,
        overrides: &definition.overrides,
        show,
        style: Style::new(&args, &[])?.or_charts(definition.charts.as_ref()),
        theme: definition.theme.clone(),
        xlsx: definition.xlsx,
        checkpoint: definition.checkpoint,
    };
    match definition.command {
        Command::Run => {
            let loaded = definition.loaded(&place)?;
            let goals = match &loaded {
                Loaded::One(one) => precision::goals(&definition.precision, &one.model)?,
                Loaded::Worlds(_) => Vec::new(),
            };
            run_loaded(&Job { asked, goals, inputs: false }, &loaded, folder::reopen(path)?)
        }
        Command::Compare => {
            let scenarios = definition.scenarios(&place)?;
            let explained = definition.explained.clone();
            let changed = definition.changed.clone();
            let job = Compared { asked, explained, changed };
            let questions = questions(&job, &scenarios)?;
            run_compared(&job, &scenarios, &questions, folder::reopen(path)?)
        }
    }
}
