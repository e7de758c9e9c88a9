//! Jobs on a pool of threads, their results taken in the order of the jobs.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Progress, RunError};

/// Results that came out of order wait here for their turn.
struct Turns<T, F> {
    next: usize,
    early: BTreeMap<usize, T>,
    take: F,
}

impl<T, F: FnMut(T)> Turns<T, F> {
    fn put(&mut self, job: usize, result: T) {
        self.early.insert(job, result);
        while let Some(result) = self.early.remove(&self.next) {
            (self.take)(result);
            self.next += 1;
        }
    }
}

/// What was done when no more job began.
#[derive(Debug)]
pub(super) struct Done<W> {
    /// What each worker kept, in no particular order.
    pub workers: Vec<W>,
    /// The first job that was not done; all before it were.
    pub next: usize,
}

/// Runs jobs `0..jobs` on `threads` threads, hands each result to `take` in the order of the jobs,
/// and returns what each worker kept, in no particular order.
///
/// A worker makes its scratch once and takes the next job when it is done with one: no core is idle
/// while jobs are left. After a failure no job begins; of several the one of the first job is told.
/// Where `progress` does not go on, jobs that have begun are ended and taken.
///
/// # Errors
/// If the threads cannot be started, a job fails, or `progress` does not go on.
pub fn in_order<W: Send, T: Send>(
    threads: usize,
    jobs: usize,
    progress: &dyn Progress,
    worker: impl Fn() -> W + Sync,
    job: impl Fn(&mut W, usize) -> Result<T, RunError> + Sync,
    take: impl FnMut(T) + Send,
) -> Result<Vec<W>, RunError> {
    let done = until_stopped(threads, 0..jobs, progress, worker, job, take)?;
    if done.next < jobs { Err(RunError::Stopped) } else { Ok(done.workers) }
}

/// As [`in_order`], where being stopped is no failure: tells how far it came.
///
/// # Errors
/// If the threads cannot be started, or a job fails.
pub(super) fn until_stopped<W: Send, T: Send>(
    threads: usize,
    jobs: Range<usize>,
    progress: &dyn Progress,
    worker: impl Fn() -> W + Sync,
    job: impl Fn(&mut W, usize) -> Result<T, RunError> + Sync,
    take: impl FnMut(T) + Send,
) -> Result<Done<W>, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.clamp(1, jobs.len().max(1)))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    let turns = Mutex::new(Turns { next: jobs.start, early: BTreeMap::new(), take });
    let next = AtomicUsize::new(jobs.start);
    let workers: Vec<(W, Option<(usize, RunError)>)> = pool.broadcast(|_| {
        let mut worker = worker();
        // Jobs are handed out in their order and ended once begun: those done are the first ones.
        while progress.goes_on() {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= jobs.end {
                break;
            }
            match job(&mut worker, index) {
                Ok(result) => turns
                    .lock()
                    .expect("unpoisoned because a panic while taking ends the run")
                    .put(index, result),
                Err(error) => {
                    next.store(jobs.end, Ordering::Relaxed);
                    return (worker, Some((index, error)));
                }
            }
        }
        (worker, None)
    });
    let mut kept = Vec::with_capacity(workers.len());
    let mut failures = Vec::new();
    for (worker, failure) in workers {
        kept.push(worker);
        failures.extend(failure);
    }
    match failures.into_iter().min_by_key(|(index, _)| *index) {
        Some((_, error)) => Err(error),
        None => Ok(Done { workers: kept, next: next.into_inner().min(jobs.end) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_that_come_early_wait_for_their_turn() {
        let mut taken = Vec::new();
        let mut turns = Turns { next: 0, early: BTreeMap::new(), take: |job| taken.push(job) };
        for job in [2, 0, 3, 1, 4] {
            turns.put(job, job);
        }
        assert_eq!(taken, [0, 1, 2, 3, 4]);
    }

    #[test]
    fn results_are_taken_in_order_and_every_job_is_done_once() {
        for threads in [1, 2, 5] {
            let mut taken = Vec::new();
            let slow_first = |done: &mut usize, job: usize| {
                let work = if job.is_multiple_of(7) { 20_000 } else { 1 };
                *done += 1;
                Ok((0..work).fold(job, |sum, _| std::hint::black_box(sum)))
            };
            let workers = in_order(threads, 50, &(), || 0, slow_first, |job| taken.push(job));
            assert_eq!(workers.expect("no job fails").iter().sum::<usize>(), 50);
            assert_eq!(taken, (0..50).collect::<Vec<_>>());
        }
        let none = in_order(3, 0, &(), || (), |(), job| Ok(job), |_| ());
        assert_eq!(none.expect("nothing to do").len(), 1);
    }

    #[test]
    fn a_failure_is_told_and_nothing_after_it_is_taken() {
        let mut taken = Vec::new();
        let fails = |(): &mut (), job: usize| {
            if job == 3 { Err(RunError::NoPaths) } else { Ok(job) }
        };
        let outcome = in_order(1, 10, &(), || (), fails, |job| taken.push(job));
        assert!(matches!(outcome, Err(RunError::NoPaths)));
        assert_eq!(taken, [0, 1, 2]);
    }

    /// Goes on until so many were done.
    struct Only(AtomicUsize);

    impl Progress for Only {
        fn paths_done(&self, paths: usize) {
            self.0.fetch_sub(paths, Ordering::Relaxed);
        }

        fn goes_on(&self) -> bool {
            self.0.load(Ordering::Relaxed) > 0
        }
    }

    /// What was done is the first jobs without a gap, and the rest gives what is missing.
    #[test]
    fn where_it_is_stopped_the_first_jobs_are_taken_whole() {
        for threads in [1, 2, 5] {
            let progress = Only(AtomicUsize::new(20));
            let mut taken = Vec::new();
            let job = |done: &mut usize, job: usize| {
                *done += 1;
                let left = progress.0.load(Ordering::Relaxed);
                progress.paths_done(left.min(1));
                Ok(job)
            };
            let first = until_stopped(threads, 0..100, &progress, || 0, job, |j| taken.push(j));
            let first = first.expect("no job fails");
            assert!((20..20 + threads).contains(&first.next), "{} done", first.next);
            assert_eq!(first.workers.iter().sum::<usize>(), first.next);
            assert_eq!(taken, (0..first.next).collect::<Vec<_>>());
            let rest = first.next..100;
            let rest = until_stopped(threads, rest, &(), || 0, job, |j| taken.push(j));
            assert_eq!(rest.expect("no job fails").next, 100);
            assert_eq!(taken, (0..100).collect::<Vec<_>>());
            let outcome = in_order(threads, 3, &Only(AtomicUsize::new(0)), || 0, job, |_| ());
            assert!(matches!(outcome, Err(RunError::Stopped)));
        }
    }
}
