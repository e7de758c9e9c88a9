//! Names, texts, dates and paths of inputs.

use super::super::describe::{Field, Kind, Presence};
use super::super::escape::shown;
use super::super::metadata::METADATA_KEYS;
use super::super::node::{Node, Value};
use super::super::overlay::REMOVE;
use super::super::reader::{Reader, Slot};
use super::super::source::Place;
use super::{FieldValue, VALUE_KINDS};
use crate::units::Date;

/// The most characters of a name: folders are called by names.
pub(in crate::scenario) const MAX_NAME_CHARS: usize = 40;

/// A name: lower-case letters, digits and hyphens.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Name {
    pub text: String,
    pub place: Place,
}

impl Name {
    /// Checks a name that is written as a key or a text.
    pub fn checked(text: &str, place: &Place, reader: &mut Reader) -> Slot<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let reserved = VALUE_KINDS.contains(&text)
            || METADATA_KEYS.contains(&text)
            || text == REMOVE
            || text == "from";
        let ends = text.starts_with('-') || text.ends_with('-');
        if text.is_empty() || text.len() > MAX_NAME_CHARS || !text.chars().all(plain) || ends {
            let message = format!("\"{}\" cannot be a name", shown(text));
            reader.problem(place, message).help = Some(format!(
                "a name has 1 to {MAX_NAME_CHARS} lower-case letters, digits and hyphens between \
                 them, as in \"other-firms\""
            ));
            return Slot::Bad;
        }
        if reserved {
            let message =
                format!("\"{text}\" is a word of the scenario language and cannot be a name");
            reader.problem(place, message).help = Some("choose another name".to_owned());
            return Slot::Bad;
        }
        Slot::Given(Self { text: text.to_owned(), place: place.clone() })
    }
}

impl FieldValue for Name {
    const KIND: Kind = Kind::Name;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let choices = field.rule.choices;
        let Value::Text(text) = &node.value else {
            return reader.expected(node, "a name in quotes");
        };
        if choices.is_empty() {
            return Self::checked(text, &node.place, reader);
        }
        if !choices.contains(&text.as_str()) {
            reader.not_a_choice(&node.place, text, choices);
            return Slot::Bad;
        }
        Slot::Given(Self { text: text.clone(), place: node.place.clone() })
    }

    fn missing(field: &Field, around: &Place, _reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Word(word) => {
                Slot::Given(Self { text: word.to_owned(), place: around.clone() })
            }
            _ => Slot::Absent,
        }
    }
}

/// A list of names.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Names(pub Vec<Name>);

impl FieldValue for Names {
    const KIND: Kind = Kind::Names;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        items(node, field, reader, "a list of names").map(Self)
    }
}

/// A text on one line.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Text {
    pub text: String,
}

impl FieldValue for Text {
    const KIND: Kind = Kind::Text;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Some(text) = reader.text(node, field.rule.max_chars) else { return Slot::Bad };
        if text.trim().is_empty() {
            reader.problem(&node.place, "the text is empty");
            return Slot::Bad;
        }
        Slot::Given(Self { text })
    }
}

/// A list of texts, each with its place.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Texts(pub Vec<(String, Place)>);

impl FieldValue for Texts {
    const KIND: Kind = Kind::Texts;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Value::Array(nodes) = &node.value else {
            return reader.expected(node, "a list of texts");
        };
        let texts = items::<Text>(node, field, reader, "a list of texts");
        let places = nodes.iter().map(|node| node.place.clone());
        texts.map(|texts| Self(texts.into_iter().map(|text| text.text).zip(places).collect()))
    }
}

/// A list of whatever values.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Values(pub Vec<Node>);

impl FieldValue for Values {
    const KIND: Kind = Kind::Values;

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        match &node.value {
            Value::Array(nodes) if !nodes.is_empty() => Slot::Given(Self(nodes.clone())),
            Value::Array(_) => {
                reader.problem(&node.place, "the list is empty");
                Slot::Bad
            }
            _ => reader.expected(node, "a list of values"),
        }
    }
}

/// A date.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Day {
    pub date: Date,
    pub place: Place,
}

impl FieldValue for Day {
    const KIND: Kind = Kind::Date;

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        const WHAT: &str = "a date without quotes, as in 2026-01-31";
        let Value::Date(written) = &node.value else { return reader.expected(node, WHAT) };
        let (Some(date), None) = (written.date, written.time) else {
            return reader.expected(node, WHAT);
        };
        match Date::new(i64::from(date.year), i64::from(date.month), i64::from(date.day)) {
            Ok(date) => Slot::Given(Self { date, place: node.place.clone() }),
            Err(error) => {
                reader.problem(&node.place, error.to_string());
                Slot::Bad
            }
        }
    }
}

/// The path of an input, as in "product.h200.price_usd".
#[derive(Clone, Debug)]
pub(in crate::scenario) struct InputPath {
    pub path: String,
    pub place: Place,
}

impl FieldValue for InputPath {
    const KIND: Kind = Kind::InputPath;

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        match reader.text(node, super::super::describe::MAX_TEXT_CHARS) {
            Some(path) => Slot::Given(Self { path, place: node.place.clone() }),
            None => Slot::Bad,
        }
    }
}

/// A list of paths of inputs.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct InputPaths {
    pub paths: Vec<InputPath>,
    pub place: Place,
}

impl FieldValue for InputPaths {
    const KIND: Kind = Kind::InputPaths;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        items(node, field, reader, "a list of paths of inputs")
            .map(|paths| Self { paths, place: node.place.clone() })
    }
}

/// The items of a list, all of them read before a bad one makes the list bad.
fn items<T: FieldValue>(
    node: &Node,
    field: &Field,
    reader: &mut Reader,
    what: &str,
) -> Slot<Vec<T>> {
    let Value::Array(nodes) = &node.value else { return reader.expected(node, what) };
    let mut items = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let item = reader.within(&(index + 1).to_string(), |reader| T::read(node, field, reader));
        if let Slot::Given(item) = item {
            items.push(item);
        }
    }
    if items.len() == nodes.len() { Slot::Given(items) } else { Slot::Bad }
}
