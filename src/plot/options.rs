//! Options side by side: for each a line a world, with the judged figure and the middle of its runs.

use plotters::style::Color;

use super::axis::{Scale, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{Colour, FOOT, LABEL, TICK, Theme};
use crate::analysis::decision::{Decision, Rule};

/// The most options that can be told apart on a slide.
const MOST_ROWS: usize = 22;
const LONGEST: f64 = 400.0;
const FIGURES: f64 = 210.0;
const GAP: f64 = 24.0;
const TALLEST: f64 = 110.0;

/// The options as SVG.
pub fn draw_options(decision: &Decision, theme: &Theme, source: &str) -> String {
    let left_out = decision.options.len().saturating_sub(MOST_ROWS);
    let more = match left_out {
        0 => String::new(),
        n => format!(" {n} more options have no room here."),
    };
    let bars = match decision.yardstick.is_share() {
        true => "",
        false => " Bar: P10 to P90 of runs.",
    };
    let frame = Frame {
        title: decision.headline(),
        subtitle: sentence_of(decision),
        source: source.to_owned(),
        reading: format!("Dot: the figure.{bars} On the right: {}.{more}", on_the_right(decision)),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, decision, area);
    })
}

fn sentence_of(decision: &Decision) -> String {
    let what = crate::analysis::wording::sentence(&decision.yardstick.what());
    match decision.worlds.len() {
        1 => what,
        n => format!("{what}, in each of {n} worlds"),
    }
}

/// The rule whose figures stand on the right.
fn rule(decision: &Decision) -> Rule {
    if decision.is_weighted() { Rule::Mean } else { Rule::BestWorst }
}

fn on_the_right(decision: &Decision) -> &'static str {
    match (rule(decision), decision.worlds.len()) {
        (Rule::Mean, 1) => "the figure with its standard error",
        (Rule::Mean, _) => "worlds by weight, with the standard error",
        _ => "the worst world, with the standard error",
    }
}

fn world_colour(theme: &Theme, world: usize) -> Colour {
    let order = [theme.main, theme.accent, theme.parts[5], theme.parts[7], theme.parts[3]];
    match order.get(world) {
        Some(colour) => *colour,
        None => theme.parts[world % theme.parts.len()],
    }
}

fn paint(canvas: &mut Canvas<'_>, decision: &Decision, mut area: Area) {
    const AXIS: f64 = 40.0;
    let theme = canvas.theme;
    area.top += key(canvas, decision, area);
    area.bottom -= AXIS;
    let rows = decision.options.len().min(MOST_ROWS);
    let pitch = (area.height() / rows as f64).min(TALLEST);
    let size = if pitch < 28.0 { FOOT } else { LABEL };
    let names = decision.options.iter().take(rows);
    let widest = names.map(|option| width(&option.title, size, Weight::SemiBold));
    area.left += widest.fold(0.0, f64::max).min(LONGEST) + GAP;
    area.right -= FIGURES + GAP;
    area.bottom = area.top + pitch * rows as f64;
    let unit = decision.yardstick.unit();
    let bands = !decision.yardstick.is_share();
    let values = || {
        let figures = decision.values.iter().flatten().map(|value| value.value);
        let ends = decision.bands.iter().flatten().flat_map(|(low, high)| [*low, *high]);
        figures.chain(ends.filter(|_| bands)).filter(|value| value.is_finite())
    };
    let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
    let across = Scale::linear(low, high, area.left, area.right);
    let ticks = across.ticks(unit, 6);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, theme.wide() - MARGIN));
    let ruling = decision.ruling(rule(decision));
    for option in 0..rows {
        let top = area.top + option as f64 * pitch;
        if option > 0 {
            canvas.line((MARGIN, top), (theme.wide() - MARGIN, top), &theme.grid, 1.0);
        }
        let best = ruling.is_some_and(|ruling| ruling.choice.contenders[option]);
        let title = &decision.options[option].title;
        let title = fit(title, size, Weight::SemiBold, area.left - GAP - MARGIN);
        let ink = if best { theme.ink } else { theme.muted };
        let middle = top + pitch / 2.0;
        canvas.text_beside(&Text::new(&title, size, ink).strong(), (MARGIN, middle));
        if let Some(ruling) = ruling {
            let text = ruling.values[option].digits(unit);
            let text = fit(&text, size, Weight::Regular, FIGURES);
            let text = Text::new(&text, size, ink).anchored(Anchor::End);
            canvas.text_beside(&text, (theme.wide() - MARGIN, middle));
        }
        lines(canvas, decision, option, (top, pitch), &across, bands);
    }
}

/// A line a world: the bar of its runs and the dot of its figure.
fn lines(
    canvas: &mut Canvas<'_>,
    decision: &Decision,
    option: usize,
    (top, pitch): (f64, f64),
    across: &Scale,
    bands: bool,
) {
    let theme = canvas.theme;
    let worlds = decision.worlds.len();
    let step = pitch * 0.8 / worlds as f64;
    let thick = (step * 0.42).clamp(1.5, 14.0);
    for world in 0..worlds {
        let y = top + pitch * 0.1 + (world as f64 + 0.5) * step;
        let colour = world_colour(theme, world);
        let (low, high) = decision.bands[option][world];
        if bands && low.is_finite() && high.is_finite() {
            let (left, right) = (across.at(low), across.at(high).max(across.at(low) + 1.5));
            let corners = ((left, y - thick / 2.0), (right, y + thick / 2.0));
            canvas.rectangle(corners.0, corners.1, &colour.mix(0.35));
        }
        let at = (across.at(decision.values[option][world].value), y);
        let radius = (step * 0.34).clamp(3.0, 8.0);
        canvas.disc(at, radius, &theme.paper);
        canvas.disc(at, radius - 1.0, &colour);
    }
}

/// The worlds' names in their colours, above; returns the height that they take.
fn key(canvas: &mut Canvas<'_>, decision: &Decision, area: Area) -> f64 {
    const LINE: f64 = 30.0;
    const DOT: f64 = 22.0;
    const LONGEST_NAME: f64 = 330.0;
    /// Lines of the key; worlds that do not fit are not named.
    const MOST_LINES: usize = 3;
    if decision.worlds.len() < 2 {
        return 12.0;
    }
    let theme = canvas.theme;
    let (mut x, mut line) = (MARGIN, 0);
    for world in 0..decision.worlds.len() {
        let label = fit(&decision.world_label(world), TICK, Weight::Regular, LONGEST_NAME);
        let room = DOT + width(&label, TICK, Weight::Regular) + 34.0;
        if x + room > area.right && x > MARGIN {
            (x, line) = (MARGIN, line + 1);
        }
        if line == MOST_LINES {
            break;
        }
        let y = area.top + 6.0 + line as f64 * LINE;
        canvas.disc((x + 7.0, y), 7.0, &world_colour(theme, world));
        canvas.text_beside(&Text::new(&label, TICK, theme.ink), (x + DOT, y));
        x += room;
    }
    (line.min(MOST_LINES - 1) + 1) as f64 * LINE + 10.0
}
