//! Where two merged scenarios differ: key by key, whatever is said of sources left aside.

use super::describe::PLAIN;
use super::metadata::METADATA_KEYS;
use super::node::{Node, Table, Value};
use super::resolved;
use super::spec::{Element, ScenarioSpec, VALUE_KINDS};
use super::wording::in_words;

/// One key that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its path in the scenario, as in "product.h200.price_usd".
    pub path: String,
    /// What the first scenario gives, in words; None where it gives nothing.
    pub before: Option<String>,
    /// What the second gives.
    pub after: Option<String>,
}

/// What turns a key of the first scenario into the second's.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    pub keys: Vec<String>,
    pub before: Option<Node>,
    /// None takes the key away.
    pub after: Option<Node>,
}

/// The edits that turn `before` into `after`, each as far up as a table is there on one side only.
pub(super) fn edits(before: &Table, after: &Table) -> Vec<Edit> {
    let mut found = Vec::new();
    walk(before, after, &mut Vec::new(), &mut found);
    found
}

fn walk(before: &Table, after: &Table, keys: &mut Vec<String>, found: &mut Vec<Edit>) {
    let added = after.iter().filter(|(key, _)| !before.contains_key(*key));
    for (key, _) in before.iter().chain(added) {
        // The day that a scenario knows of is a label; that of a number is a remark.
        if METADATA_KEYS.contains(&key.as_str()) && !keys.is_empty() && keys[0] != "scenario" {
            continue;
        }
        keys.push(key.clone());
        let (old, new) = (before.get(key), after.get(key));
        match (old.and_then(Node::as_table), new.and_then(Node::as_table)) {
            (Some(old), Some(new)) if !is_value(old) && !is_value(new) && key != "next" => {
                walk(old, new, keys, found);
            }
            _ if same(old, new) => {}
            _ => {
                let (before, after) = (old.cloned(), new.cloned());
                found.push(Edit { keys: keys.clone(), before, after });
            }
        }
        keys.pop();
    }
}

/// True for a table that is one number, distribution or law.
fn is_value(table: &Table) -> bool {
    VALUE_KINDS.iter().any(|kind| table.contains_key(*kind))
}

/// Whether two nodes say the same, sources aside: `5`, `5.0` and `{ value = 5 }` do.
fn same(one: Option<&Node>, two: Option<&Node>) -> bool {
    let (Some(one), Some(two)) = (one, two) else { return one.is_none() && two.is_none() };
    match (bare(one), bare(two)) {
        (Value::Integer(a), Value::Float(b)) | (Value::Float(b), Value::Integer(a)) => {
            *a as f64 == *b
        }
        (Value::Integer(a), Value::Integer(b)) => a == b,
        (Value::Float(a), Value::Float(b)) => a == b,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Flag(a), Value::Flag(b)) => a == b,
        (Value::Date(a), Value::Date(b)) => a == b,
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(Some(a), Some(b)))
        }
        (Value::Table(a), Value::Table(b)) => {
            let keys = a.keys().chain(b.keys()).filter(|key| !is_remark(key));
            keys.into_iter().all(|key| same(a.get(key), b.get(key)))
        }
        _ => false,
    }
}

fn is_remark(key: &str) -> bool {
    METADATA_KEYS.contains(&key)
}

/// The value itself where a table holds nothing but it and remarks.
fn bare(node: &Node) -> &Value {
    let Value::Table(table) = &node.value else { return &node.value };
    match (table.get("value"), table.keys().filter(|key| !is_remark(key)).count()) {
        (Some(value), 1) => &value.value,
        _ => &node.value,
    }
}

impl Edit {
    /// The keys that differ below it, each with what it was and is.
    pub fn differences(&self) -> Vec<Difference> {
        let mut list = Vec::new();
        let mut path = self.keys.join(".");
        leaves(self.before.as_ref(), self.after.as_ref(), &mut path, &mut list);
        list
    }
}

