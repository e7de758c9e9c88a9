//! Which gate holds, week by week: stacked areas that sum to unmet demand.

use super::axis::{Scale, date_ticks, draw_horizontal, draw_vertical, label_room, weekly};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::labels::{EndLabel, draw_end_labels};
use super::theme::{LABEL, TICK, Theme, is_light};
use crate::analysis::bottleneck::Bottleneck;
use crate::analysis::wording::{percent, simulated_runs};
use crate::units::Unit;

const END_ROOM: f64 = 218.0;
const STRIP: f64 = 30.0;
const STRIP_HEAD: &str = "biggest";

/// The bottleneck chart as SVG.
pub fn draw_bottleneck(b: &Bottleneck, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: b.finding(),
        subtitle: format!(
            "Chips wanted and not shipped, by the first gate that withholds them: mean of {}, week by week",
            simulated_runs(b.paths)
        ),
        source: source.to_owned(),
        reading:
            "The areas sum to unmet demand (line); percentages are of all chip-weeks. A chip that several \
             gates hold counts at the first: opening one gate frees less or more than its share."
                .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, b, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, b: &Bottleneck, mut area: Area) {
    let theme = canvas.theme;
    let weeks = b.calendar.weeks();
    // Heights of the stack in each week, from nothing up.
    let mut stack = vec![vec![0.0; weeks]];
    for gate in &b.gates {
        let below = &stack[stack.len() - 1];
        let next =
            below.iter().zip(&gate.withheld).map(|(sum, held)| sum + held.max(0.0)).collect();
        stack.push(next);
    }
    let tops = b.unmet.iter().chain(&stack[stack.len() - 1]).copied();
    let highest = tops.fold(0.0, f64::max);
    let highest = if highest > 0.0 { highest * 1.04 } else { 1.0 };
    let ticks = Scale::linear(0.0, highest, 1.0, 0.0).ticks(Unit::Chips, 6);
    area.left += label_room(&ticks).max(width(STRIP_HEAD, TICK, Weight::Regular) + 14.0);
    area.right -= END_ROOM;
    area.bottom -= 34.0 + STRIP + 12.0;
    let up = Scale::linear(0.0, highest, area.bottom, area.top);
    let across = Scale::linear(0.0, weeks as f64, area.left, area.right);
    draw_vertical(canvas, area, &up, &ticks);
    let line = |heights: &[f64]| weekly(heights, &across, &up);
    // From the top of the stack down, each over the one above: half the corners of strips.
    let ground = [(area.right, area.bottom), (area.left, area.bottom)];
    for (index, heights) in stack[1..].iter().enumerate().rev() {
        let mut outline = line(heights);
        canvas.path(&outline, &theme.paper, 2.0);
        outline.extend(ground);
        canvas.shape(&outline, &theme.parts[index % theme.parts.len()]);
    }
    canvas.path(&line(&b.unmet), &theme.ink, 2.5);
    let dates = date_ticks(&b.calendar, area.width());
    paint_strip(canvas, b, area, &across);
    let axis = Area { bottom: area.bottom + STRIP + 12.0, ..area };
    draw_horizontal(canvas, axis, &across, &dates, (MARGIN, theme.wide() - MARGIN));
    let labels: Vec<EndLabel> = b
        .gates
        .iter()
        .enumerate()
        .map(|(index, gate)| {
            let ends = (stack[index][weeks - 1] + stack[index + 1][weeks - 1]) / 2.0;
            EndLabel {
                y: up.at(ends),
                text: format!("{} {}", gate.title, percent(gate.share)),
                colour: readable(theme, index),
                strong: b.biggest().is_some_and(|most| most.name == gate.name),
                importance: gate.share,
            }
        })
        .collect();
    // Gates that end at nothing keep the order of the stack from top to bottom.
    let labels = labels.into_iter().rev().collect();
    draw_end_labels(canvas, labels, area.right, END_ROOM, (area.top, area.bottom + 8.0), LABEL);
}

/// The colour of a gate's name: its own, drawn toward the ink where it is too light for letters.
fn readable(theme: &Theme, index: usize) -> super::theme::Colour {
    let colour = theme.parts[index % theme.parts.len()];
    if is_light(colour) == is_light(theme.paper) {
        super::theme::blend(colour, theme.ink, 0.45)
    } else {
        super::theme::blend(colour, theme.ink, 0.15)
    }
}

/// The biggest gate of each quarter, named where there is room.
fn paint_strip(canvas: &mut Canvas<'_>, b: &Bottleneck, area: Area, across: &Scale) {
    let theme = canvas.theme;
    let top = area.bottom + 8.0;
    let head = STRIP_HEAD;
    let head_room = width(head, TICK, Weight::Regular);
    if area.left - 12.0 - head_room >= MARGIN - 1.0 {
        let text = Text::new(head, TICK, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 12.0, top + STRIP / 2.0));
    }
    // Quarters in a row with the same gate share one stretch of the strip.
    let mut from = 0;
    while from < b.by_quarter.len() {
        let mut to = from;
        while to + 1 < b.by_quarter.len() && b.by_quarter[to + 1].1 == b.by_quarter[from].1 {
            to += 1;
        }
        let left = across.at(b.by_quarter[from].0.first_week as f64);
        let right = across.at(b.by_quarter[to].0.end_week as f64);
        if let Some(index) = b.by_quarter[from].1 {
            let colour = theme.parts[index % theme.parts.len()];
            canvas.rectangle((left + 0.75, top), (right - 0.75, top + STRIP), &colour);
            let ink = if is_light(colour) { Theme::light().ink } else { Theme::light().paper };
            let name = fit(b.gates[index].title, TICK, Weight::SemiBold, right - left - 12.0);
            // A stump of a name says less than the colour.
            if name == b.gates[index].title {
                let text = Text::new(&name, TICK, ink).strong().anchored(Anchor::Middle);
                canvas.text_beside(&text, ((left + right) / 2.0, top + STRIP / 2.0));
            }
        }
        from = to + 1;
    }
}
