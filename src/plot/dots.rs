//! A hundred dots along an axis, each one run in a hundred, counted above by range.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame, MARGIN, below};
use super::labels::spread;
use super::theme::{Colour, LABEL, TICK, TITLE, Theme};
use crate::analysis::dots::{DOTS, DotGroup, Dots};
use crate::analysis::wording::simulated_runs;

/// The pitch of dots: as large as they fit, within these.
const LARGEST: f64 = 56.0;
const SMALLEST: f64 = 5.0;
/// Above the dots: a count and its range.
const HEAD: f64 = 74.0;
/// Columns in the panel of zeros, and the gap after it.
const ZERO_COLUMNS: usize = 5;
const ZERO_GAP: f64 = 56.0;

/// The dots as SVG.
pub fn draw_dots(dots: &Dots, theme: &Theme, source: &str) -> String {
    let log = if dots.log { ", log scale" } else { "" };
    let error = match dots.error() {
        error if error < 0.05 => String::new(),
        error => format!(" Counts are good to ± {error:.1} dots (one standard error)."),
    };
    let frame = Frame {
        title: dots.finding(),
        subtitle: format!(
            "{} {}{log}: {DOTS} dots, each for one run in {DOTS} of {}",
            super::capital(&dots.subject.noun),
            dots.subject.when,
            simulated_runs(dots.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Count dots to get odds: each stands where one run in {DOTS} ends (quantiles at 0.5%, 1.5% and so on to 99.5%).{error}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, dots, area);
    })
}

/// The colour of a group by its range.
fn colour(theme: &Theme, dots: &Dots, group: &DotGroup) -> Colour {
    if group.to <= 0.0 {
        return theme.nothing;
    }
    let last = dots.groups.last().is_some_and(|last| last.above == group.above);
    match group.above {
        0.0 => theme.parts[3],
        _ if last && dots.groups.len() > 2 => theme.accent,
        _ => theme.main,
    }
}

/// Where dots stand: columns of so many dots side by side, each dot `pitch` wide.
struct Grid {
    pitch: f64,
    side: usize,
}

impl Grid {
    /// The largest dots that fit in the area, standing in single columns if they can.
    fn new(values: &[f64], zeros: usize, area: Area, scale: &dyn Fn(Area) -> Scale) -> Self {
        const READABLE: f64 = 13.0;
        let fits = |pitch: f64, side: usize| {
            let rows = (area.height() / pitch).floor() as usize;
            let bins = bins_area(area, zeros, pitch);
            let across = scale(bins);
            let mut counts = std::collections::BTreeMap::new();
            for &value in values.iter().filter(|value| **value > 0.0) {
                *counts.entry(column(&across, bins, value, pitch * side as f64)).or_insert(0) += 1;
            }
            let highest = counts.values().copied().max().unwrap_or(0usize);
            highest.div_ceil(side) <= rows && zeros.div_ceil(ZERO_COLUMNS) <= rows
        };
        let mut best = Self { pitch: SMALLEST, side: ZERO_COLUMNS };
        for side in 1..=ZERO_COLUMNS {
            let mut pitch = LARGEST;
            while pitch > SMALLEST && !fits(pitch, side) {
                pitch -= 0.5;
            }
            if pitch >= READABLE || pitch > best.pitch {
                best = Self { pitch, side };
            }
            if pitch >= READABLE {
                break;
            }
        }
        best
    }
}

/// The area of dots above zero.
fn bins_area(area: Area, zeros: usize, pitch: f64) -> Area {
    let panel = if zeros > 0 { ZERO_COLUMNS as f64 * pitch + ZERO_GAP } else { 0.0 };
    Area { left: area.left + panel, ..area }
}

/// The column of an amount.
fn column(across: &Scale, bins: Area, value: f64, wide: f64) -> usize {
    let last = (bins.width() / wide).floor().max(1.0) as usize - 1;
    (((across.at(value) - bins.left) / wide).floor().max(0.0) as usize).min(last)
}

