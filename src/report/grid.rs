//! A table of figures: a name at the head of each row, figures after it, words at the end.

use super::html::Html;

/// A table as it is written: texts in rows, the first of each its name.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub caption: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Columns of words, by place; all others after the first hold figures.
    pub words: Vec<usize>,
}

impl Grid {
    /// Puts it on the page. On a narrow screen it is scrolled sideways, by keyboard too.
    pub fn write(&self, page: &mut Html) {
        page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
        page.text(&self.caption).raw("\"><table class=\"grid\">\n<caption>").text(&self.caption);
        page.raw("</caption>\n<thead><tr>");
        for (place, head) in self.head.iter().enumerate() {
            page.raw("<th scope=\"col\"").raw(self.class(place)).raw(">").text(head).raw("</th>");
        }
        page.raw("</tr></thead>\n<tbody>\n");
        for row in &self.rows {
            page.raw("<tr>");
            for (place, cell) in row.iter().enumerate() {
                match place {
                    0 => page.raw("<th scope=\"row\">").text(cell).raw("</th>"),
                    _ => page.raw("<td").raw(self.class(place)).raw(">").text(cell).raw("</td>"),
                };
            }
            page.raw("</tr>\n");
        }
        page.raw("</tbody>\n</table></div>\n");
    }

    fn class(&self, place: usize) -> &'static str {
        if place == 0 || self.words.contains(&place) { "" } else { " class=\"figure\"" }
    }
}

/// Lines of a name and a sentence.
pub fn headlines(lines: &[(String, String)], page: &mut Html) {
    page.raw("<dl class=\"headlines\">\n");
    for (what, sentence) in lines {
        page.raw("<div><dt>").text(what).raw("</dt><dd>").text(sentence).raw("</dd></div>\n");
    }
    page.raw("</dl>\n");
}
