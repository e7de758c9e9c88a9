//! One seller that always may sell: more of anything ships no less, and the exceptions.

use tradeflow::engine::RunResult;

use crate::metamorphic::{PATHS, Z, text as run_text};
use crate::outcome::{columns, of};

/// One seller that always may sell, and dates to look at.
fn work(keys: &str) -> RunResult {
    let mut text = format!(
        "schema = 1\n[scenario]\nname = \"work\"\ntitle = \"Work\"\nstart = 2026-01-02\nend = 2026-12-31\n\
         [product.chip]\nprice_usd = 100\ndemand.asked_units.uniform = {{ low = 2_000, high = 30_000 }}\n\
         demand.firming_weeks = 5\ndemand.new_interest_units_per_month = 3_000\n\
         demand.order_size_units.exponential = {{ mean = 300 }}\n{keys}\
         [buyer.one]\norder_share = 0.5\n[buyer.two]\norder_share = 0.5\n"
    );
    for month in 2..=12 {
        text += &format!(
            "[target.shipped-{month}]\ntitle = \"t\"\nmetric = \"shipped_units\"\nby = 2026-{month:02}-01\nat_least = 1\n\
             [target.delivered-{month}]\ntitle = \"t\"\nmetric = \"delivered_units\"\nby = 2026-{month:02}-01\nat_least = 1\n"
        );
    }
    run_text(&text, 5, PATHS)
}

/// True if, by each date and on each path, `more` has shipped and delivered no less than `less`.
fn never_less(more: &RunResult, less: &RunResult) -> bool {
    let (more, less) = (columns(more), columns(less));
    let mut strictly = false;
    let holds = less.iter().filter(|(name, _)| name.contains(".by-")).all(|(name, values)| {
        values.iter().zip(of(&more, name)).all(|(less, more)| {
            strictly |= more > less;
            more >= less
        })
    });
    assert!(strictly, "the change does nothing");
    holds
}

/// New orders of a year, spread over some buyers.
fn new_orders(buyers: usize) -> Vec<f64> {
    let mut text =
        "schema = 1\n[scenario]\nname = \"orders\"\ntitle = \"Orders\"\nstart = 2026-01-02\n\
        end = 2026-12-31\n[product.chip]\nprice_usd = 100\ndemand.asked_units = 0\n\
        demand.new_interest_units_per_month = 3_000\n\
        demand.order_size_units.exponential = { mean = 300 }\n\
        supply.full_output_units_per_quarter = 9\n"
            .to_owned();
    for buyer in 0..buyers {
        text += &format!("[buyer.b{buyer}]\norder_share = {}\n", 1.0 / buyers as f64);
    }
    let result = run_text(&text, 5, PATHS);
    // Nine chips a quarter are less than one a week: fractions are carried, not lost.
    let made = 9.0 * 52.0 / tradeflow::units::WEEKS_PER_QUARTER;
    let columns = columns(&result);
    assert!(of(&columns, "produced_units").iter().all(|chips| (chips - made).abs() <= 1.0));
    of(&columns, "asked_units").to_vec()
}

/// Poisson orders of one buyer are those of four together, in mean and in variance; four that
/// shared one stream would have four times the variance.
#[test]
fn orders_spread_over_buyers_are_as_many_and_as_uncertain() {
    let (one, four) = (new_orders(1), new_orders(4));
    let moments = |values: &[f64]| {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        (mean, values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
    };
    let ((mean, variance), (mean_4, variance_4)) = (moments(&one), moments(&four));
    let z = (mean - mean_4) / ((variance + variance_4) / PATHS as f64).sqrt();
    assert!(z.abs() <= Z, "z = {z}");
    // 600 paths tell a variance within a fourteenth or so: two are more than six errors.
    let ratio = variance_4 / variance;
    assert!((0.5..2.0).contains(&ratio), "{ratio}");
}

const LINE: &str = "supply.full_output_units_per_quarter = 9_000\nlogistics.test_weeks = 3\n";

#[test]
fn more_to_sell_never_ships_less_by_any_date() {
    let stock = |units: u32| work(&format!("{LINE}supply.opening_stock_units = {units}\n"));
    assert!(never_less(&stock(3_000), &stock(500)));
    let output = |units: u32| {
        work(&format!(
            "supply.full_output_units_per_quarter = {units}\nlogistics.transit_weeks = 2\n"
        ))
    };
    assert!(never_less(&output(12_000), &output(5_000)));
    let orders = |share: f64| work(&format!("{LINE}demand.firming_share = {share}\n"));
    assert!(never_less(&orders(0.9), &orders(0.4)));
    let rivals = |units: u32| {
        work(&format!(
            "{LINE}supply.other_customers_units_per_quarter = {units}\nsupply.other_customers_priority = 0.5\n"
        ))
    };
    assert!(never_less(&rivals(1_000), &rivals(4_000)));
}

#[test]
fn more_permission_never_ships_less_by_any_date() {
    let stock = "supply.opening_stock_units = 30_000\n";
    let cap = |share: f64| {
        work(&format!(
            "{stock}[washington]\nopening_regime = \"capped\"\ncumulative_reading_odds = 0.5\n\
             [washington.regime.capped]\nstrictness = 1\n[washington.regime.capped.policy.advanced]\n\
             volume_cap_share = {share}\nus_sales_to_date_units = 4_000\nus_sales_units_per_quarter = 9_000\n"
        ))
    };
    assert!(never_less(&cap(0.6), &cap(0.3)));
    // A round large enough for all: where it is not, one more buyer approved takes chips from another who could have
    // used them sooner.
    let odds = |odds: f64| {
        work(&format!(
            "{stock}[beijing]\nopening_regime = \"rounds\"\n[beijing.regime.rounds]\nstrictness = 1\n\
             imports = \"rounds\"\n[beijing.rounds.advanced]\ngap_weeks.exponential = {{ mean = 4 }}\n\
             size_units = 1_000_000\nodds = {{ tier-1 = {odds} }}\n"
        ))
    };
    assert!(never_less(&odds(0.7), &odds(0.4)));
}

/// The exceptions: a vendor that lives by its stock makes nothing new while there is some, and one
/// that was never short of orders does not stop its line.
#[test]
fn a_stock_that_keeps_the_line_still_can_ship_less_in_the_end() {
    let stock = |units: u32| {
        work(&format!(
            "supply.full_output_units_per_quarter = 20_000\nsupply.opening_line = \"stopped\"\n\
             supply.restart_cover = 1\nsupply.ramp_lag_months = 4\nsupply.opening_stock_units = {units}\n"
        ))
    };
    let (more, less) = (stock(5_000), stock(500));
    assert!(!never_less(&more, &less));
}
