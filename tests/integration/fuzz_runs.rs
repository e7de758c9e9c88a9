//! Bytes as the seed of a scenario, which is then run with every balance on. Shared with `fuzz/`, so it names no test.

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use tradeflow::engine::{Check, Plan, run, trace};
use tradeflow::random::Sampling;

use crate::balances::balances;
use crate::generated::parts;

/// A whole block of paths and a part of a second.
const PATHS: usize = 18;

/// Bytes that make a difference.
const SEED: usize = 32;

/// Any bytes make a valid scenario: the first of them seed the generator. As its choices themselves they would not do: what
/// is left of them is halved wherever one of several forms is chosen, and after their end a choice waits for
/// other bytes than zeros, forever.
pub fn runs(bytes: &[u8]) {
    let mut seed = [0; SEED];
    seed.iter_mut().zip(bytes).for_each(|(place, byte)| *place = *byte);
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
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
