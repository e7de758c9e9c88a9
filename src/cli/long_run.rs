//! A run that takes long: what is done is written down from time to time, and gone on with after a stop.

use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::definition::RUN_FILE;
use super::forecast::{Forecast, PILOT, room};
use super::progress::Bar;
use super::run::Job;
use super::{Failure, console, interrupt};
use crate::engine::{Progress, RunResult, Underway};
use crate::model::Model;
use crate::output::{
    CHECKPOINTS, CheckpointHead, Legs, OutputError, RunFolder, check_room, sha256_hex,
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

/// Scenarios that are simulated one after the other by one plan: one, or the worlds that it names.
pub struct LongRun<'a> {
    job: &'a Job<'a>,
    models: Vec<&'a Model>,
    /// The text of [`RUN_FILE`].
    definition: Vec<u8>,
    bar: Bar,
    begun: Instant,
    /// How many of the models are simulated.
    done: usize,
}

impl<'a> LongRun<'a> {
    /// Nothing is simulated yet.
    ///
    /// # Errors
    /// If the disk has no room for what comes.
    pub fn begin(
        job: &'a Job<'a>,
        models: Vec<&'a Model>,
        definition: Vec<u8>,
        folder: &RunFolder,
    ) -> Result<Self, Failure> {
        let paths = job.plan.paths * models.len();
        // A run with goals has at most so many paths, and hardly ever needs them.
        let bar = if job.goals.is_empty() {
            let rooms = models.iter().map(|model| room(job.plan, &job.style, model).bytes());
            check_room(folder.path(), rooms.sum())?;
            Bar::new(paths, job.show.quiet)
        } else {
            Bar::at_most(paths, job.show.quiet)
        };
        Ok(Self { job, models, definition, bar, begun: Instant::now(), done: 0 })
    }

    /// Simulates the next of the scenarios. Where all of them take longer than the time between two checkpoints, or are
    /// interrupted, what is done goes to a checkpoint of this name in the folder; what one there holds is not
    /// done again.
    ///
    /// # Errors
    /// If the run fails, if it is interrupted, or if a checkpoint cannot be written or is that of another run.
    pub fn simulate(&mut self, name: &str, folder: &mut RunFolder) -> Result<RunResult, Failure> {
        let Self { job, .. } = *self;
        let model = self.models[self.done];
        let mut underway = Underway::new(model, job.plan)?.until(job.goals.clone());
        let head = CheckpointHead::new(
            sha256_hex(&self.definition),
            underway.columns(),
            job.plan.batches(),
        );
        let path = folder.unfinished().join(format!("{name}{CHECKPOINTS}"));
        let mut kept = Kept { path, head, legs: None, batches: 0 };
        kept.take_up(&mut underway)?;
        self.bar.add(underway.paths());
        let between = Duration::from_secs(job.checkpoint);
        let mut time = if self.done == 0 { between.min(PILOT) } else { between };
        while !underway.is_done() {
            let (leg_begun, before) = (Instant::now(), underway.paths());
            let leg = Leg { bar: &self.bar, until: leg_begun + time, some: AtomicBool::new(false) };
            underway.advance(&leg)?;
            let is_done = underway.is_done();
            if is_done && self.models.len() == 1 {
                break;
            }
            if time < between && !is_done && !interrupt::is_asked() {
                self.foretell(folder, underway.paths() - before, leg_begun.elapsed())?;
            }
            time = between;
            if kept.legs.is_some() || self.is_worth_keeping(is_done) {
                if !folder.unfinished().join(RUN_FILE).exists() {
                    folder.note(RUN_FILE, &self.definition)?;
                }
                kept.add(&underway)?;
            }
            interrupt::check()?;
        }
        self.done += 1;
        Ok(underway.finish()?)
    }

    /// Whether what was done so far took long enough, or all will take long, as far as the scenarios that are done tell:
    /// with the one under way, if that is.
    fn is_worth_keeping(&self, is_done: bool) -> bool {
        let spent = self.begun.elapsed();
        let all = match is_done {
            true => spent.mul_f64(self.models.len() as f64 / (self.done + 1) as f64),
            false => spent,
        };
        all >= Duration::from_secs(self.job.checkpoint).min(WORTH_KEEPING)
    }

    /// Says what all will take, if it is much, after so many paths of the first; and looks whether the disk has room.
    fn foretell(&self, folder: &RunFolder, paths: usize, elapsed: Duration) -> Result<(), Failure> {
        let forecast = Forecast::new(self.job, &self.models, paths, elapsed);
        if self.job.goals.is_empty() {
            check_room(folder.path(), forecast.disk_meanwhile)?;
        }
        if forecast.is_large() && !self.job.show.quiet {
            self.bar.beside(|| console::complain(&forecast.line()));
        }
        Ok(())
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
