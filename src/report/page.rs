//! The page of a run: its sections in order, and its data.

use serde_json::{Value, json};

use super::bottom_line::{self, Lead};
use super::columns::Columns;
use super::contrast::Contrasted;
use super::document::{self, Document, MOST_BYTES, ReportError};
use super::drivers::Drivers;
use super::figure::Figure;
use super::html::Html;
use super::method::Made;
use super::packed::Packed;
use super::picture::Palette;
use super::sections::{Section, sections};
use super::weekly::Weekly;
use super::{decisive, method, register, worlds};
use crate::analysis::wording::grouped;
use crate::analysis::worlds::Worlds;
use crate::analysis::{Answer, Drawn};
use crate::engine::{Plan, RunResult};
use crate::output::MetricSummary;
use crate::scenario::Scenario;
use crate::study::Found;

/// What the columns of paths leave free of a page.
const MARGIN: usize = 20_000;

/// What a page is made from: a run, with the scenario that it is of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    pub scenario: &'a Scenario,
    pub result: &'a RunResult,
    /// The run's id.
    pub run: &'a str,
    pub summaries: &'a [MetricSummary],
    pub drawn: &'a Drawn,
    /// SHA-256 of the scenario's resolved text.
    pub hash: &'a str,
    /// Which worlds decide its targets.
    pub found: &'a [Found],
    /// The runs that it is held against.
    pub contrasted: Option<&'a Contrasted<'a>>,
    /// The worlds that it is one of.
    pub worlds: Option<&'a Worlds>,
}

