//! `tradeflow sweep`: one scenario in many cells, each with its own assumptions.

use std::path::PathBuf;
use std::time::Instant;

use super::args::{FileArgs, FolderArgs, MemoryArgs, PlanArgs, ShowArgs, WorldArgs};
use super::cells::{Begun, Prepared};
use super::sampling::note_random;
use super::style::{self, Style};
use super::{Failure, console, folder, sweep_print, typed};
use crate::engine::Plan;
use crate::engine::sweep::DesignKind;
use crate::output::{Checkpoint, cell_json, check_room};
use crate::scenario::{Sweep, SweepChoice, load_sweep};

#[derive(Debug, clap::Args)]
#[command(mut_arg("paths", |arg| arg.help("Paths a cell [default: the sweep file's, or 500]")))]
pub struct SweepArgs {
    /// A sweep file, or a scenario over which --set gives levers
    file: PathBuf,
    /// A lever: path=from:to:steps, path=from:to, path=[a, b, c] or overlay=[x.toml, y.toml]; or an
    /// input for all cells, path=value (repeatable)
    #[arg(long, value_name = "PATH=VALUES", value_parser = typed::setting)]
    set: Vec<String>,
    /// Leave out cells that do not meet a condition, as in "low < high" (repeatable)
    #[arg(long, value_name = "CONDITION")]
    keep: Vec<String>,
    /// How cells are chosen [default: the sweep file's, or grid]
    #[arg(long, value_enum)]
    design: Option<DesignArg>,
    /// The number of cells of a design that is not a grid
    #[arg(long, value_parser = typed::count(1..=1_000_000))]
    cells: Option<u64>,
    /// The metric of charts and effects
    #[arg(long, value_name = "NAME")]
    metric: Option<String>,
    /// The target whose odds are drawn [default: the one whose odds differ most between cells]
    #[arg(long, value_name = "NAME")]
    target: Option<String>,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    memory: MemoryArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
    /// Say how long it would take and how much room, and write nothing
    #[arg(long, conflicts_with_all = ["out", "force", "json", "cell"])]
    dry_run: bool,
    /// Run one cell alone, print its numbers, and write nothing
    #[arg(long, value_name = "K", conflicts_with_all = ["out", "force", "csv"])]
    cell: Option<usize>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum DesignArg {
    /// Every combination of levels
    Grid,
    /// One cell in each equal part of every lever
    LatinHypercube,
    /// Scrambled Sobol points
    Sobol,
}

impl From<DesignArg> for DesignKind {
    fn from(design: DesignArg) -> Self {
        match design {
            DesignArg::Grid => Self::Grid,
            DesignArg::LatinHypercube => Self::LatinHypercube,
            DesignArg::Sobol => Self::Sobol,
        }
    }
}

/// Runs the command: reads and checks everything, says what it will take, then simulates.
pub fn sweep(args: &SweepArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let choice = SweepChoice {
        sets: args.set.clone(),
        keep: args.keep.clone(),
        design: args.design.map(DesignKind::from),
        cells: args.cells.map(|cells| cells as usize),
        paths: args.plan.paths.map(|paths| paths as usize),
        seed: args.plan.seed,
        metric: args.metric.clone(),
        target: args.target.clone(),
        world: args.world.name().map(str::to_owned),
    };
    let style = Style::new(&args.write, style::SWEEP)?;
    let sweep = load_sweep(&args.file, &choice).map_err(Failure::Scenario)?;
    note_random(&sweep.name, sweep.asked_sampling);
    let plan = plan(&sweep, args.plan.threads);
    // Every thread holds the columns of the cells that it simulates, and one cell waits for its turn.
    args.memory
        .check_columns(plan, (sweep.metrics.len() + sweep.targets.len()) * (plan.threads + 1))?;
    let prepared = Prepared::new(sweep, plan)?;
    if let Some(cell) = args.cell {
        return one_cell(args, &prepared, cell);
    }
    let talks = !args.show.quiet && !args.show.json;
    let checked = prepared.check_cells(args.show.quiet)?;
    let estimate = prepared.estimate(checked)?;
    if talks {
        console::print(&sweep_print::plan(&prepared, &estimate))?;
    }
    if args.dry_run {
        return Ok(());
    }
    let mut folder = folder::open(&prepared.sweep.name, &args.folder, false)?;
    check_room(folder.path(), estimate.bytes as u64)?;
    let head = prepared.write_definition(&mut folder, args.write.csv)?;
    let checkpoint = Checkpoint::create(folder.unfinished(), head)?;
    let started = Begun { begun, overrides: args.set.clone() };
    prepared.run(folder, checkpoint, &started, &args.show, &style)
}

/// The plan of a sweep's cells: no whole paths are kept.
pub fn plan(sweep: &Sweep, threads: Option<u64>) -> Plan {
    let mut plan = Plan { sample_paths: 0, ..Plan::new(sweep.seed, sweep.paths) };
    if let Some(threads) = threads {
        plan.threads = threads as usize;
    }
    plan
}

fn one_cell(args: &SweepArgs, prepared: &Prepared, cell: usize) -> Result<(), Failure> {
    let cells = prepared.design.cells();
    if cell >= cells {
        return Err(Failure::Usage {
            message: format!("there is no cell {cell}"),
            help: format!("the sweep has cells 0 to {}", cells - 1),
        });
    }
    prepared.check_cell(cell)?;
    let row = prepared.row(cell)?;
    let place = prepared.design.cell(cell);
    if args.show.json {
        let text = cell_json(&prepared.subject, cell, &place, &row)?;
        return console::print(&String::from_utf8_lossy(&text));
    }
    if args.show.quiet {
        return Ok(());
    }
    console::print(&sweep_print::cell(prepared, cell, &row))
}
