//! A chart's SVG for a page in two themes: each colour is a variable that the page's style sets.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::plot::Theme;

/// The colours of a page's pictures: each pair of a light and a dark one is a variable.
#[derive(Clone, Debug, Default)]
pub struct Palette(BTreeMap<(String, String), usize>);

impl Palette {
    /// The light picture with its colours as variables, from the same chart drawn in both themes.
    /// A chart that is drawn otherwise in the dark theme stays light, on its own paper.
    pub fn paint(&mut self, light: &str, dark: &str) -> String {
        let (lights, darks) = (colours(light), colours(dark));
        if lights.len() != darks.len() {
            return light.to_owned();
        }
        let mut svg = String::with_capacity(light.len() + light.len() / 8);
        let mut from = 0;
        for (&at, &in_dark) in lights.iter().zip(&darks) {
            let pair = (hex(light, at).to_owned(), hex(dark, in_dark).to_owned());
            let next = self.0.len();
            let variable = *self.0.entry(pair).or_insert(next);
            svg.push_str(&light[from..at]);
            // Writing to a string cannot fail.
            let _ = write!(svg, "var(--c{variable})");
            from = at + HEX;
        }
        svg.push_str(&light[from..]);
        svg
    }

    /// The style that sets the variables, and those of the theme by name for the page itself. Paper
    /// is always light.
    pub fn style(&self) -> String {
        let mut sides = [String::new(), String::new()];
        for (side, theme) in sides.iter_mut().zip([Theme::light(), Theme::dark()]) {
            for (name, colour) in theme.named() {
                let _ = write!(side, "--{name}:{colour};");
            }
        }
        for ((light, dark), variable) in &self.0 {
            let _ = write!(sides[0], "--c{variable}:{light};");
            let _ = write!(sides[1], "--c{variable}:{dark};");
        }
        let [light, dark] = sides;
        format!(
            ":root{{{light}}}\n@media screen and (prefers-color-scheme: dark){{:root{{{dark}}}}}\n"
        )
    }
}

/// The length of "#1B4F8C".
const HEX: usize = 7;

fn hex(svg: &str, at: usize) -> &str {
    &svg[at..at + HEX]
}

/// Where attributes of the picture hold a colour. Texts are passed over.
fn colours(svg: &str) -> Vec<usize> {
    let bytes = svg.as_bytes();
    let mut found = Vec::new();
    let (mut in_tag, mut at) = (false, 0);
    while at < bytes.len() {
        match bytes[at] {
            b'<' => in_tag = true,
            b'>' => in_tag = false,
            b'"' if in_tag => {
                let value = bytes.get(at + 1..at + 2 + HEX);
                let is_colour = value.is_some_and(|value| {
                    value[0] == b'#'
                        && value[1..HEX].iter().all(u8::is_ascii_hexdigit)
                        && value[HEX] == b'"'
                });
                if is_colour {
                    found.push(at + 1);
                    at += HEX + 1;
                }
            }
            _ => {}
        }
        at += 1;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_attributes_become_variables_and_texts_stay() {
        let light = "<rect fill=\"#FFFFFF\"/><text fill=\"#172033\">x=\"#FFFFFF\"</text>";
        let dark = "<rect fill=\"#121826\"/><text fill=\"#F1F4F9\">x=\"#FFFFFF\"</text>";
        let mut palette = Palette::default();
        let svg = palette.paint(light, dark);
        assert_eq!(svg, "<rect fill=\"var(--c0)\"/><text fill=\"var(--c1)\">x=\"#FFFFFF\"</text>");
        let style = palette.style();
        assert!(style.contains("--c0:#FFFFFF;--c1:#172033;") || style.contains("--c1:#172033;"));
        assert!(style.contains("--c1:#F1F4F9;") && style.contains("--main:#1B4F8C;"), "{style}");
    }

    #[test]
    fn a_chart_that_differs_in_the_dark_stays_light() {
        let light = "<rect fill=\"#FFFFFF\"/>";
        assert_eq!(Palette::default().paint(light, "<g/>"), light);
    }
}
