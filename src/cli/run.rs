//! `tradeflow run`: scenarios in, an answer on the terminal and a folder of results out.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::args::{FileArgs, FolderArgs, MemoryArgs, PlanArgs, SetArgs, ShowArgs, WorldArgs};
use super::charts::Files;
use super::style::Style;
use super::{Failure, console, folder, inputs, interrupt, load, long_run, print, trace, worlds};
use crate::analysis::{Answer, Drawn};
use crate::engine::{Plan, RunResult};
use crate::output::{
    Manifest, RunFolder, ScenarioRecord, csv_bytes, inputs_table, parquet_bytes, paths_table,
    series_table, summary_json,
};
use crate::plot;
use crate::scenario::{CHARTS, Loaded, Scenario};
use crate::stats::{Missing, Summary};

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Scenario files; several run one after the other, each into a folder of its own
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    pub plan: PlanArgs,
    #[command(flatten)]
    memory: MemoryArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    pub set: SetArgs,
    #[command(flatten)]
    pub show: ShowArgs,
    /// Print what was drawn for each uncertain input beside what was asked for, after the answer
    #[arg(long, conflicts_with_all = ["json", "quiet"])]
    pub inputs: bool,
    #[command(flatten)]
    pub write: FileArgs,
    #[command(flatten)]
    world: WorldArgs,
    /// Keep what is done every so many seconds; `resume` goes on from there
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u64).range(..=86_400))]
    checkpoint: u64,
    /// Replay one path and print its weeks, without running the others or writing anything
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..1 << 53))]
    #[arg(conflicts_with_all = ["paths", "out", "json", "quiet", "csv", "inputs"])]
    path: Option<u64>,
}

/// Runs the command: reads all files, opens all folders, then simulates and writes each in turn.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let scenarios = load::with_worlds(&args.files, &args.set, &args.world)?;
    if let Some(path) = args.path {
        for scenario in scenarios {
            let scenario = scenario.into_scenario(None).map_err(Failure::Scenario)?;
            let seed = args.plan.seed.unwrap_or(scenario.run.seed);
            trace::print(&scenario.model, seed, path)?;
        }
        return Ok(());
    }
    let style = Style::new(&args.write, &CHARTS)?;
    for scenario in &scenarios {
        let (run, models) = match scenario {
            Loaded::One(scenario) => (scenario.run, vec![&scenario.model]),
            Loaded::Worlds(all) => (all.run, all.list.iter().map(|w| &w.scenario.model).collect()),
        };
        // One after the other: each is written before the next begins.
        for model in models {
            args.memory.check(args.plan.plan(run), [model])?;
        }
    }
    let several = scenarios.len() > 1;
    let folders = scenarios
        .iter()
        .map(|scenario| folder::open(scenario.name(), &args.folder, several))
        .collect::<Result<Vec<_>, _>>()?;
    // Several summaries are one document: an array.
    let brackets = if args.show.json && several { ["[\n", ",\n", "]\n"] } else { [""; 3] };
    for (index, (scenario, folder)) in scenarios.iter().zip(folders).enumerate() {
        console::print(brackets[usize::from(index > 0)])?;
        match scenario {
            Loaded::One(scenario) => {
                let job = Job {
                    plan: args.plan.plan(scenario.run),
                    overrides: &args.set.set,
                    show: &args.show,
                    style: style.or_charts(scenario.charts.as_ref()),
                    theme: args.write.theme.clone(),
                    inputs: args.inputs,
                    checkpoint: args.checkpoint,
                };
                run_one(&job, scenario, folder)?;
            }
            Loaded::Worlds(all) => worlds::run(args, &style, all, folder)?,
        }
    }
    console::print(brackets[2])
}

/// What decides a run of one scenario beside the scenario.
#[derive(Debug)]
pub struct Job<'a> {
    pub plan: Plan,
    pub overrides: &'a [String],
    pub show: &'a ShowArgs,
    pub style: Style,
    /// The theme as it was named.
    pub theme: Option<String>,
    /// Whether the inputs as drawn are printed.
    pub inputs: bool,
    /// Seconds between two checkpoints.
    pub checkpoint: u64,
}

/// Simulates one scenario, from its checkpoint on where the folder has one, writes and prints its results.
pub fn run_one(job: &Job, scenario: &Scenario, mut folder: RunFolder) -> Result<(), Failure> {
    let begun = Instant::now();
    let plan = job.plan;
    let result = long_run::simulate(job, scenario, &mut folder)?;
    let simulated = begun.elapsed();

    let (summaries, drawn) =
        rayon::join(|| summarise(&result), || Drawn::new(&scenario.model, &result));
    let summary = summary_json(&result, &summaries, &drawn)?;
    for (name, bytes) in result_files(&job.style, &result, &drawn, summary.clone())? {
        interrupt::check()?;
        folder.write(&name, &bytes)?;
    }
    let path = folder.path().to_owned();
    let record = ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved);
    let manifest =
        Manifest::new("run", vec![record], plan, job.overrides, simulated, begun.elapsed());
    let manifest = folder.finish(manifest)?;
    show(job.show, &summary, || {
        let mut text = print::answer(&Answer::new(&result, &summaries), &drawn, &path, &manifest);
        if job.inputs {
            text += &format!("\n{}", inputs::table(&drawn));
        }
        text
    })
}

/// Prints the summary or the answer, as asked.
pub fn show(
    args: &ShowArgs,
    summary: &[u8],
    answer: impl FnOnce() -> String,
) -> Result<(), Failure> {
    match args {
        ShowArgs { json: true, .. } => console::print(&String::from_utf8_lossy(summary)),
        ShowArgs { quiet: true, .. } => Ok(()),
        _ => console::print(&answer()),
    }
}

/// The summary of every metric, in the order of the columns.
pub fn summarise(result: &RunResult) -> Vec<crate::output::MetricSummary> {
    result
        .metrics
        .par_iter()
        .map(|column| {
            let never = column.name.starts_with("first_delivery_week");
            let missing = if never { Missing::Never } else { Missing::Absent };
            (column.name.clone(), column.unit, Summary::of(&column.values, missing))
        })
        .collect()
}

/// Every file of one scenario's run but the manifest, in a fixed order. Tables and pictures are
/// made in parallel.
pub fn result_files(
    style: &Style,
    result: &RunResult,
    drawn: &Drawn,
    summary: Vec<u8>,
) -> Result<Files, Failure> {
    let tables = || -> Result<Files, Failure> {
        let mut files = Vec::new();
        for table in [paths_table(result), series_table(result), inputs_table(result, drawn)] {
            let name = table.name();
            files.push((format!("{name}.parquet"), parquet_bytes(&table)?));
            if style.csv {
                files.push((format!("{name}.csv"), csv_bytes(&table)?));
            }
        }
        Ok(files)
    };
    let charts = || match style.draws() {
        true => style.files(plot::charts_with(result, &style.theme)),
        false => Ok(Files::new()),
    };
    let (tables, charts) = rayon::join(tables, charts);
    let mut files = vec![("summary.json".to_owned(), summary)];
    files.append(&mut tables?);
    files.append(&mut charts?);
    Ok(files)
}

/// The manifest of a run of these scenarios, begun at `begun`.
pub fn manifest(
    args: &RunArgs,
    scenarios: Vec<ScenarioRecord>,
    plan: Plan,
    simulated: Duration,
    begun: Instant,
) -> Manifest {
    let total = begun.elapsed();
    Manifest::new("run", scenarios, plan, &args.set.set, simulated, total)
}
