//! The runs of scenarios between two, which say why these differ: each is kept when it is done.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read};

use super::long_run::{Pace, note};
use super::progress::Bar;
use super::{Failure, interrupt};
use crate::engine::Plan;
use crate::model::Model;
use crate::output::{CHECKPOINTS, CheckpointHead, Legs, RunFolder, sha256_hex};
use crate::study;

/// The name of their checkpoint.
const NAME: &str = "between";
/// Bytes of a number.
const WORD: usize = 8;

/// Runs between scenarios, in a fixed order, and what a checkpoint holds of them.
///
/// A leg is a run: its number, then one column of all paths after the other, as little-endian words of eight bytes.
pub struct Between<'a> {
    plan: Plan,
    /// The columns that each run gives.
    columns: usize,
    bar: Bar,
    pace: Pace,
    folder: &'a mut RunFolder,
    definition: &'a [u8],
    head: CheckpointHead,
    legs: Option<Legs>,
    found: BTreeMap<u64, Vec<Vec<f64>>>,
    next: u64,
}

impl<'a> Between<'a> {
    /// So many runs, each of which gives so many columns. What the checkpoint in the folder holds is not done again.
    ///
    /// # Errors
    /// If the checkpoint cannot be read, or is that of other runs.
    pub fn begin(
        plan: Plan,
        (runs, columns): (usize, usize),
        pace: Pace,
        quiet: bool,
        folder: &'a mut RunFolder,
        definition: &'a [u8],
    ) -> Result<Self, Failure> {
        let head = CheckpointHead::new(sha256_hex(definition), columns, runs);
        let path = folder.unfinished().join(format!("{NAME}{CHECKPOINTS}"));
        let (mut found, mut legs) = (BTreeMap::new(), None);
        if path.exists() {
            let take = |source: &mut dyn Read| {
                let (number, values) = read(source, columns, plan.paths)?;
                found.insert(number, values);
                Ok(())
            };
            legs = Some(Legs::resume(&path, &head, take)?.0);
        }
        let bar = Bar::new(plan.paths * runs, quiet || runs == 0);
        Ok(Self { plan, columns, bar, pace, folder, definition, head, legs, found, next: 0 })
    }

    /// The columns of the next run, which is of this model.
    ///
    /// # Errors
    /// If a column is not reported, the run fails or is interrupted, or the checkpoint cannot be written.
    pub fn run(&mut self, model: &Model, columns: &[String]) -> Result<Vec<Vec<f64>>, Failure> {
        debug_assert_eq!(columns.len(), self.columns);
        let number = self.next;
        self.next += 1;
        self.pace.step();
        if let Some(found) = self.found.remove(&number) {
            self.bar.add(self.plan.paths);
            return Ok(found);
        }
        let values = study::outcomes(model, columns, self.plan, &self.bar)?;
        if self.legs.is_some() || self.pace.is_worth_keeping() {
            self.keep(number, &values)?;
        }
        interrupt::check()?;
        Ok(values)
    }

    fn keep(&mut self, number: u64, values: &[Vec<f64>]) -> Result<(), Failure> {
        note(self.folder, self.definition)?;
        let mut legs = match self.legs.take() {
            Some(legs) => legs,
            None => {
                let path = self.folder.unfinished().join(format!("{NAME}{CHECKPOINTS}"));
                Legs::create(&path, &self.head)?
            }
        };
        legs.append(|sink| {
            sink.write_all(&number.to_le_bytes())?;
            for column in values {
                let bytes: Vec<u8> = column.iter().flat_map(|value| value.to_le_bytes()).collect();
                sink.write_all(&bytes)?;
            }
            Ok(())
        })?;
        self.legs = Some(legs);
        Ok(())
    }
}

/// A run's number and columns.
fn read(source: &mut dyn Read, columns: usize, paths: usize) -> io::Result<(u64, Vec<Vec<f64>>)> {
    let mut bytes = Vec::new();
    source.read_to_end(&mut bytes)?;
    let (number, values) =
        bytes.split_first_chunk::<WORD>().ok_or_else(|| io::Error::from(ErrorKind::InvalidData))?;
    if values.len() != columns * paths * WORD {
        return Err(ErrorKind::InvalidData.into());
    }
    let (words, _) = values.as_chunks::<WORD>();
    let words: Vec<f64> = words.iter().map(|word| f64::from_le_bytes(*word)).collect();
    let columns = words.chunks_exact(paths).map(<[f64]>::to_vec).collect();
    Ok((u64::from_le_bytes(*number), columns))
}
