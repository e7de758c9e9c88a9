//! Where a run's results go: exactly `--out`, or the next free number under `output/<scenario>`.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::Failure;
use super::args::FolderArgs;
use crate::output::{OutputError, RunFolder};

/// The folder that holds all runs.
const OUTPUT: &str = "output";

/// Opens the folder for results about `subject`, a scenario as a rule, before any work is done;
/// one of `several` gets a folder of its own in `--out`.
///
/// # Errors
/// If it cannot be made or written, or holds a run and `--force` is not given.
pub fn open(subject: &str, args: &FolderArgs, several: bool) -> Result<RunFolder, Failure> {
    let path = match &args.out {
        Some(out) if several => out.join(subject),
        Some(out) => out.clone(),
        None => next_free(&Path::new(OUTPUT).join(subject))?,
    };
    Ok(RunFolder::create(&path, args.force)?)
}

/// Makes and returns the first of `001`, `002`, … that does not exist. Making it claims it: two
/// runs at once get two folders.
fn next_free(parent: &Path) -> Result<PathBuf, Failure> {
    fs::create_dir_all(parent).map_err(OutputError::io("create", parent))?;
    for number in 1u32.. {
        let path = parent.join(format!("{number:03}"));
        match fs::create_dir(&path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(OutputError::io("create", &path)(error).into()),
        }
    }
    Err(Failure::Usage {
        message: format!("all run numbers under {} are taken", parent.display()),
        help: "name a folder with --out".to_owned(),
    })
}
