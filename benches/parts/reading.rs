//! From a file to a model.

use std::fs;
use std::hint::black_box;
use std::path::Path;

use criterion::{Criterion, Throughput};
use tradeflow::model::State;
use tradeflow::scenario;

pub fn reading(c: &mut Criterion) {
    let mut group = c.benchmark_group("reading");
    let text = fs::read_to_string(super::BASE).expect("the base scenario");
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("text to model", |b| {
        b.iter(|| scenario::from_text("text", black_box(&text), &[]).expect("a scenario"));
    });
    group.throughput(Throughput::Elements(1));
    group.bench_function("file with two baselines to model", |b| {
        let path = Path::new("scenarios/h200-product-line.toml");
        b.iter(|| scenario::load(black_box(path), &[]).expect("a scenario"));
    });
    let model = super::base().model;
    group.bench_function("state of a block", |b| b.iter(|| State::<16>::new(&model, 1, 0)));
    group.bench_function("block restarted", |b| {
        let mut state = State::<16>::new(&model, 1, 0);
        let mut first = 0;
        b.iter(|| {
            first += 16;
            state.restart(&model, first);
        });
    });
    group.finish();
}
