//! What the scenario language knows of each key: its meaning, unit, range and whether it must be given.

use serde::Serialize;

pub use super::file_unit::FileUnit;
pub(super) use super::file_unit::{
    CHIPS, CHIPS_PER_MONTH, CHIPS_PER_QUARTER, CHIPS_PER_WEEK, CHIPS_PER_YEAR, H20E, MONTHS,
    OF_METRIC, OF_PARAMETER, PER_MONTH, PER_YEAR, PLAIN, SHARE, USD, WEEKS,
};

/// One table of the language.
#[derive(Debug)]
pub struct Description {
    /// Its meaning, a line an item.
    pub about: &'static [&'static str],
    pub fields: &'static [Field],
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub key: &'static str,
    /// Its meaning, a line an item.
    pub doc: &'static [&'static str],
    pub kind: Kind,
    /// The tables inside, where the key holds some.
    pub nested: Option<fn() -> &'static Description>,
    pub rule: Rule,
}

/// What may be written for a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(into = "&'static str")]
pub enum Kind {
    /// A number, or a distribution drawn once a path.
    Input,
    /// A number, or a law drawn anew each time inside a path.
    Law,
    /// An input for all products, or a table of inputs by product.
    ByProduct,
    /// A table of inputs by name.
    ByName,
    /// A plain number that is never uncertain.
    Number,
    /// A list of plain numbers.
    Numbers,
    /// A whole number.
    Whole,
    /// A name: lower-case letters, digits and hyphens.
    Name,
    /// A list of names.
    Names,
    /// The path of an input, as in "product.h200.price_usd".
    InputPath,
    /// A list of paths of inputs.
    InputPaths,
    /// A text on one line.
    Text,
    /// A list of texts.
    Texts,
    /// A list of whatever values.
    Values,
    Flag,
    Date,
    /// A table.
    Table,
    /// Tables by name.
    Tables,
    /// A list of tables.
    List,
    /// Tables of the whole file, to be laid over it.
    Change,
}

/// Whether a key must be given, and what stands for it if not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Presence {
    Required,
    /// Without it the feature is absent.
    Optional,
    Number(f64),
    Word(&'static str),
    Flag(bool),
    /// As if the table were there and empty.
    Empty,
}

/// The valid values of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    pub low: f64,
    /// True if `low` itself is not valid.
    pub above_low: bool,
    pub high: f64,
}

/// What is checked of a key's value.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub presence: Presence,
    pub unit: FileUnit,
    pub range: Range,
    /// The words that are valid; any where empty.
    pub choices: &'static [&'static str],
    /// The most characters of a text.
    pub max_chars: usize,
    /// When an input is read, if only once: then it cannot change with the weeks.
    pub once: Option<Once>,
}

/// When an input that is read only once is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Once {
    /// When a path opens, before any event.
    AtStart,
    /// When a product goes on sale: in the first week, or in that of its launch.
    AtLaunch,
}

/// What stands for "just above 0" where a number may not be 0.
const NEAR_0: f64 = 1e-9;

pub(super) const ANY: Range =
    Range { low: f64::NEG_INFINITY, above_low: false, high: f64::INFINITY };
pub(super) const AT_LEAST_0: Range = at_least(0.0);
pub(super) const ABOVE_0: Range = Range { low: 0.0, above_low: true, high: f64::INFINITY };
pub(super) const FRACTION: Range = between(0.0, 1.0);

pub(super) const fn at_least(low: f64) -> Range {
    Range { low, above_low: false, high: f64::INFINITY }
}

pub(super) const fn between(low: f64, high: f64) -> Range {
    Range { low, above_low: false, high }
}

impl Range {
    /// True if a value is valid.
    pub fn holds(&self, value: f64) -> bool {
        value <= self.high && if self.above_low { value > self.low } else { value >= self.low }
    }

    /// True if all values between two bounds are valid; bounds that are only approached may lie on
    /// the edge of an open range.
    pub(super) fn holds_between(&self, low: f64, high: f64) -> bool {
        low >= self.low && high <= self.high
    }

    /// The least and the greatest valid value of at most this size; an open end at 0 is held at
    /// [`NEAR_0`].
    pub(super) fn ends(&self, most: f64) -> (f64, f64) {
        let low = if self.above_low { self.low + NEAR_0 } else { self.low };
        (low.max(-most), self.high.min(most))
    }

    /// The range in words, as in "at least 0".
    pub fn words(&self) -> String {
        let low = self.low.is_finite();
        let high = self.high.is_finite();
        match (low, high) {
            (false, false) => "any number".to_owned(),
            (true, false) if self.above_low => format!("above {}", self.low),
            (true, false) => format!("at least {}", self.low),
            (false, true) => format!("at most {}", self.high),
            (true, true) if self.low == self.high => self.low.to_string(),
            (true, true) => format!("between {} and {}", self.low, self.high),
        }
    }
}

