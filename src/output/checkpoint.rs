//! The checkpoint of a sweep: finished cells, one after the other, each with a checksum.
//!
//! The file begins with a line of JSON that says what it belongs to. A record is the cell's row of
//! doubles and eight bytes of SHA-256 over the checksum before it and the row, all little-endian: a
//! record that is cut short, altered, or out of its place does not fit, and ends what is taken over.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::OutputError;

/// The name of the file in a sweep's folder.
pub const CHECKPOINT: &str = "cells.checkpoint";
/// The version of its form.
const FORM: u32 = 1;
/// Bytes of a record's checksum.
pub(super) const CHECK: usize = 8;
/// Rows between two flushes to the disk.
const FLUSH_ROWS: usize = 256;
/// The longest first line.
const MAX_HEAD_BYTES: u64 = 4096;

/// What a checkpoint belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointHead {
    form: u32,
    /// The version of the program: another one may give other numbers.
    version: String,
    /// The digest of what decides the results: the text of `sweep.json` or `run.json`.
    definition: String,
    /// Numbers in a row, and rows in all: of a cell each, or of a path and of a batch.
    width: usize,
    cells: usize,
}

impl CheckpointHead {
    pub fn new(definition: String, width: usize, cells: usize) -> Self {
        let version = env!("CARGO_PKG_VERSION").to_owned();
        Self { form: FORM, version, definition, width, cells }
    }
}

/// A checkpoint that rows are added to. The file is locked while it is open.
#[derive(Debug)]
pub struct Checkpoint {
    file: File,
    path: PathBuf,
    head: CheckpointHead,
    /// The checksum of the last record.
    chain: [u8; CHECK],
    rows: usize,
}

/// What was found in a file that is taken up again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Whole records.
    pub rows: usize,
    /// Bytes after them that did not fit, and were cut off.
    pub cut_bytes: u64,
}

impl Checkpoint {
    /// A new, empty checkpoint in a folder, in place of one that may be there.
    ///
    /// # Errors
    /// If it cannot be written, or another process has it open.
    pub fn create(folder: &Path, head: CheckpointHead) -> Result<Self, OutputError> {
        let (path, file) = open(&folder.join(CHECKPOINT), true)?;
        let (file, line) = begin(&path, file, &head)?;
        let chain = check([0; CHECK], &line);
        Ok(Self { file, path, head, chain, rows: 0 })
    }

    /// Takes a checkpoint up again: what follows the last whole record is cut off.
    ///
    /// # Errors
    /// If there is none, if it belongs to something else, or another process has it open.
    pub fn resume(folder: &Path, head: CheckpointHead) -> Result<(Self, Found), OutputError> {
        let (path, file) = open(&folder.join(CHECKPOINT), false)?;
        let (file, line) = reopen(&path, file, &head)?;
        let mut checkpoint = Self { chain: check([0; CHECK], &line), file, path, head, rows: 0 };
        let mut rows = 0;
        let (mut chain, start) = (checkpoint.chain, line.len() as u64);
        let end = checkpoint.file.metadata().map(|meta| meta.len());
        let end = end.map_err(OutputError::io("read", &checkpoint.path))?;
        checkpoint.each_row(|_, _, sum| {
            rows += 1;
            chain = sum;
        })?;
        let whole = start + (rows * checkpoint.record_bytes()) as u64;
        let cut = checkpoint.file.set_len(whole);
        cut.and_then(|()| checkpoint.file.seek(SeekFrom::End(0)))
            .map_err(OutputError::io("shorten", &checkpoint.path))?;
        (checkpoint.rows, checkpoint.chain) = (rows, chain);
        Ok((checkpoint, Found { rows, cut_bytes: end.saturating_sub(whole) }))
    }

