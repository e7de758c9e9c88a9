//! Estimates that know their error, from streams and from samples.

mod deviation;
mod display;
mod estimate;
mod histogram;
mod moments;
mod proportion;
mod rank;
mod sample;
mod summary;

pub use deviation::{allowed_deviation, mean_deviation, share_deviation};
pub use estimate::{Estimate, Interval};
pub use histogram::{Bin, Histogram};
pub use moments::Moments;
pub use proportion::Proportion;
pub use rank::{Ranked, correlation, ranks, spearman};
pub use sample::{Missing, Sample, Side};
pub use summary::{QUANTILE_LEVELS, SHORTFALL_LEVEL, Summary};
