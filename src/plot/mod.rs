//! Pictures: one chart a file, one theme, SVG whose text is text, and PNG made from the same SVG.

mod axis;
mod backtest;
mod beside;
mod bottleneck;
mod calibration;
mod canvas;
mod commitment;
mod contour;
mod convergence;
mod decision;
mod discovery;
mod distribution;
mod dots;
mod exceedance;
mod fan;
mod font;
mod frame;
mod funnel;
mod heatmap;
mod labels;
mod marks;
mod odds;
mod options;
mod overlay;
mod parallel;
mod png;
mod quarterly;
mod regimes;
mod regret;
mod sankey;
mod several;
mod shares;
mod shift;
mod strip;
mod sweep;
mod theme;
mod throughput;
mod tornado;
mod vision;
mod waterfall;

use backtest::draw_backtest;
pub use bottleneck::draw_bottleneck;
use calibration::draw_calibration;
pub use commitment::draw_commitment;
use convergence::draw_convergence;
pub use decision::decision_charts;
use discovery::{draw_box, draw_signposts};
pub use distribution::draw_distribution;
use dots::draw_dots;
pub use exceedance::draw_exceedance;
pub use fan::draw_fan;
pub use funnel::draw_funnel;
pub use heatmap::draw_heatmap;
pub use odds::odds_chart;
pub use options::draw_options;
pub use overlay::{draw_curves, draw_fans};
pub use parallel::draw_parallel;
pub use png::{PlotError, png};
pub use quarterly::draw_quarterly;
pub use regimes::draw_regimes;
pub use regret::draw_regret;
pub use sankey::draw_sankey;
pub use several::{backtest_charts, comparison_charts, discovery_charts, stress_charts};
pub use shares::draw_shares;
pub use shift::draw_shifts;
pub use strip::draw_strip;
pub use sweep::sweep_charts;
pub use theme::{Colour, TEXT_SCALES, Theme, ThemeFault};
pub use throughput::draw_throughput;
pub use tornado::draw_tornado;
pub use waterfall::draw_waterfall;

use std::borrow::Cow;

use crate::analysis::ChartTable;
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::convergence::Convergence;
use crate::analysis::distribution::Distribution;
use crate::analysis::dots::Dots;
use crate::analysis::exceedance::Exceedance;
use crate::analysis::fan::{Fan, FanAmount};
use crate::analysis::funnel::Funnel;
use crate::analysis::quarterly::Quarterly;
use crate::analysis::regimes::Regimes;
use crate::analysis::sankey::Sankey;
use crate::analysis::sensitivity::{GivenData, Shares};
use crate::analysis::subject::headline_metric;
use crate::analysis::wording::grouped;
use crate::analysis::worlds::Worlds;
use crate::engine::RunResult;

/// A finished chart, and the table of what it shows.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The name of its files: "fan-delivered".
    pub name: Cow<'static, str>,
    /// The finding.
    pub title: String,
    pub svg: String,
    pub table: ChartTable,
}

/// The foot line of a run's charts.
pub fn source(result: &RunResult) -> String {
    let kept = match result.keeps_all() {
        true => String::new(),
        false => format!(", the first {} kept", grouped(result.kept_paths())),
    };
    format!(
        "tradeflow {} · {} · seed {} · {} {}{kept}",
        env!("CARGO_PKG_VERSION"),
        result.scenario,
        result.seed,
        grouped(result.paths),
        if result.paths == 1 { "path" } else { "paths" }
    )
}

/// The foot line of a chart about several scenarios, whose seeds are mostly the same.
pub fn source_of(scenarios: &[(String, String)], seeds: &[u64], paths: usize) -> String {
    let names: Vec<&str> = scenarios.iter().map(|(name, _)| name.as_str()).collect();
    let mut seeds: Vec<String> = seeds.iter().map(u64::to_string).collect();
    seeds.dedup();
    format!(
        "tradeflow {} · {} · seed {} · {} paths each",
        env!("CARGO_PKG_VERSION"),
        names.join(", "),
        seeds.join(", "),
        grouped(paths)
    )
}

/// Every chart the result has the data for, in the light theme.
pub fn all_charts(result: &RunResult) -> Vec<Chart> {
    charts_with(result, &Theme::light())
}

