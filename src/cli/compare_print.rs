//! A comparison on the terminal: a screen for each scenario held against the baseline.

use std::path::Path;

use comfy_table::{CellAlignment, Table, presets};

use super::console;
use super::print::files_line;
use crate::analysis::comparison::{Comparison, DominanceOf, MetricChange, Pair, Spread};
use crate::analysis::waterfall::Waterfall;
use crate::analysis::wording::{amount, grouped, percent, shortened};
use crate::output::Manifest;
use crate::stats::dominance::Dominance;
use crate::stats::{Estimate, Verdict, critical};
use crate::units::{Unit, short as short_number};

/// Contributions that are printed for one metric.
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

/// The whole comparison. `main` are the headline metrics.
pub fn comparison(
    comparison: &Comparison,
    waterfalls: &[Vec<Waterfall>],
    main: &[String],
    folder: &Path,
    manifest: &Manifest,
) -> String {
    let mut text = String::new();
    let none = Vec::new();
    for (index, pair) in comparison.pairs.iter().enumerate() {
        text += &format!(
            "{}\nagainst {}\n{} − {} · {} paths of each on seed {}, path by path · {:.2} s\n\n",
            pair.scenario.title,
            comparison.baseline.title,
            pair.scenario.name,
            comparison.baseline.name,
            grouped(comparison.paths),
            comparison.seed,
            manifest.timings.total_seconds,
        );
        text += &format!("{}\n\n", metrics(pair, main));
        if !pair.targets.is_empty() {
            text += &format!("{}\n\n", targets(pair));
        }
        for name in main {
            if let Some(metric) = pair.metric(name)
                && let Some(dominance) = metric.dominance
            {
                text += &format!("{name}: {}\n", dominance_in_words(dominance, comparison, pair));
            }
        }
        for waterfall in waterfalls.get(index).unwrap_or(&none) {
            text += &why(waterfall);
        }
        text.push('\n');
    }
    text += &format!(
        "real: more than {:.1} standard errors from zero; with the {} differences looked at, luck \
         passes for real\nin at most 1 comparison of 20. P5…P95: of the difference on one path. \
         lower/same/higher: share of paths.\ndominates: never less likely to exceed any amount (first \
         order); preferred by all who dislike risk (second).\n\n",
        critical(comparison.together),
        comparison.together
    );
    text += &files_line(folder, manifest, "summary.json, paths as Parquet");
    text
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    if !header.is_empty() {
        table.set_header(header);
    }
    table
}

fn set(mut table: Table, left: &[usize]) -> String {
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, 1));
        if !left.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}

fn metrics(pair: &Pair, main: &[String]) -> String {
    let mut rows = table(&[
        "mean over paths",
        "baseline",
        "scenario",
        "difference ± error",
        "P5…P95",
        "lower/same/higher",
        "",
    ]);
    let names = main.iter().map(String::as_str).chain(TABLE);
    for metric in names.filter_map(|name| pair.metric(name)) {
        rows.add_row(row(metric));
    }
    set(rows, &[0, 6])
}

fn row(metric: &MetricChange) -> Vec<String> {
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
    vec![
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

fn targets(pair: &Pair) -> String {
    let mut rows = table(&["share of paths", "baseline", "scenario", "difference ± error", ""]);
    for target in &pair.targets {
        let share = |e: Estimate| percent(e.value);
        rows.add_row(vec![
            target.title.clone(),
            share(target.before),
            share(target.after),
            signed(target.difference.value, target.difference.digits(Unit::Share)),
            verdict(target.verdict),
        ]);
    }
    set(rows, &[0, 4])
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

/// The contributions to a metric's change, the largest first.
fn why(waterfall: &Waterfall) -> String {
    let unit = waterfall.subject.unit;
    let total = waterfall.difference;
    let mut text = format!(
        "\nWhy {} moves by {}\n",
        waterfall.subject.column,
        signed(total.value, total.digits(unit))
    );
    if waterfall.steps.is_empty() {
        return text + "  no assumption differs\n";
    }
    let mut rows = table(&[]);
    for step in waterfall.steps.iter().take(MOST_STEPS) {
        let contribution = signed(step.contribution.value, step.contribution.digits(unit));
        rows.add_row(vec![format!("  {}", step.label), contribution, short(&step.told)]);
    }
    text += &set(rows, &[0, 2]);
    text.push('\n');
    let more = waterfall.steps.len().saturating_sub(MOST_STEPS);
    if more > 0 {
        text += &format!("  and {more} smaller ones, in summary.json\n");
    }
    for step in &waterfall.steps {
        if let Some(because) = &step.joined_because {
            let paths = step.paths.join(" + ");
            text += &format!("  {paths} count as one: apart, {}\n", console::plain(because));
        }
    }
    text
}

/// The text, cut to what a line has room for.
fn short(text: &str) -> String {
    const LETTERS: usize = 44;
    shortened(text, LETTERS)
}
