//! The bottom line: a sentence for each headline, the chart that matters most, the odds of each target, the main metrics.

use super::bar;
use super::contrast::Contrasted;
use super::figure::Figure;
use super::grid::headlines;
use super::html::Html;
use crate::analysis::subject::Subject;
use crate::analysis::wording::sentence;
use crate::analysis::worlds::Worlds;
use crate::analysis::{Answer, Drawn};
use crate::engine::RunResult;

/// What stands at the head of the section beside the headlines.
#[derive(Clone, Copy, Debug)]
pub struct Lead<'a> {
    /// The chart that matters most.
    pub figure: Option<&'a Figure>,
    /// The runs that the page holds this one against.
    pub contrasted: Option<&'a Contrasted<'a>>,
    /// The worlds that it is one of.
    pub worlds: Option<&'a Worlds>,
}

/// Writes the section; every figure in it is the one that the terminal prints.
pub fn write(answer: &Answer, result: &RunResult, drawn: &Drawn, lead: Lead<'_>, page: &mut Html) {
    // One run's sentences and its chart stand side by side where there is room; of several the chart is wide.
    let beside = if lead.contrasted.is_none() && lead.worlds.is_none() { " beside" } else { "" };
    page.raw("<section id=\"bottom-line\">\n<h2>Bottom line</h2>\n<div class=\"lead");
    page.raw(beside).raw("\">\n<div>\n");
    if let Some(runs) = lead.contrasted {
        page.raw("<p class=\"note\">Against “").text(&runs.comparison.baseline.title);
        page.raw("”, on average</p>\n");
        headlines(&runs.headlines(), page);
    }
    if lead.contrasted.is_some() || lead.worlds.is_some() {
        page.raw("<p class=\"note\">“").text(&result.title).raw("” by itself");
        page.raw(if lead.worlds.is_some() {
            "; the chart shows all worlds</p>\n"
        } else {
            "</p>\n"
        });
    }
    headlines(&answer.headlines, page);
    page.raw("</div>\n");
    if let Some(figure) = lead.figure {
        figure.write(page);
    }
    page.raw("</div>\n");
    targets(answer, result, page);
    metrics(answer, result, page);
    page.raw("<p class=\"note\">Inputs: ").text(&drawn.finding()).raw("</p>\n</section>\n");
}

/// The word first, then the number, then a bar as long as the odds.
fn targets(answer: &Answer, result: &RunResult, page: &mut Html) {
    if answer.targets.is_empty() {
        return;
    }
    page.raw("<table class=\"targets\">\n<caption>How likely</caption>\n<thead><tr>");
    page.raw("<th scope=\"col\">Target</th><th scope=\"col\">In words</th>");
    page.raw("<th scope=\"col\" class=\"figure\">Share of runs</th>");
    page.raw("<th scope=\"col\"><span class=\"unseen\">Bar</span></th></tr></thead>\n<tbody>\n");
    for (line, target) in answer.targets.iter().zip(&result.targets) {
        page.raw("<tr data-target=\"target.").text(&target.name).raw("\"><th scope=\"row\">");
        page.text(&line.title).raw("</th><td class=\"word\">").text(line.likelihood);
        page.raw("</td><td class=\"figure\">").text(&line.probability).raw("</td><td>");
        bar::write(target.probability.value, page);
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}

fn metrics(answer: &Answer, result: &RunResult, page: &mut Html) {
    page.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Main metrics\">");
    page.raw(
        "<table class=\"metrics\">\n<caption>Over the whole horizon (nine runs in ten are at ",
    );
    page.raw("or above P10)</caption>\n<thead><tr><th scope=\"col\">Metric</th>");
    for head in ["P5", "P10", "P25", "median", "P75", "P90", "P95", "mean ± error", "lowest 5%"] {
        page.raw("<th scope=\"col\" class=\"figure\">").raw(head).raw("</th>");
    }
    page.raw("<th scope=\"col\" class=\"figure\">P(zero)</th></tr></thead>\n<tbody>\n");
    for line in &answer.metrics {
        page.raw("<tr data-metric=\"").text(&line.name).raw("\"><th scope=\"row\">");
        let noun = Subject::new(result, &line.name).map(|subject| sentence(&subject.noun));
        page.text(noun.as_deref().unwrap_or(&line.name)).raw("</th>");
        let figures =
            line.quantiles.iter().chain([&line.mean, &line.expected_shortfall, &line.p_zero]);
        for figure in figures {
            page.raw("<td class=\"figure\">").text(figure).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.raw("</tbody>\n</table></div>\n");
}
