//! Closed forms through the public scenario path: each process against what theory says of it.
//!
//! Every check states its false-alarm rate: |z| ≤ 6.11 is one in 10⁹ for a normal estimate, and a
//! bias of 12.2 standard errors is seen with the same certainty. Seeds are fixed: a failure is a
//! change of the program, not bad luck.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "checks fail, and exact values come from functions that the program does not use"
)]

mod capitals;
mod demand;
mod draws;
mod estimates;
mod events;
mod flows;
mod generator;
mod inputs;
mod lane;
mod precision;
mod rare;
mod record;
mod sampling;
mod supply;
mod waiting;
mod world;
