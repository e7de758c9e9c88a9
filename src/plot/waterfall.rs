//! Why a mean moved: from one scenario's to the other's, a step for each changed assumption.

use plotters::style::Color;

use super::axis::{Scale, Tick, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{Colour, LABEL, Theme};
use crate::analysis::waterfall::{Step, Waterfall};
use crate::analysis::wording::grouped;
use crate::stats::Estimate;

/// Steps that have a row of their own; what is smaller shares one.
const MOST_STEPS: usize = 11;

/// A bar: from one level to another, with what it stands for.
struct Row {
    label: String,
    from: f64,
    to: f64,
    value: String,
    error: f64,
    total: bool,
}

/// The waterfall as SVG.
pub fn draw_waterfall(w: &Waterfall, theme: &Theme, source: &str) -> String {
    let how = match w.sampled {
        None => "all sets of changes were run".to_owned(),
        Some(pairs) => format!("{pairs} orders sampled, each both ways"),
    };
    let joined = match w.steps.iter().filter(|step| step.joined_because.is_some()).count() {
        0 => "",
        _ => " +: possible only together.",
    };
    let frame = Frame {
        title: w.finding(),
        subtitle: format!(
            "Mean of {} {} in both scenarios over {} runs each, and what each change contributes",
            w.subject.noun,
            w.subject.when,
            grouped(w.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Contribution: mean over all orders of making the changes (Shapley), path by path; \
             {how}. Whisker: 95% confidence interval.{joined}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, &rows(w), w, area);
    })
}

/// The two means and the steps between them.
fn rows(w: &Waterfall) -> Vec<Row> {
    let total = |name: &str, mean: Estimate| Row {
        label: name.to_owned(),
        from: 0.0,
        to: mean.value,
        value: mean.digits(w.subject.unit),
        error: 0.0,
        total: true,
    };
    let mut level = w.means[0].value;
    let mut step = |label: String, contribution: Estimate| {
        let from = level;
        level += contribution.value;
        let sign = if contribution.value > 0.0 { "+" } else { "" };
        Row {
            label,
            from,
            to: level,
            value: format!("{sign}{}", contribution.digits(w.subject.unit)),
            error: contribution.standard_error,
            total: false,
        }
    };
    let few = w.steps.len() <= MOST_STEPS;
    let (own, rest): (&[Step], &[Step]) =
        w.steps.split_at(if few { w.steps.len() } else { MOST_STEPS - 1 });
    let mut rows = vec![total(&w.names[0], w.means[0])];
    rows.extend(own.iter().map(|one| step(one.in_words(), one.contribution)));
    if !rest.is_empty() {
        // Errors of steps on the same paths may all point one way: their sum is the safe side.
        let sum = Estimate {
            value: rest.iter().map(|step| step.contribution.value).sum(),
            standard_error: rest.iter().map(|step| step.contribution.standard_error).sum(),
        };
        rows.push(step(format!("{} smaller ones", rest.len()), sum));
    }
    rows.push(total(&w.names[1], w.means[1]));
    rows
}

fn paint(canvas: &mut Canvas<'_>, rows: &[Row], w: &Waterfall, mut area: Area) {
    const Z: f64 = 1.959_963_984_540_054;
    const LONGEST: f64 = 520.0;
    let theme = canvas.theme;
    let widest = |texts: &mut dyn Iterator<Item = &String>| {
        texts.map(|text| width(text, LABEL, Weight::SemiBold)).fold(0.0, f64::max)
    };
    let left_room = widest(&mut rows.iter().map(|row| &row.label)).min(LONGEST) + 18.0;
    let value_room = widest(&mut rows.iter().map(|row| &row.value)) + 20.0;
    area.left += left_room;
    area.right -= value_room;
    area.bottom -= 40.0;
    let reach = |row: &Row| {
        let half = Z * row.error;
        [row.from.min(row.to) - half, row.from.max(row.to) + half]
    };
    let ends = rows.iter().flat_map(reach);
    let (low, high) = ends.fold((0.0_f64, 0.0_f64), |(low, high), x| (low.min(x), high.max(x)));
    let pad = (high - low) * 0.02;
    let low = if low < 0.0 { low - pad } else { 0.0 };
    let across = Scale::linear(low, high + pad, area.left, area.right);
    let ticks: Vec<Tick> = across.ticks(w.subject.unit, 7);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, theme.wide() - MARGIN));
    let pitch = area.height() / rows.len() as f64;
    let half = (pitch * 0.31).min(26.0);
    for (index, row) in rows.iter().enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        let colour = colour_of(row, theme);
        let (from, to) = (across.at(row.from), across.at(row.to));
        canvas.rectangle((from, y - half), (to.max(from + 1.0), y + half), &colour);
        if row.from > row.to {
            canvas.rectangle((to, y - half), (from, y + half), &colour);
        }
        if row.error > 0.0 {
            let reach = Z * row.error;
            let (a, b) = (across.at(row.to - reach), across.at(row.to + reach));
            canvas.line((a, y), (b, y), &theme.ink.mix(0.75), 2.0);
            for x in [a, b] {
                canvas.line((x, y - 6.0), (x, y + 6.0), &theme.ink.mix(0.75), 2.0);
            }
        }
        if index + 1 < rows.len() {
            canvas.line((to, y + half), (to, y + pitch - half), &theme.axis, 1.5);
        }
        let mut set = Text::new(&row.label, LABEL, theme.ink).anchored(Anchor::End);
        let mut value = Text::new(&row.value, LABEL, theme.ink);
        if row.total {
            (set, value) = (set.strong(), value.strong());
        }
        canvas.label_beside(&set, (left_room - 18.0, pitch), (area.left - 14.0, y));
        canvas.text_beside(&value, (area.right + 16.0, y));
    }
}

/// Means in grey, steps up in the main colour and steps down in the second.
fn colour_of(row: &Row, theme: &Theme) -> Colour {
    match row {
        Row { total: true, .. } => theme.nothing,
        Row { from, to, .. } if to >= from => theme.main,
        _ => theme.accent,
    }
}
