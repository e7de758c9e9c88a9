//! The register of assumptions: every number and law that a scenario gives, with what it says of it.

use serde::Serialize;

use super::metadata::Metadata;
use super::source::{Place, Sources};

/// One number or law as the reader found it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub path: String,
    pub value: String,
    pub unit: &'static str,
    pub meaning: String,
    pub metadata: Metadata,
    /// True for an input or law, which may be written as a table with metadata of its own.
    pub in_table: bool,
    pub place: Place,
}

/// One assumption of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegisterEntry {
    /// Its path in the scenario, as in "product.h200.price_usd".
    pub path: String,
    /// The number, distribution or law in words.
    pub value: String,
    /// The unit of the file; empty for plain numbers.
    pub unit: &'static str,
    /// What it means, in a sentence or two; empty for a parameter of a law.
    pub meaning: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub note: Option<String>,
    pub as_of: Option<String>,
    /// The file that set it, or "--set".
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
}

impl RegisterEntry {
    pub(super) fn new(entry: Entry, sources: &Sources) -> Self {
        let position = sources.position(&entry.place);
        Self {
            path: entry.path,
            value: entry.value,
            unit: entry.unit,
            meaning: entry.meaning,
            source: entry.metadata.source,
            confidence: entry.metadata.confidence,
            note: entry.metadata.note,
            as_of: entry.metadata.as_of,
            file: position.file.to_owned(),
            line: position.line,
        }
    }
}
