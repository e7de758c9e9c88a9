//! Shares of variance by driver, by drawing drivers anew: first-order, total and Shapley.

use super::{Experiment, Verdict};
use crate::engine::{Plan, Progress, RunError, in_order};
use crate::random::{Process, Stream};
use crate::stats::{Estimate, ratio_of_means};

/// Paths that share one order of the drivers.
const BLOCK: usize = 32;

/// What one driver explains of an outcome's variance V, each as a share with its error.
///
/// With Y a path's outcome and Y_S that of the same path with the drivers in S drawn anew given the
/// others, `first = Cov(Y, Y_∖i) / V`, `total = ½E(Y − Y_i)² / V` (Jansen, 1999), and the Shapley
/// share is the mean growth of `½E(Y − Y_S)² / V` when i joins S, over random orders of the drivers
/// (Song, Nelson and Staum, 2016). All three hold for correlated drivers; Shapley shares then sum to
/// one where the other two do not.
#[derive(Clone, Copy, Debug)]
pub struct DriverShares {
    pub first: Estimate,
    pub total: Estimate,
    pub shapley: Estimate,
    /// Of the Shapley share.
    pub verdict: Verdict,
}

/// The shares of every driver of an experiment, in its order.
#[derive(Clone, Debug)]
pub struct Design {
    pub paths: usize,
    /// How often a path was run in all.
    pub evaluations: usize,
    pub variance: f64,
    pub drivers: Vec<DriverShares>,
}

/// The variance of an outcome by the two layers of randomness.
#[derive(Clone, Copy, Debug)]
pub struct Layers {
    /// `Var(E[Y | inputs]) / V`: what would be gone if all inputs were known.
    pub epistemic: Estimate,
    /// The rest: chance, which no knowledge of inputs removes.
    pub aleatory: Estimate,
}

/// Per block: means over its paths of what the shares are made of.
struct Block {
    /// Σ and count for the pooled moments of (Y, Y′) pairs, by driver.
    first: Vec<[f64; 4]>,
    total: Vec<f64>,
    shapley: Vec<f64>,
    /// ½(Y − Y_all)².
    variance: f64,
}

impl Design {
    /// Runs `(3k + 1)` outcomes a path over k drivers. `plan` gives seed, paths and threads.
    ///
    /// None for a constant outcome: it has no variance to share out.
    ///
    /// # Errors
    /// If a path cannot be run.
    pub fn run<E: Experiment>(
        experiment: &E,
        plan: Plan,
        progress: &dyn Progress,
    ) -> Result<Option<Self>, RunError> {
        let k = experiment.drivers();
        let mut blocks: Vec<Block> = Vec::new();
        in_order(
            plan.threads,
            plan.paths.div_ceil(BLOCK),
            progress,
            || experiment.scratch(),
            |scratch, index| {
                let paths = index * BLOCK..((index + 1) * BLOCK).min(plan.paths);
                let block = block(experiment, scratch, plan.seed, paths.clone())?;
                progress.paths_done(paths.len());
                Ok(block)
            },
            |block| blocks.push(block),
        )?;
        let variances: Vec<f64> = blocks.iter().map(|block| block.variance).collect();
        let variance = variances.iter().sum::<f64>() / blocks.len().max(1) as f64;
        if variance <= 0.0 {
            return Ok(None);
        }
        let share = |of: &dyn Fn(&Block) -> f64| {
            let parts: Vec<f64> = blocks.iter().map(of).collect();
            ratio_of_means(&parts, &variances).expect("a variance, because it is above zero")
        };
        let drivers = (0..k)
            .map(|driver| {
                let shapley = share(&|block| block.shapley[driver]);
                DriverShares {
                    first: correlated(&blocks, driver),
                    total: share(&|block| block.total[driver]),
                    shapley,
                    verdict: Verdict::of(shapley, k, plan.paths),
                }
            })
            .collect();
        let evaluations = plan.paths * (3 * k + 1);
        Ok(Some(Self { paths: plan.paths, evaluations, variance, drivers }))
    }
}

impl Layers {
    /// From a design over two drivers: all inputs, then all chance.
    pub fn of(design: &Design) -> Self {
        let epistemic = design.drivers[0].first;
        let aleatory = Estimate { value: 1.0 - epistemic.value, ..epistemic };
        Self { epistemic, aleatory }
    }
}

/// `Cov(Y, Y′) / Var` with mean and variance pooled over both (Janon and others, 2014).
fn correlated(blocks: &[Block], driver: usize) -> Estimate {
    let total: f64 = blocks.iter().map(|block| block.first[driver][0]).sum();
    let sums: f64 = blocks.iter().map(|block| block.first[driver][1]).sum();
    let mean = sums / (2.0 * total);
    let parts = |at: usize, weight: f64| -> Vec<f64> {
        let centred = |block: &Block| {
            let [count, sum, ..] = block.first[driver];
            block.first[driver][at] * weight - mean * sum + count * mean * mean
        };
        blocks.iter().map(centred).collect()
    };
    ratio_of_means(&parts(2, 1.0), &parts(3, 0.5)).unwrap_or(Estimate::of_unknown_error(0.0))
}

fn block<E: Experiment>(
    experiment: &E,
    scratch: &mut E::Scratch,
    seed: u64,
    paths: std::ops::Range<usize>,
) -> Result<Block, RunError> {
    let k = experiment.drivers();
    let count = paths.len() as f64;
    let mut outcome = |fresh: &[bool]| experiment.outcome(scratch, paths.clone(), fresh);
    let own = outcome(&vec![false; k])?;
    let half_square = |other: &[f64]| {
        let sum: f64 = own.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum();
        sum / (2.0 * count)
    };
    let (mut first, mut total) = (Vec::with_capacity(k), Vec::with_capacity(k));
    for driver in 0..k {
        let mut fresh = vec![false; k];
        fresh[driver] = true;
        total.push(half_square(&outcome(&fresh)?));
        let all_but: Vec<bool> = fresh.iter().map(|one| !one).collect();
        let other = outcome(&all_but)?;
        let mut sums = [count, 0.0, 0.0, 0.0];
        for (a, b) in own.iter().zip(&other) {
            sums[1] += a + b;
            sums[2] += a * b;
            sums[3] += a * a + b * b;
        }
        first.push(sums);
    }
    let mut shapley = vec![0.0; k];
    let mut fresh = vec![false; k];
    let mut before = 0.0;
    for driver in order(k, seed, paths.start) {
        fresh[driver] = true;
        let after = half_square(&outcome(&fresh)?);
        shapley[driver] = after - before;
        before = after;
    }
    Ok(Block { first, total, shapley, variance: before })
}

/// A random order of k drivers for a block (Fisher and Yates, 1938).
fn order(k: usize, seed: u64, first_path: usize) -> Vec<usize> {
    let mut stream = Stream::<1>::new(seed, first_path as u64, Process::DriverOrder, 0);
    let mut order: Vec<usize> = (0..k).collect();
    for last in (1..k).rev() {
        let pick = (stream.uniform().0[0] * (last + 1) as f64) as usize;
        order.swap(last, pick.min(last));
    }
    order
}
