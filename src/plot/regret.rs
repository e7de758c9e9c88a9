//! The regret table: a row an option, a column a world, darker where more is regretted.

use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{Colour, FOOT, LABEL, TICK, Theme, blend, is_light};
use crate::analysis::decision::{Decision, Rule};
use crate::analysis::wording::amount;
use crate::stats::Estimate;

/// The most options that can be told apart on a slide.
const MOST_ROWS: usize = 22;
const LONGEST: f64 = 420.0;
const GAP: f64 = 24.0;
/// Rows no higher than this, and columns no wider.
const TALLEST: f64 = 84.0;
const WIDEST: f64 = 320.0;

/// The regret table as SVG.
pub fn draw_regret(decision: &Decision, theme: &Theme, source: &str) -> String {
    let left_out = decision.options.len().saturating_sub(MOST_ROWS);
    let more = match left_out {
        0 => String::new(),
        n => format!(" {n} more options have no room here."),
    };
    let frame = Frame {
        title: decision.finding(),
        subtitle: format!(
            "Regret: how far an option is behind the best of the same world, in {}",
            decision.yardstick.what()
        ),
        source: source.to_owned(),
        reading: format!(
            "± one standard error. Darker: more regret; outlined: the best of a world. At most: in the \
             world where it is largest.{more}"
        ),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, decision, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, decision: &Decision, mut area: Area) {
    const HEAD: f64 = 58.0;
    let theme = canvas.theme;
    let rows = decision.options.len().min(MOST_ROWS);
    let worlds = decision.worlds.len();
    area.top += HEAD;
    let tall = (area.height() / rows as f64).min(TALLEST);
    let size = if tall < 30.0 { FOOT } else { LABEL };
    let names = decision.options.iter().take(rows);
    let widest = names.map(|option| width(&option.title, size, Weight::SemiBold));
    area.left += widest.fold(0.0, f64::max).min(LONGEST) + GAP;
    // The last column stands apart.
    let wide = ((area.width() - GAP) / (worlds + 1) as f64).min(WIDEST);
    let largest = decision.regrets.iter().flatten().map(|r| r.value).fold(0.0, f64::max);
    let ruling = decision.ruling(Rule::LeastRegret);
    let column = |w: usize| area.left + w as f64 * wide + if w == worlds { GAP } else { 0.0 };
    for world in 0..=worlds {
        let (title, note) = match decision.worlds.get(world) {
            Some(head) => {
                let weight = head.weight.map(crate::analysis::wording::percent);
                (head.title.clone(), weight.map_or(String::new(), |w| format!("weight {w}")))
            }
            None => ("At most".to_owned(), String::new()),
        };
        let x = column(world) + wide / 2.0;
        let title = fit(&title, TICK, Weight::SemiBold, wide - 10.0);
        let text = Text::new(&title, TICK, theme.ink).strong().anchored(Anchor::Middle);
        let lift = if note.is_empty() { 14.0 } else { 36.0 };
        canvas.text(&text, (x, area.top - lift));
        let note = fit(&note, FOOT, Weight::Regular, wide - 10.0);
        let note = Text::new(&note, FOOT, theme.muted).anchored(Anchor::Middle);
        canvas.text(&note, (x, area.top - 13.0));
    }
    for option in 0..rows {
        let top = area.top + option as f64 * tall;
        let middle = top + tall / 2.0;
        let title = &decision.options[option].title;
        let title = fit(title, size, Weight::SemiBold, area.left - GAP - MARGIN);
        canvas.text_beside(&Text::new(&title, size, theme.ink).strong(), (MARGIN, middle));
        for world in 0..=worlds {
            let regret = match decision.regrets[option].get(world) {
                Some(regret) => *regret,
                None => ruling.map_or(Estimate::exact(0.0), |ruling| ruling.values[option]),
            };
            let best = decision.best_in.get(world).is_some_and(|choice| choice.best == option);
            let corners = ((column(world), top), (column(world) + wide, top + tall));
            cell(canvas, decision, (regret, best), largest, corners, size);
        }
    }
}

/// The colour of a share of the largest regret.
fn colour(theme: &Theme, share: f64) -> Colour {
    blend(theme.paper, theme.accent, 0.05 + 0.9 * share.clamp(0.0, 1.0))
}

fn cell(
    canvas: &mut Canvas<'_>,
    decision: &Decision,
    (regret, best): (Estimate, bool),
    largest: f64,
    ((left, top), (right, bottom)): ((f64, f64), (f64, f64)),
    size: f64,
) {
    const LINE: f64 = 1.5;
    let theme = canvas.theme;
    let share = if largest > 0.0 { regret.value / largest } else { 0.0 };
    let fill = colour(theme, share);
    if best {
        let edge = ((left + LINE, top + LINE), (right - LINE, bottom - LINE));
        canvas.rectangle(edge.0, edge.1, &theme.main);
    }
    let inset = if best { 3.0 * LINE } else { LINE };
    canvas.rectangle((left + inset, top + inset), (right - inset, bottom - inset), &fill);
    let ink = if is_light(fill) { Theme::light().ink } else { Theme::light().paper };
    let unit = decision.yardstick.unit();
    let room = right - left - 14.0;
    let full = if best && regret.value == 0.0 { "best".to_owned() } else { regret.digits(unit) };
    // Without its error where there is no room for both.
    let text = match width(&full, size, Weight::Regular) <= room {
        true => full,
        false => fit(&amount(unit, regret), size, Weight::Regular, room),
    };
    let at = ((left + right) / 2.0, (top + bottom) / 2.0);
    canvas.text_beside(&Text::new(&text, size, ink).anchored(Anchor::Middle), at);
}
