//! Revenue by quarter: P10–P90 bars with median and mean, and the share of runs without any.

use plotters::style::Color;

use super::axis::{Scale, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, width};
use super::frame::{Area, Frame, below};
use super::labels::{EndLabel, draw_end_labels, room};
use super::theme::{TICK, Theme};
use crate::analysis::quarterly::{Quarter, Quarterly};
use crate::analysis::wording::{amount, percent, sentence, simulated_runs};
use crate::units::Unit;

/// The quarterly chart as SVG.
pub fn draw_quarterly(q: &Quarterly, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: q.finding(),
        subtitle: format!(
            "{} by {} quarter over {}: bars P10 to P90, figures are means",
            sentence(&q.noun),
            if q.fiscal { "fiscal" } else { "calendar" },
            simulated_runs(q.paths)
        ),
        source: source.to_owned(),
        reading: "Bar: P10 to P90, eight runs in ten. Thick line: median. Dot: mean with its 95% \
                  confidence interval. Below: share of runs that earn nothing in the quarter."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, q, area);
    })
}

/// The ends of a mean's 95% confidence interval.
fn interval(quarter: &Quarter) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let half = Z * quarter.mean.standard_error;
    (quarter.mean.value - half, quarter.mean.value + half)
}

fn paint(canvas: &mut Canvas<'_>, q: &Quarterly, mut area: Area) {
    let theme = canvas.theme;
    let tops = q.quarters.iter().map(|x| x.p90.max(interval(x).1));
    let highest = tops.fold(0.0, f64::max);
    let highest = if highest > 0.0 { highest * 1.02 } else { 1.0 };
    let ticks = Scale::linear(0.0, highest, 1.0, 0.0).ticks(Unit::Usd, 6);
    let head = "no revenue";
    area.left += label_room(&ticks).max(width(head, TICK, Weight::Regular) + 20.0);
    let flat = Scale::linear(0.0, 1.0, 0.0, 1.0);
    let end_room =
        q.quarters.last().map_or(0.0, |last| room(&end_labels(last, theme, &flat), TICK));
    area.right -= end_room;
    area.bottom -= 92.0;
    area.top += 24.0;
    let up = Scale::linear(0.0, highest, area.bottom, area.top);
    let pitch = area.width() / q.quarters.len() as f64;
    let bar = (pitch * 0.52).min(120.0);
    // The grid ends with the last bar, where its labels begin.
    let end = area.right - (pitch - bar) / 2.0;
    draw_vertical(canvas, Area { right: end, ..area }, &up, &ticks);
    let zero_line = area.bottom + 70.0;
    let caption = Text::new(head, TICK, theme.muted).anchored(Anchor::End);
    canvas.text_beside(&caption, (area.left - 12.0, zero_line));
    let named = name_values(q, pitch);
    let mut year = "";
    for (index, quarter) in q.quarters.iter().enumerate() {
        let x = area.left + (index as f64 + 0.5) * pitch;
        let (left, right) = (x - bar / 2.0, x + bar / 2.0);
        if quarter.p90 > quarter.p10 {
            canvas.rectangle(
                (left, up.at(quarter.p90)),
                (right, up.at(quarter.p10)),
                &theme.main.mix(0.32),
            );
        }
        let median = up.at(quarter.median);
        canvas.line((left, median), (right, median), &theme.main, 4.0);
        let (low, high) = interval(quarter);
        canvas.line((x, up.at(low)), (x, up.at(high)), &theme.accent, 2.5);
        canvas.disc((x, up.at(quarter.mean.value)), 6.5, &theme.accent);
        if named && quarter.p90 > 0.0 {
            let text = amount(Unit::Usd, quarter.mean);
            let y = up.at(quarter.p90.max(high)) - 10.0;
            let set = Text::new(&text, TICK, theme.accent).strong().anchored(Anchor::Middle);
            canvas.text(&set, (x, y));
        }
        let (this_year, name) = quarter.label.split_once('Q').unwrap_or(("", &quarter.label));
        let mut label = format!("Q{name}");
        if this_year != year
            && width(&format!("Q1 {this_year}"), TICK, Weight::Regular) + 8.0 <= pitch
        {
            label = format!("Q{name} {this_year}");
        } else if this_year != year {
            label = format!("’{}", &this_year[this_year.len().saturating_sub(2)..]);
            label = format!("Q{name}{label}");
        }
        year = this_year;
        let set = Text::new(&label, TICK, theme.ink).anchored(Anchor::Middle);
        canvas.text(&set, (x, below(area.bottom, 13.0, TICK)));
        // Where quarters stand close, every second share, the last one among them.
        let every = if width("100%", TICK, Weight::Regular) + 6.0 <= pitch { 1 } else { 2 };
        if (q.quarters.len() - 1 - index).is_multiple_of(every) {
            let share = percent(quarter.zero_share);
            let set = Text::new(&share, TICK, theme.muted).anchored(Anchor::Middle);
            canvas.text_beside(&set, (x, zero_line));
        }
    }
    canvas.line((area.left, area.bottom), (end, area.bottom), &theme.axis, 1.25);
    if let Some(last) = q.quarters.last() {
        let heights = (area.top - 20.0, area.bottom + 8.0);
        draw_end_labels(canvas, end_labels(last, theme, &up), end, end_room, heights, TICK);
    }
}

/// What the parts of the last quarter's bar are.
fn end_labels(quarter: &Quarter, theme: &Theme, up: &Scale) -> Vec<EndLabel> {
    let label = |name: &str, value: f64, colour, importance| EndLabel {
        y: up.at(value),
        text: format!("{name} {}", Unit::Usd.format(value)),
        colour,
        strong: false,
        importance,
    };
    let mut mean = label("mean", quarter.mean.value, theme.accent, 2.0);
    mean.text = format!("mean {}", amount(Unit::Usd, quarter.mean));
    vec![
        label("P90", quarter.p90, theme.muted, 1.0),
        mean,
        label("median", quarter.median, theme.main, 1.0),
        label("P10", quarter.p10, theme.muted, 1.0),
    ]
}

/// Whether every mean has room above its bar.
fn name_values(q: &Quarterly, pitch: f64) -> bool {
    q.quarters.iter().all(|quarter| {
        width(&amount(Unit::Usd, quarter.mean), TICK, Weight::SemiBold) + 8.0 <= pitch
    })
}
