//! How much room a run's files take on disk, known before it begins, and whether there is as much.

use std::path::Path;

use super::OutputError;

/// Bytes of a value in `paths.parquet` and `paths.csv`, against the eight that it has in memory. Tables of the shipped scenarios
/// take 0.28 to 0.59 and 0.65 to 1.14: the more paths have no deliveries, the less.
const PARQUET: f64 = 0.45;
const CSV: f64 = 0.9;
/// The files that hardly grow with the number of paths: summaries, and with them charts, or the weekly table as CSV.
const SUMMARIES: f64 = 0.7e6;
const CHARTS: f64 = 3.0e6;
const WEEKLY_CSV: f64 = 2.4e6;
/// Less than this is not asked about: the file that finds no room says so.
const WORTH_ASKING: u64 = 10_000_000;

/// The files of a run that its size decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Eight bytes for each path and column.
    pub columns: u64,
    pub csv: bool,
    pub charts: bool,
}

impl Room {
    /// Bytes of the finished run.
    pub fn bytes(self) -> u64 {
        let csv = if self.csv { CSV * self.columns as f64 + WEEKLY_CSV } else { 0.0 };
        let charts = if self.charts { CHARTS } else { 0.0 };
        (PARQUET * self.columns as f64 + SUMMARIES + csv + charts) as u64
    }

    /// Bytes while it is written, if a checkpoint stands beside the tables: it keeps every value whole.
    pub fn with_checkpoint(self) -> u64 {
        self.bytes() + self.columns
    }
}

/// Lets work through whose files have room in a folder.
///
/// # Errors
/// If not even half of so many bytes do: what is foretold may be off by a factor of two.
pub fn check_room(folder: &Path, bytes: u64) -> Result<(), OutputError> {
    match free_bytes(folder) {
        Some(free) if bytes > WORTH_ASKING && free < bytes / 2 => {
            Err(OutputError::TooLittleRoom { path: folder.to_owned(), bytes, free })
        }
        _ => Ok(()),
    }
}

/// The bytes that a user may still write to the disk of a folder; none where the system does not tell.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    found.f_bavail.checked_mul(found.f_frsize)
}

#[cfg(not(unix))]
pub fn free_bytes(_folder: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_fit_is_refused_with_both_numbers_and_small_things_are_let_through() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(check_room(folder.path(), 0).is_ok());
        assert!(check_room(folder.path(), WORTH_ASKING).is_ok());
        if free_bytes(folder.path()).is_some() {
            let refused = check_room(folder.path(), u64::MAX).expect_err("no disk has as much");
            let text = refused.to_string();
            assert!(text.contains("18,446,744,073,709,551,615 bytes"), "{text}");
            assert!(text.contains("fewer paths"), "{text}");
        }
        assert!(check_room(&folder.path().join("none"), u64::MAX).is_ok(), "nothing is known");
    }

    #[test]
    fn csv_takes_twice_as_much_and_a_checkpoint_all_columns() {
        let room = Room { columns: 1_000_000_000, csv: false, charts: false };
        assert_eq!(room.bytes(), 450_700_000);
        assert_eq!(room.with_checkpoint(), 1_450_700_000);
        let all = Room { csv: true, charts: true, ..room };
        assert_eq!(all.bytes(), 1_356_100_000);
    }
}
