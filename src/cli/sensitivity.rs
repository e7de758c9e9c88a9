//! `tradeflow sensitivity`: which assumptions move an answer, from one run or by design.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::args::StudyArgs;
use super::style::{self, Style};
use super::{Failure, console, folder, load, progress::Bar, sensitivity_print};
use crate::analysis::sensitivity::{
    Design, GivenData, Layers, ModelExperiment, ScreenedInputs, Shares, screen,
};
use crate::analysis::subject::Subject;
use crate::engine::{self, Outcomes, Plan, RunResult};
use crate::model::{Driver, Model};
use crate::output::{
    Manifest, RunFolder, ScenarioRecord, chart_table, csv_bytes, parquet_bytes, sensitivity_json,
};
use crate::plot;
use crate::scenario::Scenario;

/// Designs that take longer than this are announced before they begin.
const LONG: Duration = Duration::from_secs(3);
/// Columns of a design for each driver: it drawn anew, all but it, and one along an order.
const DESIGN_COLUMNS: usize = 3;
/// Paths that a screening starts from.
const SCREENING_PATHS: usize = 256;

#[derive(Debug, clap::Args)]
pub struct SensitivityArgs {
    /// A scenario file
    file: PathBuf,
    /// The metrics that matter, as in delivered_units.h200.2026 (repeatable) [default: chips
    /// delivered and revenue]
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Draw drivers anew as well: first-order, total and Shapley shares of variance, with chance
    /// and whole processes among the drivers
    #[arg(long)]
    design: bool,
    /// Paths of the design
    #[arg(long, value_name = "N", default_value_t = 2_048)]
    #[arg(value_parser = clap::value_parser!(u64).range(64..=10_000_000))]
    design_paths: u64,
    /// Move every uncertain input by itself on a few paths, to find those that matter at all
    #[arg(long)]
    screening: bool,
    #[command(flatten)]
    study: StudyArgs,
}

/// What was found about one metric.
#[derive(Debug)]
pub struct Found {
    pub metric: String,
    /// None where nothing is uncertain, or the metric is the same on all paths.
    pub given: Option<GivenData>,
    pub shares: Option<Shares>,
    pub screened: Option<ScreenedInputs>,
}

/// Runs the scenario once, then the designs that were asked for, and writes what was found.
pub fn sensitivity(args: &SensitivityArgs) -> Result<(), Failure> {
    let scenarios =
        load::all(std::slice::from_ref(&args.file), &args.study.set, &args.study.world)?;
    let scenario = &scenarios[0];
    let style = Style::new(&args.study.write, style::SENSITIVITY)?;
    let metrics = metrics(args, &scenario.model)?;
    let plan = args.study.plan.plan(scenario.run);
    args.study.memory.check(plan, false, [&scenario.model])?;
    if args.design {
        // The outcome of every path with each driver drawn anew, alone and along orders, by metric.
        let drivers = scenario.model.drivers().len();
        let design = Plan { paths: args.design_paths as usize, ..plan };
        args.study.memory.check_columns(design, metrics.len() * DESIGN_COLUMNS * (drivers + 1))?;
    }
    let folder = folder::open(&scenario.model.scenario.name, &args.study.folder, false)?;
    let begun = Instant::now();
    let result = {
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        engine::run(&scenario.model, plan, &bar)?
    };
    let pace = begun.elapsed().div_f64(plan.paths as f64);
    announce(args, &scenario.model, metrics.len(), pace);
    let mut found = Vec::with_capacity(metrics.len());
    for metric in metrics {
        let given = GivenData::new(&result, &metric);
        let shares = args.design.then(|| design(args, &scenario.model, &result, &metric, plan));
        let screened = args.screening.then(|| screening(args, &scenario.model, &metric, plan));
        found.push(Found {
            given,
            shares: shares.transpose()?.flatten(),
            screened: screened.transpose()?,
            metric,
        });
    }
    write((args, &style), scenario, &result, &found, plan, begun, folder)
}

/// The metrics asked for, each known to the model.
fn metrics(args: &SensitivityArgs, model: &Model) -> Result<Vec<String>, Failure> {
    if args.metric.is_empty() {
        let product = model.headline_product.map(|product| &model.products[product].id.name);
        let whole = |metric: &str| {
            product.map_or_else(|| metric.to_owned(), |product| format!("{metric}.{product}"))
        };
        return Ok(["delivered_units", "gross_revenue_usd"].map(whole).to_vec());
    }
    let names = Outcomes::names(model);
    for metric in &args.metric {
        if !names.contains(metric) {
            let message = format!("there is no metric \"{}\"", console::plain(metric));
            let help = "the columns of paths.parquet are the metrics";
            return Err(Failure::unknown(message, metric, names.iter().map(String::as_str), help));
        }
    }
    Ok(args.metric.clone())
}

