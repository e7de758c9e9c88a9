//! `tradeflow run`: scenarios in, an answer on the terminal and a folder of results out.

use std::path::PathBuf;
use std::time::Instant;

use rayon::prelude::*;

use super::args::{
    CheckpointArgs, FileArgs, FolderArgs, MemoryArgs, PlanArgs, SetArgs, ShowArgs, WorldArgs,
};
use super::asked::Asked;
use super::charts::Files;
use super::definition::Definition;
use super::keep::KeepArgs;
use super::long_run::LongRun;
use super::precision::PrecisionArgs;
use super::sampling::SamplingArgs;
use super::style::Style;
use super::{
    Failure, assumptions, console, folder, inputs, interrupt, keep, load, print, trace, worlds,
};
use crate::analysis::sensitivity::GivenData;
use crate::analysis::subject::headline_metric;
use crate::analysis::{Answer, Drawn};
use crate::engine::{Goal, Plan, RunResult};
use crate::output::{
    Manifest, MetricSummary, OutputError, Provenance, RunFolder, ScenarioRecord, WorkbookParts,
    csv_bytes, inputs_table, parquet_bytes, paths_table, series_table, summary_json, summary_md,
    workbook_bytes,
};
use crate::plot;
use crate::scenario::{CHARTS, Loaded, Scenario};

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Scenario files; several run one after the other, each into a folder of its own
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    pub plan: PlanArgs,
    #[command(flatten)]
    precision: PrecisionArgs,
    #[command(flatten)]
    sampling: SamplingArgs,
    #[command(flatten)]
    keep: KeepArgs,
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
    /// Write a workbook too: the answer, native charts, every figure, the assumptions
    #[arg(long)]
    pub xlsx: bool,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    checkpoint: CheckpointArgs,
    /// Replay one path and print its weeks, without running the others or writing anything
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..1 << 53))]
    #[arg(conflicts_with_all = ["paths", "out", "json", "quiet", "csv", "xlsx", "inputs", "precision"])]
    #[arg(conflicts_with = "keep_paths")]
    path: Option<u64>,
}

/// Runs the command: reads all files, opens all folders, then simulates and writes each in turn.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let scenarios = load::with_worlds(&args.files, &args.set, &args.world)?;
    if let Some(path) = args.path {
        for scenario in scenarios {
            let scenario = scenario.into_scenario(None).map_err(Failure::Scenario)?;
            let seed = args.plan.seed.unwrap_or(scenario.run.seed);
            trace::print(&scenario.model, seed, args.sampling.of(scenario.run), path)?;
        }
        return Ok(());
    }
    let style = Style::new(&args.write, &CHARTS)?;
    let mut goals = Vec::with_capacity(scenarios.len());
    for scenario in &scenarios {
        goals.push(goals_within_memory(args, scenario)?);
    }
    let several = scenarios.len() > 1;
    let folders = scenarios
        .iter()
        .map(|scenario| folder::open(scenario.name(), &args.folder, several))
        .collect::<Result<Vec<_>, _>>()?;
    // Several summaries are one document: an array.
    let brackets = if args.show.json && several { ["[\n", ",\n", "]\n"] } else { [""; 3] };
    let jobs = scenarios.iter().zip(folders).zip(goals);
    for (index, ((scenario, folder), goals)) in jobs.enumerate() {
        console::print(brackets[usize::from(index > 0)])?;
        let (plan, charts) = match scenario {
            Loaded::One(one) => (planned(args, one), one.charts.as_ref()),
            Loaded::Worlds(all) => {
                let first = all.list.first().and_then(|world| world.scenario.charts.as_ref());
                (Plan { sampling: args.sampling.of(all.run), ..args.plan.plan(all.run) }, first)
            }
        };
        let asked = Asked {
            plan,
            overrides: &args.set.set,
            show: &args.show,
            style: style.or_charts(charts),
            theme: args.write.theme.clone(),
            xlsx: args.xlsx,
            checkpoint: args.checkpoint.checkpoint,
        };
        let job = Job { asked, goals, inputs: args.inputs };
        run_loaded(&job, scenario, folder)?;
    }
    console::print(brackets[2])
}

fn planned(args: &RunArgs, scenario: &Scenario) -> Plan {
    let plan =
        args.keep.plan(args.precision.plan(&args.plan, &args.memory, args.write.csv, scenario));
    match plan.keeps_all() {
        true => Plan { sampling: args.sampling.of(scenario.run), ..plan },
        false => plan,
    }
}

/// How precise a scenario's figures shall be, if all its runs fit into memory.
///
/// # Errors
/// If they do not, if what is asked for is no figure of it, if it is asked of worlds, which share their paths and keep them all,
/// or if a sampling is asked for beside what takes random paths.
fn goals_within_memory(args: &RunArgs, scenario: &Loaded) -> Result<Vec<Goal>, Failure> {
    match scenario {
        Loaded::One(scenario) => {
            let plan = planned(args, scenario);
            let fits = args.memory.check(plan, args.write.csv, [&scenario.model]);
            fits.map_err(|failure| args.keep.advised(failure))?;
            let name = &scenario.model.scenario.name;
            if !plan.keeps_all() {
                args.sampling.random_only(
                    name,
                    scenario.run,
                    "a run that keeps its first paths alone counts random ones",
                    "leave one of --sampling and --keep-paths out",
                )?;
            }
            let goals = args.precision.goals(scenario)?;
            if goals.is_empty() || plan.keeps_all() { Ok(goals) } else { Err(keep::precise()) }
        }
        Loaded::Worlds(all) if args.keep.is_asked() => Err(keep::joint(&all.name)),
        Loaded::Worlds(all)
            if args.precision.precision.is_empty()
                && all.list.iter().all(|world| world.scenario.goals.is_empty()) =>
        {
            // One after the other: each is written before the next begins.
            for world in &all.list {
                args.memory.check(
                    args.plan.plan(all.run),
                    args.write.csv,
                    [&world.scenario.model],
                )?;
            }
            Ok(Vec::new())
        }
        Loaded::Worlds(all) => Err(Failure::Usage {
            message: format!("precision: {} names worlds, which all have as many paths", all.name),
            help: "take one by --world, or leave the precision out and say how many paths"
                .to_owned(),
        }),
    }
}

