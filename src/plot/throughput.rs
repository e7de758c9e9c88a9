//! Throughput: a bar a piece of work, in groups, with a line from the slowest round to the fastest.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{FOOT, LABEL, Theme};
use crate::analysis::benchmark::{Throughput, ThroughputRow};
use crate::units::{Unit, short};

/// The longest name, and the width of the column of numbers.
const LONGEST: f64 = 430.0;
const NUMBERS: f64 = 250.0;
/// Between names, bars and columns.
const GAP: f64 = 26.0;
/// The room that a heading takes, in rows.
const HEADING: f64 = 1.3;
/// The rows' greatest height.
const MOST_PITCH: f64 = 56.0;

/// The throughput of a benchmark as SVG; `source` says what machine it was.
pub fn draw_throughput(throughput: &Throughput, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: throughput.finding(),
        subtitle: "Paths a second, and microseconds a path".to_owned(),
        source: source.to_owned(),
        reading: "Bar: the median round; line: from the slowest to the fastest.".to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, throughput, area);
    })
}

fn rows(throughput: &Throughput) -> impl Iterator<Item = &ThroughputRow> {
    throughput.groups.iter().flat_map(|(_, rows)| rows)
}

fn paint(canvas: &mut Canvas<'_>, throughput: &Throughput, mut area: Area) {
    const AXIS: f64 = 40.0;
    let theme = canvas.theme;
    area.bottom -= AXIS;
    let count: f64 = throughput.groups.iter().map(|(_, rows)| rows.len() as f64 + HEADING).sum();
    let pitch = (area.height() / count.max(1.0)).min(MOST_PITCH);
    let size = if pitch < 30.0 { FOOT } else { LABEL };
    let names = rows(throughput).map(|row| width(&row.name, size, Weight::Regular));
    area.left += names.fold(0.0, f64::max).min(LONGEST) + GAP;
    area.right -= NUMBERS + GAP;
    area.bottom = area.top + pitch * count;
    let high = rows(throughput).map(|row| row.rate.high).fold(0.0, f64::max);
    let across = Scale::linear(0.0, high, area.left, area.right);
    let ticks = across.ticks(Unit::Count, 6);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, area.right + NUMBERS));
    let mut y = area.top;
    for (group, (heading, rows)) in throughput.groups.iter().enumerate() {
        y += HEADING * pitch;
        let room = theme.wide() - 2.0 * MARGIN;
        let heading = fit(heading, size, Weight::SemiBold, room);
        let heading = Text::new(&heading, size, theme.ink).strong();
        // A heading lies over the grid: its own paper keeps it legible.
        let behind = MARGIN + heading.width() + 8.0;
        let middle = y - 0.5 * pitch;
        canvas.rectangle(
            (MARGIN, middle - 0.5 * size),
            (behind, middle + 0.5 * size),
            &theme.paper,
        );
        canvas.text_beside(&heading, (MARGIN, middle));
        let colour = if group == 0 { theme.accent } else { theme.main };
        for row in rows {
            let middle = y + 0.5 * pitch;
            let name = fit(&row.name, size, Weight::Regular, area.left - GAP - MARGIN);
            canvas.text_beside(&Text::new(&name, size, theme.ink), (MARGIN, middle));
            let half = (pitch * 0.3).min(14.0);
            let end = across.at(row.rate.median).max(area.left + 1.5);
            canvas.rectangle((area.left, middle - half), (end, middle + half), &colour.mix(0.8));
            let (low, high) = (across.at(row.rate.low), across.at(row.rate.high));
            canvas.line((low, middle), (high, middle), &theme.ink, 2.5);
            let numbers = format!("{} · {} µs", short(row.rate.median), short(row.micros));
            let numbers = fit(&numbers, size, Weight::SemiBold, NUMBERS);
            let numbers = Text::new(&numbers, size, theme.ink).strong().anchored(Anchor::End);
            canvas.text_beside(&numbers, (theme.wide() - MARGIN, middle));
            y += pitch;
        }
    }
}
