//! Whole files written side by side: what takes long is that the disk says it has each of them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::OutputError;
use super::whole_file::WholeFile;

/// Files that wait for the disk at once.
const ABREAST: usize = 8;

/// A file to write.
#[derive(Debug)]
pub(super) struct ToWrite<'b> {
    /// Where it is put.
    pub place: PathBuf,
    /// The name by which people know it.
    pub shown: PathBuf,
    pub bytes: &'b [u8],
}

impl ToWrite<'_> {
    fn write(&self) -> Result<(u64, String), OutputError> {
        let mut file = WholeFile::begin(&self.place, &self.shown, self.bytes.len() as u64)?;
        file.put(self.bytes)?;
        file.finish()
    }
}

/// Writes all files, and tells the size and SHA-256 of each in their order.
///
/// # Errors
/// That of the first file in their order that could not be written; after it none begins, and those that are whole
/// stay.
pub(super) fn write_abreast(files: &[ToWrite<'_>]) -> Result<Vec<(u64, String)>, OutputError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((place, file)) = {
            let place = next.fetch_add(1, Ordering::Relaxed);
            files.get(place).map(|file| (place, file))
        } {
            let written = file.write();
            if written.is_err() {
                next.store(files.len(), Ordering::Relaxed);
            }
            done.push((place, written));
        }
        done
    };
    let mut all: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..ABREAST.min(files.len())).map(|_| scope.spawn(work)).collect();
        let joined = workers.into_iter().flat_map(|worker| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.collect()
    });
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, written)| written).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::FileRecord;

    #[test]
    fn all_are_whole_and_told_of_in_their_order() {
        let folder = tempfile::tempdir().expect("a folder");
        let texts: Vec<String> =
            (0..37).map(|k| format!("{k}").repeat(1 + 5_000 * (k % 3))).collect();
        let files = texts.iter().enumerate().map(|(k, text)| {
            let place = folder.path().join(format!("{k}.txt"));
            ToWrite { shown: place.clone(), place, bytes: text.as_bytes() }
        });
        let files: Vec<ToWrite<'_>> = files.collect();
        let written = write_abreast(&files).expect("room");
        assert_eq!(written.len(), files.len());
        for (file, (bytes, sha256)) in files.iter().zip(written) {
            assert_eq!(std::fs::read(&file.place).expect("a file"), file.bytes);
            assert_eq!(
                FileRecord { name: String::new(), bytes, sha256 },
                FileRecord::of("", file.bytes)
            );
        }
        assert_eq!(
            std::fs::read_dir(folder.path()).expect("a folder").count(),
            37,
            "no other file"
        );
        assert_eq!(write_abreast(&[]).expect("nothing"), []);
    }

    #[test]
    fn the_first_that_fails_is_told_and_leaves_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = |name: &str| {
            let place = folder.path().join(name);
            ToWrite { shown: place.clone(), place, bytes: b"x" }
        };
        let files = [file("a"), file("none/b"), file("none/c"), file("d")];
        let error = write_abreast(&files).expect_err("there is no such folder").to_string();
        assert!(error.contains("none/b"), "{error}");
        assert!(!folder.path().join("none").exists());
    }
}
