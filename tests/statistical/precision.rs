//! Runs that end when they are precise: how often the interval at which a run ends holds the truth.

use statrs::distribution::{ContinuousCDF, Normal};
use tradeflow::engine::{Figure, Goal, Plan, Tolerance, Underway};
use tradeflow::model::Model;
use tradeflow::scenario;
use tradeflow::stats::Statistic;

use crate::world::{assert_within, scenario_text};

const REPLICATIONS: u64 = 2_000;
/// Of 2,000 intervals that hold with 95% so many hold but once in 10⁷ runs (5.2 standard errors).
const COVERAGE: (f64, f64) = (0.9245, 0.972);
/// The most paths: more than any run here takes.
const MOST: usize = 60_000;
/// Of the lognormal order book: its mean and the spread of its logarithm.
const MEAN: f64 = 1e6;
const SIGMA: f64 = 0.8;
const LEVEL: f64 = 1.5e6;

/// One week, an order book of uncertain size that ships at once, and a target of so many chips.
fn book() -> Model {
    let sd = MEAN * (SIGMA * SIGMA).exp_m1().sqrt();
    let sets = [
        "scenario.end=2026-01-07".to_owned(),
        "product.chip.supply.opening_stock_units=2_000_000".to_owned(),
        format!("product.chip.demand.asked_units.lognormal={{mean={MEAN},sd={sd}}}"),
    ];
    let target = format!("\n[target.much]\nmetric = \"shipped_units\"\nat_least = {LEVEL}\n");
    let scenario = scenario::from_text("precision.toml", &scenario_text(&target), &sets);
    scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false))).model
}

/// Over 2,000 seeds: the share of final intervals that hold the exact value, and the mean of the paths taken over those
/// that the exact law asks for, which runs exceed for the margin and for whole batches.
fn check(what: &str, figure: &Figure, exact: f64, within: Tolerance, needed: f64) {
    let model = book();
    let (mut held, mut paths) = (0.0, 0.0);
    for seed in 0..REPLICATIONS {
        let plan = Plan { threads: 1, ..Plan::new(50_000 + seed, MOST) };
        let goal = Goal { asked: String::new(), figure: figure.clone(), within };
        let run = Underway::new(&model, plan).map(|run| run.until(vec![goal]));
        let mut run = run.unwrap_or_else(|error| panic!("{error}"));
        run.advance(&()).unwrap_or_else(|error| panic!("{error}"));
        let result = run.finish().unwrap_or_else(|error| panic!("{error}"));
        let precision = result.precision.expect("a goal");
        assert!(precision.is_met(), "seed {seed}: {precision:?}");
        held += f64::from(u8::from(precision.goals[0].interval.contains(exact)));
        paths += result.paths as f64 / needed;
    }
    let replications = REPLICATIONS as f64;
    let (middle, reach) = ((COVERAGE.0 + COVERAGE.1) / 2.0, (COVERAGE.1 - COVERAGE.0) / 2.0);
    let share = held / replications;
    assert_within(&format!("coverage, {what}"), share, middle, reach, Some(2.0 * reach));
    assert_within(
        &format!("paths over those needed, {what}"),
        paths / replications,
        1.3,
        0.3,
        None,
    );
}

/// z²·variance/width², the paths that a figure asks for whose variance of one path is known.
fn needed(variance: f64, width: f64) -> f64 {
    (1.959_963_984_540_054 / width).powi(2) * variance
}

fn asked(statistic: Statistic) -> Figure {
    Figure::Of("asked_units".to_owned(), statistic)
}

#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn a_run_ends_at_an_interval_of_a_mean_that_holds() {
    let paths = needed((SIGMA * SIGMA).exp_m1(), 0.03);
    check("mean within 3%", &asked(Statistic::Mean), MEAN, Tolerance::Relative(0.03), paths);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn a_run_ends_at_an_interval_of_odds_that_holds() {
    let mu = MEAN.ln() - SIGMA * SIGMA / 2.0;
    let odds = Normal::standard().sf((LEVEL.ln() - mu) / SIGMA);
    let paths = needed(odds * (1.0 - odds), 0.012);
    let target = Figure::Target("much".to_owned());
    check("odds within 1.2 points", &target, odds, Tolerance::Absolute(0.012), paths);
}

#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn a_run_ends_at_an_interval_of_a_p90_that_holds() {
    let mu = MEAN.ln() - SIGMA * SIGMA / 2.0;
    // √(p(1 − p))/f(q) relative to q is √(p(1 − p))·σ/φ(z).
    let z: f64 = Normal::standard().inverse_cdf(0.9);
    let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let paths = needed(0.09 * (SIGMA / density).powi(2), 0.04);
    let p90 = asked(Statistic::Quantile(0.9));
    check("P90 within 4%", &p90, (mu + SIGMA * z).exp(), Tolerance::Relative(0.04), paths);
}