    /// Opens a checkpoint to be read, and changes nothing: it may be one that may not be written.
    ///
    /// # Errors
    /// If there is none, or it belongs to something else.
    pub fn read(folder: &Path, head: CheckpointHead) -> Result<Self, OutputError> {
        let path = folder.join(CHECKPOINT);
        let file = File::open(&path).map_err(OutputError::io("open", &path))?;
        let (file, line) = reopen(&path, file, &head)?;
        let mut checkpoint = Self { chain: check([0; CHECK], &line), file, path, head, rows: 0 };
        let mut rows = 0;
        checkpoint.each_row(|_, _, _| rows += 1)?;
        checkpoint.rows = rows;
        Ok(checkpoint)
    }

    /// Takes the file away, where there is nothing to go on from.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn remove(self) -> Result<(), OutputError> {
        std::fs::remove_file(&self.path).map_err(OutputError::io("remove", &self.path))
    }

    /// Ends the work on it: all of it is on the disk, and nobody has it open.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn close(self) -> Result<(), OutputError> {
        self.file.sync_all().map_err(OutputError::io("flush", &self.path))
    }

    /// The rows in it.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds the row of the next cell.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn append(&mut self, row: &[f64]) -> Result<(), OutputError> {
        let mut record: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
        self.chain = check(self.chain, &record);
        record.extend(self.chain);
        self.rows += 1;
        let mut written = self.file.write_all(&record);
        if self.rows.is_multiple_of(FLUSH_ROWS) {
            written = written.and_then(|()| self.file.sync_data());
        }
        let end = self.rows as u64 * self.record_bytes() as u64;
        written.map_err(OutputError::writing(&self.path, end))
    }

    /// Shows every row in the order of the cells, reading the file from its start.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn for_each(&mut self, mut show: impl FnMut(usize, &[f64])) -> Result<(), OutputError> {
        self.each_row(|cell, row, _| show(cell, row))
    }

    fn record_bytes(&self) -> usize {
        self.head.width * 8 + CHECK
    }

    /// Shows whole records with their checksums, up to the first that does not fit.
    fn each_row(
        &mut self,
        mut show: impl FnMut(usize, &[f64], [u8; CHECK]),
    ) -> Result<(), OutputError> {
        let read = |error| OutputError::io("read", &self.path)(error);
        let line = read_head(&mut self.file).map_err(read)?;
        let (mut chain, mut cell) = (check([0; CHECK], &line), 0);
        let mut record = vec![0; self.record_bytes()];
        let mut row = vec![0.0; self.head.width];
        let mut reader = BufReader::new(&self.file);
        while cell < self.head.cells {
            match reader.read_exact(&mut record) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => return Err(read(error)),
            }
            let (values, sum) = record.split_at(self.head.width * 8);
            chain = check(chain, values);
            if sum != chain {
                break;
            }
            for (value, bytes) in row.iter_mut().zip(values.chunks_exact(8)) {
                *value = f64::from_le_bytes(bytes.try_into().expect("eight bytes of chunks of 8"));
            }
            show(cell, &row, chain);
            cell += 1;
        }
        Ok(())
    }
}

/// Opens a file and locks it.
pub(super) fn open(path: &Path, create: bool) -> Result<(PathBuf, File), OutputError> {
    let path = path.to_owned();
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(create).truncate(false);
    let file = options.open(&path).map_err(OutputError::io("open", &path))?;
    match file.try_lock() {
        Ok(()) => Ok((path, file)),
        Err(TryLockError::WouldBlock) => Err(OutputError::InUse { path }),
        Err(TryLockError::Error(error)) => Err(OutputError::io("lock", &path)(error)),
    }
}

/// Empties the file and writes its first line, which is returned.
pub(super) fn begin(
    path: &Path,
    mut file: File,
    head: &CheckpointHead,
) -> Result<(File, Vec<u8>), OutputError> {
    let line = first_line(path, head)?;
    let emptied = file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0)));
    let written = emptied.and_then(|_| file.write_all(&line));
    let failed = OutputError::writing(path, line.len() as u64);
    written.and_then(|()| file.sync_all()).map_err(failed)?;
    Ok((file, line))
}

