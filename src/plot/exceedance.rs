//! The exceedance curve with its confidence interval and the targets on it.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit};
use super::frame::{Area, Frame, MARGIN, below};
use super::marks::{Mark, MarkRows, ROW};
use super::theme::{TICK, Theme};
use crate::analysis::exceedance::{Exceedance, ExceedancePoint, TargetMark};
use crate::analysis::likelihood::likelihood;
use crate::analysis::wording::{percent, simulated_runs};
use crate::units::Unit;

/// The exceedance chart as SVG.
pub fn draw_exceedance(e: &Exceedance, theme: &Theme, source: &str) -> String {
    let ticks = Scale::linear(0.0, 1.0, 1.0, 0.0).ticks(Unit::Share, 5);
    let (left, right) = (MARGIN + label_room(&ticks), theme.wide() - MARGIN - 24.0);
    let ends = e.points.first().zip(e.points.last());
    let (low, high) = ends.map_or((0.0, 1.0), |(first, last)| (first.amount, last.amount));
    let across = if e.log {
        Scale::log(low, high, left, right)
    } else {
        Scale::linear(low, high, left, right)
    };
    let targets: Vec<&TargetMark> = e.targets.iter().filter(|t| reachable(e, t)).collect();
    let marks = targets.iter().map(|target| mark(e, target, &across, theme)).collect();
    let rows = MarkRows::new(marks, (MARGIN, theme.wide() - MARGIN), 4, 620.0);
    let log = if e.log { " (log scale)" } else { "" };
    let frame = Frame {
        title: e.finding(),
        subtitle: format!(
            "Chance that {} {} exceed{} an amount{log}, over {}",
            e.subject.noun,
            e.subject.when,
            if e.subject.unit == Unit::Chips { "" } else { "s" },
            simulated_runs(e.paths)
        ),
        source: source.to_owned(),
        reading: reading(e, e.targets.len() - targets.len(), &rows),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = Area { left, right, ..frame.draw(canvas) };
        paint(canvas, e, area, &across, &rows);
        paint_targets(canvas, &targets, &across, area, &rows);
    })
}

/// How to read the chart, with what this one has that others have not.
fn reading(e: &Exceedance, beyond: usize, rows: &MarkRows) -> String {
    let mut text = "Shaded: pointwise 95% confidence interval.".to_owned();
    if e.zero_share > 0.0 && e.zero_share < 1.0 {
        let begin = e.points.first().map_or(0.0, |p| p.probability.min(1.0 - e.zero_share));
        text.push_str(&format!(
            " {} of runs are at zero: the curve begins at {}.",
            percent(e.zero_share),
            percent(begin)
        ));
    }
    if e.targets.iter().any(|target| target.by.is_some() && reachable(e, target)) {
        text.push_str(" Ringed: due earlier, so below the curve.");
    }
    if beyond > 0 {
        text.push_str(&format!(" Targets beyond the axis: {beyond}."));
    }
    text.push_str(&rows.note());
    text
}

/// Whether a target's level lies on the axis.
fn reachable(e: &Exceedance, target: &TargetMark) -> bool {
    let ends = e.points.first().zip(e.points.last());
    ends.is_some_and(|(first, last)| (first.amount..=last.amount).contains(&target.at_least))
}

/// The plotting area below the rows of names and above the axis.
fn inner(area: Area, rows: &MarkRows) -> Area {
    Area { top: area.top + 6.0 + rows.rows as f64 * ROW, bottom: area.bottom - 66.0, ..area }
}

fn paint(canvas: &mut Canvas<'_>, e: &Exceedance, area: Area, across: &Scale, rows: &MarkRows) {
    let theme = canvas.theme;
    let area = inner(area, rows);
    let up = Scale::linear(0.0, 1.0, area.bottom, area.top);
    draw_vertical(canvas, area, &up, &up.ticks(Unit::Share, 5));
    let line = |value: fn(&ExceedancePoint) -> f64| -> Vec<Point> {
        e.points.iter().map(|p| (across.at(p.amount), up.at(value(p)))).collect()
    };
    canvas.band(&line(|p| p.high), &line(|p| p.low), &theme.main.mix(0.22));
    canvas.path(&line(|p| p.probability), &theme.main, 3.5);
    let axis = across.ticks(e.subject.unit, 9);
    draw_horizontal(canvas, area, across, &axis, (MARGIN, theme.wide() - MARGIN));
    let name = format!("{} more than", super::capital(&e.subject.noun));
    let name = fit(&name, TICK, Weight::Regular, area.width());
    let middle = (area.left + area.right) / 2.0;
    let text = Text::new(&name, TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&text, (middle, below(area.bottom, 46.0, TICK)));
}

/// Targets stand at their own probability, those due before the horizon as rings.
fn paint_targets(
    canvas: &mut Canvas<'_>,
    targets: &[&TargetMark],
    across: &Scale,
    area: Area,
    rows: &MarkRows,
) {
    let theme = canvas.theme;
    let area = inner(area, rows);
    let up = Scale::linear(0.0, 1.0, area.bottom, area.top);
    rows.draw(canvas, area);
    for target in targets {
        let at = (across.at(target.at_least), up.at(target.probability.value));
        canvas.disc(at, 8.0, &theme.accent);
        if target.by.is_some() {
            canvas.disc(at, 4.5, &theme.paper);
        }
    }
}

/// A target's name with its number first, so that what is cut is the end of the name.
fn mark(e: &Exceedance, target: &TargetMark, across: &Scale, theme: &Theme) -> Mark {
    let p = target.probability.value;
    Mark {
        x: across.at(target.at_least),
        label: format!(
            "{}: {}, {} · {}",
            e.subject.unit.format(target.at_least),
            percent(p),
            likelihood(p),
            target.title
        ),
        colour: theme.accent,
        strong: false,
    }
}
