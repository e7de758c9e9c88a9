//! The worlds in which options are weighed, before these are laid over them.

use std::path::{Path, PathBuf};

use super::choice::DecisionChoice;
use super::load::{Loading, Stop, texts};
use crate::scenario::diagnostics::{Diagnostic, Diagnostics};
use crate::scenario::spec::{DecisionSpec, Element};
use crate::scenario::{Loaded, Scenario, World, load, load_all};

/// A world before options are laid over it.
#[derive(Clone, Debug)]
pub struct Ground {
    pub name: String,
    pub title: String,
    pub weight: Option<f64>,
    pub scenario: Scenario,
}

impl Ground {
    /// A scenario that is a world by itself.
    fn of(scenario: Scenario) -> Self {
        let about = &scenario.model.scenario;
        Self { name: about.name.clone(), title: about.title.clone(), weight: None, scenario }
    }
}

impl Loading {
    /// The worlds: those of the scenario, or scenarios side by side.
    pub(super) fn grounds(
        &mut self,
        path: &Path,
        about: &DecisionSpec,
        choice: &DecisionChoice,
    ) -> Result<Vec<Ground>, Stop> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut sets: Vec<String> = texts(about.set.given()).map(|(set, _)| set.clone()).collect();
        sets.extend(choice.sets.iter().cloned());
        let several: Vec<PathBuf> =
            texts(about.scenarios.given()).map(|(file, _)| folder.join(file)).collect();
        match (about.scenario.given(), several.is_empty()) {
            (Some(one), true) => worlds(&folder.join(&one.text), &sets, choice.world.as_deref()),
            (None, false) if choice.world.is_some() => {
                let message = "has scenarios for worlds, of which none is picked";
                Err(self.wrong(about, message, "leave --world out"))
            }
            (None, false) => self.side_by_side(about, &several, &sets),
            _ => {
                let help = "write `scenario`, or a list of `scenarios`";
                Err(self.wrong(about, "needs either a scenario or several", help))
            }
        }
    }

    /// Scenarios of the same weeks, each with a name of its own.
    fn side_by_side(
        &mut self,
        about: &DecisionSpec,
        files: &[PathBuf],
        sets: &[String],
    ) -> Result<Vec<Ground>, Stop> {
        let mut grounds: Vec<Ground> = Vec::new();
        for file in files {
            grounds.push(Ground::of(load(file, sets).map_err(failed)?));
        }
        let days = |ground: &Ground| {
            let calendar = &ground.scenario.model.calendar;
            (calendar.start(), calendar.weeks())
        };
        if grounds.iter().any(|other| days(other) != days(&grounds[0])) {
            let help = "give them the same start and end, by `set` in the file";
            return Err(self.wrong(about, "has scenarios that do not cover the same weeks", help));
        }
        let twice = |i: usize| grounds[..i].iter().any(|other| other.name == grounds[i].name);
        if (0..grounds.len()).any(twice) {
            let help = "give each scenario a name of its own";
            return Err(self.wrong(about, "has two scenarios of one name", help));
        }
        Ok(grounds)
    }

    /// A problem of the table `decision`.
    fn wrong(&mut self, about: &DecisionSpec, message: &str, help: &str) -> Stop {
        let place = Some(about.place().clone());
        self.problems.push(Diagnostic::new(place, "decision", message).with_help(help));
        Stop::Here
    }
}

/// The worlds of a scenario, or the one that is picked.
fn worlds(file: &Path, sets: &[String], picked: Option<&str>) -> Result<Vec<Ground>, Stop> {
    match (load_all(file, sets).map_err(failed)?, picked) {
        (Loaded::Worlds(worlds), None) => {
            let ground = |World { name, title, weight, scenario, .. }| Ground {
                name,
                title,
                weight,
                scenario,
            };
            Ok(worlds.list.into_iter().map(ground).collect())
        }
        (loaded, world) => Ok(vec![Ground::of(loaded.into_scenario(world).map_err(failed)?)]),
    }
}

fn failed(problems: Diagnostics) -> Stop {
    Stop::Scenario(Box::new(problems))
}
