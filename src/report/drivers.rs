//! What drives the headlines: each input with the headline's mean where it is low and where it is high.

use super::html::Html;
use crate::analysis::sensitivity::{GivenData, InputEffect, short_name};
use crate::analysis::subject::headline_metric;
use crate::analysis::wording::sentence;
use crate::engine::RunResult;
use crate::stats::Estimate;

/// The headlines against every uncertain input.
#[derive(Debug, Default)]
pub struct Drivers {
    /// Those that have a spread, chips before money.
    pub given: Vec<GivenData>,
}

impl Drivers {
    pub fn new(result: &RunResult) -> Self {
        let metrics = ["delivered_units", "gross_revenue_usd"];
        let given = |metric| GivenData::new(result, &headline_metric(result, metric));
        Self { given: metrics.into_iter().filter_map(given).collect() }
    }

    /// Whether the list has a row for this input.
    pub fn holds(&self, path: &str) -> bool {
        self.given.first().is_some_and(|given| given.inputs.iter().any(|input| input.path == path))
    }

    /// The list under the charts: every input of the first headline, in the order of the bars, each
    /// with a link to what the register says of it.
    pub fn write(&self, page: &mut Html) {
        let Some(given) = self.given.first() else { return };
        page.raw(
            "<section aria-label=\"All drivers\"><details class=\"all\"><summary>Every uncertain ",
        );
        page.raw("input, by its effect on the mean of ").text(&given.subject.noun);
        page.raw("</summary>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Drivers\">");
        page.raw("<table class=\"drivers\">\n<thead><tr><th scope=\"col\">Input</th>");
        for head in ["where low", "where high", "swing", "verdict"] {
            page.raw("<th scope=\"col\" class=\"figure\">").raw(head).raw("</th>");
        }
        page.raw("</tr></thead>\n<tbody>\n");
        for input in &given.inputs {
            row(given, input, page);
        }
        page.raw("</tbody>\n</table></div></details></section>\n");
    }
}

fn row(given: &GivenData, input: &InputEffect, page: &mut Html) {
    let show = |estimate: Estimate| given.subject.amount(estimate);
    page.raw("<tr id=\"driver-").text(&input.path).raw("\"><th scope=\"row\"><a href=\"#input-");
    page.text(&input.path).raw("\">").text(&sentence(&short_name(&input.path))).raw("</a></th>");
    for figure in [
        show(input.low.mean),
        show(input.high.mean),
        input.swing.digits(given.subject.unit),
        input.verdict.in_words().0.to_owned(),
    ] {
        page.raw("<td class=\"figure\">").text(&figure).raw("</td>");
    }
    page.raw("</tr>\n");
}
