//! A file of its own, outside any run's folder: written whole, and over another only when that is asked for.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::OutputError;
use super::whole_file::{WholeFile, sync_parent, temporary};
use super::writer::exists;

/// Writes a file that is not there yet.
///
/// # Errors
/// If something of this name is there, or if the system refuses; then nothing is left behind.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    if exists(path) {
        return Err(OutputError::Exists { path: path.to_owned(), or: "another name" });
    }
    let failed = || OutputError::writing(path, bytes.len() as u64);
    let (whole, mut file) = temporary(path).map_err(failed())?;
    let placed = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
        // A link, other than a new name, is refused where another has made the file meanwhile.
        match fs::hard_link(&whole, path) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => fs::rename(&whole, path),
            other => other,
        }
    });
    // Gone already where it was renamed; a leftover has a name that nobody reads.
    let _: io::Result<()> = fs::remove_file(&whole);
    match placed {
        Ok(()) => sync_parent(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(OutputError::Exists { path: path.to_owned(), or: "another name" })
        }
        Err(error) => Err(failed()(error)),
    }
}

/// Writes a file in place of one that may be there, which stays until the new one is whole. A link is replaced,
/// not followed.
///
/// # Errors
/// If the system refuses.
pub fn write_over(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut file = WholeFile::begin(path, path, bytes.len() as u64)?;
    file.put(bytes)?;
    file.finish()?;
    sync_parent(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_whole_and_an_old_one_is_replaced_only_when_asked() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("page.html");
        write_new(&path, b"first").expect("written");
        let refused = write_new(&path, b"second").expect_err("there");
        assert!(matches!(refused, OutputError::Exists { .. }), "{refused}");
        assert_eq!(fs::read(&path).expect("a file"), b"first");
        write_over(&path, b"second").expect("replaced");
        assert_eq!(fs::read(&path).expect("a file"), b"second");
        assert!(write_new(&folder.path().join("none/page.html"), b"x").is_err());
        assert!(write_over(folder.path(), b"x").is_err(), "a folder is no place for a file");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else");
    }
}
