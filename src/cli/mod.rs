//! The command line: what was typed, one verb a file.

mod args;
mod asked;
mod assumptions;
mod backtest;
mod bench;
mod bench_print;
mod between;
mod cells;
mod charts;
mod check;
mod columns;
mod compare;
mod compare_print;
mod completions;
mod console;
mod decide;
mod decide_print;
mod decision_page;
mod definition;
mod diff;
mod discover;
mod exit;
mod explain;
mod explanation;
mod export;
mod failure;
mod finished;
mod folder;
mod forecast;
mod init;
mod inputs;
mod interrupt;
mod keep;
mod load;
mod long_run;
mod mistyped;
mod odds;
mod odds_print;
mod pdf;
mod precision;
mod print;
mod print_backtest;
mod progress;
mod report;
mod resume;
mod run;
mod sampling;
mod schema;
mod sensitivity;
mod sensitivity_print;
mod since;
mod stress;
mod stress_print;
mod style;
mod sweep;
mod sweep_page;
mod sweep_print;
mod trace;
mod typed;
mod verify;
mod worlds;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

pub use failure::Failure;

/// Monte Carlo simulation of trade under export controls.
///
/// Write what you know and what you don't in a scenario file; tradeflow runs thousands of paths of
/// it and says how many chips arrive, when, and for what revenue.
#[derive(Debug, Parser)]
#[command(name = "tradeflow", version, after_help = exit::HELP, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Write a starter scenario, to change line by line
    Init(init::InitArgs),
    /// Read scenarios and name every problem in them, without running
    Check(check::CheckArgs),
    /// Tell what an input means, how it stands in a scenario, and who set it
    Explain(explain::ExplainArgs),
    /// List the assumptions in which two scenarios differ
    Diff(diff::DiffArgs),
    /// Simulate scenarios; print the answer and write a folder of tables and charts
    Run(run::RunArgs),
    /// Run scenarios on the same random numbers; say what differs, whether it is real, and why
    Compare(compare::CompareArgs),
    /// Say what a scenario tells only where a condition holds, and in which worlds it does
    Stress(stress::StressArgs),
    /// Find which assumptions move the answer, and how much of it is chance
    Sensitivity(sensitivity::SensitivityArgs),
    /// Find the worlds in which a target is met or missed, and the signs to watch for
    Discover(discover::DiscoverArgs),
    /// Find the odds of a target that few or no paths of a run meet, and what it takes to meet it
    Odds(odds::OddsArgs),
    /// Hold options against each other in every world: regret, and which to take
    Decide(decide::DecideArgs),
    /// Run one scenario with many combinations of assumptions, each with paths of its own
    Sweep(sweep::SweepArgs),
    /// Go on with a sweep, a run or a comparison that was broken off
    Resume(resume::ResumeArgs),
    /// Write a finished run, sweep or decision as one page to read, send and print
    Report(report::ReportArgs),
    /// Measure how fast tradeflow is here, and whether it became slower
    Bench(bench::BenchArgs),
    /// Hold the forecasts of scenarios against what happened
    Backtest(backtest::BacktestArgs),
    /// Check a finished run: its files as they were written, its paths by simulating them again
    Verify(verify::VerifyArgs),
    /// Write a finished run in the formats of other programs: workbook, IAMC, SIPmath
    Export(export::ExportArgs),
    /// Print the JSON Schema of scenario files, for editors
    Schema(schema::SchemaArgs),
    /// Print a script by which a shell completes commands, flags and files
    Completions(completions::CompletionsArgs),
    /// Print the manual page, for `man -l`
    Man(completions::ManArgs),
}

/// Prints what the parser has to say: a complaint, or the help or version that was asked for.
fn told(other: &clap::Error) -> ExitCode {
    let text = other.render().ansi().to_string();
    if other.use_stderr() {
        console::complain(&text);
        return ExitCode::from(exit::BAD_INPUT);
    }
    match console::print(&text) {
        Ok(()) => ExitCode::from(exit::OK),
        Err(failure) => ExitCode::from(failure.code()),
    }
}

/// Parses the command line, does what it says and returns the exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(other) => return told(&mistyped::with_next_step(other, &Cli::command())),
    };
    interrupt::listen();
    let outcome = match cli.verb {
        Verb::Init(args) => init::init(&args),
        Verb::Check(args) => check::check(&args),
        Verb::Explain(args) => explain::explain(&args),
        Verb::Diff(args) => diff::diff(&args),
        Verb::Run(args) => run::run(&args),
        Verb::Compare(args) => compare::compare(&args),
        Verb::Stress(args) => stress::stress(&args),
        Verb::Sensitivity(args) => sensitivity::sensitivity(&args),
        Verb::Discover(args) => discover::discover(&args),
        Verb::Odds(args) => odds::odds(&args),
        Verb::Decide(args) => decide::decide(&args),
        Verb::Sweep(args) => sweep::sweep(&args),
        Verb::Resume(args) => resume::resume(&args),
        Verb::Report(args) => report::report(&args),
        Verb::Bench(args) => bench::bench(&args),
        Verb::Backtest(args) => backtest::backtest(&args),
        Verb::Verify(args) => verify::verify(&args),
        Verb::Export(args) => export::export(&args),
        Verb::Schema(args) => schema::schema(&args),
        Verb::Completions(args) => completions::completions(&args, Cli::command()),
        Verb::Man(args) => completions::man(&args, &Cli::command()),
    };
    match outcome {
        Ok(()) => ExitCode::from(exit::OK),
        Err(failure) => {
            failure.print();
            console::complain(&interrupt::how_to_go_on());
            ExitCode::from(failure.code())
        }
    }
}
