//! The state of a run that no longer keeps what comes: one leg that stands for all after the checkpoint's last.
//!
//! The file is thirty-two bytes of SHA-256, over what the checkpoint belongs to and the leg, and the leg. It is whole or
//! absent, and each one takes the place of the one before: a run of any length leaves a checkpoint of the same size.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::OutputError;
use super::checkpoint::CheckpointHead;
use super::whole_file::WholeFile;

/// The end of its name, which is otherwise that of the checkpoint.
const STATE: &str = "state";
/// Bytes of the digest.
const DIGEST: usize = 32;

fn beside(checkpoint: &Path) -> PathBuf {
    checkpoint.with_extension(STATE)
}

/// Writes the state that stands beside a checkpoint, whose leg `fill` writes.
///
/// # Errors
/// If the system refuses; a state from before is then as it was.
pub fn write_state(
    checkpoint: &Path,
    head: &CheckpointHead,
    fill: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
) -> Result<(), OutputError> {
    let path = beside(checkpoint);
    let mut bytes = vec![0; DIGEST];
    fill(&mut bytes).map_err(OutputError::io("write", &path))?;
    let digest = digest(head, &bytes[DIGEST..]);
    bytes[..DIGEST].copy_from_slice(&digest);
    let mut file = WholeFile::begin(&path, &path, bytes.len() as u64)?;
    file.put(&bytes)?;
    file.finish().map(|_| ())
}

/// Shows `take` the leg of the state beside a checkpoint. One that is not there, not whole, or another run's is passed
/// over: the checkpoint stands without it.
///
/// # Errors
/// If `take` cannot read it.
pub fn read_state(
    checkpoint: &Path,
    head: &CheckpointHead,
    take: impl FnOnce(&[u8]) -> io::Result<()>,
) -> Result<(), OutputError> {
    let path = beside(checkpoint);
    let bytes = fs::read(&path).unwrap_or_default();
    match bytes.split_at_checked(DIGEST) {
        Some((sum, leg)) if sum == digest(head, leg) => {
            take(leg).map_err(OutputError::io("read", &path))
        }
        _ => Ok(()),
    }
}

fn digest(head: &CheckpointHead, leg: &[u8]) -> [u8; DIGEST] {
    Sha256::new().chain_update(format!("{head:?}\n")).chain_update(leg).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leg_comes_back_to_its_own_run_and_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let checkpoint = folder.path().join("run.checkpoint");
        let head = |paths| CheckpointHead::new("of a run".to_owned(), 3, paths);
        let found = |paths| {
            let mut found = None;
            let take = |leg: &[u8]| {
                found = Some(leg.to_vec());
                Ok(())
            };
            read_state(&checkpoint, &head(paths), take).expect("read");
            found
        };
        assert_eq!(found(9), None, "there is none");
        for leg in [&b"a leg"[..], b"another"] {
            let fill = |sink: &mut Vec<u8>| {
                sink.extend(leg);
                Ok(())
            };
            write_state(&checkpoint, &head(9), fill).expect("room");
            assert_eq!(found(9).as_deref(), Some(leg));
        }
        assert_eq!(found(8), None, "of another run");
        let path = folder.path().join("run.state");
        let bytes = fs::read(&path).expect("a state");
        for damaged in [&bytes[..bytes.len() - 1], &bytes[..DIGEST - 1], &bytes[1..]] {
            fs::write(&path, damaged).expect("written");
            assert_eq!(found(9), None);
        }
    }
}
