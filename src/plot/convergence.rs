//! The mean and its confidence interval after ever more paths, on a log axis of paths.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame, MARGIN, below};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::convergence::{Convergence, MeanAfter};
use crate::units::Unit;

/// The convergence of a mean as SVG.
pub fn draw_convergence(convergence: &Convergence, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: convergence.finding(),
        subtitle: format!(
            "Mean of {} {} over the first so many paths (log scale), with its 95% confidence interval",
            convergence.subject.noun, convergence.subject.when
        ),
        source: source.to_owned(),
        reading:
            "Four times the paths halve the error of the mean. It is chance of the draw alone: \
                  no number of paths corrects a wrong assumption."
                .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, convergence, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, convergence: &Convergence, mut area: Area) {
    let theme = canvas.theme;
    let unit = convergence.subject.unit;
    let points = &convergence.points;
    let all = convergence.all();
    let lows = points.iter().map(|point| point.mean.interval().low);
    let highs = points.iter().map(|point| point.mean.interval().high);
    let low = lows.fold(all.mean.value, f64::min);
    let high = highs.fold(all.mean.value, f64::max);
    // A mean without error stands in the middle.
    let room = if high > low { (high - low) * 0.05 } else { all.mean.value.abs().max(1.0) };
    let ticks = Scale::linear(low - room, high + room, 1.0, 0.0).ticks(unit, 6);
    let end = all.mean.digits(unit);
    let end_room = width(&end, LABEL, Weight::SemiBold) + 22.0;
    area.left += label_room(&ticks);
    area.right -= end_room;
    area.bottom -= 66.0;
    area.top += 8.0;
    let up = Scale::linear(low - room, high + room, area.bottom, area.top);
    let first = points[0].paths as f64;
    let across = Scale::log(first, all.paths as f64, area.left, area.right);
    draw_vertical(canvas, area, &up, &ticks);
    let line = |value: fn(&MeanAfter) -> f64| -> Vec<Point> {
        points.iter().map(|p| (across.at(p.paths as f64), up.at(value(p)))).collect()
    };
    let (upper, lower) = (line(|p| p.mean.interval().high), line(|p| p.mean.interval().low));
    canvas.band(&upper, &lower, &theme.main.mix(0.22));
    let level = up.at(all.mean.value);
    canvas.dashes((area.left, level), (area.right, level), &theme.accent);
    canvas.path(&line(|p| p.mean.value), &theme.main, 3.5);
    for (x, y) in line(|p| p.mean.value) {
        canvas.disc((x, y), 6.0, &theme.main);
    }
    let text = Text::new(&end, LABEL, theme.accent).strong();
    canvas.text_beside(&text, (area.right + 14.0, level));
    let paths = across.ticks(Unit::Count, 9);
    draw_horizontal(canvas, area, &across, &paths, (MARGIN, theme.wide() - MARGIN));
    let name = Text::new("paths", TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&name, (f64::midpoint(area.left, area.right), below(area.bottom, 46.0, TICK)));
}
