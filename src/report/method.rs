//! How a page was made, how it is read, and what it cannot say.

use super::html::Html;
use crate::scenario::{Scenario, is_hostile};

/// What a page was made from.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The run's id.
    pub run: &'a str,
    /// The scenario, the sweep or the decision.
    pub name: &'a str,
    pub seed: u64,
    /// How many runs, in words.
    pub runs: String,
    /// SHA-256 of each scenario's resolved text, and the scenario.
    pub scenarios: &'a [(&'a str, &'a Scenario)],
}

/// Begins the last section with what holds of every page.
pub fn begin(page: &mut Html) {
    page.raw(
        "<section id=\"method\">\n<h2>Method and limits</h2>\n<h3>How to read it</h3>\n<ul>\n",
    );
    page.raw(
        "<li>Each run is one possible course of events, week by week. A share of runs is the ",
    );
    page.raw("probability that the model gives, under the assumptions above.</li>\n");
    page.raw(
        "<li>“±” is the Monte Carlo standard error: how far the figure would move with other ",
    );
    page.raw("random numbers. Digits end where it begins. It says nothing of assumptions that are wrong.</li>\n");
}

/// How a run's page is read.
pub fn of_a_run(page: &mut Html) {
    page.raw("<li>P10 is the amount that nine runs in ten reach; P90 the one that nine in ten do not exceed.</li>\n");
    page.raw(
        "<li>Words of likelihood follow ICD 203: almost no chance 1–5%, very unlikely 5–20%, ",
    );
    page.raw(
        "unlikely 20–45%, roughly even 45–55%, likely 55–80%, very likely 80–95%, almost certain ",
    );
    page.raw("95–99%; remote and near certain lie beyond. They stand beside the figure, never in its place.</li>\n");
    page.raw("<li>Bands of a fan are week by week; no single run follows their edges.</li>\n");
    page.raw("<li class=\"scripted\">“Only runs where …” looks at the first <span id=\"kept\"></span> runs, ");
    page.raw("which this page holds to seven digits, and fans, gates and regimes at the first ");
    page.raw("<span id=\"kept-weekly\"></span> week by week. A figure under a condition has the error of ");
    page.raw(
        "the runs on which it holds, and is no forecast of what would follow if one made it hold: ",
    );
    page.raw("what goes with a condition need not come from it.</li>\n");
}

/// How a sweep's page is read.
pub fn of_a_sweep(page: &mut Html) {
    page.raw("<li>A cell is the scenario with its levers at one combination of values. All cells ");
    page.raw("use the same random numbers, so that two cells differ by their levers and hardly by luck.</li>\n");
    page.raw(
        "<li>What a lever does is the mean over all cells at each of its levels. The error of the ",
    );
    page.raw(
        "difference comes from sixteen groups of runs; that its two levels were picked as the ",
    );
    page.raw("extremes makes it a little too large where a lever does nothing.</li>\n");
    page.raw(
        "<li>Cells are not likely or unlikely: a sweep says what follows from each combination, ",
    );
    page.raw("not which will come.</li>\n");
}

/// How a decision's page is read.
pub fn of_a_decision(page: &mut Html) {
    page.raw("<li>Regret is how far an option stays behind the best option of the same world ");
    page.raw("(Savage, 1951); 0 for the best one.</li>\n");
    page.raw(
        "<li>Every option runs in every world on the same random numbers. The odds of being best ",
    );
    page.raw(
        "are that an option truly is best by a rule, as far as these runs tell, from one Bayesian ",
    );
    page.raw("bootstrap of the paths; they say nothing of a wrong assumption.</li>\n");
    page.raw(
        "<li>“95% sure” holds of all options at once, and allows for the best having been picked. ",
    );
    page.raw(
        "Where another option may be best too, the page says that it is too close to call.</li>\n",
    );
    page.raw("<li>P10 is the amount that nine runs in ten reach; P90 the one that nine in ten do not exceed.</li>\n");
}

/// What no page can say.
pub fn limits(page: &mut Html) {
    page.raw(
        "</ul>\n<h3>Limits</h3>\n<ul>\n<li>The answer is as good as its assumptions. Those marked ",
    );
    page.raw("“judgement” are a person's view.</li>\n");
    page.raw(
        "<li>Permission is not flow: a licence lets chips move, and orders, stock, tests and ",
    );
    page.raw("customs decide whether they do. Every chip is accounted for on every path.</li>\n");
    page.raw("<li>What no assumption names does not happen in any run.</li>\n</ul>\n");
}

/// Ends the section with what it takes to make the same page again.
pub fn made(made: &Made<'_>, page: &mut Html) {
    page.raw("<h3>How it was made</h3>\n<table class=\"made\">\n<tbody>\n");
    let mut row = |what: &'static str, value: &str| {
        page.raw("<tr><th scope=\"row\">")
            .raw(what)
            .raw("</th><td>")
            .text(value)
            .raw("</td></tr>\n");
    };
    row("Run", made.run);
    row("Program", &format!("tradeflow {}", env!("CARGO_PKG_VERSION")));
    row("Name", made.name);
    for (hash, _) in made.scenarios {
        row("SHA-256 of the scenario", hash);
    }
    row("Seed", &made.seed.to_string());
    row("Runs", &made.runs);
    page.raw("</tbody>\n</table>\n");
    for (_, scenario) in made.scenarios {
        page.raw("<details><summary>The scenario as it was run, as one text");
        if made.scenarios.len() > 1 {
            page.raw(": ").text(&scenario.model.scenario.title);
        }
        page.raw("</summary>\n<pre tabindex=\"0\">");
        for line in scenario.resolved.lines() {
            let shown: String =
                line.chars().map(|c| if is_hostile(c) { '\u{fffd}' } else { c }).collect();
            page.text(&shown).raw("\n");
        }
        page.raw("</pre></details>\n");
    }
    page.raw("</section>\n");
}
