//! The exceedance curve with its confidence interval and the targets on it.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, WIDTH, draw};
use super::frame::{Area, Frame, MARGIN, below};
use super::marks::{Mark, MarkRows, ROW};
use super::theme::{TICK, Theme};
use crate::analysis::exceedance::{Exceedance, TargetMark};
use crate::analysis::likelihood::likelihood;
use crate::analysis::wording::{grouped, percent};
use crate::units::Unit;

/// The exceedance chart as SVG.
pub fn draw_exceedance(e: &Exceedance, theme: &Theme, source: &str) -> String {
    let log = if e.log { " (log scale)" } else { "" };
    let mut reading = "Shaded: pointwise 95% confidence interval of the simulation.".to_owned();
    if e.zero_share > 0.0 && e.zero_share < 1.0 {
        reading.push_str(&format!(
            " {} of runs are at exactly zero: the curve begins at {}.",
            percent(e.zero_share),
            percent(e.points.first().map_or(0.0, |p| p.probability.min(1.0 - e.zero_share)))
        ));
    }
    if e.targets.iter().any(|target| target.by.is_some()) {
        reading.push_str(" Ringed: due before the horizon, so below the curve.");
    }
    let hidden = e.targets.iter().filter(|target| !reachable(e, target)).count();
    if hidden > 0 {
        reading.push_str(&format!(" Targets beyond the axis: {hidden}, in the table."));
    }
    let frame = Frame {
        title: e.finding(),
        subtitle: format!(
            "Chance that {} {} exceed{} an amount{log}, over {} simulated runs",
            e.subject.noun,
            e.subject.when,
            if e.subject.unit == Unit::Chips { "" } else { "s" },
            grouped(e.paths)
        ),
        source: source.to_owned(),
        reading,
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, e, area);
    })
}

/// Whether a target's level lies on the axis.
fn reachable(e: &Exceedance, target: &TargetMark) -> bool {
    let ends = e.points.first().zip(e.points.last());
    ends.is_some_and(|(first, last)| (first.amount..=last.amount).contains(&target.at_least))
}

fn paint(canvas: &mut Canvas<'_>, e: &Exceedance, mut area: Area) {
    let theme = canvas.theme;
    let ticks = Scale::linear(0.0, 1.0, 1.0, 0.0).ticks(Unit::Share, 5);
    area.left += label_room(&ticks);
    area.right -= 24.0;
    area.bottom -= 66.0;
    let ends = e.points.first().zip(e.points.last());
    let (low, high) = ends.map_or((0.0, 1.0), |(first, last)| (first.amount, last.amount));
    let across = if e.log {
        Scale::log(low, high, area.left, area.right)
    } else {
        Scale::linear(low, high, area.left, area.right)
    };
    let targets: Vec<&TargetMark> = e.targets.iter().filter(|t| reachable(e, t)).collect();
    let marks = targets.iter().map(|target| mark(e, target, &across, theme)).collect();
    let rows = MarkRows::new(marks, (MARGIN, WIDTH - MARGIN), 4, 620.0);
    area.top += 6.0 + rows.rows as f64 * ROW;
    let up = Scale::linear(0.0, 1.0, area.bottom, area.top);
    draw_vertical(canvas, area, &up, &ticks);
    let line = |value: fn(&crate::analysis::exceedance::ExceedancePoint) -> f64| -> Vec<Point> {
        e.points.iter().map(|p| (across.at(p.amount), up.at(value(p)))).collect()
    };
    canvas.band(&line(|p| p.high), &line(|p| p.low), &theme.main.mix(0.22));
    canvas.path(&line(|p| p.probability), &theme.main, 3.5);
    rows.draw(canvas, area);
    for target in &targets {
        let at = (across.at(target.at_least), up.at(target.probability.value));
        canvas.disc(at, 8.0, &theme.accent);
        if target.by.is_some() {
            canvas.disc(at, 4.5, &theme.paper);
        }
    }
    let axis = across.ticks(e.subject.unit, 9);
    draw_horizontal(canvas, area, &across, &axis, (MARGIN, WIDTH - MARGIN));
    let name = format!("{} more than", super::capital(&e.subject.noun));
    let name = super::font::fit(&name, TICK, super::font::Weight::Regular, area.width());
    let middle = (area.left + area.right) / 2.0;
    let text = Text::new(&name, TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&text, (middle, below(area.bottom, 46.0, TICK)));
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