fn first_line(path: &Path, head: &CheckpointHead) -> Result<Vec<u8>, OutputError> {
    let mut line = serde_json::to_vec(head)
        .map_err(|source| OutputError::Json { file: path.display().to_string(), source })?;
    line.push(b'\n');
    Ok(line)
}

/// Reads the first line and holds it against what it should be. A file in which it is not whole yet was broken off as it
/// was begun, and is begun anew.
pub(super) fn reopen(
    path: &Path,
    mut file: File,
    head: &CheckpointHead,
) -> Result<(File, Vec<u8>), OutputError> {
    let line = read_head(&mut file).map_err(OutputError::io("read", path))?;
    let whole = first_line(path, head)?;
    if line.len() < whole.len() && whole.starts_with(&line) {
        return begin(path, file, head);
    }
    let found = serde_json::from_slice::<CheckpointHead>(&line).ok();
    if found.as_ref() != Some(head) {
        let (path, why) = (path.to_owned(), difference(found, head));
        return Err(OutputError::OtherCheckpoint { path, why });
    }
    Ok((file, line))
}

/// The first line with its end, from the start of the file, which is left right behind it.
fn read_head(file: &mut File) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(0))?;
    let mut line = Vec::new();
    for byte in BufReader::new(&mut *file).take(MAX_HEAD_BYTES).bytes() {
        line.push(byte?);
        if line.ends_with(b"\n") {
            break;
        }
    }
    file.seek(SeekFrom::Start(line.len() as u64))?;
    Ok(line)
}

/// What is not as it should be, in words.
fn difference(found: Option<CheckpointHead>, wanted: &CheckpointHead) -> String {
    match found {
        None => "its first line is damaged".to_owned(),
        Some(found) if found.form != wanted.form => {
            format!("its form is version {}, not {}", found.form, wanted.form)
        }
        Some(found) if found.version != wanted.version => {
            format!("it is of tradeflow {}, this is {}", found.version, wanted.version)
        }
        Some(_) => "what it was made for was changed since".to_owned(),
    }
}

