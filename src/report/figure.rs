//! A chart on the page: its picture in both themes, the table that it shows, and what a script needs
//! to draw it anew over fewer runs.

use serde_json::{Value, json};

use super::html::Html;
use super::picture::Palette;
use crate::output::{OutputError, chart_csv_bytes};
use crate::plot::Chart;

/// A chart of the page.
#[derive(Clone, Debug)]
pub struct Figure {
    /// The name of its files, and of its place on the page.
    pub name: String,
    /// The finding.
    title: String,
    svg: String,
    /// The bytes that `--csv` writes beside the picture, as text.
    csv: String,
    /// What it is about and what stands on it beside the table, for the script.
    live: Value,
}

impl Figure {
    /// A chart drawn in the light theme and in the dark one, the same in all but colours.
    ///
    /// # Errors
    /// If its table cannot be written as CSV.
    pub fn new(
        light: &Chart,
        dark: &Chart,
        live: Value,
        palette: &mut Palette,
    ) -> Result<Self, OutputError> {
        let csv = chart_csv_bytes(&light.name, &light.table)?;
        Ok(Self {
            name: light.name.to_string(),
            title: light.title.clone(),
            svg: palette.paint(&light.svg, &dark.svg),
            csv: String::from_utf8_lossy(&csv).into_owned(),
            live,
        })
    }

    /// The part of the page's data that is about it.
    pub fn data(&self) -> Value {
        json!({ "name": self.name, "title": self.title, "csv": self.csv, "live": self.live })
    }

    /// Puts it on the page.
    pub fn write(&self, page: &mut Html) {
        page.raw("<figure class=\"chart\" id=\"chart-").text(&self.name);
        page.raw("\" data-name=\"").text(&self.name);
        page.raw("\">\n<h3>").text(&self.title).raw("</h3>\n");
        // On a narrow screen a picture is scrolled sideways, by keyboard too.
        page.raw("<div class=\"picture\" tabindex=\"0\" role=\"group\" aria-label=\"Picture: ");
        page.text(&self.title).raw("\">");
        page.svg(&self.svg).raw("</div>\n</figure>\n");
    }
}
