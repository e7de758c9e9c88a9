//! How precise a run's figures shall be: as it is typed, or as the scenario says.

use super::args::{MemoryArgs, PlanArgs};
use super::{Failure, console};
use crate::engine::{Goal, Plan};
use crate::model::Model;
use crate::scenario::{Scenario, goal};

/// The most paths of a run that goes on until it is precise, where no other number is asked for.
const MOST_PATHS: u64 = 1_000_000;

#[derive(Debug, clap::Args)]
pub struct PrecisionArgs {
    /// Go on until a figure's 95% interval is this narrow to either side: of the mean
    /// delivered_units=1%, also .p90, .p_zero, .expected_shortfall, or target.NAME=0.5pp (repeatable);
    /// --paths is then the most [default: 1000000, or what fits]
    #[arg(long, value_name = "FIGURE=WIDTH")]
    pub precision: Vec<String>,
}

impl PrecisionArgs {
    /// True of a run that goes on until it is precise.
    pub fn is_asked(&self, scenario: &Scenario) -> bool {
        !(self.precision.is_empty() && scenario.goals.is_empty())
    }

    /// The goals of a scenario's run: what is typed, else what the scenario asks for.
    ///
    /// # Errors
    /// If one is not written as it should be, or names no figure of the model.
    pub fn goals(&self, scenario: &Scenario) -> Result<Vec<Goal>, Failure> {
        match self.precision.is_empty() {
            true => Ok(scenario.goals.clone()),
            false => goals(&self.precision, &scenario.model),
        }
    }

    /// The plan of a scenario's run: of one that goes on until it is precise, with the most paths.
    pub fn plan(
        &self,
        plan: &PlanArgs,
        memory: &MemoryArgs,
        csv: bool,
        scenario: &Scenario,
    ) -> Plan {
        let mut planned = plan.plan(scenario.run);
        if self.is_asked(scenario) && plan.paths.is_none() {
            planned.paths = MOST_PATHS as usize;
            let most = memory.most_paths(planned, csv, &scenario.model);
            planned.paths = most.min(MOST_PATHS) as usize;
        }
        planned
    }
}

/// The goals of these texts.
///
/// # Errors
/// As [`PrecisionArgs::goals`].
pub fn goals(texts: &[String], model: &Model) -> Result<Vec<Goal>, Failure> {
    let one = |text: &String| {
        goal(text, model).map_err(|problem| Failure::Usage {
            message: format!("--precision {}: {problem}", console::plain(text)),
            help: problem.help,
        })
    };
    texts.iter().map(one).collect()
}