/// Says how long the designs will take, where that is long.
fn announce(args: &SensitivityArgs, model: &Model, metrics: usize, pace: Duration) {
    let drivers = model.drivers().len();
    let inputs = model.inputs.iter().filter(|input| !input.dist.is_fixed()).count();
    // Twice a driver, once along an order, and the two layers.
    let designed = if args.design { (3 * drivers + 1 + 7) * args.design_paths as usize } else { 0 };
    let screened = if args.screening { (inputs + 1) * SCREENING_PATHS } else { 0 };
    let runs = metrics * (designed + screened);
    let expected = pace.mul_f64(runs as f64);
    if expected > LONG && !args.study.show.quiet {
        console::complain(&format!(
            "{drivers} drivers on {} paths: {runs} path runs, about {:.0} s\n",
            args.design_paths,
            expected.as_secs_f64()
        ));
    }
}

/// Shares of variance by driver and by layer; none for a metric without variance.
fn design(
    args: &SensitivityArgs,
    model: &Model,
    result: &RunResult,
    metric: &str,
    plan: Plan,
) -> Result<Option<Shares>, Failure> {
    let plan = Plan { paths: args.design_paths as usize, ..plan };
    let names = [metric.to_owned()];
    let outcomes = Outcomes::new(model, &names).expect("a metric because its name was checked");
    let run = |drivers: Vec<Driver>| {
        let experiment = ModelExperiment::new(model, &outcomes, plan, drivers);
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        let design = Design::run(&experiment, plan, &bar)?;
        Ok::<_, Failure>(design.map(|design| (design, experiment.drivers)))
    };
    let Some((design, drivers)) = run(model.drivers())? else { return Ok(None) };
    let Some((layers, _)) = run(model.layers())? else { return Ok(None) };
    let Some(subject) = Subject::new(result, metric) else { return Ok(None) };
    Ok(Some(Shares::new(subject, &design, &drivers, Layers::of(&layers))))
}

fn screening(
    args: &SensitivityArgs,
    model: &Model,
    metric: &str,
    plan: Plan,
) -> Result<ScreenedInputs, Failure> {
    let plan = Plan { paths: SCREENING_PATHS, ..plan };
    let names = [metric.to_owned()];
    let outcomes = Outcomes::new(model, &names).expect("a metric because its name was checked");
    let experiment = ModelExperiment::new(model, &outcomes, plan, model.single_inputs());
    let bar = Bar::new(plan.paths, args.study.show.quiet);
    let effects = screen(&experiment, plan, &bar)?;
    Ok(ScreenedInputs::new(plan.paths, &experiment.drivers, &effects))
}

fn write(
    (args, style): (&SensitivityArgs, &Style),
    scenario: &Scenario,
    result: &RunResult,
    found: &[Found],
    plan: Plan,
    begun: Instant,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let simulated = begun.elapsed();
    let records = vec![ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)];
    let asked = args.design.then(|| format!("design of {} paths", args.design_paths));
    let manifest = Manifest::new("sensitivity", records, plan, &args.study.set.set)
        .asking(asked.into_iter().collect());
    let parts: Vec<_> = found
        .iter()
        .map(|f| (f.metric.as_str(), f.given.as_ref(), f.shares.as_ref(), f.screened.as_ref()))
        .collect();
    let summary = sensitivity_json(result, &parts)?;
    folder.write("summary.json", &summary)?;
    for one in found {
        let tables = [
            ("given", one.given.as_ref().map(GivenData::table)),
            ("shares", one.shares.as_ref().map(Shares::table)),
            ("screening", one.screened.as_ref().map(ScreenedInputs::table)),
        ];
        for (kind, table) in tables {
            let Some(table) = table else { continue };
            let table = chart_table("sensitivity", &table);
            let file = format!("{kind}-{}", one.metric);
            folder.write(&format!("{file}.parquet"), &parquet_bytes(&table)?)?;
            if args.study.write.csv {
                folder.write(&format!("{file}.csv"), &csv_bytes(&table)?)?;
            }
        }
    }
    if style.draws() {
        let (source, theme) = (plot::source(result), style.theme.of_run(&manifest.run));
        let charts = found.iter().flat_map(|f| {
            let (given, shares) = (f.given.as_ref(), f.shares.as_ref());
            plot::sensitivity_charts(&f.metric, given, shares, &theme, &source)
        });
        folder.write_all(&style.files(charts.collect())?)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.study.show.print(&summary, || {
        let title = &scenario.model.scenario.title;
        sensitivity_print::answer(title, result, found, &path, &manifest)
    })
}
