//! Plain numbers, whole numbers, lists of numbers and flags: what is never uncertain.

use super::super::describe::{Field, FileUnit, Kind, Presence};
use super::super::escape::{number, shown};
use super::super::node::{Node, Value};
use super::super::quantity::{Quantity, expected};
use super::super::reader::{Reader, Slot};
use super::super::source::Place;
use super::super::wording::in_words;
use super::FieldValue;

/// The largest size of a number: whole numbers up to it are exact, and products of a few such
/// numbers are far from the largest f64.
pub(in crate::scenario) const MAX_MAGNITUDE: f64 = 1e15;

/// A number.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Number {
    pub value: f64,
    pub place: Place,
}

impl FieldValue for Number {
    const KIND: Kind = Kind::Number;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        reader.note(node, in_words(node, field.rule.unit), field, None);
        match number_in_range(node, field, reader) {
            Some(value) => Slot::Given(Self { value, place: node.place.clone() }),
            None => Slot::Bad,
        }
    }

    fn missing(field: &Field, around: &Place, _reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Number(value) => Slot::Given(Self { value, place: around.clone() }),
            _ => Slot::Absent,
        }
    }
}

/// The number in a node, if it is one and lies in the field's range.
pub(super) fn number_in_range(node: &Node, field: &Field, reader: &mut Reader) -> Option<f64> {
    let value = plain_number(node, field.rule.unit, reader)?;
    if field.rule.range.holds(value) {
        return Some(value);
    }
    out_of_range(value, &node.place, field, reader);
    None
}

/// The number in a node, in a unit of the file, or a report of what it is instead.
pub(super) fn plain_number(node: &Node, unit: FileUnit, reader: &mut Reader) -> Option<f64> {
    let value = match &node.value {
        Value::Integer(value) => *value as f64,
        Value::Float(value) => *value,
        Value::Text(text) => quantity(text, node, unit, reader)?,
        _ => {
            reader.expected::<()>(node, "a number");
            return None;
        }
    };
    if value.abs() > MAX_MAGNITUDE {
        let message = format!("must be at most {MAX_MAGNITUDE:e} in size, not {}", number(value));
        reader.problem(&node.place, message);
        return None;
    }
    Some(value)
}

/// The number that a text writes with its unit.
fn quantity(text: &str, node: &Node, unit: FileUnit, reader: &mut Reader) -> Option<f64> {
    let Some(quantity) = Quantity::parse(text) else {
        reader.expected::<()>(node, "a number");
        return None;
    };
    let value = quantity.to(unit);
    if value.is_none() {
        let (what, ways) = expected(unit);
        reader.problem(&node.place, format!("\"{}\" is not {what}", shown(text))).help =
            Some(format!("write {ways}"));
    }
    value
}

/// Reports a number outside its field's range.
pub(super) fn out_of_range(value: f64, place: &Place, field: &Field, reader: &mut Reader) {
    let range = field.rule.range;
    let message = format!("must be {}, not {}", range.words(), number(value));
    let is_share = range.low == 0.0 && range.high == 1.0;
    let help = (is_share && (2.0..=100.0).contains(&value))
        .then(|| format!("write percent as a fraction, {}, or as \"{value} %\"", value / 100.0));
    reader.problem(place, message).help = help;
}

/// A list of numbers.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Numbers {
    pub values: Vec<f64>,
    pub place: Place,
}

impl FieldValue for Numbers {
    const KIND: Kind = Kind::Numbers;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Value::Array(nodes) = &node.value else {
            return reader.expected(node, "a list of numbers");
        };
        reader.note(node, in_words(node, field.rule.unit), field, None);
        let mut values = Vec::with_capacity(nodes.len());
        for (index, node) in nodes.iter().enumerate() {
            let value = reader
                .within(&(index + 1).to_string(), |reader| number_in_range(node, field, reader));
            values.extend(value);
        }
        if values.len() < nodes.len() {
            return Slot::Bad;
        }
        Slot::Given(Self { values, place: node.place.clone() })
    }
}

/// A whole number.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Whole {
    pub value: u64,
}

impl FieldValue for Whole {
    const KIND: Kind = Kind::Whole;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Value::Integer(value) = node.value else {
            return reader.expected(node, "a whole number");
        };
        match u64::try_from(value) {
            Ok(whole) if field.rule.range.holds(value as f64) => Slot::Given(Self { value: whole }),
            _ => {
                let message = format!("must be {}, not {value}", field.rule.range.words());
                reader.problem(&node.place, message);
                Slot::Bad
            }
        }
    }

    fn missing(field: &Field, _around: &Place, _reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Number(value) => Slot::Given(Self { value: value as u64 }),
            _ => Slot::Absent,
        }
    }
}

/// True or false.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct Flag(pub bool);

impl FieldValue for Flag {
    const KIND: Kind = Kind::Flag;

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        match node.value {
            Value::Flag(value) => Slot::Given(Self(value)),
            _ => reader.expected(node, "true or false"),
        }
    }

    fn missing(field: &Field, _around: &Place, _reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Flag(value) => Slot::Given(Self(value)),
            _ => Slot::Absent,
        }
    }
}
