//! Where a run's results go: exactly `--out`, or the next free number under `output/<scenario>`.

use std::path::Path;

use super::args::FolderArgs;
use super::{Failure, interrupt};
use crate::output::RunFolder;

/// The folder that holds all runs.
const OUTPUT: &str = "output";

/// Opens the folder for results about `subject`, a scenario as a rule, before any work is done;
/// one of `several` gets a folder of its own in `--out`.
///
/// # Errors
/// If it cannot be made or written, or holds a run and `--force` is not given.
pub fn open(subject: &str, args: &FolderArgs, several: bool) -> Result<RunFolder, Failure> {
    let folder = match &args.out {
        Some(out) if several => RunFolder::create(&out.join(subject), args.force),
        Some(out) => RunFolder::create(out, args.force),
        None => RunFolder::numbered(&Path::new(OUTPUT).join(subject)),
    }?;
    interrupt::at_work_in(folder.path());
    Ok(folder)
}

/// Opens the folder of a run that was broken off.
///
/// # Errors
/// If there is no such run, or another one is at work in the folder.
pub fn reopen(path: &Path) -> Result<RunFolder, Failure> {
    let folder = RunFolder::reopen(path)?;
    interrupt::at_work_in(path);
    Ok(folder)
}
