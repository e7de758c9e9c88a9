//! Tables by name, and lists of tables.

use super::super::describe::{Description, Field, Kind, Presence};
use super::super::metadata::METADATA_KEYS;
use super::super::node::{Node, Value};
use super::super::reader::{Reader, Slot};
use super::super::source::Place;
use super::{Element, FieldValue, Name};

/// Tables by name, in the order of the file.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct Keyed<T> {
    pub entries: Vec<(Name, T)>,
}

impl<T> Default for Keyed<T> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<T: Element> FieldValue for Keyed<T> {
    const KIND: Kind = Kind::Tables;
    const NESTED: Option<fn() -> &'static Description> = Some(T::description);

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Some(table) = node.as_table() else {
            return reader.expected(node, "tables by name, each under a header of its own");
        };
        let is_name = |key: &&str| !METADATA_KEYS.contains(key);
        let names: Vec<&str> = table.keys().map(String::as_str).filter(is_name).collect();
        reader.check_keys(table, &names);
        let mut entries = Vec::new();
        for (key, node) in table.iter().filter(|(key, _)| is_name(&key.as_str())) {
            let entry = reader.within(key, |reader| {
                let name = Name::checked(key, &node.key, reader);
                let entry = T::read_table(node, reader);
                (name, entry)
            });
            if let (Slot::Given(name), Slot::Given(entry)) = entry {
                entries.push((name, entry));
            }
        }
        if entries.is_empty() && field.rule.presence == Presence::Required && table.is_empty() {
            reader.problem(&node.key, "needs at least one entry");
            return Slot::Bad;
        }
        Slot::Given(Self { entries })
    }

    fn missing(_field: &Field, _around: &Place, _reader: &mut Reader) -> Slot<Self> {
        Slot::Given(Self::default())
    }
}

/// A list of tables.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct List<T> {
    pub entries: Vec<T>,
}

impl<T: Element> FieldValue for List<T> {
    const KIND: Kind = Kind::List;
    const NESTED: Option<fn() -> &'static Description> = Some(T::description);

    fn read(node: &Node, _field: &Field, reader: &mut Reader) -> Slot<Self> {
        let Value::Array(nodes) = &node.value else {
            return reader.expected(node, "a list of tables");
        };
        let mut entries = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let entry =
                reader.within(&(index + 1).to_string(), |reader| T::read_table(node, reader));
            if let Slot::Given(entry) = entry {
                entries.push(entry);
            }
        }
        Slot::Given(Self { entries })
    }

    fn missing(_field: &Field, _around: &Place, _reader: &mut Reader) -> Slot<Self> {
        Slot::Given(Self { entries: Vec::new() })
    }
}
