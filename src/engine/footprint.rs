//! The memory that a run needs, known before it begins.

use super::catalogue::Catalogue;
use super::plan::{BATCH_PATHS, Plan};
use crate::model::Model;
use crate::stats::{Bin, Histogram};

/// The most memory of a run where no other limit is asked for, in bytes.
pub const MAX_MEMORY_BYTES: u64 = 4_000_000_000;

/// The bytes of a column's tally, by what runs of the shipped scenarios took: they grow with the octaves that its values lie in,
/// and no longer with the paths.
const TALLY: u64 = 400_000;

/// The bytes that grow with a run's size: 8 · kept paths · columns + threads · weekly.
///
/// Columns are the metrics and the uncertain inputs, a value a kept path each. Weekly are the counts
/// that each thread keeps of every banded variable and week. What a run takes besides is told by
/// [`Footprint::peak_bytes`] alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes of one path in all columns.
    pub path: u64,
    /// Bytes of one thread.
    pub thread: u64,
    /// Paths that are kept.
    pub paths: u64,
    /// Bytes of what all paths add up to, where not all are kept.
    pub tallies: u64,
    pub threads: u64,
}

impl Footprint {
    /// What running so many paths of a model on so many threads needs.
    pub fn of(model: &Model, paths: usize, threads: usize) -> Self {
        let catalogue = Catalogue::new(model);
        let uncertain = model.inputs.iter().filter(|input| !input.dist.is_fixed()).count();
        let banded = catalogue.variables.iter().filter(|entry| entry.banded).count();
        let week = Histogram::BYTES + BATCH_PATHS * size_of::<Bin>();
        Self {
            path: ((catalogue.metrics.len() + uncertain) * size_of::<f64>()) as u64,
            thread: (banded * model.calendar.weeks() * week) as u64,
            paths: paths as u64,
            tallies: 0,
            threads: threads.clamp(1, paths.div_ceil(BATCH_PATHS).max(1)) as u64,
        }
    }

    /// What a run of a model by a plan needs.
    pub fn of_plan(model: &Model, plan: Plan) -> Self {
        let whole = Self::of(model, plan.paths, plan.threads);
        match plan.keeps_all() {
            true => whole,
            false => Self { paths: plan.kept() as u64, tallies: whole.columns() * TALLY, ..whole },
        }
    }

    /// What holding so many columns of every path needs, without weekly series.
    pub fn of_columns(columns: usize, paths: usize, threads: usize) -> Self {
        Self {
            path: (columns * size_of::<f64>()) as u64,
            thread: 0,
            paths: paths as u64,
            tallies: 0,
            threads: threads.max(1) as u64,
        }
    }

    pub fn bytes(self) -> u64 {
        self.column_bytes().saturating_add(self.fixed_bytes())
    }

    /// Bytes that do not grow with the paths.
    fn fixed_bytes(self) -> u64 {
        self.threads.saturating_mul(self.thread).saturating_add(self.tallies)
    }

    /// Bytes of all columns.
    pub fn column_bytes(self) -> u64 {
        self.paths.saturating_mul(self.path)
    }

    /// The most that a run takes at any time, its writing included, by what runs of the shipped scenarios took: the
    /// program itself, a half of the columns once more while tables are made, and again all of them as text for CSV.
    pub fn peak_bytes(self, csv: bool, charts: bool) -> u64 {
        const PROGRAM: u64 = 50_000_000;
        const CHARTS: u64 = 90_000_000;
        let columns = self.column_bytes();
        let text = if csv { columns } else { 0 };
        let charts = if charts { CHARTS } else { 0 };
        self.bytes()
            .saturating_add(columns / 2)
            .saturating_add(text)
            .saturating_add(PROGRAM + charts)
    }

    /// The columns of a path.
    pub fn columns(self) -> u64 {
        self.path / size_of::<f64>() as u64
    }

    /// The most paths that fit into so many bytes, on as many threads; None if not even one does.
    pub fn most_paths(self, bytes: u64) -> Option<u64> {
        let left = bytes.checked_sub(self.fixed_bytes())?;
        Some(left / self.path.max(1)).filter(|&paths| paths > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEEDS: Footprint =
        Footprint { path: 800, thread: 1_000, paths: 10, tallies: 0, threads: 3 };

    #[test]
    fn columns_grow_with_paths_and_counts_with_threads() {
        assert_eq!((NEEDS.bytes(), NEEDS.columns()), (11_000, 100));
        assert_eq!(Footprint { paths: u64::MAX, ..NEEDS }.bytes(), u64::MAX);
    }

    #[test]
    fn the_most_paths_fit_and_one_more_does_not() {
        assert_eq!(NEEDS.most_paths(11_000), Some(10));
        assert_eq!(NEEDS.most_paths(10_999), Some(9));
        assert_eq!(NEEDS.most_paths(3_799), None);
        assert_eq!(NEEDS.most_paths(2_999), None);
        assert_eq!(Footprint { tallies: 800, ..NEEDS }.most_paths(11_000), Some(9));
    }
}
