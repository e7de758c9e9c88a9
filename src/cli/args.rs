//! Groups of flags that several verbs share, each with what it decides.

use std::path::PathBuf;

use super::{Failure, console, typed};
use crate::engine::{Footprint, MAX_MEMORY_BYTES, Plan};
use crate::model::Model;
use crate::scenario::RunSettings;

/// Inputs overridden on the command line.
#[derive(Debug, clap::Args)]
pub struct SetArgs {
    /// Override an input, as in product.h200.price_usd=25000 (repeatable)
    #[arg(long, value_name = "PATH=VALUE", value_parser = typed::setting)]
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
    #[arg(long, value_parser = typed::count(1..=100_000_000))]
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

/// How much memory a run may need.
#[derive(Debug, clap::Args)]
pub struct MemoryArgs {
    /// Refuse to begin what needs more memory than this, in GB [default: 4]
    #[arg(long, value_name = "GB", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    memory: Option<u64>,
}

impl MemoryArgs {
    /// Lets a plan through if runs of all models fit at once.
    ///
    /// # Errors
    /// If they need more than is allowed: how much that is, and how many paths would fit.
    pub fn check<'a>(
        &self,
        plan: Plan,
        csv: bool,
        models: impl IntoIterator<Item = &'a Model>,
    ) -> Result<(), Failure> {
        let mut whole: Option<Footprint> = None;
        for model in models {
            let one = Footprint::of_plan(model, plan).with_csv(csv);
            whole = Some(whole.map_or(one, |sum| Footprint {
                path: sum.path + one.path,
                tables: sum.tables + one.tables,
                thread: sum.thread.max(one.thread),
                tallies: sum.tallies + one.tallies,
                ..one
            }));
        }
        whole.map_or(Ok(()), |whole| self.fits(whole))
    }

    /// As [`Self::check`], of so many columns of every path and nothing else.
    ///
    /// # Errors
    /// As [`Self::check`].
    pub fn check_columns(&self, plan: Plan, columns: usize) -> Result<(), Failure> {
        self.fits(Footprint::of_columns(columns, plan.paths, plan.threads))
    }

    /// The most paths of a plan that fit; as many as it has where not even one does, which [`Self::check`] refuses.
    pub fn most_paths(&self, plan: Plan, csv: bool, model: &Model) -> u64 {
        let whole = Footprint::of(model, plan.paths, plan.threads).with_csv(csv);
        whole.most_paths(self.most_bytes()).unwrap_or(whole.paths)
    }

    fn most_bytes(&self) -> u64 {
        self.memory.map_or(MAX_MEMORY_BYTES, |gigabytes| gigabytes * GIGABYTE)
    }

    fn fits(&self, whole: Footprint) -> Result<(), Failure> {
        let most = self.most_bytes();
        if whole.bytes() <= most {
            return Ok(());
        }
        let gigabytes = |bytes: u64| bytes as f64 / GIGABYTE as f64;
        Err(Failure::Usage {
            message: format!(
                "{} paths of {} columns on {} threads need {:.1} GB of memory; at most {:.1} GB \
                 are allowed",
                whole.paths,
                whole.columns(),
                whole.threads,
                gigabytes(whole.bytes()),
                gigabytes(most)
            ),
            help: match whole.most_paths(most) {
                Some(paths) => {
                    format!("ask for --paths {paths} or fewer, or allow more by --memory")
                }
                None => "use fewer --threads, or allow more by --memory".to_owned(),
            },
        })
    }
}

const GIGABYTE: u64 = 1_000_000_000;

/// Where results go.
#[derive(Debug, clap::Args)]
pub struct FolderArgs {
    /// Write results to exactly this folder [default: the next number under output/]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Replace the run that the folder already holds
    #[arg(long)]
    pub force: bool,
}

/// What all studies of scenarios share: which world, how much is simulated, where results go, and what is shown.
#[derive(Debug, clap::Args)]
pub struct StudyArgs {
    #[command(flatten)]
    pub world: WorldArgs,
    #[command(flatten)]
    pub plan: PlanArgs,
    #[command(flatten)]
    pub memory: MemoryArgs,
    #[command(flatten)]
    pub folder: FolderArgs,
    #[command(flatten)]
    pub set: SetArgs,
    #[command(flatten)]
    pub show: ShowArgs,
    #[command(flatten)]
    pub write: FileArgs,
}

/// How often what is done is kept.
#[derive(Debug, clap::Args)]
pub struct CheckpointArgs {
    /// Keep what is done every so many seconds; `resume` goes on from there
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(..=86_400))]
    pub checkpoint: u64,
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

impl ShowArgs {
    /// Prints the summary or the answer, as asked.
    ///
    /// # Errors
    /// If standard output takes no more.
    pub fn print(&self, summary: &[u8], answer: impl FnOnce() -> String) -> Result<(), Failure> {
        match self {
            Self { json: true, .. } => console::print(&String::from_utf8_lossy(summary)),
            Self { quiet: true, .. } => Ok(()),
            _ => console::print(&answer()),
        }
    }
}

/// Which files are written beside summary and Parquet.
#[derive(Debug, clap::Args)]
pub struct FileArgs {
    /// Do not draw charts
    #[arg(long, conflicts_with_all = ["chart", "theme"])]
    pub no_charts: bool,
    /// Draw this chart only, or the charts of this kind, as in fan-revenue or fan (repeatable)
    #[arg(long, value_name = "NAME")]
    pub chart: Vec<String>,
    /// How charts look: light, dark, or a theme file in TOML [default: light]
    #[arg(long, value_name = "THEME")]
    pub theme: Option<String>,
    /// Write the tables as CSV too, and beside each chart the numbers it shows
    #[arg(long)]
    pub csv: bool,
}
