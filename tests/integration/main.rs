//! Tests of the program from outside, one topic a module.

#![expect(
    clippy::panic,
    clippy::disallowed_methods,
    reason = "tests fail, and check by other means"
)]

mod backtest;
mod balances;
mod bench_command;
mod charts_command;
mod check_command;
mod compare_command;
mod conservation;
mod decide_command;
mod diff;
mod drawn;
mod explain;
mod export_command;
mod forecast;
mod fuzz_corpus;
mod fuzz_entries;
mod fuzz_runs;
mod generated;
mod guide;
mod init;
mod interrupted;
mod kept;
mod layering;
mod library;
mod library_mechanisms;
mod limits;
mod metamorphic;
mod mistyped;
mod more_to_sell;
mod odds_command;
mod outcome;
#[path = "../plain/mod.rs"]
mod plain;
mod precision;
mod program;
mod redraw;
mod report_command;
mod reproducible;
mod run_command;
mod run_id;
mod sampling;
mod scenario_bad;
mod scenario_base;
mod scenario_mutations;
mod scenario_overlays;
mod scenario_reference;
mod scenario_set;
mod schema;
mod second_implementation;
mod sensitivity_command;
mod source_text;
mod stress_command;
mod sweep;
mod verify_command;
mod worlds;
