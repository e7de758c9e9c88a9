//! The joint answer of several worlds in words: a line a world for each headline metric.

use super::answer::{drawn_how, first_delivery, headlines_of, span_sentence};
use super::likelihood::likelihood;
use super::wording::{amount, grouped, percent};
use super::worlds::{MetricByWorld, TargetByWorld, Worlds};
use crate::stats::{Estimate, Proportion, Summary};
use crate::units::Unit;

/// What is printed of worlds: no number over all of them unless they have weights.
#[derive(Clone, Debug)]
pub struct WorldsAnswer {
    pub title: String,
    /// "h200-worlds · 3 worlds of 10,000 paths · seed 2026 · 30 Jan 2026 to 30 Dec 2027".
    pub subtitle: String,
    pub blocks: Vec<WorldsBlock>,
    /// A target's title, and its odds by world.
    pub targets: Vec<(String, String)>,
    /// What the numbers over all worlds rest on, or why there are none; how much of the variance
    /// lies between worlds.
    pub closing: Vec<String>,
}

/// One headline metric.
#[derive(Clone, Debug)]
pub struct WorldsBlock {
    /// "Delivered by Dec 2027".
    pub heading: String,
    /// A world and its sentence; last, what is said of all together.
    pub lines: Vec<(String, String)>,
}

impl WorldsAnswer {
    /// The joint answer in words.
    pub fn new(worlds: &Worlds) -> Self {
        let calendar = &worlds.calendar;
        let subtitle = format!(
            "{} · {} {} of {} paths{} · seed {} · {} to {}",
            worlds.scenario,
            worlds.heads.len(),
            if worlds.heads.len() == 1 { "world" } else { "worlds" },
            grouped(worlds.paths),
            drawn_how(worlds.sampling),
            worlds.seed,
            calendar.start().long(),
            calendar.last_day(calendar.weeks() - 1).long()
        );
        let mut closing = vec![if worlds.are_weighted() {
            "In brackets: the weight that the scenario gives each world.".to_owned()
        } else {
            "The worlds have no weights: there is a range over them, and no mixture.".to_owned()
        }];
        closing.extend(["delivered_units", "gross_revenue_usd"].into_iter().filter_map(|metric| {
            let metric = worlds.headline(metric)?;
            Some(format!(
                "Of the variance of {} {}, {} lies between worlds, the rest inside them.",
                metric.subject.noun,
                metric.subject.when,
                metric.between_share?.digits(Unit::Share)
            ))
        }));
        let whole = |metric: &str| worlds.headline(metric).map(|m| m.subject.column.clone());
        let chips = worlds.product.as_ref().map_or("chips", |(_, title)| title.as_str());
        let spans = headlines_of(calendar, whole);
        let mut blocks: Vec<WorldsBlock> = spans
            .into_iter()
            .filter_map(|(heading, column)| {
                let metric = worlds.find(&column)?;
                let unit = metric.subject.unit;
                let counted = if unit == Unit::Chips { format!(" {chips}") } else { String::new() };
                let say = |summary: &Summary| span_sentence(unit, &counted, summary);
                Some(WorldsBlock { heading, lines: lines(worlds, metric, say) })
            })
            .collect();
        if let Some(metric) = worlds.headline("first_delivery_week") {
            let say = |summary: &Summary| first_delivery(calendar, summary);
            let lines = lines(worlds, metric, say);
            blocks.push(WorldsBlock { heading: "First delivery".to_owned(), lines });
        }
        Self {
            title: worlds.title.clone(),
            subtitle,
            blocks,
            targets: worlds.targets.iter().map(|target| target_line(worlds, target)).collect(),
            closing,
        }
    }
}

/// A line a world, then the mixture or the range.
fn lines(
    worlds: &Worlds,
    metric: &MetricByWorld,
    say: impl Fn(&Summary) -> Option<String>,
) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    for (head, summary) in worlds.heads.iter().zip(&metric.worlds) {
        let weight = head.weight.map_or_else(String::new, |w| format!(" ({})", percent(w)));
        let text = summary.as_ref().and_then(&say);
        let text = text.unwrap_or_else(|| "there is no such figure in this world".to_owned());
        lines.push((format!("{}{weight}", head.title), text));
    }
    if let Some(text) = metric.mixture.as_ref().and_then(&say) {
        lines.push(("all, by weight".to_owned(), text));
    } else if !worlds.are_weighted()
        && let Some(text) = range(metric)
    {
        lines.push(("over all worlds".to_owned(), text));
    }
    lines
}

/// "medians from none to 250K; nothing at all in 12% to 97% of runs".
fn range(metric: &MetricByWorld) -> Option<String> {
    let unit = metric.subject.unit;
    let summaries: Vec<&Summary> = metric.worlds.iter().flatten().collect();
    if unit == Unit::Weeks || summaries.len() < 2 {
        return None;
    }
    let ends = |values: &[Estimate]| {
        let by_value = |a: &&Estimate, b: &&Estimate| a.value.total_cmp(&b.value);
        Some((*values.iter().min_by(by_value)?, *values.iter().max_by(by_value)?))
    };
    let all = |of: &dyn Fn(&Summary) -> Option<Estimate>| -> Option<Vec<Estimate>> {
        summaries.iter().map(|summary| of(summary)).collect()
    };
    let (low, high) = ends(&all(&|summary| Some(summary.quantiles?[3]))?)?;
    let (few, many) = ends(&all(&|summary| summary.p_zero)?)?;
    Some(format!(
        "medians from {} to {}; nothing at all in {} to {} of runs",
        amount(unit, low),
        amount(unit, high),
        percent(few.value),
        percent(many.value)
    ))
}

/// "closed below 0.03% · thaw 12.1% ± 0.3% · by weight 3.2% ± 0.1%, almost no chance". Of a world in
/// which no run or every run meets it, the 95% bound is said.
fn target_line(worlds: &Worlds, target: &TargetByWorld) -> (String, String) {
    let paths = worlds.paths as u64;
    let bound = |hits| Proportion::new(hits, paths).map(Proportion::interval);
    let odds = |estimate: Estimate| match (estimate.value, bound(0), bound(paths)) {
        (0.0, Some(none), _) => format!("below {}", Unit::Share.format(none.high)),
        (1.0, _, Some(all)) => format!("above {}", Unit::Share.format(all.low)),
        _ => estimate.digits(Unit::Share),
    };
    let by_world = worlds.heads.iter().zip(&target.worlds);
    let mut parts: Vec<String> =
        by_world.map(|(head, estimate)| format!("{} {}", head.name, odds(*estimate))).collect();
    parts.extend(
        target.mixture.map(|estimate| {
            format!("by weight {}, {}", odds(estimate), likelihood(estimate.value))
        }),
    );
    (target.target.title.clone(), parts.join(" · "))
}
