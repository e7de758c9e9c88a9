//! A page of Markdown, as GitHub and mail programs read it: headings, lists and tables of escaped text.

/// A page that grows from top to bottom. What it takes is Markdown: text of others through
/// [`escaped`] or [`code`].
#[derive(Debug, Default)]
pub(super) struct Page {
    text: String,
}

impl Page {
    /// A heading of the first or second level.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    pub fn paragraph(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.text += text;
        self.text.push('\n');
    }

    /// A list of "what: text".
    pub fn list(&mut self, items: impl Iterator<Item = (String, String)>) {
        let lines: Vec<String> =
            items.map(|(what, text)| format!("- **{what}**: {text}")).collect();
        self.paragraph(&lines.join("\n"));
    }

    /// A table whose columns stand under each other in the raw text too; those in `left` are texts,
    /// the others are set to the right.
    pub fn table(&mut self, header: &[&str], rows: &[Vec<String>], left: &[usize]) {
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| letters(cell));
            cells.chain([letters(header[column]), 3]).max().unwrap_or(3)
        };
        let widths: Vec<usize> = (0..header.len()).map(width).collect();
        let line = |cells: &mut dyn Iterator<Item = &str>| {
            let mut line = String::from("|");
            for (column, (cell, width)) in cells.zip(&widths).enumerate() {
                let room = " ".repeat(width - letters(cell));
                if left.contains(&column) {
                    line += &format!(" {cell}{room} |");
                } else {
                    line += &format!(" {room}{cell} |");
                }
            }
            line + "\n"
        };
        let mut text = line(&mut header.iter().copied());
        text.push('|');
        for (column, width) in widths.iter().enumerate() {
            let end = if left.contains(&column) { '-' } else { ':' };
            text += &format!(" {}{end} |", "-".repeat(width - 1));
        }
        text.push('\n');
        for row in rows {
            text += &line(&mut row.iter().map(String::as_str));
        }
        self.paragraph(text.trim_end());
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }
}

fn letters(text: &str) -> usize {
    text.chars().count()
}

/// Text in which nothing is Markdown, HTML or mathematics, on one line. Dollars and "<" before a
/// figure stay as they are, so that the raw page reads well too.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let before_figure =
            letters.peek().is_some_and(|next| next.is_ascii_digit() || *next == '$');
        let is_markup = match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '>' => true,
            '<' | '$' => !before_figure,
            '&' => letters.peek().is_some_and(|next| next.is_ascii_alphabetic() || *next == '#'),
            _ => false,
        };
        if is_markup {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out.trim().to_owned()
}

/// Text as code, as a name of the scenario language or what was typed.
pub(super) fn code(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    // A table ends its cells at "|" even within code.
    let plain = plain.replace('|', "\\|");
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let room = if longest > 0 { " " } else { "" };
    format!("{fence}{room}{plain}{room}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup_and_figures_stay_readable() {
        assert_eq!(escaped("a|b *c* _d_ [e](f)"), "a\\|b \\*c\\* \\_d\\_ \\[e\\](f)");
        assert_eq!(escaped("<img onerror=x> &amp; `x`"), "\\<img onerror=x\\> \\&amp; \\`x\\`");
        assert_eq!(escaped("# a\n$x$ R&D"), "\\# a \\$x\\$ R\\&D");
        let figures = "median $290M (± $14M), <0.1% at or below <$0.01, −$5B & more";
        assert_eq!(escaped(figures), figures);
    }

    #[test]
    fn code_holds_what_would_end_it() {
        assert_eq!(code("a.b_c"), "`a.b_c`");
        assert_eq!(code("a`|`b"), "`` a`\\|`b ``");
    }

    #[test]
    fn a_tables_columns_stand_under_each_other() {
        let mut page = Page::default();
        page.heading(1, "A");
        let rows =
            [vec!["a".to_owned(), "−$1".to_owned()], vec!["long one".to_owned(), "12".to_owned()]];
        page.table(&["", "P5"], &rows, &[0]);
        let text = "# A\n\n|          |  P5 |\n| -------- | --: |\n| a        | −$1 |\n| long one |  12 |\n";
        assert_eq!(String::from_utf8_lossy(&page.into_bytes()), text);
    }
}
