//! The checkpoint of a scenario's run: its legs, one after the other, each with its length and a checksum.
//!
//! The file begins with a line of JSON that says what it belongs to. A record is the length of the leg in eight bytes,
//! the leg, and eight bytes of SHA-256 over the checksum before it and the leg. What is cut short,
//! altered, or out of its place does not fit, and ends what is taken over.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::OutputError;
use super::checkpoint::{CHECK, CheckpointHead, Found, begin, check, open, reopen};

/// Bytes read at once.
const BUFFER: usize = 1 << 16;
/// Bytes of a length.
const LENGTH: u64 = 8;

/// A checkpoint that legs are added to. The file is locked while it is open.
#[derive(Debug)]
pub struct Legs {
    file: File,
    path: PathBuf,
    /// Where the next leg begins.
    end: u64,
    /// The checksum of the last one.
    chain: [u8; CHECK],
}

impl Legs {
    /// A new, empty checkpoint in place of one that may be there.
    ///
    /// # Errors
    /// If it cannot be written, or another process has it open.
    pub fn create(path: &Path, head: &CheckpointHead) -> Result<Self, OutputError> {
        let (path, file) = open(path, true)?;
        let (file, line) = begin(&path, file, head)?;
        Ok(Self { file, path, end: line.len() as u64, chain: check([0; CHECK], &line) })
    }

    /// Takes a checkpoint up again: each whole leg is shown to `take` in turn, what follows the last one is cut
    /// off.
    ///
    /// # Errors
    /// If there is none, if it belongs to something else, `take` cannot read a leg, or another process has it open.
    pub fn resume(
        path: &Path,
        head: &CheckpointHead,
        mut take: impl FnMut(&mut dyn Read) -> io::Result<()>,
    ) -> Result<(Self, Found), OutputError> {
        let (path, file) = open(path, false)?;
        let (mut file, line) = reopen(&path, file, head)?;
        let read = |error| OutputError::io("read", &path)(error);
        let whole = file.metadata().map_err(read)?.len();
        let (mut end, mut rows, mut chain) = (line.len() as u64, 0, check([0; CHECK], &line));
        while let Some((length, sum)) = next_leg(&mut file, end, whole, chain).map_err(read)? {
            file.seek(SeekFrom::Start(end + LENGTH)).map_err(read)?;
            take(&mut (&mut file).take(length)).map_err(read)?;
            end += LENGTH + length + CHECK as u64;
            rows += 1;
            chain = sum;
        }
        file.set_len(end).map_err(OutputError::io("shorten", &path))?;
        Ok((Self { file, path, end, chain }, Found { rows, cut_bytes: whole - end }))
    }

    /// Takes the file away, where there is nothing to go on from.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn remove(self) -> Result<(), OutputError> {
        std::fs::remove_file(&self.path).map_err(OutputError::io("remove", &self.path))
    }

    /// Adds a leg, whose bytes `fill` writes.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn append(
        &mut self,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), OutputError> {
        let begin = self.file.seek(SeekFrom::Start(self.end));
        let mut summed =
            Summed { digest: Sha256::new().chain_update(self.chain), bytes: 0, file: &self.file };
        // The length is known at the end; until it is there, nothing fits.
        let written = begin
            .and_then(|_| (&self.file).write_all(&[0; LENGTH as usize]))
            .and_then(|()| fill(&mut summed));
        let (bytes, digest) = (summed.bytes, summed.digest.finalize());
        let chain: [u8; CHECK] = std::array::from_fn(|i| digest[i]);
        written
            .and_then(|()| self.file.write_all(&chain))
            .and_then(|()| self.file.seek(SeekFrom::Start(self.end)))
            .and_then(|_| self.file.write_all(&bytes.to_le_bytes()))
            .map_err(OutputError::writing(&self.path, bytes))?;
        self.chain = chain;
        self.end += LENGTH + bytes + CHECK as u64;
        Ok(())
    }
}

