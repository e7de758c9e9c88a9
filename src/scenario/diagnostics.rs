//! A problem in a scenario: where it is, what is wrong, and what to do next.

use std::fmt;

use serde::Serialize;

use super::remedy::remedy;
use super::source::{Place, Sources};

/// One problem, at a place in one of the sources that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// None where the problem is with a whole file.
    pub place: Option<Place>,
    /// The key path, as in "product.h200.price_usd"; empty where there is none.
    pub key: String,
    /// What is wrong, with the rule that is broken.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A problem without a next step.
    pub fn new(place: Option<Place>, key: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place, key: key.into(), message: message.into(), help: None }
    }

    /// The same problem with a next step.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All problems of a scenario, with the texts they point into.
#[derive(Clone, Debug)]
pub struct Diagnostics {
    pub(super) sources: Sources,
    pub(super) list: Vec<Diagnostic>,
}

/// One problem as machines read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The file, or "--set" for a value given on the command line.
    pub file: Option<String>,
    /// From 1.
    pub line: Option<usize>,
    /// In characters, from 1.
    pub column: Option<usize>,
    /// Where the span ends; the column is the first one behind it.
    pub end_line: Option<usize>,
    pub end_column: Option<usize>,
    /// The key path, empty where there is none.
    pub key: String,
    /// What is wrong, with the rule that is broken.
    pub message: String,
    /// What to do next.
    pub help: Option<String>,
    /// "error": the scenario cannot be run.
    pub severity: &'static str,
}

impl Diagnostics {
    /// The problems in the order in which the texts were read, then by position.
    /// One without a next step gets what may be written at its key.
    pub(super) fn new(sources: Sources, mut list: Vec<Diagnostic>) -> Self {
        for problem in list.iter_mut().filter(|problem| problem.help.is_none()) {
            problem.help = Some(remedy(problem));
        }
        list.sort_by_key(|d| d.place.as_ref().map_or((0, 0), |p| (p.source + 1, p.span.start)));
        list.dedup();
        Self { sources, list }
    }

    /// Without places, where these are in a text that nobody wrote.
    pub(super) fn without_places(mut self) -> Self {
        self.list.iter_mut().for_each(|problem| problem.place = None);
        self.list.dedup();
        self
    }

    /// The problems, in the order of the texts.
    pub fn list(&self) -> &[Diagnostic] {
        &self.list
    }

    /// The problems with files, lines and columns resolved, for JSON.
    pub fn problems(&self) -> Vec<Problem> {
        self.list
            .iter()
            .map(|d| {
                let place = d.place.as_ref().map(|p| self.sources.position(p));
                let end = d.place.as_ref().map(|p| {
                    let end = p.span.end.max(p.span.start);
                    self.sources.position(&Place { source: p.source, span: end..end })
                });
                Problem {
                    file: place.as_ref().map(|p| p.file.to_owned()),
                    line: place.as_ref().map(|p| p.line),
                    column: place.as_ref().map(|p| p.column),
                    end_line: end.as_ref().map(|p| p.line),
                    end_column: end.as_ref().map(|p| p.column),
                    key: d.key.clone(),
                    message: d.message.clone(),
                    help: d.help.clone(),
                    severity: "error",
                }
            })
            .collect()
    }
}

impl fmt::Display for Diagnostics {
    /// As [`Diagnostics::render`] without colour.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Diagnostics {}
