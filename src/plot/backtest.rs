//! A back-test: bands by period for each forecast with what came as a mark, and where in each forecast that fell.

use plotters::style::Color;

use super::axis::{Scale, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, below};
use super::theme::{Colour, LABEL, TICK, Theme};
use crate::analysis::backtest::{Row, Series};
use crate::analysis::held::Held;
use crate::analysis::quarterly::quarter_name;
use crate::analysis::wording::simulated_runs;
use crate::units::Unit;

/// The height of a forecast's row of PIT gauges.
const GAUGE: f64 = 40.0;
/// The most of the sheet's width that names of forecasts take.
const NAME_ROOM: f64 = 240.0;

/// The back-test of one series as SVG. Forecasts are named as given, in the series' order.
pub fn draw_backtest(
    series: &Series,
    forecasts: &[(String, String)],
    paths: usize,
    theme: &Theme,
    source: &str,
) -> String {
    let frame = Frame {
        title: series.finding(forecasts),
        subtitle: format!(
            "{} by period, {} a forecast. Off by: the CRPS; of a single number, its error",
            series.title,
            simulated_runs(paths)
        ),
        source: source.to_owned(),
        reading: "Bars: P5 to P95 (light), P10 to P90 (dark); thick line: median. Gauges: the share of runs \
                  below what came (PIT), 0 to 1, a bar where many runs equal it; dark from 0.1 to 0.9."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, series, forecasts, area);
    })
}

/// The colour of a forecast by its place.
fn colour(theme: &Theme, index: usize) -> Colour {
    [theme.main, theme.accent, theme.parts[5], theme.parts[7]][index % 4]
}

fn paint(canvas: &mut Canvas<'_>, series: &Series, forecasts: &[(String, String)], mut area: Area) {
    let theme = canvas.theme;
    let tops = series.rows.iter().flat_map(|row| {
        let bands = row.held.iter().map(|held| held.bands[2].1);
        bands.chain([row.observation.value, row.observation.ready.unwrap_or(0.0)])
    });
    let highest = tops.fold(0.0, f64::max);
    let lows = series.rows.iter().flat_map(|row| row.held.iter().map(|held| held.bands[2].0));
    let lowest = lows.fold(0.0, f64::min) * 1.02;
    let highest = if highest > lowest { highest * 1.04 } else { 1.0 };
    legend(canvas, series, forecasts, &mut area);
    let ticks = Scale::linear(lowest, highest, 1.0, 0.0).ticks(series.unit, 6);
    let names = forecasts.iter().map(|(name, _)| width(name, TICK, Weight::Regular));
    let name_room = names.fold(0.0, f64::max).min(NAME_ROOM) + 40.0;
    area.left += label_room(&ticks).max(name_room);
    area.bottom -= 56.0 + GAUGE * forecasts.len() as f64;
    let up = Scale::linear(lowest, highest, area.bottom, area.top);
    draw_vertical(canvas, area, &up, &ticks);
    let pitch = area.width() / series.rows.len() as f64;
    let long = |row: &Row| {
        width(&came(row, series.unit).join(": "), TICK, Weight::SemiBold) > pitch * 0.96
    };
    let apart = series.rows.iter().any(long);
    for (index, row) in series.rows.iter().enumerate() {
        let middle = area.left + (index as f64 + 0.5) * pitch;
        let column = Area { left: middle - pitch * 0.4, right: middle + pitch * 0.4, ..area };
        period(canvas, row, column, &up);
        name(canvas, &came(row, series.unit), column, apart);
        for (place, held) in row.held.iter().enumerate() {
            let y = area.bottom + 66.0 + GAUGE * place as f64;
            gauge(canvas, held, (column.left, column.right), y, colour(theme, place));
        }
    }
    canvas.line((area.left, area.bottom), (area.right, area.bottom), &theme.axis, 1.25);
    for (place, (name, _)) in forecasts.iter().enumerate() {
        let y = area.bottom + 66.0 + GAUGE * place as f64;
        let name = fit(name, TICK, Weight::Regular, NAME_ROOM);
        let text = Text::new(&name, TICK, colour(theme, place)).anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 12.0, y));
    }
}

