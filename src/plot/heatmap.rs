//! Heat maps: a colour a cell, contour lines of a target's odds, one map or panels on one scale.

use super::axis::{Scale, Tick, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw, middle};
use super::contour::contour;
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame};
use super::theme::{Colour, LABEL, TICK, Theme, blend, is_light};
use crate::analysis::heatmap::{CONTOURS, HeatMap, MapAxis, MapValue, Panel};
use crate::analysis::wording::{grouped, percent, sentence};

/// The colour scale's width, and the space before it.
const BAR: f64 = 26.0;
const BAR_GAP: f64 = 36.0;
/// Below a map: its labels and the lever's title.
const BELOW: f64 = 66.0;
/// Above a map: the other lever's title.
const ABOVE: f64 = 36.0;
const GAP: f64 = 34.0;

/// The map as SVG.
pub fn draw_heatmap(map: &HeatMap, theme: &Theme, source: &str) -> String {
    let shown = match (map.value, &map.target) {
        (MapValue::Odds, Some(target)) => format!("Odds of “{target}”"),
        _ => format!("Mean of {}", map.what),
    };
    let third = map.third.as_ref().map_or(String::new(), |third| {
        format!("; across {}, up {}, panels by {third}", map.across.title, map.up.title)
    });
    let averaged = match map.averaged.len() {
        0 => String::new(),
        _ => format!("; mean over all values of {}", map.averaged.join(", ")),
    };
    let crossed =
        |panel: &Panel| CONTOURS.iter().any(|level| !contour(&panel.odds, *level).is_empty());
    let has_lines = has_lines(map) && map.panels.iter().any(crossed);
    let crossed = map.target.as_ref().filter(|_| has_lines);
    let lines = match (crossed, map.value) {
        (Some(target), MapValue::Mean) => format!(" Lines: equal odds of “{target}”."),
        (Some(_), MapValue::Odds) => " Lines: equal odds.".to_owned(),
        (None, _) => String::new(),
    };
    let frame = Frame {
        title: map.finding(),
        subtitle: format!("{shown}{third}{averaged}"),
        source: source.to_owned(),
        reading: format!(
            "{} cells of {} paths on the same draws; a lighter colour is less.{lines}",
            grouped(map.cells),
            grouped(map.paths)
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, map, area);
    })
}

/// The colour of a value by its share of the scale.
fn colour(theme: &Theme, share: f64) -> Colour {
    blend(theme.paper, theme.main, 0.06 + 0.94 * share.clamp(0.0, 1.0))
}

fn paint(canvas: &mut Canvas<'_>, map: &HeatMap, mut area: Area) {
    let Some((low, high)) = map.extent() else { return };
    // A scale from nothing, unless all that is shown is far from it.
    let low = if low >= 0.0 && low < 0.5 * high { 0.0 } else { low };
    // Where all cells are alike there is no scale to tell.
    let flat = high <= low;
    let high = if flat { low + low.abs().max(1.0) } else { high };
    if !flat {
        let ticks = Scale::linear(low, high, 1.0, 0.0).ticks(map.unit, 6);
        area.right -= BAR_GAP + BAR + label_room(&ticks);
        let (top, bottom) = (area.top + ABOVE, area.bottom - BELOW);
        let left = area.right + BAR_GAP;
        paint_bar(canvas, &ticks, (low, high), Area { left, top, bottom, ..area });
    }
    let count = map.panels.len();
    let columns = if count <= 4 { count } else { count.div_ceil(2) };
    let rows = count.div_ceil(columns);
    let labels = map.up.labels.iter().map(|label| width(label, TICK, Weight::Regular));
    let left = labels.fold(0.0, f64::max) + 14.0;
    let (wide, high_each) = (
        (area.width() - GAP * (columns - 1) as f64) / columns as f64,
        (area.height() - 8.0 * (rows - 1) as f64) / rows as f64,
    );
    for (index, panel) in map.panels.iter().enumerate() {
        let (column, row) = (index % columns, index / columns);
        let x = area.left + column as f64 * (wide + GAP);
        let y = area.top + row as f64 * (high_each + 8.0);
        let inner =
            Area { left: x + left, top: y + ABOVE, right: x + wide, bottom: y + high_each - BELOW };
        paint_panel(canvas, map, panel, inner, (low, high));
    }
}

