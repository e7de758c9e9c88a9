//! What each part costs, from `exp` to a sweep. `cargo bench --bench parts -- NAME` runs those whose name holds NAME.

mod accumulators;
mod pictures;
mod processes;
mod reading;
mod runs;
mod samplers;

use std::path::Path;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use tradeflow::scenario::{self, Scenario};

const BASE: &str = "scenarios/h200-2026.toml";

/// The base scenario, as it is shipped.
fn base() -> Scenario {
    scenario::load(Path::new(BASE), &[]).expect("the base scenario is fine")
}

/// Half a minute for all parts together: enough to see a change of a tenth.
fn short() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_secs(1))
}

criterion_group! {
    name = benches;
    config = short();
    targets = samplers::functions, samplers::draws, processes::weeks, accumulators::accumulators,
        reading::reading, pictures::pictures, runs::runs
}
criterion_main!(benches);
