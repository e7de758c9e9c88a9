//! What a path costs, and what a run costs: the base scenario, charts and files left out.

use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tradeflow::engine::{self, Check, Plan};
use tradeflow::model::State;
use tradeflow::scenario;

const BASE: &str = "scenarios/h200-2026.toml";

fn block(c: &mut Criterion) {
    let scenario = scenario::load(Path::new(BASE), &[]).expect("the base scenario is fine");
    let model = &scenario.model;
    let mut group = c.benchmark_group("block of paths");
    group.measurement_time(Duration::from_secs(5));
    fn steps<const L: usize>(model: &tradeflow::model::Model, state: &mut State<L>, first: u64) {
        state.restart(model, first);
        for _ in 0..model.calendar.weeks() {
            state.step(model);
            state.end_week();
        }
        black_box(&state.cells);
    }
    group.throughput(Throughput::Elements(1));
    group.bench_function("1 lane", |b| {
        let mut state = State::<1>::new(model, 1, 0);
        let mut first = 0;
        b.iter(|| {
            first += 1;
            steps(model, &mut state, first);
        });
    });
    group.throughput(Throughput::Elements(16));
    group.bench_function("16 lanes, widest instructions", |b| {
        let mut state = State::<16>::new(model, 1, 0);
        let mut first = 0;
        b.iter(|| {
            first += 16;
            tradeflow::lanes::dispatch::widest(
                #[inline(always)]
                || steps(model, &mut state, first),
            );
        });
    });
    group.finish();
}

fn run(c: &mut Criterion) {
    let scenario = scenario::load(Path::new(BASE), &[]).expect("the base scenario is fine");
    let mut group = c.benchmark_group("run of 4,096 paths");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(4096));
    for threads in [1, 2] {
        let mut plan = Plan::new(1, 4096);
        plan.threads = threads;
        plan.check = Check::Quarterly;
        group.bench_function(format!("{threads} threads"), |b| {
            b.iter(|| engine::run(&scenario.model, plan, &()).expect("units are conserved"));
        });
    }
    group.finish();
}

criterion_group!(benches, block, run);
criterion_main!(benches);
