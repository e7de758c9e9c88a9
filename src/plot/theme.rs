//! One look for every chart: colours that colour-blind readers can tell apart, and sizes.

use plotters::style::RGBColor;

use super::vision::{LEAST_CONTRAST, LEAST_DIFFERENCE, contrast, difference, luminance};

/// A colour; `mix` makes it transparent.
pub type Colour = RGBColor;

/// Sizes of text, in pixels of a sheet that is 1600 wide where text has its usual size.
pub const TITLE: f64 = 36.0;
pub const SUBTITLE: f64 = 22.0;
pub const LABEL: f64 = 20.0;
pub const TICK: f64 = 19.0;
pub const FOOT: f64 = 16.0;

/// How charts look: colours, the size of text and picture, and what stands on every one.
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
    /// A family that the SVG names before the embedded one. Letters are held to the width of the
    /// embedded one, for which the place is measured.
    pub font: Option<String>,
    /// The size of text against the usual one, within [`TEXT_SCALES`].
    pub text_scale: f64,
    /// The width of the picture in pixels; it is 16 to 9, and its PNG twice as wide.
    pub width: f64,
    /// A line of the house, right in the foot.
    pub footer: Option<String>,
    /// Who may see it, above and below every chart.
    pub classification: Option<String>,
    /// The id of the run that the charts are of, left in the foot.
    pub run: Option<String>,
}

/// The sizes of text for which the layout is made.
pub const TEXT_SCALES: [f64; 2] = [0.8, 1.15];
/// The width of a picture where nothing is said.
pub const WIDTH: f64 = 1600.0;

/// A rule that the colours of a theme break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThemeFault {
    /// The colour that breaks it: "accent".
    pub colour: &'static str,
    pub rule: String,
    pub remedy: &'static str,
}

