//! `tradeflow odds`: how likely an outcome is that few or no paths of a run have.

use std::path::PathBuf;
use std::time::Instant;

use super::args::{FileArgs, FolderArgs, PlanArgs, SetArgs, ShowArgs, WorldArgs};
use super::style::{self, Style};
use super::{Failure, console, folder, load, odds_print, progress::Bar, typed};
use crate::analysis::odds::{Odds, Question, Search, Way};
use crate::engine::{Outcomes, Plan, RunError, target_column};
use crate::model::{Model, TargetRule};
use crate::output::{Manifest, ScenarioRecord, odds_json};
use crate::plot;

/// Levels that a search is expected to need, for the first bar.
const LIKELY_LEVELS: usize = 8;

#[derive(Debug, clap::Args)]
pub struct OddsArgs {
    /// The scenario file
    file: PathBuf,
    /// A target of the scenario, by its name [default: its only one]
    #[arg(long, value_name = "NAME", conflicts_with = "metric")]
    target: Option<String>,
    /// A column of paths.parquet instead, or a flow .by-DATE, with --at-least or --at-most
    #[arg(long, value_name = "COLUMN")]
    metric: Option<String>,
    /// The least amount of the metric
    #[arg(long, value_name = "AMOUNT", requires = "metric", allow_hyphen_values = true)]
    #[arg(value_parser = typed::amount)]
    at_least: Option<f64>,
    /// The largest amount of the metric
    #[arg(
        long,
        value_name = "AMOUNT",
        requires = "metric",
        conflicts_with = "at_least",
        allow_hyphen_values = true,
        value_parser = typed::amount
    )]
    at_most: Option<f64>,
    /// How often each path is tried again at each level on the way
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=1000))]
    moves: u64,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    inputs: SetArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
}

/// Runs the command: reads and checks the scenario and what is asked, searches, writes.
pub fn odds(args: &OddsArgs) -> Result<(), Failure> {
    let scenarios = load::all(std::slice::from_ref(&args.file), &args.inputs, &args.world)?;
    let scenario = scenarios.first().expect("a scenario because one file was read");
    let style = Style::new(&args.write, style::ODDS)?;
    let question = question(args, &scenario.model)?;
    let plan = args.plan.plan(scenario.run);
    let mut folder = folder::open(&scenario.model.scenario.name, &args.folder, false)?;
    let begun = Instant::now();
    let way = if question.way == Way::AtLeast { "at least" } else { "at most" };
    let asked = vec![
        format!("{} {way} {}", question.column, question.amount),
        format!("moves {}", args.moves),
    ];
    let odds = search(args, &scenario.model, question, plan)?;
    let simulated = begun.elapsed();
    let manifest = Manifest::new(
        "odds",
        vec![ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)],
        plan,
        &args.inputs.set,
    )
    .asking(asked);
    let summary = odds_json(&odds)?;
    folder.write("summary.json", &summary)?;
    if style.draws() {
        let charts =
            plot::odds_chart(&odds, &style.theme.of_run(&manifest.run)).into_iter().collect();
        folder.write_all(&style.files(charts)?)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.show.print(&summary, || odds_print::odds(&odds, &path, &manifest))
}

fn search(
    args: &OddsArgs,
    model: &Model,
    question: Question,
    plan: Plan,
) -> Result<Odds, RunError> {
    let moves = args.moves as usize;
    let asked = Outcomes::new(model, std::slice::from_ref(&question.column))
        .map_err(RunError::NoSuchMetric)?;
    let search = Search::new(model, &asked, question, plan, moves);
    let levels = {
        let likely = plan.paths / crate::analysis::odds::REPETITIONS * (1 + moves * LIKELY_LEVELS);
        search.levels(&Bar::new(likely, args.show.quiet))?
    };
    let bar = Bar::new(search.to_simulate(&levels), args.show.quiet);
    search.follow(&levels, &bar)
}

/// What is asked: a target of the scenario, or a metric and an amount.
fn question(args: &OddsArgs, model: &Model) -> Result<Question, Failure> {
    let Some(metric) = &args.metric else { return of_target(args, model) };
    let (way, amount) = match (args.at_least, args.at_most) {
        (Some(amount), _) => (Way::AtLeast, amount),
        (None, Some(amount)) => (Way::AtMost, amount),
        (None, None) => {
            return Err(Failure::Usage {
                message: "of a metric, odds need an amount".to_owned(),
                help: "add --at-least or --at-most, as in --at-least 500000".to_owned(),
            });
        }
    };
    let Ok(outcomes) = Outcomes::new(model, std::slice::from_ref(metric)) else {
        let names = Outcomes::names(model);
        let message = format!("there is no metric \"{}\"", console::plain(metric));
        let help = "the columns of paths.parquet are the metrics";
        return Err(Failure::unknown(message, metric, names.iter().map(String::as_str), help));
    };
    let words = if way == Way::AtLeast { "at least" } else { "at most" };
    let unit = outcomes.units()[0];
    Ok(Question {
        column: metric.clone(),
        way,
        amount,
        title: format!("{metric} of {words} {}", unit.format(amount)),
    })
}

fn of_target(args: &OddsArgs, model: &Model) -> Result<Question, Failure> {
    let names: Vec<&str> = model.targets.iter().map(|target| target.id.name.as_str()).collect();
    let found: Option<&TargetRule> = match (&args.target, model.targets.as_slice()) {
        (Some(name), targets) => targets.iter().find(|target| target.id.name == *name),
        (None, [only]) => Some(only),
        (None, _) => None,
    };
    let Some(rule) = found else {
        return Err(match &args.target {
            _ if names.is_empty() => Failure::Usage {
                message: "the scenario has no targets".to_owned(),
                help: "ask of a metric, as in --metric delivered_units --at-least 500000"
                    .to_owned(),
            },
            Some(name) => Failure::unknown_target(name, &names),
            None => Failure::Usage {
                message: "the scenario has several targets".to_owned(),
                help: format!("choose one by --target: {}", names.join(", ")),
            },
        });
    };
    Ok(Question {
        column: target_column(model, rule),
        way: Way::AtLeast,
        amount: rule.at_least,
        title: rule.id.title.clone(),
    })
}
