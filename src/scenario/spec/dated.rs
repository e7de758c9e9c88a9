//! An input by dates: each value holds from its date until the next.

use super::super::describe::{Field, Once};
use super::super::escape::shown;
use super::super::node::{Node, Table};
use super::super::reader::{Reader, Slot};
use super::distribution::kind_of;
use super::{FieldValue, InputSpec};
use crate::units::{Date, MAX_WEEKS};

/// The key whose table gives values by date.
pub(super) const DATED: &str = "dated";

/// The input whose values stand in the table's `dated`, by date.
pub(super) fn dated(
    node: &Node,
    table: &Table,
    field: &Field,
    reader: &mut Reader,
) -> Slot<InputSpec> {
    let Some((_, entries)) = kind_of(node, table, false, reader) else { return Slot::Bad };
    if let Some(once) = field.rule.once {
        let message = format!("cannot change by date: it is read only once, {}", when(once));
        reader.problem(&entries.key, message).help =
            Some("give one number or distribution".to_owned());
        return Slot::Bad;
    }
    if let Some(cut) = table.get("truncate") {
        reader.problem(&cut.key, "values by date are not truncated together").help =
            Some("put truncate beside the distribution of a date".to_owned());
        return Slot::Bad;
    }
    reader.within(DATED, |reader| by_date(node, entries, field, reader))
}

/// When an input that is read once is read, in words.
pub(in crate::scenario) fn when(once: Once) -> &'static str {
    match once {
        Once::AtStart => "when a path opens",
        Once::AtLaunch => "when a product goes on sale",
    }
}

fn by_date(node: &Node, entries: &Node, field: &Field, reader: &mut Reader) -> Slot<InputSpec> {
    let Some(table) = entries.as_table() else {
        return reader
            .expected(entries, "values by date, as in { 2026-01-30 = 5, 2026-07-01 = 4 }");
    };
    if table.len() > MAX_WEEKS {
        let message = format!("has {} dates; at most {MAX_WEEKS} are allowed", table.len());
        reader.problem(&entries.place, message);
        return Slot::Bad;
    }
    let mut dated = Vec::with_capacity(table.len());
    for (key, node) in table {
        let entry = reader.within(&shown(key), |reader| {
            let date = date(key, node, reader)?;
            if node.as_table().is_some_and(|table| table.contains_key(DATED)) {
                reader.problem(&node.key, "a value of one date has no dates of its own");
                return None;
            }
            InputSpec::read(node, field, reader).given().map(|value| (date, value.clone()))
        });
        dated.extend(entry);
    }
    dated.sort_by_key(|(date, _)| *date);
    let Some((_, first)) = dated.first().filter(|_| dated.len() == table.len()) else {
        if table.is_empty() {
            reader.problem(&entries.place, "gives no date");
        }
        return Slot::Bad;
    };
    let path = first.path.rsplit_once(&format!(".{DATED}.")).map_or("", |(path, _)| path);
    let (path, place) = (path.to_owned(), node.key.clone());
    Slot::Given(InputSpec { path, place, dated: dated.clone(), ..first.clone() })
}

/// The date that a key writes.
fn date(key: &str, node: &Node, reader: &mut Reader) -> Option<Date> {
    let parts: Vec<&str> = key.split('-').collect();
    let number = |text: &str, digits: usize| {
        let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<i64>().ok()).flatten()
    };
    let numbers = match parts.as_slice() {
        [year, month, day] => number(year, 4).zip(number(month, 2).zip(number(day, 2))),
        _ => None,
    };
    let Some((year, (month, day))) = numbers else {
        reader.problem(&node.key, "is not a date").help =
            Some("write dates as in 2026-01-31".to_owned());
        return None;
    };
    match Date::new(year, month, day) {
        Ok(date) => Some(date),
        Err(error) => {
            reader.problem(&node.key, error.to_string());
            None
        }
    }
}
