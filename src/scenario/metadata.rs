//! What a scenario says about a number: its source, confidence, note and date.

use serde::{Deserialize, Serialize};

use super::node::{Table, Value};

/// The keys that any table of numbers may carry.
pub const METADATA_KEYS: [&str; 4] = ["source", "confidence", "note", "as_of"];
/// How sure a source is.
pub const CONFIDENCES: [&str; 5] =
    ["confirmed", "single-source", "conflicting", "derived", "judgement"];

/// Where a number comes from and how far to trust it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub source: Option<String>,
    /// One of [`CONFIDENCES`].
    pub confidence: Option<String>,
    pub note: Option<String>,
    pub as_of: Option<String>,
}

impl Metadata {
    /// What a table itself says. Values of a wrong type are left for the reader to report.
    pub(super) fn own(table: &Table) -> Self {
        let text = |key: &str| match table.get(key).map(|node| &node.value) {
            Some(Value::Text(text)) => Some(text.clone()),
            Some(Value::Date(date)) => Some(date.to_string()),
            _ => None,
        };
        Self {
            source: text("source"),
            confidence: text("confidence"),
            note: text("note"),
            as_of: text("as_of"),
        }
    }

    /// What is missing, taken from the table around; a number with a source of its own takes
    /// nothing. `source = ""` says that there is none.
    pub(super) fn or(self, around: &Self) -> Self {
        if self.source.is_some() {
            return self;
        }
        Self {
            source: around.source.clone(),
            confidence: self.confidence.or_else(|| around.confidence.clone()),
            note: self.note.or_else(|| around.note.clone()),
            as_of: self.as_of.or_else(|| around.as_of.clone()),
        }
    }

    /// The same with empty texts as None.
    pub(super) fn settled(self) -> Self {
        let some = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self {
            source: some(self.source),
            confidence: some(self.confidence),
            note: some(self.note),
            as_of: some(self.as_of),
        }
    }
}
