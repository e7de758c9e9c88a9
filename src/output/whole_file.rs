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
    /// The name by which people know it.
    shown: PathBuf,
    /// The bytes that it will have at least.
    needs: u64,
    path: PathBuf,
    /// None once it is closed.
    file: Option<BufWriter<File>>,
    digest: Sha256,
    bytes: u64,
    /// Why the system took no more, where it did: encoders hide it.
    refusal: Option<io::Error>,
}

impl WholeFile {
    /// Begins a file beside its target, of at least `needs` bytes; errors call it `shown`.
    ///
    /// # Errors
    /// If the system refuses.
    pub(super) fn begin(target: &Path, shown: &Path, needs: u64) -> Result<Self, OutputError> {
        let (path, file) = temporary(target).map_err(OutputError::writing(shown, needs))?;
        Ok(Self {
            target: target.to_owned(),
            shown: shown.to_owned(),
            needs,
            path,
            file: Some(BufWriter::new(file)),
            digest: Sha256::new(),
            bytes: 0,
            refusal: None,
        })
    }

    /// Puts the file in its place in one step and tells its size and SHA-256. That the name lasts
    /// is for [`sync_folder`].
    ///
    /// # Errors
    /// If the system refuses; the target is then as it was.
    pub(super) fn finish(mut self) -> Result<(u64, String), OutputError> {
        let failed = OutputError::writing(&self.shown, self.needs.max(self.bytes));
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
        let digest = std::mem::take(&mut self.digest).finalize();
        let hex = digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Ok((self.bytes, hex))
    }

    /// An error of filling this file: what the system said, where that is the cause.
    pub(super) fn cause(&mut self, error: OutputError) -> OutputError {
        match self.refusal.take() {
            Some(refusal) => OutputError::writing(&self.shown, self.needs.max(self.bytes))(refusal),
            None => error,
        }
    }

    /// Adds bytes.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        let needs = self.needs.max(self.bytes + bytes.len() as u64);
        self.write_all(bytes).map_err(OutputError::writing(&self.shown, needs))
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = &mut self.file else { return Err(io::ErrorKind::BrokenPipe.into()) };
        let count = file.write(bytes).inspect_err(|error| {
            self.refusal = error.raw_os_error().map(io::Error::from_raw_os_error);
        })?;
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
pub(super) fn temporary(target: &Path) -> io::Result<(PathBuf, File)> {
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
            Err(error) => return Err(error),
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
