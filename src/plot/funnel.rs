//! Where the orders went: bars that begin where the one above ends, and so sum to what was asked.

use plotters::style::Color;

use super::axis::Scale;
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame};
use super::theme::{Colour, LABEL, Theme};
use crate::analysis::funnel::{Funnel, FunnelPart};
use crate::analysis::wording::{amount, percent, simulated_runs};
use crate::units::Unit;

/// The funnel as SVG.
pub fn draw_funnel(funnel: &Funnel, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: funnel.finding(),
        subtitle: format!(
            "Chips asked for by {} and what became of them: means over {}",
            funnel.horizon,
            simulated_runs(funnel.paths)
        ),
        source: source.to_owned(),
        reading:
            "Each bar begins where the one above ends: together they make up what was asked for. \
                  P10–P90: eight runs in ten lie between."
                .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, funnel, area);
    })
}

/// The colour of each end, in the order of the funnel's parts.
fn colours(theme: &Theme) -> [Colour; 8] {
    let [grey, indigo, blue, sky, orange, green, yellow, purple] = theme.parts;
    [blue, sky, orange, yellow, grey, purple, green, indigo]
}

fn paint(canvas: &mut Canvas<'_>, funnel: &Funnel, area: Area) {
    const COLUMN_GAP: f64 = 28.0;
    let theme = canvas.theme;
    let parts: Vec<&FunnelPart> = std::iter::once(&funnel.asked).chain(&funnel.parts).collect();
    let size = LABEL + 1.0;
    let ranges: Vec<String> = parts
        .iter()
        .map(|p| format!("{}–{}", Unit::Chips.format(p.p10), Unit::Chips.format(p.p90)))
        .collect();
    let widest = |texts: &[String], head: &str| {
        texts
            .iter()
            .map(|t| width(t, size, Weight::SemiBold))
            .fold(width(head, size, Weight::SemiBold), f64::max)
    };
    let means: Vec<String> = parts.iter().map(|p| amount(Unit::Chips, p.mean)).collect();
    let shares: Vec<String> = parts.iter().map(|p| percent(funnel.share(p))).collect();
    let range_right = area.right;
    let share_right = range_right - widest(&ranges, "P10–P90") - COLUMN_GAP;
    let mean_right = share_right - widest(&shares, "share") - COLUMN_GAP;
    let titles: Vec<String> = parts.iter().map(|p| p.title.to_owned()).collect();
    let bars = Area {
        left: area.left + widest(&titles, "") + 20.0,
        right: mean_right - widest(&means, "mean") - COLUMN_GAP,
        top: area.top + 34.0,
        bottom: area.bottom,
    };
    for (head, x) in [("mean", mean_right), ("share", share_right), ("P10–P90", range_right)] {
        let text = Text::new(head, LABEL, theme.muted).anchored(Anchor::End);
        canvas.text(&text, (x, area.top + 18.0));
    }
    let across =
        Scale::linear(0.0, funnel.asked.mean.value.max(f64::MIN_POSITIVE), bars.left, bars.right);
    let pitch = bars.height() / parts.len() as f64;
    let (mut begun, mut last_end) = (0.0, None);
    for (index, part) in parts.iter().enumerate() {
        let middle = bars.top + (index as f64 + 0.5) * pitch;
        let half = pitch * 0.33;
        let value = part.mean.value.max(0.0);
        let from = if index == 0 { 0.0 } else { begun };
        let (left, right) = (across.at(from), across.at(from + value));
        if let Some(x) = last_end {
            canvas.dashes((x, middle - pitch + half), (x, middle - half), &theme.axis);
        }
        let colour = if index == 0 { theme.ink } else { colours(theme)[(index - 1) % 8] };
        let opacity = if index == 0 { 0.8 } else { 1.0 };
        // A part that is there must be seen, one that is not must not.
        let right = if value > 0.0 { right.max(left + 2.0) } else { left };
        if right > left {
            canvas.rectangle((left, middle - half), (right, middle + half), &colour.mix(opacity));
        }
        begun = if index == 0 { 0.0 } else { begun + value };
        last_end = Some(if index == 0 { across.at(0.0) } else { across.at(begun) });
        let strong = index <= 1;
        let cell = |canvas: &mut Canvas<'_>, text: &str, x: f64, colour: Colour, anchor: Anchor| {
            let mut set = Text::new(text, size, colour).anchored(anchor);
            if strong {
                set = set.strong();
            }
            canvas.text_beside(&set, (x, middle));
        };
        let title = fit(part.title, size, Weight::SemiBold, bars.left - area.left);
        cell(canvas, &title, bars.left - 20.0, theme.ink, Anchor::End);
        cell(canvas, &means[index], mean_right, theme.ink, Anchor::End);
        cell(canvas, &shares[index], share_right, theme.ink, Anchor::End);
        cell(canvas, &ranges[index], range_right, theme.muted, Anchor::End);
    }
    canvas.line((bars.left, bars.top), (bars.left, bars.bottom), &theme.axis, 1.25);
}
