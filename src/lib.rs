//! `tradeflow`: Monte Carlo simulation of trade under export controls.

pub mod engine;
pub mod lanes;
pub mod stats;
pub mod units;
