//! Tests of the program from outside, one topic a module.

mod scenario_bad;
mod scenario_base;
mod scenario_mutations;
mod scenario_overlays;
mod scenario_reference;
