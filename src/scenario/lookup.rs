//! From a key path back to what the language says of it.

use super::describe::{Field, Kind};
use super::language;

/// What a key path leads to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// A key of a table.
    Key(&'static Field),
    /// One of the tables that a key holds by name or in a list.
    Entry(&'static Field),
    /// Something inside the value of a key, as "percentiles" in "price_usd.percentiles".
    Inside(&'static Field),
}

/// The key, entry or value at a path; None where the language has no such key.
pub(super) fn lookup(path: &[&str]) -> Option<Found> {
    let mut table = language();
    let mut rest = path;
    loop {
        let (key, below) = rest.split_first()?;
        let field = table.fields.iter().find(|field| field.key == *key)?;
        let Some(nested) = field.nested else {
            return Some(if below.is_empty() { Found::Key(field) } else { Found::Inside(field) });
        };
        let (kind, mut below) = (Found::Entry(field), below);
        if below.is_empty() {
            return Some(Found::Key(field));
        }
        if matches!(field.kind, Kind::Tables | Kind::List) {
            below = &below[1..];
            if below.is_empty() {
                return Some(kind);
            }
        }
        (table, rest) = (nested(), below);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_keys_entries_and_values() {
        let at = |path: &str| {
            let parts: Vec<&str> = path.split('.').collect();
            lookup(&parts).map(|found| match found {
                Found::Key(field) => ("key", field.key),
                Found::Entry(field) => ("entry", field.key),
                Found::Inside(field) => ("inside", field.key),
            })
        };
        assert_eq!(at("product"), Some(("key", "product")));
        assert_eq!(at("product.h200"), Some(("entry", "product")));
        assert_eq!(at("product.h200.demand"), Some(("key", "demand")));
        assert_eq!(at("product.h200.price_usd"), Some(("key", "price_usd")));
        assert_eq!(at("product.h200.price_usd.normal.sd"), Some(("inside", "price_usd")));
        assert_eq!(at("correlation.2.spearman"), Some(("key", "spearman")));
        assert_eq!(at("product.h200.colour"), None);
        assert_eq!(at(""), None);
    }
}
