//! `tradeflow compare`: scenarios on the same random numbers, what differs between them, and why.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::args::{CheckpointArgs, StudyArgs};
use super::asked::Asked;
use super::between::Between;
use super::definition::Definition;
use super::long_run::LongRun;
use super::style::{self, Style};
use super::{Failure, compare_print, console, folder, load};
use crate::analysis::ComparisonAnswer;
use crate::analysis::comparison::Comparison;
use crate::analysis::subject::headline_metric;
use crate::analysis::waterfall::Waterfall;
use crate::engine::{Outcomes, RunResult};
use crate::model::Model;
use crate::output::{
    ChangedAssumption, ComparisonParts, Manifest, RunFolder, ScenarioRecord, comparison_json,
    comparison_md, comparison_workbook_bytes, csv_bytes, parquet_bytes, stacked_paths_table,
};
use crate::plot;
use crate::scenario::{Contrast, Differences, Scenario, Topic};
use crate::study::{Why, WhyError, has_all_values};

/// Runs more than this are announced before they begin.
const LONG: Duration = Duration::from_secs(5);

#[derive(Debug, clap::Args)]
pub struct CompareArgs {
    /// Scenario files: the baseline, and those to hold against it
    #[arg(required = true, num_args = 2.., value_name = "FILES")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    study: StudyArgs,
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
    #[command(flatten)]
    checkpoint: CheckpointArgs,
}

/// What decides a comparison beside its scenarios.
#[derive(Debug)]
pub struct Compared<'a> {
    pub asked: Asked<'a>,
    /// The metrics whose change is explained: none where it is not.
    pub explained: Vec<String>,
    /// What each scenario assumes otherwise than the baseline, for the workbook. It is told of the files as they were
    /// read: a resolved text does not tell whose word a date is.
    pub changed: Vec<ChangedAssumption>,
}

/// Runs the command: reads and checks everything, then simulates, then writes.
pub fn compare(args: &CompareArgs) -> Result<(), Failure> {
    let scenarios = load::all(&args.files, &args.study.set, &args.study.world)?;
    let plan = args.study.plan.plan(scenarios[0].run);
    args.study.memory.check(
        plan,
        args.study.write.csv,
        scenarios.iter().map(|scenario| &scenario.model),
    )?;
    let explained = if args.no_why { Vec::new() } else { metrics(args, &scenarios)? };
    let asked = Asked {
        plan,
        overrides: &args.study.set.set,
        show: &args.study.show,
        style: Style::new(&args.study.write, style::COMPARE)?,
        theme: args.study.write.theme.clone(),
        xlsx: args.xlsx,
        checkpoint: args.checkpoint.checkpoint,
    };
    let changed = if args.xlsx { changed(&scenarios) } else { Vec::new() };
    let job = Compared { asked, explained, changed };
    let questions = questions(&job, &scenarios)?;
    run_compared(&job, &scenarios, &questions, folder::open("compare", &args.study.folder, false)?)
}

/// Why each scenario differs from the first, as far as it is to be explained.
///
/// # Errors
/// If two do not cover the same weeks, or too many assumptions differ.
pub fn questions(job: &Compared, scenarios: &[Scenario]) -> Result<Vec<Why>, Failure> {
    let mut questions = Vec::new();
    for other in &scenarios[1..] {
        let differences = Differences::between(&scenarios[0], other);
        same_weeks(&scenarios[0], other, &differences)?;
        if !job.explained.is_empty() {
            questions.push(Why::new(differences, job.asked.plan.seed)?);
        }
    }
    Ok(questions)
}

