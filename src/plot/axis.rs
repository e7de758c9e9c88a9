//! Axes: places on a scale, round ticks with K, M and B, and dates.

use super::canvas::{Anchor, Canvas, Point, Text};
use super::font::{Weight, width};
use super::frame::{Area, below};
use super::theme::TICK;
use crate::analysis::round::{decade, step, ten_to};
use crate::analysis::wording::month_name;
use crate::lanes::math::ln;
use crate::units::{Calendar, Date, Unit};

/// From values to pixels, linear or logarithmic.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    start: f64,
    end: f64,
    log: bool,
}

/// A place on an axis with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub value: f64,
    pub label: String,
}

impl Scale {
    /// Values from `low` to `high` over pixels from `start` to `end`. An empty range is widened.
    pub fn linear(low: f64, high: f64, start: f64, end: f64) -> Self {
        let high = if high > low { high } else { low + low.abs().max(1.0) };
        Self { low, high, start, end, log: false }
    }

    /// As [`Scale::linear`] with equal ratios over equal distances; both ends are positive.
    pub fn log(low: f64, high: f64, start: f64, end: f64) -> Self {
        let high = if high > low { high } else { low * 10.0 };
        Self { low, high, start, end, log: true }
    }

    /// The pixel of a value; values beyond an end are held there.
    pub fn at(&self, value: f64) -> f64 {
        let share = if self.log {
            ln(value.max(self.low) / self.low) / ln(self.high / self.low)
        } else {
            (value - self.low) / (self.high - self.low)
        };
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        self.start + share * (self.end - self.start)
    }

    pub fn high(&self) -> f64 {
        self.high
    }

    /// Round ticks, about `most` of them and no more than ten over.
    pub fn ticks(&self, unit: Unit, most: usize) -> Vec<Tick> {
        if self.log { self.log_ticks(unit, most) } else { self.linear_ticks(unit, most) }
    }

    fn linear_ticks(&self, unit: Unit, most: usize) -> Vec<Tick> {
        let step = step(self.high - self.low, most);
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        let largest = self.low.abs().max(self.high.abs());
        (first..=last)
            .map(|i| {
                let value = i as f64 * step;
                Tick { value, label: tick_label(unit, value, step, largest) }
            })
            .collect()
    }

    fn log_ticks(&self, unit: Unit, most: usize) -> Vec<Tick> {
        let (first, last) = (decade(self.low), decade(self.high));
        let values = |mantissas: &[f64], every: usize| -> Vec<f64> {
            (first..=last)
                .step_by(every)
                .flat_map(|exponent| mantissas.iter().map(move |m| m * ten_to(exponent)))
                .filter(|v| (self.low * (1.0 - 1e-9)..=self.high * (1.0 + 1e-9)).contains(v))
                .collect()
        };
        let choices: [(&[f64], usize); 6] = [
            (&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0], 1),
            (&[1.0, 2.0, 5.0], 1),
            (&[1.0, 3.0], 1),
            (&[1.0], 1),
            (&[1.0], 2),
            (&[1.0], 3),
        ];
        let ticks = choices.iter().map(|&(mantissas, every)| values(mantissas, every));
        let fewest = values(&[1.0], 4);
        let chosen = ticks.into_iter().find(|ticks| ticks.len() <= most).unwrap_or(fewest);
        chosen.into_iter().map(|value| Tick { value, label: unit.format(value) }).collect()
    }
}

/// A tick's label, with the letter and the decimals that tell it from its neighbours.
fn tick_label(unit: Unit, value: f64, step: f64, largest: f64) -> String {
    if unit == Unit::Share {
        let decimals = if value == 0.0 { 0 } else { decimals(step * 100.0) };
        return format!("{:.decimals$}%", value * 100.0);
    }
    if largest >= 1000.0 && largest <= step * 200.0 {
        return unit.format(value);
    }
    let sign = if value < 0.0 { "−" } else { "" };
    let dollar = if unit == Unit::Usd { "$" } else { "" };
    let (scale, letter) = match largest {
        l if l >= 1e12 => (1e12, "T"),
        l if l >= 1e9 => (1e9, "B"),
        l if l >= 1e6 => (1e6, "M"),
        l if l >= 1e3 => (1e3, "K"),
        _ => (1.0, ""),
    };
    if value == 0.0 {
        return format!("{dollar}0");
    }
    let decimals = decimals(step / scale);
    format!("{sign}{dollar}{:.decimals$}{letter}", value.abs() / scale)
}

/// The decimals that multiples of a step need: a step of 2.5 one more than one of 2.
fn decimals(step: f64) -> usize {
    let decimals = (-decade(step)).clamp(0, 12);
    let part = step * ten_to(decimals);
    let whole = (part - part.round()).abs() < 1e-6;
    decimals as usize + usize::from(!whole)
}

