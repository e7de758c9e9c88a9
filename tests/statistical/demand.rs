//! Arrivals and departures of orders against compound Poisson and geometric laws.

use crate::world::{
    WEEKS_PER_MONTH, assert_curve, assert_mean, assert_near, assert_share, metric, run, weekly,
};

/// Orders of lognormal size at a Poisson pace: mean λE[X], variance λE[X²], third central moment
/// λE[X³], P(none) = e^−λ.
#[test]
fn new_interest_is_a_compound_poisson_sum() {
    let (median, sigma) = (2_000.0, 0.5f64);
    let moment = |k: f64| f64::powf(median, k) * (k * k * sigma * sigma / 2.0).exp();
    let orders = 6.0;
    let per_month = orders * moment(1.0) / 52.0 * WEEKS_PER_MONTH;
    let result = run(
        "",
        &[
            "product.chip.demand.asked_units=0",
            "product.chip.demand.firming_share=0",
            &format!("product.chip.demand.new_interest_units_per_month={per_month}"),
            "product.chip.demand.order_size_units.lognormal={median=2_000,sigma=0.5}",
        ],
        40_000,
    );
    let asked = metric(&result, "asked_units");
    let exact = orders * moment(1.0);
    assert_mean("orders", asked, exact, 0.01);
    let squares: Vec<f64> = asked.iter().map(|x| (x - exact).powi(2)).collect();
    assert_mean("their variance", &squares, orders * moment(2.0), 10.0);
    let cubes: Vec<f64> = asked.iter().map(|x| (x - exact).powi(3)).collect();
    assert_mean("their third moment", &cubes, orders * moment(3.0), 1e5);
    let none = asked.iter().filter(|x| **x == 0.0).count();
    assert_share("no order", none, asked.len(), (-orders).exp());
}

/// Waiting orders leave at a hazard h a month: N·e^(−hw) are left after w weeks. Shipments of c a
/// week compete: what is left follows L ← (L·q) − c with q = e^(−h/4.35).
#[test]
fn waiting_orders_are_cancelled_geometrically() {
    let hazard = 0.3;
    let keep = (-hazard / WEEKS_PER_MONTH).exp();
    let sets = [
        "product.chip.demand.asked_units=1_000_000",
        "product.chip.supply.opening_stock_units=1_000_000",
        "product.chip.demand.firming_share=0",
        "product.chip.demand.cancellation_hazard_per_month=0.3",
    ];
    let result = run("", &sets, 2);
    let exact = (1..).map(|week| 1e6 * keep.powi(week));
    assert_curve("orders left", weekly(&result, "backlog_units").into_iter().zip(exact), 2.0);

    let extra = r#"
[washington]
opening_regime = "tests"
[washington.regime.tests]
strictness = 1
[washington.regime.tests.policy.advanced]
exports = true
test_required = true
"#;
    let mut sets = sets.to_vec();
    sets[2] = "product.chip.demand.firming_share=1";
    sets.push("product.chip.logistics.test_throughput_units_per_week=5_000");
    let result = run(extra, &sets, 2);
    let exact = std::iter::successors(Some(1e6), |left| Some((left * keep - 5_000.0f64).max(0.0)));
    let left = weekly(&result, "backlog_units").into_iter().zip(exact.skip(1));
    assert_curve("orders left beside shipments", left, 4.0);
}

/// Cancellation against substitution by domestic chips without a limit: they share what leaves in
/// the ratio of their hazards.
#[test]
fn cancellation_and_substitution_share_what_leaves() {
    let extra = r#"
[domestic]
reference_product = "chip"
opening_units_per_year = 1_000_000_000
ceiling_units_per_year = 1_000_000_000
midpoint_weeks = 10
rise_weeks = 10
"#;
    let result = run(
        extra,
        &[
            "product.chip.demand.asked_units=1_000_000",
            "product.chip.demand.firming_share=0",
            "product.chip.demand.cancellation_hazard_per_month=0.2",
            "product.chip.demand.substitution_hazard_per_month=0.1",
            "product.chip.demand.offshore_share=0.25",
        ],
        2,
    );
    let left = 1e6 * (-0.3 * 52.0 / WEEKS_PER_MONTH).exp();
    let gone = 1e6 - left;
    for (name, exact) in [
        ("closing_backlog_units", left),
        ("substituted_units", gone / 3.0),
        ("offshore_units", gone * 2.0 / 3.0 * 0.25),
        ("cancelled_units", gone * 2.0 / 3.0 * 0.75),
    ] {
        let got = metric(&result, name)[0];
        // A chip a flow of rounding, and what it would have lost since.
        assert_near(name, got, exact, 4.0);
    }
}
