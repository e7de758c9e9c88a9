//! What surrounds every chart: the finding as title, what is shown, and the foot with its source.

use super::canvas::{Anchor, Canvas, Text, middle};
use super::font::{Weight, fit, width, wrap};
use super::theme::{FOOT, SUBTITLE, TITLE};

/// The margin left and right of everything.
pub const MARGIN: f64 = 56.0;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Area {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// The words around a chart.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The finding: wrapped to two lines, cut if it is longer still.
    pub title: String,
    /// What is shown.
    pub subtitle: String,
    /// Where it comes from: "tradeflow 0.1.0 · h200-2026 · seed 42 · 10,000 paths".
    pub source: String,
    /// How to read it.
    pub reading: String,
}

impl Frame {
    /// Draws the words and says what area they leave.
    pub fn draw(&self, canvas: &mut Canvas<'_>) -> Area {
        const TITLE_LINE: f64 = 1.24;
        let theme = canvas.theme;
        let room = theme.wide() - 2.0 * MARGIN;
        let mut y = 34.0;
        for line in balanced(&self.title, room) {
            y += TITLE * TITLE_LINE;
            canvas.text(&Text::new(&line, TITLE, theme.ink).strong(), (MARGIN, y - 8.0));
        }
        y += 32.0;
        let subtitle = fit(&self.subtitle, SUBTITLE, Weight::Regular, room);
        canvas.text(&Text::new(&subtitle, SUBTITLE, theme.muted), (MARGIN, y));
        let foot = theme.high() - 30.0;
        let rule = foot - 48.0;
        canvas.line((MARGIN, rule), (theme.wide() - MARGIN, rule), &theme.grid, 1.0);
        let reading = fit(&self.reading, FOOT, Weight::Regular, room);
        canvas.text(&Text::new(&reading, FOOT, theme.muted), (MARGIN, foot - 22.0));
        let house = theme.footer.as_deref().unwrap_or_default();
        let house = fit(house, FOOT, Weight::Regular, room * 0.45);
        let house = Text::new(&house, FOOT, theme.muted).anchored(Anchor::End);
        let taken = if house.text.is_empty() { 0.0 } else { house.width() + FOOT };
        // The run comes first: names of scenarios may be too long for the line.
        let run = theme.run.as_ref().map(|id| format!("run {id} · "));
        let source = format!("{}{}", run.unwrap_or_default(), self.source);
        let source = fit(&source, FOOT, Weight::Regular, room - taken);
        canvas.text(&Text::new(&source, FOOT, theme.muted), (MARGIN, foot));
        canvas.text(&house, (theme.wide() - MARGIN, foot));
        if let Some(marking) = &theme.classification {
            let marking = fit(marking, FOOT, Weight::SemiBold, room);
            let text = Text::new(&marking, FOOT, theme.accent).strong().anchored(Anchor::Middle);
            for y in [26.0, theme.high() - 11.5] {
                canvas.text(&text, (theme.wide() / 2.0, y));
            }
        }
        Area { left: MARGIN, top: y + 26.0, right: theme.wide() - MARGIN, bottom: rule - 14.0 }
    }
}

/// A title in one line, or in two: broken between its parts, else of nearly equal length.
fn balanced(title: &str, room: f64) -> Vec<String> {
    let lines = wrap(title, TITLE, Weight::SemiBold, room, 2);
    if lines.len() < 2 || lines.iter().any(|line| line.ends_with('…')) {
        return lines;
    }
    if let Some((first, rest)) = title.split_once("; ") {
        let fits = |part: &str| width(part, TITLE, Weight::SemiBold) <= room;
        let first = format!("{first};");
        if fits(&first) && fits(rest) {
            return vec![first, rest.to_owned()];
        }
    }
    (10..20)
        .map(|twentieths| {
            wrap(title, TITLE, Weight::SemiBold, room * f64::from(twentieths) / 20.0, 2)
        })
        .find(|narrow| !narrow.iter().any(|line| line.ends_with('…')))
        .unwrap_or(lines)
}

/// The height at which a text of this size touches a line above its capitals.
pub fn below(line: f64, gap: f64, size: f64) -> f64 {
    line + gap + 2.0 * middle(size)
}
