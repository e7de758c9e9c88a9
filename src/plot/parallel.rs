//! Parallel axes: a line a cell, the best in front.

use plotters::style::Color;

use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::parallel::Parallel;
use crate::analysis::wording::grouped;

/// The lines as SVG.
pub fn draw_parallel(parallel: &Parallel, theme: &Theme, source: &str) -> String {
    let drawn = parallel.lines.len();
    let some = if drawn < parallel.cells {
        format!("; {} of them are drawn", grouped(drawn))
    } else {
        String::new()
    };
    let frame = Frame {
        title: parallel.finding(),
        subtitle: format!("Each line is a cell, by the mean of {}", parallel.what),
        source: source.to_owned(),
        reading: format!(
            "Dark: {} with the highest mean. Grey: the others, of {} cells in all{some}. \
             “Most” leaves out a tenth at each end.",
            match parallel.best {
                1 => "the cell".to_owned(),
                best => format!("the {} cells", grouped(best)),
            },
            grouped(parallel.cells)
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, parallel, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, parallel: &Parallel, mut area: Area) {
    let theme = canvas.theme;
    let count = parallel.axes.len();
    area.top += 76.0;
    area.bottom -= 40.0;
    let slot = area.width() / count as f64;
    let x = |axis: usize| area.left + (axis as f64 + 0.5) * slot;
    let y = |place: f64| area.bottom - place.clamp(0.0, 1.0) * area.height();
    // Cells at the same level of a lever are set a little apart, so that more than one is seen.
    for best in [false, true] {
        for line in parallel.lines.iter().filter(|line| line.best == best) {
            let points: Vec<Point> =
                line.places.iter().enumerate().map(|(axis, place)| (x(axis), y(*place))).collect();
            if best {
                canvas.path(&points, &theme.main.mix(0.45), 1.75);
            } else {
                canvas.path(&points, &theme.thread.mix(0.16), 1.0);
            }
        }
    }
    for (index, axis) in parallel.axes.iter().enumerate() {
        let at = x(index);
        canvas.line((at, area.top), (at, area.bottom), &theme.axis, 2.0);
        let room = slot - 24.0;
        let words = super::font::wrap(&axis.title, LABEL, Weight::SemiBold, room, 2);
        for (row, words) in words.iter().rev().enumerate() {
            let text = Text::new(words, LABEL, theme.ink).strong().anchored(Anchor::Middle);
            canvas.text(&text, (at, area.top - 38.0 - row as f64 * 25.0));
        }
        for (label, height) in [(&axis.high, area.top - 12.0), (&axis.low, area.bottom + 28.0)] {
            let label = fit(label, TICK, Weight::Regular, room);
            let half = width(&label, TICK, Weight::Regular) / 2.0 + 4.0;
            canvas.rectangle((at - half, height - 17.0), (at + half, height + 5.0), &theme.paper);
            let text = Text::new(&label, TICK, theme.muted).anchored(Anchor::Middle);
            canvas.text(&text, (at, height));
        }
    }
}
