//! An overlay laid over its baseline, path by path; what it replaces keeps the overlay's origin.

use super::describe::{Kind, PLAIN};
use super::diagnostics::Diagnostic;
use super::escape::{MOST_SUGGESTIONS, did_you_mean, shown};
use super::language;
use super::lookup::{Found, lookup};
use super::metadata::METADATA_KEYS;
use super::node::{Node, Replaced, Table, Value};
use super::resolved::value_text;
use super::spec::VALUE_KINDS;
use super::wording::in_words;

/// The key that takes an entry of the baseline away.
pub const REMOVE: &str = "remove";

/// `overlay` over `base`.
///
/// Tables merge entry by entry. A number, law or list of the overlay replaces the baseline's as a
/// whole, and so does a table of odds called `next`. Only an overlay that gives some of the same
/// parameters of the same kind of distribution patches it. What the baseline said of a value
/// (source, confidence, note) does not survive a change of the value. `remove = true` takes an
/// entry away.
pub(super) fn merge(base: &mut Table, overlay: Table, problems: &mut Vec<Diagnostic>) {
    merge_at(base, overlay, &mut Vec::new(), problems);
}

fn merge_at(
    base: &mut Table,
    overlay: Table,
    path: &mut Vec<String>,
    problems: &mut Vec<Diagnostic>,
) {
    for (key, new) in overlay {
        path.push(key.clone());
        if is_removal(&new) {
            if base.remove(&key).is_none() {
                let suggest = problems.len() < MOST_SUGGESTIONS;
                let names = base.keys().map(String::as_str).take_while(|_| suggest);
                problems.push(nothing_to_remove(&new, path, names));
            }
        } else if let Some(old) = base.get_mut(&key) {
            combine(&key, old, new, path, problems);
        } else {
            base.insert(key, new);
        }
        path.pop();
    }
}

fn nothing_to_remove<'a>(
    node: &Node,
    path: &[String],
    names: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let key = shown(&path.join("."));
    let problem = Diagnostic::new(
        Some(node.key.clone()),
        key,
        "there is nothing of this name in the baseline to remove",
    );
    let name = path.last().map_or("", String::as_str);
    problem.with_help(did_you_mean(name, names).unwrap_or_else(|| "leave the entry out".to_owned()))
}

pub(super) fn is_removal(node: &Node) -> bool {
    node.as_table().is_some_and(|table| {
        table.len() == 1
            && table.get(REMOVE).is_some_and(|node| matches!(node.value, Value::Flag(true)))
    })
}

fn combine(
    key: &str,
    old: &mut Node,
    new: Node,
    path: &mut Vec<String>,
    problems: &mut Vec<Diagnostic>,
) {
    let Value::Table(new_table) = new.value else {
        match value_for_a_table(old, &new, path) {
            Some(problem) => problems.push(problem),
            None => *old = Node { over: replaced(old, path), ..new },
        }
        return;
    };
    let whole = Node { value: Value::Bad, ..new };
    let Value::Table(old_table) = &mut old.value else {
        *old = Node { value: Value::Table(new_table), over: replaced(old, path), ..whole };
        return;
    };
    let (old_kinds, new_kinds) = (kinds(key, old_table), kinds(key, &new_table));
    let patches = old_kinds == new_kinds
        && new_kinds.iter().all(|kind| is_patch(old_table.get(*kind), new_table.get(*kind)));
    if key == "next" || !new_kinds.is_empty() && !patches {
        *old = Node { value: Value::Table(new_table), over: replaced(old, path), ..whole };
        return;
    }
    let is_number = !old_kinds.is_empty();
    let changes_it = new_table.iter().any(|(key, _)| !METADATA_KEYS.contains(&key.as_str()));
    if is_number && changes_it {
        old.over = replaced(old, path);
        old.around = whole.around;
        old.key = whole.key;
        old.place = whole.place;
    }
    let Value::Table(old_table) = &mut old.value else { return };
    if is_number && changes_it {
        for key in METADATA_KEYS {
            old_table.remove(key);
        }
        // What does not fit together now was written together here.
        for kind in &new_kinds {
            if let (Some(old), Some(new)) = (old_table.get_mut(*kind), new_table.get(*kind)) {
                old.key = new.key.clone();
                old.place = new.place.clone();
            }
        }
    }
    merge_at(old_table, new_table, path, problems);
}

/// The history of a value that is about to be replaced, with itself at its head.
fn replaced(old: &Node, path: &[String]) -> Vec<Replaced> {
    let keys: Vec<&str> = path.iter().map(String::as_str).collect();
    let unit = language().unit_at(&keys).unwrap_or(PLAIN);
    let words = Some(in_words(old, unit)).filter(|words| !words.is_empty());
    let words = words.unwrap_or_else(|| value_text(old));
    let itself = Replaced { key: old.key.clone(), words };
    std::iter::once(itself).chain(old.over.iter().cloned()).collect()
}

