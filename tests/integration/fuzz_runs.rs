//! Bytes as the choices that a scenario is made by, which is then run with every balance on. Shared with `fuzz/`, so it
//! names no test.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tradeflow::engine::{Check, Plan, run, trace};
use tradeflow::random::Sampling;

use crate::balances::balances;
use crate::generated::parts;

/// A whole block of paths and a part of a second.
const PATHS: usize = 18;

/// Bytes that follow those that are given: more than a scenario takes.
const MORE: usize = 1 << 16;

/// The bytes, and noise that is always the same: a generator that throws away what it cannot use would wait forever for
/// other bytes than zeros.
fn endless(bytes: &[u8]) -> Vec<u8> {
    let noise = (0..MORE).scan(1_u64, |state, _| {
        *state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some((*state >> 56) as u8)
    });
    bytes.iter().copied().chain(noise).collect()
}

/// Any bytes make a valid scenario.
pub fn runs(bytes: &[u8]) {
    let random = TestRng::from_seed(RngAlgorithm::PassThrough, &endless(bytes));
    let mut runner = TestRunner::new_with_rng(Config::default(), random);
    let parts = parts().new_tree(&mut runner).expect("a scenario").current();
    let model = parts.compile().model;
    let plan = Plan { threads: 1, check: Check::EveryWeek, ..Plan::new(parts.seed, PATHS) };
    let result = run(&model, plan, &());
    let result = result.unwrap_or_else(|error| panic!("{error}\n{}", parts.text()));
    balances(&model, &result);
    let violation = trace(&model, parts.seed, Sampling::Random, 0).violation;
    assert!(violation.is_none(), "{violation:?}\n{}", parts.text());
}
