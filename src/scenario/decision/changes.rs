//! What each option changes, taken out of the file before its tables are read.

use std::collections::BTreeMap;

use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::escape::shown;
use crate::scenario::node::{Node, Table, Value};

const OPTION: &str = "option";
const COMMITMENT: &str = "commitment";
const CHANGE: &str = "change";
/// What is the same for all options.
const SHARED: [&str; 6] = ["schema", "extends", "scenario", "run", "target", "world"];

/// The tables under `[option.NAME.change]` and `[commitment.change]`.
#[derive(Debug, Default)]
pub(super) struct OptionChanges {
    pub of_options: BTreeMap<String, Table>,
    pub of_commitment: Table,
}

impl OptionChanges {
    /// Takes the changes out of a file's tree; what is no table is left for the reader to report.
    pub fn take(file: &mut Table, problems: &mut Vec<Diagnostic>) -> Self {
        let mut changes = Self::default();
        if let Some(Value::Table(options)) = file.get_mut(OPTION).map(|node| &mut node.value) {
            for (name, option) in options.iter_mut() {
                let path = format!("{OPTION}.{}", shown(name));
                if let Some(change) = taken(option, &path, problems) {
                    changes.of_options.insert(name.clone(), change);
                }
            }
        }
        if let Some(node) = file.get_mut(COMMITMENT) {
            changes.of_commitment = taken(node, COMMITMENT, problems).unwrap_or_default();
        }
        changes
    }
}

fn taken(node: &mut Node, path: &str, problems: &mut Vec<Diagnostic>) -> Option<Table> {
    let Value::Table(table) = &mut node.value else { return None };
    if !matches!(table.get(CHANGE), Some(Node { value: Value::Table(_), .. })) {
        return None;
    }
    let Some(Node { value: Value::Table(mut change), .. }) = table.remove(CHANGE) else {
        return None;
    };
    for key in SHARED {
        if let Some(node) = change.remove(key) {
            let message = "is the same for all options, so that they can be compared";
            let path = format!("{path}.{CHANGE}.{key}");
            let problem = Diagnostic::new(Some(node.key), path, message);
            problems.push(problem.with_help("write it in the scenario that the decision is about"));
        }
    }
    Some(change)
}
