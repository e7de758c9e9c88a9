//! Several scenarios over each other: exceedance curves, and medians with bands by week.

use plotters::style::Color;

use super::axis::{Scale, Tick, date_ticks, draw_horizontal, draw_vertical, label_room};
use super::beside::{Ribbon, places};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN, below};
use super::labels::{EndLabel, draw_end_labels, room};
use super::marks::{Mark, MarkRows, ROW};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::exceedance::ExceedancePoint;
use crate::analysis::fan::Fan;
use crate::analysis::overlay::{Curve, Curves, Fans};
use crate::analysis::wording::{grouped, percent};
use crate::units::Unit;

/// The exceedance curves as SVG.
pub fn draw_curves(curves: &Curves, theme: &Theme, source: &str) -> String {
    let log = if curves.log { " (log scale)" } else { "" };
    let plural = if curves.subject.unit == Unit::Chips { "" } else { "s" };
    let frame = Frame {
        title: curves.finding(),
        subtitle: format!(
            "Chance that {} {} exceed{plural} an amount{log}, over {}",
            curves.subject.noun,
            curves.subject.when,
            curves.runs()
        ),
        source: source.to_owned(),
        reading: "The higher curve is likelier to exceed the amount; curves that cross trade a \
                  better chance of little for a worse chance of much. Shaded: pointwise 95% \
                  confidence interval."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint_curves(canvas, curves, area);
    })
}

fn paint_curves(canvas: &mut Canvas<'_>, curves: &Curves, mut area: Area) {
    let theme = canvas.theme;
    let share = Scale::linear(0.0, 1.0, 1.0, 0.0).ticks(Unit::Share, 5);
    area.left += label_room(&share);
    area.right -= 24.0;
    area.bottom -= 66.0;
    let texts: Vec<(String, usize)> = curves
        .curves
        .iter()
        .enumerate()
        .map(|(index, curve)| {
            let zeros = match curve.zero_share {
                z if z > 0.0 => format!(" ({} at zero)", percent(z)),
                _ => String::new(),
            };
            (format!("{}{zeros}", curve.scenario.title), index)
        })
        .collect();
    let first = &curves.curves[0].points;
    let ends = first.first().zip(first.last());
    let (low, high) = ends.map_or((0.0, 1.0), |(first, last)| (first.amount, last.amount));
    let across = match curves.log {
        true => Scale::log(low, high, area.left, area.right),
        false => Scale::linear(low, high, area.left, area.right),
    };
    let line = |curve: &Curve, up: &Scale, value: fn(&ExceedancePoint) -> f64| -> Vec<Point> {
        curve.points.iter().map(|p| (across.at(p.amount), up.at(value(p)))).collect()
    };
    // Names stand beside their curves; where they have no room there, in a key above.
    let whole = Scale::linear(0.0, 1.0, area.bottom, area.top + 12.0);
    let ribbons: Vec<Ribbon> = curves
        .curves
        .iter()
        .map(|curve| Ribbon {
            upper: line(curve, &whole, |p| p.high),
            lower: line(curve, &whole, |p| p.low),
        })
        .collect();
    let sizes: Vec<(f64, f64)> =
        texts.iter().map(|(text, _)| (width(text, LABEL, Weight::SemiBold), LABEL)).collect();
    let spots = places(&sizes, &ribbons, area);
    area.top = if spots.is_some() { area.top + 12.0 } else { key(canvas, &texts, area) };
    let up = Scale::linear(0.0, 1.0, area.bottom, area.top);
    draw_vertical(canvas, area, &up, &share);
    for (index, curve) in curves.curves.iter().enumerate().rev() {
        let colour = theme.scenario(index);
        let (high, low) = (line(curve, &up, |p| p.high), line(curve, &up, |p| p.low));
        canvas.band(&high, &low, &colour.mix(0.2));
        canvas.path(&line(curve, &up, |p| p.probability), &colour, 3.5);
    }
    for (spot, (text, index)) in spots.iter().flatten().zip(&texts) {
        // The paper under a name keeps grid lines out of its letters.
        canvas.rectangle((spot.left, spot.top), (spot.right, spot.bottom), &theme.paper);
        let colour = theme.letters(theme.scenario(*index));
        let y = f64::midpoint(spot.top, spot.bottom);
        canvas.text_beside(&Text::new(text, LABEL, colour).strong(), (spot.left, y));
    }
    draw_horizontal(
        canvas,
        area,
        &across,
        &across.ticks(curves.subject.unit, 9),
        (MARGIN, theme.wide() - MARGIN),
    );
    let name = format!("{} more than", super::capital(&curves.subject.noun));
    let name = fit(&name, TICK, Weight::Regular, area.width());
    let text = Text::new(&name, TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&text, (f64::midpoint(area.left, area.right), below(area.bottom, 46.0, TICK)));
}

/// A key above the area, a swatch and a name each, in as many rows as they need; returns where the
/// area begins.
fn key(canvas: &mut Canvas<'_>, texts: &[(String, usize)], area: Area) -> f64 {
    const ROW: f64 = 30.0;
    const SWATCH: f64 = 34.0;
    const GAP: f64 = 36.0;
    let theme = canvas.theme;
    let (mut x, mut y) = (area.left, area.top + 16.0);
    for (text, index) in texts {
        let room = area.right - area.left - SWATCH - 10.0;
        let text = fit(text, LABEL, Weight::Regular, room);
        let wide = SWATCH + 10.0 + width(&text, LABEL, Weight::Regular);
        if x > area.left && x + wide > area.right {
            x = area.left;
            y += ROW;
        }
        let colour = theme.scenario(*index);
        canvas.line((x, y), (x + SWATCH, y), &colour, 5.0);
        canvas.text_beside(&Text::new(&text, LABEL, theme.ink), (x + SWATCH + 10.0, y));
        x += wide + GAP;
    }
    y + 26.0
}

