//! Estimates that know their error, from streams and from samples.

mod binned;
mod block_sample;
mod choice;
mod counts;
mod dependence;
mod deviation;
mod display;
pub mod dominance;
mod estimate;
mod explained;
mod histogram;
mod metalog;
mod mixture;
mod moments;
mod paired;
mod proportion;
mod rank;
mod ratio;
mod sample;
mod sample_ratio;
mod score;
mod shapley;
mod statistic;
mod student;
mod summary;
mod tally;
mod typical;

pub use binned::Binned;
pub use block_sample::BlockSample;
pub use choice::{Choice, Lead};
pub use dependence::{Blocks, Spread};
pub use deviation::{allowed_deviation, mean_deviation, share_deviation};
pub use estimate::{Estimate, Interval, Z_95};
pub use explained::explained_share;
pub use histogram::{Bin, Histogram};
pub use metalog::Metalog;
pub use mixture::Mixture;
pub use moments::Moments;
pub use paired::{
    FAMILY_LEVEL, FEWEST_DIFFERING, Order, Paired, Verdict, critical, share_difference,
};
pub use proportion::Proportion;
pub use rank::{Ranked, correlation, ranks, spearman};
pub use ratio::ratio_of_means;
pub use sample::{Missing, Sample, Side};
pub use sample_ratio::SampleRatio;
pub use score::{Score, mean_crps};
pub use shapley::{Contributions, all_masks, masks_of_orders};
pub use statistic::{Reweighted, Statistic};
pub use student::student_95;
pub use summary::{QUANTILE_LEVELS, SHORTFALL_LEVEL, Summary};
pub use tally::Tally;
pub use typical::{normal_scores, squared_distances};
