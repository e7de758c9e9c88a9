//! `tradeflow check`: all problems of the files at once.

use std::path::PathBuf;

use super::args::SetArgs;
use super::{Failure, console};
use crate::scenario;

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    inputs: SetArgs,
}

/// Reads each file as `run` would.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let mut first = None;
    for file in &args.files {
        match scenario::load(file, &args.inputs.set) {
            Ok(scenario) => {
                let model = &scenario.model;
                console::print(&format!(
                    "{}: fine. {} inputs, {} of them uncertain; {} products, {} buyers, {} weeks.\n",
                    file.display(),
                    scenario.register.len(),
                    model.inputs.iter().filter(|input| !input.dist.is_fixed()).count(),
                    model.products.len(),
                    model.buyers.len(),
                    model.calendar.weeks(),
                ))?;
            }
            Err(diagnostics) => {
                let failure = Failure::Scenario(diagnostics);
                if let Some(earlier) = first.replace(failure) {
                    earlier.print();
                }
            }
        }
    }
    first.map_or(Ok(()), Err)
}
