//! The `tradeflow` command.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    tradeflow::cli::main()
}
