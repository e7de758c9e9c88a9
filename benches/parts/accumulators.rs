//! What turns paths into estimates: moments, weekly quantiles, a column's summary.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use tradeflow::random::{Process, Stream};
use tradeflow::stats::{Bin, Histogram, Missing, Moments, Summary, spearman};

/// A batch of paths, and the paths of a whole column.
const BATCH: usize = 512;
const PATHS: usize = 10_000;

pub fn accumulators(c: &mut Criterion) {
    let mut stream = Stream::<1>::new(1, 0, Process::Input, 0);
    // A third of the paths deliver nothing, as in the base scenario.
    let mut value = || (stream.uniform().0[0] * 1.5 - 0.5).max(0.0) * 1e6;
    let column: Vec<f64> = (0..PATHS).map(|_| value()).collect();
    let other: Vec<f64> = (0..PATHS).map(|_| value()).collect();
    let batch = &column[..BATCH];
    let mut group = c.benchmark_group("accumulators");
    group.throughput(Throughput::Elements(BATCH as u64));
    group.bench_function("moments of a batch", |b| b.iter(|| Moments::of(black_box(batch))));
    group.bench_function("bins of a batch", |b| {
        b.iter(|| black_box(batch).iter().map(|&x| Bin::of(x)).collect::<Vec<_>>());
    });
    group.bench_function("histogram of a batch", |b| {
        let mut histogram = Histogram::new();
        b.iter(|| {
            let histogram = &mut histogram;
            black_box(batch).iter().for_each(|&x| histogram.push(x));
        });
    });
    group.throughput(Throughput::Elements(1));
    let mut full = Histogram::new();
    column.iter().for_each(|&x| full.push(x));
    group.bench_function("histogram merged", |b| {
        let mut sum = Histogram::new();
        b.iter(|| sum.merge(black_box(&full)));
    });
    group.bench_function("seven quantiles of a histogram", |b| {
        b.iter(|| black_box(&full).quantiles([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]));
    });
    group.throughput(Throughput::Elements(PATHS as u64));
    group.bench_function("summary of a column", |b| {
        b.iter(|| Summary::of(black_box(&column), Missing::Absent));
    });
    group.bench_function("rank correlation", |b| {
        b.iter(|| spearman(black_box(&column), black_box(&other)));
    });
    group.finish();
}
