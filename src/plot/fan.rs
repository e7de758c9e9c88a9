//! The fan chart: bands by week, the median, a few whole paths and dated events.

use plotters::style::Color;

use super::axis::{Scale, date_ticks, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Canvas, Point, draw};
use super::frame::{Area, Frame, MARGIN};
use super::labels::{EndLabel, draw_end_labels, room};
use super::marks::{Mark, MarkRows, ROW};
use super::theme::{LABEL, Theme};
use crate::analysis::fan::Fan;
use crate::analysis::wording::simulated_runs;

const SAMPLE_PATHS: usize = 16;
/// Lower and upper level of each band, as places in the quantiles, with its opacity.
const BANDS: [(usize, usize, f64); 3] = [(0, 6, 0.14), (1, 5, 0.16), (2, 4, 0.26)];
const NAMES: [&str; 7] = ["P5", "P10", "P25", "median", "P75", "P90", "P95"];

/// The fan chart as SVG.
pub fn draw_fan(fan: &Fan, theme: &Theme, source: &str) -> String {
    let top = fan.quantiles.iter().map(|q| q[6]).fold(0.0, f64::max);
    let shown = &fan.sample_paths[..fan.sample_paths.len().min(SAMPLE_PATHS)];
    let longest = shown.iter().flatten().copied().fold(0.0, f64::max);
    // Where the bands are all at zero, whatever is drawn still needs a scale.
    let top = if top > 0.0 { top } else { longest };
    // Above the bands there is room for a path or two, not for the most extreme one.
    let scale_top = if top > 0.0 { top * 1.04 } else { 1.0 };
    let leaving = shown.iter().filter(|path| path.iter().any(|&v| v > scale_top)).count();
    let leaves = match leaving {
        0 => String::new(),
        1 => "; one leaves the chart at the top".to_owned(),
        n => format!("; {n} leave the chart at the top"),
    };
    let thin = match shown.len() {
        0 => String::new(),
        1 => format!(" Thin line: one whole run{leaves}."),
        n => format!(" Thin lines: {n} whole runs{leaves}."),
    };
    // What is left and right of the chart does not depend on the words above it.
    let ticks = Scale::linear(0.0, scale_top, 1.0, 0.0).ticks(fan.subject.unit, 6);
    let end_room = room(&end_labels(fan, theme, &Scale::linear(0.0, 1.0, 0.0, 1.0)), LABEL);
    let (left, right) = (MARGIN + label_room(&ticks), theme.wide() - MARGIN - end_room);
    let across = Scale::linear(0.0, fan.calendar.weeks() as f64, left, right);
    let marks = fan
        .events
        .iter()
        .map(|event| Mark {
            x: across.at(event.week),
            label: event.name.clone(),
            colour: theme.accent,
            strong: false,
        })
        .collect();
    let rows = MarkRows::new(marks, (MARGIN, theme.wide() - MARGIN), 3, 250.0);
    let dashed = if fan.events.is_empty() { "" } else { " Dashed: events (odds), mid-window." };
    let frame = Frame {
        title: fan.finding(),
        subtitle: format!(
            "Cumulative {} since {}: median with 50%, 80% and 90% bands over {}",
            fan.subject.noun,
            fan.calendar.start().long(),
            simulated_runs(fan.paths)
        ),
        source: source.to_owned(),
        reading: format!(
            "Bands are week by week: nine runs in ten are at or below P90, nine at or above P10.{thin}{dashed}{}",
            rows.note()
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let mut area = Area { left, right, ..frame.draw(canvas) };
        area.bottom -= 34.0;
        area.top += 6.0 + rows.rows as f64 * ROW;
        let up = Scale::linear(0.0, scale_top, area.bottom, area.top);
        draw_vertical(canvas, area, &up, &ticks);
        paint_bands(canvas, fan, &across, &up);
        for path in shown {
            paint_path(canvas, path, &across, &up);
        }
        let median = line(fan, 3, &across, &up);
        canvas.path(&median, &theme.main, 4.0);
        rows.draw(canvas, area);
        let dates = date_ticks(&fan.calendar, area.width());
        draw_horizontal(canvas, area, &across, &dates, (MARGIN, theme.wide() - MARGIN));
        let labels = end_labels(fan, theme, &up);
        draw_end_labels(
            canvas,
            labels,
            area.right,
            end_room,
            (area.top - 4.0, area.bottom + 14.0),
            LABEL,
        );
    })
}

/// A quantile's line from zero at the start through the ends of the weeks.
fn line(fan: &Fan, level: usize, across: &Scale, up: &Scale) -> Vec<Point> {
    std::iter::once(0.0)
        .chain(fan.quantiles.iter().map(|q| q[level]))
        .enumerate()
        .map(|(week, value)| (across.at(week as f64), up.at(value)))
        .collect()
}

fn paint_bands(canvas: &mut Canvas<'_>, fan: &Fan, across: &Scale, up: &Scale) {
    for (low, high, opacity) in BANDS {
        let colour = canvas.theme.main.mix(opacity);
        canvas.band(&line(fan, high, across, up), &line(fan, low, across, up), &colour);
    }
}

/// A whole path, cut where it leaves the scale.
fn paint_path(canvas: &mut Canvas<'_>, path: &[f64], across: &Scale, up: &Scale) {
    let colour = canvas.theme.thread.mix(0.55);
    let mut points: Vec<Point> = vec![(across.at(0.0), up.at(0.0))];
    let mut before = 0.0;
    for (week, &value) in path.iter().enumerate() {
        if value > up.high() {
            let share = (up.high() - before) / (value - before);
            points.push((across.at(week as f64 + share), up.at(up.high())));
            break;
        }
        points.push((across.at(week as f64 + 1.0), up.at(value)));
        before = value;
    }
    canvas.path(&points, &colour, 1.25);
}

/// One label for each different amount at the horizon.
fn end_labels(fan: &Fan, theme: &Theme, up: &Scale) -> Vec<EndLabel> {
    const IMPORTANCE: [f64; 7] = [2.0, 4.0, 1.0, 5.0, 1.0, 4.0, 3.0];
    let last = fan.last();
    let texts: Vec<String> = (0..7).map(|i| fan.subject.amount(fan.at_horizon(i))).collect();
    let mut labels = Vec::new();
    let mut from = 0;
    while from < 7 {
        let mut to = from;
        while to < 6 && texts[to + 1] == texts[from] {
            to += 1;
        }
        let has_median = (from..=to).contains(&3);
        let name = match from == to {
            true => NAMES[from].to_owned(),
            false if from == 0 && to == 6 && fan.is_certain() => "all".to_owned(),
            false => {
                let name = |i: usize| if i == 3 { "P50" } else { NAMES[i] };
                format!("{}–{}", name(from), name(to))
            }
        };
        labels.push(EndLabel {
            y: up.at(if has_median { last[3] } else { last[from] }),
            text: format!("{name} {}", texts[from]),
            colour: if has_median { theme.main } else { theme.muted },
            strong: has_median,
            importance: IMPORTANCE[from..=to].iter().copied().fold(0.0, f64::max),
        });
        from = to + 1;
    }
    labels
}
