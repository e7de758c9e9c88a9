//! Calibration: the share of periods that each band held beside what it promised, and where what came fell.

use plotters::style::Color;

use super::axis::{Scale, Tick, draw_horizontal};
use super::canvas::{Anchor, Canvas, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::calibration::{Calibration, CalibrationRow};
use crate::analysis::held::BANDS;
use crate::analysis::wording::percent;
use crate::units::Unit;

const HEAD: f64 = 34.0;
const AXIS: f64 = 40.0;
const GAP: f64 = 90.0;
/// The most of the sheet's width that names of forecasts take.
const NAME_ROOM: f64 = 240.0;

/// The calibration of forecasts as SVG.
pub fn draw_calibration(calibration: &Calibration, theme: &Theme, source: &str) -> String {
    let count = calibration.periods.len();
    let frame = Frame {
        title: calibration.finding(),
        subtitle: format!(
            "{}: share of {count} {} that each band held; and share of runs below what came, a dot a period",
            calibration.title,
            if count == 1 { "period" } else { "periods" }
        ),
        source: source.to_owned(),
        reading: "Tick: what the band promises. Line: 95% confidence, as if periods were independent. Right: over many \
                  periods right odds spread the dots evenly; a bar where many runs equal what came."
            .to_owned(),
    };
    draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
        let area = frame.draw(canvas);
        paint(canvas, calibration, area);
    })
}

fn paint(canvas: &mut Canvas<'_>, calibration: &Calibration, mut area: Area) {
    const PITCH: f64 = 220.0;
    let theme = canvas.theme;
    area.top += HEAD;
    area.bottom -= AXIS;
    let pitch = (area.height() / calibration.rows.len().max(1) as f64).min(PITCH);
    area.bottom = area.top + pitch * calibration.rows.len() as f64;
    let names = calibration.rows.iter().map(|row| width(&row.forecast, LABEL, Weight::SemiBold));
    area.left += names.fold(0.0, f64::max).min(NAME_ROOM) + 20.0;
    let band = width("90% band", TICK, Weight::Regular) + 24.0;
    let counts = width("40 of 40", TICK, Weight::Regular) + 20.0;
    let half = (area.width() - band - counts - GAP) / 2.0;
    let left = Area { left: area.left + band, right: area.left + band + half, ..area };
    let right = Area { left: area.right - half, ..area };
    let heads = [("share of periods held", left), ("share of runs below what came (PIT)", right)];
    for (head, panel) in heads {
        let head = fit(head, TICK, Weight::SemiBold, panel.width() + counts);
        let text = Text::new(&head, TICK, theme.muted).strong();
        canvas.text(&text, (panel.left, area.top - 14.0));
        let across = Scale::linear(0.0, 1.0, panel.left, panel.right);
        let ticks: Vec<Tick> = across.ticks(Unit::Share, 4);
        for tick in &ticks {
            let x = across.at(tick.value);
            canvas.line((x, area.top), (x, area.bottom), &theme.grid, 1.25);
        }
        draw_horizontal(canvas, panel, &across, &ticks, (panel.left - 40.0, panel.right + 40.0));
    }
    for (place, row) in calibration.rows.iter().enumerate() {
        let top = area.top + place as f64 * pitch;
        let name = fit(&row.forecast, LABEL, Weight::SemiBold, NAME_ROOM);
        let colour = theme.scenario(place);
        let text = Text::new(&name, LABEL, colour).strong().anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 20.0, top + pitch / 2.0));
        paint_bands(
            canvas,
            row,
            calibration.periods.len(),
            Area { top, bottom: top + pitch, ..left },
            place,
        );
        paint_pits(canvas, row, Area { top, bottom: top + pitch, ..right }, place);
    }
}

fn paint_bands(
    canvas: &mut Canvas<'_>,
    row: &CalibrationRow,
    count: usize,
    area: Area,
    place: usize,
) {
    let theme = canvas.theme;
    let colour = theme.scenario(place);
    let across = Scale::linear(0.0, 1.0, area.left, area.right);
    for (index, band) in BANDS.into_iter().enumerate() {
        let y = area.top + (index as f64 + 0.7) * area.height() / (BANDS.len() as f64 + 0.4);
        let (interval, held) = (row.intervals[index], row.held[index]);
        let label = format!("{} band", percent(band));
        let text = Text::new(&label, TICK, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&text, (area.left - 14.0, y));
        let (low, high) = (across.at(interval.low), across.at(interval.high));
        canvas.line((low, y), (high, y), &colour.mix(0.6), 3.0);
        let promised = across.at(band);
        canvas.line((promised, y - 11.0), (promised, y + 11.0), &theme.ink, 3.0);
        canvas.disc((across.at(held as f64 / count.max(1) as f64), y), 8.0, &colour);
        let label = format!("{held} of {count}");
        canvas.text_beside(&Text::new(&label, TICK, theme.ink), (area.right + 18.0, y));
    }
}

fn paint_pits(canvas: &mut Canvas<'_>, row: &CalibrationRow, area: Area, place: usize) {
    let theme = canvas.theme;
    let colour = theme.scenario(place);
    let across = Scale::linear(0.0, 1.0, area.left, area.right);
    let pitch = area.height() * 0.8 / row.pits.len().max(1) as f64;
    for (index, [low, middle, high]) in row.pits.iter().enumerate() {
        let y = area.top + area.height() * 0.1 + (index as f64 + 0.5) * pitch;
        let (from, to) = (across.at(*low), across.at(*high));
        canvas.line((from, y), (to, y), &colour.mix(0.4), pitch.min(5.0));
        canvas.disc((across.at(*middle), y), (pitch * 0.45).clamp(2.0, 7.0), &colour);
    }
}
