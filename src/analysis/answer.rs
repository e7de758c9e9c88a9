//! The answer of a run in words and one small table: what a strategist reads aloud.

use super::bottleneck::Bottleneck;
use super::likelihood::likelihood;
use super::precision::{PrecisionLines, roughness};
use super::subject::headline_metric;
use super::wording::{amount, grouped, horizon, nearly_all, percent, share_of_runs};
use crate::engine::{RunResult, Target};
use crate::random::Sampling;
use crate::stats::{Estimate, Proportion, Summary};
use crate::units::{Calendar, Date, Unit};

/// Headline sentences, targets and the main metrics of a run.
#[derive(Clone, Debug)]
pub struct Answer {
    pub title: String,
    /// "h200-2026 · 10,000 paths · seed 2026 · 30 Jan 2026 to 30 Dec 2027".
    pub subtitle: String,
    /// A few words of what each sentence is about, and the sentence.
    pub headlines: Vec<(String, String)>,
    /// How precise it is, where that was asked for.
    pub precision: Option<PrecisionLines>,
    /// That errors are rough, of a run of few paths.
    pub roughness: Option<String>,
    /// Which paths count where, of a run that keeps the values of the first ones alone.
    pub kept: Option<String>,
    pub targets: Vec<TargetLine>,
    pub metrics: Vec<MetricLine>,
}

/// A target with its probability, its 95% interval or bound, and the word for it.
#[derive(Clone, Debug)]
pub struct TargetLine {
    pub title: String,
    pub probability: String,
    pub likelihood: &'static str,
}

/// A metric's row: quantiles, mean with its error, expected shortfall, share of zeros.
#[derive(Clone, Debug)]
pub struct MetricLine {
    pub name: String,
    /// P5, P10, P25, P50, P75, P90, P95.
    pub quantiles: [String; 7],
    pub mean: String,
    pub expected_shortfall: String,
    pub p_zero: String,
}

/// The metrics of the table, where the run has them; the first two also of the headline product.
const TABLE: [&str; 12] = [
    "delivered_units",
    "gross_revenue_usd",
    "shipped_units",
    "net_revenue_usd",
    "government_take_usd",
    "gross_margin_usd",
    "write_down_usd",
    "cancelled_units",
    "substituted_units",
    "closing_backlog_units",
    "closing_stock_units",
    "compute_delivered_h20e",
];

type Summaries = [(String, Unit, Summary)];

fn find<'s>(summaries: &'s Summaries, name: &str) -> Option<&'s (String, Unit, Summary)> {
    summaries.iter().find(|(metric, ..)| metric == name)
}

impl Answer {
    /// The answer of a run from the summaries of its metrics.
    pub fn new(result: &RunResult, summaries: &Summaries) -> Self {
        let calendar = &result.calendar;
        let end = calendar.last_day(calendar.weeks() - 1);
        let subtitle = format!(
            "{} · {} paths{} · seed {} · {} to {}",
            result.scenario,
            grouped(result.paths),
            drawn_how(result.sampling),
            result.seed,
            calendar.start().long(),
            end.long()
        );
        let targets = result.targets.iter().map(|target| target_line(target, result.paths));
        let rows = table_names(result).into_iter();
        Self {
            title: result.title.clone(),
            subtitle,
            headlines: headlines(result, summaries),
            precision: PrecisionLines::new(result),
            roughness: roughness(result.paths, result.sampling),
            kept: kept(result),
            targets: targets.collect(),
            metrics: rows
                .filter_map(|name| find(summaries, &name))
                .filter_map(|(name, unit, summary)| metric_line(name, *unit, summary))
                .collect(),
        }
    }
}

/// "All 10,000,000 paths count in every figure …", of a run that does not keep the values of all.
fn kept(result: &RunResult) -> Option<String> {
    (!result.keeps_all()).then(|| {
        format!(
            "All {} paths count in these figures; errors hold the bins, 0.024% wide, that quantiles are read from. Inputs \
             as drawn, what goes with the outcome, the Sankey chart and paths.parquet are of the first {}",
            grouped(result.paths),
            grouped(result.kept_paths())
        )
    })
}

/// What is said of paths that are not random.
pub(super) fn drawn_how(sampling: Sampling) -> &'static str {
    match sampling {
        Sampling::Random => "",
        Sampling::LatinHypercube => " in Latin hypercubes",
        Sampling::Sobol => " on Sobol points",
    }
}

/// The main metrics, which the table shows.
pub(super) fn table_names(result: &RunResult) -> Vec<String> {
    let mut names = Vec::new();
    if result.headline_product.is_some() && result.products.len() > 1 {
        names.extend(TABLE[..2].iter().map(|metric| headline_metric(result, metric)));
    }
    names.extend(TABLE.map(str::to_owned));
    names
}

