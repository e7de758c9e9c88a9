//! Which regime holds when: a panel a process, stacked shares of runs by week.

use super::axis::{Scale, date_ticks, draw_horizontal, weekly};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::labels::{EndLabel, draw_end_labels};
use super::theme::{Colour, LABEL, TICK, Theme, blend, is_light};
use crate::analysis::regimes::{Regimes, regime_name};
use crate::analysis::wording::{percent, simulated_runs};
use crate::engine::RegimeSeries;

/// The regimes chart as SVG.
pub fn draw_regimes(regimes: &Regimes, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: regimes.finding(),
        subtitle: format!(
            "Share of {} in each regime, week by week",
            simulated_runs(regimes.paths)
        ),
        source: source.to_owned(),
        reading:
            "From the strictest regime (bottom) to the most open (top). Percentages: share of \
                  runs in the last week."
                .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, regimes, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, regimes: &Regimes, mut area: Area) {
    const HEAD: f64 = 30.0;
    const LONGEST: f64 = 300.0;
    area.bottom -= 34.0;
    let count = regimes.panels.len() as f64;
    let pitch = area.height() / count;
    let size = if regimes.panels.len() > 3 { TICK - 2.0 } else { LABEL };
    let widest = regimes
        .panels
        .iter()
        .flat_map(|panel| &panel.regimes)
        .map(|name| width(&regime_name(name), size, Weight::SemiBold))
        .fold(0.0, f64::max);
    let end_room = widest.min(LONGEST) + width(" 100% ", size, Weight::SemiBold) + 30.0;
    area.left += width("100%", TICK, Weight::Regular) + 14.0;
    area.right -= end_room;
    let across = Scale::linear(0.0, regimes.calendar.weeks() as f64, area.left, area.right);
    for (index, panel) in regimes.panels.iter().enumerate() {
        let top = area.top + index as f64 * pitch;
        let box_ = Area { top: top + HEAD, bottom: top + pitch - 12.0, ..area };
        paint_panel(canvas, panel, box_, &across, (end_room, size));
    }
    let last = Area { bottom: area.bottom - 12.0, ..area };
    let dates = date_ticks(&regimes.calendar, area.width());
    draw_horizontal(canvas, last, &across, &dates, (MARGIN, canvas.theme.wide() - MARGIN));
}

fn paint_panel(
    canvas: &mut Canvas<'_>,
    panel: &RegimeSeries,
    area: Area,
    across: &Scale,
    (end_room, size): (f64, f64),
) {
    let theme = canvas.theme;
    let head = fit(&panel.title, LABEL, Weight::SemiBold, area.width());
    canvas.text(&Text::new(&head, LABEL, theme.ink).strong(), (area.left, area.top - 9.0));
    let up = Scale::linear(0.0, 1.0, area.bottom, area.top);
    let shares: &[f64] = if area.height() > 110.0 { &[0.0, 0.5, 1.0] } else { &[0.0, 1.0] };
    for &share in shares {
        let label = percent(share);
        let text = Text::new(&label, TICK, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 12.0, up.at(share)));
    }
    let mut below = vec![0.0; panel.shares.len()];
    let mut labels = Vec::new();
    let mut shapes: Vec<(Vec<Point>, Colour)> = Vec::new();
    for (index, name) in panel.regimes.iter().enumerate() {
        let above: Vec<f64> =
            below.iter().zip(&panel.shares).map(|(sum, week)| sum + week[index]).collect();
        let colour = theme.rung(index, panel.regimes.len());
        shapes.push((weekly(&above, across, &up), colour));
        let (from, to) =
            (below.last().copied().unwrap_or(0.0), above.last().copied().unwrap_or(0.0));
        let share = percent((to - from).clamp(0.0, 1.0));
        let share_room = width(" 100%", size, Weight::SemiBold);
        let short = fit(&regime_name(name), size, Weight::SemiBold, end_room - share_room - 26.0);
        let toward_ink = if is_light(colour) == is_light(theme.paper) { 0.55 } else { 0.2 };
        labels.push(EndLabel {
            y: up.at((from + to) / 2.0),
            text: format!("{short} {share}"),
            colour: blend(colour, theme.ink, toward_ink),
            strong: false,
            importance: to - from,
        });
        below = above;
    }
    // From the top of the stack down, each over the one above: half the corners of strips.
    let ground = [(area.right, area.bottom), (area.left, area.bottom)];
    for (mut outline, colour) in shapes.into_iter().rev() {
        canvas.path(&outline, &theme.paper, 2.0);
        outline.extend(ground);
        canvas.shape(&outline, &colour);
    }
    let labels = labels.into_iter().rev().collect();
    draw_end_labels(
        canvas,
        labels,
        area.right,
        end_room,
        (area.top - 14.0, area.bottom + 8.0),
        size,
    );
}