/// Every chart the result has the data for, in a theme of choice.
pub fn charts_with(result: &RunResult, theme: &Theme) -> Vec<Chart> {
    let source = source(result);
    let fan = |name: &'static str, amount| {
        let fan = Fan::new(result, amount)?;
        let svg = draw_fan(&fan, theme, &source);
        Some(Chart { name: name.into(), title: fan.finding(), svg, table: fan.table() })
    };
    let distribution = |name: &'static str, metric| {
        let d = Distribution::new(result, &headline_metric(result, metric))?;
        let svg = draw_distribution(&d, theme, &source);
        Some(Chart { name: name.into(), title: d.finding(), svg, table: d.table() })
    };
    let exceedance = |name: &'static str, metric| {
        let e = Exceedance::new(result, &headline_metric(result, metric))?;
        let svg = draw_exceedance(&e, theme, &source);
        Some(Chart { name: name.into(), title: e.finding(), svg, table: e.table() })
    };
    let dots = |name: &'static str, metric| {
        let d = Dots::new(result, &headline_metric(result, metric))?;
        let svg = draw_dots(&d, theme, &source);
        Some(Chart { name: name.into(), title: d.finding(), svg, table: d.table() })
    };
    let convergence = |name: &'static str, metric| {
        let c = Convergence::new(result, &headline_metric(result, metric))?;
        let svg = draw_convergence(&c, theme, &source);
        Some(Chart { name: name.into(), title: c.finding(), svg, table: c.table() })
    };
    let funnel = || {
        let f = Funnel::new(result)?;
        let svg = draw_funnel(&f, theme, &source);
        Some(Chart { name: "funnel".into(), title: f.finding(), svg, table: f.table() })
    };
    let sankey = || {
        let s = Sankey::new(result)?;
        let svg = draw_sankey(&s, theme, &source);
        Some(Chart { name: "sankey".into(), title: s.finding(), svg, table: s.table() })
    };
    let bottlenecks = || {
        let b = Bottleneck::new(result)?;
        let svg = draw_bottleneck(&b, theme, &source);
        Some(Chart { name: "bottlenecks".into(), title: b.finding(), svg, table: b.table() })
    };
    let quarterly = || {
        let q = Quarterly::new(result)?;
        let svg = draw_quarterly(&q, theme, &source);
        Some(Chart { name: "quarterly-revenue".into(), title: q.finding(), svg, table: q.table() })
    };
    let regimes = || {
        let r = Regimes::new(result)?;
        let svg = draw_regimes(&r, theme, &source);
        Some(Chart { name: "regimes".into(), title: r.finding(), svg, table: r.table() })
    };
    [
        fan("fan-delivered", FanAmount::DeliveredUnits),
        fan("fan-revenue", FanAmount::GrossRevenue),
        distribution("distribution-delivered", "delivered_units"),
        distribution("distribution-revenue", "gross_revenue_usd"),
        exceedance("exceedance-delivered", "delivered_units"),
        exceedance("exceedance-revenue", "gross_revenue_usd"),
        dots("dots-delivered", "delivered_units"),
        dots("dots-revenue", "gross_revenue_usd"),
        funnel(),
        sankey(),
        bottlenecks(),
        quarterly(),
        regimes(),
        convergence("convergence-delivered", "delivered_units"),
        convergence("convergence-revenue", "gross_revenue_usd"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The charts of several worlds side by side.
pub fn world_charts(worlds: &Worlds, theme: &Theme) -> Vec<Chart> {
    let source = format!(
        "tradeflow {} · {} · seed {} · {} worlds of {} paths",
        env!("CARGO_PKG_VERSION"),
        worlds.scenario,
        worlds.seed,
        worlds.heads.len(),
        grouped(worlds.paths)
    );
    let strip = |name: &'static str, metric| {
        let strip = worlds.strip(worlds.headline(metric)?)?;
        let svg = draw_strip(&strip, theme, &source);
        Some(Chart { name: name.into(), title: strip.finding(), svg, table: strip.table() })
    };
    [strip("worlds-delivered", "delivered_units"), strip("worlds-revenue", "gross_revenue_usd")]
        .into_iter()
        .flatten()
        .collect()
}

/// The charts of a metric's sensitivity: a tornado, and shares of variance where there was a design.
pub fn sensitivity_charts(
    metric: &str,
    given: Option<&GivenData>,
    shares: Option<&Shares>,
    theme: &Theme,
    source: &str,
) -> Vec<Chart> {
    let tornado = given.map(|given| Chart {
        name: format!("tornado-{metric}").into(),
        title: given.finding(),
        svg: draw_tornado(given, theme, source),
        table: given.table(),
    });
    let shares = shares.map(|shares| Chart {
        name: format!("shares-{metric}").into(),
        title: shares.finding(),
        svg: draw_shares(shares, theme, source),
        table: shares.table(),
    });
    tornado.into_iter().chain(shares).collect()
}

/// The text with its first letter in upper case.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod test_layout;
#[cfg(test)]
mod tests;
