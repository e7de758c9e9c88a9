//! Odds of what ordinary paths never show, against closed forms.

use tradeflow::analysis::odds::{Question, Search, Way};
use tradeflow::engine::{Outcomes, Plan};
use tradeflow::lanes::math::normal_cdf;
use tradeflow::scenario;

use crate::world::{Z, assert_within, scenario_text};

/// The mean odds over searches with other seeds, against the exact ones. Of twelve searches with sixteen
/// repetitions each, the error has 180 degrees of freedom: 6.11 errors are a false alarm once in 10⁸.
fn assert_odds(what: &str, extra: &str, sets: &[&str], asked: (&str, Way, f64), exact: f64) {
    const SEARCHES: u64 = 12;
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let scenario = scenario::from_text("rare.toml", &scenario_text(extra), &sets)
        .unwrap_or_else(|problems| panic!("the scenario is refused:\n{}", problems.render(false)));
    let (column, way, amount) = asked;
    let asked = Outcomes::new(&scenario.model, &[column.to_owned()])
        .unwrap_or_else(|name| panic!("no column {name}"));
    let (mut sum, mut squares) = (0.0, 0.0);
    for seed in 1..=SEARCHES {
        let question = Question { column: column.into(), way, amount, title: what.into() };
        let search = Search::new(&scenario.model, &asked, question, Plan::new(seed, 2_000), 5);
        let odds = search.levels(&()).and_then(|levels| search.follow(&levels, &()));
        let odds = odds.unwrap_or_else(|error| panic!("{error}")).odds();
        sum += odds.value;
        squares += odds.standard_error.powi(2);
    }
    let searches = SEARCHES as f64;
    let allowed = Z * squares.sqrt() / searches;
    // A search that cannot tell the odds from half or twice of them is none.
    assert!(allowed < 0.8 * exact, "{what}: {allowed} against {exact}");
    assert_within(what, sum / searches, exact, allowed, Some(2.0 * allowed));
}

/// Four or five of five independent events of odds 3%, each of which adds 1,000 to the price: revenue
/// is one of six amounts, and the odds are those of a binomial.
#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn the_odds_of_several_events_at_once_are_binomial() {
    let mut extra = String::new();
    for name in ["a", "b", "c", "d", "e"] {
        extra += &format!(
            "[event.{name}]\nfrom = 2026-06-01\nprobability = 0.03\n\
             [[event.{name}.effect]]\nparameter = \"product.chip.price_usd\"\nadd = 1_000\n\
             from_week = -52\n"
        );
    }
    let p: f64 = 0.03;
    let exact = 5.0 * p.powi(4) * (1.0 - p) + p.powi(5);
    let asked = ("gross_revenue_usd", Way::AtLeast, 5_000_000.0);
    assert_odds("four of five events", &extra, &[], asked, exact);
}

/// All of a normal demand is delivered: 140,500 or more of 100,000 ± 9,000, and 59,500 or fewer, lie 4.5
/// deviations out. Whole chips move the edge by half a chip.
#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn the_odds_of_a_normal_demand_far_out_are_its_tail() {
    let sets = [
        "product.chip.supply.opening_stock_units=1_000_000",
        "product.chip.demand.asked_units={normal={mean=100_000,sd=9_000},truncate={min=0}}",
    ];
    let exact = normal_cdf(-(40_500.0 - 0.5) / 9_000.0);
    for (what, way, amount) in
        [("far above", Way::AtLeast, 140_500.0), ("far below", Way::AtMost, 59_500.0)]
    {
        assert_odds(what, "", &sets, ("delivered_units", way, amount), exact);
    }
}
