//! The parameters of a distribution or law: which must be given, and their numbers.

use super::super::describe::{FileUnit, parameter_unit};
use super::super::escape::{did_you_mean, shown};
use super::super::metadata::METADATA_KEYS;
use super::super::node::{Node, Table, Value};
use super::super::reader::{Reader, all_of, any_of};
use super::numbers::plain_number;

/// The most values in a list of values.
pub(in crate::scenario) const MAX_VALUES: usize = 100_000;

/// The numbers of a parameter table that must hold exactly these.
pub(super) fn exactly<const N: usize>(
    node: &Node,
    names: [&str; N],
    unit: FileUnit,
    reader: &mut Reader,
) -> Option<[f64; N]> {
    let (_, values) = parameters(node, &[&names], &[], unit, reader)?;
    let get = |name: &str| values.iter().find(|(key, _)| key == name).map_or(0.0, |(_, v)| *v);
    Some(names.map(get))
}

/// The form that a parameter table takes and its numbers.
pub(super) type Parameters = (usize, Vec<(String, f64)>);

/// The numbers of a table that must hold all names of one form, and may hold some of `extra`.
pub(super) fn parameters(
    node: &Node,
    forms: &[&[&str]],
    extra: &[&str],
    unit: FileUnit,
    reader: &mut Reader,
) -> Option<Parameters> {
    let table = parameter_table(node, forms, extra, reader)?;
    let form = form_of(node, table, forms, extra, reader)?;
    let before = reader.problems.len();
    let mut values = Vec::new();
    for (key, node) in table {
        let unit = parameter_unit(key, unit);
        let value = reader.within(key, |reader| plain_number(node, unit, reader));
        values.extend(value.map(|value| (key.clone(), value)));
    }
    (reader.problems.len() == before).then_some((form, values))
}

/// The parameter table, its unknown keys reported.
pub(super) fn parameter_table<'a>(
    node: &'a Node,
    forms: &[&[&str]],
    extra: &[&str],
    reader: &mut Reader,
) -> Option<&'a Table> {
    let Some(table) = node.as_table() else {
        let first = forms.first().copied().unwrap_or_default();
        let sketch: Vec<String> = first.iter().map(|name| format!("{name} = …")).collect();
        let what = format!("a table, as in {{ {} }}", sketch.join(", "));
        reader.expected::<()>(node, &what);
        return None;
    };
    let mut known: Vec<&str> = forms.iter().flat_map(|form| form.iter()).copied().collect();
    known.extend(extra);
    known.sort_unstable();
    known.dedup();
    let mut unknown = false;
    for (key, node) in table.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
        unknown = true;
        let help = match did_you_mean(key, known.iter().copied()) {
            Some(meant) => meant,
            None if METADATA_KEYS.contains(&key.as_str()) => {
                format!("put {key} beside the distribution, not among its parameters")
            }
            None => format!("the parameters are {}", all_of(&known)),
        };
        reader.within(&shown(key), |reader| {
            reader.problem(&node.key, "there is no such parameter").help = Some(help);
        });
    }
    (!unknown).then_some(table)
}

/// Which of the forms a table takes.
pub(super) fn form_of(
    node: &Node,
    table: &Table,
    forms: &[&[&str]],
    extra: &[&str],
    reader: &mut Reader,
) -> Option<usize> {
    let given = table.keys().filter(|key| !extra.contains(&key.as_str())).count();
    let fits =
        |form: &&[&str]| form.len() == given && form.iter().all(|name| table.contains_key(*name));
    let form = forms.iter().position(fits);
    if form.is_none() {
        let forms: Vec<String> = forms.iter().map(|form| all_of(form)).collect();
        let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
        reader.problem(&node.place, format!("needs {}", any_of(&forms)));
    }
    form
}

/// The lists of a table that must hold exactly these.
pub(super) fn lists<const N: usize>(
    node: &Node,
    names: [&str; N],
    unit: FileUnit,
    reader: &mut Reader,
) -> Option<[Vec<f64>; N]> {
    let table = parameter_table(node, &[&names], &[], reader)?;
    form_of(node, table, &[&names], &[], reader)?;
    let read = names.map(|name| {
        let node = table.get(name)?;
        reader.within(name, |reader| list(node, parameter_unit(name, unit), reader))
    });
    let mut lists = [const { Vec::new() }; N];
    for (list, read) in lists.iter_mut().zip(read) {
        *list = read?;
    }
    Some(lists)
}

fn list(node: &Node, unit: FileUnit, reader: &mut Reader) -> Option<Vec<f64>> {
    let Value::Array(nodes) = &node.value else {
        reader.expected::<()>(node, "a list of numbers");
        return None;
    };
    if nodes.len() > MAX_VALUES {
        let message = format!("has {} values; at most {MAX_VALUES} are allowed", nodes.len());
        reader.problem(&node.place, message);
        return None;
    }
    let values: Vec<f64> =
        nodes.iter().filter_map(|node| plain_number(node, unit, reader)).collect();
    (values.len() == nodes.len()).then_some(values)
}