/// The checksum of a piece that follows another.
pub(super) fn check(before: [u8; CHECK], bytes: &[u8]) -> [u8; CHECK] {
    let digest = Sha256::new().chain_update(before).chain_update(bytes).finalize();
    std::array::from_fn(|i| digest[i])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const WIDTH: usize = 3;

    fn head() -> CheckpointHead {
        CheckpointHead::new("abc".to_owned(), WIDTH, 10)
    }

    fn row(cell: usize) -> [f64; WIDTH] {
        [cell as f64, f64::NAN, -0.5]
    }

    fn rows(checkpoint: &mut Checkpoint) -> Vec<f64> {
        let mut firsts = Vec::new();
        checkpoint
            .for_each(|cell, row| {
                assert_eq!(row[0], cell as f64);
                assert!(row[1].is_nan() && row[2] == -0.5);
                firsts.push(row[0]);
            })
            .expect("readable");
        firsts
    }

    /// A folder with a checkpoint of six rows, and its bytes.
    fn six() -> (tempfile::TempDir, Vec<u8>) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut checkpoint = Checkpoint::create(folder.path(), head()).expect("new");
        for cell in 0..6 {
            checkpoint.append(&row(cell)).expect("room");
        }
        drop(checkpoint);
        let bytes = fs::read(folder.path().join(CHECKPOINT)).expect("the file");
        (folder, bytes)
    }

    #[test]
    fn rows_come_back_and_more_are_added() {
        let (folder, _) = six();
        let (mut checkpoint, found) = Checkpoint::resume(folder.path(), head()).expect("whole");
        assert_eq!(found, Found { rows: 6, cut_bytes: 0 });
        checkpoint.append(&row(6)).expect("room");
        assert_eq!(rows(&mut checkpoint).len(), 7);
    }

    /// Cut anywhere, the whole records before stay, and going on gives the file of an unbroken run.
    #[test]
    fn a_file_cut_anywhere_goes_on_to_the_same_bytes() {
        let (folder, bytes) = six();
        let record = WIDTH * 8 + CHECK;
        let start = bytes.len() - 6 * record;
        for length in start..bytes.len() {
            let path = folder.path().join(CHECKPOINT);
            fs::write(&path, &bytes[..length]).expect("written");
            let (mut checkpoint, found) = Checkpoint::resume(folder.path(), head()).expect("cut");
            assert_eq!(found.rows, (length - start) / record);
            assert_eq!(found.cut_bytes, ((length - start) % record) as u64);
            for cell in found.rows..6 {
                checkpoint.append(&row(cell)).expect("room");
            }
            assert_eq!(rows(&mut checkpoint).len(), 6);
            assert!(fs::read(&path).expect("the file") == bytes, "cut at {length}");
        }
    }

    #[test]
    fn an_altered_byte_ends_what_is_taken_over() {
        let (folder, bytes) = six();
        let record = WIDTH * 8 + CHECK;
        let start = bytes.len() - 6 * record;
        for place in [start, start + 5, start + 2 * record, bytes.len() - 1] {
            let mut altered = bytes.clone();
            altered[place] ^= 4;
            fs::write(folder.path().join(CHECKPOINT), altered).expect("written");
            let (_, found) = Checkpoint::resume(folder.path(), head()).expect("cut");
            assert_eq!(found.rows, (place - start) / record);
        }
        // Two records that change places fit neither.
        let mut turned = bytes.clone();
        turned[start + record..start + 3 * record].rotate_left(record);
        fs::write(folder.path().join(CHECKPOINT), turned).expect("written");
        assert_eq!(Checkpoint::resume(folder.path(), head()).expect("cut").1.rows, 1);
    }

    #[test]
    fn a_checkpoint_of_something_else_is_refused_and_left_alone() {
        let (folder, bytes) = six();
        let path = folder.path().join(CHECKPOINT);
        let other = CheckpointHead { definition: "abd".to_owned(), ..head() };
        let refused = Checkpoint::resume(folder.path(), other).expect_err("another").to_string();
        assert!(refused.contains("was changed since"), "{refused}");
        let newer = CheckpointHead { version: "9.0.0".to_owned(), ..head() };
        let refused = Checkpoint::resume(folder.path(), newer).expect_err("newer").to_string();
        assert!(refused.contains("this is 9.0.0"), "{refused}");
        assert!(fs::read(&path).expect("the file") == bytes);
        fs::write(&path, b"{\"form\":2").expect("written");
        let refused = Checkpoint::resume(folder.path(), head()).expect_err("cut").to_string();
        assert!(refused.contains("first line is damaged"), "{refused}");
    }

    /// A kill between making the file and its first line leaves nothing that was done, and nothing to refuse.
    #[test]
    fn a_file_that_was_broken_off_in_its_first_line_is_begun_anew() {
        let (folder, bytes) = six();
        let start = bytes.len() - 6 * (WIDTH * 8 + CHECK);
        let path = folder.path().join(CHECKPOINT);
        for length in [0, 1, start / 2, start - 1] {
            fs::write(&path, &bytes[..length]).expect("written");
            let (mut checkpoint, found) = Checkpoint::resume(folder.path(), head()).expect("torn");
            assert_eq!(found, Found { rows: 0, cut_bytes: 0 });
            (0..6).for_each(|cell| checkpoint.append(&row(cell)).expect("room"));
            assert!(fs::read(&path).expect("the file") == bytes, "cut at {length}");
        }
    }

    #[test]
    fn two_processes_do_not_write_one_checkpoint() {
        let folder = tempfile::tempdir().expect("a folder");
        let open = Checkpoint::create(folder.path(), head()).expect("new");
        for refused in [
            Checkpoint::create(folder.path(), head()).map(|_| ()),
            Checkpoint::resume(folder.path(), head()).map(|_| ()),
        ] {
            assert!(matches!(refused, Err(OutputError::InUse { .. })));
        }
        drop(open);
        assert!(Checkpoint::resume(folder.path(), head()).is_ok());
    }
}
