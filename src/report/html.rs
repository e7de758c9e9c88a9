//! HTML as it is written: markup of the program's own as it stands, every other text escaped.

use std::fmt::Write;

use serde::Serialize;

/// A page, or a part of one. A text from outside gets in only through [`Html::text`], which leaves no
/// markup of it; so it may stand between tags and in a quoted attribute.
#[derive(Clone, Debug, Default)]
pub struct Html(String);

impl Html {
    pub fn new() -> Self {
        Self::default()
    }

    /// Markup that the program wrote itself: only what is known when it is compiled.
    pub fn raw(&mut self, ours: &'static str) -> &mut Self {
        self.0.push_str(ours);
        self
    }

    /// Any text, escaped. Control characters, which HTML cannot hold, become spaces.
    pub fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '&' => self.0.push_str("&amp;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c if c.is_control() => self.0.push(' '),
                c => self.0.push(c),
            }
        }
        self
    }

    /// A number in the fewest digits that give it back.
    pub fn number(&mut self, number: impl Into<f64>) -> &mut Self {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{}", number.into());
        self
    }

    /// A part that was written before.
    pub fn part(&mut self, part: &Self) -> &mut Self {
        self.0.push_str(&part.0);
        self
    }

    /// A picture that `plot` drew, whose texts it has escaped.
    pub fn svg(&mut self, svg: &str) -> &mut Self {
        self.0.push_str(svg);
        self
    }

    /// A value as JSON that may stand inside a `script` element: no character of it can end the
    /// element or open a comment.
    ///
    /// # Errors
    /// If a key is no text; there is no such value in this crate.
    pub fn json(&mut self, value: &impl Serialize) -> Result<&mut Self, serde_json::Error> {
        for c in serde_json::to_string(value)?.chars() {
            match c {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    let _ = write!(self.0, "\\u{:04x}", u32::from(c));
                }
                c => self.0.push(c),
            }
        }
        Ok(self)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "</script><img src=x onerror=\"alert('1')\">&amp;\u{1b}[2J<!--";

    #[test]
    fn no_markup_of_a_text_is_left() {
        let mut html = Html::new();
        html.raw("<p title=\"").text(HOSTILE).raw("\">").text(HOSTILE).raw("</p>");
        let page = String::from_utf8(html.into_bytes()).expect("UTF-8");
        assert_eq!(page.matches('<').count(), 2, "{page}");
        assert_eq!(page.matches('"').count(), 2, "{page}");
        assert!(!page.contains('\u{1b}') && page.contains("&amp;amp;"), "{page}");
    }

    #[test]
    fn json_reads_back_and_cannot_end_its_element() {
        let text = format!("{HOSTILE}\u{2028}\u{2029}");
        let mut html = Html::new();
        html.json(&[&text]).expect("JSON");
        let page = String::from_utf8(html.into_bytes()).expect("UTF-8");
        assert!(!page.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{page}");
        assert_eq!(serde_json::from_str::<Vec<String>>(&page).expect("JSON"), [text]);
    }
}
