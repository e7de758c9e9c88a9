//! Scenario files as a verb takes them: all of them, or all their problems.

use std::path::{Path, PathBuf};

use super::Failure;
use super::args::{SetArgs, WorldArgs};
use crate::scenario::{self, Diagnostics, Loaded, Scenario};

/// All scenarios, each under a name of its own. A file that names worlds is refused.
///
/// # Errors
/// If a file has problems, after those of the others are printed, or if two scenarios share a name.
pub fn all(files: &[PathBuf], inputs: &SetArgs) -> Result<Vec<Scenario>, Failure> {
    each(files, |file| scenario::load(file, &inputs.set), |one| &one.model.scenario.name)
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
