//! Pictures: one chart a file, one theme, SVG whose text is text, and PNG made from the same SVG.

mod axis;
mod bottleneck;
mod canvas;
mod distribution;
mod exceedance;
mod fan;
mod font;
mod frame;
mod funnel;
mod labels;
mod marks;
mod overlay;
mod png;
mod quarterly;
mod regimes;
mod strip;
mod theme;
mod waterfall;

pub use bottleneck::draw_bottleneck;
pub use distribution::draw_distribution;
pub use exceedance::draw_exceedance;
pub use fan::draw_fan;
pub use funnel::draw_funnel;
pub use overlay::{draw_curves, draw_fans};
pub use png::{PlotError, png};
pub use quarterly::draw_quarterly;
pub use regimes::draw_regimes;
pub use strip::draw_strip;
pub use theme::Theme;
pub use waterfall::draw_waterfall;

use std::borrow::Cow;

use crate::analysis::ChartTable;
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::distribution::Distribution;
use crate::analysis::exceedance::Exceedance;
use crate::analysis::fan::{Fan, FanAmount};
use crate::analysis::funnel::Funnel;
use crate::analysis::overlay::{Curves, Fans};
use crate::analysis::quarterly::Quarterly;
use crate::analysis::regimes::Regimes;
use crate::analysis::strip::{Strip, StripRow};
use crate::analysis::subject::{Subject, headline_metric};
use crate::analysis::waterfall::Waterfall;
use crate::analysis::wording::grouped;
use crate::engine::RunResult;
use crate::stats::{Missing, Summary};

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
    format!(
        "tradeflow {} · {} · seed {} · {} {}",
        env!("CARGO_PKG_VERSION"),
        result.scenario,
        result.seed,
        grouped(result.paths),
        if result.paths == 1 { "path" } else { "paths" }
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
    let funnel = || {
        let f = Funnel::new(result)?;
        let svg = draw_funnel(&f, theme, &source);
        Some(Chart { name: "funnel".into(), title: f.finding(), svg, table: f.table() })
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
        funnel(),
        bottlenecks(),
        quarterly(),
        regimes(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The foot line of charts of several runs.
fn source_of_several(results: &[&RunResult]) -> String {
    let names: Vec<&str> = results.iter().map(|result| result.scenario.as_str()).collect();
    results.first().map_or_else(String::new, |first| {
        let paths = if first.paths == 1 { "path" } else { "paths" };
        let version = env!("CARGO_PKG_VERSION");
        let names = names.join(", ");
        let (seed, count) = (first.seed, grouped(first.paths));
        format!("tradeflow {version} · {names} · seed {seed} · {count} {paths} of each")
    })
}

/// The charts of several runs side by side, and of why they differ: each waterfall with the name
/// of its files.
pub fn comparison_charts(
    results: &[&RunResult],
    waterfalls: &[(String, Waterfall)],
    theme: &Theme,
) -> Vec<Chart> {
    let source = source_of_several(results);
    let metric = |metric| results.first().map(|first| headline_metric(first, metric));
    let curves = |name: &'static str, base| {
        let c = Curves::new(results, &metric(base)?)?;
        let svg = draw_curves(&c, theme, &source);
        Some(Chart { name: name.into(), title: c.finding(), svg, table: c.table() })
    };
    let fans = |name: &'static str, amount| {
        let f = Fans::new(results, amount)?;
        let svg = draw_fans(&f, theme, &source);
        Some(Chart { name: name.into(), title: f.finding(), svg, table: f.table() })
    };
    let strip = |name: &'static str, base| {
        let metric = metric(base)?;
        let row = |result: &&RunResult| {
            let column = result.metrics.iter().find(|column| column.name == metric)?;
            let summary = Summary::of(&column.values, Missing::Absent);
            StripRow::new(result.title.clone(), result.scenario.clone(), &summary)
        };
        let rows: Option<Vec<StripRow>> = results.iter().map(row).collect();
        let subject = Subject::new(results.first()?, &metric)?;
        let s = Strip::new(subject, "scenarios", rows?, None)?;
        let svg = draw_strip(&s, theme, &source);
        Some(Chart { name: name.into(), title: s.finding(), svg, table: s.table() })
    };
    let why = waterfalls.iter().map(|(name, w)| {
        let svg = draw_waterfall(w, theme, &source);
        Some(Chart { name: name.clone().into(), title: w.finding(), svg, table: w.table() })
    });
    [
        strip("strip-delivered", "delivered_units"),
        strip("strip-revenue", "gross_revenue_usd"),
        curves("exceedance-delivered", "delivered_units"),
        curves("exceedance-revenue", "gross_revenue_usd"),
        fans("fan-delivered", FanAmount::DeliveredUnits),
        fans("fan-revenue", FanAmount::GrossRevenue),
    ]
    .into_iter()
    .chain(why)
    .flatten()
    .collect()
}

/// The text with its first letter in upper case.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