fn leaves(
    before: Option<&Node>,
    after: Option<&Node>,
    path: &mut String,
    out: &mut Vec<Difference>,
) {
    let lone = match (before, after) {
        (Some(node), None) | (None, Some(node)) => node.as_table().filter(|t| !is_value(t)),
        _ => None,
    };
    let Some(table) = lone.filter(|table| !table.is_empty()) else {
        let said = |node: &Node| words(node, path);
        let (before, after) = (before.map(said), after.map(said));
        out.push(Difference { path: path.clone(), before, after });
        return;
    };
    for (key, node) in table.iter().filter(|(key, _)| !is_remark(key)) {
        let length = path.len();
        path.push('.');
        path.push_str(key);
        let side = |given: Option<&Node>| given.is_some().then_some(node);
        leaves(side(before), side(after), path, out);
        path.truncate(length);
    }
}

/// The value at a path in words: a number, distribution or law as registers have it, anything else
/// as TOML.
fn words(node: &Node, path: &str) -> String {
    let keys: Vec<&str> = path.split('.').collect();
    let unit = ScenarioSpec::description().unit_at(&keys);
    match &node.value {
        Value::Integer(_) | Value::Float(_) => in_words(node, unit.unwrap_or(PLAIN)),
        Value::Table(table) if is_value(table) => in_words(node, unit.unwrap_or(PLAIN)),
        // A quantity with its unit; any other text has no words of that kind.
        Value::Text(_) => unit
            .map(|unit| in_words(node, unit))
            .filter(|words| !words.is_empty())
            .unwrap_or_else(|| resolved::scalar(&node.value)),
        Value::Table(table) => {
            let pairs: Vec<String> = table
                .iter()
                .filter(|(key, _)| !is_remark(key))
                .map(|(key, node)| format!("{key} = {}", words(node, &format!("{path}.{key}"))))
                .collect();
            if pairs.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", pairs.join(", ")) }
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| words(item, path)).collect();
            format!("[{}]", items.join(", "))
        }
        value => resolved::scalar(value),
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::super::source::Sources;
    use super::*;

    fn found(before: &str, after: &str) -> Vec<Difference> {
        let mut sources = Sources::default();
        let tables = [before, after].map(|text| {
            let source = sources.add("t.toml", text);
            parse(&sources, source).expect("valid TOML")
        });
        edits(&tables[0], &tables[1]).iter().flat_map(Edit::differences).collect()
    }

    fn difference(path: &str, before: Option<&str>, after: Option<&str>) -> Difference {
        let own = |text: Option<&str>| text.map(str::to_owned);
        Difference { path: path.to_owned(), before: own(before), after: own(after) }
    }

    #[test]
    fn what_is_said_of_a_number_or_how_it_is_written_is_no_difference() {
        for (before, after) in [
            ("p.x = 5", "p.x = { value = 5.0, source = \"press\" }"),
            ("p.x = 5\np.source = \"a\"", "p.x = 5\np.note = \"b\""),
            ("x = [1, 2]", "x = [1.0, 2.0]"),
            ("a = 1\nb = 2", "b = 2\na = 1"),
        ] {
            assert_eq!(found(before, after), [], "{before} / {after}");
        }
    }

    #[test]
    fn numbers_laws_lists_and_rows_differ_as_a_whole() {
        let before = "p.x.percentiles = { p10 = 1, p50 = 2, p90 = 3 }\nr.next = { a = 1 }\nl = [1]";
        let after = "p.x = 4\nr.next = { a = 0.5, b = 0.5 }\nl = [1, 2]";
        let expected = [
            difference("p.x", Some("P10 1, P50 2, P90 3"), Some("4")),
            difference("r.next", Some("{ a = 1 }"), Some("{ a = 0.5, b = 0.5 }")),
            difference("l", Some("[1]"), Some("[1, 2]")),
        ];
        assert_eq!(found(before, after), expected);
    }

    #[test]
    fn a_table_on_one_side_only_is_told_key_by_key() {
        let before = "[e.ban]\nfrom = 2026-06-01\nprobability = { value = 1, source = \"x\" }";
        let expected = [
            difference("e.ban.from", Some("2026-06-01"), None),
            difference("e.ban.probability", Some("1"), None),
        ];
        assert_eq!(found(before, "[e]"), expected);
    }
}
