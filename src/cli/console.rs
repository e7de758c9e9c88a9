//! The terminal's two outputs: a reader may leave, a full disk is told.

use std::io::{self, ErrorKind, Write};

use super::Failure;

/// Prints a text to standard output, in colour where that is a terminal.
///
/// A reader that has seen enough, as `head` in `tradeflow run … | head`, is no failure.
///
/// # Errors
/// If the text cannot be written for another reason.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Print(error)),
        _ => Ok(()),
    }
}

/// Prints a text to standard error, in colour where that is a terminal. What cannot be complained
/// about there cannot be complained about at all; the exit code remains.
pub fn complain(text: &str) {
    let mut out = anstream::stderr().lock();
    let _: io::Result<()> = out.write_all(text.as_bytes());
}
