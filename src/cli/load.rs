//! Scenario files as a verb takes them: all of them, or all their problems.

use std::path::PathBuf;

use super::Failure;
use super::args::SetArgs;
use crate::scenario::{self, Scenario};

/// All scenarios, each under a name of its own.
///
/// # Errors
/// If a file has problems, after those of the others are printed, or if two scenarios share a name.
pub fn all(files: &[PathBuf], inputs: &SetArgs) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut problems = None;
    for file in files {
        match scenario::load(file, &inputs.set) {
            Ok(scenario) => {
                let name = &scenario.model.scenario.name;
                if scenarios.iter().any(|other| other.model.scenario.name == *name) {
                    return Err(Failure::Usage {
                        message: format!("two of the files are scenarios named {name}"),
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
