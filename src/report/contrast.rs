//! What changed, and why: a run held against a baseline on the same random numbers, in assumptions and in
//! answers, with noise named as noise.

use super::html::Html;
use crate::analysis::comparison::{Comparison, MetricChange, Pair, Spread, TargetChange};
use crate::analysis::subject::{Subject, headline_metric};
use crate::analysis::waterfall::Waterfall;
use crate::analysis::wording::{amount, grouped, percent, sentence};
use crate::engine::RunResult;
use crate::scenario::{Contrast, Scenario};
use crate::stats::{Estimate, Verdict, critical};
use crate::units::{Unit, short};

/// The metrics in the table, where both runs report them, after the headlines of the baseline.
const TABLE: [&str; 7] = [
    "shipped_units",
    "net_revenue_usd",
    "government_take_usd",
    "gross_margin_usd",
    "write_down_usd",
    "closing_stock_units",
    "compute_delivered_h20e",
];
/// Keys that are listed; a scenario that differs in more is another scenario.
const MOST_KEYS: usize = 60;

/// Runs of one seed and number of paths, the baseline first, with their comparison.
#[derive(Debug)]
pub struct Contrasted<'a> {
    pub scenarios: Vec<&'a Scenario>,
    pub results: Vec<&'a RunResult>,
    pub comparison: Comparison,
    /// Of each scenario beside the baseline, why its headlines differ; none where nobody asked.
    pub waterfalls: Vec<Vec<Waterfall>>,
    /// A sentence on where the baseline comes from.
    pub remark: String,
}

impl Contrasted<'_> {
    /// The waterfalls that have steps, each with the name of its chart.
    pub fn named(&self) -> Vec<(String, Waterfall)> {
        let pairs = self.comparison.pairs.iter().zip(&self.waterfalls);
        pairs
            .flat_map(|(pair, list)| {
                let name =
                    |w: &Waterfall| format!("why-{}-{}", pair.scenario.name, w.subject.column);
                list.iter().filter(|w| !w.steps.is_empty()).map(move |w| (name(w), w.clone()))
            })
            .collect()
    }

    /// Each scenario beside the baseline with what becomes of the headline metrics, for the bottom line.
    pub fn headlines(&self) -> Vec<(String, String)> {
        let first = self.results[0];
        let names = ["delivered_units", "gross_revenue_usd"].map(|m| headline_metric(first, m));
        let of = |pair: &Pair| {
            let told = names.iter().filter_map(|name| {
                let metric = pair.metric(name)?;
                let noun = Subject::new(first, name)?.noun;
                let [before, after, difference] = means(metric);
                let verdict = in_words(&metric.verdict);
                Some(format!("{noun} {before} → {after} ({difference}; {verdict})"))
            });
            let told: Vec<String> = told.collect();
            (pair.scenario.title.clone(), sentence(&told.join(", ")))
        };
        self.comparison.pairs.iter().map(of).collect()
    }

    /// Writes what stands before the charts of the section.
    pub fn write(&self, page: &mut Html) {
        page.raw("<p class=\"note\">").text(&self.remark).raw(" Path by path on the same random ");
        page.raw(
            "numbers: a difference is about assumptions, hardly about luck. “Real” is more than ",
        );
        page.text(&format!("{:.1}", critical(self.comparison.together)));
        page.raw(" standard errors from zero, so that with the ");
        page.text(&grouped(self.comparison.together));
        page.raw(
            " differences looked at, luck passes for real in at most one report of twenty; the ",
        );
        page.raw("rest is noise.</p>\n");
        let others = self.scenarios[1..].iter().zip(&self.comparison.pairs);
        for (place, (scenario, pair)) in others.enumerate() {
            // In print each scenario after the first begins a page.
            page.raw(if place == 0 { "<h3 class=\"pair\">" } else { "<h3 class=\"pair fresh\">" });
            page.text(&pair.scenario.title).raw(", against ");
            page.text(&self.comparison.baseline.title).raw("</h3>\n");
            assumptions(&self.scenarios[0].contrast(scenario), page);
            self.answers(pair, page);
        }
    }

    fn answers(&self, pair: &Pair, page: &mut Html) {
        let first = self.results[0];
        let headlines = ["delivered_units", "gross_revenue_usd"].map(|m| headline_metric(first, m));
        let names = headlines.iter().map(String::as_str).chain(TABLE);
        page.raw(
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Answers\"><table>\n",
        );
        page.raw(
            "<caption>What changed in the answers (means over runs, shares of runs)</caption>\n",
        );
        page.raw("<thead><tr><th scope=\"col\">Answer</th>");
        for head in ["before", "after", "difference ± error"] {
            page.raw("<th scope=\"col\" class=\"figure\">").raw(head).raw("</th>");
        }
        page.raw("<th scope=\"col\">Real or noise</th></tr></thead>\n<tbody>\n");
        for metric in names.filter_map(|name| pair.metric(name)) {
            let noun = Subject::new(first, &metric.name).map(|subject| sentence(&subject.noun));
            metric_row(noun.as_deref().unwrap_or(&metric.name), metric, page);
        }
        for target in &pair.targets {
            target_row(target, page);
        }
        page.raw("</tbody>\n</table></div>\n");
    }
}

