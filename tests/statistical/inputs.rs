//! Uncertain inputs as drawn: their distribution, and the copula's rank correlation.

use tradeflow::stats::spearman;

use crate::world::{Z, assert_mean, assert_share, assert_within, run};

/// A triangular input through the scenario: its mean, and its distribution function at five points.
#[test]
fn an_input_is_drawn_from_its_distribution() {
    let sets = ["product.chip.price_usd.triangular={low=10,mode=20,high=50}"];
    let result = run("", &sets, 40_000);
    let drawn = &result.inputs[0];
    assert_eq!(drawn.path, "product.chip.price_usd");
    assert_mean("mean", &drawn.values, 80.0 / 3.0, 0.0);
    let below = |x: f64| drawn.values.iter().filter(|v| **v <= x).count();
    for x in [12.0, 20.0, 30.0, 40.0, 49.0f64] {
        let exact = if x <= 20.0 {
            (x - 10.0).powi(2) / (40.0 * 10.0)
        } else {
            1.0 - (50.0 - x).powi(2) / (40.0 * 30.0)
        };
        assert_share("share below", below(x), drawn.values.len(), exact);
    }
}

/// Nothing with odds of 0.3, else uniform: as an input, and as a law drawn for each order.
#[test]
fn a_mixture_is_drawn_with_its_spike() {
    let size = "product.chip.demand.order_size_units.mixture={one={weight=0.3,value=1},\
                more={weight=0.7,uniform={low=10,high=30}}}";
    let sets = [
        "product.chip.price_usd.mixture={none={weight=0.3,value=0},\
         some={weight=0.7,uniform={low=10,high=30}}}",
        size,
        "product.chip.demand.new_interest_units_per_month=100",
    ];
    let result = run("", &sets, 20_000);
    let prices = &result.inputs[0].values;
    let below = |x: f64| prices.iter().filter(|v| **v <= x).count();
    assert_share("nothing", below(0.0), prices.len(), 0.3);
    assert_share("up to 20", below(20.0), prices.len(), 0.65);
    // The orders' arrivals count in mean sizes, so that interest a month is what was asked for.
    let asked = crate::world::metric(&result, "asked_units");
    let months = 52.0 / crate::world::WEEKS_PER_MONTH;
    // A size is rounded to whole chips, which is unbiased for whole ends but for the ends' half chips.
    assert_mean("asked", asked, 1_000.0 + 100.0 * months, 1.0);
}

/// Two inputs with Spearman's ρ = 0.6, one of them lognormal: the realised rank correlation. Its
/// standard error is below 1/√n.
#[test]
fn the_copula_gives_the_rank_correlation_asked_for() {
    let extra = r#"
[[correlation]]
inputs = ["product.chip.price_usd", "product.chip.demand.asked_units"]
spearman = 0.6
"#;
    let result = run(
        extra,
        &[
            "product.chip.price_usd.uniform={low=10,high=20}",
            "product.chip.demand.asked_units.lognormal={median=1_000,sigma=1.5}",
        ],
        40_000,
    );
    let rho = spearman(&result.inputs[0].values, &result.inputs[1].values).expect("a spread");
    let slack = Z / (40_000f64).sqrt();
    assert_within("Spearman's rho", rho, 0.6, slack, Some(2.0 * slack));
}

/// Three inputs in a named group, each pair at Spearman's ρ = 0.4, beside a pair in the list that
/// shares one of them: every pair that was asked for, and none that was not.
#[test]
fn a_group_correlates_each_with_each() {
    let extra = r#"
[correlated.market]
inputs = ["product.chip.price_usd", "product.chip.demand.asked_units", "product.chip.unit_cost_usd"]
spearman = 0.4

[[correlation]]
inputs = ["product.chip.price_usd", "product.chip.performance_h20e"]
spearman = -0.5
"#;
    let uniform = |path: &str| format!("product.chip.{path}.uniform={{low=10,high=50}}");
    let sets =
        ["price_usd", "demand.asked_units", "unit_cost_usd", "performance_h20e"].map(uniform);
    let result = run(extra, &sets.each_ref().map(String::as_str), 40_000);
    let column = |path: &str| {
        let name = format!("product.chip.{path}");
        &result.inputs.iter().find(|input| input.path == name).expect("an input").values
    };
    // 6.11 standard errors of at most 1/√n each; a pair forgotten is off by 0.4.
    let allowed = Z / (result.paths as f64).sqrt();
    for (one, other, asked) in [
        ("price_usd", "demand.asked_units", 0.4),
        ("price_usd", "unit_cost_usd", 0.4),
        ("demand.asked_units", "unit_cost_usd", 0.4),
        ("price_usd", "performance_h20e", -0.5),
        ("unit_cost_usd", "performance_h20e", 0.0),
    ] {
        let found = spearman(column(one), column(other)).expect("a correlation");
        assert_within(&format!("{one} and {other}"), found, asked, allowed, Some(2.0 * allowed));
    }
}
