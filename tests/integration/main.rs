//! Tests of the program from outside, one topic a module.

#![expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail, and check by other means"
)]

mod guide;
mod layering;
mod scenario_bad;
mod scenario_base;
mod scenario_mutations;
mod scenario_overlays;
mod scenario_reference;
mod source_text;
