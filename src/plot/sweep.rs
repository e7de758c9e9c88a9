//! The charts of a sweep.

use std::borrow::Cow;

use super::{Chart, Theme, draw_heatmap, draw_parallel, draw_strip};
use crate::analysis::extremes::extreme_cells;
use crate::analysis::heatmap::{HeatMap, MapValue};
use crate::analysis::parallel::Parallel;
use crate::analysis::wording::grouped;
use crate::engine::sweep::SweepResult;

/// Every chart that the sweep has the levers for.
pub fn sweep_charts(result: &SweepResult, theme: &Theme) -> Vec<Chart> {
    let subject = &result.subject;
    let source = format!(
        "tradeflow {} · {} · seed {} · {} cells of {} paths",
        env!("CARGO_PKG_VERSION"),
        subject.name,
        subject.seed,
        grouped(result.means.len()),
        grouped(subject.paths)
    );
    let map = |name: &'static str, value, in_panels| {
        let map = HeatMap::new(result, value, in_panels)?;
        let svg = draw_heatmap(&map, theme, &source);
        Some(Chart { name: Cow::Borrowed(name), title: map.finding(), svg, table: map.table() })
    };
    let extremes = || {
        let strip = extreme_cells(result)?;
        let svg = draw_strip(&strip, theme, &source);
        Some(Chart { name: "extremes".into(), title: strip.finding(), svg, table: strip.table() })
    };
    let parallel = || {
        let lines = Parallel::new(result)?;
        let svg = draw_parallel(&lines, theme, &source);
        Some(Chart { name: "parallel".into(), title: lines.finding(), svg, table: lines.table() })
    };
    [
        map("map-mean", MapValue::Mean, false),
        map("map-odds", MapValue::Odds, false),
        map("map-mean-panels", MapValue::Mean, true),
        map("map-odds-panels", MapValue::Odds, true),
        extremes(),
        parallel(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
