//! The terminal's two outputs: a reader may leave, a full disk is told.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use super::Failure;
use crate::output::OutputError;
use crate::scenario::is_hostile;

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

/// Prints a value as JSON. What a terminal would obey is written as `\u` escapes, so that nothing
/// is lost to a program that reads it.
///
/// # Errors
/// As [`print`].
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|source| OutputError::Json { file: "the answer".to_owned(), source })?;
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if is_hostile(c) && c != '\n' {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out += &format!("\\u{unit:04x}"));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    print(&out)
}

/// The text without what a terminal would obey.
pub fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Prints a text to standard error, in colour where that is a terminal. What cannot be complained
/// about there cannot be complained about at all; the exit code remains.
pub fn complain(text: &str) {
    let mut out = anstream::stderr().lock();
    let _: io::Result<()> = out.write_all(text.as_bytes());
}
