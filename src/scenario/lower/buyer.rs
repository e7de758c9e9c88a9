//! Buyers and their shares of the order book.

use super::classes::Classes;
use super::regime::{fixed_sum, may_vanish, rounded};
use super::{Lower, SHARES_TOLERANCE, named};
use crate::model::Buyer;
use crate::process::Parameter;
use crate::scenario::reader::Slot;
use crate::scenario::source::Place;
use crate::scenario::spec::{BuyerSpec, ByProduct, Element, InputSpec, Name, PerProduct};

pub(super) fn buyer(
    lower: &mut Lower,
    name: &Name,
    spec: &BuyerSpec,
    classes: &Classes,
    products: &[&str],
) -> Buyer {
    let class = spec.class.given().and_then(|class| classes.index(&class.text));
    let mut each = |key: &str, slot: &Slot<ByProduct>| {
        let path = format!("{}.{key}", spec.path());
        by_product(lower, slot, &path, spec.place(), products)
    };
    let order_share = each("order_share", &spec.order_share);
    let opening_approved = each("opening_approved_units", &spec.opening_approved_units);
    let opening_licensed = each("opening_licensed_units", &spec.opening_licensed_units);
    Buyer {
        id: named(name, &spec.title),
        class: class.unwrap_or(0),
        tier: tier(spec),
        white_list: spec.white_list.given().is_some_and(|flag| flag.0),
        screening_factor: lower.input(&spec.screening_factor),
        order_share,
        opening_approved,
        opening_licensed,
    }
}

/// A buyer's tier; the first where it was reported.
pub(super) fn tier(spec: &BuyerSpec) -> u32 {
    spec.tier.given().map_or(1, |tier| u32::try_from(tier.value).unwrap_or(1))
}

/// The parameter for each product; zero for a product that a table does not name.
fn by_product(
    lower: &mut Lower,
    slot: &Slot<ByProduct>,
    path: &str,
    place: &Place,
    products: &[&str],
) -> Vec<Parameter> {
    match slot.given().map(|field| &field.inputs) {
        None => vec![Parameter(0); products.len()],
        Some(PerProduct::All(input)) => vec![lower.add(input); products.len()],
        Some(PerProduct::Named(by_name)) => {
            for (name, _) in &by_name.entries {
                lower.find(name, products, "product", path);
            }
            let mut parameters = Vec::with_capacity(products.len());
            for product in products {
                let given = by_name.entries.iter().find(|(name, _)| name.text == *product);
                parameters.push(match given {
                    Some((_, input)) => lower.add(input),
                    None => lower.fixed(&format!("{path}.{product}"), 0.0, place),
                });
            }
            parameters
        }
    }
}

/// Reports shares of the order book that do not sum to 1, or may vanish together.
pub(super) fn check_shares(lower: &mut Lower, buyers: &[(Name, BuyerSpec)], products: &[&str]) {
    let mut wrong: Vec<(String, Vec<&str>)> = Vec::new();
    for product in products {
        let Some(shares) = buyers.iter().map(|(_, spec)| share(spec, product)).collect() else {
            return;
        };
        let shares: Vec<&InputSpec> = Vec::into_iter(shares).flatten().collect();
        let problem = match fixed_sum(&shares) {
            Some(sum) if (sum - 1.0).abs() > SHARES_TOLERANCE => {
                format!("sum to {}, not 1", rounded(sum))
            }
            None if may_vanish(&shares) => "may all be 0 on the same path".to_owned(),
            _ => continue,
        };
        match wrong.iter_mut().find(|(other, _)| *other == problem) {
            Some((_, products)) => products.push(product),
            None => wrong.push((problem, vec![product])),
        }
    }
    // The scenario itself is read before its baselines: its share is the likelier culprit.
    let places = buyers.iter().filter_map(|(_, spec)| spec.order_share.given()).map(|s| &s.place);
    let Some(place) = places.rev().min_by_key(|place| place.source) else { return };
    for (problem, products) in wrong {
        let message = format!("the order shares of {} {problem}", products.join(" and "));
        lower.problem(place, "buyer", message).help =
            Some("change the shares of the buyers".to_owned());
    }
}

/// A buyer's share for a product: `Some(None)` for none, None if it was reported.
fn share<'a>(spec: &'a BuyerSpec, product: &str) -> Option<Option<&'a InputSpec>> {
    match &spec.order_share.given()?.inputs {
        PerProduct::All(input) => Some(Some(input)),
        PerProduct::Named(by_name) => Some(
            by_name.entries.iter().find(|(name, _)| name.text == product).map(|(_, input)| input),
        ),
    }
}
