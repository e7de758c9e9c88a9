//! Jobs on a pool of threads, their results taken in the order of the jobs.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::RunError;

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

/// Runs jobs `0..jobs` on `threads` threads, hands each result to `take` in the order of the jobs,
/// and returns what each worker kept, in no particular order.
///
/// A worker makes its scratch once and takes the next job when it is done with one: no core is idle
/// while jobs are left. After a failure no job begins; of several the one of the first job is told.
///
/// # Errors
/// If the threads cannot be started, or a job fails.
pub fn in_order<W: Send, T: Send>(
    threads: usize,
    jobs: usize,
    worker: impl Fn() -> W + Sync,
    job: impl Fn(&mut W, usize) -> Result<T, RunError> + Sync,
    take: impl FnMut(T) + Send,
) -> Result<Vec<W>, RunError> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads.clamp(1, jobs.max(1)))
        .build()
        .map_err(|error| RunError::Threads(error.to_string()))?;
    let turns = Mutex::new(Turns { next: 0, early: BTreeMap::new(), take });
    let next = AtomicUsize::new(0);
    let workers: Vec<(W, Option<(usize, RunError)>)> = pool.broadcast(|_| {
        let mut worker = worker();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= jobs {
                return (worker, None);
            }
            match job(&mut worker, index) {
                Ok(result) => turns
                    .lock()
                    .expect("unpoisoned because a panic while taking ends the run")
                    .put(index, result),
                Err(error) => {
                    next.store(jobs, Ordering::Relaxed);
                    return (worker, Some((index, error)));
                }
            }
        }
    });
    let mut kept = Vec::with_capacity(workers.len());
    let mut failures = Vec::new();
    for (worker, failure) in workers {
        kept.push(worker);
        failures.extend(failure);
    }
    match failures.into_iter().min_by_key(|(index, _)| *index) {
        Some((_, error)) => Err(error),
        None => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_taken_in_order_and_every_job_is_done_once() {
        for threads in [1, 2, 5] {
            let mut taken = Vec::new();
            let slow_first = |done: &mut usize, job: usize| {
                let work = if job.is_multiple_of(7) { 20_000 } else { 1 };
                *done += 1;
                Ok((0..work).fold(job, |sum, _| std::hint::black_box(sum)))
            };
            let workers = in_order(threads, 50, || 0, slow_first, |job| taken.push(job));
            assert_eq!(workers.expect("no job fails").iter().sum::<usize>(), 50);
            assert_eq!(taken, (0..50).collect::<Vec<_>>());
        }
        let none = in_order(3, 0, || (), |(), job| Ok(job), |_| ());
        assert_eq!(none.expect("nothing to do").len(), 1);
    }

    #[test]
    fn a_failure_is_told_and_nothing_after_it_is_taken() {
        let mut taken = Vec::new();
        let fails = |(): &mut (), job: usize| {
            if job == 3 { Err(RunError::NoPaths) } else { Ok(job) }
        };
        let outcome = in_order(1, 10, || (), fails, |job| taken.push(job));
        assert!(matches!(outcome, Err(RunError::NoPaths)));
        assert_eq!(taken, [0, 1, 2]);
    }
}
