//! A parsed scenario: values that know where they were written and what their table says of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};
use toml::map::Map;
use toml::value::Datetime;

use super::diagnostics::Diagnostic;
use super::escape::shown;
use super::metadata::{METADATA_KEYS, Metadata};
use super::source::{Place, SET_NAME, Source, Sources};
use super::syntax::slip;

/// The deepest nesting of tables and arrays.
pub const MAX_DEPTH: usize = 32;
/// The most entries of one table.
pub const MAX_ENTRIES: usize = 10_000;

/// The most lines with syntax errors that are reported.
const MOST_SYNTAX_ERRORS: usize = 1_000;

/// Entries in the order of the file.
pub(super) type Table = Map<String, Node>;

/// One value with its places.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub value: Value,
    /// Where the value is written.
    pub place: Place,
    /// Where its key is written; the value's place for an item of an array.
    pub key: Place,
    /// What the tables around it in the same file say of the numbers in them.
    pub around: Arc<Metadata>,
    /// What it replaces, from the nearest baseline on.
    pub over: Vec<Replaced>,
}

/// A value that an overlay put another in place of.
#[derive(Clone, Debug)]
pub(super) struct Replaced {
    /// Where its key is written.
    pub key: Place,
    /// The value in words.
    pub words: String,
}

/// The kinds of value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Date(Datetime),
    Array(Vec<Node>),
    Table(Table),
    /// A value that was reported already.
    Bad,
}

/// Parses one source.
///
/// # Errors
/// All syntax errors, numbers that no f64 holds, nesting beyond [`MAX_DEPTH`], and tables of more than
/// [`MAX_ENTRIES`].
pub(super) fn parse(sources: &Sources, source: usize) -> Result<Table, Vec<Diagnostic>> {
    let text = &sources.get(source).text;
    let (document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(syntax_errors(&errors, sources, source));
    }
    let mut builder = Builder { source, problems: Vec::new(), path: Vec::new() };
    let table = builder.table(document.into_inner(), &Arc::new(Metadata::default()));
    if builder.problems.is_empty() { Ok(table) } else { Err(builder.problems) }
}

/// The table of a text that is part of the program; all of its places are `place`.
pub(super) fn parse_default(text: &str, place: &Place) -> Value {
    let mut builder = Builder { source: place.source, problems: Vec::new(), path: Vec::new() };
    let (document, _) = DeTable::parse_recoverable(text);
    Value::Table(builder.table(document.into_inner(), &Arc::new(Metadata::default())))
}

/// One problem a line: what the parser finds behind the first on it follows from that.
fn syntax_errors(errors: &[toml::de::Error], sources: &Sources, source: usize) -> Vec<Diagnostic> {
    let Source { name, text, .. } = sources.get(source);
    let end = text.len();
    let place = |error: &toml::de::Error| Place { source, span: error.span().unwrap_or(end..end) };
    // Past the parser's own limit nothing that follows makes sense.
    let recursion = errors.iter().find(|error| error.message().contains("recurs"));
    if let Some(error) = recursion {
        return vec![too_deep(place(error), String::new())];
    }
    let mut lines = BTreeSet::new();
    let first_of_line = errors.iter().filter_map(|error| {
        let place = place(error);
        let position = sources.position(&place);
        if !lines.insert(position.line) {
            return None;
        }
        let (line, at) = (position.line_text, position.in_line.start);
        let (message, help) = slip(error.message(), line, at, name == SET_NAME);
        Some(Diagnostic::new(Some(place), "", message).with_help(help))
    });
    first_of_line.take(MOST_SYNTAX_ERRORS).collect()
}

fn too_deep(place: Place, key: String) -> Diagnostic {
    let message = format!("tables or arrays are nested deeper than {MAX_DEPTH}");
    let help = "write it with fewer levels; no table of the language is that deep";
    Diagnostic::new(Some(place), key, message).with_help(help)
}

struct Builder {
    source: usize,
    problems: Vec<Diagnostic>,
    path: Vec<String>,
}

impl Builder {
    fn table(&mut self, entries: DeTable<'_>, around: &Arc<Metadata>) -> Table {
        let own = Metadata {
            source: own_text(&entries, METADATA_KEYS[0]),
            confidence: own_text(&entries, METADATA_KEYS[1]),
            note: own_text(&entries, METADATA_KEYS[2]),
            as_of: own_text(&entries, METADATA_KEYS[3]),
        };
        let around =
            if own == Metadata::default() { Arc::clone(around) } else { Arc::new(own.or(around)) };
        if entries.len() > MAX_ENTRIES {
            let place = entries.keys().nth(MAX_ENTRIES).map(toml::Spanned::span);
            let place = place.map(|span| Place { source: self.source, span });
            let message =
                format!("has {} entries; at most {MAX_ENTRIES} are allowed", entries.len());
            self.problems.push(Diagnostic::new(place, self.path.join("."), message));
            return Table::new();
        }
        let mut table = Table::new();
        for (key, value) in entries {
            let key_place = Place { source: self.source, span: key.span() };
            let key = key.into_inner().into_owned();
            self.path.push(shown(&key));
            let place = Place { source: self.source, span: value.span() };
            let value = self.value(value.into_inner(), &place, &around);
            self.path.pop();
            let around = Arc::clone(&around);
            table.insert(key, Node { value, place, key: key_place, around, over: Vec::new() });
        }
        table
    }