/// Every key with another value, before and after, and who says so.
pub(super) fn assumptions(contrasts: &[Contrast], page: &mut Html) {
    let keys: Vec<&Contrast> = contrasts.iter().filter(|contrast| contrast.matters()).collect();
    if keys.is_empty() {
        page.raw("<p>They assume the same.</p>\n");
        return;
    }
    page.raw(
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Changed assumptions\">",
    );
    page.raw("<table class=\"changed\">\n<caption>What changed in the assumptions</caption>\n<thead><tr>");
    for head in ["Assumption", "before", "after", "Source"] {
        page.raw("<th scope=\"col\">").raw(head).raw("</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
    for key in keys.iter().take(MOST_KEYS) {
        page.raw("<tr><th scope=\"row\"><code>").text(&key.path).raw("</code></th><td>");
        let [before, after] = key.values();
        page.text(&before).raw("</td><td>").text(&after);
        page.raw("</td><td>").text(key.source().unwrap_or(""));
        page.raw("</td></tr>\n");
    }
    page.raw("</tbody>\n</table></div>\n");
    if keys.len() > MOST_KEYS {
        let rest = grouped(keys.len() - MOST_KEYS);
        page.raw("<p class=\"note\">").text(&rest).raw(" more keys differ.</p>\n");
    }
}

fn metric_row(name: &str, metric: &MetricChange, page: &mut Html) {
    row(name, &metric.name, &means(metric), &metric.verdict, page);
}

/// The mean before, after, and the difference with its error.
fn means(metric: &MetricChange) -> [String; 3] {
    let unit = metric.unit;
    let mean = |spread: Option<Spread>| {
        spread.map_or_else(|| "n/a".to_owned(), |spread| amount(unit, spread.mean))
    };
    let difference = metric.paired.mean.map(|mean| signed(mean, unit));
    [mean(metric.before), mean(metric.after), difference.unwrap_or_default()]
}

fn target_row(target: &TargetChange, page: &mut Html) {
    let figures = [
        percent(target.before.value),
        percent(target.after.value),
        signed(target.difference, Unit::Share),
    ];
    row(&target.title, &format!("target.{}", target.name), &figures, &target.verdict, page);
}

fn row(name: &str, column: &str, figures: &[String; 3], verdict: &Verdict, page: &mut Html) {
    page.raw("<tr data-change=\"")
        .text(column)
        .raw("\"><th scope=\"row\">")
        .text(name)
        .raw("</th>");
    for figure in figures {
        page.raw("<td class=\"figure\">").text(figure).raw("</td>");
    }
    page.raw("<td>").text(&in_words(verdict)).raw("</td></tr>\n");
}

fn signed(difference: Estimate, unit: Unit) -> String {
    let text = difference.digits(unit);
    if difference.value > 0.0 { format!("+{text}") } else { text }
}

fn in_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Same => "the same on every path".to_owned(),
        Verdict::Real => "real".to_owned(),
        Verdict::Noise { paths: Some(paths) } => {
            format!("noise: {} paths would tell", short(*paths as f64))
        }
        Verdict::Noise { paths: None } => "noise".to_owned(),
    }
}
