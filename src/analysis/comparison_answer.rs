//! A comparison in words and small tables: what the terminal and the page beside it say.

use super::comparison::{Comparison, DominanceOf, MetricChange, Pair, Spread, TargetChange};
use super::waterfall::{Step, Waterfall};
use super::wording::{amount, grouped, percent};
use crate::stats::dominance::Dominance;
use crate::stats::{Estimate, Verdict, critical};
use crate::units::{Unit, short as short_number};

/// Contributions that are told of one metric.
const MOST_STEPS: usize = 10;
/// The metrics in the table, where the scenarios report them, after the headline ones.
const TABLE: [&str; 9] = [
    "shipped_units",
    "net_revenue_usd",
    "government_take_usd",
    "gross_margin_usd",
    "write_down_usd",
    "cancelled_units",
    "closing_backlog_units",
    "closing_stock_units",
    "compute_delivered_h20e",
];

/// What is said of a comparison.
#[derive(Clone, Debug)]
pub struct ComparisonAnswer {
    pub pairs: Vec<PairAnswer>,
    /// How "real" and the columns are meant.
    pub reading: String,
}

/// One scenario against the baseline.
#[derive(Clone, Debug)]
pub struct PairAnswer {
    pub title: String,
    /// The baseline's title.
    pub against: String,
    /// "customs-relax − h200-2026 · 10,000 paths of each on seed 2026, path by path".
    pub subtitle: String,
    /// Metric, baseline, scenario, difference ± error, P5…P95, lower/same/higher, verdict.
    pub metrics: Vec<[String; 7]>,
    /// Target, baseline, scenario, difference ± error, verdict.
    pub targets: Vec<[String; 5]>,
    /// A metric, and which scenario dominates in it.
    pub dominance: Vec<(String, String)>,
    pub why: Vec<WhyAnswer>,
}

/// Why one metric moves.
#[derive(Clone, Debug)]
pub struct WhyAnswer {
    /// "Why delivered_units moves by +32.3K ± 0.5K".
    pub heading: String,
    /// Assumption, contribution, what changes; the largest first.
    pub steps: Vec<[String; 3]>,
    /// How many smaller ones are left out.
    pub more: usize,
    /// Assumptions that count as one, and why.
    pub joined: Vec<(String, String)>,
}

impl ComparisonAnswer {
    /// The comparison in words; `waterfalls` are by pair, `main` are the headline metrics.
    pub fn new(comparison: &Comparison, waterfalls: &[Vec<Waterfall>], main: &[String]) -> Self {
        let none = Vec::new();
        let pairs = comparison.pairs.iter().enumerate();
        let told = pairs.map(|(index, pair)| {
            let waterfalls = waterfalls.get(index).unwrap_or(&none);
            PairAnswer::new(comparison, pair, waterfalls, main)
        });
        let reading = format!(
            "real: more than {:.1} standard errors from zero; with the {} differences looked at, luck \
             passes for real\nin at most 1 comparison of 20. P5…P95: of the difference on one path. \
             lower/same/higher: share of paths.\ndominates: never less likely to exceed any amount (first \
             order); preferred by all who dislike risk (second).",
            critical(comparison.together),
            comparison.together
        );
        Self { pairs: told.collect(), reading }
    }
}

impl PairAnswer {
    fn new(
        comparison: &Comparison,
        pair: &Pair,
        waterfalls: &[Waterfall],
        main: &[String],
    ) -> Self {
        let names = main.iter().map(String::as_str).chain(TABLE);
        let dominance = main.iter().filter_map(|name| {
            let dominance = pair.metric(name)?.dominance?;
            Some((name.clone(), dominance_in_words(dominance, comparison, pair)))
        });
        Self {
            title: pair.scenario.title.clone(),
            against: comparison.baseline.title.clone(),
            subtitle: format!(
                "{} − {} · {} paths of each on seed {}, path by path",
                pair.scenario.name,
                comparison.baseline.name,
                grouped(comparison.paths),
                comparison.seed,
            ),
            metrics: names.filter_map(|name| pair.metric(name)).map(metric_row).collect(),
            targets: target_rows(pair),
            dominance: dominance.collect(),
            why: waterfalls.iter().map(WhyAnswer::new).collect(),
        }
    }
}

