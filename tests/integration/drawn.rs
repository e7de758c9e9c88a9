//! What was drawn beside what was asked: right draws are passed, planted faults are named.

use tradeflow::analysis::{DRAWN_LEVELS, Drawn};
use tradeflow::engine::RunResult;
use tradeflow::model::Model;
use tradeflow::units::Calendar;

use crate::outcome::{base, ran};
use crate::program::{Program, scenario};

const PATHS: usize = 2_000;
const PRICE: &str = "product.h200.price_usd";

/// The base scenario cut to eight weeks, as inputs do not depend on the horizon.
fn model(sets: &[&str]) -> Model {
    let mut model = base(sets).model;
    let start = model.calendar.start();
    model.calendar = Calendar::new(start, start.plus_days(55)).expect("eight weeks");
    model.targets.clear();
    model
}

fn place(result: &RunResult, path: &str) -> usize {
    result.inputs.iter().position(|column| column.path == path).expect("an uncertain input")
}

/// What is off once `fault` has been at the draws.
fn off(fault: impl Fn(&Model, &mut RunResult)) -> Vec<String> {
    let model = model(&[]);
    let mut result = ran(&model, 7, PATHS);
    fault(&model, &mut result);
    Drawn::new(&model, &result).off()
}

/// Of all comparisons of a run one is called off by chance in a million runs; of these 20, one in
/// 50,000.
#[test]
fn draws_of_the_base_scenario_are_as_asked_on_any_seed() {
    let model = model(&[]);
    for seed in 0..20 {
        let drawn = Drawn::new(&model, &ran(&model, seed, 512));
        assert_eq!(drawn.off(), [""; 0], "seed {seed}");
        let uncertain = model.inputs.iter().filter(|input| !input.dist.is_fixed()).count();
        assert_eq!(drawn.inputs.len(), uncertain);
        assert_eq!(drawn.correlations.len(), 3);
        // Each input six times, the three pairs, and every other pair.
        let pairs = uncertain * (uncertain - 1) / 2;
        assert!(drawn.checks > 5 * uncertain + pairs && drawn.checks <= 6 * uncertain + pairs);
        assert!(drawn.finding().contains("all drawn as asked"), "{}", drawn.finding());
    }
}

#[test]
fn what_was_asked_is_the_distribution_of_the_scenario() {
    let model = model(&["product.h200.price_usd.triangular={low=10,mode=20,high=50}"]);
    let result = ran(&model, 7, PATHS);
    let drawn = Drawn::new(&model, &result);
    let price = drawn.inputs.iter().find(|input| input.path == PRICE).expect("uncertain");
    assert!((price.mean.asked.expect("a mean") - 80.0 / 3.0).abs() < 1e-9);
    // Below the mode F(x) = (x − 10)²/400, above it 1 − (50 − x)²/1200.
    for (level, one) in DRAWN_LEVELS.into_iter().zip(&price.quantiles) {
        let asked: f64 = if level <= 0.25 {
            10.0 + (400.0 * level).sqrt()
        } else {
            50.0 - (1200.0 * (1.0 - level)).sqrt()
        };
        assert!((one.asked.expect("a quantile") - asked).abs() < 1e-9, "{level}");
        let error = one.drawn.standard_error;
        assert!(error > 0.0 && (one.drawn.value - asked).abs() < 6.11 * error, "{level}");
    }
}

#[test]
fn a_shifted_and_a_stretched_input_are_named() {
    let shifted = off(|model, result| {
        let sd = model.inputs.iter().find(|input| input.path == PRICE).expect("the price");
        let sd = sd.dist.standard_deviation().expect("a spread");
        let price = place(result, PRICE);
        // A fifth of the spread is 9 standard errors of 2,000 paths.
        result.inputs[price].values.iter_mut().for_each(|x| *x += 0.2 * sd);
    });
    assert!(shifted.contains(&format!("mean of {PRICE}")), "{shifted:?}");
    assert!(shifted.contains(&format!("P50 of {PRICE}")), "{shifted:?}");
    let stretched = off(|model, result| {
        let mean = model.inputs.iter().find(|input| input.path == PRICE).expect("the price");
        let mean = mean.dist.mean().expect("a mean");
        let price = place(result, PRICE);
        result.inputs[price].values.iter_mut().for_each(|x| *x = mean + 1.5 * (*x - mean));
    });
    let tails = [format!("P5 of {PRICE}"), format!("P95 of {PRICE}")];
    assert!(tails.iter().all(|tail| stretched.contains(tail)), "{stretched:?}");
    assert!(shifted.iter().chain(&stretched).all(|name| name.contains(PRICE)));
}

