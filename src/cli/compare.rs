//! `tradeflow compare`: scenarios on the same random numbers, what differs between them, and why.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::args::{FileArgs, FolderArgs, MemoryArgs, PlanArgs, SetArgs, ShowArgs, WorldArgs};
use super::style::{self, Style};
use super::{Failure, compare_print, console, folder, load, progress::Bar};
use crate::analysis::ComparisonAnswer;
use crate::analysis::comparison::Comparison;
use crate::analysis::subject::headline_metric;
use crate::analysis::waterfall::Waterfall;
use crate::engine::{self, Outcomes, Plan, RunResult};
use crate::output::{
    ChangedAssumption, ComparisonParts, Manifest, Provenance, RunFolder, ScenarioRecord,
    comparison_json, comparison_md, comparison_workbook_bytes, csv_bytes, parquet_bytes,
    stacked_paths_table,
};
use crate::plot;
use crate::scenario::{Contrast, Differences, Scenario, Topic, nearest};
use crate::study::{Why, WhyError};

/// Runs more than this are announced before they begin.
const LONG: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// Scenario files: the baseline, and those to hold against it
    #[arg(required = true, num_args = 2.., value_name = "FILES")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    memory: MemoryArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    inputs: SetArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
    /// Explain the change of this metric's mean, or of target.NAME (repeatable) [default: chips
    /// delivered and revenue]
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Write a workbook too: the answer, every paired difference, why, the changed assumptions
    #[arg(long)]
    xlsx: bool,
    /// Do not run what it takes to say why they differ
    #[arg(long, conflicts_with = "metric")]
    no_why: bool,
}

/// Runs the command: reads and checks everything, then simulates, then writes.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let scenarios = load::all(&args.files, &args.inputs, &args.world)?;
    let (baseline, others) =
        scenarios.split_first().expect("two files or more because clap asks for them");
    let plan = args.plan.plan(baseline.run);
    args.memory.check(plan, scenarios.iter().map(|scenario| &scenario.model))?;
    let style = Style::new(&args.write, style::COMPARE)?;
    let metrics = metrics(args, &scenarios)?;
    let mut questions = Vec::new();
    for other in others {
        let differences = Differences::between(baseline, other);
        same_weeks(baseline, other, &differences)?;
        if !args.no_why {
            questions.push(Why::new(differences, plan.seed).map_err(|error| why_failure(&error))?);
        }
    }
    let folder = folder::open("compare", &args.folder, false)?;
    let begun = Instant::now();
    let results = run_all(args, &scenarios, plan)?;
    let waterfalls = explain(args, &questions, &results, &metrics, plan, begun.elapsed())?;
    write((args, &style), &scenarios, &results, &waterfalls, plan, begun, folder)
}

/// The metrics to explain, each of them known to every scenario.
fn metrics(args: &CompareArgs, scenarios: &[Scenario]) -> Result<Vec<String>, Failure> {
    if args.metric.is_empty() {
        let model = &scenarios[0].model;
        let product = model.headline_product.map(|product| &model.products[product].id.name);
        let whole = |metric: &str| {
            product.map_or_else(|| metric.to_owned(), |product| format!("{metric}.{product}"))
        };
        return Ok(["delivered_units", "gross_revenue_usd"].map(whole).to_vec());
    }
    for scenario in scenarios {
        let mut names = Outcomes::names(&scenario.model);
        names.extend(scenario.model.targets.iter().map(|t| format!("target.{}", t.id.name)));
        for metric in &args.metric {
            if !names.contains(metric) {
                let name = &scenario.model.scenario.name;
                let help = match nearest(metric, names.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => "the columns of paths.parquet are the metrics".to_owned(),
                };
                let message = format!("{name} has no metric \"{}\"", console::plain(metric));
                return Err(Failure::Usage { message, help });
            }
        }
    }
    Ok(args.metric.clone())
}

/// Only the same weeks can be paired.
fn same_weeks(
    baseline: &Scenario,
    other: &Scenario,
    differences: &Differences,
) -> Result<(), Failure> {
    if differences.changes().iter().all(|change| change.topic != Topic::Horizon) {
        return Ok(());
    }
    Err(Failure::Usage {
        message: format!(
            "{} and {} do not cover the same weeks",
            baseline.model.scenario.name, other.model.scenario.name
        ),
        help: "give them the same start and end, as with --set scenario.end=2027-12-31".to_owned(),
    })
}

fn why_failure(error: &WhyError) -> Failure {
    match error {
        WhyError::Run(error) => error.clone().into(),
        other => Failure::Usage {
            message: other.to_string(),
            help: "choose another with --metric, or leave the reasons out with --no-why".to_owned(),
        },
    }
}

fn run_all(
    args: &CompareArgs,
    scenarios: &[Scenario],
    plan: Plan,
) -> Result<Vec<RunResult>, Failure> {
    let bar = Bar::new(plan.paths * scenarios.len(), args.show.quiet);
    let runs = scenarios.iter().map(|scenario| engine::run(&scenario.model, plan, &bar));
    Ok(runs.collect::<Result<_, _>>()?)
}