fn paint_panel(
    canvas: &mut Canvas<'_>,
    map: &HeatMap,
    panel: &Panel,
    area: Area,
    (low, high): (f64, f64),
) {
    const NUMBER: f64 = 17.0;
    let theme = canvas.theme;
    let (columns, rows) = (map.across.labels.len(), map.up.labels.len());
    let (wide, tall) = (area.width() / columns as f64, area.height() / rows as f64);
    let line = if columns.max(rows) > 12 { 0.5 } else { 1.5 };
    for (row, values) in panel.values.iter().enumerate() {
        let bottom = area.bottom - row as f64 * tall;
        for (column, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let left = area.left + column as f64 * wide;
            let fill = colour(theme, (value - low) / (high - low));
            let (right, top) = (left + wide - line, bottom - tall + line);
            canvas.rectangle((left + line, top), (right, bottom - line), &fill);
        }
    }
    let lines = if has_lines(map) { paint_contours(canvas, panel, area) } else { Vec::new() };
    // Numbers stand where each has room and no line crosses it.
    let texts = panel.values.iter().flatten().filter(|value| value.is_finite());
    let widest = texts.map(|value| width(&map.written(*value), NUMBER, Weight::Regular));
    let half = widest.fold(0.0, f64::max) / 2.0 + 4.0;
    let numbers = 2.0 * half < wide && tall > 30.0 && columns * rows <= 100;
    for (row, values) in panel.values.iter().enumerate().filter(|_| numbers) {
        let y = area.bottom - (row as f64 + 0.5) * tall;
        for (column, value) in values.iter().enumerate().filter(|(_, value)| value.is_finite()) {
            let x = area.left + (column as f64 + 0.5) * wide;
            if lines.iter().any(|piece| touches(*piece, (x, y), (half, NUMBER))) {
                continue;
            }
            let fill = colour(theme, (value - low) / (high - low));
            let ink = if is_light(fill) { Theme::light().ink } else { Theme::light().paper };
            let text = map.written(*value);
            canvas.text_beside(&Text::new(&text, NUMBER, ink).anchored(Anchor::Middle), (x, y));
        }
    }
    paint_axes(canvas, map, panel, area);
}

/// Whether a piece of a line comes into a box around a point, by looking at places along it.
fn touches((from, to): (Point, Point), centre: Point, (half, tall): (f64, f64)) -> bool {
    (0..=16).any(|step| {
        let share = f64::from(step) / 16.0;
        let x = from.0 + share * (to.0 - from.0);
        let y = from.1 + share * (to.1 - from.1);
        (x - centre.0).abs() < half && (y - centre.1).abs() < tall
    })
}

/// Whether contour lines can be drawn: not between levels that are words.
fn has_lines(map: &HeatMap) -> bool {
    map.across.is_scale && map.up.is_scale
}

/// Contour lines of the odds, each with its label where the line is farthest to the right; returns
/// the pieces of lines and, as such, the labels.
fn paint_contours(canvas: &mut Canvas<'_>, panel: &Panel, area: Area) -> Vec<(Point, Point)> {
    const SIZE: f64 = 17.0;
    let theme = canvas.theme;
    let rows = panel.odds.len();
    let columns = panel.odds.first().map_or(0, Vec::len);
    let mut pieces = Vec::new();
    if rows < 2 || columns < 2 {
        return pieces;
    }
    let place = |(x, y): Point| {
        let across = (x + 0.5) / columns as f64;
        let up = (y + 0.5) / rows as f64;
        (area.left + across * area.width(), area.bottom - up * area.height())
    };
    let mut taken: Vec<Point> = Vec::new();
    for level in CONTOURS {
        let lines: Vec<(Point, Point)> = contour(&panel.odds, level)
            .into_iter()
            .map(|(from, to)| (place(from), place(to)))
            .collect();
        for (from, to) in &lines {
            canvas.line(*from, *to, &theme.paper, 5.0);
        }
        for (from, to) in &lines {
            canvas.line(*from, *to, &theme.accent, 2.5);
        }
        let label = percent(level);
        let half = width(&label, SIZE, Weight::SemiBold) / 2.0 + 6.0;
        let middles = lines.iter().map(|(a, b)| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0));
        let fits = |point: &Point| {
            let inside = point.0 - half > area.left
                && point.0 + half < area.right
                && point.1 - 14.0 > area.top
                && point.1 + 14.0 < area.bottom;
            inside
                && taken
                    .iter()
                    .all(|o| (o.0 - point.0).abs() > 70.0 || (o.1 - point.1).abs() > 30.0)
        };
        pieces.extend(&lines);
        let Some(at) = middles.filter(fits).max_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        taken.push(at);
        canvas.rectangle((at.0 - half, at.1 - 13.0), (at.0 + half, at.1 + 13.0), &theme.paper);
        let text = Text::new(&label, SIZE, theme.accent).strong().anchored(Anchor::Middle);
        canvas.text_beside(&text, at);
        pieces.push(((at.0 - half, at.1), (at.0 + half, at.1)));
    }
    pieces
}