/// The length and the checksum of the leg that begins here, if it is whole.
fn next_leg(
    file: &mut File,
    begin: u64,
    whole: u64,
    chain: [u8; CHECK],
) -> io::Result<Option<(u64, [u8; CHECK])>> {
    if whole < begin + LENGTH + CHECK as u64 {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(begin))?;
    let mut reader = BufReader::with_capacity(BUFFER, file);
    let mut word = [0; LENGTH as usize];
    reader.read_exact(&mut word)?;
    let length = u64::from_le_bytes(word);
    if length > whole - begin - LENGTH - CHECK as u64 {
        return Ok(None);
    }
    let mut digest = Sha256::new().chain_update(chain);
    let mut left = length;
    let mut buffer = vec![0; BUFFER];
    while left > 0 {
        let part = left.min(BUFFER as u64) as usize;
        reader.read_exact(&mut buffer[..part])?;
        digest.update(&buffer[..part]);
        left -= part as u64;
    }
    let mut sum = [0; CHECK];
    reader.read_exact(&mut sum)?;
    let digest = digest.finalize();
    Ok((sum == digest[..CHECK]).then_some((length, sum)))
}

/// Counts and sums what goes into a file.
struct Summed<'a> {
    file: &'a File,
    digest: Sha256,
    bytes: u64,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn head() -> CheckpointHead {
        CheckpointHead::new("abc".to_owned(), 3, 10)
    }

    fn leg(index: u8) -> Vec<u8> {
        vec![index; 10 + 30 * usize::from(index)]
    }

    /// Resumes, and returns the legs that were there.
    fn found(path: &Path) -> (Legs, Found, Vec<Vec<u8>>) {
        let mut legs = Vec::new();
        let (file, found) = Legs::resume(path, &head(), |source| {
            let mut bytes = Vec::new();
            source.read_to_end(&mut bytes)?;
            legs.push(bytes);
            Ok(())
        })
        .expect("a checkpoint");
        (file, found, legs)
    }

    /// Cut anywhere or altered anywhere, whole legs before stay, and going on gives the same file.
    #[test]
    fn whole_legs_come_back_and_the_file_goes_on_to_the_same_bytes() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("run.checkpoint");
        let mut file = Legs::create(&path, &head()).expect("new");
        let mut ends = vec![fs::metadata(&path).expect("a file").len() as usize];
        for index in 0..3 {
            file.append(|sink| sink.write_all(&leg(index))).expect("room");
            ends.push(fs::metadata(&path).expect("a file").len() as usize);
        }
        drop(file);
        let bytes = fs::read(&path).expect("a file");
        for place in ends[0]..bytes.len() {
            for altered in [false, true] {
                let mut spoilt = bytes.clone();
                if altered {
                    spoilt[place] ^= 16;
                } else {
                    spoilt.truncate(place);
                }
                fs::write(&path, &spoilt).expect("written");
                let (mut file, found, legs) = found(&path);
                let whole = ends.iter().filter(|end| **end <= place).count() - 1;
                assert_eq!(found.rows, whole, "{place} {altered}");
                assert_eq!(found.cut_bytes as usize, spoilt.len() - ends[whole]);
                assert!(legs.iter().zip(0..).all(|(bytes, index)| *bytes == leg(index)));
                for index in whole as u8..3 {
                    file.append(|sink| sink.write_all(&leg(index))).expect("room");
                }
                drop(file);
                assert!(fs::read(&path).expect("a file") == bytes, "{place} {altered}");
            }
        }
        // A leg that broke off while it was written counts for nothing.
        let (mut file, _, _) = found(&path);
        let broken = file.append(|sink| {
            sink.write_all(&[1; 50])?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert!(matches!(broken, Err(OutputError::NoRoom { .. })));
        drop(file);
        assert_eq!(found(&path).1, Found { rows: 3, cut_bytes: 58 });
        let other = CheckpointHead::new("abd".to_owned(), 3, 10);
        let refused = Legs::resume(&path, &other, |_| Ok(())).expect_err("another run");
        assert!(matches!(refused, OutputError::OtherCheckpoint { .. }), "{refused}");
    }
}
