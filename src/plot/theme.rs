//! One look for every chart: colours that colour-blind readers can tell apart, and sizes.

use plotters::style::RGBColor;

/// A colour; `mix` makes it transparent.
pub type Colour = RGBColor;

/// Sizes of text, in pixels of the 1600 × 900 picture.
pub const TITLE: f64 = 36.0;
pub const SUBTITLE: f64 = 22.0;
pub const LABEL: f64 = 20.0;
pub const TICK: f64 = 19.0;
pub const FOOT: f64 = 16.0;

/// The colours of a chart.
#[derive(Clone, Debug)]
pub struct Theme {
    pub paper: Colour,
    /// Titles and what must be read first.
    pub ink: Colour,
    /// Axis labels, notes.
    pub muted: Colour,
    /// Grid lines.
    pub grid: Colour,
    /// Axis lines.
    pub axis: Colour,
    /// Sample paths.
    pub thread: Colour,
    /// The main colour: bands, bars, medians.
    pub main: Colour,
    /// The second colour: means, targets, cumulative curves.
    pub accent: Colour,
    /// What is nothing, lost or forbidden.
    pub nothing: Colour,
    /// Eight colours for parts of a whole.
    pub parts: [Colour; 8],
    /// From the strictest regime to the most open.
    pub ladder: [Colour; 6],
}

const fn colour(hex: u32) -> Colour {
    RGBColor((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Theme {
    /// For print and slides on white.
    pub fn light() -> Self {
        Self {
            paper: colour(0xFF_FFFF),
            ink: colour(0x17_2033),
            muted: colour(0x55_6070),
            grid: colour(0xE4_E7EC),
            axis: colour(0xA9_B1BD),
            thread: colour(0x6B_7686),
            main: colour(0x1B_4F8C),
            accent: colour(0xB4_5309),
            nothing: colour(0x8A_93A1),
            parts: [
                0x9A_A3AF, 0x3B_3F8F, 0x1B_6FB0, 0x6C_B4E4, 0xC8_5A11, 0x00_8566, 0xE5_AE1A,
                0xB3_5B92,
            ]
            .map(colour),
            ladder: [0x9C_3A12, 0xD9_7B3C, 0xF0_C39A, 0xB5_D0E8, 0x5A_93C8, 0x1B_4F8C].map(colour),
        }
    }

    /// For screens and slides on a dark ground.
    pub fn dark() -> Self {
        Self {
            paper: colour(0x12_1826),
            ink: colour(0xF1_F4F9),
            muted: colour(0xA9_B4C4),
            grid: colour(0x2A_3345),
            axis: colour(0x5C_687C),
            thread: colour(0x9A_A7BA),
            main: colour(0x6B_AEF0),
            accent: colour(0xF2_A154),
            nothing: colour(0x7D_889A),
            parts: [
                0x8B_95A5, 0x8F_8BE0, 0x3D_8FD6, 0x9C_D3F7, 0xE8_7C35, 0x2F_B894, 0xF0_C648,
                0xD9_83B7,
            ]
            .map(colour),
            ladder: [0xC4_5425, 0xE8_9558, 0xF3_CFAE, 0xBF_D9EF, 0x6F_A9DE, 0x3A_78C2].map(colour),
        }
    }

    /// Its colours by name, as "#1B4F8C", for a page around the charts.
    pub fn named(&self) -> Vec<(String, String)> {
        let single = [
            ("paper", self.paper),
            ("ink", self.ink),
            ("muted", self.muted),
            ("grid", self.grid),
            ("axis", self.axis),
            ("thread", self.thread),
            ("main", self.main),
            ("accent", self.accent),
            ("nothing", self.nothing),
        ];
        let parts = self.parts.iter().enumerate().map(|(k, part)| (format!("part{k}"), *part));
        let rungs = self.ladder.iter().enumerate().map(|(k, rung)| (format!("rung{k}"), *rung));
        let all = single.into_iter().map(|(name, colour)| (name.to_owned(), colour));
        let hex = |RGBColor(r, g, b)| format!("#{r:02X}{g:02X}{b:02X}");
        all.chain(parts).chain(rungs).map(|(name, colour)| (name, hex(colour))).collect()
    }

    /// The colour of a scenario among several; the baseline is the first.
    pub fn scenario(&self, index: usize) -> Colour {
        let order = [self.main, self.accent, self.parts[5], self.parts[7], self.parts[3]];
        order[index % order.len()]
    }

    /// The colour of a rung of a ladder of `count` regimes, spread over the whole ladder.
    pub fn rung(&self, index: usize, count: usize) -> Colour {
        let last = (self.ladder.len() - 1) as f64;
        let at = if count > 1 { index as f64 / (count - 1) as f64 * last } else { last };
        let below = (at.floor() as usize).min(self.ladder.len() - 1);
        let above = (below + 1).min(self.ladder.len() - 1);
        blend(self.ladder[below], self.ladder[above], at - below as f64)
    }
}

/// The colour a share of the way from one to another.
pub fn blend(from: Colour, to: Colour, share: f64) -> Colour {
    let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * share).round() as u8;
    RGBColor(mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Whether dark letters read better than white ones on this colour (WCAG relative luminance,
/// with a square in place of the 2.4th power).
pub fn is_light(colour: Colour) -> bool {
    let part = |c: u8| (f64::from(c) / 255.0) * (f64::from(c) / 255.0);
    0.2126 * part(colour.0) + 0.7152 * part(colour.1) + 0.0722 * part(colour.2) > 0.32
}
