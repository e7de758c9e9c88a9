#![no_main]

#[path = "../../tests/integration/balances.rs"]
mod balances;
#[path = "../../tests/integration/generated/mod.rs"]
#[allow(dead_code)]
mod generated;
#[path = "../../tests/integration/outcome.rs"]
#[allow(dead_code)]
mod outcome;
#[path = "../../tests/integration/fuzz_runs.rs"]
mod runs;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| runs::runs(bytes));
