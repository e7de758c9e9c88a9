//! The merged scenario as one canonical text, which loads to the same model.

use std::collections::BTreeMap;

use super::escape::quoted;
use super::metadata::{METADATA_KEYS, Metadata};
use super::node::{Node, Table, Value};
use super::register::Entry;
use super::spec::VALUE_KINDS;

/// The canonical text: entries in the order of the files, numbers with all that is said of them.
pub(super) fn resolved(table: &Table, register: &[Entry]) -> String {
    let metadata = register
        .iter()
        .filter(|entry| entry.in_table)
        .map(|entry| (entry.path.as_str(), &entry.metadata))
        .collect();
    let mut writer = Writer { metadata, out: String::new(), path: Vec::new() };
    writer.table(table, false);
    writer.out
}

struct Writer<'a> {
    /// What is said of each number and law, by path.
    metadata: BTreeMap<&'a str, &'a Metadata>,
    out: String,
    path: Vec<String>,
}

impl Writer<'_> {
    /// A table's own entries, then the tables in it under their headers.
    fn table(&mut self, table: &Table, around_says: bool) {
        let says = around_says || METADATA_KEYS.iter().any(|key| table.contains_key(*key));
        let (below, own): (Vec<_>, Vec<_>) =
            table.iter().partition(|(_, node)| self.has_header(node));
        for (key, node) in own {
            self.path.push(key.clone());
            let value = self.value(node, says);
            self.out.push_str(&format!("{} = {value}\n", self::key(key)));
            self.path.pop();
        }
        for (key, node) in below {
            let Some(table) = node.as_table() else { continue };
            self.path.push(key.clone());
            let header: Vec<String> = self.path.iter().map(|part| self::key(part)).collect();
            if !self.out.is_empty() {
                self.out.push('\n');
            }
            self.out.push_str(&format!("[{}]\n", header.join(".")));
            self.table(table, says);
            self.path.pop();
        }
    }

    /// True for a table that is not a number, distribution or law.
    fn has_header(&self, node: &Node) -> bool {
        node.as_table()
            .is_some_and(|table| !VALUE_KINDS.iter().any(|kind| table.contains_key(*kind)))
    }

    /// A value on one line. `around_says` tells that a table around it has metadata, which would
    /// cover a number that has none.
    fn value(&mut self, node: &Node, around_says: bool) -> String {
        let said = self.metadata.get(self.path.join(".").as_str()).copied();
        match &node.value {
            Value::Table(table) => self.inline(table, said, around_says),
            Value::Array(items) => {
                let mut texts = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    self.path.push((index + 1).to_string());
                    texts.push(self.value(item, around_says));
                    self.path.pop();
                }
                format!("[{}]", texts.join(", "))
            }
            value => {
                let text = scalar(value);
                let metadata = said.map_or_else(Vec::new, |said| pairs(said, around_says));
                if metadata.is_empty() {
                    return text;
                }
                format!("{{ value = {text}, {} }}", metadata.join(", "))
            }
        }
    }

    fn inline(&mut self, table: &Table, said: Option<&Metadata>, around_says: bool) -> String {
        let says = around_says || METADATA_KEYS.iter().any(|key| table.contains_key(*key));
        let mut texts = Vec::with_capacity(table.len());
        for (key, node) in table {
            if said.is_some() && METADATA_KEYS.contains(&key.as_str()) {
                continue;
            }
            self.path.push(key.clone());
            let value = self.value(node, says);
            self.path.pop();
            texts.push(format!("{} = {value}", self::key(key)));
        }
        if let Some(said) = said {
            texts.extend(pairs(said, around_says));
        }
        if texts.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", texts.join(", ")) }
    }
}

/// What is said, as pairs; an empty source keeps a table around from saying more.
fn pairs(metadata: &Metadata, around_says: bool) -> Vec<String> {
    let Metadata { source, confidence, note, as_of } = metadata;
    let source = source.as_deref().or(around_says.then_some(""));
    [
        ("source", source),
        ("confidence", confidence.as_deref()),
        ("note", note.as_deref()),
        ("as_of", as_of.as_deref()),
    ]
    .into_iter()
    .filter_map(|(key, text)| text.map(|text| format!("{key} = {}", quoted(text))))
    .collect()
}

fn key(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::Integer(value) => value.to_string(),
        // Debug writes the shortest digits that give the same f64, always with a point or exponent.
        Value::Float(value) => format!("{value:?}"),
        Value::Flag(value) => value.to_string(),
        Value::Date(value) => value.to_string(),
        Value::Array(_) | Value::Table(_) | Value::Bad => String::new(),
    }
}

/// A value as TOML on one line, without what is said of it.
pub(super) fn value_text(node: &Node) -> String {
    match &node.value {
        Value::Table(table) => {
            let pairs: Vec<String> = table
                .iter()
                .filter(|(key, _)| !METADATA_KEYS.contains(&key.as_str()))
                .map(|(key, node)| format!("{} = {}", self::key(key), value_text(node)))
                .collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(value_text).collect();
            format!("[{}]", items.join(", "))
        }
        value => scalar(value),
    }
}
