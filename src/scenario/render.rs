//! Problems as text for people: file, line, column, the line with the span underlined, a next step.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::diagnostics::{Diagnostic, Diagnostics};
use super::escape::{push_escaped, shown};
use super::source::Sources;

/// The most problems that are printed.
const MOST_SHOWN: usize = 20;
/// The most bytes that are printed, before colour.
const MOST_BYTES: usize = 8 * 1024;
/// Room kept for the closing line.
const CLOSING_BYTES: usize = 64;
/// The most characters of a source line that are printed.
const EXCERPT_CHARS: usize = 200;
/// Characters kept before the span when a line is cut.
const LEAD_CHARS: usize = 40;

impl Diagnostics {
    /// At most 20 problems and 8 KB, then "and N more". Nothing in it can move a terminal's cursor.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let renderer = renderer.decor_style(DecorStyle::Ascii);
        let mut text = String::new();
        let mut bytes = 0;
        let mut count = 0;
        for diagnostic in self.list.iter().take(MOST_SHOWN) {
            let plain = one(diagnostic, &self.sources, &Renderer::plain());
            if count > 0 && bytes + plain.len() + CLOSING_BYTES > MOST_BYTES {
                break;
            }
            bytes += plain.len() + 2;
            count += 1;
            text.push_str(&one(diagnostic, &self.sources, &renderer));
            text.push_str("\n\n");
        }
        let left = self.list.len() - count;
        if left > 0 {
            text.push_str(&format!("and {left} more\n"));
        } else {
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }
}

fn one(diagnostic: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let title = match diagnostic.key.as_str() {
        "" => bounded(&diagnostic.message),
        key => format!("{}: {}", shown(key), bounded(&diagnostic.message)),
    };
    let mut group = Group::with_title(Level::ERROR.primary_title(title));
    if let Some(place) = &diagnostic.place {
        let position = sources.position(place);
        let excerpt = excerpt(position.line_text, position.in_line.clone());
        let shown_column = excerpt.0[..excerpt.1.start].chars().count() + 1;
        let (file, line, column) = (shown(position.file), position.line, position.column);
        let snippet = Snippet::source(excerpt.0).line_start(line);
        let annotation = AnnotationKind::Primary.span(excerpt.1);
        group = if shown_column == column {
            group.element(snippet.path(file).annotation(annotation))
        } else {
            // The renderer counts columns in what it is given: here it was cut or escaped.
            let origin = Origin::path(file).line(line).char_column(column);
            group.element(snippet.annotation(annotation)).element(origin)
        };
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(bounded(help)));
    }
    renderer.render(&[group])
}

/// A message with hostile characters escaped; its length is bounded by what it quotes, and by 1,000.
fn bounded(message: &str) -> String {
    let mut out = String::new();
    for c in message.chars().take(1_000) {
        push_escaped(&mut out, c);
    }
    out
}

/// The line cut to a window around the span, escaped, and the span in it.
fn excerpt(line: &str, span: std::ops::Range<usize>) -> (String, std::ops::Range<usize>) {
    let first = line[..span.start].chars().count();
    let skip =
        if line.chars().count() > EXCERPT_CHARS { first.saturating_sub(LEAD_CHARS) } else { 0 };
    let mut out = String::new();
    if skip > 0 {
        out.push('…');
    }
    let (mut start, mut end) = (None, None);
    let mut chars = line.char_indices().skip(skip);
    for (at, c) in chars.by_ref().take(EXCERPT_CHARS) {
        if at >= span.start && start.is_none() {
            start = Some(out.len());
        }
        if at >= span.end && end.is_none() {
            end = Some(out.len());
        }
        match c {
            '\t' => out.push(' '),
            c => push_escaped(&mut out, c),
        }
    }
    let inside = out.len();
    if chars.next().is_some() {
        out.push('…');
    }
    let start = start.unwrap_or(inside);
    let end = end.unwrap_or(inside).max(start);
    (out, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_its_span() {
        let line = format!("{}BAD{}", "x".repeat(500), "y".repeat(500));
        let (text, span) = excerpt(&line, 500..503);
        assert_eq!(&text[span], "BAD");
        assert!(text.chars().count() <= EXCERPT_CHARS + 2);
    }

    #[test]
    fn hostile_characters_move_the_span_with_the_text() {
        let (text, span) = excerpt("a\u{1b}bad", 2..5);
        assert_eq!(text, "a\\u{1b}bad");
        assert_eq!(&text[span], "bad");
    }
}