    fn value(&mut self, value: DeValue<'_>, place: &Place, around: &Arc<Metadata>) -> Value {
        match value {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Boolean(flag) => Value::Flag(flag),
            DeValue::Datetime(date) => Value::Date(date),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(
                    |_| self.number_problem(place, "is too large for a number"),
                    Value::Integer,
                ),
            DeValue::Float(number) => match number.as_str().parse::<f64>() {
                // The sum turns −0.0 into 0.0.
                Ok(value) if value.is_finite() => Value::Float(value + 0.0),
                Ok(value) if value.is_nan() => self.number_problem(place, "is not a number"),
                _ if number.as_str().ends_with("inf") => self.number_problem(place, "is infinite"),
                _ => self.number_problem(place, "is too large for a number"),
            },
            DeValue::Array(_) | DeValue::Table(_) if self.path.len() >= MAX_DEPTH => {
                self.problems.push(too_deep(place.clone(), String::new()));
                Value::Bad
            }
            DeValue::Array(items) => Value::Array(self.items(items, around)),
            DeValue::Table(entries) => Value::Table(self.table(entries, around)),
        }
    }

    fn items(&mut self, items: toml::de::DeArray<'_>, around: &Arc<Metadata>) -> Vec<Node> {
        let mut nodes = Vec::with_capacity(items.len());
        for (index, item) in items.into_iter().enumerate() {
            self.path.push((index + 1).to_string());
            let place = Place { source: self.source, span: item.span() };
            let value = self.value(item.into_inner(), &place, around);
            self.path.pop();
            let (key, around) = (place.clone(), Arc::clone(around));
            nodes.push(Node { value, key, place, around, over: Vec::new() });
        }
        nodes
    }

    fn number_problem(&mut self, place: &Place, rule: &str) -> Value {
        let key = self.path.join(".");
        let problem = Diagnostic::new(Some(place.clone()), key, format!("the value {rule}"));
        self.problems.push(problem.with_help("write a finite number, as in 0.25 or 150_000"));
        Value::Bad
    }
}

fn own_text(entries: &DeTable<'_>, key: &str) -> Option<String> {
    match entries.get(key).map(toml::Spanned::get_ref) {
        Some(DeValue::String(text)) => Some(text.clone().into_owned()),
        Some(DeValue::Datetime(date)) => Some(date.to_string()),
        _ => None,
    }
}

impl Node {
    /// A table without entries that stands where nothing was written.
    pub fn empty_table(place: Place) -> Self {
        let around = Arc::new(Metadata::default());
        Self {
            value: Value::Table(Table::new()),
            key: place.clone(),
            place,
            around,
            over: Vec::new(),
        }
    }

    /// The table in it.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The value as a message names it: the value itself if it is short, or its kind.
    pub fn found(&self) -> String {
        match &self.value {
            Value::Text(text) => format!("the text \"{}\"", shown(text)),
            Value::Integer(value) => value.to_string(),
            // Debug keeps the point: 2.0 is not a whole number.
            Value::Float(value) => format!("{value:?}"),
            Value::Flag(value) => value.to_string(),
            Value::Date(value) => value.to_string(),
            Value::Array(_) => "a list".to_owned(),
            Value::Table(_) => "a table".to_owned(),
            Value::Bad => "a bad value".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Table, Vec<Diagnostic>> {
        let mut sources = Sources::default();
        let source = sources.add("t.toml", text);
        parse(&sources, source)
    }

    #[test]
    fn numbers_that_are_none_are_refused_with_their_key() {
        let problems = parsed("a.b = nan\nc = [1, -inf]\nd = 1e400\ne = 99999999999999999999")
            .expect_err("four bad numbers");
        let keys: Vec<&str> = problems.iter().map(|p| p.key.as_str()).collect();
        assert_eq!(keys, ["a.b", "c.2", "d", "e"]);
    }

    #[test]
    fn minus_zero_becomes_zero() {
        let table = parsed("a = -0.0").expect("a number");
        let zero = table.get("a").map(|node| node.value.clone());
        assert!(matches!(zero, Some(Value::Float(zero)) if zero.is_sign_positive()));
    }

    #[test]
    fn depth_is_bounded_without_a_stack_overflow() {
        let arrays = format!("a = {}{}", "[".repeat(60), "]".repeat(60));
        assert!(parsed(&arrays).is_err_and(|p| p[0].message.contains("deeper than 32")));
        for depth in [100, 100_000] {
            let arrays = format!("a = {}{}", "[".repeat(depth), "]".repeat(depth));
            assert!(parsed(&arrays).is_err());
            let keys = format!("{}a = 1", "a.".repeat(depth));
            assert!(parsed(&keys).is_err());
        }
    }

    #[test]
    fn a_number_knows_what_its_table_says() {
        let table = parsed("[t]\nsource = \"press\"\nx = 1").expect("a table");
        let t = table.get("t").and_then(Node::as_table).expect("a table");
        assert_eq!(t.get("x").and_then(|n| n.around.source.as_deref()), Some("press"));
    }
}
