//! A benchmark of the program itself: what was measured on which machine, and what follows from it.

mod against;
mod cost;
mod machine;
mod measurement;
mod precision;
mod throughput;

pub use against::{Against, LEVEL, Verdict, Versus};
pub use cost::{Cost, CostModel, Sized};
pub use machine::Machine;
pub use measurement::{Measurement, Spent, Spread, Work};
pub use precision::Needed;
#[cfg(test)]
pub(crate) use throughput::tests::synthetic_benchmark;
pub use throughput::{Throughput, ThroughputRow};

use serde::{Deserialize, Serialize};

/// Everything that one `tradeflow bench` found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Benchmark {
    pub machine: Machine,
    /// How long it was to take, by the wall clock.
    pub asked_seconds: f64,
    /// A loop that no change of the program touches: how fast the machine was meanwhile.
    pub yardstick: Measurement,
    pub measurements: Vec<Measurement>,
    pub precision: Vec<Needed>,
    /// None where it was not asked for.
    pub cost: Option<Cost>,
}

impl Benchmark {
    /// Whole runs of a scenario, fewest threads first.
    pub fn runs<'b>(&'b self, scenario: &'b str) -> impl Iterator<Item = &'b Measurement> {
        let is_run = move |m: &&Measurement| m.work == Work::Run && m.scenario == scenario;
        self.measurements.iter().filter(is_run)
    }
}
