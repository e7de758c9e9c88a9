//! `tradeflow verify`: whether a finished run is as it was written, and comes out the same again.

use std::path::{Path, PathBuf};

use super::finished::Finished;
use super::{Failure, console};
use crate::analysis::wording::grouped;
use crate::output::{FileRecord, Manifest, is_as_written};

/// The verbs whose paths are those of their scenarios as they stand, whole in `paths.parquet`.
const REPEATABLE: [&str; 2] = ["run", "compare"];

#[derive(Debug, clap::Args)]
pub struct VerifyArgs {
    /// Folders of finished runs
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Compare the files with the manifest only, and simulate nothing
    #[arg(long)]
    files_only: bool,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// Runs the command on each folder, and ends at the first that is not what it was.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    for folder in &args.folders {
        let told = one(args, folder)?;
        if !args.quiet {
            console::print(&told)?;
        }
    }
    Ok(())
}

/// Verifies one folder and says what was found.
fn one(args: &VerifyArgs, folder: &Path) -> Result<String, Failure> {
    let finished = Finished::open(folder)?;
    let Manifest { run, command, files, .. } = &finished.manifest;
    unchanged(folder, files)?;
    let mut told = format!(
        "{}, run {}: {} files are as `tradeflow {}` wrote them\n",
        folder.display(),
        console::plain(run),
        files.len(),
        console::plain(command)
    );
    if REPEATABLE.contains(&command.as_str()) && !args.files_only {
        let results = finished.simulate(finished.plan(args.threads), args.quiet)?;
        let paths: usize = results.iter().map(|result| result.paths).sum();
        told +=
            &format!("{}: {} paths came out the same again\n", folder.display(), grouped(paths));
    }
    if *run != finished.manifest.id() {
        return Err(Failure::Usage {
            message: format!(
                "{}: its manifest is not that of run {}: it was changed",
                folder.display(),
                console::plain(run)
            ),
            help: "run the scenario again, and use the new folder".to_owned(),
        });
    }
    Ok(told)
}

/// Every file of the manifest is there, with the bytes that were written.
fn unchanged(folder: &Path, files: &[FileRecord]) -> Result<(), Failure> {
    let changed: Vec<String> = files
        .iter()
        .filter(|record| !is_as_written(folder, record))
        .map(|record| console::plain(&record.name))
        .collect();
    if changed.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!(
            "{}: missing or changed since the run: {}",
            folder.display(),
            changed.join(", ")
        ),
        help: "run the scenario again: the manifest holds it as one text".to_owned(),
    })
}