/// The fans as SVG.
pub fn draw_fans(fans: &Fans, theme: &Theme, source: &str) -> String {
    let subject = fans.subject();
    let calendar = &fans.fans[0].1.calendar;
    let layout = FansLayout::new(fans, theme);
    let dashed = if layout.rows.rows > 0 { " Dashed: events (odds), mid-window." } else { "" };
    let frame = Frame {
        title: fans.finding(),
        subtitle: format!(
            "Cumulative {} since {}: median and 80% band over {} simulated runs of each",
            subject.noun,
            calendar.start().long(),
            grouped(fans.fans[0].1.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Bands are week by week: nine runs in ten are at or below P90, nine at or above P10.{dashed}{}",
            layout.rows.note()
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint_fans(canvas, fans, &layout, area);
    })
}

/// What does not depend on the words above the fans: the scale, the ends, and the events' names.
struct FansLayout {
    top: f64,
    ticks: Vec<Tick>,
    end_room: f64,
    left: f64,
    right: f64,
    across: Scale,
    rows: MarkRows,
}

impl FansLayout {
    fn new(fans: &Fans, theme: &Theme) -> Self {
        const LONGEST: f64 = 330.0;
        let top = fans.fans.iter().flat_map(|(_, fan)| &fan.quantiles).map(|q| q[5]);
        let top = top.fold(0.0, f64::max);
        let top = if top > 0.0 { top * 1.04 } else { 1.0 };
        let ticks = Scale::linear(0.0, top, 1.0, 0.0).ticks(fans.subject().unit, 6);
        let flat = Scale::linear(0.0, 1.0, 0.0, 1.0);
        let end_room = room(&end_labels(fans, theme, &flat), LABEL).min(LONGEST);
        let (left, right) = (MARGIN + label_room(&ticks), theme.wide() - MARGIN - end_room);
        let weeks = fans.fans[0].1.calendar.weeks() as f64;
        let across = Scale::linear(0.0, weeks, left, right);
        // An event that several scenarios have, with the same odds, is marked once.
        let mut marks: Vec<Mark> = Vec::new();
        for event in fans.fans.iter().flat_map(|(_, fan)| &fan.events) {
            let x = across.at(event.week);
            if marks.iter().all(|mark| mark.label != event.name || mark.x != x) {
                let label = event.name.clone();
                marks.push(Mark { x, label, colour: theme.muted, strong: false });
            }
        }
        let rows = MarkRows::new(marks, (MARGIN, theme.wide() - MARGIN), 3, 250.0);
        Self { top, ticks, end_room, left, right, across, rows }
    }
}

fn paint_fans(canvas: &mut Canvas<'_>, fans: &Fans, layout: &FansLayout, area: Area) {
    let theme = canvas.theme;
    let calendar = &fans.fans[0].1.calendar;
    let FansLayout { top, ticks, end_room, across, rows, .. } = layout;
    let mut area = Area { left: layout.left, right: layout.right, ..area };
    area.bottom -= 34.0;
    let texts: Vec<(String, usize)> = fans
        .fans
        .iter()
        .enumerate()
        .map(|(index, (scenario, _))| (scenario.title.clone(), index))
        .collect();
    area.top = key(canvas, &texts, area) + rows.rows as f64 * ROW;
    let up = Scale::linear(0.0, *top, area.bottom, area.top);
    draw_vertical(canvas, area, &up, ticks);
    let line = |fan: &Fan, level: usize| -> Vec<Point> {
        std::iter::once(0.0)
            .chain(fan.quantiles.iter().map(|q| q[level]))
            .enumerate()
            .map(|(week, value)| (across.at(week as f64), up.at(value)))
            .collect()
    };
    for (index, (_, fan)) in fans.fans.iter().enumerate().rev() {
        let colour = theme.scenario(index);
        canvas.band(&line(fan, 5), &line(fan, 1), &colour.mix(0.16));
    }
    rows.draw(canvas, area);
    for (index, (_, fan)) in fans.fans.iter().enumerate().rev() {
        let colour = theme.scenario(index);
        canvas.path(&line(fan, 5), &colour.mix(0.7), 1.25);
        canvas.path(&line(fan, 3), &colour, 4.0);
    }
    let dates = date_ticks(calendar, area.width());
    draw_horizontal(canvas, area, across, &dates, (MARGIN, theme.wide() - MARGIN));
    let heights = (area.top - 4.0, area.bottom + 14.0);
    draw_end_labels(canvas, end_labels(fans, theme, &up), area.right, *end_room, heights, LABEL);
}

/// The median and P90 of each scenario at the horizon.
fn end_labels(fans: &Fans, theme: &Theme, up: &Scale) -> Vec<EndLabel> {
    let label = |fan: &Fan, index: usize, level: usize, name: &str| {
        let at = fan.at_horizon(level);
        EndLabel {
            y: up.at(at.value),
            text: format!("{name} {}", fan.subject.amount(at)),
            colour: theme.letters(theme.scenario(index)),
            strong: level == 3,
            importance: if level == 3 { 2.0 } else { 1.0 },
        }
    };
    fans.fans
        .iter()
        .enumerate()
        .flat_map(|(index, (_, fan))| {
            [(5, "P90"), (3, "median")].map(|(level, name)| label(fan, index, level, name))
        })
        .collect()
}
