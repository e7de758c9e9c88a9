//! Flows against their integrals and moments: transit, firming, quotas, output with noise, steps of tariffs.

use statrs::distribution::{ContinuousCDF, Discrete, Normal, Poisson};

use crate::world::{
    WEEKS_PER_MONTH, WEEKS_PER_QUARTER, assert_curve, assert_mean, assert_near, assert_share,
    metric, run, weekly,
};

const PATHS: usize = 40_000;

/// Orders of one chip at 2 a week and a transit of 3 weeks: chips under way are Poisson(6), as the servers
/// of an M/G/∞ queue are.
#[test]
fn chips_under_way_are_a_queue_with_servers_for_all() {
    let pace =
        format!("product.chip.demand.new_interest_units_per_month={}", 2.0 * WEEKS_PER_MONTH);
    let sets = [
        "product.chip.demand.asked_units=0",
        "product.chip.demand.order_size_units=1",
        "product.chip.logistics.transit_weeks=3",
        &pace,
    ];
    let result = run("", &sets, PATHS);
    let way = metric(&result, "in_pipeline_units");
    assert_mean("under way", way, 6.0, 0.0);
    let pairs: Vec<f64> = way.iter().map(|n| n * (n - 1.0)).collect();
    assert_mean("their second factorial moment", &pairs, 36.0, 0.0);
    let none = way.iter().filter(|n| **n == 0.0).count();
    assert_share("nothing under way", none, PATHS, (-6.0f64).exp());
}

/// Interest firms up at 1/τ a week: after w weeks N·e^(−w/τ) are left.
#[test]
fn interest_firms_up_exponentially() {
    let sets = [
        "product.chip.demand.asked_units=1_000_000",
        "product.chip.supply.opening_stock_units=1_000_000",
        "product.chip.demand.firming_weeks=5",
    ];
    let result = run("", &sets, 2);
    let exact = (1..).map(|week| 1e6 * (1.0 - (-f64::from(week) / 5.0).exp()));
    let shipped = weekly(&result, "shipped_units_cumulative").into_iter();
    assert_curve("shipped", shipped.zip(exact), 1.0);
}

/// E[min(S, D)] of exponentials: 1/(1/μ₁ + 1/μ₂).
#[test]
fn the_lesser_of_two_exponentials_is_exponential() {
    let sets = [
        "product.chip.supply.opening_stock_units.gamma={shape=1,mean=100_000}",
        "product.chip.demand.asked_units.gamma={shape=1,mean=50_000}",
    ];
    let result = run("", &sets, PATHS);
    let delivered = metric(&result, "delivered_units");
    assert_mean("min of supply and demand", delivered, 1e5 / 3.0, 1.0);
    let more = delivered.iter().filter(|units| **units > 40_000.5).count();
    assert_share("more than 40,000", more, PATHS, (-40_000.5f64 * 3.0 / 1e5).exp());
}

/// A quota q on a lognormal order: E[min(X, q)] = m·Φ(d − σ) + q·(1 − Φ(d)), m the mean, d = (ln q − μ)/σ.
#[test]
fn a_quota_cuts_a_lognormal_order() {
    let extra = "[washington]\nopening_regime = \"capped\"\n[washington.regime.capped]\nstrictness = 1\n\
        [washington.regime.capped.policy.advanced]\nvolume_cap_share = 1\n\
        us_sales_to_date_units = 120_000\n";
    let sets = [
        "product.chip.demand.asked_units.lognormal={mean=100_000,sd=60_000}",
        "product.chip.supply.opening_stock_units=100_000_000",
    ];
    let result = run(extra, &sets, PATHS);
    let sigma = 0.36f64.ln_1p().sqrt();
    let mu = 1e5f64.ln() - sigma * sigma / 2.0;
    let d = (120_000f64.ln() - mu) / sigma;
    let normal = Normal::standard();
    let exact = 1e5 * normal.cdf(d - sigma) + 120_000.0 * normal.sf(d);
    assert_mean("shipped", metric(&result, "shipped_units"), exact, 1.0);
    let full = metric(&result, "shipped_units").iter().filter(|x| **x == 120_000.0).count();
    assert_share("the quota binds", full, PATHS, normal.sf(d));
}