/// Ticks on the horizon: the beginnings of months, quarters or years, or days of a short one, in
/// weeks from the start.
pub fn date_ticks(calendar: &Calendar, room: f64) -> Vec<Tick> {
    const SPACING: f64 = 112.0;
    let most = ((room / SPACING) as usize).max(2);
    let weeks = calendar.weeks();
    if weeks < 14 {
        let every = weeks.div_ceil(most).max(1);
        return (0..=weeks)
            .step_by(every)
            .map(|week| {
                let day = calendar.first_day(week);
                Tick { value: week as f64, label: format!("{} {}", day.day(), month_name(day)) }
            })
            .collect();
    }
    let months = weeks as f64 / (365.25 / 12.0 / 7.0);
    let every = [1, 3, 6, 12].into_iter().find(|&m| months / m as f64 <= most as f64).unwrap_or(24);
    let start = calendar.start();
    let mut ticks = Vec::new();
    for month in 0..(weeks / 4 + 2) as i64 {
        let index = i64::from(start.month()) - 1 + month;
        if index % every != 0 {
            continue;
        }
        let (year, month) = (i64::from(start.year()) + index / 12, index % 12 + 1);
        let Ok(first) = Date::new(year, month, 1) else { continue };
        let week = calendar.week_of(first);
        if (0.0..=weeks as f64).contains(&week) {
            ticks.push(Tick { value: week, label: format!("{} {year}", month_name(first)) });
        }
    }
    ticks
}

/// A line through a value a week, stretched by half a week at each end to span the whole axis.
pub fn weekly(values: &[f64], across: &Scale, up: &Scale) -> Vec<Point> {
    if let [only] = values {
        return vec![(across.start, up.at(*only)), (across.end, up.at(*only))];
    }
    let stretch = values.len() as f64 / (values.len().max(2) - 1) as f64;
    let place = |(week, &value): (usize, &f64)| (across.at(week as f64 * stretch), up.at(value));
    values.iter().enumerate().map(place).collect()
}

/// The room that the labels of a vertical axis take left of it.
pub fn label_room(ticks: &[Tick]) -> f64 {
    ticks.iter().map(|t| width(&t.label, TICK, Weight::Regular)).fold(0.0, f64::max) + 14.0
}

/// Horizontal grid lines with labels left of the area.
pub fn draw_vertical(canvas: &mut Canvas<'_>, area: Area, scale: &Scale, ticks: &[Tick]) {
    let theme = canvas.theme;
    for tick in ticks {
        let y = scale.at(tick.value);
        let colour = if tick.value == 0.0 { theme.axis } else { theme.grid };
        canvas.line((area.left, y), (area.right, y), &colour, 1.25);
        let label = Text::new(&tick.label, TICK, theme.muted).anchored(Anchor::End);
        canvas.text_beside(&label, (area.left - 12.0, y));
    }
}

/// Tick marks and labels below the area, leaving out labels that would touch the one before or
/// leave the sheet's margins `room`.
pub fn draw_horizontal(
    canvas: &mut Canvas<'_>,
    area: Area,
    scale: &Scale,
    ticks: &[Tick],
    room: (f64, f64),
) {
    const GAP: f64 = 14.0;
    let theme = canvas.theme;
    canvas.line((area.left, area.bottom), (area.right, area.bottom), &theme.axis, 1.25);
    let mut free = room.0;
    for tick in ticks {
        let x = scale.at(tick.value);
        canvas.line((x, area.bottom), (x, area.bottom + 6.0), &theme.axis, 1.25);
        let label = Text::new(&tick.label, TICK, theme.muted).anchored(Anchor::Middle);
        let half = label.width() / 2.0;
        if x - half < free || x + half > room.1 {
            continue;
        }
        canvas.text(&label, (x, below(area.bottom, 13.0, TICK)));
        free = x + half + GAP;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_neighbouring_ticks_differ() {
        for (low, high) in
            [(0.0, 1.0), (0.0, 1.3e6), (999_000.0, 1_001_000.0), (0.0, 7e-4), (0.0, 4e13)]
        {
            let ticks = Scale::linear(low, high, 0.0, 100.0).ticks(Unit::Usd, 6);
            assert!(ticks.len() >= 2, "{low} {high}");
            assert!(ticks.windows(2).all(|w| w[0].label != w[1].label), "{ticks:?}");
        }
        let ticks = Scale::linear(0.0, 1.0, 0.0, 1.0).ticks(Unit::Share, 4);
        assert_eq!(ticks[1].label, "25%");
        let ticks = Scale::linear(0.0, 0.1, 0.0, 1.0).ticks(Unit::Share, 4);
        assert_eq!(ticks[1].label, "2.5%");
    }

    #[test]
    fn log_ticks_are_few_over_any_range() {
        for (low, high) in [(1.0, 3.0), (5e3, 2e6), (1e-3, 1e9), (1.0, 1e16)] {
            let scale = Scale::log(low, high, 0.0, 1000.0);
            let ticks = scale.ticks(Unit::Chips, 9);
            assert!((2..=9).contains(&ticks.len()), "{low} {high} {ticks:?}");
        }
        let scale = Scale::log(1.0, 100.0, 0.0, 10.0);
        assert!((scale.at(10.0) - 5.0).abs() < 1e-12);
    }

    #[test]
    fn dates_fall_on_the_first_of_a_month() {
        let start = Date::new(2026, 1, 30).expect("a date");
        for weeks in [1, 6, 30, 100, 261] {
            let calendar = Calendar::new(start, start.plus_days(7 * weeks - 1)).expect("weeks");
            let ticks = date_ticks(&calendar, 1300.0);
            assert!((1..=13).contains(&ticks.len()), "{weeks}: {ticks:?}");
        }
        let calendar = Calendar::new(start, start.plus_days(699)).expect("weeks");
        let ticks = date_ticks(&calendar, 1300.0);
        assert_eq!(ticks[0].label, "Apr 2026");
        assert!((ticks[0].value - 61.0 / 7.0).abs() < 1e-12);
    }
}
