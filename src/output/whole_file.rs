//! A file that is complete or absent: written under another name, flushed to the disk, renamed.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::OutputError;

/// Temporary names tried for one file before giving up.
const ATTEMPTS: u32 = 100;

/// A file on its way to its name; dropped before `finish`, it leaves nothing.
#[derive(Debug)]
pub struct WholeFile {
    target: PathBuf,
    path: PathBuf,
    /// None once it is closed.
    file: Option<BufWriter<File>>,
    digest: Sha256,
    bytes: u64,
}

impl WholeFile {
    /// Begins a file beside its target.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn begin(target: &Path) -> Result<Self, OutputError> {
        let (path, file) = temporary(target)?;
        let file = Some(BufWriter::new(file));
        Ok(Self { target: target.to_owned(), path, file, digest: Sha256::new(), bytes: 0 })
    }

    /// Puts the file in its place in one step and tells its size and SHA-256.
    ///
    /// # Errors
    /// If the system refuses; the target is then as it was.
    pub(super) fn finish(mut self) -> Result<(u64, String), OutputError> {
        let failed = OutputError::io("write", &self.target);
        if let Some(buffer) = self.file.take() {
            let flushed = buffer.into_inner().map_err(io::IntoInnerError::into_error);
            let placed = flushed
                .and_then(|file| file.sync_all())
                .and_then(|()| fs::rename(&self.path, &self.target));
            if let Err(error) = placed {
                // The first error is the one to tell; a leftover has a name that nobody reads.
                let _ = fs::remove_file(&self.path);
                return Err(failed(error));
            }
        }
        sync_parent(&self.target)?;
        let digest = std::mem::take(&mut self.digest).finalize();
        let hex = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Ok((self.bytes, hex))
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.write_all(bytes).map_err(OutputError::io("write", &self.target))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let count = file.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), BufWriter::flush)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A new hidden file beside `target`, which nothing else has open.
pub(super) fn temporary(target: &Path) -> Result<(PathBuf, File), OutputError> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let mut attempt = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{process}-{attempt}.partial"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < ATTEMPTS => {
                attempt += 1;
            }
            Err(error) => return Err(OutputError::io("write", target)(error)),
        }
    }
}

pub(super) fn sync_parent(path: &Path) -> Result<(), OutputError> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_folder(Path::new(".")),
        Some(parent) => sync_folder(parent),
        None => Ok(()),
    }
}

/// Makes renames in a folder last through a loss of power, where folders can be flushed.
pub(super) fn sync_folder(folder: &Path) -> Result<(), OutputError> {
    if cfg!(unix) {
        let flushed = File::open(folder).and_then(|opened| opened.sync_all());
        return flushed.map_err(OutputError::io("flush the folder", folder));
    }
    Ok(())
}
