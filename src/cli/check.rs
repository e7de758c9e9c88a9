//! `tradeflow check`: all problems of the files at once.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::SetArgs;
use super::{Failure, console};
use crate::scenario::{self, Diagnostics, Problem, Scenario};

#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// Scenario files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    inputs: SetArgs,
    /// Print one JSON document about all files to standard output instead of text
    #[arg(long)]
    json: bool,
}

/// The version of the document that `--json` prints.
const SCHEMA: u32 = 1;

/// What `--json` prints: every file in the order of the command line, with its problems.
#[derive(Debug, Serialize)]
struct Report {
    schema: u32,
    fine: bool,
    files: Vec<FileReport>,
}

#[derive(Debug, Serialize)]
struct FileReport {
    /// As it was typed.
    file: String,
    fine: bool,
    problems: Vec<Problem>,
}

/// Reads each file as `run` would.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let read = args.files.iter().map(|file| (file, scenario::load(file, &args.inputs.set)));
    if args.json {
        return report(read);
    }
    let mut first = None;
    for (file, read) in read {
        match read {
            Ok(scenario) => console::print(&fine(file, &scenario))?,
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

fn fine(file: &Path, scenario: &Scenario) -> String {
    let model = &scenario.model;
    format!(
        "{}: fine. {} inputs, {} of them uncertain; {} products, {} buyers, {} weeks.\n",
        scenario::shown(&file.display().to_string()),
        scenario.register.len(),
        model.inputs.iter().filter(|input| !input.dist.is_fixed()).count(),
        model.products.len(),
        model.buyers.len(),
        model.calendar.weeks(),
    )
}

fn report<'a>(
    read: impl Iterator<Item = (&'a PathBuf, Result<Scenario, Diagnostics>)>,
) -> Result<(), Failure> {
    let files: Vec<FileReport> = read
        .map(|(file, read)| FileReport {
            file: file.display().to_string(),
            fine: read.is_ok(),
            problems: read.err().map_or_else(Vec::new, |diagnostics| diagnostics.problems()),
        })
        .collect();
    let fine = files.iter().all(|file| file.fine);
    console::print_json(&Report { schema: SCHEMA, fine, files })?;
    if fine { Ok(()) } else { Err(Failure::Reported) }
}