impl Field {
    /// Its meaning on one line.
    pub fn meaning(&self) -> String {
        one_line(self.doc)
    }

    /// What is valid in words: its choices or its range; empty where anything is.
    pub fn valid(&self) -> String {
        match self.rule.choices {
            [] if self.rule.range == ANY => String::new(),
            [] => self.rule.range.words(),
            choices => choices.join(", "),
        }
    }
}

impl Kind {
    /// What may be written, in words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Law => "law",
            Self::ByProduct => "input, or inputs by product",
            Self::ByName => "inputs by name",
            Self::Number => "number",
            Self::Numbers => "numbers",
            Self::Whole => "whole number",
            Self::Name => "name",
            Self::Names => "names",
            Self::InputPath => "path of an input",
            Self::InputPaths => "paths of inputs",
            Self::Text => "text",
            Self::Texts => "texts",
            Self::Values => "list of values",
            Self::Flag => "true or false",
            Self::Date => "date",
            Self::Table => "table",
            Self::Tables => "tables by name",
            Self::List => "list of tables",
            Self::Change => "tables of the file",
        }
    }
}

impl From<Kind> for &'static str {
    fn from(kind: Kind) -> Self {
        kind.name()
    }
}

impl Presence {
    /// What holds where the key is left out, in words.
    pub fn words(self) -> String {
        match self {
            Self::Required => "must be given".to_owned(),
            Self::Optional => "none".to_owned(),
            Self::Number(value) if value == crate::model::UNLIMITED => "no limit".to_owned(),
            Self::Number(value) => value.to_string(),
            Self::Word(word) => format!("\"{word}\""),
            Self::Flag(value) => value.to_string(),
            Self::Empty => "its defaults".to_owned(),
        }
    }
}

impl Description {
    /// The unit of the number at a path below this table, as in "product.h200.price_usd".
    pub(super) fn unit_at(&self, path: &[&str]) -> Option<FileUnit> {
        let (key, rest) = path.split_first()?;
        let field = self.fields.iter().find(|field| field.key == *key)?;
        match (field.kind, field.nested, rest) {
            (Kind::Tables | Kind::List, Some(nested), [_, rest @ ..]) => nested().unit_at(rest),
            (_, Some(nested), [_, ..]) => nested().unit_at(rest),
            (Kind::Law, None, [.., parameter]) => Some(parameter_unit(parameter, field.rule.unit)),
            _ => Some(field.rule.unit),
        }
    }

    /// Its meaning on one line.
    pub fn meaning(&self) -> String {
        one_line(self.about)
    }
}

/// The unit of a distribution's parameter, given that of its key.
pub(super) fn parameter_unit(name: &str, unit: FileUnit) -> FileUnit {
    if PLAIN_PARAMETERS.contains(&name) { PLAIN } else { unit }
}

/// The parameters of distributions that are no amounts of what is drawn.
const PLAIN_PARAMETERS: [&str; 6] = ["sigma", "alpha", "beta", "shape", "tail", "weights"];

fn one_line(lines: &[&str]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim()).collect();
    lines.join(" ")
}

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 80;
/// The most characters of a question, source or note.
pub const MAX_TEXT_CHARS: usize = 500;

const fn rule(presence: Presence) -> Rule {
    Rule { presence, unit: PLAIN, range: ANY, choices: &[], max_chars: MAX_TITLE_CHARS, once: None }
}

pub(super) const fn required() -> Rule {
    rule(Presence::Required)
}

pub(super) const fn optional() -> Rule {
    rule(Presence::Optional)
}

pub(super) const fn number(value: f64) -> Rule {
    rule(Presence::Number(value))
}

pub(super) const fn word(value: &'static str) -> Rule {
    rule(Presence::Word(value))
}

pub(super) const fn flag(value: bool) -> Rule {
    rule(Presence::Flag(value))
}

pub(super) const fn empty() -> Rule {
    rule(Presence::Empty)
}

impl Rule {
    pub(super) const fn unit(self, unit: FileUnit) -> Self {
        Self { unit, ..self }
    }

    pub(super) const fn range(self, range: Range) -> Self {
        Self { range, ..self }
    }

    /// A share: a fraction between 0 and 1.
    pub(super) const fn share(self) -> Self {
        Self { unit: SHARE, range: FRACTION, ..self }
    }

    pub(super) const fn once(self, once: Once) -> Self {
        Self { once: Some(once), ..self }
    }

    pub(super) const fn choices(self, choices: &'static [&'static str]) -> Self {
        Self { choices, ..self }
    }

    pub(super) const fn long(self) -> Self {
        Self { max_chars: MAX_TEXT_CHARS, ..self }
    }
}
