//! The page of a sweep: what was varied, what comes out by level and in pairs of levers, which lever moves it most.

use super::document::{self, ReportError};
use super::drivers::Drivers;
use super::grid::{Grid, headlines};
use super::html::Html;
use super::method::{self, Made};
use super::pictures::Pictures;
use super::{bar, register};
use crate::analysis::subject::Subject;
use crate::analysis::wording::{amount, grouped, percent, sentence};
use crate::engine::sweep::{DesignKind, Effect, SweepResult};
use crate::plot;
use crate::scenario::{LeverSetting, Scenario, Sweep};
use crate::stats::Estimate;
use crate::units::Unit;

/// Cells that are listed from each end.
const MOST_CELLS: usize = 250;

/// What the page is made from.
#[derive(Clone, Copy, Debug)]
pub struct SweepReport<'a> {
    /// The run's id.
    pub run: &'a str,
    pub sweep: &'a Sweep,
    pub result: &'a SweepResult,
    /// SHA-256 of each scenario's resolved text, and the scenario before levers.
    pub scenarios: &'a [(&'a str, &'a Scenario)],
}

impl SweepReport<'_> {
    /// The page.
    ///
    /// # Errors
    /// If it is too large.
    pub fn html(&self) -> Result<Vec<u8>, ReportError> {
        let Self { sweep, result, .. } = self;
        let pictures = Pictures::new(self.run, |theme| plot::sweep_charts(result, theme))?;
        let mut page = Html::new();
        let (cells, paths) = (grouped(result.means.len()), grouped(sweep.paths));
        let run = format!("{} · {cells} cells × {paths} paths · seed {}", sweep.name, sweep.seed);
        document::head(&sweep.title, sweep.question.as_deref(), (self.run, &run), &mut page);
        let maps = pictures.has("map-").then_some(("maps", "Two levers at once"));
        let first = [("bottom-line", "Bottom line"), ("varied", "What was varied")];
        let middle = [("drivers", "What moves it most"), ("levels", "The answer by level")];
        let last =
            [("cells", "Cells"), ("register", "Assumptions"), ("method", "Method and limits")];
        let all = first.into_iter().chain(middle).chain(maps).chain(last);
        document::contents(all, &mut page);

        page.raw("<main id=\"main\">\n");
        self.bottom_line(&mut page);
        self.varied(&mut page);
        page.raw("<section id=\"drivers\">\n<h2>What moves it most</h2>\n");
        self.effects(&mut page);
        pictures.write("parallel", &mut page);
        page.raw("</section>\n<section id=\"levels\">\n<h2>The answer by level</h2>\n");
        self.levels(&mut page);
        page.raw("</section>\n");
        if maps.is_some() {
            page.raw("<section id=\"maps\">\n<h2>Two levers at once</h2>\n");
            pictures.write("map-", &mut page);
            page.raw("</section>\n");
        }
        page.raw("<section id=\"cells\">\n<h2>Cells</h2>\n");
        pictures.write("extremes", &mut page);
        self.cells(&mut page);
        page.raw("</section>\n");
        if let Some((_, scenario)) = self.scenarios.first() {
            register::write(&scenario.register, &Drivers::default(), &mut page);
        }
        method::begin(&mut page);
        method::of_a_sweep(&mut page);
        method::limits(&mut page);
        let made = Made {
            run: self.run,
            name: &sweep.name,
            seed: sweep.seed,
            runs: format!("{paths} in each of {cells} cells"),
            scenarios: self.scenarios,
        };
        method::made(&made, &mut page);
        page.raw("</main>\n");
        pictures.page(&sweep.name, &sweep.title, &page)
    }

    fn unit(&self) -> Unit {
        self.result.subject.metric().1
    }

    /// The metric in words, after "mean": "chips of H200 delivered by Dec 2027".
    fn what(&self) -> String {
        let subject = &self.result.subject;
        let (name, unit) = subject.metric();
        let metric = Subject::of(&subject.calendar, &subject.products, name, *unit);
        format!("{} {}", metric.noun, metric.when)
    }

    /// The extreme cells, what moves most, and how far the target's odds reach.
    fn bottom_line(&self, page: &mut Html) {
        let Self { result, .. } = self;
        let subject = &result.subject;
        let mut lines = Vec::new();
        let of_cell = |(cell, row): &(usize, Vec<f64>)| {
            let mean = subject.layout.mean(row, subject.layout.focus);
            let place = subject.describe(&result.cells[*cell]);
            format!("{}, at {place}", mean.digits(self.unit()))
        };
        for (name, kept) in [("Highest mean", &result.best), ("Lowest mean", &result.worst)] {
            lines.extend(kept.first().map(|cell| (name.to_owned(), of_cell(cell))));
        }
        if let Some(effect) = result.effects.first() {
            let lever = &subject.levers[effect.lever];
            let (least, most) = (lever.bin_label(effect.least), lever.bin_label(effect.most));
            let text = format!(
                "{}: {} more at {most} than at {least}, over all values of the others",
                lever.title,
                effect.spread.digits(self.unit()),
            );
            lines.push(("What moves it most".to_owned(), text));
        }
        if let Some((_, title)) = &subject.target {
            let odds = result.odds.iter().map(|odds| odds.value).filter(|odds| odds.is_finite());
            let ends = odds.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(x), high.max(x))
            });
            if ends.0 <= ends.1 {
                let (low, high) = (percent(ends.0), percent(ends.1));
                let text = format!("{low} to {high}, by where the levers stand");
                lines.push((format!("Odds of “{title}”"), text));
            }
        }
        page.raw("<section id=\"bottom-line\">\n<h2>Bottom line</h2>\n<p class=\"note\">");
        page.text(&sentence(&self.what())).raw("</p>\n");
        headlines(&lines, page);
        page.raw("</section>\n");
    }

    fn varied(&self, page: &mut Html) {
        let Self { sweep, result, .. } = self;
        page.raw("<section id=\"varied\">\n<h2>What was varied</h2>\n<p>");
        page.text(&grouped(result.means.len())).raw(" cells: ");
        page.raw(match sweep.design {
            DesignKind::Grid => "every combination of levels",
            DesignKind::LatinHypercube => "one cell in each equal part of every lever",
            DesignKind::Sobol => "scrambled Sobol points",
        });
        if !sweep.keep.is_empty() {
            page.raw(", of those that meet the conditions of the sweep");
        }
        page.raw(". All else is as the scenario says.</p>\n");
        let row = |lever: &LeverSetting| {
            vec![
                lever.title.clone(),
                range(lever),
                if lever.input.is_empty() { "chooses an overlay" } else { &lever.input }.to_owned(),
                lever.source.clone().unwrap_or_else(|| "not given".to_owned()),
                lever.confidence.clone().unwrap_or_else(|| "not given".to_owned()),
            ]
        };
        let grid = Grid {
            caption: "Levers".to_owned(),
            head: ["Lever", "Values", "Input", "Source", "Confidence"].map(str::to_owned).into(),
            rows: sweep.levers.iter().map(row).collect(),
            words: vec![1, 2, 3, 4],
        };
        grid.write(page);
        page.raw("</section>\n");
    }

    /// What each lever does by itself.
    fn effects(&self, page: &mut Html) {
        let Self { result, .. } = self;
        let row = |effect: &Effect| {
            let lever = &result.subject.levers[effect.lever];
            vec![
                lever.title.clone(),
                lever.bin_label(effect.least),
                lever.bin_label(effect.most),
                effect.spread.digits(self.unit()),
            ]
        };
        let head = ["Lever", "least at", "most at", "difference ± error"];
        let grid = Grid {
            caption: format!(
                "What each lever does to the mean of {}, over all values of the others",
                self.what()
            ),
            head: head.map(str::to_owned).into(),
            rows: result.effects.iter().map(row).collect(),
            words: Vec::new(),
        };
        grid.write(page);
    }

    /// The mean at each level of each lever, as a bar from nothing to the largest.
    fn levels(&self, page: &mut Html) {
        let Self { result, .. } = self;
        let means = || result.effects.iter().flat_map(|effect| &effect.means);
        let largest = means().copied().filter(|mean| mean.is_finite()).fold(0.0, f64::max);
        page.raw("<p class=\"note\">Mean of ").text(&self.what());
        page.raw(" over all cells at a level.</p>\n");
        for effect in &result.effects {
            let lever = &result.subject.levers[effect.lever];
            page.raw("<table class=\"levels\">\n<caption>").text(&lever.title);
            page.raw("</caption>\n<thead class=\"unseen\"><tr><th scope=\"col\">Level</th>");
            page.raw(
                "<th scope=\"col\">Mean</th><th scope=\"col\">Bar</th></tr></thead>\n<tbody>\n",
            );
            for (bin, mean) in effect.means.iter().enumerate().filter(|(_, m)| m.is_finite()) {
                page.raw("<tr><th scope=\"row\">").text(&lever.bin_label(bin));
                page.raw("</th><td class=\"figure\">");
                page.text(&amount(self.unit(), Estimate::exact(*mean))).raw("</td><td>");
                bar::write(if largest > 0.0 { mean.max(0.0) / largest } else { 0.0 }, page);
                page.raw("</td></tr>\n");
            }
            page.raw("</tbody>\n</table>\n");
        }
    }

    /// The cells by their mean, the highest first; of many those at both ends.
    fn cells(&self, page: &mut Html) {
        let Self { result, .. } = self;
        let subject = &result.subject;
        let mut order: Vec<usize> = (0..result.means.len()).collect();
        let value = |cell: usize| result.means[cell].value;
        order.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
        let left_out = order.len().saturating_sub(2 * MOST_CELLS);
        order.drain(MOST_CELLS.min(order.len())..MOST_CELLS.min(order.len()) + left_out);
        let mut head = vec!["Cell".to_owned()];
        head.extend(subject.levers.iter().map(|lever| lever.title.clone()));
        head.push("mean ± error".to_owned());
        head.extend(subject.target.as_ref().map(|_| "odds of the target".to_owned()));
        let row = |&cell: &usize| {
            let mut row = vec![cell.to_string()];
            let places = subject.levers.iter().zip(&result.cells[cell]);
            row.extend(places.map(|(lever, place)| lever.label(*place)));
            row.push(result.means[cell].digits(self.unit()));
            row.extend(result.odds.get(cell).map(|odds| odds.digits(Unit::Share)));
            row
        };
        let rows: Vec<Vec<String>> = order.iter().map(row).collect();
        page.raw("<details><summary>").text(&grouped(rows.len()));
        page.raw(" cells by their mean, the highest first</summary>\n");
        if left_out > 0 {
            page.raw("<p class=\"note\">").text(&grouped(left_out));
            page.raw(" cells between the two ends are not shown; cells.parquet holds all.</p>\n");
        }
        let caption = format!("Mean of {} by cell", self.what());
        Grid { caption, head, rows, words: Vec::new() }.write(page);
        page.raw("</details>\n");
    }
}

/// From the first of a lever's values to the last, and how many.
fn range(lever: &LeverSetting) -> String {
    match lever.levels.as_slice() {
        [] => {
            let unit = lever.unit();
            format!("{} to {}", unit.format(lever.low), unit.format(lever.high))
        }
        levels if levels.len() <= 4 => {
            let labels: Vec<&str> = levels.iter().map(|level| level.label.as_str()).collect();
            labels.join(", ")
        }
        [first, .., last] => {
            format!("{} to {} in {} steps", first.label, last.label, lever.levels.len())
        }
        [one] => one.label.clone(),
    }
}
