//! `tradeflow report`: a finished run as one page that opens offline, and prints.

use std::path::{Path, PathBuf};

use super::finished::Finished;
use super::run::summarise;
use super::{Failure, console};
use crate::analysis::Drawn;
use crate::output::{OutputError, RunFolder, write_new};
use crate::report::Report;

/// The page's name in the folder of its run.
const PAGE: &str = "report.html";
/// The verb whose folders a page is made of.
const VERB: &str = "run";

#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The folder of a finished run
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write the page to this file, not to report.html in the run's folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a page that was changed since it was written, or the file named by --out
    #[arg(long)]
    force: bool,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// Runs the command: opens the folder, simulates its paths again, writes the page.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let finished = Finished::open(&args.folder)?;
    of_a_run(&finished)?;
    if let Some(file) = args.out.as_ref().filter(|file| !args.force && file.exists()) {
        return Err(OutputError::Exists { path: file.clone() }.into());
    }
    let plan = finished.plan(args.threads);
    let results = finished.simulate(plan, args.quiet)?;
    let (scenario, result) = (&finished.scenarios[0], &results[0]);
    let summaries = summarise(result);
    let drawn = Drawn::new(&scenario.model, result);
    let hash = &finished.manifest.scenarios[0].hash;
    let report = Report { scenario, result, summaries: &summaries, drawn: &drawn, hash };
    let page = report.html(plan)?;
    let written = write(args, &finished, &page)?;
    if args.quiet {
        return Ok(());
    }
    let shown = console::plain(&written.display().to_string());
    let kilobytes = page.len().div_ceil(1000);
    console::print(&format!(
        "{shown}: one page of {kilobytes} kB that needs no network; open it in a browser, or send it\n"
    ))
}

/// That the folder is one of a run of one scenario.
fn of_a_run(finished: &Finished) -> Result<(), Failure> {
    let manifest = &finished.manifest;
    if manifest.command == VERB && finished.scenarios.len() == 1 {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!(
            "{} is of `tradeflow {}`: a report is made of a run of one scenario",
            finished.folder.display(),
            console::plain(&manifest.command)
        ),
        help: "run the scenario, and name the folder of that run".to_owned(),
    })
}

/// Writes the page into the run's folder and its manifest, or to the file that was named.
fn write(args: &ReportArgs, finished: &Finished, page: &[u8]) -> Result<PathBuf, Failure> {
    let Some(file) = &args.out else {
        let mut folder = RunFolder::extend(&finished.folder, &finished.manifest, args.force);
        folder.write(PAGE, page)?;
        folder.finish(finished.manifest.clone())?;
        return Ok(finished.folder.join(PAGE));
    };
    if args.force {
        remove(file)?;
    }
    write_new(file, page)?;
    Ok(file.clone())
}

fn remove(file: &Path) -> Result<(), Failure> {
    match std::fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(OutputError::io("replace", file)(error).into())
        }
        _ => Ok(()),
    }
}