fn paint_axes(canvas: &mut Canvas<'_>, map: &HeatMap, panel: &Panel, area: Area) {
    let theme = canvas.theme;
    let tall = area.height() / map.up.labels.len() as f64;
    let every = (27.0 / tall).ceil().max(1.0) as usize;
    for (row, label) in map.up.labels.iter().enumerate().step_by(every) {
        let y = area.bottom - (row as f64 + 0.5) * tall;
        let text = Text::new(label, TICK, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 10.0, y));
    }
    across_labels(canvas, &map.across, area);
    let title = if panel.title.is_empty() {
        format!("{} ↑", sentence(&map.up.title))
    } else {
        // The value tells one panel from the next: the lever's name is cut before it.
        let room = area.width() - width(&format!(" {}", panel.title), LABEL, Weight::SemiBold);
        let third = fit(map.third.as_deref().unwrap_or(""), LABEL, Weight::SemiBold, room);
        format!("{third} {}", panel.title)
    };
    let title = fit(&title, LABEL, Weight::SemiBold, area.width());
    canvas.text(&Text::new(&title, LABEL, theme.ink).strong(), (area.left, area.top - 12.0));
    let title = format!("{} →", sentence(&map.across.title));
    let title = fit(&title, TICK, Weight::SemiBold, area.width());
    let text = Text::new(&title, TICK, theme.ink).strong().anchored(Anchor::Middle);
    let x = (area.left + area.right) / 2.0;
    canvas.text(&text, (x, area.bottom + 54.0));
}

/// Labels under the columns, as many as have room.
fn across_labels(canvas: &mut Canvas<'_>, axis: &MapAxis, area: Area) {
    let theme = canvas.theme;
    let wide = area.width() / axis.labels.len() as f64;
    let widest = axis.labels.iter().map(|label| width(label, TICK, Weight::Regular));
    let room = widest.fold(0.0, f64::max) + 16.0;
    let every = (room / wide).ceil().max(1.0) as usize;
    for (column, label) in axis.labels.iter().enumerate().step_by(every) {
        let label = fit(label, TICK, Weight::Regular, wide * every as f64 - 8.0);
        let x = area.left + (column as f64 + 0.5) * wide;
        let text = Text::new(&label, TICK, theme.muted).anchored(Anchor::Middle);
        canvas.text(&text, (x, area.bottom + 26.0));
    }
}

/// The colour scale with its values.
fn paint_bar(canvas: &mut Canvas<'_>, ticks: &[Tick], (low, high): (f64, f64), area: Area) {
    const STEPS: usize = 64;
    let theme = canvas.theme;
    let scale = Scale::linear(low, high, area.bottom, area.top);
    for step in 0..STEPS {
        let share = (step as f64 + 0.5) / STEPS as f64;
        // Each step reaches to the top, and the next one covers it: no seams between them.
        let from = area.bottom - step as f64 / STEPS as f64 * area.height();
        canvas.rectangle((area.left, from), (area.left + BAR, area.top), &colour(theme, share));
    }
    for tick in ticks {
        let y = scale.at(tick.value).min(area.bottom - middle(TICK));
        let text = Text::new(&tick.label, TICK, theme.muted);
        canvas.text_beside(&text, (area.left + BAR + 10.0, y));
    }
}
