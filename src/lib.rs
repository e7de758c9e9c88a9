//! `tradeflow`: Monte Carlo simulation of trade under export controls.

pub mod dist;
pub mod engine;
pub mod lanes;
pub mod output;
pub mod stats;
pub mod units;
