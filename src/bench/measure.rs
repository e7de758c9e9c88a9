//! A whole benchmark: which work takes turns, and what follows from its times.

use std::hint::black_box;

use super::machine::{load, machine};
use super::sizes::{FITTED, HELD_OUT, Variant};
use super::turns::{Timed, Turn, take_turns};
use crate::analysis::benchmark::{Benchmark, Cost, Measurement, Needed, Sized, Spread, Work};
use crate::engine::{self, BATCH_PATHS, Check, Plan, Progress, RunError, Size};
use crate::model::{Model, State};
use crate::scenario::Diagnostics;

/// Steps of the yardstick at a time.
const YARDSTICK_STEPS: usize = 100_000;
/// Numbers in the yardstick's memory: 8 MB.
const YARDSTICK_NUMBERS: usize = 1_000_000;
/// The part of the time for the run of each scenario from which precision is foretold, and its most batches.
const PRECISION_SHARE: f64 = 0.05;
const MOST_PRECISION_BATCHES: f64 = 32.0;
/// A turn's share of the time, where that of a scenario of another size is 1.
const RUN_WEIGHT: f64 = 3.0;
const YARDSTICK_WEIGHT: f64 = 0.5;
/// Widths of a block of paths: a path alone, and as a run has them. Each more would have the week compiled once more for every
/// instruction set; `benches/kernel` has others.
const WIDTHS: [usize; 2] = [1, 16];

/// A scenario to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub name: &'a str,
    /// The hash of its resolved text.
    pub hash: &'a str,
    pub seed: u64,
    pub model: &'a Model,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Whole runs by threads, and of each scenario.
    Runs,
    /// The weeks alone, by how many paths go abreast.
    Lanes,
    /// Runs of scenarios of other sizes, and the cost model.
    Cost,
}

/// How it is measured.
#[derive(Clone, Debug)]
pub struct Ask {
    pub parts: Vec<Part>,
    /// The most threads.
    pub threads: usize,
    /// About how long it takes in all.
    pub seconds: f64,
    pub rounds: usize,
    /// How precise figures are to be, as a share.
    pub precision: f64,
    /// An earlier benchmark: work that it has is done on as many paths, so that what is paid once a run is spread alike.
    pub like: Option<Benchmark>,
}

