//! Interval strips: a row an outcome, a dot at its median, bars for the middle 50, 80 and 90% of runs.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{Colour, FOOT, LABEL, TICK, Theme};
use crate::analysis::strip::{Strip, StripRow};
use crate::analysis::wording::percent;

/// The rows' heights: the most, and the least with a note under the name.
const MOST_PITCH: f64 = 120.0;
const NOTE_PITCH: f64 = 50.0;
/// The longest name, and the width of the column of medians.
const LONGEST: f64 = 430.0;
const MEDIANS: f64 = 130.0;
/// Between names, bars and columns.
const GAP: f64 = 26.0;

/// The interval strip as SVG.
pub fn draw_strip(strip: &Strip, theme: &Theme, source: &str) -> String {
    let left_out = match strip.left_out {
        0 => String::new(),
        n => format!(" {n} more {} have no room here.", strip.kind),
    };
    let frame = Frame {
        title: strip.finding(),
        subtitle: format!(
            "The middle 50%, 80% and 90% of runs in each of {} {}",
            strip.rows.len(),
            strip.kind
        ),
        source: source.to_owned(),
        reading: format!(
            "Dot: median. Thick bar: the middle half of runs; thinner: P10 to P90; line: P5 to P95. \
             One axis for all rows.{left_out}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, strip, area);
    })
}

/// Where the rows are and how their words are set.
struct Layout {
    across: Scale,
    /// The bars' area.
    area: Area,
    pitch: f64,
    size: f64,
}

fn paint(canvas: &mut Canvas<'_>, strip: &Strip, mut area: Area) {
    const HEAD: f64 = 34.0;
    const AXIS: f64 = 40.0;
    let theme = canvas.theme;
    let heading = format!("at {}", strip.subject.unit.format(0.0));
    area.top += HEAD;
    area.bottom -= AXIS;
    // The row of all together stands half a row apart.
    let count = strip.rows.len() as f64 + strip.together.as_ref().map_or(0.0, |_| 1.4);
    let pitch = (area.height() / count).min(MOST_PITCH);
    let size = if pitch < 28.0 { FOOT } else { LABEL };
    let names = strip.all_rows().map(|row| width(&label(row, pitch), size, Weight::SemiBold));
    let notes = strip.all_rows().map(|row| width(&row.note, FOOT, Weight::Regular));
    area.left += names.chain(notes).fold(0.0, f64::max).min(LONGEST) + GAP;
    let zeros = width(&heading, TICK, Weight::Regular).max(width(">99.9%", size, Weight::Regular));
    area.right -= MEDIANS + GAP + zeros + GAP;
    area.bottom = area.top + pitch * count;
    let values = || strip.all_rows().flat_map(|row| row.quantiles.iter().map(|q| q.value));
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let across = Scale::linear(low, high, area.left, area.right);
    let ticks = across.ticks(strip.subject.unit, 6);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, area.right + MEDIANS));
    for (text, right) in [("median", area.right + GAP + MEDIANS), (&heading, theme.wide() - MARGIN)]
    {
        let text = Text::new(text, TICK, theme.muted).anchored(Anchor::End);
        canvas.text(&text, (right, area.top - 14.0));
    }
    let layout = Layout { across, area, pitch, size };
    for (index, row) in strip.rows.iter().enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        paint_row(canvas, strip, row, y, theme.main, &layout);
    }
    if let Some(row) = &strip.together {
        let rule = area.top + (strip.rows.len() as f64 + 0.2) * pitch;
        canvas.line((MARGIN, rule), (theme.wide() - MARGIN, rule), &theme.axis, 1.25);
        paint_row(canvas, strip, row, rule + 0.7 * pitch, theme.accent, &layout);
    }
}

/// The name, with the note behind it where there is no room for a line of its own.
fn label(row: &StripRow, pitch: f64) -> String {
    if pitch >= NOTE_PITCH || row.note.is_empty() {
        row.name.clone()
    } else {
        format!("{} · {}", row.name, row.note)
    }
}

fn paint_row(
    canvas: &mut Canvas<'_>,
    strip: &Strip,
    row: &StripRow,
    y: f64,
    colour: Colour,
    layout: &Layout,
) {
    let theme = canvas.theme;
    let Layout { across, area, pitch, size } = layout;
    let room = area.left - GAP - MARGIN;
    let under = *pitch >= NOTE_PITCH && !row.note.is_empty();
    let name = label(row, *pitch);
    let text = Text::new(&name, *size, theme.ink).strong();
    if under {
        // A name of two lines needs more room above its note.
        let tall = text.width() > room && *pitch >= 1.6 * NOTE_PITCH;
        let (name_at, note_at, lines) =
            if tall { (y - 13.0, y + 24.0, *pitch) } else { (y - 11.0, y + 13.0, 0.0) };
        canvas.label_beside(&text, (room, lines), (MARGIN, name_at));
        let note = fit(&row.note, FOOT, Weight::Regular, room);
        canvas.text_beside(&Text::new(&note, FOOT, theme.muted), (MARGIN, note_at));
    } else {
        canvas.label_beside(&text, (room, *pitch), (MARGIN, y));
    }
    // From the widest bar to the narrowest, each over the one before.
    let [half, four_fifths, nine_tenths] = row.bars();
    let thick = (pitch * 0.34).min(30.0);
    for ((from, to), height, opacity) in
        [(nine_tenths, 2.5, 0.55), (four_fifths, thick * 0.5, 0.45), (half, thick, 0.75)]
    {
        // A bar of one amount must still be seen.
        let (left, right) = (across.at(from), across.at(to).max(across.at(from) + 1.5));
        let corners = ((left, y - height / 2.0), (right, y + height / 2.0));
        canvas.rectangle(corners.0, corners.1, &colour.mix(opacity));
    }
    let dot = (across.at(row.median().value), y);
    let radius = (pitch * 0.16).clamp(4.5, 9.0);
    canvas.disc(dot, radius, &theme.paper);
    canvas.disc(dot, radius - 2.0, &theme.ink);
    let median = fit(&strip.subject.amount(row.median()), *size, Weight::SemiBold, MEDIANS);
    let median = Text::new(&median, *size, theme.ink).strong().anchored(Anchor::End);
    canvas.text_beside(&median, (area.right + GAP + MEDIANS, y));
    let zeros = percent(row.zero_share);
    let zeros = Text::new(&zeros, *size, theme.muted).anchored(Anchor::End);
    canvas.text_beside(&zeros, (theme.wide() - MARGIN, y));
}
