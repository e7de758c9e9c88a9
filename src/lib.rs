//! `tradeflow`: Monte Carlo simulation of trade under export controls.

#![forbid(unsafe_code)]
#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        reason = "tests hold the library against the platform's functions; the library itself is \
                  linted without `test`"
    )
)]

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
