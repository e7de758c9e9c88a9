//! The file that a page is: its head, its policy, its style and scripts around what it says, and its size.

use serde_json::Value;

use super::html::Html;
use super::picture::Palette;
use super::policy::policy;
use crate::engine::RunError;
use crate::output::OutputError;

/// The most bytes of a page: what an e-mail carries without thought.
pub const MOST_BYTES: usize = 2_000_000;

/// The chart library, with the notice that its licence asks for in every copy.
const LIBRARY: &str = concat!(
    "/*\n",
    include_str!("assets/uplot/LICENSE"),
    "*/\n",
    include_str!("assets/uplot/uPlot.iife.min.js")
);
const LIBRARY_STYLE: &str = include_str!("assets/uplot/uPlot.min.css");
/// In the order in which they build on each other.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("assets/figures.js"),
    include_str!("assets/filter.js"),
    include_str!("assets/charts.js"),
    include_str!("assets/bars.js"),
    include_str!("assets/page.js"),
);
const STYLE: &str = include_str!("assets/page.css");

/// Why a page cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    #[error(transparent)]
    Run(#[from] RunError),
    #[error(transparent)]
    Output(#[from] OutputError),
    #[error("the page's data cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    #[error("the page would hold {bytes} bytes, more than {MOST_BYTES}")]
    TooLarge { bytes: usize },
}

/// A page without its data.
#[derive(Debug)]
pub struct Document<'a> {
    title: &'a str,
    body: &'a Html,
    style: String,
    /// The chart library; empty on a page whose charts are pictures.
    library: &'static str,
}

impl<'a> Document<'a> {
    /// A page whose charts are drawn anew over chosen runs.
    pub fn new(title: &'a str, body: &'a Html, palette: &Palette) -> Self {
        let style = format!("{LIBRARY_STYLE}\n{}{STYLE}", palette.style());
        Self { title, body, style, library: LIBRARY }
    }

    /// A page of pictures, with their tables and downloads.
    pub fn of_pictures(title: &'a str, body: &'a Html, palette: &Palette) -> Self {
        Self { title, body, style: format!("{}{STYLE}", palette.style()), library: "" }
    }

    /// What all but the data takes, nearly.
    pub fn bytes(&self) -> usize {
        self.body.len() + self.library.len() + SCRIPT.len() + self.style.len()
    }

    /// The whole page.
    ///
    /// # Errors
    /// If it has more than [`MOST_BYTES`].
    pub fn page(&self, data: &Value) -> Result<Vec<u8>, ReportError> {
        let Self { title, body, style, library } = self;
        let mut page = Html::new();
        page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"");
        page.text(&policy(&[library, SCRIPT], style)).raw("\">\n");
        page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
        page.text(title).raw("</title>\n<style>").svg(style).raw("</style>\n</head>\n");
        page.raw("<body>\n<a class=\"skip\" href=\"#main\">To the answer</a>\n").part(body);
        page.raw("<script type=\"application/json\" id=\"data\">").json(data)?;
        page.raw("</script>\n<script>").raw(library).raw("</script>\n<script>");
        page.raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
        match page.len() {
            bytes if bytes > MOST_BYTES => Err(ReportError::TooLarge { bytes }),
            _ => Ok(page.into_bytes()),
        }
    }
}

/// The title, the question that is asked, and a line on what was run: its words, and the run's id.
pub fn head(title: &str, question: Option<&str>, (id, run): (&str, &str), page: &mut Html) {
    page.raw("<header>\n<h1>").text(title).raw("</h1>\n");
    if let Some(question) = question {
        page.raw("<p class=\"question\">").text(question).raw("</p>\n");
    }
    page.raw("<p class=\"run\">").text(run).raw(" · run ").text(id).raw("</p>\n</header>\n");
}

/// The list of sections, at the side or on top.
pub fn contents(sections: impl Iterator<Item = (&'static str, &'static str)>, page: &mut Html) {
    page.raw("<nav aria-label=\"Contents\"><ul>\n");
    for (id, title) in sections {
        page.raw("<li><a href=\"#").raw(id).raw("\">").raw(title).raw("</a></li>\n");
    }
    page.raw("</ul></nav>\n");
}
