//! What is asked of a run or a comparison beside its scenarios.

use super::args::ShowArgs;
use super::long_run::Terms;
use super::style::Style;
use crate::engine::{Goal, Plan};

/// How much is simulated, and what is written and shown.
#[derive(Debug)]
pub struct Asked<'a> {
    /// With goals, its paths are the most.
    pub plan: Plan,
    /// What was typed in place of what the files say.
    pub overrides: &'a [String],
    pub show: &'a ShowArgs,
    pub style: Style,
    /// The theme as it was named.
    pub theme: Option<String>,
    /// Whether a workbook is written.
    pub xlsx: bool,
    /// Seconds between two checkpoints.
    pub checkpoint: u64,
}

impl Asked<'_> {
    /// The terms of the runs; `together` if all their results are in memory at once.
    pub fn terms<'a>(&'a self, goals: &'a [Goal], together: bool) -> Terms<'a> {
        let Self { plan, style, checkpoint, .. } = self;
        let quiet = self.show.quiet;
        Terms { plan: *plan, goals, together, style, quiet, checkpoint: *checkpoint }
    }
}
