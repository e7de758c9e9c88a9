//! What matters: how each driver of a scenario moves an outcome, from one run or from a design.
//!
//! [`GivenData`] reads an ordinary run; [`Design`] runs the model with drivers drawn anew and gives
//! first-order, total and Shapley shares of variance, valid under correlation; [`screen`] finds the
//! inputs that matter at all with few paths.

mod design;
mod experiment;
mod given;
mod screening;
mod shares;
#[cfg(test)]
mod tests;
mod verdict;

pub use design::{Design, DriverShares, Layers};
pub use experiment::{Experiment, ModelExperiment, OTHER_SEED, Stepping};
pub use given::{GivenData, InputEffect, Tail, short_name};
pub use screening::{Screened, ScreenedInput, ScreenedInputs, screen};
pub use shares::{ShareRow, Shares};
pub use verdict::{FALSE_ALARM, Verdict};