/// What decides a run of a scenario, or of the worlds that it names, beside the scenario.
#[derive(Debug)]
pub struct Job<'a> {
    pub asked: Asked<'a>,
    /// How precise it shall be.
    pub goals: Vec<Goal>,
    /// Whether the inputs as drawn are printed.
    pub inputs: bool,
}

/// Simulates a scenario or its worlds, from their checkpoints on where the folder has some, writes and prints the
/// results.
pub fn run_loaded(job: &Job, loaded: &Loaded, folder: RunFolder) -> Result<(), Failure> {
    let definition = Definition::of_run(job, loaded).text()?;
    let terms = job.asked.terms(&job.goals, false);
    match loaded {
        Loaded::One(scenario) => {
            let models = vec![&scenario.model];
            let long_run = LongRun::begin(terms, models, 0, &definition, &folder)?;
            run_one(job, scenario, long_run, folder)
        }
        Loaded::Worlds(all) => {
            let models = all.list.iter().map(|world| &world.scenario.model).collect();
            let long_run = LongRun::begin(terms, models, 0, &definition, &folder)?;
            worlds::run(job, all, long_run, folder)
        }
    }
}

fn run_one(
    job: &Job,
    scenario: &Scenario,
    mut long_run: LongRun<'_>,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let result = long_run.simulate("run", &mut folder)?;
    drop(long_run);
    let plan = Plan { paths: result.paths, ..job.asked.plan };
    let simulated = begun.elapsed();

    let (summaries, drawn) =
        rayon::join(|| summarise(&result), || Drawn::new(&scenario.model, &result));
    let summary = summary_json(&result, &summaries, &drawn)?;
    let records = vec![ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)];
    let manifest = Manifest::new("run", records, plan, job.asked.overrides).with_precision(&result);
    let style = job.asked.style.of_run(&manifest.run);
    let told = Told {
        scenario,
        result: &result,
        summaries: &summaries,
        drawn: &drawn,
        answer: &Answer::new(&result, &summaries),
        provenance: manifest.provenance(),
    };
    let files = result_files(&style, job.asked.xlsx, &told, summary.clone())?;
    interrupt::check()?;
    folder.write_all(&files)?;
    let path = folder.path().to_owned();
    let timed = manifest.clone().timed(simulated, begun.elapsed());
    let manifest = folder.finish(timed)?;
    job.asked.show.print(&summary, || {
        let mut text = print::answer(told.answer, &drawn, &path, &manifest);
        if job.inputs {
            text += &format!("\n{}", inputs::table(&drawn));
        }
        text
    })
}

/// The summary of every metric, in the order of the columns.
pub fn summarise(result: &RunResult) -> Vec<MetricSummary> {
    result
        .metrics
        .par_iter()
        .map(|column| (column.name.clone(), column.unit, result.summary(column)))
        .collect()
}

/// A simulated scenario with all that is said of it.
#[derive(Debug)]
pub struct Told<'a> {
    pub scenario: &'a Scenario,
    pub result: &'a RunResult,
    pub summaries: &'a [MetricSummary],
    pub drawn: &'a Drawn,
    pub answer: &'a Answer,
    pub provenance: Provenance<'a>,
}

impl Told<'_> {
    /// The run as a workbook.
    pub fn workbook(&self) -> Result<Vec<u8>, OutputError> {
        workbook_bytes(&WorkbookParts {
            result: self.result,
            summaries: self.summaries,
            answer: self.answer,
            drawn: self.drawn,
            register: &assumptions::of(self.scenario),
            provenance: self.provenance,
        })
    }
}

/// Every file of one scenario's run but the manifest, in a fixed order. Tables and pictures are
/// made in parallel.
pub fn result_files(
    style: &Style,
    xlsx: bool,
    told: &Told<'_>,
    summary: Vec<u8>,
) -> Result<Files, Failure> {
    let Told { result, drawn, .. } = *told;
    let page = || {
        let drivers: Vec<GivenData> = ["delivered_units", "gross_revenue_usd"]
            .into_par_iter()
            .filter_map(|metric| GivenData::new(result, &headline_metric(result, metric)))
            .collect();
        summary_md(told.answer, &drivers, drawn, &told.provenance)
    };
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
    let workbook = || xlsx.then(|| told.workbook()).transpose();
    let (texts, (tables, charts)) =
        rayon::join(|| rayon::join(page, workbook), || rayon::join(tables, charts));
    let (page, workbook) = texts;
    let mut files = vec![("summary.json".to_owned(), summary), ("summary.md".to_owned(), page)];
    files.extend(workbook?.map(|bytes| ("workbook.xlsx".to_owned(), bytes)));
    files.append(&mut tables?);
    files.append(&mut charts?);
    Ok(files)
}
