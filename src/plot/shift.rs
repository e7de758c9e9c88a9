//! What differs where a condition holds: a dot an input at its shift, with its interval.

use plotters::style::Color;

use super::axis::{Scale, Tick, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN};
use super::theme::{LABEL, Theme};
use crate::analysis::sensitivity::short_name;
use crate::analysis::stress::{Shift, Stress};
use crate::analysis::wording::{grouped, sentence};
use crate::units::{Unit, short};

/// Rows of inputs and of policies.
const MOST_INPUTS: usize = 9;
const MOST_POLICY: usize = 6;
const Z: f64 = 1.959_963_984_540_054;

/// The chart of shifts as SVG.
pub fn draw_shifts(stress: &Stress, theme: &Theme, source: &str) -> String {
    let frame = Frame {
        title: stress.finding(),
        subtitle: format!(
            "Shift of means, in standard deviations, in the {} of {} runs where {}",
            grouped(stress.held),
            grouped(stress.paths),
            stress.condition
        ),
        source: source.to_owned(),
        reading: "Right: higher where the condition holds. Line: 95% confidence interval. Grey: too \
                  small to tell. Above inputs, below what both capitals did; the mean of all runs → \
                  where it holds."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, stress, area);
    })
}

/// What shifts, in few words.
fn named(shift: &Shift) -> String {
    sentence(&short_name(&shift.name))
}

fn paint(canvas: &mut Canvas<'_>, stress: &Stress, mut area: Area) {
    const LONGEST: f64 = 560.0;
    let theme = canvas.theme;
    let inputs = stress.inputs.iter().take(MOST_INPUTS);
    let rows: Vec<&Shift> = inputs.chain(stress.policy.iter().take(MOST_POLICY)).collect();
    let cut = stress.inputs.len().min(MOST_INPUTS);
    let told = |shift: &Shift| format!("{} → {}", short(shift.all), short(shift.given));
    let widest = |texts: &mut dyn Iterator<Item = String>| {
        texts.map(|text| width(&text, LABEL, Weight::Regular)).fold(0.0, f64::max)
    };
    let left = widest(&mut rows.iter().map(|row| named(row))).min(LONGEST) + 20.0;
    area.left += left;
    area.right -= widest(&mut rows.iter().map(|row| told(row))) + 20.0;
    area.bottom -= 40.0;
    let reach = |shift: &&Shift| shift.shift.value.abs() + Z * shift.shift.standard_error;
    let most = rows.iter().map(reach).filter(|reach| reach.is_finite()).fold(0.1, f64::max) * 1.05;
    let across = Scale::linear(-most, most, area.left, area.right);
    let ticks: Vec<Tick> = across.ticks(Unit::Count, 7);
    for tick in &ticks {
        let x = across.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((x, area.top), (x, area.bottom), &colour, 1.25);
    }
    draw_horizontal(canvas, area, &across, &ticks, (MARGIN, theme.wide() - MARGIN));
    let pitch = area.height() / rows.len().max(1) as f64;
    for (index, shift) in rows.iter().enumerate() {
        let y = area.top + (index as f64 + 0.5) * pitch;
        if index == cut && index > 0 {
            let rule = y - pitch / 2.0;
            canvas.line((MARGIN, rule), (theme.wide() - MARGIN, rule), &theme.axis, 1.25);
        }
        let colour = match shift.shift.value {
            _ if !shift.real => theme.nothing,
            value if value > 0.0 => theme.main,
            _ => theme.accent,
        };
        let half = Z * shift.shift.standard_error;
        let (value, error) = (shift.shift.value, if half.is_finite() { half } else { 0.0 });
        canvas.line((across.at(0.0), y), (across.at(value), y), &colour.mix(0.35), 8.0);
        canvas.line((across.at(value - error), y), (across.at(value + error), y), &colour, 2.5);
        canvas.disc((across.at(value), y), 7.0, &colour);
        let name = fit(&named(shift), LABEL, Weight::Regular, left - 20.0);
        let name = Text::new(&name, LABEL, theme.ink).anchored(Anchor::End);
        canvas.text_beside(&name, (area.left - 14.0, y));
        canvas.text_beside(&Text::new(&told(shift), LABEL, theme.muted), (area.right + 16.0, y));
    }
}
