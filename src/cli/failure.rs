//! Why a command failed, as text for people and a code for scripts.

use super::{console, exit, interrupt};
use crate::engine::RunError;
use crate::output::OutputError;
use crate::plot::PlotError;
use crate::report::ReportError;
use crate::scenario::{Diagnostics, did_you_mean};

/// The ways a command can fail.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Problems in scenario files, with their places.
    #[error("{0}")]
    Scenario(Diagnostics),
    /// Problems in scenario files that standard output has told already.
    #[error("the problems were told")]
    Reported,
    /// A cell of a sweep that is no valid scenario.
    #[error("error: cell {cell} of the sweep is not valid: {values}\n{problems}")]
    Cell { cell: usize, values: String, problems: Diagnostics },
    /// A cell of a sweep stopped.
    #[error("error: cell {cell}: {source}")]
    CellRun { cell: usize, source: RunError },
    /// Something typed does not fit.
    #[error("error: {message}\n  help: {help}")]
    Usage { message: String, help: String },
    /// The program is slower than an earlier benchmark of it, by more than was allowed.
    #[error("error: slower than the baseline by more than {allowed}: {labels}")]
    Slower { allowed: String, labels: String },
    #[error("error: {0}")]
    Output(#[from] OutputError),
    #[error("error: {0}")]
    Run(RunError),
    /// A signal ended the work.
    #[error("{}", interrupt::word())]
    Interrupted,
    #[error("error: a chart could not be drawn: {0}")]
    Plot(#[from] PlotError),
    #[error("error: the report could not be made: {0}")]
    Report(#[from] ReportError),
    /// Standard output took no more.
    #[error("error: cannot print to standard output: {0}")]
    Print(std::io::Error),
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Stopped => Self::Interrupted,
            error => Self::Run(error),
        }
    }
}

impl Failure {
    /// That a name is none of those that are known: names the nearest of them, or helps on as said.
    pub fn unknown<'a>(
        message: String,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
        help: &str,
    ) -> Self {
        let help = did_you_mean(name, known).unwrap_or_else(|| help.to_owned());
        Self::Usage { message, help }
    }

    /// That a scenario has no target of this name, but others.
    pub fn unknown_target(name: &str, known: &[&str]) -> Self {
        let message = format!("there is no target \"{}\"", console::plain(name));
        let help = format!("the targets are {}", known.join(", "));
        Self::unknown(message, name, known.iter().copied(), &help)
    }

    /// The exit code.
    pub fn code(&self) -> u8 {
        match self {
            Self::Scenario(_) | Self::Reported | Self::Cell { .. } | Self::Usage { .. } => {
                exit::BAD_INPUT
            }
            Self::Slower { .. } => exit::SLOWER,
            Self::Interrupted => interrupt::code(),
            Self::Output(_) | Self::Print(_) => exit::CANNOT_WRITE,
            Self::Run(_) | Self::CellRun { .. } | Self::Plot(_) | Self::Report(_) => exit::DEFECT,
        }
    }

    /// Prints the failure to standard error, in colour where that is a terminal.
    pub fn print(&self) {
        match self {
            Self::Scenario(diagnostics) => {
                // The colours are taken out again where standard error is not a terminal.
                console::complain(&diagnostics.render(true));
            }
            Self::Reported => {}
            other => console::complain(&format!("{other}\n")),
        }
    }
}
