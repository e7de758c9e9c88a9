//! `tradeflow resume`: a sweep, a run or a comparison that was broken off goes on where it stopped.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::time::Instant;

use super::args::{FileArgs, ShowArgs};
use super::cells::{Begun, Prepared, SWEEP_FILE};
use super::definition::{self, RUN_FILE};
use super::style::{self, Style};
use super::{Failure, console, folder, sweep};
use crate::output::{Checkpoint, MANIFEST, UNFINISHED, is_resumable, settle};
use crate::scenario::Sweep;

#[derive(Debug, clap::Args)]
pub struct ResumeArgs {
    /// The folder of the sweep, run or comparison
    folder: PathBuf,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
}

/// Runs the command: finished cells are not repeated.
pub fn resume(args: &ResumeArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let shown = args.folder.display();
    let talks = !args.show.quiet && !args.show.json;
    if settle(&args.folder)? && talks {
        console::print("the last files are in their places now\n\n")?;
    }
    // Beside a run that was to be replaced there may be what was done of the new one.
    if args.folder.join(MANIFEST).exists() && !is_resumable(&args.folder) {
        return Err(Failure::Usage {
            message: format!("{shown} is complete: there is nothing to resume"),
            help: "its results are in the folder".to_owned(),
        });
    }
    let path = args.folder.join(UNFINISHED).join(SWEEP_FILE);
    if let Ok(text) = fs::read(args.folder.join(UNFINISHED).join(RUN_FILE)) {
        return definition::resume(&args.folder, &text, args.threads, &args.show);
    }
    let text = fs::read(&path).map_err(|error| Failure::Usage {
        message: match error.kind() {
            ErrorKind::NotFound if !args.folder.exists() => format!("there is no folder {shown}"),
            ErrorKind::NotFound => format!("{shown} holds nothing that was broken off"),
            _ => format!("{} cannot be read: {error}", path.display()),
        },
        help: "name the folder that `tradeflow run`, `compare` or `sweep` was writing to"
            .to_owned(),
    })?;
    let sweep: Sweep = serde_json::from_slice(&text).map_err(|error| Failure::Usage {
        message: format!("{} cannot be read: {error}", path.display()),
        help: "start the sweep anew, with --force or in another folder".to_owned(),
    })?;
    let style = Style::new(&args.write, style::SWEEP)?;
    let plan = sweep::plan(&sweep, args.threads);
    let prepared = Prepared::new(sweep, plan)?;
    let mut folder = folder::reopen(&args.folder)?;
    let (checkpoint, found) = Checkpoint::resume(folder.unfinished(), prepared.head(&text))?;
    let cells = prepared.design.cells();
    if found.cut_bytes > 0 {
        let word = format!(
            "note: the checkpoint ends in {} bytes that are no whole cell; they are cut off, and the \
             cells from {} on are simulated again\n",
            found.cut_bytes, found.rows
        );
        console::complain(&word);
    }
    if talks {
        console::print(&format!("{} of {cells} cells are there already\n\n", found.rows))?;
    }
    prepared.check_cells(true)?;
    prepared.write_definition(&mut folder, args.write.csv)?;
    let started = Begun { begun, overrides: Vec::new() };
    prepared.run(folder, checkpoint, &started, &args.show, &style)
}
