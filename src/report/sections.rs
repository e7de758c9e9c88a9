//! The sections that hold charts: which chart stands where, and what a script is told of it.

use serde_json::{Value, json};

use super::drivers::Drivers;
use super::figure::Figure;
use super::html::Html;
use super::page::Report;
use super::picture::Palette;
use crate::analysis::subject::{Subject, headline_metric};
use crate::engine::RunResult;
use crate::output::OutputError;
use crate::plot::{self, Chart, Theme};

/// A section of the page that holds charts.
#[derive(Clone, Debug)]
pub struct Section {
    pub id: &'static str,
    pub title: &'static str,
    pub figures: Vec<Figure>,
}

impl Section {
    /// Whether the page has nothing of it.
    pub fn is_empty(&self, before: &Html) -> bool {
        self.figures.is_empty() && before.is_empty()
    }

    /// Puts it on the page with what stands before its charts, if there is anything.
    pub fn write(&self, before: &Html, page: &mut Html) {
        if self.is_empty(before) {
            return;
        }
        page.raw("<section id=\"").raw(self.id).raw("\">\n<h2>").raw(self.title).raw("</h2>\n");
        page.part(before);
        for figure in &self.figures {
            figure.write(page);
        }
        page.raw("</section>\n");
    }
}

/// The sections with the name of the charts they begin with; what none of them names is about the
/// spread of outcomes.
const SECTIONS: [(&str, &str, &[&str]); 6] = [
    ("changes", "What changed, and why", &["why"]),
    ("side-by-side", "Scenarios side by side", &["worlds", "compared"]),
    ("drivers", "What drives it", &["tornado"]),
    ("when", "When", &["fan", "quarterly", "regimes"]),
    ("how-bad", "How good, how bad", &["exceedance", "distribution"]),
    ("where", "Where it goes", &["sankey", "funnel", "bottlenecks"]),
];
/// Where a chart goes that no section names.
const OTHERWISE: usize = 4;

/// Every chart of the run in its section, in the order of the sections.
///
/// # Errors
/// If a table cannot be written as CSV.
pub fn sections(
    report: &Report<'_>,
    drivers: &Drivers,
    palette: &mut Palette,
) -> Result<Vec<Section>, OutputError> {
    let result = report.result;
    let charts = |theme: &Theme| -> Vec<Chart> {
        let source = plot::source(result);
        let tornados = drivers.given.iter().flat_map(|given| {
            plot::sensitivity_charts(&given.subject.column, Some(given), None, theme, &source)
        });
        let compared = report.contrasted.map(|runs| {
            plot::comparison_charts(&runs.results, &runs.named(), theme).into_iter().map(renamed)
        });
        let worlds = report.worlds.map(|worlds| plot::world_charts(worlds, theme));
        let run = tornados.chain(plot::charts_with(result, theme));
        run.chain(compared.into_iter().flatten()).chain(worlds.into_iter().flatten()).collect()
    };
    let themes = [Theme::light(), Theme::dark()];
    let [light, dark] = themes.map(|theme| charts(&theme.of_run(report.run)));
    let mut sections = SECTIONS.map(|(id, title, _)| Section { id, title, figures: Vec::new() });
    for (light, dark) in light.iter().zip(&dark) {
        let kind = light.name.split('-').next().unwrap_or_default();
        let place = SECTIONS.iter().position(|(.., kinds)| kinds.contains(&kind));
        let figure = Figure::new(light, dark, live(kind, &light.name, result), palette)?;
        sections[place.unwrap_or(OTHERWISE)].figures.push(figure);
    }
    for (section, (.., kinds)) in sections.iter_mut().zip(SECTIONS) {
        let rank = |figure: &Figure| kinds.iter().position(|kind| figure.name.starts_with(kind));
        section.figures.sort_by_key(|figure| rank(figure).unwrap_or(usize::MAX));
    }
    Ok(sections.into())
}

/// A chart of a comparison under a name that the run's own chart of its kind does not have.
fn renamed(chart: Chart) -> Chart {
    let name = match chart.name.starts_with("why-") {
        true => chart.name,
        false => format!("compared-{}", chart.name).into(),
    };
    Chart { name, ..chart }
}

/// What a script needs to draw a chart anew: its kind, its column, and what is not in its table.
fn live(kind: &str, name: &str, result: &RunResult) -> Value {
    let base = if name.ends_with("-revenue") { "gross_revenue_usd" } else { "delivered_units" };
    let column = match name.strip_prefix("tornado-") {
        Some(metric) => metric.to_owned(),
        None => headline_metric(result, base),
    };
    let Some(subject) = Subject::new(result, &column) else { return json!({ "kind": kind }) };
    let calendar = &result.calendar;
    let end = calendar.weeks() as f64;
    let events = result.events.iter().filter_map(|(name, date)| {
        let week = calendar.week_of(*date);
        (week >= 0.0 && week < end).then(|| json!([name, date.to_string()]))
    });
    let targets = result.targets.iter().filter(|target| target.metric == column);
    let targets = targets.map(|target| json!([target.title, target.at_least]));
    json!({
        "kind": kind,
        "series": base,
        "column": column,
        "unit": subject.unit.name(),
        "noun": subject.noun,
        "when": subject.when,
        "events": events.collect::<Vec<_>>(),
        "targets": targets.collect::<Vec<_>>(),
    })
}
