//! `tradeflow`: Monte Carlo simulation of trade under export controls.

pub mod lanes;
pub mod units;
