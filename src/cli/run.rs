//! `tradeflow run`: scenarios in, an answer on the terminal and a folder of results out.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use super::args::{FileArgs, FolderArgs, PlanArgs, SetArgs, ShowArgs};
use super::{Failure, console, folder, inputs, print, progress::Bar, trace};
use crate::analysis::{Answer, Drawn};
use crate::engine::{self, Plan, RunResult};
use crate::output::{
    Manifest, RunFolder, SCHEMA, ScenarioRecord, Timings, chart_csv_bytes, csv_bytes, inputs_table,
    parquet_bytes, paths_table, series_table, summary_json,
};
use crate::plot;
use crate::scenario::{self, Scenario};
use crate::stats::{Missing, Summary};

#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// Scenario files; several run one after the other, each into a folder of its own
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    set: SetArgs,
    #[command(flatten)]
    show: ShowArgs,
    /// Print what was drawn for each uncertain input beside what was asked for, after the answer
    #[arg(long, conflicts_with_all = ["json", "quiet"])]
    inputs: bool,
    #[command(flatten)]
    write: FileArgs,
    /// Replay one path and print its weeks, without running the others or writing anything
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u64).range(..1 << 53))]
    #[arg(conflicts_with_all = ["paths", "out", "json", "quiet", "csv", "inputs"])]
    path: Option<u64>,
}

/// Runs the command: reads all files, opens all folders, then simulates and writes each in turn.
pub fn run(args: &RunArgs) -> Result<(), Failure> {
    let scenarios = load_all(args)?;
    if let Some(path) = args.path {
        for scenario in &scenarios {
            let seed = args.plan.seed.unwrap_or(scenario.run.seed);
            trace::print(&scenario.model, seed, path)?;
        }
        return Ok(());
    }
    let several = scenarios.len() > 1;
    let folders = scenarios
        .iter()
        .map(|s| folder::open(&s.model.scenario.name, &args.folder, several))
        .collect::<Result<Vec<_>, _>>()?;
    // Several summaries are one document: an array.
    let brackets = if args.show.json && several { ["[\n", ",\n", "]\n"] } else { [""; 3] };
    for (index, (scenario, folder)) in scenarios.iter().zip(folders).enumerate() {
        console::print(brackets[usize::from(index > 0)])?;
        run_one(args, scenario, folder)?;
    }
    console::print(brackets[2])
}

/// All scenarios, or all their problems.
fn load_all(args: &RunArgs) -> Result<Vec<Scenario>, Failure> {
    let mut scenarios: Vec<Scenario> = Vec::new();
    let mut problems = None;
    for file in &args.files {
        match scenario::load(file, &args.set.set) {
            Ok(scenario) => {
                let name = &scenario.model.scenario.name;
                if scenarios.iter().any(|other| other.model.scenario.name == *name) {
                    return Err(Failure::Usage {
                        message: format!("two of the files are scenarios named {name}"),
                        help: "give one of them another name, or run them one by one".to_owned(),
                    });
                }
                scenarios.push(scenario);
            }
            Err(diagnostics) => {
                if let Some(earlier) = problems.replace(Failure::Scenario(diagnostics)) {
                    earlier.print();
                }
            }
        }
    }
    problems.map_or(Ok(scenarios), Err)
}

fn run_one(args: &RunArgs, scenario: &Scenario, mut folder: RunFolder) -> Result<(), Failure> {
    let begun = Instant::now();
    let plan = args.plan.plan(scenario.run);
    let result = {
        let bar = Bar::new(plan.paths, args.show.quiet);
        engine::run(&scenario.model, plan, &bar)?
    };
    let simulated = begun.elapsed();

    let (summaries, drawn) =
        rayon::join(|| summarise(&result), || Drawn::new(&scenario.model, &result));
    let summary = summary_json(&result, &summaries, &drawn)?;
    write_results(args, &result, &drawn, &summary, &mut folder)?;
    let path = folder.path().to_owned();
    let manifest = manifest(args, scenario, plan, simulated, begun);
    let manifest = folder.finish(manifest)?;

    if args.show.json {
        console::print(&String::from_utf8_lossy(&summary))?;
    } else if !args.show.quiet {
        let answer = Answer::new(&result, &summaries);
        console::print(&print::answer(&answer, &drawn, &path, &manifest))?;
        if args.inputs {
            console::print(&format!("\n{}", inputs::table(&drawn)))?;
        }
    }
    Ok(())
}

/// The summary of every metric, in the order of the columns.
fn summarise(result: &RunResult) -> Vec<crate::output::MetricSummary> {
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

/// Writes everything but the manifest. Tables and pictures are made in parallel, then written in a
/// fixed order.
fn write_results(
    args: &RunArgs,
    result: &RunResult,
    drawn: &Drawn,
    summary: &[u8],
    folder: &mut RunFolder,
) -> Result<(), Failure> {
    type Files = Vec<(String, Vec<u8>)>;
    let tables = || -> Result<Files, Failure> {
        let mut files = Vec::new();
        for table in [paths_table(result), series_table(result), inputs_table(result, drawn)] {
            let name = table.name();
            files.push((format!("{name}.parquet"), parquet_bytes(&table)?));
            if args.write.csv {
                files.push((format!("{name}.csv"), csv_bytes(&table)?));
            }
        }
        Ok(files)
    };
    let charts = || -> Result<Files, Failure> {
        if args.write.no_charts {
            return Ok(Vec::new());
        }
        let drawn = plot::all_charts(result)
            .into_par_iter()
            .map(|chart| {
                let png = plot::png(&chart.svg)?;
                let name = chart.name;
                let mut files = vec![
                    (format!("charts/{name}.svg"), chart.svg.into_bytes()),
                    (format!("charts/{name}.png"), png),
                ];
                if args.write.csv {
                    let table = chart_csv_bytes(name, &chart.table)?;
                    files.push((format!("charts/{name}.csv"), table));
                }
                Ok(files)
            })
            .collect::<Result<Vec<Files>, Failure>>()?;
        Ok(drawn.into_iter().flatten().collect())
    };
    let (tables, charts) = rayon::join(tables, charts);
    folder.write("summary.json", summary)?;
    for (name, bytes) in tables?.into_iter().chain(charts?) {
        folder.write(&name, &bytes)?;
    }
    Ok(())
}

fn manifest(
    args: &RunArgs,
    scenario: &Scenario,
    plan: Plan,
    simulated: Duration,
    begun: Instant,
) -> Manifest {
    let total = begun.elapsed();
    Manifest {
        schema: SCHEMA,
        command: "run".to_owned(),
        scenarios: vec![ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)],
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: plan.seed,
        paths: plan.paths,
        threads: plan.threads,
        overrides: args.set.set.clone(),
        files: Vec::new(),
        timings: Timings {
            simulate_seconds: simulated.as_secs_f64(),
            write_seconds: (total - simulated).as_secs_f64(),
            total_seconds: total.as_secs_f64(),
        },
    }
}
