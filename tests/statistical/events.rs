//! Events: which happen together, and how often.

use crate::world::{assert_curve, assert_share, metric, run};

/// One chip a week is sold: at 10 until the week of 1 July, then at 20, twice as much while an event
/// lasts, four weeks across that date.
#[test]
fn a_dated_value_holds_until_the_next_and_events_act_on_top() {
    let extra = r#"
[event.boom]
from = 2026-06-18

[[event.boom.effect]]
parameter = "product.chip.price_usd"
scale = 2
for_weeks = 4
"#;
    let sets = [
        "product.chip.price_usd.dated={2026-01-01=10,2026-07-01=20}",
        "product.chip.demand.asked_units=100",
        "product.chip.supply.opening_stock_units=0",
        "product.chip.supply.full_output_units_per_quarter=\"1 chip/week\"",
    ];
    let result = run(extra, &sets, 16);
    // 1 July is day 181, in week 25; 18 June is day 168, the first of week 24.
    let price = |week: usize| {
        let listed = if week < 25 { 10.0 } else { 20.0 };
        if (24..28).contains(&week) { 2.0 * listed } else { listed }
    };
    let gross = crate::world::weekly(&result, "gross_revenue_usd_cumulative");
    let sold = crate::world::weekly(&result, "delivered_units");
    let mut before = 0.0;
    let weeks = gross.iter().zip(&sold).enumerate().map(|(week, (gross, sold))| {
        let earned = gross - before;
        before = *gross;
        (earned, sold * price(week))
    });
    assert_curve("revenue of a week", weeks, 1e-9);
    assert!(sold.iter().sum::<f64>() >= 51.0);
}

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