/// Simulates what is compared, from its checkpoints on where the folder has some, writes and prints the results.
///
/// # Errors
/// Those of a run.
pub fn run_compared(
    job: &Compared,
    scenarios: &[Scenario],
    questions: &[Why],
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let definition = Definition::of_comparison(job, scenarios).text()?;
    let terms = job.asked.terms(&[], true);
    let models: Vec<&Model> = scenarios.iter().map(|scenario| &scenario.model).collect();
    let between: usize = questions.iter().map(Why::runs).sum();
    let mut long_run = LongRun::begin(terms, models, between, &definition, &folder)?;
    let results = (0..scenarios.len())
        .map(|index| long_run.simulate(&format!("{index}"), &mut folder))
        .collect::<Result<Vec<_>, _>>()?;
    let pace = long_run.pace();
    drop(long_run);
    let explained = explainable(&job.explained, &results);
    let between = if explained.is_empty() { 0 } else { between };
    announce(job, between, scenarios.len(), begun.elapsed());
    let size = (between, explained.len());
    let quiet = job.asked.show.quiet;
    let mut runs = Between::begin(job.asked.plan, size, pace, quiet, &mut folder, &definition)?;
    let mut waterfalls = Vec::new();
    for (question, second) in questions.iter().zip(&results[1..]).filter(|_| !explained.is_empty())
    {
        let simulate = |model: &Model, columns: &[String]| runs.run(model, columns);
        waterfalls.push(question.answer(&results[0], second, &explained, simulate)?);
    }
    drop(runs);
    write(job, scenarios, &results, &waterfalls, begun, folder)
}

/// Those of the metrics whose change can be explained: that of a mean over all paths. Of the others it says so.
fn explainable(metrics: &[String], results: &[RunResult]) -> Vec<String> {
    let mut explained = metrics.to_vec();
    explained.retain(|metric| {
        let all = results.iter().all(|result| has_all_values(result, metric));
        if !all {
            let name = console::plain(metric);
            console::complain(&format!(
                "{name} has no value on some paths: why its mean differs is not said\n"
            ));
        }
        all
    });
    explained
}

/// Says how long it takes to tell why scenarios differ, if that is long.
fn announce(job: &Compared, between: usize, runs: usize, spent: Duration) {
    let expected = spent.mul_f64(between as f64 / runs as f64);
    if expected > LONG && !job.asked.show.quiet {
        console::complain(&format!(
            "to say why they differ takes {between} more runs, about {:.0} s; --no-why leaves it out\n",
            expected.as_secs_f64()
        ));
    }
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
                let message = format!("{name} has no metric \"{}\"", console::plain(metric));
                let help = "the columns of paths.parquet are the metrics";
                return Err(Failure::unknown(
                    message,
                    metric,
                    names.iter().map(String::as_str),
                    help,
                ));
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

impl From<WhyError> for Failure {
    fn from(error: WhyError) -> Self {
        match error {
            WhyError::Run(error) => error.into(),
            other => Self::Usage {
                message: other.to_string(),
                help: "choose another with --metric, or leave the reasons out with --no-why"
                    .to_owned(),
            },
        }
    }
}

fn write(
    job: &Compared,
    scenarios: &[Scenario],
    results: &[RunResult],
    waterfalls: &[Vec<Waterfall>],
    begun: Instant,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let simulated = begun.elapsed();
    let Asked { plan, overrides, ref style, xlsx, .. } = job.asked;
    let results: Vec<&RunResult> = results.iter().collect();
    let comparison = Comparison::new(&results).expect("a baseline because there are two files");
    let summary = comparison_json(&comparison, waterfalls)?;
    let table = stacked_paths_table(&results);
    let records = scenarios
        .iter()
        .map(|s| ScenarioRecord::new(&s.model.scenario.name, &s.resolved))
        .collect();
    let manifest = Manifest::new("compare", records, plan, overrides);
    let headline = |metric| headline_metric(results[0], metric);
    let main = ["delivered_units", "gross_revenue_usd"].map(headline);
    let answer = ComparisonAnswer::new(&comparison, waterfalls, &main);
    let provenance = manifest.provenance();
    folder.write("summary.json", &summary)?;
    folder.write("summary.md", &comparison_md(&answer, &provenance))?;
    folder.write("paths.parquet", &parquet_bytes(&table)?)?;
    if style.csv {
        folder.write("paths.csv", &csv_bytes(&table)?)?;
    }
    if xlsx {
        let parts = ComparisonParts {
            comparison: &comparison,
            answer: &answer,
            waterfalls,
            changed: &job.changed,
            provenance,
            start: results[0].calendar.start(),
        };
        folder.write("workbook.xlsx", &comparison_workbook_bytes(&parts)?)?;
    }
    if style.draws() {
        let named = named_waterfalls(&comparison, waterfalls);
        let theme = style.theme.of_run(&manifest.run);
        let drawn = plot::comparison_charts(&results, &named, &theme);
        folder.write_all(&style.files(drawn)?)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    job.asked.show.print(&summary, || compare_print::comparison(&answer, &path, &manifest))
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
