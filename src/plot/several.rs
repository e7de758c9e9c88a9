//! The charts of several runs side by side: of a comparison, and of a run under a condition.

use super::{
    Chart, Theme, draw_backtest, draw_box, draw_calibration, draw_curves, draw_fans, draw_shifts,
    draw_signposts, draw_strip, draw_waterfall,
};
use crate::analysis::backtest::{Backtest, Series};
use crate::analysis::calibration::Calibration;
use crate::analysis::discovery::{Discovery, Signposts};
use crate::analysis::fan::FanAmount;
use crate::analysis::overlay::{Curves, Fans};
use crate::analysis::stress::Stress;
use crate::analysis::strip::{Strip, StripRow};
use crate::analysis::subject::{Subject, headline_metric};
use crate::analysis::waterfall::Waterfall;
use crate::analysis::wording::grouped;
use crate::engine::RunResult;
use crate::stats::{Missing, Summary};

/// The foot line of charts of several runs.
fn source(results: &[&RunResult]) -> String {
    let names: Vec<&str> = results.iter().map(|result| result.scenario.as_str()).collect();
    results.first().map_or_else(String::new, |first| {
        let paths = if first.paths == 1 { "path" } else { "paths" };
        let version = env!("CARGO_PKG_VERSION");
        let names = names.join(", ");
        let (seed, count) = (first.seed, grouped(first.paths));
        format!("tradeflow {version} · {names} · seed {seed} · {count} {paths} of each")
    })
}

/// What charts of several runs are made from.
struct Several<'a> {
    results: &'a [&'a RunResult],
    theme: &'a Theme,
    source: String,
}

impl Several<'_> {
    fn metric(&self, base: &str) -> Option<String> {
        self.results.first().map(|first| headline_metric(first, base))
    }

    fn strip(&self, name: &'static str, base: &str) -> Option<Chart> {
        let metric = self.metric(base)?;
        let row = |result: &&RunResult| {
            let column = result.metrics.iter().find(|column| column.name == metric)?;
            let summary = Summary::of(&column.values, Missing::Absent);
            StripRow::new(result.title.clone(), result.scenario.clone(), &summary)
        };
        let rows: Option<Vec<StripRow>> = self.results.iter().map(row).collect();
        let subject = Subject::new(self.results.first()?, &metric)?;
        let s = Strip::new(subject, "scenarios", rows?, None)?;
        let svg = draw_strip(&s, self.theme, &self.source);
        Some(Chart { name: name.into(), title: s.finding(), svg, table: s.table() })
    }

    fn curves(&self, name: &'static str, base: &str) -> Option<Chart> {
        let c = Curves::new(self.results, &self.metric(base)?)?;
        let svg = draw_curves(&c, self.theme, &self.source);
        Some(Chart { name: name.into(), title: c.finding(), svg, table: c.table() })
    }

    fn fans(&self, name: &'static str, amount: FanAmount) -> Option<Chart> {
        let f = Fans::new(self.results, amount)?;
        let svg = draw_fans(&f, self.theme, &self.source);
        Some(Chart { name: name.into(), title: f.finding(), svg, table: f.table() })
    }
}

/// The charts of several runs side by side, and of why they differ: each waterfall with the name
/// of its files.
pub fn comparison_charts(
    results: &[&RunResult],
    waterfalls: &[(String, Waterfall)],
    theme: &Theme,
) -> Vec<Chart> {
    let several = Several { results, theme, source: source(results) };
    let why = waterfalls.iter().map(|(name, w)| {
        let svg = draw_waterfall(w, theme, &several.source);
        Some(Chart { name: name.clone().into(), title: w.finding(), svg, table: w.table() })
    });
    [
        several.strip("strip-delivered", "delivered_units"),
        several.strip("strip-revenue", "gross_revenue_usd"),
        several.curves("exceedance-delivered", "delivered_units"),
        several.curves("exceedance-revenue", "gross_revenue_usd"),
        several.fans("fan-delivered", FanAmount::DeliveredUnits),
        several.fans("fan-revenue", FanAmount::GrossRevenue),
    ]
    .into_iter()
    .chain(why)
    .flatten()
    .collect()
}

/// The charts of a back-test, two a series: the forecasts beside what came, named as
/// "backtest-delivered_units.h20", and how the bands held.
pub fn backtest_charts(backtest: &Backtest, theme: &Theme, source: &str) -> Vec<Chart> {
    let forecasts = &backtest.forecasts;
    let drawn = |series: &Series| Chart {
        name: format!("backtest-{}", series.metric).into(),
        title: series.finding(forecasts),
        svg: draw_backtest(series, forecasts, backtest.paths, theme, source),
        table: series.table(forecasts),
    };
    let calibration = |series: &Series| {
        let c = Calibration::new(series, forecasts)?;
        let name = format!("calibration-{}", series.metric).into();
        let svg = draw_calibration(&c, theme, source);
        Some(Chart { name, title: c.finding(), svg, table: c.table() })
    };
    let both = |series| std::iter::once(drawn(series)).chain(calibration(series));
    backtest.series.iter().flat_map(both).collect()
}

/// The charts of what decides a target: its box, and its signposts, where there are some.
pub fn discovery_charts(
    target: &str,
    discovery: &Discovery,
    signposts: &Signposts,
    theme: &Theme,
    source: &str,
) -> Vec<Chart> {
    let limits = draw_box(discovery, theme, source).map(|svg| Chart {
        name: format!("box-{target}").into(),
        title: discovery.title(),
        svg,
        table: discovery.table(),
    });
    let signs = draw_signposts(signposts, theme, source).zip(signposts.posts.first());
    let signs = signs.map(|(svg, first)| Chart {
        name: format!("signposts-{target}").into(),
        title: signposts.finding(first),
        svg,
        table: signposts.table(),
    });
    limits.into_iter().chain(signs).collect()
}

/// The charts of a run beside those of its paths on which a condition holds; none where it holds
/// on no path.
pub fn stress_charts(
    result: &RunResult,
    given: &RunResult,
    stress: &Stress,
    theme: &Theme,
) -> Vec<Chart> {
    if stress.held == 0 {
        return Vec::new();
    }
    let results = [result, given];
    let source = super::source(result);
    let several = Several { results: &results, theme, source };
    let shifts = || {
        (!stress.inputs.is_empty() || !stress.policy.is_empty()).then(|| Chart {
            name: "shifts".into(),
            title: stress.finding(),
            svg: draw_shifts(stress, theme, &several.source),
            table: stress.table(),
        })
    };
    [
        shifts(),
        several.curves("exceedance-delivered", "delivered_units"),
        several.curves("exceedance-revenue", "gross_revenue_usd"),
    ]
    .into_iter()
    .flatten()
    .collect()
}