fn paint(canvas: &mut Canvas<'_>, dots: &Dots, mut area: Area) {
    let theme = canvas.theme;
    area.top += HEAD;
    area.bottom -= 34.0;
    area.left += 20.0;
    area.right -= 20.0;
    let zeros = dots.values.iter().filter(|value| **value <= 0.0).count();
    let positive = &dots.values[zeros..];
    let ends = positive.first().copied().zip(positive.last().copied());
    let (low, high) = ends.unwrap_or((0.0, 1.0));
    let scale = |bins: Area| match dots.log {
        true => Scale::log(low, high, bins.left, bins.right),
        // Zero belongs on the axis unless the amounts are far from it.
        false if low < high / 2.0 => Scale::linear(0.0, high, bins.left, bins.right),
        false => Scale::linear(
            low - (high - low),
            high + (high - low).max(high * 0.01),
            bins.left,
            bins.right,
        ),
    };
    let Grid { pitch, side } = Grid::new(&dots.values, zeros, area, &scale);
    let bins = bins_area(area, zeros, pitch);
    let across = scale(bins);
    let radius = pitch * 0.43;
    let mut filled = std::collections::BTreeMap::new();
    let mut centres = vec![Vec::new(); dots.groups.len()];
    let mut tops = vec![area.bottom; dots.groups.len()];
    for (index, &value) in dots.values.iter().enumerate() {
        let place = dots.groups.iter().position(|group| value <= group.to).unwrap_or(0);
        let (x, y) = if index < zeros {
            let (row, at) = (index / ZERO_COLUMNS, index % ZERO_COLUMNS);
            (area.left + (at as f64 + 0.5) * pitch, area.bottom - (row as f64 + 0.5) * pitch)
        } else {
            let wide = pitch * side as f64;
            let column = column(&across, bins, value, wide);
            let stacked = filled.entry(column).or_insert(0usize);
            let (row, at) = (*stacked / side, *stacked % side);
            *stacked += 1;
            let left = bins.left + column as f64 * wide;
            (left + (at as f64 + 0.5) * pitch, area.bottom - (row as f64 + 0.5) * pitch)
        };
        let colour = colour(theme, dots, &dots.groups[place]);
        canvas.disc((x, y), radius, &colour.mix(if index < zeros { 0.8 } else { 1.0 }));
        centres[place].push(x);
        tops[place] = f64::min(tops[place], y - radius);
    }
    if zeros > 0 {
        let right = area.left + ZERO_COLUMNS as f64 * pitch;
        canvas.line((area.left, area.bottom), (right, area.bottom), &theme.axis, 1.25);
        let text = Text::new("zero", TICK, theme.muted).anchored(Anchor::Middle);
        let middle = f64::midpoint(area.left, right);
        canvas.text(&text, (middle, below(area.bottom, 13.0, TICK)));
    }
    if !positive.is_empty() {
        let mut ticks = across.ticks(dots.subject.unit, 9);
        ticks.retain(|tick| tick.value != 0.0 || zeros == 0);
        let from = if zeros > 0 { bins.left - 20.0 } else { MARGIN };
        draw_horizontal(canvas, bins, &across, &ticks, (from, theme.wide() - MARGIN));
    }
    paint_counts(canvas, dots, area, &centres);
}

/// The count of each group and its range, over the middle of its dots.
fn paint_counts(canvas: &mut Canvas<'_>, dots: &Dots, area: Area, centres: &[Vec<f64>]) {
    const GAP: f64 = 30.0;
    let theme = canvas.theme;
    let ranges: Vec<String> = dots.groups.iter().map(|group| dots.range(group)).collect();
    let sizes: Vec<f64> = dots
        .groups
        .iter()
        .zip(&ranges)
        .map(|(group, range)| {
            let count = width(&group.dots.to_string(), TITLE, Weight::SemiBold);
            count.max(width(range, LABEL, Weight::Regular)) + GAP
        })
        .collect();
    let wanted: Vec<f64> =
        centres.iter().map(|xs| xs.iter().sum::<f64>() / xs.len().max(1) as f64).collect();
    let places = spread(&wanted, &sizes, area.left - 20.0, area.right + 20.0);
    for ((group, range), x) in dots.groups.iter().zip(&ranges).zip(places) {
        let hue = if group.to <= 0.0 { theme.muted } else { theme.ink };
        let count = group.dots.to_string();
        let text = Text::new(&count, TITLE, hue).strong().anchored(Anchor::Middle);
        canvas.text(&text, (x, area.top - HEAD + 26.0));
        let mark = colour(theme, dots, group);
        let text = Text::new(range, LABEL, theme.muted).anchored(Anchor::Middle);
        let half = text.width() / 2.0;
        canvas.text(&text, (x, area.top - HEAD + 54.0));
        canvas.rectangle(
            (x - half, area.top - HEAD + 62.0),
            (x + half, area.top - HEAD + 66.0),
            &mark,
        );
    }
}