/// Output of g a week with noise of volatility σ and persistence ρ: the sum over 52 weeks has mean 52·g and
/// variance g²·ΣΣ (exp(σ²ρ^|i−j|) − 1).
#[test]
fn noisy_output_has_its_mean_and_its_variance() {
    let g = 100_000.0;
    let full =
        format!("product.chip.supply.full_output_units_per_quarter={}", g * WEEKS_PER_QUARTER);
    let sets = [
        "product.chip.demand.asked_units=0",
        "product.chip.supply.opening_stock_units=0",
        "product.chip.supply.yield_volatility=0.5",
        "product.chip.supply.yield_persistence=0.6",
        &full,
    ];
    let result = run("", &sets, PATHS);
    let made = metric(&result, "produced_units");
    assert_mean("chips made", made, 52.0 * g, 1.0);
    let mut variance = 0.0;
    for i in 0..52i32 {
        for j in 0..52i32 {
            variance += (0.25 * 0.6f64.powi((i - j).abs())).exp_m1();
        }
    }
    let squares: Vec<f64> = made.iter().map(|x| (x / g - 52.0).powi(2)).collect();
    assert_mean("their variance, in g²", &squares, variance, 1e-3);
}

/// A line without a buyer stops at the end of each week with odds 1 − e^(−h).
#[test]
fn an_idle_line_stops_at_its_hazard() {
    let hazard = format!("product.chip.supply.stop_hazard_per_month={}", 0.05 * WEEKS_PER_MONTH);
    let full = format!(
        "product.chip.supply.full_output_units_per_quarter={}",
        1_000.0 * WEEKS_PER_QUARTER
    );
    let sets = [
        "product.chip.demand.asked_units=0",
        "product.chip.supply.opening_stock_units=0",
        "product.chip.supply.stop_after_idle_weeks=0",
        &hazard,
        &full,
    ];
    let result = run("", &sets, PATHS);
    let exact: f64 = (0..52).map(|week| 1_000.0 * (-0.05 * f64::from(week)).exp()).sum();
    assert_mean("chips made", metric(&result, "produced_units"), exact, 1.0);
}

/// Steps up alone, at h a week: the rung after w weeks is min(N, 3), N Poisson(hw).
#[test]
fn a_ladder_climbs_by_poisson_steps() {
    let ladder = format!(
        "[tariff.ladder]\nrungs = [0.1, 0.2, 0.3, 0.4]\nopening_rate = 0.1\n\
         escalation_hazard_per_month = {}\n",
        0.04 * WEEKS_PER_MONTH
    );
    let result = run(&ladder, &[], PATHS);
    let rate = |week: i32| {
        if week == 0 {
            return 0.1;
        }
        let steps = Poisson::new(0.04 * f64::from(week)).expect("a mean");
        let short: f64 = (0..3u64).map(|n| (3 - n) as f64 * steps.pmf(n)).sum();
        0.4 - 0.1 * short
    };
    let exact = (0..52).map(rate).sum::<f64>() / 52.0;
    assert_mean("mean tariff", metric(&result, "mean_tariff_rate"), exact, 1e-12);
}

/// Crates that reach a closed border go back at r a week: N·(1 − e^(−49r)) in 49 weeks.
#[test]
fn crates_held_at_the_border_go_back_exponentially() {
    let extra = format!(
        "[customs]\nopening = \"open\"\nopen_weeks = 2\nclosed_weeks = 1_000\nreturn_after_weeks = 0\n\
         return_hazard_per_month = {}\n",
        0.05 * WEEKS_PER_MONTH
    );
    let sets = [
        "product.chip.demand.asked_units=1_000_000",
        "product.chip.supply.opening_stock_units=1_000_000",
        "product.chip.logistics.transit_weeks=3",
    ];
    let result = run(&extra, &sets, 2);
    let exact = 1e6 * (1.0 - (-49.0f64 * 0.05).exp());
    assert_near("crates gone back", metric(&result, "returned_units")[0], exact, 1.0);
    assert_near("crates held", metric(&result, "closing_at_customs_units")[0], 1e6 - exact, 1.0);
}
