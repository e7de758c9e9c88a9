//! A theme file: how charts look.

use super::super::describe::{Field, Kind, between, empty, number, optional, required, word};
use super::super::escape::shown;
use super::super::node::{Node, Value};
use super::super::reader::{Reader, Slot};
use super::super::source::Place;
use super::{FieldValue, Name, Number, Text, Whole, element};

element! {
    /// How charts look. What a file leaves out is as in the built-in theme that it is based on.
    ThemeSpec {
        /// The version of the scenario language: 1.
        schema: Whole = required().range(between(1.0, 1.0));
        /// The built-in theme beneath.
        base: Name = word("light").choices(&["light", "dark"]);
        /// A font family that SVG files name first; PNG files are set in the built-in one.
        font: Text = optional();
        /// The size of text against the usual one.
        text_scale: Number = number(1.0).range(between(0.8, 1.15));
        /// The width of the picture in pixels; its height is 9/16 of it, and its PNG has twice as many.
        width_px: Whole = number(1600.0).range(between(640.0, 3840.0));
        /// A line right in the foot of every chart, as the name of a house.
        footer: Text = optional();
        /// Who may see it: a line above and below every chart.
        classification: Text = optional();
        /// Colours.
        colour: ColourSpec = empty();
    }
}

element! {
    /// Colours as in "#1B4F8C". Letters need contrast with the paper, and colours side by side must
    /// stay apart for colour-blind readers: what does not is refused.
    ColourSpec {
        /// The ground.
        paper: Hex = optional();
        /// Titles and what must be read first.
        ink: Hex = optional();
        /// Labels of axes, and notes.
        muted: Hex = optional();
        /// Grid lines.
        grid: Hex = optional();
        /// Axes.
        axis: Hex = optional();
        /// Sample paths.
        thread: Hex = optional();
        /// Bands, bars and medians.
        main: Hex = optional();
        /// Means, targets and events.
        accent: Hex = optional();
        /// What is nothing, lost or forbidden.
        nothing: Hex = optional();
        /// Eight colours for parts of a whole, in the order of a stack.
        parts: Hexes = optional();
        /// Six colours for regimes, from the strictest to the most open.
        ladder: Hexes = optional();
    }
}

/// A colour: red, green and blue.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Hex {
    pub rgb: [u8; 3],
    pub place: Place,
}

/// A list of colours.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Hexes {
    pub list: Vec<[u8; 3]>,
    pub place: Place,
}

impl FieldValue for Hex {
    const KIND: Kind = Kind::Text;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Some(text) = reader.text(node, field.rule.max_chars) else { return Slot::Bad };
        match parsed(&text) {
            Some(rgb) => Slot::Given(Self { rgb, place: node.place.clone() }),
            None => {
                let message = format!("\"{}\" is no colour", shown(&text));
                reader.problem(&node.place, message).help = Some(
                    "write red, green and blue as six hexadecimal digits, as in \"#1B4F8C\""
                        .to_owned(),
                );
                Slot::Bad
            }
        }
    }
}

impl FieldValue for Hexes {
    const KIND: Kind = Kind::Texts;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Value::Array(nodes) = &node.value else {
            return reader.expected(node, "a list of colours");
        };
        let read = |node: &Node| Hex::read(node, field, reader).given().map(|hex| hex.rgb);
        let list: Vec<[u8; 3]> = nodes.iter().filter_map(read).collect();
        match list.len() == nodes.len() {
            true => Slot::Given(Self { list, place: node.place.clone() }),
            false => Slot::Bad,
        }
    }
}

/// Red, green and blue of "#1B4F8C".
fn parsed(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}
