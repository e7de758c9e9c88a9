//! The commitment curve: what a level earns and its bad tail above, what is missed below.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit};
use super::frame::{Area, Frame, MARGIN, below};
use super::labels::{EndLabel, draw_end_labels, room};
use super::theme::{Colour, LABEL, TICK, Theme};
use crate::analysis::commitment::CommitmentCurve;
use crate::analysis::decision::Rule;
use crate::analysis::wording::{sentence, shortened};
use crate::stats::Estimate;

/// 1.96 standard errors to each side.
const INTERVAL: f64 = 1.96;
/// The room of labels at the ends of lines.
const LABELS: f64 = 290.0;
/// Worlds that have a line of their own.
const MOST_WORLDS: usize = 8;

/// A line of the chart.
struct Line<'a> {
    label: String,
    colour: Colour,
    values: &'a [Estimate],
    /// Drawn thick, with its error as a band.
    main: bool,
}

/// The curve as SVG.
pub fn draw_commitment(curve: &CommitmentCurve, theme: &Theme, source: &str) -> String {
    let by = match (curve.rule, curve.by_world.len()) {
        (_, 1) => String::new(),
        (Rule::LeastRegret, _) => ", in each world".to_owned(),
        _ => ", worlds by weight and each alone".to_owned(),
    };
    let (low, high) = (curve.levels[curve.likely.0], curve.levels[curve.likely.1]);
    let between = match low == high {
        true => format!("at {}", curve.level(low)),
        false => format!("between {} and {}", curve.level(low), curve.level(high)),
    };
    let frame = Frame {
        title: curve.finding(),
        subtitle: format!("{}{by}, against {}", sentence(&curve.what), lower(&curve.title)),
        source: source.to_owned(),
        reading: format!(
            "Band: 95% Monte Carlo interval. Shaded: levels not surely worse than another. The best lies \
             {between} in 95% of replicates."
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, curve, area);
    })
}

/// The text with its first letter in lower case, unless it is an acronym.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

fn lines<'a>(curve: &'a CommitmentCurve, theme: &Theme) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let several = curve.by_world.len() > 1;
    if several {
        let worlds = curve.by_world.iter().take(MOST_WORLDS).enumerate();
        lines.extend(worlds.map(|(world, (label, values))| Line {
            label: shortened(label, 28),
            colour: theme.parts[(world + 1) % theme.parts.len()],
            values,
            main: curve.values.is_none(),
        }));
    }
    if let Some(values) = &curve.tail {
        let label = "lowest 5% of runs".to_owned();
        lines.push(Line { label, colour: theme.accent, values, main: true });
    }
    if let Some(values) = &curve.values {
        let label = if several { "by weight" } else { "the figure" };
        lines.push(Line { label: label.to_owned(), colour: theme.main, values, main: true });
    }
    lines
}

