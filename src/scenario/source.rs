//! Texts that a scenario is made of, read with care: files and `--set` values.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use super::diagnostics::Diagnostic;
use super::escape::shown;

/// The largest scenario file, in bytes.
pub const MAX_FILE_BYTES: u64 = 1_000_000;
/// The name under which values from the command line are reported.
pub const SET_NAME: &str = "--set";

/// A span of bytes in one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index into the sources.
    pub source: usize,
    pub span: Range<usize>,
}

/// A text with its name.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub name: String,
    pub text: String,
    /// The byte at which each line begins.
    line_starts: Vec<usize>,
}

/// All texts in the order in which they were read: the scenario, its baselines, what is set.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    list: Vec<Source>,
}

/// A place as people count: lines and columns from 1.
pub(super) struct Position<'a> {
    pub file: &'a str,
    pub line: usize,
    pub column: usize,
    /// The first line of the span, without its end.
    pub line_text: &'a str,
    /// The span in that line, in bytes.
    pub in_line: Range<usize>,
}

impl Sources {
    /// Adds a text and returns its index.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        let text: String = text.into();
        let line_starts = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1));
        let line_starts = line_starts.collect();
        self.list.push(Source { name: name.into(), text, line_starts });
        self.list.len() - 1
    }

    pub fn get(&self, index: usize) -> &Source {
        &self.list[index]
    }

    /// Line and column of a place; a span outside the text is held inside it.
    pub fn position(&self, place: &Place) -> Position<'_> {
        let Source { name, text, line_starts } = &self.list[place.source];
        let start = floor_boundary(text, place.span.start);
        let line = line_starts.partition_point(|line_start| *line_start <= start);
        let line_start = line_starts[line - 1];
        let line_end = line_starts.get(line).map_or(text.len(), |next| next - 1);
        let line_text = text[line_start..line_end].trim_end_matches('\r');
        let from = (start - line_start).min(line_text.len());
        let end = floor_boundary(text, place.span.end).saturating_sub(line_start);
        let to = end.clamp(from, line_text.len());
        Position {
            file: name,
            line,
            column: line_text[..from].chars().count() + 1,
            line_text,
            in_line: from..to,
        }
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Reads a scenario file: an ordinary file of at most [`MAX_FILE_BYTES`], in UTF-8, with or
/// without a byte order mark.
///
/// # Errors
/// A diagnostic that names the file and the rule it breaks. Folders, pipes and devices are refused
/// before anything is read from them.
pub(super) fn read_file(path: &Path) -> Result<String, Diagnostic> {
    let name = shown(&path.display().to_string());
    let problem = |message: String| Diagnostic::new(None, "", format!("{name}: {message}"));
    let metadata = std::fs::metadata(path).map_err(|error| {
        let problem = problem(format!("cannot be opened: {}", plain(&error)));
        problem.with_help("check the name and the folder you are in")
    })?;
    if metadata.is_dir() {
        return Err(problem("is a folder, not a scenario file".to_owned())
            .with_help("name a .toml file inside it"));
    }
    if !metadata.is_file() {
        return Err(problem("is not an ordinary file (a pipe, socket or device)".to_owned())
            .with_help("save the scenario to a .toml file and name that"));
    }
    let too_large =
        || problem(format!("is larger than {MAX_FILE_BYTES} bytes, the most for a scenario file"));
    if metadata.len() > MAX_FILE_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes))
        .map_err(|error| problem(format!("cannot be read: {}", plain(&error))))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large());
    }
    decode(bytes).map_err(|(message, help)| problem(message).with_help(help))
}

/// The text of a file's bytes: UTF-8, its byte order mark dropped, without NUL.
fn decode(bytes: Vec<u8>) -> Result<String, (String, &'static str)> {
    const SAVE: &str = "save the file as UTF-8";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(("is UTF-16 text; scenario files are UTF-8".to_owned(), SAVE));
    }
    let line_of = |bytes: &[u8]| bytes.iter().filter(|b| **b == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        let line = line_of(&bytes[..at]);
        return Err((format!("holds a NUL byte on line {line}; is it a text file?"), SAVE));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map_or(text.clone(), str::to_owned)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let line = line_of(&error.as_bytes()[..valid]);
            Err((format!("is not UTF-8 text: line {line} holds another encoding"), SAVE))
        }
    }
}

/// The operating system's reason without its number, which differs between systems.
fn plain(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        kind => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_lines_from_one() {
        let mut sources = Sources::default();
        let source = sources.add("a.toml", "x = 1\r\nprix_é = 2\r\n");
        let position = sources.position(&Place { source, span: 17..18 });
        assert_eq!((position.line, position.column), (2, 10));
        assert_eq!(position.line_text, "prix_é = 2");
        assert_eq!(&position.line_text[position.in_line], "2");
        let outside = sources.position(&Place { source, span: 400..500 });
        assert_eq!(outside.line, 3);
    }

    #[test]
    fn encodings_other_than_utf8_are_named() {
        assert_eq!(decode(b"\xef\xbb\xbfa = 1".to_vec()), Ok("a = 1".to_owned()));
        assert!(decode(b"\xff\xfea\0".to_vec()).is_err_and(|e| e.0.contains("UTF-16")));
        assert!(decode(b"a = 1\nb\0".to_vec()).is_err_and(|e| e.0.contains("NUL byte on line 2")));
        assert!(decode(b"a = 1\n\xe9".to_vec()).is_err_and(|e| e.0.contains("line 2")));
    }
}
