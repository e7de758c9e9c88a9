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

/// The program itself.
const PROGRAM: u64 = 50_000_000;
/// Fonts, and pictures while they are drawn.
const CHARTS: u64 = 90_000_000;

/// What a run takes at its peak: the program, kept paths · (columns + tables) and threads · weekly.
///
/// Columns are the metrics and the uncertain inputs, 8 bytes a kept path each; tables what is made of them at the end. Weekly
/// are the counts that each thread keeps of every banded variable and week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footprint {
    /// Bytes of one path in all columns.
    pub path: u64,
    /// Bytes of one path in copies of columns that are sorted, and in tables, while these are made.
    pub tables: u64,
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
        let path = ((catalogue.metrics.len() + uncertain) * size_of::<f64>()) as u64;
        Self {
            path,
            // By what runs of the shipped scenarios took.
            tables: path * 3 / 5,
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
            tables: 0,
            thread: 0,
            paths: paths as u64,
            tallies: 0,
            threads: threads.max(1) as u64,
        }
    }

    /// As much, with tables as text beside, which is as long as the columns.
    #[must_use]
    pub fn with_csv(self, csv: bool) -> Self {
        Self { tables: self.tables + if csv { self.path } else { 0 }, ..self }
    }

    /// At the peak, its writing included but for charts.
    pub fn bytes(self) -> u64 {
        self.paths.saturating_mul(self.path + self.tables).saturating_add(self.fixed_bytes())
    }

    /// At the peak of a run that draws.
    pub fn bytes_with_charts(self) -> u64 {
        self.bytes().saturating_add(CHARTS)
    }

    /// Bytes that do not grow with the paths.
    fn fixed_bytes(self) -> u64 {
        self.threads.saturating_mul(self.thread).saturating_add(self.tallies + PROGRAM)
    }

    /// Bytes of all columns.
    pub fn column_bytes(self) -> u64 {
        self.paths.saturating_mul(self.path)
    }

    /// The columns of a path.
    pub fn columns(self) -> u64 {
        self.path / size_of::<f64>() as u64
    }

    /// The most paths that fit into so many bytes, on as many threads; None if not even one does.
    pub fn most_paths(self, bytes: u64) -> Option<u64> {
        let left = bytes.checked_sub(self.fixed_bytes())?;
        Some(left / (self.path + self.tables).max(1)).filter(|&paths| paths > 0)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::engine::Size;
    use crate::scenario::load;

    const NEEDS: Footprint =
        Footprint { path: 500, tables: 300, thread: 1_000, paths: 10, tallies: 0, threads: 3 };

    #[test]
    fn columns_grow_with_paths_and_counts_with_threads() {
        assert_eq!((NEEDS.bytes(), NEEDS.column_bytes()), (PROGRAM + 11_000, 5_000));
        assert_eq!(NEEDS.with_csv(true).bytes(), PROGRAM + 16_000);
        assert_eq!(NEEDS.with_csv(false), NEEDS);
        assert_eq!(Footprint { paths: u64::MAX, ..NEEDS }.bytes(), u64::MAX);
    }

    #[test]
    fn a_model_needs_what_its_columns_take_and_of_few_kept_paths_its_tallies() {
        let scenario = load(Path::new("scenarios/h200-2026.toml"), &[]).expect("the base scenario");
        let (size, plan) = (Size::of(&scenario.model), Plan::new(1, 10_000));
        let whole = Footprint::of_plan(&scenario.model, plan);
        assert_eq!((whole.columns(), whole.paths, whole.tallies), (size.columns as u64, 10_000, 0));
        let kept = Footprint::of_plan(&scenario.model, Plan { keep_paths: 1_000, ..plan });
        assert_eq!((kept.paths, kept.tallies), (1_000, whole.columns() * TALLY));
        assert_eq!(whole.bytes_with_charts() - whole.bytes(), CHARTS);
        let columns = Footprint::of_columns(10, 100, 0);
        assert_eq!((columns.columns(), columns.threads), (10, 1));
        assert_eq!(columns.bytes(), PROGRAM + 8_000);
    }

    #[test]
    fn the_most_paths_fit_and_one_more_does_not() {
        let most = |needs: Footprint, bytes| needs.most_paths(PROGRAM + bytes);
        assert_eq!(most(NEEDS, 11_000), Some(10));
        assert_eq!(most(NEEDS, 10_999), Some(9));
        assert_eq!(most(NEEDS, 3_799), None);
        assert_eq!(NEEDS.most_paths(2_999), None);
        assert_eq!(most(Footprint { tallies: 800, ..NEEDS }, 11_000), Some(9));
    }
}
