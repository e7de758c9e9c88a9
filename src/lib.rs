//! `tradeflow`: Monte Carlo simulation of trade under export controls.

pub mod analysis;
pub mod cli;
pub mod dist;
pub mod engine;
pub mod lanes;
pub mod model;
pub mod output;
pub mod plot;
pub mod process;
pub mod random;
pub mod scenario;
pub mod stats;
pub mod units;
