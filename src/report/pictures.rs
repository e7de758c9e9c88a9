//! A page of pictures: charts that are shown as they were drawn, each with its table and downloads.

use serde_json::{Value, json};

use super::document::{Document, ReportError};
use super::figure::Figure;
use super::html::Html;
use super::picture::Palette;
use crate::output::OutputError;
use crate::plot::{Chart, Theme};

/// The charts of a page, and their colours.
#[derive(Debug)]
pub struct Pictures {
    figures: Vec<Figure>,
    palette: Palette,
}

impl Pictures {
    /// The same charts of a run in both themes.
    ///
    /// # Errors
    /// If a table cannot be written as CSV.
    pub fn new(run: &str, charts: impl Fn(&Theme) -> Vec<Chart>) -> Result<Self, OutputError> {
        let mut palette = Palette::default();
        let [light, dark] = [Theme::light(), Theme::dark()].map(|theme| charts(&theme.of_run(run)));
        let figures = light.iter().zip(&dark).map(|(light, dark)| {
            Figure::new(light, dark, json!({ "kind": "picture" }), &mut palette)
        });
        Ok(Self { figures: figures.collect::<Result<_, _>>()?, palette })
    }

    /// Puts those on the page whose names begin so.
    pub fn write(&self, beginning: &str, page: &mut Html) {
        for figure in self.figures.iter().filter(|figure| figure.name.starts_with(beginning)) {
            figure.write(page);
        }
    }

    /// Whether there is a chart whose name begins so.
    pub fn has(&self, beginning: &str) -> bool {
        self.figures.iter().any(|figure| figure.name.starts_with(beginning))
    }

    /// The whole page. `name` begins the names of what is downloaded.
    ///
    /// # Errors
    /// If it is too large.
    pub fn page(&self, name: &str, title: &str, body: &Html) -> Result<Vec<u8>, ReportError> {
        let figures: Vec<Value> = self.figures.iter().map(Figure::data).collect();
        let data = json!({
            "scenario": name,
            "figures": figures,
            "columns": [],
            "targets": [],
            "metrics": [],
            "packed": "",
            "kept": 0,
        });
        Document::of_pictures(title, body, &self.palette).page(&data)
    }
}