/// Why nothing was measured.
#[derive(Clone, Debug, thiserror::Error)]
pub enum MeasureError {
    #[error(transparent)]
    Run(#[from] RunError),
    /// A scenario of the cost model is none.
    #[error("{0}")]
    Variant(Diagnostics),
}

/// A run of the cost model's.
struct SizedModel {
    name: String,
    held_out: bool,
    few: bool,
    seed: u64,
    model: Model,
}

/// How many turns a benchmark takes, each told to `progress` as one path.
pub fn turns(subjects: &[Subject<'_>], ask: &Ask) -> usize {
    let runs = thread_counts(ask.threads).len() + subjects.len().saturating_sub(1);
    let cost = FITTED.len() + HELD_OUT.len() + subjects.len();
    let count = |part: Part, turns: usize| if ask.parts.contains(&part) { turns } else { 0 };
    let work = count(Part::Runs, runs) + count(Part::Lanes, WIDTHS.len()) + count(Part::Cost, cost);
    (work + 1) * (ask.rounds + 1)
}

/// Measures the program on some scenarios, of which the first is the one that threads and lanes are tried on.
///
/// # Errors
/// If a run fails, or `progress` does not go on.
pub fn measure(
    subjects: &[Subject<'_>],
    ask: &Ask,
    progress: &dyn Progress,
) -> Result<Benchmark, MeasureError> {
    let sized = if ask.parts.contains(&Part::Cost) { sized(subjects)? } else { Vec::new() };
    let mut machine = machine();
    machine.load[0] = load();
    let quiet = Quiet(progress);
    let mut memory = vec![1.0; YARDSTICK_NUMBERS];
    let mut turns = vec![Turn {
        unit: YARDSTICK_STEPS,
        weight: YARDSTICK_WEIGHT,
        paths: None,
        work: Box::new(move |steps| {
            yardstick(steps, &mut memory);
            Ok(())
        }),
    }];
    let mut kinds = vec![(Work::Yardstick, None, 1)];
    if ask.parts.contains(&Part::Runs) {
        for (place, subject) in subjects.iter().enumerate() {
            let most = if place == 0 { ask.threads } else { 1 };
            for threads in thread_counts(most) {
                turns.push(Turn {
                    unit: BATCH_PATHS * threads,
                    weight: RUN_WEIGHT,
                    paths: ask.paths(Work::Run, subject, threads),
                    work: run_work(subject.model, subject.seed, threads, &quiet),
                });
                kinds.push((Work::Run, Some(subject), threads));
            }
        }
    }
    if let (Some(subject), true) = (subjects.first(), ask.parts.contains(&Part::Lanes)) {
        for lanes in WIDTHS {
            let work = match lanes {
                1 => weeks::<1>(subject),
                _ => weeks::<16>(subject),
            };
            let paths = ask.paths(Work::Weeks { lanes }, subject, 1);
            turns.push(Turn { unit: 64, weight: 1.0, paths, work });
            kinds.push((Work::Weeks { lanes }, Some(subject), 1));
        }
    }
    let first_sized = turns.len();
    for one in &sized {
        turns.push(Turn {
            unit: if one.few { BATCH_PATHS / 8 } else { BATCH_PATHS },
            weight: if one.few { 0.0 } else { 1.0 },
            paths: None,
            work: run_work(&one.model, one.seed, 1, &quiet),
        });
    }
    let timed = take_turns(&mut turns, ask.seconds, ask.rounds, progress)?;
    drop(turns);
    machine.load[1] = load();

    let (timed, timed_sizes) = timed.split_at(first_sized);
    let mut measurements: Vec<Measurement> = kinds
        .into_iter()
        .zip(timed)
        .map(|((work, subject, threads), timed)| measurement(work, subject, threads, timed))
        .collect();
    let yardstick = measurements.remove(0);
    let mut precision = Vec::new();
    for subject in subjects {
        precision.extend(foretold(subject, &measurements, ask, &quiet)?);
    }
    Ok(Benchmark {
        machine,
        asked_seconds: ask.seconds,
        yardstick,
        precision,
        cost: (!sized.is_empty()).then(|| cost(&sized, timed_sizes)),
        measurements,
    })
}

/// What precision costs on a scenario, from one more run of it that takes a small part of the time.
fn foretold(
    subject: &Subject<'_>,
    measurements: &[Measurement],
    ask: &Ask,
    progress: &dyn Progress,
) -> Result<Vec<Needed>, RunError> {
    let runs = measurements.iter().filter(|m| m.work == Work::Run && m.scenario == subject.name);
    let times = runs.map(|m| (m.wall_micros_a_path(), m.threads));
    let fastest = times.min_by(|(a, _), (b, _)| a.median.total_cmp(&b.median));
    let Some((micros, threads)) = fastest else { return Ok(Vec::new()) };
    let fits = ask.seconds * PRECISION_SHARE / (micros.median * 1e-6 * BATCH_PATHS as f64);
    let paths = BATCH_PATHS * fits.clamp(1.0, MOST_PRECISION_BATCHES) as usize;
    let plan = Plan { threads, check: Check::Quarterly, ..Plan::new(subject.seed, paths) };
    let result = engine::run(subject.model, plan, progress)?;
    Ok(Needed::of(&result, ask.precision, micros))
}

impl Ask {
    /// How many paths a round the earlier benchmark had of this work, if there is one.
    fn paths(&self, work: Work, subject: &Subject<'_>, threads: usize) -> Option<usize> {
        let earlier = self.like.as_ref()?.measurements.iter();
        let is_it = |m: &&Measurement| {
            (m.work, m.threads, m.hash.as_str()) == (work, threads, subject.hash)
        };
        earlier.filter(is_it).map(|m| m.paths).next()
    }
}

/// 1, 2, 4, … and the most.
fn thread_counts(most: usize) -> Vec<usize> {
    let mut counts: Vec<usize> =
        std::iter::successors(Some(1), |count| Some(count * 2)).take_while(|c| *c < most).collect();
    counts.push(most);
    counts
}

/// The scenarios of the cost model: those of other sizes, and the subjects, which the fit does not see.
fn sized(subjects: &[Subject<'_>]) -> Result<Vec<SizedModel>, MeasureError> {
    let compile = |variant: &Variant, held_out: bool| {
        let scenario = variant.scenario().map_err(MeasureError::Variant)?;
        Ok(SizedModel {
            name: format!("{}, {}", scenario.model.scenario.name, variant.name),
            held_out,
            few: variant.few,
            seed: scenario.run.seed,
            model: scenario.model,
        })
    };
    let fitted = FITTED.iter().map(|variant| compile(variant, false));
    let held_out = HELD_OUT.iter().map(|variant| compile(variant, true));
    let asked = subjects.iter().map(|subject| {
        Ok(SizedModel {
            name: subject.name.to_owned(),
            held_out: true,
            few: false,
            seed: subject.seed,
            model: subject.model.clone(),
        })
    });
    fitted.chain(held_out).chain(asked).collect()
}

fn cost(sized: &[SizedModel], timed: &[Timed]) -> Cost {
    let of = |held_out: bool| {
        sized
            .iter()
            .zip(timed)
            .filter(|(one, _)| one.held_out == held_out)
            .map(|(one, timed)| Sized {
                name: one.name.clone(),
                size: Size::of(&one.model),
                paths: timed.paths,
                seconds: Spread::of(measurement(Work::Run, None, 1, timed).seconds()).median,
                predicted_seconds: f64::NAN,
            })
            .collect()
    };
    Cost::new(of(false), of(true))
}

fn measurement(
    work: Work,
    subject: Option<&Subject<'_>>,
    threads: usize,
    timed: &Timed,
) -> Measurement {
    Measurement {
        work,
        scenario: subject.map_or("", |subject| subject.name).to_owned(),
        hash: subject.map_or("", |subject| subject.hash).to_owned(),
        threads,
        paths: timed.paths,
        rounds: timed.rounds.clone(),
    }
}

/// Whole runs, as `tradeflow run` simulates.
fn run_work<'a>(
    model: &'a Model,
    seed: u64,
    threads: usize,
    progress: &'a dyn Progress,
) -> Box<dyn FnMut(usize) -> Result<(), RunError> + 'a> {
    Box::new(move |paths| {
        let plan = Plan { threads, check: Check::Quarterly, ..Plan::new(seed, paths) };
        engine::run(model, plan, progress).map(|result| drop(black_box(result)))
    })
}

/// The weeks of blocks of L paths, one after the other, without tables.
fn weeks<'a, const L: usize>(
    subject: &Subject<'a>,
) -> Box<dyn FnMut(usize) -> Result<(), RunError> + 'a> {
    let model = subject.model;
    let mut state = State::<L>::new(model, subject.seed, 0);
    Box::new(move |paths| {
        for first in (0..paths).step_by(L) {
            state.restart(model, first as u64);
            for _ in 0..model.calendar.weeks() {
                state.step(model);
                state.end_week();
            }
            black_box(&state.cells);
        }
        Ok(())
    })
}

/// A chain in which each step waits for the one before, and a number of memory beyond the nearest caches: no
/// version of the program changes what it takes, and a busy neighbour does as it does with paths.
fn yardstick(steps: usize, memory: &mut [f64]) {
    /// A prime, so that all of the memory is walked over, far from step to step.
    const STRIDE: usize = 7919;
    let mut x = 1.0_f64;
    let mut place = 0;
    for _ in 0..steps {
        x = black_box(1.0 + 1.0 / (x + 0.5));
        place = (place + STRIDE) % memory.len();
        memory[place] += x;
    }
    black_box(memory);
}

/// Asks whether to go on and tells nothing: turns are counted, not their paths.
struct Quiet<'a>(&'a dyn Progress);

impl Progress for Quiet<'_> {
    fn paths_done(&self, _paths: usize) {}

    fn goes_on(&self) -> bool {
        self.0.goes_on()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_doubled_up_to_the_most() {
        assert_eq!(thread_counts(1), [1]);
        assert_eq!(thread_counts(2), [1, 2]);
        assert_eq!(thread_counts(6), [1, 2, 4, 6]);
    }
}
