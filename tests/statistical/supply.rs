//! The line's ramp, domestic growth and disruptions against their integrals.

use crate::world::{
    WEEKS_PER_QUARTER, assert_curve, assert_mean, assert_near, metric, run, weekly,
};

/// A restart with a lag of 6 weeks and a ramp of 10: the k-th week of output makes
/// 1,000·min(1, k/10).
#[test]
fn a_restarted_line_ramps_up_linearly_after_its_lag() {
    let result = run(
        "",
        &[
            "product.chip.supply.opening_stock_units=0",
            "product.chip.supply.opening_line=restarting",
            &format!(
                "product.chip.supply.full_output_units_per_quarter={}",
                1_000.0 * WEEKS_PER_QUARTER
            ),
            &format!("product.chip.supply.ramp_lag_months={}", 6.0 / crate::world::WEEKS_PER_MONTH),
            "product.chip.supply.ramp_weeks=10",
            "product.chip.demand.asked_units=0",
        ],
        2,
    );
    let stock = weekly(&result, "stock_units");
    let mut made: f64 = 0.0;
    let weeks = stock.into_iter().enumerate().map(|(week, stock)| {
        if week >= 6 {
            made += 1_000.0 * ((week - 5) as f64 / 10.0).min(1.0);
        }
        (stock, made)
    });
    assert_curve("chips made", weeks, 1.0);
    assert!((made - (5_500.0 + 36.0 * 1_000.0)).abs() < 1e-6);
}

/// Substitution that takes all domestic chips there are delivers the integral of the logistic:
/// ∫ a + (c − a)/(1 + e^(−s(t − m))) dt, here as its weekly sum.
#[test]
fn substitution_follows_domestic_growth_along_its_s_curve() {
    let extra = r#"
[domestic]
reference_product = "chip"
opening_units_per_year = 52_177.5
ceiling_units_per_year = 260_887.5
midpoint_weeks = 26
rise_weeks = 20
"#;
    let result = run(
        extra,
        &[
            "product.chip.demand.asked_units=100_000_000",
            "product.chip.demand.firming_share=0",
            "product.chip.demand.substitution_hazard_per_month=1",
        ],
        2,
    );
    let steep = 81f64.ln() / 20.0;
    let mut exact = 0.0;
    let weeks =
        weekly(&result, "substituted_units").into_iter().enumerate().map(|(week, taken)| {
            let level = 1_000.0 + 4_000.0 / (1.0 + (-steep * (week as f64 - 26.0)).exp());
            exact += level;
            (taken, level)
        });
    assert_curve("chips taken in a week", weeks, 1.0);
    // The integral over 52 weeks, half a week off at each end of a symmetric curve.
    let primitive =
        |t: f64| 1_000.0 * t + 4_000.0 / steep * (1.0 + (steep * (t - 26.0)).exp()).ln();
    let integral = primitive(51.5) - primitive(-0.5);
    assert!((exact / integral - 1.0).abs() < 1e-3);
    let total = metric(&result, "substituted_units")[0];
    assert_near("chips taken in all", total, exact, 52.0);
}

/// Disruptions of exactly 4 weeks at hazard h, none while one lasts, leave nothing: the share of
/// weeks lost in the long run is 4p/(1 + 3p), p = 1 − e^(−h) being the odds of a strike in a week
/// without one. Over 52 weeks the exact mean comes from the chain of weeks since the strike.
#[test]
fn disruptions_take_their_share_of_output() {
    let hazard_per_year = 4.0;
    let result = run(
        "",
        &[
            "product.chip.supply.opening_stock_units=0",
            &format!(
                "product.chip.supply.full_output_units_per_quarter={}",
                1_000.0 * WEEKS_PER_QUARTER
            ),
            &format!("product.chip.supply.disruption_hazard_per_year={hazard_per_year}"),
            "product.chip.supply.disruption_weeks=4",
            "product.chip.supply.disruption_output_share=0",
            "product.chip.demand.asked_units=0",
        ],
        40_000,
    );
    let strike = 1.0 - (-hazard_per_year / (365.2425f64 / 7.0)).exp();
    // State k: k weeks of disruption left after this week; a strike loses its own week and three
    // more.
    let mut chain = [1.0, 0.0, 0.0, 0.0, 0.0];
    let mut running = 0.0;
    for _ in 0..52 {
        let free = chain[0] + chain[1];
        chain = [free * (1.0 - strike), chain[2], chain[3], chain[4], free * strike];
        running += chain[0];
    }
    assert_mean("output", metric(&result, "produced_units"), 1_000.0 * running, 1.0);
}
