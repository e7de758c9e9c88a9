//! The `tradeflow` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    tradeflow::cli::main()
}
