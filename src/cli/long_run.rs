//! A run that takes long: what is done is written down from time to time, and gone on with after a stop.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::args::{FileArgs, ShowArgs};
use super::forecast::{Forecast, PILOT, room};
use super::progress::Bar;
use super::run::{Job, run_one};
use super::style::Style;
use super::{Failure, console, folder, interrupt, precision};
use crate::engine::{Plan, Progress, RunResult, Underway};
use crate::output::{
    CheckpointHead, LEGS, Legs, OutputError, RunFolder, ScenarioRecord, check_room, sha256_hex,
};
use crate::scenario::{self, Scenario};

/// The file that holds everything that decides a run's results.
pub const RUN_FILE: &str = "run.json";
/// What took less than this is not kept when it is interrupted.
const WORTH_KEEPING: Duration = Duration::from_secs(5);

/// All that is needed to go on with a run.
#[derive(Debug, Serialize, Deserialize)]
struct Definition {
    scenario: ScenarioRecord,
    seed: u64,
    paths: usize,
    /// How precise it shall be; `paths` are then the most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    precision: Vec<String>,
    overrides: Vec<String>,
    csv: bool,
    xlsx: bool,
    charts: Option<Vec<String>>,
    theme: Option<String>,
    checkpoint: u64,
}

impl Definition {
    fn of(job: &Job, scenario: &Scenario) -> Self {
        Self {
            scenario: ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved),
            seed: job.plan.seed,
            paths: job.plan.paths,
            precision: job.goals.iter().map(|goal| goal.asked.clone()).collect(),
            overrides: job.overrides.to_vec(),
            csv: job.style.csv,
            xlsx: job.xlsx,
            charts: job.style.chosen().cloned(),
            theme: job.theme.clone(),
            checkpoint: job.checkpoint,
        }
    }

    fn text(&self) -> Result<Vec<u8>, OutputError> {
        let text = serde_json::to_vec_pretty(self);
        text.map_err(|source| OutputError::Json { file: RUN_FILE.to_owned(), source })
    }
}

/// Goes on for a leg: until its time is over or a signal has come, but not before something is done.
struct Leg<'a> {
    bar: &'a Bar,
    until: Instant,
    some: AtomicBool,
}

impl Progress for Leg<'_> {
    fn paths_done(&self, paths: usize) {
        self.some.store(true, Ordering::Relaxed);
        self.bar.paths_done(paths);
    }

    fn goes_on(&self) -> bool {
        let is_over = self.some.load(Ordering::Relaxed) && Instant::now() >= self.until;
        !is_over && self.bar.goes_on()
    }
}

/// Simulates a scenario. Where it takes longer than the time between two checkpoints, or is interrupted, what is
/// done goes to a checkpoint in the folder; what one there holds is not done again.
///
/// # Errors
/// If the run fails, if it is interrupted, or if a checkpoint cannot be written or is that of another run.
pub fn simulate(
    job: &Job,
    scenario: &Scenario,
    folder: &mut RunFolder,
) -> Result<RunResult, Failure> {
    // A run with goals has at most so many paths, and hardly ever needs them.
    if job.goals.is_empty() {
        check_room(folder.path(), room(job.plan, &job.style, &scenario.model).bytes())?;
    }
    let bar = match job.goals.is_empty() {
        true => Bar::new(job.plan.paths, job.show.quiet),
        false => Bar::at_most(job.plan.paths, job.show.quiet),
    };
    let mut underway = Underway::new(&scenario.model, job.plan)?.until(job.goals.clone());
    let begun = Instant::now();
    let between = Duration::from_secs(job.checkpoint);
    let definition = Definition::of(job, scenario).text()?;
    let head = CheckpointHead::new(sha256_hex(&definition), underway.columns(), job.plan.batches());
    let mut legs = None;
    if folder.unfinished().join(LEGS).exists() {
        let take = |source: &mut dyn std::io::Read| underway.read_leg(source);
        let (file, found) = Legs::resume(folder.unfinished(), &head, take)?;
        if found.cut_bytes > 0 {
            console::complain(&format!(
                "note: the checkpoint ends in {} bytes that are not whole; they are cut off, and the \
                 paths from {} on are simulated again\n",
                found.cut_bytes,
                underway.paths()
            ));
        }
        bar.add(underway.paths());
        legs = Some(file);
    }
    // What the checkpoint holds already.
    let mut from = underway.batches();
    let mut time = between.min(PILOT);
    loop {
        let (leg_begun, before) = (Instant::now(), underway.paths());
        let leg = Leg { bar: &bar, until: leg_begun + time, some: AtomicBool::new(false) };
        underway.advance(&leg)?;
        if underway.is_done() {
            return Ok(underway.finish()?);
        }
        if time < between && job.goals.is_empty() && !interrupt::is_asked() {
            let done = underway.paths() - before;
            foretell(job, scenario, folder, &bar, (done, leg_begun.elapsed()))?;
        }
        time = between;
        let is_worth = legs.is_some() || begun.elapsed() >= between.min(WORTH_KEEPING);
        if underway.batches() > from && is_worth {
            let mut file = match legs.take() {
                Some(file) => file,
                None => {
                    folder.note(RUN_FILE, &definition)?;
                    Legs::create(folder.unfinished(), &head)?
                }
            };
            if let Err(error) = file.append(|sink| underway.write_leg(from, sink)) {
                if from == 0 {
                    file.remove()?;
                }
                return Err(error.into());
            }
            legs = Some(file);
            from = underway.batches();
        }
        interrupt::check()?;
    }
}

/// Says what a run will take whose first paths are done, if it is much, and looks whether the disk has room.
fn foretell(
    job: &Job,
    scenario: &Scenario,
    folder: &RunFolder,
    bar: &Bar,
    (done, elapsed): (usize, Duration),
) -> Result<(), Failure> {
    let forecast = Forecast::new(job, &scenario.model, done, elapsed);
    check_room(folder.path(), forecast.disk_meanwhile)?;
    if forecast.is_large() && !job.show.quiet {
        bar.beside(|| console::complain(&forecast.line()));
    }
    Ok(())
}

/// Goes on with the run that was broken off in a folder, `text` being its definition.
///
/// # Errors
/// If the definition or the checkpoint is not that of a run of this program, and those of a run.
pub fn resume(
    path: &Path,
    text: &[u8],
    threads: Option<u64>,
    show: &ShowArgs,
) -> Result<(), Failure> {
    let place = path.join(RUN_FILE).display().to_string();
    let definition: Definition = serde_json::from_slice(text).map_err(|error| Failure::Usage {
        message: format!("{place} cannot be read: {error}"),
        help: "start the run anew, with --force or in another folder".to_owned(),
    })?;
    let record = &definition.scenario;
    let mut scenario =
        scenario::from_text(&place, &record.resolved, &[]).map_err(Failure::Scenario)?;
    scenario.resolved.clone_from(&record.resolved);
    let mut plan = Plan::new(definition.seed, definition.paths);
    if let Some(threads) = threads {
        plan.threads = threads as usize;
    }
    let args = FileArgs {
        no_charts: false,
        chart: Vec::new(),
        theme: definition.theme.clone(),
        csv: definition.csv,
    };
    let style = Style::new(&args, &scenario::CHARTS)?.or_charts(definition.charts.as_ref());
    let job = Job {
        goals: precision::goals(&definition.precision, &scenario.model)?,
        plan,
        overrides: &definition.overrides,
        show,
        style,
        theme: definition.theme.clone(),
        xlsx: definition.xlsx,
        inputs: false,
        checkpoint: definition.checkpoint,
    };
    run_one(&job, &scenario, folder::reopen(path)?)
}
