//! How a run is carried out: how many paths, from which seed, on how many threads.

use std::ops::Range;

use crate::random::Sampling;

/// Paths a batch: the unit of parallel work, folded in order. Part of every result's bits.
pub const BATCH_PATHS: usize = 512;

/// A plan. `seed`, `paths` and `sampling` decide the results, `keep_paths` how they are held; nothing else touches them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub paths: usize,
    pub sampling: Sampling,
    pub threads: usize,
    /// The values of so many paths are kept, from the first. Where there are more, the figures of all
    /// are read from tallies, in memory that does not grow with them.
    pub keep_paths: usize,
    pub check: Check,
    /// Paths kept whole for charts.
    pub sample_paths: usize,
}

/// How often conservation is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    EveryWeek,
    /// Every thirteenth week and the last.
    Quarterly,
}

impl Plan {
    /// A plan on all cores, with the check of the build: every week with debug assertions and in unit tests,
    /// quarterly without.
    pub fn new(seed: u64, paths: usize) -> Self {
        let check =
            if cfg!(any(debug_assertions, test)) { Check::EveryWeek } else { Check::Quarterly };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            seed,
            paths,
            sampling: Sampling::Random,
            threads,
            keep_paths: usize::MAX,
            check,
            sample_paths: 12,
        }
    }

    /// The paths whose values are kept.
    pub fn kept(&self) -> usize {
        self.keep_paths.min(self.paths)
    }

    /// Whether the values of all paths are kept.
    pub fn keeps_all(&self) -> bool {
        self.keep_paths >= self.paths
    }

    /// The number of batches.
    pub fn batches(&self) -> usize {
        self.paths.div_ceil(BATCH_PATHS)
    }

    /// The paths of a batch.
    pub fn batch(&self, index: usize) -> Range<usize> {
        let first = index * BATCH_PATHS;
        first..(first + BATCH_PATHS).min(self.paths)
    }
}

impl Check {
    /// Whether week `week` of `weeks` is checked.
    pub(super) fn is_due(self, week: usize, weeks: usize) -> bool {
        match self {
            Self::EveryWeek => true,
            Self::Quarterly => week % 13 == 12 || week + 1 == weeks,
        }
    }
}
