//! Runs that take long: what is done is written down from time to time, and gone on with after a stop.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::definition::RUN_FILE;
use super::forecast::{Forecast, PILOT, room};
use super::progress::Bar;
use super::style::Style;
use super::{Failure, console, interrupt};
use crate::engine::{Goal, Plan, Progress, RunResult, Underway};
use crate::model::Model;
use crate::output::{
    CHECKPOINTS, CheckpointHead, Legs, OutputError, RunFolder, check_room, read_state, sha256_hex,
    write_state,
};

/// What took less than this is not kept when it is interrupted.
const WORTH_KEEPING: Duration = Duration::from_secs(5);

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

/// How scenarios are simulated and kept, and how much is written of them.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// With goals, its paths are the most.
    pub plan: Plan,
    /// How precise a run shall be.
    pub goals: &'a [Goal],
    /// Whether all results are in memory at once.
    pub together: bool,
    pub style: &'a Style,
    pub quiet: bool,
    /// Seconds between two checkpoints.
    pub checkpoint: u64,
}

/// How far several runs are, and how fast they go.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    begun: Instant,
    runs: usize,
    done: usize,
    /// What takes less in all is not kept.
    least: Duration,
}

impl Pace {
    fn new(runs: usize, checkpoint: u64) -> Self {
        let least = Duration::from_secs(checkpoint).min(WORTH_KEEPING);
        Self { begun: Instant::now(), runs, done: 0, least }
    }

    /// One more is done.
    pub fn step(&mut self) {
        self.done += 1;
    }

    /// Whether what was done so far took long enough, or all will take long, as far as the runs that are done tell.
    pub fn is_worth_keeping(self) -> bool {
        let spent = self.begun.elapsed();
        let all = match self.done {
            0 => spent,
            done => spent.mul_f64(self.runs as f64 / done as f64),
        };
        all >= self.least
    }
}

/// Scenarios that are simulated one after the other by one plan: one, the worlds that it names, or those that are
/// compared.
pub struct LongRun<'a> {
    terms: Terms<'a>,
    models: Vec<&'a Model>,
    /// The text of [`RUN_FILE`].
    definition: &'a [u8],
    bar: Bar,
    pace: Pace,
}

impl<'a> LongRun<'a> {
    /// Nothing is simulated yet; `more` runs of as many paths come after those of the models.
    ///
    /// # Errors
    /// If the disk has no room for what comes.
    pub fn begin(
        terms: Terms<'a>,
        models: Vec<&'a Model>,
        more: usize,
        definition: &'a [u8],
        folder: &RunFolder,
    ) -> Result<Self, Failure> {
        let Terms { plan, style, quiet, .. } = terms;
        let paths = plan.paths * models.len();
        // A run with goals has at most so many paths, and hardly ever needs them.
        let bar = if terms.goals.is_empty() {
            let rooms = models.iter().map(|model| room(plan, style, model).bytes());
            check_room(folder.path(), rooms.sum())?;
            Bar::new(paths, quiet)
        } else {
            Bar::at_most(paths, quiet)
        };
        let pace = Pace::new(models.len() + more, terms.checkpoint);
        Ok(Self { terms, models, definition, bar, pace })
    }

    /// How far the runs are.
    pub fn pace(&self) -> Pace {
        self.pace
    }

