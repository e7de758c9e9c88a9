//! `tradeflow check`: all problems of the files at once.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::args::SetArgs;
use super::{Failure, console};
use crate::scenario::{self, Diagnostics, Loaded, Problem, Scenario};

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
    let read = args.files.iter().map(|file| (file, scenario::load_all(file, &args.inputs.set)));
    if args.json {
        return report(read);
    }
    let mut first = None;
    for (file, read) in read {
        match read {
            Ok(loaded) => console::print(&fine(file, &loaded))?,
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

/// What a file holds; of worlds, each on a line of its own.
fn fine(file: &Path, loaded: &Loaded) -> String {
    let file = scenario::shown(&file.display().to_string());
    match loaded {
        Loaded::One(scenario) => format!("{file}: fine. {}\n", contents(scenario)),
        Loaded::Worlds(worlds) => {
            let weights = if worlds.weights().is_some() { "with" } else { "without" };
            let mut text =
                format!("{file}: fine. {} worlds {weights} weights.\n", worlds.list.len());
            for world in &worlds.list {
                text += &format!("  {}: {}\n", world.name, contents(&world.scenario));
            }
            text
        }
    }
}

/// "230 inputs, 60 of them uncertain; 2 products, 9 buyers, 100 weeks."
fn contents(scenario: &Scenario) -> String {
    let model = &scenario.model;
    format!(
        "{} inputs, {} of them uncertain; {} products, {} buyers, {} weeks.",
        scenario.register.len(),
        model.inputs.iter().filter(|input| !input.dist.is_fixed()).count(),
        model.products.len(),
        model.buyers.len(),
        model.calendar.weeks(),
    )
}

fn report<'a>(
    read: impl Iterator<Item = (&'a PathBuf, Result<Loaded, Diagnostics>)>,
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
