//! An input: a number, fixed or uncertain, drawn once a path.

use super::super::describe::{Field, Kind, Once, Presence, Range, Rule};
use super::super::metadata::METADATA_KEYS;
use super::super::node::{Node, Table, Value};
use super::super::quantity::Quantity;
use super::super::reader::{Reader, Slot};
use super::super::register::Draw;
use super::super::source::Place;
use super::super::wording::in_words;
use super::dated::{DATED, dated};
use super::distribution::{distribution, fixed_in_range, kind_of};
use super::numbers::plain_number;
use super::{FieldValue, Name, VALUE_KINDS};
use crate::dist::{Dist, Fixed};
use crate::units::Date;

/// One number of the scenario, in the units of the file.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct InputSpec {
    pub path: String,
    /// Where it is dated, that of its first date.
    pub dist: Dist,
    /// From the units of the file to internal ones.
    pub scale: f64,
    /// Its valid values.
    pub range: Range,
    /// When it is read, if only once.
    pub once: Option<Once>,
    /// Its values by date, ascending; none where it does not change.
    pub dated: Vec<(Date, InputSpec)>,
    pub place: Place,
}

impl InputSpec {
    /// Reads a number or a table with one kind of value.
    pub fn parse(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let dist = match &node.value {
            Value::Table(table) if table.contains_key(DATED) => {
                return dated(node, table, field, reader);
            }
            Value::Table(table) => kind_of(node, table, false, reader)
                .and_then(|(kind, node)| distribution(table, kind, node, field, reader)),
            Value::Text(text) if Quantity::parse(text).is_none() => {
                return reader.expected(node, "a number or a distribution");
            }
            Value::Integer(_) | Value::Float(_) | Value::Text(_) => {
                plain_number(node, field.rule.unit, reader)
                    .and_then(|value| fixed_in_range(value, node, field, reader))
            }
            _ => return reader.expected(node, "a number or a distribution"),
        };
        match dist {
            Some(dist) => Slot::Given(Self::undated(dist, reader.path(), field.rule, &node.key)),
            None => Slot::Bad,
        }
    }

    fn undated(dist: Dist, path: String, rule: Rule, place: &Place) -> Self {
        let Rule { unit, range, once, .. } = rule;
        let (place, dated) = (place.clone(), Vec::new());
        Self { path, dist, scale: unit.scale, range, once, dated, place }
    }

    /// Its distributions: one, or one a date.
    pub fn dists(&self) -> impl Iterator<Item = &Dist> {
        let own = self.dated.is_empty().then_some(&self.dist);
        own.into_iter().chain(self.dated.iter().map(|(_, value)| &value.dist))
    }

    /// A fixed number that stands for one left out.
    pub fn fixed(value: f64, rule: Rule, path: String, place: &Place) -> Slot<Self> {
        match Fixed::new(value) {
            Ok(fixed) => Slot::Given(Self::undated(fixed.into(), path, rule, place)),
            Err(_) => Slot::Bad,
        }
    }
}

impl FieldValue for InputSpec {
    const KIND: Kind = Kind::Input;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let input = Self::parse(node, field, reader);
        let draw = input.given().map(|input| Draw::Once(input.dist.clone()));
        reader.note(node, in_words(node, field.rule.unit), field, draw);
        input
    }

    fn missing(field: &Field, around: &Place, reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Number(value) => Self::fixed(value, field.rule, reader.path(), around),
            _ => Slot::Absent,
        }
    }
}

/// Inputs by name, in the order of the file.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct ByName {
    pub entries: Vec<(Name, InputSpec)>,
    pub place: Place,
}

impl ByName {
    fn parse(node: &Node, table: &Table, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let is_name = |key: &&str| !METADATA_KEYS.contains(key);
        let names: Vec<&str> = table.keys().map(String::as_str).filter(is_name).collect();
        reader.check_keys(table, &names);
        let mut entries = Vec::new();
        for (key, node) in table.iter().filter(|(key, _)| is_name(&key.as_str())) {
            let entry = reader.within(key, |reader| {
                (Name::checked(key, &node.key, reader), InputSpec::read(node, field, reader))
            });
            if let (Slot::Given(name), Slot::Given(input)) = entry {
                entries.push((name, input));
            }
        }
        if entries.len() < names.len() {
            return Slot::Bad;
        }
        Slot::Given(Self { entries, place: node.key.clone() })
    }
}

impl FieldValue for ByName {
    const KIND: Kind = Kind::ByName;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        match node.as_table() {
            Some(table) => Self::parse(node, table, field, reader),
            None => reader.expected(node, "a table of numbers by name"),
        }
    }
}

/// An input for all products, or one for each that is named.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum PerProduct {
    All(Box<InputSpec>),
    Named(ByName),
}

/// The value of a field that may differ by product.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct ByProduct {
    pub inputs: PerProduct,
    pub place: Place,
}

impl FieldValue for ByProduct {
    const KIND: Kind = Kind::ByProduct;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let place = node.key.clone();
        // A table is an input if it says what kind of number it is.
        let is_input = |table: &Table| table.keys().any(|key| VALUE_KINDS.contains(&key.as_str()));
        let inputs = match node.as_table() {
            Some(table) if !is_input(table) => {
                ByName::parse(node, table, field, reader).map(PerProduct::Named)
            }
            _ => InputSpec::read(node, field, reader).map(|all| PerProduct::All(Box::new(all))),
        };
        inputs.map(|inputs| Self { inputs, place })
    }

    fn missing(field: &Field, around: &Place, reader: &mut Reader) -> Slot<Self> {
        InputSpec::missing(field, around, reader)
            .map(|all| Self { inputs: PerProduct::All(Box::new(all)), place: around.clone() })
    }
}