/// Refuses one value where the language has a table of keys or entries: all that points into the
/// table would be reported too.
fn value_for_a_table(old: &Node, new: &Node, path: &[String]) -> Option<Diagnostic> {
    let table = old.as_table()?;
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let is_table = match lookup(&parts)? {
        Found::Key(field) => matches!(field.kind, Kind::Table | Kind::Tables),
        Found::Entry(_) => true,
        Found::Inside(_) => false,
    };
    if !is_table || matches!(new.value, Value::Bad) {
        return None;
    }
    let key = shown(&path.join("."));
    let message = format!("is a table, which {} cannot replace", new.found());
    let first = table.keys().find(|key| !METADATA_KEYS.contains(&key.as_str()));
    let help = match first {
        Some(first) => format!("give one of its keys a value, as in {key}.{} = …", shown(first)),
        None => "give one of its keys a value".to_owned(),
    };
    Some(Diagnostic::new(Some(new.place.clone()), key, message).with_help(help))
}

/// The kinds of value, distribution or law that a table gives; none for a table of other things.
fn kinds(key: &str, table: &Table) -> Vec<&'static str> {
    // A levy's rate may come from a process instead of being a number.
    let from = (key == "rate").then_some("from");
    VALUE_KINDS.into_iter().chain(from).filter(|kind| table.contains_key(*kind)).collect()
}

/// True if the new parameters are all among the old ones, so that they change some and leave others.
fn is_patch(old: Option<&Node>, new: Option<&Node>) -> bool {
    match (old.and_then(Node::as_table), new.and_then(Node::as_table)) {
        (Some(old), Some(new)) => new.iter().all(|(key, _)| old.contains_key(key)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::super::source::Sources;
    use super::*;

    fn merged(base: &str, overlay: &str) -> (Table, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let base = sources.add("base.toml", base);
        let overlay = sources.add("overlay.toml", overlay);
        let mut table = parse(&sources, base).expect("a baseline");
        let mut problems = Vec::new();
        merge(&mut table, parse(&sources, overlay).expect("an overlay"), &mut problems);
        (table, problems)
    }

    fn at<'a>(table: &'a Table, path: &str) -> Option<&'a Node> {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let node = table.get(first)?;
        if rest.is_empty() { Some(node) } else { at(node.as_table()?, rest) }
    }

    #[test]
    fn another_kind_of_distribution_replaces_the_whole_of_it() {
        let base = "[p]\nx.percentiles = { p10 = 1, p50 = 2, p90 = 3 }\nx.source = \"old\"\ny = 1";
        let (table, problems) = merged(base, "p.x.value = 5");
        assert!(problems.is_empty());
        assert!(at(&table, "p.x.percentiles").is_none());
        assert!(at(&table, "p.x.source").is_none());
        assert_eq!(at(&table, "p.x").map(|node| node.place.source), Some(1));
        assert_eq!(at(&table, "p.y").map(|node| node.place.source), Some(0));
    }

    #[test]
    fn some_of_the_same_parameters_patch_and_drop_what_was_said() {
        let base = "x.percentiles = { p10 = 1, p50 = 2, p90 = 3, min = 0 }\nx.source = \"old\"";
        let (table, _) = merged(base, "x.percentiles.p50 = 2.5");
        assert_eq!(at(&table, "x.percentiles.p50").map(Node::found).as_deref(), Some("2.5"));
        assert_eq!(at(&table, "x.percentiles.min").map(Node::found).as_deref(), Some("0"));
        assert!(at(&table, "x.source").is_none());
        let (table, _) = merged(base, "x.percentiles = { p05 = 1, p50 = 2, p95 = 3 }");
        assert!(at(&table, "x.percentiles.p10").is_none(), "other percentiles replace all");
        let (table, _) = merged(base, "x.note = \"new\"");
        assert!(at(&table, "x.source").is_some() && at(&table, "x.percentiles.p10").is_some());
    }

    #[test]
    fn the_source_of_a_table_does_not_cover_numbers_of_another_file() {
        let base = "[b]\nsource = \"old\"\nx = 1\ny = 2";
        let (table, _) = merged(base, "b.x = 3");
        assert_eq!(at(&table, "b.x").and_then(|node| node.around.source.clone()), None);
        let around = at(&table, "b.y").and_then(|node| node.around.source.clone());
        assert_eq!(around.as_deref(), Some("old"));
    }

    #[test]
    fn odds_of_what_comes_next_are_replaced_as_a_row() {
        let (table, _) = merged("r.next = { a = 0.5, b = 0.5 }", "r.next = { c = 1 }");
        assert_eq!(at(&table, "r.next").and_then(Node::as_table).map(Map::len), Some(1));
        use toml::map::Map;
    }

    #[test]
    fn entries_are_removed_and_a_misspelt_one_is_reported() {
        let (table, problems) = merged("[b.one]\nx = 1\n[b.two]\nx = 1", "b.one.remove = true");
        assert!(
            problems.is_empty() && at(&table, "b.one").is_none() && at(&table, "b.two").is_some()
        );
        let (_, problems) = merged("[b.one]\nx = 1", "b.onee.remove = true");
        assert_eq!(problems[0].help.as_deref(), Some("did you mean \"one\"?"));
    }
}
