//! `tradeflow backtest`: forecasts of scenarios against a record of what happened.

use std::path::PathBuf;
use std::time::Instant;

use super::args::StudyArgs;
use super::style::{self, Style};
use super::{Failure, folder, load, print_backtest, progress::Bar};
use crate::analysis::ChartTable;
use crate::analysis::backtest::Backtest;
use crate::engine;
use crate::output::{
    FileRecord, Manifest, OutputError, RunFolder, ScenarioRecord, backtest_json, chart_csv_bytes,
    chart_table, parquet_bytes,
};
use crate::plot;
use crate::scenario;

/// The most forecasts that a chart can tell apart.
const MOST_FORECASTS: usize = 4;

#[derive(Debug, clap::Args)]
pub struct BacktestArgs {
    /// Scenario files, one forecast each
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file of what happened
    #[arg(long, value_name = "FILE")]
    observed: PathBuf,
    #[command(flatten)]
    study: StudyArgs,
}

/// Runs all scenarios, holds them against the record, prints and writes.
pub fn backtest(args: &BacktestArgs) -> Result<(), Failure> {
    let begun = Instant::now();
    let scenarios = load::all(&args.files, &args.study.set, &args.study.world)?;
    if scenarios.len() > MOST_FORECASTS {
        return Err(Failure::Usage {
            message: format!("{} scenarios are too many for one back-test", scenarios.len()),
            help: format!("name at most {MOST_FORECASTS}"),
        });
    }
    let style = Style::new(&args.study.write, style::BACKTEST)?;
    let observed =
        scenario::load_observed(&args.observed, &scenarios).map_err(Failure::Scenario)?;
    let record = FileRecord::read("observed", &args.observed);
    let record = record.map_err(OutputError::io("read", &args.observed))?.sha256;
    let first = &scenarios[0];
    // All forecasts are of as many paths: scores depend on it.
    let plan = args.study.plan.plan(first.run);
    args.study.memory.check(plan, false, scenarios.iter().map(|scenario| &scenario.model))?;
    let subject = format!("{}-backtest", first.model.scenario.name);
    let mut folder = folder::open(&subject, &args.study.folder, false)?;

    let mut results = Vec::new();
    for scenario in &scenarios {
        let plan = engine::Plan { seed: args.study.plan.plan(scenario.run).seed, ..plan };
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        results.push(engine::run(&scenario.model, plan, &bar)?);
    }
    let simulated = begun.elapsed();
    let backtest = Backtest::new(&results, &observed).ok_or_else(|| Failure::Usage {
        message: "a metric of the record has no value on some paths, so nothing can be scored"
            .to_owned(),
        help: "leave out metrics that are times, as first_delivery_week".to_owned(),
    })?;
    let records = scenarios
        .iter()
        .map(|scenario| ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved));
    let manifest = Manifest::new("backtest", records.collect(), plan, &args.study.set.set)
        .asking(vec![format!("observed {record}")]);
    let style = style.of_run(&manifest.run);
    let seeds: Vec<u64> = results.iter().map(|result| result.seed).collect();
    let summary = backtest_json(&backtest, &seeds)?;
    write_results(&style, &backtest, &seeds, &summary, &mut folder)?;
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.study.show.print(&summary, || print_backtest::text(&backtest, &seeds, &path, &manifest))
}

/// Writes everything but the manifest.
fn write_results(
    style: &Style,
    backtest: &Backtest,
    seeds: &[u64],
    summary: &[u8],
    folder: &mut RunFolder,
) -> Result<(), Failure> {
    folder.write("summary.json", summary)?;
    let table: ChartTable = backtest.table();
    folder.write("backtest.parquet", &parquet_bytes(&chart_table("backtest", &table))?)?;
    if style.csv {
        folder.write("backtest.csv", &chart_csv_bytes("backtest", &table)?)?;
    }
    if !style.draws() {
        return Ok(());
    }
    let source = plot::source_of(&backtest.forecasts, seeds, backtest.paths);
    folder.write_all(&style.files(plot::backtest_charts(backtest, &style.theme, &source))?)?;
    Ok(())
}
