//! `tradeflow stress`: what a scenario says only where a condition holds.

use std::path::PathBuf;
use std::time::Instant;

use super::args::StudyArgs;
use super::style::{self, Style};
use super::{Failure, folder, load, progress::Bar, stress_print};
use crate::analysis::stress::{Stress, only};
use crate::engine::{Column, RunResult};
use crate::output::{Manifest, ScenarioRecord, csv_bytes, parquet_bytes, paths_table, stress_json};
use crate::plot;
use crate::study::{self, Condition, ConditionError};
use crate::units::Unit;

/// The column that says where the condition holds.
const CONDITION: &str = "condition";

#[derive(Debug, clap::Args)]
pub struct StressArgs {
    /// The scenario file
    file: PathBuf,
    /// Only runs where this holds: columns of paths.parquet, input.PATH and target.NAME with ==, !=,
    /// <, <=, >, >= against a number or each other, joined by and, or, not and brackets; a flow or
    /// approval_rounds .by-DATE, an event.NAME .by-DATE, a regime.PROCESS.NAME .on-DATE
    #[arg(long = "where", value_name = "CONDITION")]
    condition: String,
    #[command(flatten)]
    study: StudyArgs,
}

/// Runs the command: reads and checks scenario and condition, simulates, writes.
pub fn stress(args: &StressArgs) -> Result<(), Failure> {
    let scenarios =
        load::all(std::slice::from_ref(&args.file), &args.study.set, &args.study.world)?;
    let scenario = scenarios.first().expect("a scenario because one file was read");
    let style = Style::new(&args.study.write, style::STRESS)?;
    let condition = read(args, scenario)
        .map_err(|error| Failure::Usage { message: error.to_string(), help: error.help })?;
    let plan = args.study.plan.plan(scenario.run);
    args.study.memory.check(plan, false, [&scenario.model])?;
    let mut folder = folder::open(&scenario.model.scenario.name, &args.study.folder, false)?;
    let begun = Instant::now();
    let (mut result, holds) = {
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        study::stress(&scenario.model, &condition, plan, &bar)?
    };
    let simulated = begun.elapsed();
    let manifest = Manifest::new(
        "stress",
        vec![ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved)],
        plan,
        &args.study.set.set,
    )
    .asking(vec![format!("where {}", args.condition.trim())]);
    let stress = Stress::new(&result, args.condition.trim(), &holds);
    let summary = stress_json(&stress)?;
    folder.write("summary.json", &summary)?;
    let drawn = match style.draws() {
        false => Vec::new(),
        true => {
            let given = RunResult {
                scenario: format!("{} where held", result.scenario),
                title: format!("Only where {}", stress.condition),
                ..only(&result, &holds)
            };
            plot::stress_charts(&result, &given, &stress, &style.theme.of_run(&manifest.run))
        }
    };
    let values = holds.iter().map(|holds| f64::from(u8::from(*holds))).collect();
    result.metrics.push(Column { name: CONDITION.to_owned(), unit: Unit::Count, values });
    let table = paths_table(&result);
    folder.write("paths.parquet", &parquet_bytes(&table)?)?;
    if args.study.write.csv {
        folder.write("paths.csv", &csv_bytes(&table)?)?;
    }
    folder.write_all(&style.files(drawn)?)?;
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.study.show.print(&summary, || stress_print::stress(&stress, &args.file, &path, &manifest))
}

fn read(
    args: &StressArgs,
    scenario: &crate::scenario::Scenario,
) -> Result<Condition, ConditionError> {
    let condition = study::parse(&args.condition)?;
    study::check(&scenario.model, &args.condition, &condition)?;
    Ok(condition)
}
