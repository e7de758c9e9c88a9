//! Tornado: a row an input, from the metric's mean where the input is low to where it is high.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::sensitivity::{GivenData, InputEffect, short_name};
use crate::analysis::wording::{sentence, simulated_runs};

/// The most rows that are read on a slide.
const MOST_ROWS: usize = 14;
const MOST_PITCH: f64 = 58.0;
const LONGEST: f64 = 520.0;
/// Width of a column of figures, and the space between columns.
const FIGURES: f64 = 118.0;
const GAP: f64 = 24.0;

/// The tornado as SVG.
pub fn draw_tornado(given: &GivenData, theme: &Theme, source: &str) -> String {
    let left_out = match given.inputs.len().saturating_sub(MOST_ROWS) {
        0 => String::new(),
        n => format!(" {n} inputs with a smaller swing are not shown."),
    };
    let frame = Frame {
        title: given.finding(),
        subtitle: format!(
            "Mean of {} {} where an input is in its lowest and in its highest tenth, over {}",
            given.subject.noun,
            given.subject.when,
            simulated_runs(given.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Line: mean of all runs, {}. Whiskers: 95% confidence. Pale: not distinguishable from no \
             effect.{left_out}",
            given.subject.amount(given.mean)
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, given, area);
    })
}

fn ends(input: &InputEffect) -> [f64; 4] {
    let (low, high) = (input.low.mean.interval(), input.high.mean.interval());
    [low.low, low.high, high.low, high.high]
}

fn paint(canvas: &mut Canvas<'_>, given: &GivenData, mut area: Area) {
    const HEAD: f64 = 34.0;
    const AXIS: f64 = 40.0;
    let theme = canvas.theme;
    let rows = &given.inputs[..given.inputs.len().min(MOST_ROWS)];
    area.top += HEAD;
    area.bottom -= AXIS;
    let pitch = (area.height() / rows.len() as f64).min(MOST_PITCH);
    let names = rows.iter().map(|row| width(&short_name(&row.path), LABEL, Weight::SemiBold));
    area.left += names.fold(0.0, f64::max).min(LONGEST) + GAP;
    area.right -= 2.0 * (FIGURES + GAP);
    area.bottom = area.top + pitch * rows.len() as f64;
    let values = || rows.iter().flat_map(ends).filter(|x| x.is_finite());
    let low = values().fold(given.mean.value, f64::min);
    let high = values().fold(given.mean.value, f64::max);
    let across = Scale::linear(low, high, area.left + 8.0, area.right - 8.0);
    let ticks = across.ticks(given.subject.unit, 6);
    for tick in &ticks {
        let x = across.at(tick.value);
        canvas.line((x, area.top), (x, area.bottom), &theme.grid, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, area.right + GAP));
    let columns = [area.right + GAP + FIGURES, theme.wide() - MARGIN];
    let heads = [("where low", theme.accent), ("where high", theme.main)];
    for ((head, colour), right) in heads.into_iter().zip(columns) {
        let text = Text::new(head, TICK, colour).strong().anchored(Anchor::End);
        canvas.text(&text, (right, area.top - 14.0));
    }
    for (index, row) in rows.iter().enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        paint_row(canvas, given, row, y, pitch, &across, columns);
    }
    let middle = across.at(given.mean.value);
    canvas.line((middle, area.top), (middle, area.bottom), &theme.ink, 1.75);
}

fn paint_row(
    canvas: &mut Canvas<'_>,
    given: &GivenData,
    row: &InputEffect,
    y: f64,
    pitch: f64,
    across: &Scale,
    columns: [f64; 2],
) {
    let theme = canvas.theme;
    let real = row.verdict.is_real();
    let (opacity, ink) = if real { (0.85, theme.ink) } else { (0.3, theme.muted) };
    let name = sentence(&short_name(&row.path));
    let mut text = Text::new(&name, LABEL, ink);
    if real {
        text = text.strong();
    }
    canvas.label_beside(&text, (LONGEST, pitch), (MARGIN, y));
    let half = (pitch * 0.3).min(15.0);
    let middle = across.at(given.mean.value);
    let ends = [(row.low.mean, theme.accent), (row.high.mean, theme.main)];
    for ((mean, colour), right) in ends.into_iter().zip(columns) {
        let x = across.at(mean.value);
        canvas.rectangle((middle, y - half), (x, y + half), &colour.mix(opacity));
        let interval = mean.interval();
        if mean.standard_error.is_finite() {
            let (from, to) = (across.at(interval.low), across.at(interval.high));
            canvas.line((from, y), (to, y), &theme.ink.mix(opacity), 2.0);
        }
        let figure = fit(&given.subject.unit.format(mean.value), LABEL, Weight::Regular, FIGURES);
        canvas.text_beside(&Text::new(&figure, LABEL, ink).anchored(Anchor::End), (right, y));
    }
}
