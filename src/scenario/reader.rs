//! Reads the merged values as the language's tables, and gathers every problem on the way.

use std::collections::BTreeSet;

use super::chain::EXTENDS;
use super::describe::{Description, Field, FileUnit, Kind, PLAIN, Presence, Rule};
use super::diagnostics::Diagnostic;
use super::escape::{did_you_mean, is_hostile, shown};
use super::file_unit::Measure;
use super::language;
use super::metadata::{CONFIDENCES, METADATA_KEYS, Metadata};
use super::node::{Node, Table, Value};
use super::overlay::REMOVE;
use super::quantity::Quantity;
use super::register::{Draw, Entry, Setting};
use super::resolved::value_text;
use super::source::Place;
use super::spec::{FieldValue, TargetMetric};

/// What was found for a key.
#[derive(Clone, Debug)]
pub(super) enum Slot<T> {
    Given(T),
    /// Left out, where that is allowed.
    Absent,
    /// Wrong, or missing where it must be given; reported already.
    Bad,
}

impl<T> Slot<T> {
    pub fn given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Bad => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Slot<U> {
        match self {
            Self::Given(value) => Slot::Given(change(value)),
            Self::Absent => Slot::Absent,
            Self::Bad => Slot::Bad,
        }
    }
}

/// The state of one reading: where it is, what is wrong, what was given.
#[derive(Debug, Default)]
pub(super) struct Reader {
    pub problems: Vec<Diagnostic>,
    pub register: Vec<Entry>,
    /// Keys that are no numbers, or left out.
    pub settings: Vec<Setting<Entry>>,
    /// Paths of values that were reported.
    pub bad: BTreeSet<String>,
    path: Vec<String>,
}

impl Reader {
    /// The key path of what is being read.
    pub fn path(&self) -> String {
        self.path.join(".")
    }

    /// Runs `read` one key further down.
    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = read(self);
        self.path.pop();
        result
    }

    /// Reports a problem with what is being read.
    pub fn problem(&mut self, place: &Place, message: impl Into<String>) -> &mut Diagnostic {
        let at = self.problems.len();
        let key = shown(&self.path());
        self.problems.push(Diagnostic::new(Some(place.clone()), key, message));
        &mut self.problems[at]
    }

    /// Reports a value of the wrong kind, unless it was reported as bad before.
    pub fn expected<T>(&mut self, node: &Node, what: &str) -> Slot<T> {
        if !matches!(node.value, Value::Bad) {
            let message = format!("expected {what}, found {}", node.found());
            let help = wrong_kind_help(node, what);
            self.problem(&node.place, message).help = help;
        }
        Slot::Bad
    }

    /// The table in a node, its unknown keys and metadata checked against a description.
    pub fn table<'a>(&mut self, node: &'a Node, description: &Description) -> Option<&'a Table> {
        let Some(table) = node.as_table() else {
            self.expected::<()>(node, "a table");
            return None;
        };
        let keys: Vec<&str> = description.fields.iter().map(|field| field.key).collect();
        self.check_keys(table, &keys);
        Some(table)
    }

    /// Reports keys that are neither among `keys` nor metadata, and checks the metadata.
    pub fn check_keys(&mut self, table: &Table, keys: &[&str]) {
        for (key, node) in table {
            if METADATA_KEYS.contains(&key.as_str()) {
                if !keys.contains(&key.as_str()) {
                    self.within(key, |reader| reader.metadata(key, node));
                }
            } else if !keys.contains(&key.as_str()) {
                self.within(key, |reader| reader.unknown_key(key, node, keys));
            }
        }
    }

    fn unknown_key(&mut self, key: &str, node: &Node, keys: &[&str]) {
        if key == REMOVE {
            let problem = self.problem(&node.key, "there is nothing here to remove");
            problem.help = Some(
                "`remove = true`, alone in its table, takes away an entry of the same name in the \
                 scenario that this one extends"
                    .to_owned(),
            );
            return;
        }
        let whole_file = self.path.len() == 1;
        if let ("baseline" | "base" | "include" | "inherits" | "overlay", true) = (key, whole_file)
        {
            let problem = self.problem(&node.key, "there is no such key");
            problem.help =
                Some(format!("to build on another scenario, write {EXTENDS} = \"FILE\""));
            return;
        }
        let more = whole_file.then_some(EXTENDS);
        let meant = did_you_mean(key, keys.iter().copied().chain(METADATA_KEYS).chain(more));
        let help = meant.unwrap_or_else(|| match keys.len() {
            ..=24 => format!("the keys here are {}", all_of(keys)),
            _ => "docs/scenario-reference.md lists the keys".to_owned(),
        });
        self.problem(&node.key, "there is no such key").help = Some(help);
    }

    fn metadata(&mut self, key: &str, node: &Node) {
        if key == "as_of" && matches!(node.value, Value::Date(_)) {
            return;
        }
        let Some(text) = self.text(node, super::describe::MAX_TEXT_CHARS) else { return };
        if key == "confidence" && !text.is_empty() && !CONFIDENCES.contains(&text.as_str()) {
            self.not_a_choice(&node.place, &text, &CONFIDENCES);
        }
    }

    /// A text on one line of bounded length, without hostile characters.
    pub fn text(&mut self, node: &Node, max_chars: usize) -> Option<String> {
        let Value::Text(text) = &node.value else {
            self.expected::<()>(node, "a text in quotes");
            return None;
        };
        let count = text.chars().count();
        if count > max_chars {
            let message =
                format!("the text has {count} characters; at most {max_chars} are allowed");
            self.problem(&node.place, message).help = Some("shorten it".to_owned());
            return None;
        }
        if let Some(c) = text.chars().find(|c| is_hostile(*c)) {
            let message = format!("the text holds the invisible character {}", c.escape_unicode());
            self.problem(&node.place, message).help = Some("write it without".to_owned());
            return None;
        }
        Some(text.clone())
    }

    /// Reports a word that is none of the choices.
    pub fn not_a_choice(&mut self, place: &Place, text: &str, choices: &[&str]) {
        let help = did_you_mean(text, choices.iter().copied())
            .unwrap_or_else(|| format!("write one of {}", any_of(choices)));
        let message = format!("\"{}\" is not one of {}", shown(text), any_of(choices));
        self.problem(place, message).help = Some(help);
    }

    /// What a field holds: its value, its default, or a problem.
    pub fn field<T: FieldValue>(
        &mut self,
        table: &Table,
        around: &Place,
        declared: &'static Field,
    ) -> Slot<T> {
        let rule = Rule { unit: unit_in(table, declared), ..declared.rule };
        let field = &Field { rule, ..*declared };
        self.within(field.key, |reader| {
            let noted = (reader.register.len(), reader.settings.len());
            let slot = match (table.get(field.key), field.rule.presence) {
                (Some(node), _) => T::read(node, field, reader),
                (None, Presence::Required) => {
                    let help = format!("add {}: {}", reader.sketch(field), field.meaning());
                    reader.problem(around, "is missing").help = Some(help);
                    Slot::Bad
                }
                (None, Presence::Optional) => Slot::Absent,
                (None, _) => T::missing(field, around, reader),
            };
            if matches!(slot, Slot::Bad) {
                reader.bad.insert(reader.path());
            }
            // A number notes itself, a table the keys in it.
            if noted == (reader.register.len(), reader.settings.len()) {
                let given = table.get(field.key);
                let given = given.map(|node| reader.entry(node, value_text(node), field));
                reader.settings.push(Setting { path: reader.path(), field: declared, given });
            }
            slot
        })
    }

    /// How the key that is being read would be written.
    fn sketch(&self, field: &Field) -> String {
        match field.kind {
            Kind::Table => format!("[{}]", self.path()),
            Kind::Tables => format!("[{}.NAME]", self.path()),
            _ => format!("`{} = …`", field.key),
        }
    }

    /// Notes a number or law that the scenario gives, and how it is drawn.
    pub fn note(&mut self, node: &Node, value: String, field: &Field, draw: Option<Draw>) {
        let entry = self.entry(node, value, field);
        self.register.push(Entry { draw, ..entry });
    }

    fn entry(&self, node: &Node, value: String, field: &Field) -> Entry {
        let own = node.as_table().map(Metadata::own).unwrap_or_default();
        Entry {
            path: self.path(),
            kind: field.kind,
            value,
            toml: value_text(node),
            draw: None,
            unit: field.rule.unit.name,
            meaning: field.meaning(),
            valid: field.valid(),
            default: field.rule.presence.words(),
            metadata: own.or(&node.around).settled(),
            in_table: !matches!(field.kind, Kind::Number | Kind::Numbers),
            place: node.key.clone(),
            over: node.over.clone(),
        }
    }
}

