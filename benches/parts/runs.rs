//! A whole run, chosen columns, and a sweep of small cells, on one thread.

use std::path::Path;

use criterion::{Criterion, Throughput};
use tradeflow::engine::sweep::{CellLayout, SweepJob, run_cells};
use tradeflow::engine::{self, Check, Outcomes, Plan};
use tradeflow::scenario::{SweepChoice, load_sweep};

const PATHS: usize = 1024;
/// A small sweep: cells, and paths of each.
const CELLS: usize = 16;
const CELL_PATHS: usize = 64;

pub fn runs(c: &mut Criterion) {
    let model = super::base().model;
    let one = |paths| Plan { threads: 1, check: Check::Quarterly, ..Plan::new(1, paths) };
    let mut group = c.benchmark_group("runs");
    group.sample_size(10);
    group.throughput(Throughput::Elements(PATHS as u64));
    group.bench_function("run of 1,024 paths", |b| {
        b.iter(|| engine::run(&model, one(PATHS), &()).expect("units are conserved"));
    });
    let columns = ["delivered_units.h200".to_owned()];
    group.bench_function("one column of 1,024 paths", |b| {
        b.iter(|| engine::columns(&model, &columns, one(PATHS), &()).expect("a column"));
    });

    let choice = SweepChoice {
        sets: vec![
            "product.h200.price_usd=20000:32000:4".to_owned(),
            "tariff.instrument.section-232.rate=0:0.45:4".to_owned(),
        ],
        paths: Some(CELL_PATHS),
        metric: Some(columns[0].clone()),
        ..SweepChoice::default()
    };
    let sweep = load_sweep(Path::new(super::BASE), &choice).expect("a sweep");
    let design = sweep.design().expect("a design");
    assert_eq!(design.cells(), CELLS);
    let compiled = |cell| sweep.scenario(&design.cell(cell)).expect("every cell is valid").model;
    let units = Outcomes::new(&model, &sweep.metrics).expect("metrics").units();
    let layout = CellLayout {
        metrics: sweep.metrics.iter().cloned().zip(units).collect(),
        targets: sweep.targets.clone(),
        focus: 0,
    };
    let job = SweepJob { plan: Plan { sample_paths: 0, ..one(CELL_PATHS) }, layout };
    group.throughput(Throughput::Elements(CELLS as u64));
    group.bench_function("sweep of 16 cells of 64 paths", |b| {
        b.iter(|| {
            let mut rows = 0;
            let take = |_, _| {
                rows += 1;
                Ok::<(), std::convert::Infallible>(())
            };
            run_cells(&job, 0..CELLS, &compiled, &(), take).expect("units are conserved");
            rows
        });
    });
    group.finish();
}
