//! The histogram with its cumulative curve, zeros in a bar of their own.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame, MARGIN, below};
use super::marks::{Mark, MarkRows, ROW};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::distribution::Distribution;
use crate::analysis::wording::{percent, simulated_runs};
use crate::stats::Estimate;
use crate::units::Unit;

const CDF_ROOM: f64 = 84.0;
/// The width of the panel of zeros, and of the gap after it.
const ZERO_PANEL: f64 = 120.0;
const ZERO_GAP: f64 = 44.0;

/// Where things are on this chart.
struct Layout {
    area: Area,
    /// The panel of the bins.
    bins: Area,
    across: Scale,
    up: Scale,
    cumulative: Scale,
}

/// The distribution chart as SVG.
pub fn draw_distribution(d: &Distribution, theme: &Theme, source: &str) -> String {
    let log = if d.log { ", log scale" } else { "" };
    let beyond = match (d.below_share > 0.0, d.above_share > 0.0) {
        (false, false) => String::new(),
        (true, false) => format!(" {} of runs lie below the axis.", percent(d.below_share)),
        (false, true) => format!(" {} of runs lie above the axis.", percent(d.above_share)),
        (true, true) => format!(
            " {} of runs lie below the axis, {} above.",
            percent(d.below_share),
            percent(d.above_share)
        ),
    };
    let zeros: Vec<&str> =
        quantiles(d).iter().filter(|(_, q)| q.value == 0.0).map(|&(name, _)| name).collect();
    let zeros = match zeros.len() {
        0 => String::new(),
        1 => format!(" {} is zero.", zeros[0]),
        _ => format!(" {} are zero.", zeros.join(", ")),
    };
    let frame = Frame {
        title: d.finding(),
        subtitle: format!(
            "{} {}{log}: share of {} in each bar (left), share at or below (curve, right)",
            super::capital(&d.subject.noun),
            d.subject.when,
            simulated_runs(d.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Strong bars: from P10 to P90; nine runs in ten are at or above P10, nine at or below P90.{zeros}{beyond}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, d, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, d: &Distribution, mut area: Area) {
    let theme = canvas.theme;
    let highest = d.bins.iter().map(|bin| bin.share).fold(0.0, f64::max);
    // Without bins, or with one bar only, zeros set the scale.
    let highest = if highest > 0.0 { highest } else { 1.0 } * 1.06;
    let ticks = Scale::linear(0.0, highest, 1.0, 0.0).ticks(Unit::Share, 5);
    area.left += label_room(&ticks);
    area.right -= CDF_ROOM;
    area.bottom -= 34.0;
    let mut bins = area;
    if d.zero_share > 0.0 {
        bins.left += ZERO_PANEL + ZERO_GAP;
    }
    let (low, high) = match (d.bins.first(), d.bins.last()) {
        (Some(first), Some(last)) => (first.from, last.to),
        _ => (0.0, 0.0),
    };
    let across = if d.log {
        Scale::log(low, high, bins.left, bins.right)
    } else {
        Scale::linear(low, high, bins.left, bins.right)
    };
    let rows =
        MarkRows::new(quantile_marks(d, theme, &across), (MARGIN, theme.wide() - MARGIN), 3, 400.0);
    area.top += 6.0 + rows.rows as f64 * ROW;
    bins.top = area.top;
    let up = Scale::linear(0.0, highest, area.bottom, area.top);
    let cumulative = Scale::linear(0.0, 1.0, area.bottom, area.top);
    draw_vertical(canvas, area, &up, &ticks);
    let layout = Layout { area, bins, across, up, cumulative };
    paint_bars(canvas, d, &layout);
    if d.zero_share > 0.0 {
        paint_zero(canvas, d, &layout, highest);
    }
    paint_curve(canvas, d, &layout);
    rows.draw(canvas, area);
    let axis = if d.bins.is_empty() { Vec::new() } else { layout.across.ticks(d.subject.unit, 9) };
    let axis: Vec<_> = axis.into_iter().filter(|t| t.value != 0.0 || d.zero_share == 0.0).collect();
    if !d.bins.is_empty() {
        draw_horizontal(
            canvas,
            bins,
            &layout.across,
            &axis,
            (bins.left - 30.0, theme.wide() - MARGIN),
        );
    }
}

fn quantiles(d: &Distribution) -> [(&'static str, Estimate); 3] {
    [("P10", d.p10), ("P50", d.p50), ("P90", d.p90)]
}

/// P10, P50 and P90, those of the same amount as one mark. At zero stands a bar with its share.
fn quantile_marks(d: &Distribution, theme: &Theme, across: &Scale) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut texts: Vec<(Vec<&str>, String, f64)> = Vec::new();
    for (name, quantile) in quantiles(d) {
        if quantile.value == 0.0 && d.zero_share > 0.0 {
            continue;
        }
        let text = d.subject.amount(quantile);
        match texts.last_mut() {
            Some((names, same, _)) if *same == text => names.push(name),
            _ => texts.push((vec![name], text, quantile.value)),
        }
    }
    for (names, text, value) in texts {
        marks.push(Mark {
            x: across.at(value),
            label: format!("{} {text}", names.join(", ")),
            colour: theme.ink,
            strong: true,
        });
    }
    marks
}

fn paint_bars(canvas: &mut Canvas<'_>, d: &Distribution, layout: &Layout) {
    let theme = canvas.theme;
    let inside = |from: f64, to: f64| to > d.p10.value && from < d.p90.value;
    for bin in d.bins.iter().filter(|bin| bin.share > 0.0) {
        let (left, right) = (layout.across.at(bin.from), layout.across.at(bin.to));
        let gap = ((right - left) * 0.06).min(1.5);
        let opacity = if inside(bin.from, bin.to) { 0.78 } else { 0.38 };
        // A bar of a single run must still be seen.
        let top = layout.up.at(bin.share).min(layout.area.bottom - 1.0);
        canvas.rectangle(
            (left + gap, top),
            (right - gap, layout.area.bottom),
            &theme.main.mix(opacity),
        );
    }
}

/// The bar of zeros; where it is too high for the scale of the others it is visibly cut.
fn paint_zero(canvas: &mut Canvas<'_>, d: &Distribution, layout: &Layout, highest: f64) {
    const HALF: f64 = 38.0;
    let theme = canvas.theme;
    let area = layout.area;
    let x = area.left + ZERO_PANEL / 2.0;
    let cut = d.zero_share > highest;
    let top = layout.up.at(d.zero_share);
    // Room for the share above the bar.
    let top = if cut { area.top + 34.0 } else { top.max(area.top + 34.0).min(area.bottom - 1.0) };
    canvas.rectangle((x - HALF, top), (x + HALF, area.bottom), &theme.nothing);
    if cut {
        let y = top + (area.bottom - top) * 0.18;
        let wave: Vec<Point> = (0..=6)
            .map(|i| {
                let up = if i % 2 == 0 { 6.0 } else { -6.0 };
                (x - HALF - 8.0 + f64::from(i) * (2.0 * HALF + 16.0) / 6.0, y + up)
            })
            .collect();
        canvas.path(&wave, &theme.paper, 9.0);
    }
    let share = percent(d.zero_share);
    let label = Text::new(&share, LABEL, theme.ink).strong().anchored(Anchor::Middle);
    // A mark's line may stand here: the label gets paper behind it.
    let half = label.width() / 2.0 + 4.0;
    canvas.rectangle((x - half, top - 30.0), (x + half, top - 5.0), &theme.paper);
    canvas.text(&label, (x, top - 10.0));
    canvas.line((area.left, area.bottom), (area.left + ZERO_PANEL, area.bottom), &theme.axis, 1.25);
    let name = Text::new("exactly zero", TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&name, (x, below(area.bottom, 13.0, TICK)));
}

/// The share of runs at or below, over the bins, with its axis on the right; not without bins.
fn paint_curve(canvas: &mut Canvas<'_>, d: &Distribution, layout: &Layout) {
    let theme = canvas.theme;
    let Some(first) = d.bins.first() else { return };
    let before = layout.cumulative.at(first.cumulative - first.share);
    let mut points = vec![(layout.bins.left, before)];
    if d.zero_share > 0.0 && d.min >= 0.0 {
        // From the bar of zeros: its share is where the curve begins.
        points.insert(0, (layout.area.left + ZERO_PANEL, layout.cumulative.at(d.zero_share)));
    }
    points.extend(
        d.bins.iter().map(|b| (layout.across.at(b.to), layout.cumulative.at(b.cumulative))),
    );
    canvas.path(&points, &theme.accent, 3.0);
    for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let y = layout.cumulative.at(share);
        let label = percent(share);
        canvas.line((layout.area.right, y), (layout.area.right + 6.0, y), &theme.accent, 1.25);
        let text = Text::new(&label, TICK, theme.accent).anchored(Anchor::End);
        let right = layout.area.right + 14.0 + width("100%", TICK, Weight::Regular);
        canvas.text_beside(&text, (right, y));
    }
}
