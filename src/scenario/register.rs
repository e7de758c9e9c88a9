//! The register of assumptions: every number and law that a scenario gives, with what it says of it.

use serde::Serialize;

use super::describe::{Field, Kind};
use super::metadata::Metadata;
use super::node::Replaced;
use super::source::{Place, Sources};
use super::spec::LawKind;
use crate::dist::{Dist, Sketch};

/// When and from what a number is drawn; in the units of the file.
#[derive(Clone, Debug)]
pub(super) enum Draw {
    /// An input: once a path.
    Once(Dist),
    /// A law: anew each time inside a path.
    Anew(Box<LawKind>),
}

/// One value as the reader found it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub path: String,
    pub kind: Kind,
    pub value: String,
    pub toml: String,
    pub draw: Option<Draw>,
    pub unit: &'static str,
    pub meaning: String,
    pub valid: String,
    pub default: String,
    pub metadata: Metadata,
    /// True for an input or law, which may be written as a table with metadata of its own.
    pub in_table: bool,
    pub place: Place,
    pub over: Vec<Replaced>,
}

/// One assumption of a scenario.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterEntry {
    /// Its path in the scenario, as in "product.h200.price_usd".
    pub path: String,
    /// What may be written there.
    pub kind: Kind,
    /// The number, distribution or law in words.
    pub value: String,
    /// The same as TOML on one line.
    pub toml: String,
    /// The unit of the file; empty for plain numbers.
    pub unit: &'static str,
    /// What it means, in a sentence or two; empty for a parameter of a law.
    pub meaning: String,
    /// The valid values in words; empty where anything is.
    pub valid: String,
    /// What would hold if the key were left out, in words.
    pub default: String,
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub note: Option<String>,
    pub as_of: Option<String>,
    /// The file that set it, or "--set".
    pub file: String,
    /// The line in that file, from 1.
    pub line: usize,
    /// What it took the place of, from the nearest baseline on.
    pub replaces: Vec<Origin>,
    #[serde(skip)]
    draw: Option<Draw>,
}

/// A value in a baseline that another one took the place of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    pub file: String,
    pub line: usize,
    /// The value in words.
    pub value: String,
}

/// A key that is no number or law, or that is left out.
#[derive(Clone, Debug)]
pub struct Setting<T = RegisterEntry> {
    pub path: String,
    /// What the language knows of it.
    pub field: &'static Field,
    /// None where the default holds.
    pub given: Option<T>,
}

impl RegisterEntry {
    pub(super) fn new(entry: Entry, sources: &Sources) -> Self {
        let position = sources.position(&entry.place);
        let replaces = entry.over.into_iter().map(|replaced| {
            let position = sources.position(&replaced.key);
            Origin { file: position.file.to_owned(), line: position.line, value: replaced.words }
        });
        Self {
            path: entry.path,
            kind: entry.kind,
            value: entry.value,
            toml: entry.toml,
            unit: entry.unit,
            meaning: entry.meaning,
            valid: entry.valid,
            default: entry.default,
            source: entry.metadata.source,
            confidence: entry.metadata.confidence,
            note: entry.metadata.note,
            as_of: entry.metadata.as_of,
            file: position.file.to_owned(),
            line: position.line,
            replaces: replaces.collect(),
            draw: entry.draw,
        }
    }

    /// The distribution of an input, in the units of the file.
    pub fn dist(&self) -> Option<&Dist> {
        match &self.draw {
            Some(Draw::Once(dist)) => Some(dist),
            _ => None,
        }
    }

    /// Whether it is a law: chance, drawn anew each time inside a path.
    pub fn is_law(&self) -> bool {
        matches!(self.draw, Some(Draw::Anew(_)))
    }

    /// Whether its draws differ: of an input from path to path, of a law each time.
    pub fn varies(&self) -> bool {
        match &self.draw {
            Some(Draw::Once(dist)) => !dist.is_fixed(),
            Some(Draw::Anew(law)) => !law.is_fixed(),
            None => false,
        }
    }

    /// The quantile at `u`, 0 < u < 1, in the units of the file; of a law at the medians of its
    /// parameters. None for what is never drawn.
    pub fn quantile(&self, u: f64) -> Option<f64> {
        match &self.draw {
            Some(Draw::Once(dist)) => Some(dist.quantile(u)),
            Some(Draw::Anew(law)) => Some(law.quantiles()(u)),
            None => None,
        }
    }

    /// The mean, as [`Self::quantile`]; None too where it is infinite.
    pub fn mean(&self) -> Option<f64> {
        match &self.draw {
            Some(Draw::Once(dist)) => dist.mean(),
            Some(Draw::Anew(law)) => law.mean(),
            None => None,
        }
    }

    /// The shape of its draws in this many bins; None where they are all the same.
    pub fn sketch(&self, bins: usize) -> Option<Sketch> {
        let draw = self.draw.as_ref().filter(|_| self.varies())?;
        Some(match draw {
            Draw::Once(dist) => Sketch::new(|u| dist.quantile(u), bins),
            Draw::Anew(law) => Sketch::new(law.quantiles(), bins),
        })
    }
}

impl Setting<Entry> {
    pub(super) fn placed(self, sources: &Sources) -> Setting {
        let given = self.given.map(|entry| RegisterEntry::new(entry, sources));
        Setting { path: self.path, field: self.field, given }
    }
}