/// Every metric that the answer names, each once.
pub(super) fn kept_metrics(result: &RunResult) -> Vec<String> {
    let mut names: Vec<String> = headline_spans(result).into_iter().map(|(_, name)| name).collect();
    names.push(headline_metric(result, "first_delivery_week"));
    for name in table_names(result) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What each headline is about and its column.
fn headline_spans(result: &RunResult) -> Vec<(String, String)> {
    headlines_of(&result.calendar, |metric| Some(headline_metric(result, metric)))
}

/// "Delivered by Dec 2027" with the column of that amount, and so for the first year and revenue;
/// `whole` gives the column of a metric over the whole horizon.
pub(super) fn headlines_of(
    calendar: &Calendar,
    whole: impl Fn(&str) -> Option<String>,
) -> Vec<(String, String)> {
    let mut spans = Vec::new();
    for (metric, what) in [("delivered_units", "Delivered"), ("gross_revenue_usd", "Revenue")] {
        let Some(whole) = whole(metric) else { continue };
        if let [first, _, ..] = calendar.years().as_slice() {
            let label = &first.label;
            spans.push((format!("{what} by end {label}"), format!("{whole}.{label}")));
        }
        spans.push((format!("{what} by {}", horizon(calendar)), whole));
    }
    spans
}

fn headlines(result: &RunResult, summaries: &Summaries) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let chips = match result.headline_product.and_then(|product| result.products.get(product)) {
        Some((_, title)) => title.clone(),
        None => "chips".to_owned(),
    };
    for (what, name) in headline_spans(result) {
        let Some((_, unit, summary)) = find(summaries, &name) else { continue };
        let counted = if *unit == Unit::Chips { format!(" {chips}") } else { String::new() };
        if let Some(text) = span_sentence(*unit, &counted, summary) {
            lines.push((what, text));
        }
    }
    if let Some((.., summary)) = find(summaries, &headline_metric(result, "first_delivery_week"))
        && let Some(text) = first_delivery(&result.calendar, summary)
    {
        lines.push(("First delivery".to_owned(), text));
    }
    if let Some(bottleneck) = Bottleneck::new(result) {
        lines.push(("Biggest bottleneck".to_owned(), bottleneck.finding()));
    }
    lines
}

/// "median 24K H200 (± 1K), 80% between 0 and 310K; nothing at all in 1 run of 4"; where no run has
/// any, that alone.
pub(super) fn span_sentence(unit: Unit, counted: &str, summary: &Summary) -> Option<String> {
    let [_, p10, _, median, _, p90, _] = summary.quantiles?;
    let error = median.standard_error;
    let error = if error > 0.0 && error.is_finite() {
        format!(" (± {})", unit.format(two_digits(error)))
    } else {
        String::new()
    };
    let hits = summary.p_zero?.value;
    if hits >= 1.0 {
        return Some("nothing at all in every run".to_owned());
    }
    // Where more than a tenth of runs are at zero, 90% and not 80% lie up to P90.
    let span = if p10.value == 0.0 && hits >= 0.1 {
        format!("90% at or below {}", amount(unit, p90))
    } else {
        format!("80% between {} and {}", amount(unit, p10), amount(unit, p90))
    };
    let mut text = format!("median {}{counted}{error}, {span}; ", amount(unit, median));
    if hits > 0.0 {
        text.push_str(&format!("nothing at all in {}", runs_in(hits)));
    } else {
        let never = Proportion::new(0, summary.rows as u64)?.interval().high;
        let never = Unit::Share.format(never);
        text.push_str(&format!("above zero in every run (95% sure: in all but {never})"));
    }
    Some(text)
}

/// A share of runs: "1 run of 4" where that is near, else percent.
fn runs_in(share: f64) -> String {
    let one_in = (1.0 / share).round();
    if share <= 0.35 && one_in <= 1000.0 && (share * one_in - 1.0).abs() < 0.06 {
        format!("1 run of {one_in:.0}")
    } else {
        format!("{} of runs", percent(share))
    }
}

fn two_digits(error: f64) -> f64 {
    let scale = super::round::ten_to(super::round::decade(error) - 1);
    (error / scale).round() * scale
}

/// "half of all runs by 14 May 2026, one in ten by 3 Apr 2026; never in 12% of runs".
pub(super) fn first_delivery(calendar: &Calendar, summary: &Summary) -> Option<String> {
    let [_, p10, _, median, ..] = summary.quantiles?;
    let by = |weeks: f64| -> Option<Date> {
        weeks.is_finite().then(|| calendar.last_day((weeks.round() as usize).max(1) - 1))
    };
    let never = match summary.missing_share {
        share if share >= 1.0 => "never in any run".to_owned(),
        share if share > 0.0 => format!("never in {} of runs", percent(share)),
        _ => "in every run".to_owned(),
    };
    Some(match (by(p10.value), by(median.value)) {
        (Some(early), Some(half)) => {
            format!("1 run in 10 by {}, half of all runs by {}; {never}", early.long(), half.long())
        }
        (Some(early), None) => format!("1 run in 10 by {}; {never}", early.long()),
        _ => never,
    })
}

fn target_line(target: &Target, paths: usize) -> TargetLine {
    let p = target.probability;
    let hits = (p.value * paths as f64).round();
    let bound = Proportion::new(hits as u64, paths as u64).map(Proportion::interval);
    let probability = match bound {
        Some(bound) if hits == 0.0 => {
            format!(
                "0 of {} runs (95% sure: below {})",
                grouped(paths),
                Unit::Share.format(bound.high)
            )
        }
        Some(bound) if hits == paths as f64 => {
            format!("all runs (95% sure: above {})", nearly_all(bound.low))
        }
        _ => p.digits(Unit::Share),
    };
    TargetLine { title: target.title.clone(), probability, likelihood: likelihood(p.value) }
}

fn metric_line(name: &str, unit: Unit, summary: &Summary) -> Option<MetricLine> {
    let show = |estimate: Estimate| amount(unit, estimate);
    Some(MetricLine {
        name: name.to_owned(),
        quantiles: summary.quantiles?.map(show),
        mean: summary.mean?.digits(unit),
        expected_shortfall: show(summary.expected_shortfall?),
        p_zero: share_of_runs(summary.p_zero?.value, summary.rows),
    })
}
