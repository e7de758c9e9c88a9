//! Events: which happen together, and how often.

use crate::world::{assert_share, metric, run};

/// With odds of 0.3 Congress blocks; else the tariff rises; only then, with odds of 0.5, a truce. All
/// act from the first week on, by the price at which the 1,000 chips of that week are sold: a path
/// of two events that exclude each other, or of none, would show another price.
#[test]
fn an_event_happens_exactly_where_the_one_it_is_ruled_out_by_does_not() {
    let mut extra = String::new();
    for (name, links, price) in [
        ("truce", "requires = \"rise\"\nprobability = 0.5", "set = 4_000"),
        ("rise", "unless = \"block\"", "add = 1_000"),
        ("block", "probability = 0.3", "add = 2_000"),
    ] {
        extra += &format!(
            "[event.{name}]\nfrom = 2026-06-01\nto = 2026-06-30\n{links}\n\
             [[event.{name}.effect]]\nparameter = \"product.chip.price_usd\"\n{price}\n\
             from_week = -52\n"
        );
    }
    let result = run(&extra, &[], 40_000);
    let revenue = metric(&result, "gross_revenue_usd");
    let at = |price: f64| revenue.iter().filter(|value| **value == 1_000.0 * price).count();
    let (blocked, risen, truce) = (at(3_000.0), at(2_000.0), at(4_000.0));
    assert_eq!(blocked + risen + truce, revenue.len());
    assert_share("blocked", blocked, revenue.len(), 0.3);
    assert_share("truce", truce, revenue.len(), 0.35);
}