impl Report<'_> {
    /// The page. The same run gives the same bytes, on any number of threads.
    ///
    /// # Errors
    /// If a path cannot be replayed, or the page has more than [`MOST_BYTES`].
    pub fn html(&self, plan: Plan) -> Result<Vec<u8>, ReportError> {
        let weekly = Weekly::new(&self.scenario.model, self.result, plan)?;
        let drivers = Drivers::new(self.result);
        let mut palette = Palette::default();
        let mut sections = sections(self, &drivers, &mut palette)?;
        let lead = self.lead(&mut sections);
        let answer = Answer::new(self.result, self.summaries);
        let parts: Vec<(&Section, Html)> =
            sections.iter().map(|section| (section, self.before(section))).collect();

        let mut body = Html::new();
        self.head(&answer, &mut body);
        self.contents(&parts, &mut body);
        body.raw("<main id=\"main\">\n");
        let head = Lead { figure: lead.as_ref(), contrasted: self.contrasted, worlds: self.worlds };
        bottom_line::write(&answer, self.result, self.drawn, head, &mut body);
        filter_bar(&mut body);
        for (section, before) in &parts {
            section.write(before, &mut body);
            if section.id == "drivers" {
                drivers.write(&mut body);
            }
        }
        decisive::write(self.found, &mut body);
        register::write(&self.scenario.register, &drivers, &mut body);
        self.method(&mut body);
        body.raw("</main>\n");

        let document = Document::new(&answer.title, &body, &palette);
        let figures = lead.iter().chain(sections.iter().flat_map(|section| &section.figures));
        let figures: Vec<Value> = figures.map(Figure::data).collect();
        let data = self.data(&answer, &figures, &weekly, document.bytes());
        document.page(&data)
    }

    /// The list of sections, at the side or on top.
    fn contents(&self, parts: &[(&Section, Html)], page: &mut Html) {
        let there = |(section, before): &&(&Section, Html)| !section.is_empty(before);
        let charts = parts.iter().filter(there).map(|(section, _)| (section.id, section.title));
        let worlds = (!self.found.is_empty()).then_some(("decisive", "What to watch"));
        let last = [("register", "Assumptions"), ("method", "Method and limits")];
        let first = std::iter::once(("bottom-line", "Bottom line"));
        document::contents(first.chain(charts).chain(worlds).chain(last), page);
    }

    fn method(&self, page: &mut Html) {
        let made = Made {
            run: self.run,
            name: &self.result.scenario,
            seed: self.result.seed,
            runs: grouped(self.result.paths),
            scenarios: &[(self.hash, self.scenario)],
        };
        method::begin(page);
        method::of_a_run(page);
        method::limits(page);
        method::made(&made, page);
    }

    /// What stands before the charts of a section.
    fn before(&self, section: &Section) -> Html {
        let mut html = Html::new();
        match (section.id, self.contrasted, self.worlds) {
            ("changes", Some(runs), _) => runs.write(&mut html),
            ("side-by-side", _, Some(all)) => worlds::write(all, &self.result.title, &mut html),
            _ => {}
        }
        html
    }

    fn head(&self, answer: &Answer, page: &mut Html) {
        let news = self.scenario.as_of.map(|day| format!(" · knows the news until {}", day.long()));
        let run = format!("{}{}", answer.subtitle, news.unwrap_or_default());
        let question = self.scenario.question.as_deref();
        document::head(&answer.title, question, (self.run, &run), page);
    }

    /// The chart that matters most, taken out of its section: worlds or scenarios side by side where there are
    /// several, else how much comes when.
    fn lead(&self, sections: &mut [Section]) -> Option<Figure> {
        let wanted = match (self.worlds, self.contrasted) {
            (Some(_), _) => "worlds-delivered",
            (None, Some(_)) => "compared-strip-delivered",
            (None, None) => "fan-delivered",
        };
        sections.iter_mut().find_map(|section| {
            let place = section.figures.iter().position(|figure| figure.name == wanted)?;
            Some(section.figures.remove(place))
        })
    }

    fn data(&self, answer: &Answer, figures: &[Value], weekly: &Weekly, fixed: usize) -> Value {
        let calendar = &self.result.calendar;
        let weeks = (0..calendar.weeks()).map(|week| calendar.last_day(week).to_string());
        let targets = self.result.targets.iter().map(|target| {
            json!({
                "name": format!("target.{}", target.name),
                "title": target.title,
                "column": target.column(),
                "at_least": target.at_least,
            })
        });
        let metrics = answer.metrics.iter().map(|line| line.name.as_str());
        let gates = crate::model::GATES.iter().map(|(_, name, title)| json!([name, title]));
        let mut data = json!({
            "scenario": self.result.scenario,
            "seed": self.result.seed,
            "paths": self.result.paths,
            "start": calendar.start().to_string(),
            "weeks": weeks.collect::<Vec<_>>(),
            "targets": targets.collect::<Vec<_>>(),
            "metrics": metrics.collect::<Vec<_>>(),
            "gates": gates.collect::<Vec<_>>(),
            "figures": figures,
        });
        let columns = Columns::new(&self.scenario.model, self.result, self.summaries);
        let room = MOST_BYTES.saturating_sub(fixed + data.to_string().len() + MARGIN);
        for kept in columns.sizes() {
            let mut packed = Packed::default();
            data["weekly"] = weekly.data(&mut packed);
            data["columns"] = columns.data(kept, &mut packed);
            data["kept"] = kept.into();
            let text = packed.text();
            let size = text.len() + data["columns"].to_string().len();
            data["packed"] = text.into();
            if size <= room {
                break;
            }
        }
        data
    }
}

/// Where the script puts the choice of runs; hidden without one.
fn filter_bar(page: &mut Html) {
    page.raw(
        "<section id=\"filter\" class=\"scripted\" aria-labelledby=\"filter-title\">\n\
         <h2 id=\"filter-title\">Only runs where …</h2>\n\
         <form id=\"filter-form\">\n\
         <label>Column <select id=\"filter-column\"></select></label>\n\
         <label>is <select id=\"filter-test\">\
         <option value=\"&gt;\">more than</option>\
         <option value=\"&gt;=\">at least</option>\
         <option value=\"&lt;\">less than</option>\
         <option value=\"&lt;=\">at most</option>\
         <option value=\"==\">equal to</option></select></label>\n\
         <label>value <input id=\"filter-value\" inputmode=\"decimal\" size=\"10\" autocomplete=\"off\"></label>\n\
         <button type=\"submit\">Add</button>\n\
         <span id=\"filter-hint\"></span>\n</form>\n\
         <ul id=\"filter-list\" aria-label=\"Conditions\"></ul>\n\
         <p id=\"filter-said\" role=\"status\"></p>\n</section>\n",
    );
}
