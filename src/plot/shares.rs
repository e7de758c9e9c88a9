//! Shares of variance: a row a driver, its Shapley share as a bar, first-order and total as marks.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::sensitivity::{ShareRow, Shares};
use crate::analysis::wording::grouped;
use crate::units::Unit;

const MOST_ROWS: usize = 14;
const MOST_PITCH: f64 = 58.0;
const LONGEST: f64 = 520.0;
const FIGURES: f64 = 190.0;
const GAP: f64 = 24.0;

/// The chart as SVG.
pub fn draw_shares(shares: &Shares, theme: &Theme, source: &str) -> String {
    let left_out = match shares.rows.len().saturating_sub(MOST_ROWS) {
        0 => String::new(),
        n => format!(" {n} drivers with a smaller share are not shown."),
    };
    let frame = Frame {
        title: shares.finding(),
        subtitle: format!(
            "Share of the variance of {} {} by driver: {} paths, each run {} times",
            shares.subject.noun,
            shares.subject.when,
            grouped(shares.paths),
            grouped(shares.evaluations / shares.paths.max(1))
        ),
        source: source.to_owned(),
        reading: format!(
            "Bar: Shapley share with its 95% interval; the bars sum to 100%. Dot: the driver alone; ring: \
             with all its interactions. Pale: not distinguishable from zero.{left_out}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, shares, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, shares: &Shares, mut area: Area) {
    const HEAD: f64 = 34.0;
    const AXIS: f64 = 40.0;
    let theme = canvas.theme;
    let rows = &shares.rows[..shares.rows.len().min(MOST_ROWS)];
    area.top += HEAD;
    area.bottom -= AXIS;
    let pitch = (area.height() / rows.len() as f64).min(MOST_PITCH);
    let names = rows.iter().map(|row| width(&row.title, LABEL, Weight::SemiBold));
    area.left += names.fold(0.0, f64::max).min(LONGEST) + GAP;
    area.right -= FIGURES + GAP;
    area.bottom = area.top + pitch * rows.len() as f64;
    let values = || {
        rows.iter().flat_map(|row| {
            let interval = row.shares.shapley.interval();
            [interval.low, interval.high, row.shares.first.value, row.shares.total.value]
        })
    };
    let finite = || values().filter(|x| x.is_finite());
    let (low, high) = (finite().fold(0.0, f64::min), finite().fold(0.01, f64::max));
    let across = Scale::linear(low, high, area.left + 8.0, area.right - 8.0);
    let ticks = across.ticks(Unit::Share, 6);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, area.right + GAP));
    let head = Text::new("share ± error", TICK, theme.muted).anchored(Anchor::End);
    canvas.text(&head, (theme.wide() - MARGIN, area.top - 14.0));
    for (index, row) in rows.iter().enumerate() {
        paint_row(canvas, row, area.top + (index as f64 + 0.5) * pitch, pitch, &across);
    }
}

fn paint_row(canvas: &mut Canvas<'_>, row: &ShareRow, y: f64, pitch: f64, across: &Scale) {
    let theme = canvas.theme;
    let real = row.shares.verdict.is_real();
    let (opacity, ink) = if real { (0.85, theme.ink) } else { (0.3, theme.muted) };
    let mut text = Text::new(&row.title, LABEL, ink);
    if real {
        text = text.strong();
    }
    canvas.label_beside(&text, (LONGEST, pitch), (MARGIN, y));
    let half = (pitch * 0.3).min(15.0);
    let shapley = row.shares.shapley;
    let colour = theme.main.mix(opacity);
    canvas.rectangle((across.at(0.0), y - half), (across.at(shapley.value), y + half), &colour);
    if shapley.standard_error.is_finite() {
        let interval = shapley.interval();
        let (from, to) = (across.at(interval.low), across.at(interval.high));
        canvas.line((from, y), (to, y), &theme.ink.mix(opacity), 2.0);
    }
    let ring = (across.at(row.shares.total.value), y);
    canvas.disc(ring, 8.0, &theme.accent);
    canvas.disc(ring, 5.0, &theme.paper);
    canvas.disc((across.at(row.shares.first.value), y), 5.0, &theme.accent);
    let figure = fit(&shapley.digits(Unit::Share), LABEL, Weight::Regular, FIGURES);
    canvas.text_beside(
        &Text::new(&figure, LABEL, ink).anchored(Anchor::End),
        (theme.wide() - MARGIN, y),
    );
}
