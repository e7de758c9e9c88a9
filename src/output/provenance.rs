//! What made the figures of a page or a workbook, said in it, so that they can be made again.

use super::ScenarioRecord;

/// The run behind some figures, without what differs from one machine to the next.
#[derive(Clone, Copy, Debug)]
pub struct Provenance<'a> {
    /// The run's id.
    pub run: &'a str,
    /// The verb, as in "run".
    pub command: &'a str,
    /// What was simulated, the baseline first.
    pub scenarios: &'a [ScenarioRecord],
    pub seed: u64,
    pub paths: usize,
    /// What was set on the command line, each as "path=value", in order.
    pub overrides: &'a [String],
}

impl Provenance<'_> {
    /// The program and its version.
    pub fn program() -> String {
        format!("tradeflow {}", env!("CARGO_PKG_VERSION"))
    }
}