/// The waterfalls of each pair, after a word on how long they take.
fn explain(
    args: &CompareArgs,
    questions: &[Why],
    results: &[RunResult],
    metrics: &[String],
    plan: Plan,
    spent: Duration,
) -> Result<Vec<Vec<Waterfall>>, Failure> {
    let runs: usize = questions.iter().map(Why::runs).sum();
    let expected = spent.mul_f64(runs as f64 / results.len() as f64);
    if expected > LONG && !args.show.quiet {
        console::complain(&format!(
            "to say why they differ takes {runs} more runs, about {:.0} s; --no-why leaves it out\n",
            expected.as_secs_f64()
        ));
    }
    let bar = Bar::new(plan.paths * runs, args.show.quiet || runs == 0);
    let mut all = Vec::new();
    for (question, second) in questions.iter().zip(&results[1..]) {
        let found = question.answer(&results[0], second, metrics, plan, &bar);
        all.push(found.map_err(|error| why_failure(&error))?);
    }
    Ok(all)
}

fn write(
    (args, style): (&CompareArgs, &Style),
    scenarios: &[Scenario],
    results: &[RunResult],
    waterfalls: &[Vec<Waterfall>],
    plan: Plan,
    begun: Instant,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let simulated = begun.elapsed();
    let results: Vec<&RunResult> = results.iter().collect();
    let comparison = Comparison::new(&results).expect("a baseline because there are two files");
    let summary = comparison_json(&comparison, waterfalls)?;
    let table = stacked_paths_table(&results);
    let records: Vec<ScenarioRecord> = scenarios
        .iter()
        .map(|s| ScenarioRecord::new(&s.model.scenario.name, &s.resolved))
        .collect();
    let headline = |metric| headline_metric(results[0], metric);
    let main = ["delivered_units", "gross_revenue_usd"].map(headline);
    let answer = ComparisonAnswer::new(&comparison, waterfalls, &main);
    let provenance = Provenance {
        command: "compare",
        scenarios: &records,
        seed: plan.seed,
        paths: plan.paths,
        overrides: &args.inputs.set,
    };
    folder.write("summary.json", &summary)?;
    folder.write("summary.md", &comparison_md(&answer, &provenance))?;
    folder.write("paths.parquet", &parquet_bytes(&table)?)?;
    if args.write.csv {
        folder.write("paths.csv", &csv_bytes(&table)?)?;
    }
    if args.xlsx {
        let parts = ComparisonParts {
            comparison: &comparison,
            answer: &answer,
            waterfalls,
            changed: &changed(scenarios),
            provenance,
            start: results[0].calendar.start(),
        };
        folder.write("workbook.xlsx", &comparison_workbook_bytes(&parts)?)?;
    }
    if style.draws() {
        let named = named_waterfalls(&comparison, waterfalls);
        let drawn = plot::comparison_charts(&results, &named, &style.theme);
        for (name, bytes) in style.files(drawn)? {
            folder.write(&name, &bytes)?;
        }
    }
    let path = folder.path().to_owned();
    let total = begun.elapsed();
    let manifest = folder.finish(Manifest::new(
        "compare",
        records,
        plan,
        &args.inputs.set,
        simulated,
        total,
    ))?;
    if args.show.json {
        console::print(&String::from_utf8_lossy(&summary))?;
    } else if !args.show.quiet {
        console::print(&compare_print::comparison(&answer, &path, &manifest))?;
    }
    Ok(())
}

/// What each scenario assumes otherwise than the baseline.
fn changed(scenarios: &[Scenario]) -> Vec<ChangedAssumption> {
    let of = |other: &Scenario| -> Vec<ChangedAssumption> {
        let contrasts = scenarios[0].contrast(other);
        let row = |contrast: &Contrast| {
            let [before, after] = contrast.values();
            ChangedAssumption {
                scenario: other.model.scenario.name.clone(),
                path: contrast.path.clone(),
                before,
                after,
                source: contrast.source().unwrap_or_default().to_owned(),
            }
        };
        contrasts.iter().filter(|contrast| contrast.matters()).map(row).collect()
    };
    scenarios[1..].iter().flat_map(of).collect()
}

/// Each waterfall with the name of its files: "why-h200-us-ban-delivered_units.h200".
fn named_waterfalls(
    comparison: &Comparison,
    waterfalls: &[Vec<Waterfall>],
) -> Vec<(String, Waterfall)> {
    comparison
        .pairs
        .iter()
        .zip(waterfalls)
        .flat_map(|(pair, list)| {
            let name = |w: &Waterfall| format!("why-{}-{}", pair.scenario.name, w.subject.column);
            list.iter().filter(|w| !w.steps.is_empty()).map(move |w| (name(w), w.clone()))
        })
        .collect()
}
