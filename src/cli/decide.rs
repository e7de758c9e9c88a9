//! `tradeflow decide`: options against each other in every world, and which to take.

use std::path::PathBuf;
use std::time::Instant;

use super::args::StudyArgs;
use super::charts::Files;
use super::sampling::note_random;
use super::style::{self, Style};
use super::{Failure, decide_print, folder, progress::Bar, typed};
use crate::output::{
    Manifest, OutputError, ScenarioRecord, Table, WorldRecord, cases_table, chart_table, csv_bytes,
    decision_json, parquet_bytes, sha256_hex,
};
use crate::plot;
use crate::scenario::{Decision, DecisionChoice, DecisionWorld, load_decision};
use crate::study::{self, DecideError, Decided};

/// The file that holds the decision as it was read.
pub const DECISION_FILE: &str = "decision.toml";
/// The file that holds what was typed of it.
pub const CHOICE_FILE: &str = "choice.json";
/// Columns that judging makes of each judged one: itself, turned round, held against enough, sorted.
const COPIES: usize = 4;

#[derive(Debug, clap::Args)]
pub struct DecideArgs {
    /// A decision file: the scenario, what options are judged by, and the options or a commitment
    file: PathBuf,
    /// Judge by this metric, as in delivered_units.h200 [default: the file's]
    #[arg(long, value_name = "NAME", conflicts_with = "target")]
    metric: Option<String>,
    /// Judge by the share of paths that meet this target
    #[arg(long, value_name = "NAME", conflicts_with_all = ["statistic", "enough"])]
    target: Option<String>,
    /// Sum paths up by mean, p05, p10, p25, p50, p75, p90, p95 or tail-mean, the mean of the worst 5%
    /// [default: the file's, or mean]
    #[arg(long, value_name = "WORD")]
    statistic: Option<String>,
    /// The level of the metric that is good enough on a path [default: the file's]
    #[arg(long, value_name = "LEVEL", allow_hyphen_values = true, value_parser = typed::amount)]
    enough: Option<f64>,
    #[command(flatten)]
    study: StudyArgs,
}

/// Runs the command: reads the decision and compiles every case, then simulates, then writes.
pub fn decide(args: &DecideArgs) -> Result<(), Failure> {
    let choice = DecisionChoice {
        sets: args.study.set.set.clone(),
        world: args.study.world.name().map(str::to_owned),
        metric: args.metric.clone(),
        target: args.target.clone(),
        statistic: args.statistic.clone(),
        enough: args.enough,
    };
    let style = Style::new(&args.study.write, style::DECIDE)?;
    let decision = load_decision(&args.file, &choice).map_err(Failure::Scenario)?;
    note_random(&format!("the scenario of {}", decision.name), decision.run.sampling);
    let plan = args.study.plan.plan(decision.run);
    let cases = decision.worlds.len() * decision.options.len();
    args.study.memory.check_columns(plan, cases * (decision.metrics.len() + 1 + COPIES))?;
    let mut folder = folder::open(&decision.name, &args.study.folder, false)?;
    let begun = Instant::now();
    let decided = {
        let bar = Bar::new(plan.paths * cases, args.study.show.quiet);
        study::decide(&decision, plan, &bar).map_err(failure)?
    };
    let simulated = begun.elapsed();
    let mut typed = serde_json::to_vec_pretty(&choice)
        .map_err(|source| OutputError::Json { file: CHOICE_FILE.to_owned(), source })?;
    typed.push(b'\n');
    let asked = [(DECISION_FILE, decision.text.as_bytes()), (CHOICE_FILE, &typed)]
        .map(|(name, text)| format!("{name} {}", sha256_hex(text)));
    let manifest = Manifest::new("decide", records(&decision), plan, &args.study.set.set)
        .asking(asked.to_vec());
    let summary = decision_json(
        &decided.judgement,
        decision.question.as_deref(),
        &decided.columns,
        decided.curve.as_ref(),
    )?;
    folder.write("summary.json", &summary)?;
    folder.write(DECISION_FILE, decision.text.as_bytes())?;
    folder.write(CHOICE_FILE, &typed)?;
    folder.write_all(&tables(args, &decision, &decided)?)?;
    if style.draws() {
        let theme = style.theme.of_run(&manifest.run);
        let drawn = plot::decision_charts(&decided.judgement, decided.curve.as_ref(), &theme);
        folder.write_all(&style.files(drawn)?)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.study
        .show
        .print(&summary, || decide_print::decision(&decision, &decided, &path, &manifest))
}

/// Figures by option and world, what rules say, and every path.
fn tables(args: &DecideArgs, decision: &Decision, decided: &Decided) -> Result<Files, Failure> {
    let judgement = &decided.judgement;
    let mut files = Vec::new();
    let curve = decided.curve.as_ref().map(|curve| chart_table("curve", &curve.table()));
    let tables = [
        chart_table("options", &judgement.table()),
        chart_table("rules", &judgement.rules_table()),
        paths(decision, decided),
    ];
    for table in tables.into_iter().chain(curve) {
        let name = table.name();
        files.push((format!("{name}.parquet"), parquet_bytes(&table)?));
        if args.study.write.csv {
            files.push((format!("{name}.csv"), csv_bytes(&table)?));
        }
    }
    Ok(files)
}

/// Every path of every option in every world.
pub fn paths(decision: &Decision, decided: &Decided) -> Table<'static> {
    let worlds: Vec<&str> = decision.worlds.iter().map(|world| world.name.as_str()).collect();
    let options: Vec<&str> = decision.options.iter().map(|option| option.name.as_str()).collect();
    cases_table(&worlds, &options, &decided.columns)
}

/// The worlds, without options: the decision file beside them says what is laid over.
fn records(decision: &Decision) -> Vec<ScenarioRecord> {
    let record = |world: &DecisionWorld| {
        let head = WorldRecord {
            name: world.name.clone(),
            title: world.title.clone(),
            weight: world.weight,
            run: None,
        };
        let name = &world.base.model.scenario.name;
        ScenarioRecord::new(name, &world.base.resolved).in_world(head)
    };
    decision.worlds.iter().map(record).collect()
}

pub fn failure(error: DecideError) -> Failure {
    match error {
        DecideError::Run(error) => error.into(),
        missing @ DecideError::Missing { .. } => Failure::Usage {
            message: missing.to_string(),
            help: "judge by a metric that every path has, or by a target".to_owned(),
        },
    }
}
