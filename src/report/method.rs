//! How the page was made, how it is read, and what it cannot say.

use super::html::Html;
use super::page::Report;
use crate::analysis::wording::grouped;
use crate::scenario::is_hostile;

/// Writes the last section.
pub fn write(report: &Report<'_>, page: &mut Html) {
    let Report { result, scenario, .. } = report;
    page.raw(
        "<section id=\"method\">\n<h2>Method and limits</h2>\n<h3>How to read it</h3>\n<ul>\n",
    );
    page.raw(
        "<li>Each run is one possible course of events, week by week. A share of runs is the ",
    );
    page.raw("probability that the model gives, under the assumptions above.</li>\n");
    page.raw("<li>P10 is the amount that nine runs in ten exceed; P90 the one that one in ten exceeds.</li>\n");
    page.raw(
        "<li>“±” is the Monte Carlo standard error: how far the figure would move with other ",
    );
    page.raw("random numbers. Digits end where it begins. It says nothing of assumptions that are wrong.</li>\n");
    page.raw(
        "<li>Words of likelihood follow ICD 203: almost no chance 1–5%, very unlikely 5–20%, ",
    );
    page.raw(
        "unlikely 20–45%, roughly even 45–55%, likely 55–80%, very likely 80–95%, almost certain ",
    );
    page.raw("95–99%. They stand beside the figure, never in its place.</li>\n");
    page.raw("<li>Bands of a fan are week by week; no single run follows their edges.</li>\n");
    page.raw("<li class=\"scripted\">“Only runs where …” looks at the first <span id=\"kept\"></span> runs, ");
    page.raw("which this page holds to seven digits, and fans, gates and regimes at the first ");
    page.raw("<span id=\"kept-weekly\"></span> week by week. A figure under a condition has the error of ");
    page.raw(
        "the runs on which it holds, and is no forecast of what would follow if one made it hold: ",
    );
    page.raw("what goes with a condition need not come from it.</li>\n</ul>\n");
    page.raw("<h3>Limits</h3>\n<ul>\n<li>The answer is as good as its assumptions. Those marked ");
    page.raw("“judgement” are a person's view.</li>\n");
    page.raw(
        "<li>Permission is not flow: a licence lets chips move, and orders, stock, tests and ",
    );
    page.raw("customs decide whether they do. Every chip is accounted for on every path.</li>\n");
    page.raw("<li>What no assumption names does not happen in any run.</li>\n</ul>\n");
    page.raw("<h3>How it was made</h3>\n<table class=\"made\">\n<tbody>\n");
    let mut row = |what: &'static str, value: &str| {
        page.raw("<tr><th scope=\"row\">")
            .raw(what)
            .raw("</th><td>")
            .text(value)
            .raw("</td></tr>\n");
    };
    row("Program", &format!("tradeflow {}", env!("CARGO_PKG_VERSION")));
    row("Scenario", &result.scenario);
    row("SHA-256 of the scenario", report.hash);
    row("Seed", &result.seed.to_string());
    row("Runs", &grouped(result.paths));
    page.raw(
        "</tbody>\n</table>\n<details><summary>The scenario as it was run, as one text</summary>\n",
    );
    page.raw("<pre tabindex=\"0\">");
    for line in scenario.resolved.lines() {
        let shown: String =
            line.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect();
        page.text(&shown).raw("\n");
    }
    page.raw("</pre></details>\n</section>\n");
}
