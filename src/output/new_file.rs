//! A file of its own, outside any run's folder: written whole, and never over another.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::OutputError;

/// Writes a file that is not there yet.
///
/// # Errors
/// If something of this name is there, or if the system refuses; then nothing is left behind.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut file = match OpenOptions::new().write(true).create_new(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(OutputError::Exists { path: path.to_owned() });
        }
        Err(error) => return Err(OutputError::io("write", path)(error)),
    };
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(|error| {
        // Half a file is worse than none; the first error is the one to tell.
        let _: std::io::Result<()> = fs::remove_file(path);
        OutputError::io("write", path)(error)
    })
}