/// What the marks are, above the area.
fn legend(
    canvas: &mut Canvas<'_>,
    series: &Series,
    forecasts: &[(String, String)],
    area: &mut Area,
) {
    let theme = canvas.theme;
    let y = area.top + 14.0;
    let mut x = area.left;
    let room = area.width() / (forecasts.len() + 2) as f64 - 62.0;
    let mut entry = |canvas: &mut Canvas<'_>, name: &str, colour: Colour, kind: usize| {
        let (left, right) = (x, x + 30.0);
        match kind {
            0 => {
                canvas.rectangle((left, y - 9.0), (right, y + 9.0), &colour.mix(0.45));
                canvas.line((left, y), (right, y), &colour, 4.0);
            }
            1 => canvas.line((left, y), (right, y), &colour, 5.0),
            _ => canvas.dashes((left, y), (right, y), &colour),
        }
        let name = fit(name, LABEL, Weight::Regular, room);
        let text = Text::new(&name, LABEL, theme.ink);
        canvas.text_beside(&text, (right + 10.0, y));
        x = right + 10.0 + text.width() + 28.0;
    };
    for (place, (name, _)) in forecasts.iter().enumerate() {
        entry(canvas, name, colour(theme, place), 0);
    }
    entry(canvas, "what came", theme.ink, 1);
    if series.rows.iter().any(|row| row.observation.ready.is_some()) {
        entry(canvas, "all that was ready", theme.muted, 2);
    }
    area.top += 48.0;
}

/// One period: its bars, and the marks across them.
fn period(canvas: &mut Canvas<'_>, row: &Row, column: Area, up: &Scale) {
    let theme = canvas.theme;
    let pitch = column.width() / row.held.len() as f64;
    let bar = (pitch * 0.5).min(64.0);
    for (place, held) in row.held.iter().enumerate() {
        let x = column.left + (place as f64 + 0.5) * pitch;
        let (left, right) = (x - bar / 2.0, x + bar / 2.0);
        let colour = colour(theme, place);
        for (band, share) in [(held.bands[2], 0.22), (held.bands[1], 0.34)] {
            if band.1 > band.0 {
                canvas.rectangle((left, up.at(band.1)), (right, up.at(band.0)), &colour.mix(share));
            }
        }
        let median = up.at(held.median.value);
        canvas.line((left, median), (right, median), &colour, 4.0);
    }
    let observation = &row.observation;
    if let Some(ready) = observation.ready {
        let y = up.at(ready);
        canvas.dashes((column.left, y), (column.right, y), &theme.muted);
    }
    let y = up.at(observation.value);
    if let Some((low, high)) = observation.range {
        let (low, high) = (up.at(low), up.at(high));
        canvas.rectangle((column.left, high), (column.right, low), &theme.ink.mix(0.15));
    }
    canvas.line((column.left, y), (column.right, y), &theme.ink, 5.0);
}

/// A period's name, and what came in it.
fn came(row: &Row, unit: Unit) -> [String; 2] {
    let observation = &row.observation;
    let period = observation.period.as_deref().map_or("horizon".to_owned(), quarter_name);
    [period, format!("{} came", unit.format(observation.value))]
}

/// The words below a period: on one line, or on two where any period needs two.
fn name(canvas: &mut Canvas<'_>, words: &[String; 2], column: Area, apart: bool) {
    const SECOND: f64 = 23.0;
    let theme = canvas.theme;
    let middle = (column.left + column.right) / 2.0;
    let y = below(column.bottom, 10.0, TICK);
    let lines = if apart { words.to_vec() } else { vec![words.join(": ")] };
    for (place, line) in lines.iter().enumerate() {
        let line = fit(line, TICK, Weight::SemiBold, column.width() * 1.2);
        let text = Text::new(&line, TICK, theme.ink).strong().anchored(Anchor::Middle);
        canvas.text(&text, (middle, y + SECOND * place as f64));
    }
}

/// Where in a forecast the observation fell: from P(X < y) to P(X ≤ y) on a line from 0 to 1.
fn gauge(canvas: &mut Canvas<'_>, held: &Held, ends: (f64, f64), y: f64, colour: Colour) {
    let theme = canvas.theme;
    let along = Scale::linear(0.0, 1.0, ends.0, ends.1);
    canvas.line((along.at(0.0), y), (along.at(1.0), y), &theme.grid, 8.0);
    canvas.line((along.at(0.1), y), (along.at(0.9), y), &theme.axis.mix(0.6), 8.0);
    let (low, high) = (along.at(held.score.below.value), along.at(held.score.at_most.value));
    canvas.line((low, y), (high, y), &colour.mix(0.55), 8.0);
    canvas.disc((along.at(held.score.mid.value), y), 7.0, &colour);
}
