//! A mixture as it is written: parts by name, each a number or distribution with its weight.

use super::super::describe::{Field, SHARE};
use super::super::metadata::METADATA_KEYS;
use super::super::node::{Node, Table};
use super::super::reader::{Reader, Slot};
use super::Name;
use super::dated::DATED;
use super::distribution::{distribution, kind_of};
use super::numbers::plain_number;
use crate::dist::{Dist, DistError, Mixture};

/// The most parts of a mixture.
pub(in crate::scenario) const MAX_PARTS: usize = 20;
/// The key of a part's weight.
const WEIGHT: &str = "weight";

/// The mixture of the parts in a table.
pub(super) fn mixture(
    node: &Node,
    field: &Field,
    reader: &mut Reader,
) -> Option<Result<Dist, DistError>> {
    let Some(table) = node.as_table() else {
        let what = "parts by name, as in { none = { weight = 0.3, value = 0 }, some = … }";
        reader.expected::<()>(node, what);
        return None;
    };
    if table.len() > MAX_PARTS {
        let message = format!("has {} parts; at most {MAX_PARTS} are allowed", table.len());
        reader.problem(&node.place, message);
        return None;
    }
    let parts: Vec<Option<(f64, Dist)>> = table
        .iter()
        .map(|(name, node)| reader.within(name, |reader| part(name, node, field, reader)))
        .collect();
    let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
    Some(Mixture::new(parts).map(Dist::from))
}

/// One part: its weight, and its distribution within the field's range.
fn part(name: &str, node: &Node, field: &Field, reader: &mut Reader) -> Option<(f64, Dist)> {
    let Slot::Given(_) = Name::checked(name, &node.key, reader) else { return None };
    let Some(table) = node.as_table() else {
        reader.expected::<()>(node, "a part with its weight, as in { weight = 0.3, value = 0 }");
        return None;
    };
    let weight = match table.get(WEIGHT) {
        Some(node) => reader.within(WEIGHT, |reader| plain_number(node, SHARE, reader)),
        None => {
            reader.problem(&node.key, "the part has no weight").help =
                Some("add `weight = …`; the weights of all parts sum to 1".to_owned());
            None
        }
    };
    // What is said of the mixture covers its parts.
    let says = |key: &&String| METADATA_KEYS.contains(&key.as_str());
    if let Some(key) = table.keys().find(says) {
        let message = "is said of the mixture as a whole, not of its parts";
        reader.within(key, |reader| {
            reader.problem(&node.key, message).help = Some(format!("put {key} beside `mixture`"));
        });
        return None;
    }
    let own: Table = table
        .iter()
        .filter(|(key, _)| key.as_str() != WEIGHT)
        .map(|(key, node)| (key.clone(), node.clone()))
        .collect();
    let (kind, parameters) = kind_of(node, &own, false, reader)?;
    if ["mixture", DATED].contains(&kind) {
        reader.problem(&node.key, format!("a part of a mixture cannot be `{kind}`")).help =
            Some("give all parts side by side, each a number or a distribution".to_owned());
        return None;
    }
    let dist = distribution(&own, kind, parameters, field, reader)?;
    let weight = weight?;
    if weight > 0.0 {
        return Some((weight, dist));
    }
    let message = format!("the weight must be above 0, not {weight}");
    reader.problem(&node.key, message).help = Some("leave the part out".to_owned());
    None
}