impl WhyAnswer {
    fn new(waterfall: &Waterfall) -> Self {
        let unit = waterfall.subject.unit;
        let total = waterfall.difference;
        let step = |step: &Step| {
            let contribution = signed(step.contribution.value, step.contribution.digits(unit));
            [step.label.clone(), contribution, step.told.clone()]
        };
        let joined = waterfall
            .steps
            .iter()
            .filter_map(|step| Some((step.paths.join(" + "), step.joined_because.clone()?)));
        Self {
            heading: format!(
                "Why {} moves by {}",
                waterfall.subject.column,
                signed(total.value, total.digits(unit))
            ),
            steps: waterfall.steps.iter().take(MOST_STEPS).map(step).collect(),
            more: waterfall.steps.len().saturating_sub(MOST_STEPS),
            joined: joined.collect(),
        }
    }
}

fn metric_row(metric: &MetricChange) -> [String; 7] {
    let unit = metric.unit;
    let mean = |spread: Option<Spread>| {
        spread.map_or_else(|| "n/a".to_owned(), |spread| amount(unit, spread.mean))
    };
    let order = metric.paired.order;
    let share = |count: u64| percent(count as f64 / order.paths().max(1) as f64);
    let (difference, range) = match (metric.paired.mean, metric.paired.quantiles) {
        (Some(mean), Some([p5, .., p95])) => (
            signed(mean.value, mean.digits(unit)),
            format!("{}…{}", unit.format(p5.value), unit.format(p95.value)),
        ),
        _ => ("n/a".to_owned(), String::new()),
    };
    [
        metric.name.clone(),
        mean(metric.before),
        mean(metric.after),
        difference,
        range,
        [order.below, order.equal, order.above].map(share).join("/"),
        verdict(metric.verdict),
    ]
}

fn signed(value: f64, text: String) -> String {
    if value > 0.0 { format!("+{text}") } else { text }
}

/// "real", "same", or how many paths would tell.
fn verdict(verdict: Verdict) -> String {
    match verdict {
        Verdict::Same => "same".to_owned(),
        Verdict::Real => "real".to_owned(),
        Verdict::Noise { paths: Some(paths) } => {
            format!("too small to tell: {} paths would", short_number(paths as f64))
        }
        Verdict::Noise { paths: None } => "too small to tell".to_owned(),
    }
}

fn target_rows(pair: &Pair) -> Vec<[String; 5]> {
    let row = |target: &TargetChange| {
        let share = |e: Estimate| percent(e.value);
        [
            target.title.clone(),
            share(target.before),
            share(target.after),
            signed(target.difference.value, target.difference.digits(Unit::Share)),
            verdict(target.verdict),
        ]
    };
    pair.targets.iter().map(row).collect()
}

/// Which of the two gives surely more, if the run can tell.
fn dominance_in_words(dominance: DominanceOf, comparison: &Comparison, pair: &Pair) -> String {
    let (scenario, baseline) = (&pair.scenario.name, &comparison.baseline.name);
    let claims = [(dominance.after, scenario, baseline), (dominance.before, baseline, scenario)];
    for (place, order) in ["first", "second"].iter().enumerate() {
        let holds = |found: &[Option<Dominance>; 2]| found[place] == Some(Dominance::Dominates);
        if let Some((_, better, other)) = claims.iter().find(|(found, ..)| holds(found)) {
            return format!("{better} dominates {other} to {order} order");
        }
    }
    let fails = |found: &[Option<Dominance>; 2]| found.iter().all(|f| *f == Some(Dominance::Fails));
    if claims.iter().all(|(found, ..)| fails(found)) {
        return "neither dominates the other, to first or second order".to_owned();
    }
    "so many paths cannot tell whether one dominates the other".to_owned()
}
