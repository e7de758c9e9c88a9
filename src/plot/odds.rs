//! The odds of ever rarer amounts, down to the one that was asked about.

use plotters::style::Color;

use super::Chart;
use super::axis::{Scale, Tick, draw_horizontal, draw_vertical, label_room};
use super::canvas::{Anchor, Canvas, Point, Text, draw};
use super::font::{Weight, fit, width};
use super::frame::{Area, Frame, MARGIN, below};
use super::theme::{LABEL, TICK, Theme};
use crate::analysis::odds::{Odds, Step, Way, interval_of};
use crate::analysis::round::{decade, ten_to};
use crate::analysis::wording::{grouped, one_in, share_of_runs};

/// The chart of a search for rare outcomes; none where fewer than two levels have odds.
pub fn odds_chart(odds: &Odds, theme: &Theme) -> Option<Chart> {
    let steps: Vec<&Step> = odds.steps.iter().filter(|step| step.odds.value > 0.0).collect();
    if steps.len() < 2 {
        return None;
    }
    let source = format!(
        "tradeflow {} · {} · seed {} · {} paths simulated",
        env!("CARGO_PKG_VERSION"),
        odds.scenario,
        odds.seed,
        grouped(odds.simulated)
    );
    let way = match odds.question.way {
        Way::AtLeast => "at least",
        Way::AtMost => "at most",
    };
    let frame = Frame {
        title: odds.finding(),
        subtitle: format!(
            "Odds of {way} so much: {} {} (log scale)",
            odds.subject.noun, odds.subject.when
        ),
        source,
        reading: format!(
            "Bars: 95% confidence intervals over {} searches. Each level is reached from the one before; \
             of {} ordinary paths {} get to the last.",
            crate::analysis::odds::REPETITIONS,
            grouped(odds.paths),
            share_of_runs(odds.plain.estimate().value, odds.paths)
        ),
    };
    let svg =
        draw(theme, &frame.title, &format!("{} {}", frame.subtitle, frame.reading), |canvas| {
            let area = frame.draw(canvas);
            paint(canvas, odds, &steps, area);
        });
    Some(Chart { name: "odds".into(), title: odds.finding(), svg, table: odds.table() })
}

/// Powers of ten between two odds, ten of them at the most, in runs.
fn ticks(low: f64) -> Vec<Tick> {
    const MOST: i32 = 10;
    let first = decade(low * (1.0 + 1e-9));
    let every = (-first).div_euclid(MOST) + 1;
    (0..=-first / every)
        .map(|step| {
            let value = ten_to(-step * every);
            let label = if step == 0 { "always".to_owned() } else { one_in(value) };
            Tick { value, label }
        })
        .filter(|tick| tick.value >= low)
        .collect()
}