fn paint(canvas: &mut Canvas<'_>, curve: &CommitmentCurve, area: Area) {
    const AXIS: f64 = 72.0;
    const BETWEEN: f64 = 44.0;
    let theme = canvas.theme;
    let lines = lines(curve, theme);
    let bottom = area.bottom - AXIS;
    // What is missed takes the lower quarter.
    let split = match curve.missed {
        Some(_) => bottom - (bottom - area.top) * 0.26,
        None => bottom,
    };
    let upper = Area { bottom: split, top: area.top + 8.0, ..area };
    let values = || lines.iter().flat_map(|line| reached(line.values, line.main));
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let up = Scale::linear(low, high, upper.bottom, upper.top);
    let ticks = up.ticks(curve.value_unit, 6);
    let (first, last) = (curve.levels[0], curve.levels[curve.levels.len() - 1]);
    let missed = curve.missed.as_ref().map(|missed| {
        let most = reached(&missed.means, true).fold(0.0, f64::max);
        let place = Area { top: split + BETWEEN, bottom, ..area };
        let scale = Scale::linear(0.0, most, place.bottom, place.top);
        (missed, place, scale, scale.ticks(missed.subject.unit, 2))
    });
    let below_room = missed.as_ref().map_or(0.0, |(.., ticks)| label_room(ticks));
    let left = MARGIN + label_room(&ticks).max(below_room);
    let right = theme.wide() - MARGIN - LABELS;
    let (upper, across) = (Area { left, right, ..upper }, Scale::linear(first, last, left, right));
    let (from, to) = curve.may_be_best();
    let half = (last - first) / (curve.levels.len() - 1) as f64 / 2.0;
    let shade = ((across.at(from - half), upper.top), (across.at(to + half), bottom));
    canvas.rectangle(shade.0, shade.1, &theme.grid.mix(0.55));
    draw_vertical(canvas, upper, &up, &ticks);
    for line in &lines {
        paint_line(canvas, curve, line, &across, &up);
    }
    let mut labels: Vec<EndLabel> = Vec::new();
    for line in &lines {
        labels.push(EndLabel {
            y: up.at(line.values[line.values.len() - 1].value),
            text: line.label.clone(),
            colour: line.colour,
            strong: line.main,
            importance: if line.main { 1.0 } else { 0.0 },
        });
    }
    let wide = room(&labels, LABEL).min(LABELS);
    draw_end_labels(canvas, labels, right, wide, (upper.top, upper.bottom), LABEL);
    best(canvas, curve, &across, &up, (upper.top, bottom));
    if let Some((missed, place, scale, ticks)) = &missed {
        let place = Area { left, right, ..*place };
        draw_vertical(canvas, place, scale, ticks);
        let title = format!("Mean {}", missed.subject.noun);
        let title = fit(&title, TICK, Weight::SemiBold, right - left);
        canvas.text(&Text::new(&title, TICK, theme.ink).strong(), (left, place.top - 14.0));
        let line = Line {
            label: String::new(),
            colour: theme.parts[5],
            values: &missed.means,
            main: true,
        };
        paint_line(canvas, curve, &line, &across, scale);
    }
    let axis = across.ticks(curve.unit, 8);
    let foot = Area { left, right, top: upper.top, bottom };
    draw_horizontal(canvas, foot, &across, &axis, (MARGIN, theme.wide() - MARGIN));
    let name = fit(&sentence(&curve.title), TICK, Weight::Regular, right - left);
    let text = Text::new(&name, TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&text, ((left + right) / 2.0, below(bottom, 46.0, TICK)));
}

/// The ends of a line's points, with the band where it has one.
fn reached(values: &[Estimate], band: bool) -> impl Iterator<Item = f64> {
    let ends = values.iter().flat_map(move |value| {
        let reach = if band && value.standard_error.is_finite() { INTERVAL } else { 0.0 };
        let reach = if reach > 0.0 { reach * value.standard_error } else { 0.0 };
        [value.value - reach, value.value + reach]
    });
    ends.filter(|end| end.is_finite())
}

fn paint_line(
    canvas: &mut Canvas<'_>,
    curve: &CommitmentCurve,
    line: &Line<'_>,
    across: &Scale,
    up: &Scale,
) {
    let points = |shift: f64| -> Vec<Point> {
        curve
            .levels
            .iter()
            .zip(line.values)
            .map(|(level, value)| {
                let error =
                    if value.standard_error.is_finite() { value.standard_error } else { 0.0 };
                (across.at(*level), up.at(value.value + shift * error))
            })
            .collect()
    };
    if line.main {
        canvas.band(&points(INTERVAL), &points(-INTERVAL), &line.colour.mix(0.2));
    }
    canvas.path(&points(0.0), &line.colour, if line.main { 3.5 } else { 2.0 });
}

/// The mark of the best level.
fn best(
    canvas: &mut Canvas<'_>,
    curve: &CommitmentCurve,
    across: &Scale,
    up: &Scale,
    (top, bottom): (f64, f64),
) {
    let theme = canvas.theme;
    let x = across.at(curve.best());
    canvas.dashes((x, top), (x, bottom), &theme.ink);
    if let Some(values) = &curve.values {
        let at = (x, up.at(values[curve.choice.best].value));
        canvas.disc(at, 9.0, &theme.paper);
        canvas.disc(at, 7.0, &theme.main);
    }
}