    /// Simulates the next of the scenarios. Where all of them take longer than the time between two checkpoints, or are
    /// interrupted, what is done goes to a checkpoint of this name in the folder; what one there holds is not
    /// done again.
    ///
    /// # Errors
    /// If the run fails, if it is interrupted, or if a checkpoint cannot be written or is that of another run.
    pub fn simulate(&mut self, name: &str, folder: &mut RunFolder) -> Result<RunResult, Failure> {
        let Terms { plan, goals, checkpoint, .. } = self.terms;
        let model = self.models[self.pace.done];
        let mut underway = Underway::new(model, plan)?.until(goals.to_vec());
        let definition = sha256_hex(self.definition);
        let head = CheckpointHead::new(definition, underway.columns(), plan.batches());
        let path = folder.unfinished().join(format!("{name}{CHECKPOINTS}"));
        let mut kept = Kept { path, head, legs: None, batches: 0 };
        kept.take_up(&mut underway)?;
        self.bar.add(underway.paths());
        if underway.is_done() {
            self.pace.step();
        }
        let between = Duration::from_secs(checkpoint);
        let mut time = if self.pace.done == 0 { between.min(PILOT) } else { between };
        while !underway.is_done() {
            let (leg_begun, before) = (Instant::now(), underway.paths());
            let leg = Leg { bar: &self.bar, until: leg_begun + time, some: AtomicBool::new(false) };
            underway.advance(&leg)?;
            let is_done = underway.is_done();
            if is_done {
                self.pace.step();
                if self.pace.runs == 1 {
                    break;
                }
            } else if time < between && !interrupt::is_asked() {
                self.foretell(folder, underway.paths() - before, leg_begun.elapsed())?;
            }
            time = between;
            if kept.legs.is_some() || self.pace.is_worth_keeping() {
                note(folder, self.definition)?;
                kept.add(&underway)?;
            }
            interrupt::check()?;
        }
        Ok(underway.finish()?)
    }

    /// Says what all will take, if it is much, after so many paths of the first; and looks whether the disk has room.
    fn foretell(&self, folder: &RunFolder, paths: usize, elapsed: Duration) -> Result<(), Failure> {
        let forecast = Forecast::new(self.terms, &self.models, paths, elapsed);
        if self.terms.goals.is_empty() {
            check_room(folder.path(), forecast.disk_meanwhile)?;
        }
        if forecast.is_large() && !self.terms.quiet {
            self.bar.beside(|| console::complain(&forecast.line()));
        }
        Ok(())
    }
}

/// Writes down what decides the runs, once.
///
/// # Errors
/// If the system refuses.
pub fn note(folder: &mut RunFolder, definition: &[u8]) -> Result<(), OutputError> {
    match folder.unfinished().join(RUN_FILE).exists() {
        true => Ok(()),
        false => folder.note(RUN_FILE, definition),
    }
}

/// The checkpoint of one scenario, if there is one.
struct Kept {
    path: PathBuf,
    head: CheckpointHead,
    legs: Option<Legs>,
    /// The batches that it holds.
    batches: usize,
}

impl Kept {
    /// Takes up what is there.
    fn take_up(&mut self, underway: &mut Underway<'_>) -> Result<(), Failure> {
        if !self.path.exists() {
            return Ok(());
        }
        let take = |source: &mut dyn Read| underway.read_leg(source);
        let (file, found) = Legs::resume(&self.path, &self.head, take)?;
        if found.cut_bytes > 0 {
            console::complain(&format!(
                "note: the checkpoint ends in {} bytes that are not whole; they are cut off, and the \
                 paths from {} on are simulated again\n",
                found.cut_bytes,
                underway.paths()
            ));
        }
        if !underway.leg_has_values(underway.batches()) {
            read_state(&self.path, &self.head, |leg| underway.read_leg(leg))?;
        }
        self.batches = underway.batches();
        self.legs = Some(file);
        Ok(())
    }

    /// Adds what was done since; nothing is left of a checkpoint whose first leg does not fit.
    fn add(&mut self, underway: &Underway<'_>) -> Result<(), OutputError> {
        let from = self.batches;
        if underway.batches() == from {
            return Ok(());
        }
        if !underway.leg_has_values(from) {
            write_state(&self.path, &self.head, |sink| underway.write_leg(from, sink))?;
            self.batches = underway.batches();
            return Ok(());
        }
        let mut file = match self.legs.take() {
            Some(file) => file,
            None => Legs::create(&self.path, &self.head)?,
        };
        if let Err(error) = file.append(|sink| underway.write_leg(from, sink)) {
            if from == 0 {
                file.remove()?;
            }
            return Err(error);
        }
        self.legs = Some(file);
        self.batches = underway.batches();
        Ok(())
    }
}
