//! Groups of flags that several verbs share, each with what it decides.

use std::path::PathBuf;

use crate::engine::Plan;
use crate::scenario::RunSettings;

/// Inputs overridden on the command line.
#[derive(Debug, clap::Args)]
pub struct SetArgs {
    /// Override an input, as in product.h200.price_usd=25000 (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// Which world of a scenario that names several.
#[derive(Debug, clap::Args)]
pub struct WorldArgs {
    /// Take one of the scenario's worlds alone, as if it were the only one
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
}

impl WorldArgs {
    /// Its name, if one is asked for.
    pub fn name(&self) -> Option<&str> {
        self.world.as_deref()
    }
}

/// How much is simulated, and on what.
#[derive(Debug, clap::Args)]
pub struct PlanArgs {
    /// How many paths to simulate [default: the scenario's, or 10000]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    pub paths: Option<u64>,
    /// Seed of the random numbers [default: the scenario's, or 1]
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub seed: Option<u64>,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub threads: Option<u64>,
}

impl PlanArgs {
    /// The plan: what was typed, and what the scenario asks for where nothing was.
    pub fn plan(&self, settings: RunSettings) -> Plan {
        let paths = self.paths.unwrap_or(settings.paths);
        let mut plan = Plan::new(self.seed.unwrap_or(settings.seed), paths as usize);
        if let Some(threads) = self.threads {
            plan.threads = threads as usize;
        }
        plan
    }
}

/// Where results go.
#[derive(Debug, clap::Args)]
pub struct FolderArgs {
    /// Write results to exactly this folder [default: output/SCENARIO/NUMBER]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the run that the folder already holds
    #[arg(long)]
    pub force: bool,
}

/// What is printed.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// Print summary.json to standard output instead of the answer
    #[arg(long)]
    pub json: bool,
    /// Print nothing but errors
    #[arg(long, conflicts_with = "json")]
    pub quiet: bool,
}

/// Which files are written beside summary and Parquet.
#[derive(Debug, clap::Args)]
pub struct FileArgs {
    /// Do not draw charts
    #[arg(long)]
    pub no_charts: bool,
    /// Write the tables as CSV too, and beside each chart the numbers it shows
    #[arg(long)]
    pub csv: bool,
}
