//! Why a run's files could not be written, and what to do about it.

use std::io;
use std::path::PathBuf;

use crate::analysis::wording::grouped;

/// A failure to write results. Files named by earlier successful writes are complete; the one in
/// the error is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The path of the run's folder is something else.
    #[error("{} is a file, not a folder: choose another folder", path.display())]
    NotAFolder { path: PathBuf },
    /// The folder holds results that nobody asked to replace.
    #[error(
        "{} already holds {file}: choose another folder, or replace what is there with --force",
        folder.display()
    )]
    Occupied { folder: PathBuf, file: String },
    /// A file of this name is there, and nobody asked to replace it.
    #[error("{} already exists: choose {or}", path.display())]
    Exists {
        path: PathBuf,
        /// What to choose instead.
        or: &'static str,
    },
    /// A name that would leave the folder, or one that the run keeps for itself.
    #[error("{name:?} cannot name a file of a run: use plain names, as in \"charts/fan.svg\"")]
    BadName { name: String },
    /// A folder of this name is where a file should go, or the other way round, or it is a link.
    #[error("{} is in the way: move it, or choose another folder", path.display())]
    InTheWay { path: PathBuf },
    /// The checkpoint is that of another sweep or run, or of another version of the program.
    #[error(
        "{} cannot be taken up again: {why}: start anew, with --force or in another folder",
        path.display()
    )]
    OtherCheckpoint { path: PathBuf, why: String },
    /// The folder holds a run that can be gone on with.
    #[error(
        "{} holds a run that was broken off: go on with it by `tradeflow resume`, or start anew with \
         --force",
        folder.display()
    )]
    BrokenOff { folder: PathBuf },
    /// Another process is at work there.
    #[error("{} is in use: wait until the other run has ended, or choose another folder", path.display())]
    InUse { path: PathBuf },
    /// There is no room for a file.
    #[error(
        "cannot write {}: it needs {} bytes at least, and there is no room for them: {source}: {}",
        path.display(), grouped(*bytes as usize), next_step(source)
    )]
    NoRoom { path: PathBuf, bytes: u64, source: io::Error },
    /// The disk has less room than all the files will take.
    #[error(
        "cannot write {}: it needs about {} bytes, and the disk has room for {}: free some space, choose a folder \
         on another disk, or ask for fewer paths",
        path.display(), grouped(*bytes as usize), grouped(*free as usize)
    )]
    TooLittleRoom { path: PathBuf, bytes: u64, free: u64 },
    /// The operating system refused.
    #[error("cannot {action} {}: {source}: {}", path.display(), next_step(source))]
    Io { action: &'static str, path: PathBuf, source: io::Error },
    /// A table could not be encoded as Parquet.
    #[error("cannot encode the table {table:?} as Parquet: {source}: write it as CSV instead")]
    Parquet { table: String, source: ::parquet::errors::ParquetError },
    /// A table could not be encoded as CSV.
    #[error("cannot encode the table {table:?} as CSV: {source}: write it as Parquet instead")]
    Csv { table: String, source: ::csv::Error },
    /// A workbook could not be encoded.
    #[error("cannot encode the workbook: {source}: write the tables as CSV instead")]
    Workbook { source: Box<rust_xlsxwriter::XlsxError> },
    /// A value could not be encoded as JSON.
    #[error("cannot encode {file} as JSON: {source}: report this as a fault of the program")]
    Json { file: String, source: serde_json::Error },
}

impl OutputError {
    /// For `map_err`: the action and the path that failed.
    pub fn io(action: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// For `map_err`: the file that could not be written, and the bytes that it needs at least.
    pub fn writing(path: impl Into<PathBuf>, bytes: u64) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::NoRoom { path, bytes, source },
            _ => Self::Io { action: "write", path, source },
        }
    }
}

fn next_step(source: &io::Error) -> &'static str {
    match source.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "choose a folder that you may write to"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space or choose a folder on another disk"
        }
        io::ErrorKind::FileTooLarge => "raise the limit on the size of files (`ulimit -f`)",
        io::ErrorKind::InvalidFilename => "choose a shorter name",
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a part of the path is not a folder: choose another"
        }
        _ => "check the path and try again, or choose another folder",
    }
}
