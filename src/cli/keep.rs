//! How many paths a run keeps, where their values would fill the memory.

use super::{Failure, typed};
use crate::engine::Plan;

/// What a run that does not fit is advised to keep.
const ADVISED: usize = 100_000;

#[derive(Debug, clap::Args)]
pub struct KeepArgs {
    /// Keep the values of the first N paths alone: every figure still counts all paths, and memory
    /// does not grow with --paths
    #[arg(long, value_name = "N", value_parser = typed::count(1..=100_000_000))]
    #[arg(conflicts_with = "precision")]
    keep_paths: Option<u64>,
}

impl KeepArgs {
    /// Whether it is asked for.
    pub fn is_asked(&self) -> bool {
        self.keep_paths.is_some()
    }

    /// The plan with the paths that are kept.
    pub fn plan(&self, plan: Plan) -> Plan {
        let keep_paths = self.keep_paths.map_or(usize::MAX, |paths| paths as usize);
        Plan { keep_paths, ..plan }
    }

    /// A refusal for want of memory, whose next step names this too where it would help.
    pub fn advised(&self, failure: Failure) -> Failure {
        match failure {
            Failure::Usage { message, help } if !self.is_asked() => Failure::Usage {
                message,
                help: format!("{help}; --keep-paths {ADVISED} runs any number of paths"),
            },
            other => other,
        }
    }
}

/// That a run of worlds keeps all its paths.
pub fn joint(worlds: &str) -> Failure {
    Failure::Usage {
        message: format!(
            "--keep-paths: {worlds} names worlds, whose joint answer needs the values of all paths"
        ),
        help: "take one by --world, or leave it out".to_owned(),
    }
}

/// That a run which is to be precise keeps all its paths.
pub fn precise() -> Failure {
    Failure::Usage {
        message: "--keep-paths: a run that is to be precise looks at the values of all its paths"
            .to_owned(),
        help: "leave --keep-paths out, or run.precision in the scenario".to_owned(),
    }
}