#[test]
fn a_tail_cut_off_is_named() {
    let cut = off(|_, result| {
        let price = place(result, PRICE);
        let values = &mut result.inputs[price].values;
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let cut = sorted[PATHS * 93 / 100];
        values.iter_mut().for_each(|x| *x = x.min(cut));
    });
    assert_eq!(cut, [format!("P95 of {PRICE}")]);
}

#[test]
fn a_lost_correlation_and_a_shared_stream_are_named() {
    let [share, hazard] = ["firming_share", "cancellation_hazard_per_month"]
        .map(|x| format!("product.h200.demand.{x}"));
    let lost = off(|_, result| {
        let share = place(result, &share);
        result.inputs[share].values.rotate_left(1);
    });
    assert!(lost.contains(&format!("correlation of {share} and {hazard}")), "{lost:?}");
    let shared = off(|model, result| {
        // Two inputs from one stream: the ranks of one are those of the other.
        let price = place(result, PRICE);
        let cost = "product.h200.unit_cost_usd";
        let dist = &model.inputs.iter().find(|input| input.path == cost).expect("a cost").dist;
        let mut order: Vec<usize> = (0..PATHS).collect();
        let values = result.inputs[price].values.clone();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let cost = place(result, cost);
        for (rank, path) in order.into_iter().enumerate() {
            let level = (rank as f64 + 0.5) / PATHS as f64;
            result.inputs[cost].values[path] = dist.quantile(level);
        }
    });
    assert_eq!(shared, [format!("correlation of {PRICE} and product.h200.unit_cost_usd")]);
}

/// What an overlay or a sweep fixes leaves its correlations, and the others stay.
#[test]
fn what_is_fixed_moves_with_nothing() {
    let pairs = |sets: &[&str]| {
        let model = model(sets);
        model.copula.as_ref().map_or(0, |(_, copula)| copula.pairs().len())
    };
    let [share, hazard] = ["firming_share", "cancellation_hazard_per_month"]
        .map(|x| format!("product.h200.demand.{x}"));
    let base = pairs(&[]);
    let without_share = pairs(&[&format!("{share}=0.5")]);
    assert!(base >= 3 && without_share > 0 && without_share < base, "{without_share} of {base}");
    let without_both = pairs(&[&format!("{share}=0.5"), &format!("{hazard}=0.01")]);
    assert!(without_both <= without_share);
    let range = format!("{share}=0.2:0.6:3");
    let base = scenario("h200-2026");
    Program::new(&["sweep", &base, "--dry-run", "--paths", "10", "--set", &range]).succeeds();
}

#[test]
fn few_paths_and_nothing_uncertain_are_said_so() {
    let model = model(&[]);
    for paths in [1, 2, 3, 4] {
        let drawn = Drawn::new(&model, &ran(&model, 1, paths));
        assert_eq!(drawn.off(), [""; 0], "{paths} paths");
        assert_eq!(drawn.largest_other.is_some(), paths > 3);
        assert!(drawn.table().rows.len() >= 6 * drawn.inputs.len());
    }
    let mut fixed = model.clone();
    fixed.copula = None;
    for input in &mut fixed.inputs {
        let value = input.dist.quantile(0.5);
        input.dist = tradeflow::dist::Fixed::new(value).expect("a number").into();
    }
    let drawn = Drawn::new(&fixed, &ran(&fixed, 1, 8));
    assert_eq!((drawn.checks, drawn.finding().as_str()), (0, "none is uncertain"));
}