pub(super) const fn colour(hex: u32) -> Colour {
    RGBColor((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

impl Theme {
    /// Black on white, with nothing said but the chart itself.
    const fn plain() -> Self {
        let (black, white) = (colour(0), colour(0xFF_FFFF));
        Self {
            paper: white,
            ink: black,
            muted: black,
            grid: black,
            axis: black,
            thread: black,
            main: black,
            accent: black,
            nothing: black,
            parts: [black; 8],
            ladder: [black; 6],
            font: None,
            text_scale: 1.0,
            width: WIDTH,
            footer: None,
            classification: None,
            run: None,
        }
    }

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
                0x9A_A3AF, 0x2D_2A70, 0x1B_6FB0, 0x6C_B4E4, 0xC8_5A11, 0x00_8566, 0xE5_AE1A,
                0xB3_5B92,
            ]
            .map(colour),
            ladder: [0x9C_3A12, 0xD9_7B3C, 0xF0_C39A, 0xB5_D0E8, 0x5A_93C8, 0x1B_4F8C].map(colour),
            ..Self::plain()
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
                0x8B_95A5, 0x5B_52C9, 0x3D_8FD6, 0x9C_D3F7, 0xE8_7C35, 0x1F_A77A, 0xF0_C648,
                0xC9_5FA8,
            ]
            .map(colour),
            ladder: [0xC4_5425, 0xE8_9558, 0xF3_CFAE, 0xBF_D9EF, 0x6F_A9DE, 0x3A_78C2].map(colour),
            ..Self::plain()
        }
    }

    /// The same look for the charts of a run.
    #[must_use]
    pub fn of_run(&self, id: &str) -> Self {
        Self { run: Some(id.to_owned()), ..self.clone() }
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
        all.chain(parts).chain(rungs).map(|(name, colour)| (name, hex(colour))).collect()
    }

    /// The width of the sheet, in the pixels that text is measured in: fewer of them where text is
    /// larger.
    pub fn wide(&self) -> f64 {
        (WIDTH / 16.0 / self.text_scale).round() * 16.0
    }

    /// The height of the sheet.
    pub fn high(&self) -> f64 {
        self.wide() * 9.0 / 16.0
    }

    /// The rules that these colours break: letters that are hard to read on the paper, and colours
    /// of scenarios or of neighbours in a stack that colour-blind readers take for one.
    pub fn faults(&self) -> Vec<ThemeFault> {
        let mut faults = Vec::new();
        let letters = [
            ("ink", self.ink),
            ("muted", self.muted),
            ("main", self.main),
            ("accent", self.accent),
        ];
        for (colour, value) in letters {
            let found = contrast(value, self.paper);
            if found < LEAST_CONTRAST {
                let rule = format!(
                    "letters in it have a contrast of {found:.1} on the paper; at least \
                     {LEAST_CONTRAST} is needed"
                );
                let remedy = "choose a darker colour on light paper, a lighter one on dark paper";
                faults.push(ThemeFault { colour, rule, remedy });
            }
        }
        let scenarios = [self.main, self.accent, self.parts[5], self.parts[7], self.parts[3]];
        let pairs = (0..scenarios.len()).flat_map(|k| (0..k).map(move |j| (j, k)));
        let scenarios = pairs.map(|(j, k)| {
            (["main", "accent", "parts", "parts", "parts"][k], scenarios[j], scenarios[k])
        });
        let stack = self.parts.windows(2).map(|pair| ("parts", pair[0], pair[1]));
        let ladder = self.ladder.windows(2).map(|pair| ("ladder", pair[0], pair[1]));
        for (colour, one, other) in scenarios.chain(stack).chain(ladder) {
            if difference(one, other) < LEAST_DIFFERENCE {
                let rule =
                    format!("{} and {} look alike to colour-blind readers", hex(one), hex(other));
                let remedy = "make one of them clearly lighter than the other";
                faults.push(ThemeFault { colour, rule, remedy });
            }
        }
        faults
    }

    /// The colour of a scenario among several; the baseline is the first.
    pub fn scenario(&self, index: usize) -> Colour {
        let order = [self.main, self.accent, self.parts[5], self.parts[7], self.parts[3]];
        order[index % order.len()]
    }

    /// A colour as letters are set in it: drawn toward the ink until they can be read on the paper.
    pub fn letters(&self, colour: Colour) -> Colour {
        let shades = (0..=10).map(|tenth| blend(colour, self.ink, f64::from(tenth) / 10.0));
        let read = |shade: &Colour| contrast(*shade, self.paper) >= LEAST_CONTRAST;
        shades.into_iter().find(read).unwrap_or(self.ink)
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

/// A colour as it is written in a theme's file.
fn hex(colour: Colour) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

/// Whether dark letters read better than white ones on this colour.
pub fn is_light(colour: Colour) -> bool {
    /// The luminance at which black and white have the same contrast is 0.18; letters here are not
    /// quite black, and thin white ones look bolder than they are.
    const MIDDLE: f64 = 0.27;
    luminance(colour) > MIDDLE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_themes_break_no_rule_of_colour() {
        for theme in [Theme::light(), Theme::dark()] {
            assert_eq!(theme.faults(), []);
        }
    }

    #[test]
    fn pale_letters_and_colours_that_look_alike_are_faults() {
        let mut theme = Theme::light();
        theme.accent = colour(0xF0_C000);
        theme.parts[2] = colour(0x3B_3F8F);
        let faults = theme.faults();
        let names: Vec<&str> = faults.iter().map(|fault| fault.colour).collect();
        assert_eq!(names, ["accent", "parts"], "{faults:?}");
        assert!(faults[0].rule.contains("contrast of 1."), "{faults:?}");
        assert!(faults[1].rule.contains("#2D2A70 and #3B3F8F"), "{faults:?}");
    }

    #[test]
    fn letters_in_the_colour_of_any_scenario_can_be_read() {
        for theme in [Theme::light(), Theme::dark()] {
            for index in 0..5 {
                let letters = theme.letters(theme.scenario(index));
                assert!(contrast(letters, theme.paper) >= LEAST_CONTRAST, "{letters:?}");
            }
            assert_eq!(theme.letters(theme.main), theme.main, "what can be read stays");
        }
    }

    #[test]
    fn larger_text_means_a_smaller_sheet_of_the_same_shape() {
        for scale in [TEXT_SCALES[0], 1.0, TEXT_SCALES[1]] {
            let theme = Theme { text_scale: scale, ..Theme::light() };
            assert!((theme.wide() * scale / WIDTH - 1.0).abs() < 0.01);
            assert_eq!(theme.high() * 16.0, theme.wide() * 9.0);
        }
    }
}