/// "a, b or c".
pub(super) fn any_of(words: &[&str]) -> String {
    joined(words, "or")
}

/// "a, b and c".
pub(super) fn all_of(words: &[&str]) -> String {
    joined(words, "and")
}

fn joined(words: &[&str], last_word: &str) -> String {
    match words {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} {last_word} {last}", rest.join(", ")),
    }
}

/// The unit of a field in a table, which may be that of another entry of the table.
fn unit_in(table: &Table, field: &Field) -> FileUnit {
    let named = |key: &str| match table.get(key).map(|node| &node.value) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    match field.rule.unit.measure {
        Measure::OfParameter => named("parameter")
            .and_then(|path| language().unit_at(&path.split('.').collect::<Vec<_>>()))
            .unwrap_or(PLAIN),
        Measure::OfMetric => named("metric").and_then(TargetMetric::unit).unwrap_or(PLAIN),
        _ => field.rule.unit,
    }
}

fn wrong_kind_help(node: &Node, what: &str) -> Option<String> {
    let Value::Text(text) = &node.value else { return None };
    if !what.contains("number") {
        return None;
    }
    if what.contains("whole") {
        return Some("write a whole number without quotes".to_owned());
    }
    let trimmed = text.trim();
    if let Some(digits) = without_commas(trimmed) {
        return Some(format!("write thousands without commas and quotes: {digits}"));
    }
    let point = trimmed.replace(',', ".");
    if point.parse::<f64>().is_ok_and(f64::is_finite) {
        return Some(format!("write it without quotes, with a decimal point: {point}"));
    }
    if Quantity::parse(&point).is_some() {
        return Some("write a decimal point, and no commas between thousands".to_owned());
    }
    Some("write a number without quotes, or with its unit in quotes, as in \"200 k\"".to_owned())
}

/// The digits of a number with commas between thousands, as in "26,500".
pub(super) fn without_commas(text: &str) -> Option<String> {
    let (first, rest) = text.split_once(',')?;
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let thousands = rest.split(',').all(|part| part.len() == 3 && digits(part));
    let leads = matches!(first.len(), 1..=3) && digits(first) && first != "0";
    (leads && thousands).then(|| text.replace(',', "_"))
}
