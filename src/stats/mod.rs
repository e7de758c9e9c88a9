//! Estimates that know their error, from streams and from samples.

mod estimate;

pub use estimate::Estimate;
