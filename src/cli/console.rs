//! The terminal's two outputs: a reader may leave, a full disk is told.

use std::borrow::Cow;
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
    match out.write_all(safe(text).as_bytes()).and_then(|()| out.flush()) {
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
    text.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect()
}

/// The text without what a terminal would obey, but for the ends of lines, tabs and our colours. All that is
/// printed passes here: a name or a path from anywhere can do no more than have a colour.
fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| is_hostile(c) && c != '\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if c == '\u{1b}' { colour(rest) } else { 0 };
        if length > 0 || c == '\n' || c == '\t' || !is_hostile(c) {
            let length = length.max(c.len_utf8());
            out += &rest[..length];
            rest = &rest[length..];
        } else {
            out.push('\u{fffd}');
            rest = &rest[c.len_utf8()..];
        }
    }
    Cow::Owned(out)
}

/// The length of the sequence that sets a colour, as in "ESC[1;31m", with which a text begins; else zero.
fn colour(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let digits = parameters.bytes().take_while(|b| b.is_ascii_digit() || *b == b';').count();
    if parameters.as_bytes().get(digits) == Some(&b'm') { digits + 3 } else { 0 }
}

/// Prints a text to standard error, in colour where that is a terminal. What cannot be complained
/// about there cannot be complained about at all; the exit code remains.
pub fn complain(text: &str) {
    let mut out = anstream::stderr().lock();
    let _: io::Result<()> = out.write_all(safe(text).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_sees_colours_and_lines_and_nothing_else_that_it_obeys() {
        for text in ["", "a\nb\tc", "\u{1b}[1;31merror\u{1b}[0m: é 中", "\u{1b}[m"] {
            assert_eq!(safe(text), text);
        }
        for (text, shown) in [
            ("\u{1b}]0;title\u{7}x", "\u{fffd}]0;title\u{fffd}x"),
            ("\u{1b}[2Jx\r", "\u{fffd}[2Jx\u{fffd}"),
            ("\u{1b}[31", "\u{fffd}[31"),
            ("\u{1b}", "\u{fffd}"),
            ("txt.\u{202e}exe", "txt.\u{fffd}exe"),
            ("a\u{9b}31m\u{1b}[31mb", "a\u{fffd}31m\u{1b}[31mb"),
        ] {
            assert_eq!(safe(text), shown);
        }
    }
}