fn paint(canvas: &mut Canvas<'_>, odds: &Odds, steps: &[&Step], mut area: Area) {
    let theme = canvas.theme;
    let unit = odds.subject.unit;
    let bounds = |step: &Step| interval_of(step.odds);
    // An interval that touches zero is drawn to a tenth of its value.
    let low_of = |step: &Step| bounds(step).low.max(step.odds.value / 10.0);
    let lowest = steps.iter().map(|step| low_of(step)).fold(1.0, f64::min);
    let bottom = lowest * 0.6;
    let labels = ticks(bottom);
    let end = odds.digits();
    let room = width(&end, LABEL, Weight::SemiBold).min(420.0);
    area.left += label_room(&labels);
    area.right -= room + 22.0;
    area.bottom -= 66.0;
    area.top += 8.0;
    let up = Scale::log(bottom, 1.0, area.bottom, area.top);
    let amounts = || steps.iter().map(|step| step.amount);
    let (from, to) = (amounts().fold(f64::INFINITY, f64::min), amounts().fold(f64::MIN, f64::max));
    let spread = (to - from).max(f64::MIN_POSITIVE);
    let across = Scale::linear(from - 0.03 * spread, to + 0.03 * spread, area.left, area.right);
    draw_vertical(canvas, area, &up, &labels);
    let at = |step: &Step| -> Point { (across.at(step.amount), up.at(step.odds.value)) };
    let line: Vec<Point> = steps.iter().map(|step| at(step)).collect();
    canvas.path(&line, &theme.main.mix(0.5), 2.5);
    for step in steps {
        let (x, y) = at(step);
        let (low, high) = (up.at(low_of(step)), up.at(bounds(step).high));
        canvas.line((x, low), (x, high), &theme.main, 3.0);
        canvas.disc((x, y), 6.0, &theme.main);
    }
    if let Some(last) = steps.last() {
        let (x, y) = at(last);
        canvas.disc((x, y), 8.0, &theme.accent);
        let end = fit(&end, LABEL, Weight::SemiBold, room);
        let text = Text::new(&end, LABEL, theme.accent).strong();
        // Odds of at most so much lie at the left end.
        canvas.text_beside(&text, (x.max(area.right) + 14.0, y));
    }
    let amounts = across.ticks(unit, 9);
    draw_horizontal(canvas, area, &across, &amounts, (MARGIN, theme.wide() - MARGIN));
    let name = super::capital(&format!("{} {}", odds.subject.noun, odds.subject.when));
    let name = fit(&name, TICK, Weight::Regular, area.width());
    let middle = f64::midpoint(area.left, area.right);
    let text = Text::new(&name, TICK, theme.muted).anchored(Anchor::Middle);
    canvas.text(&text, (middle, below(area.bottom, 46.0, TICK)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::odds::Question;
    use crate::analysis::subject::Subject;
    use crate::plot::test_layout::crowded;
    use crate::plot::tests::looks;
    use crate::stats::{Estimate, Proportion};
    use crate::units::{Calendar, Date, Unit};

    fn odds(amounts: &[f64], rarer: f64, error: f64, words: &str) -> Odds {
        let date = |year| Date::new(year, 1, 1).expect("a date");
        let calendar = Calendar::new(date(2026), date(2028)).expect("weeks");
        let products = [("h200".to_owned(), words.to_owned())];
        let column = "gross_revenue_usd.h200.by-2026-12-31";
        let mut value = 1.0;
        let mut step = |&amount: &f64| {
            value *= rarer;
            Step { amount, odds: Estimate { value, standard_error: error * value } }
        };
        Odds {
            question: Question {
                column: column.to_owned(),
                way: if amounts[0] < amounts[1] { Way::AtLeast } else { Way::AtMost },
                amount: amounts[amounts.len() - 1],
                title: words.to_owned(),
            },
            subject: Subject::of(&calendar, &products, column, Unit::Usd),
            scenario: words.to_owned(),
            title: words.to_owned(),
            seed: u64::MAX,
            paths: 1_000_000,
            simulated: 123_456_789,
            moves: 5,
            plain: Proportion::new(0, 1_000_000).expect("paths"),
            steps: amounts.iter().map(&mut step).collect(),
            traits: Vec::new(),
        }
    }

    #[test]
    fn words_keep_apart_whatever_the_odds() {
        let long = "A target whose title goes on and on until nobody would read it any more, \
                    and then some";
        let many: Vec<f64> = (0..60).map(|k| 1e3 * f64::from(k)).collect();
        let mut faults = Vec::new();
        for (amounts, rarer, error) in [
            (&[0.0, 1e12][..], 0.25, 0.1),
            (&[1.0, 2.0], 0.99, 0.0),
            (&[5e9, 4e9, 0.0], 1e-5, 9.0),
            (&[1_000_000.0, 1_000_001.0], 0.01, f64::INFINITY),
            (&many, 0.25, 0.3),
        ] {
            for words in ["H200", long] {
                for theme in looks() {
                    let chart = odds_chart(&odds(amounts, rarer, error, words), &theme);
                    let svg = chart.expect("two levels with odds").svg;
                    faults.extend(crowded(&svg, &format!("{amounts:?} {rarer} {words}")));
                }
            }
        }
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
        assert!(odds_chart(&odds(&[1.0, 2.0], 0.0, 0.0, "none"), &Theme::light()).is_none());
    }
}
