//! Scenario files as a verb takes them: all of them, or all their problems.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{SetArgs, WorldArgs};
use super::sampling::note_random;
use crate::scenario::{self, Diagnostics, Loaded, Scenario};

/// All scenarios, each under a name of its own; of a file that names worlds the one asked for. Without
/// one such a file is refused. What takes them so compares or searches paths, which are random, and that is said.
///
/// # Errors
/// If a file has problems, after those of the others are printed, if two scenarios share a name, or if a
/// world is asked for and no file names any.
pub fn all(
    files: &[PathBuf],
    inputs: &SetArgs,
    world: &WorldArgs,
) -> Result<Vec<Scenario>, Failure> {
    let loaded = each(files, |file| scenario::load_all(file, &inputs.set), Loaded::name)?;
    let names_worlds = |one: &Loaded| matches!(one, Loaded::Worlds(_));
    if world.name().is_some() && !loaded.iter().any(names_worlds) {
        return Err(Failure::Usage {
            message: "no file names worlds".to_owned(),
            help: "leave --world out".to_owned(),
        });
    }
    let picked = loaded.into_iter().map(|one| {
        let name = world.name().filter(|_| names_worlds(&one));
        one.into_scenario(name).map_err(Failure::Scenario)
    });
    let scenarios = picked.collect::<Result<Vec<_>, _>>()?;
    for scenario in &scenarios {
        note_random(&scenario.model.scenario.name, scenario.run.sampling);
    }
    Ok(scenarios)
}

/// As [`all`], with every world that a file names, or the one asked for.
///
/// # Errors
/// As [`all`].
pub fn with_worlds(
    files: &[PathBuf],
    inputs: &SetArgs,
    world: &WorldArgs,
) -> Result<Vec<Loaded>, Failure> {
    let read = |file: &Path| match world.name() {
        None => scenario::load_all(file, &inputs.set),
        name => scenario::load_world(file, &inputs.set, name).map(|one| Loaded::One(Box::new(one))),
    };
    each(files, read, Loaded::name)
}

fn each<T>(
    files: &[PathBuf],
    read: impl Fn(&Path) -> Result<T, Diagnostics>,
    name: impl Fn(&T) -> &str,
) -> Result<Vec<T>, Failure> {
    let mut scenarios: Vec<T> = Vec::new();
    let mut problems = None;
    for file in files {
        match read(file) {
            Ok(scenario) => {
                let own = name(&scenario);
                if scenarios.iter().any(|other| name(other) == own) {
                    return Err(Failure::Usage {
                        message: format!("two of the files are scenarios named {own}"),
                        help: "give one of them another name, or run them one by one".to_owned(),
                    });
                }
                scenarios.push(scenario);
            }
            Err(diagnostics) => {
                if let Some(earlier) = problems.replace(Failure::Scenario(diagnostics)) {
                    earlier.print();
                }
            }
        }
    }
    problems.map_or(Ok(scenarios), Err)
}
