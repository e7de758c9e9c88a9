//! `tradeflow`: Monte Carlo simulation of trade under export controls.

pub mod analysis;
pub mod engine;
pub mod lanes;
pub mod plot;
pub mod stats;
pub mod units;
