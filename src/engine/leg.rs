//! A leg of a run as bytes: the columns of its paths, and what all batches up to its end add up to.
//!
//! Little-endian words of eight bytes: the batches done; each column over the kept paths of the leg; the moments of
//! weekly variables as (count, mean, squares); each histogram as (low, high, filled bins) and its
//! bins as (bin · 2³² + count); the counts of regimes; the number of whole paths, and these as (path, weeks)
//! and two values a week; and, where not all paths are kept, each metric's tally as (rows, whether all are whole, low, high,
//! count, mean, squares, filled bins), its bins as steps from one to the next and counts, both in groups of seven bits, the
//! lowest first; and the paths that meet each target. All but the columns stands in place of what an earlier leg said.

use std::io::{self, ErrorKind, Read, Write};
use std::ops::{Range, RangeInclusive};

use super::result::SamplePath;
use super::series::WorkerSeries;
use super::tallies::Tallies;
use super::underway::Fold;
use crate::stats::{Histogram, Moments, Tally};

/// Bytes kept together on their way to the file.
const BUFFER: usize = 1 << 16;

struct Words<W> {
    sink: W,
    buffer: Vec<u8>,
}

impl<W: Write> Words<W> {
    fn put(&mut self, word: u64) -> io::Result<()> {
        self.buffer.extend(word.to_le_bytes());
        if self.buffer.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn number(&mut self, value: f64) -> io::Result<()> {
        self.put(value.to_bits())
    }

    /// A number that is mostly small, in as many bytes as it needs.
    fn small(&mut self, mut value: u32) -> io::Result<()> {
        while value >= 0x80 {
            self.buffer.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.buffer.push(value as u8);
        if self.buffer.len() < BUFFER { Ok(()) } else { self.flush() }
    }

    fn moments(&mut self, moments: &Moments) -> io::Result<()> {
        let (count, mean, squares) = moments.parts();
        self.put(count)?;
        self.number(mean)?;
        self.number(squares)
    }

    fn tallies(&mut self, tallies: &Tallies) -> io::Result<()> {
        for tally in &tallies.metrics {
            let (rows, whole, low, high) = tally.parts();
            self.put(rows)?;
            self.put(u64::from(whole))?;
            self.number(low)?;
            self.number(high)?;
            self.moments(&tally.moments())?;
            self.put(tally.filled().count() as u64)?;
            let mut last = i32::MIN;
            for (bin, count) in tally.filled() {
                self.small(bin.wrapping_sub(last).cast_unsigned())?;
                self.small(count)?;
                last = bin;
            }
        }
        tallies.targets.iter().try_for_each(|met| self.put(met.paths))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

/// Writes the leg of these paths, after which so many batches are done.
///
/// # Errors
/// Those of `sink`.
pub(super) fn write(
    fold: &Fold,
    counts: &WorkerSeries,
    paths: Range<usize>,
    batches: usize,
    sink: impl Write,
) -> io::Result<()> {
    let mut words = Words { sink, buffer: Vec::with_capacity(BUFFER + 8) };
    words.put(batches as u64)?;
    for column in fold.columns() {
        column[paths.clone()].iter().try_for_each(|value| words.number(*value))?;
    }
    for moments in &fold.series.0 {
        words.moments(moments)?;
    }
    for histogram in &counts.histograms {
        let (low, high) = histogram.extremes();
        words.number(low)?;
        words.number(high)?;
        words.put(histogram.filled().count() as u64)?;
        for (bin, count) in histogram.filled() {
            words.put((bin as u64) << 32 | u64::from(count))?;
        }
    }
    counts.regimes.iter().flatten().try_for_each(|count| words.put(*count))?;
    words.put(fold.samples.len() as u64)?;
    for sample in &fold.samples {
        words.put(sample.path)?;
        words.put(sample.delivered_units.len() as u64)?;
        let values = sample.delivered_units.iter().chain(&sample.gross_revenue_usd);
        values.into_iter().try_for_each(|value| words.number(*value))?;
    }
    if let Some(tallies) = &fold.tallies {
        words.tallies(tallies)?;
    }
    words.flush()
}

struct Source<R>(io::BufReader<R>);

impl<R: Read> Source<R> {
    fn word(&mut self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        self.0.read_exact(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn number(&mut self) -> io::Result<f64> {
        self.word().map(f64::from_bits)
    }

    fn small(&mut self) -> io::Result<u32> {
        let (mut value, mut place) = (0, 0);
        loop {
            let mut byte = [0];
            self.0.read_exact(&mut byte)?;
            value |= u32::from(byte[0] & 0x7F) << place;
            place += 7;
            if byte[0] < 0x80 {
                return Ok(value);
            }
            if place > 28 {
                return Err(ErrorKind::InvalidData.into());
            }
        }
    }

    fn moments(&mut self) -> io::Result<Moments> {
        Ok(Moments::from_parts(self.word()?, self.number()?, self.number()?))
    }

    fn tally(&mut self) -> io::Result<Tally> {
        let (rows, whole) = (self.word()?, self.word()? == 1);
        let parts = (rows, whole, self.number()?, self.number()?);
        let moments = self.moments()?;
        let (mut filled, mut bin) = (Vec::new(), i32::MIN);
        for _ in 0..self.word()? {
            bin = bin.wrapping_add(self.small()?.cast_signed());
            filled.push((bin, self.small()?));
        }
        Tally::from_parts(parts, moments, filled).ok_or_else(|| ErrorKind::InvalidData.into())
    }

    /// So many numbers, which are not trusted to be few.
    fn numbers(&mut self, count: u64) -> io::Result<Vec<f64>> {
        (0..count).map(|_| self.number()).collect()
    }
}

/// Takes up a leg and tells how many batches are then done, which must be one of `after`; `paths` tells how
/// many paths the leg has if so many are.
///
/// # Errors
/// Those of `source`, and if it is no such leg.
pub(super) fn read(
    fold: &mut Fold,
    counts: &mut WorkerSeries,
    after: RangeInclusive<usize>,
    source: impl Read,
    paths: impl Fn(usize) -> usize,
) -> io::Result<usize> {
    let wrong = || io::Error::from(ErrorKind::InvalidData);
    let mut source = Source(io::BufReader::with_capacity(BUFFER, source));
    let batches = usize::try_from(source.word()?).map_err(|_| wrong())?;
    if !after.contains(&batches) {
        return Err(wrong());
    }
    let paths = paths(batches);
    for column in fold.columns_mut() {
        for _ in 0..paths {
            column.push(source.number()?);
        }
    }
    for moments in &mut fold.series.0 {
        *moments = source.moments()?;
    }
    for histogram in &mut counts.histograms {
        let (low, high) = (source.number()?, source.number()?);
        let mut next = Histogram::new();
        for _ in 0..source.word()? {
            let word = source.word()?;
            next.fill((word >> 32) as usize, word as u32).ok_or_else(wrong)?;
        }
        next.widen(low, high);
        *histogram = next;
    }
    for count in counts.regimes.iter_mut().flatten() {
        *count = source.word()?;
    }
    fold.samples.clear();
    for _ in 0..source.word()? {
        let (path, weeks) = (source.word()?, source.word()?);
        fold.samples.push(SamplePath {
            path,
            delivered_units: source.numbers(weeks)?,
            gross_revenue_usd: source.numbers(weeks)?,
        });
    }
    if let Some(tallies) = &mut fold.tallies {
        for tally in &mut tallies.metrics {
            *tally = source.tally()?;
        }
        for met in &mut tallies.targets {
            met.paths = source.word()?;
        }
    }
    match source.word() {
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(batches),
        _ => Err(wrong()),
    }
}
