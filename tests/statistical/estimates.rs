//! Estimates over repeated runs with other seeds: how often intervals hold the truth, whether errors are as large as
//! they are said to be and fall as 1/√n, and moments of data that are hard on floating point.

use statrs::distribution::{ContinuousCDF, Normal};
use tradeflow::engine::{self, Plan};
use tradeflow::model::Model;
use tradeflow::scenario;
use tradeflow::stats::{Estimate, Missing, Moments, Proportion, Summary};

use crate::world::{assert_near, assert_within, scenario_text};

const REPLICATIONS: u64 = 2_000;
/// Of 2,000 intervals that hold with 95% so many hold but once in 10⁷ runs (5.2 standard errors).
const COVERAGE: (f64, f64) = (0.9245, 0.972);
/// A P90 of 500 paths of so skewed a law is held by 92% of its intervals; of 2,000 by what they promise.
const PATHS: usize = 2_000;
/// Of the lognormal order book: its mean and the spread of its logarithm.
const MEAN: f64 = 1e6;
const SIGMA: f64 = 0.8;
const LEVEL: f64 = 1.5e6;

/// One week, an order book of uncertain size.
fn book() -> Model {
    let sd = MEAN * (SIGMA * SIGMA).exp_m1().sqrt();
    let sets = [
        "scenario.end=2026-01-07".to_owned(),
        format!("product.chip.demand.asked_units.lognormal={{mean={MEAN},sd={sd}}}"),
    ];
    let scenario = scenario::from_text("estimates.toml", &scenario_text(""), &sets);
    scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false))).model
}

fn asked(model: &Model, seed: u64, paths: usize) -> Vec<f64> {
    let plan = Plan { threads: 1, ..Plan::new(seed, paths) };
    let result = engine::run(model, plan, &()).unwrap_or_else(|error| panic!("{error}"));
    crate::world::metric(&result, "asked_units").to_vec()
}

/// Mean, probability, median, P90 and expected shortfall: the share of 2,000 95% intervals that hold the
/// exact value, and the mean of the squared error that a run states over the variance of what runs find.
#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn intervals_hold_as_often_as_they_say() {
    let model = book();
    let normal = Normal::standard();
    let mu = MEAN.ln() - SIGMA * SIGMA / 2.0;
    let quantile = |p: f64| (mu + SIGMA * normal.inverse_cdf(p)).exp();
    // E[X | X below its P5] = mean·Φ(z − σ)/0.05.
    let shortfall = MEAN * normal.cdf(normal.inverse_cdf(0.05) - SIGMA) / 0.05;
    let exact = [
        ("mean", MEAN),
        ("probability", normal.sf((LEVEL.ln() - mu) / SIGMA)),
        ("median", quantile(0.5)),
        ("P90", quantile(0.9)),
        ("expected shortfall", shortfall),
    ];
    let mut held = [0.0; 5];
    let (mut found, mut said) = ([Moments::new(); 5], [Moments::new(); 5]);
    for seed in 0..REPLICATIONS {
        let values = asked(&model, seed, PATHS);
        let summary = Summary::of(&values, Missing::Absent);
        let quantiles = summary.quantiles.expect("paths");
        let share = Proportion::of(values.iter().map(|x| *x > LEVEL)).expect("paths");
        let estimates: [Estimate; 5] = [
            summary.mean.expect("paths"),
            share.estimate(),
            quantiles[3],
            quantiles[5],
            summary.expected_shortfall.expect("paths"),
        ];
        for (place, estimate) in estimates.into_iter().enumerate() {
            let interval = if place == 1 { share.interval() } else { estimate.interval() };
            held[place] += f64::from(u8::from(interval.contains(exact[place].1)));
            found[place].push(estimate.value);
            said[place].push(estimate.standard_error.powi(2));
        }
    }
    let (low, high) = COVERAGE;
    for (place, (what, _)) in exact.into_iter().enumerate() {
        let (middle, reach) = ((low + high) / 2.0, (high - low) / 2.0);
        let share = held[place] / REPLICATIONS as f64;
        assert_within(&format!("coverage, {what}"), share, middle, reach, Some(2.0 * reach));
        let variance = found[place].variance().expect("replications");
        let stated = said[place].mean().expect("replications").value;
        assert_within(&format!("SE²/variance, {what}"), stated / variance, 1.0, 0.15, Some(0.3));
    }
}

/// The root mean square error of a mean falls as n^(−1/2): the slope over n = 64 … 4,096 has a standard error of
/// 0.008 with 800 replications, and is within 0.05, 6.2 of them.
#[test]
#[cfg_attr(debug_assertions, ignore = "minutes in a build that is not optimised")]
fn errors_fall_with_the_root_of_the_paths() {
    let model = book();
    let sizes = [64usize, 256, 1_024, 4_096];
    let points = sizes.map(|paths| {
        let squares: f64 = (0..800)
            .map(|seed| {
                let values = asked(&model, 10_000 + seed, paths);
                (values.iter().sum::<f64>() / paths as f64 - MEAN).powi(2)
            })
            .sum();
        ((paths as f64).ln(), (squares / 800.0).ln() / 2.0)
    });
    let centre = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / 4.0, sum.1 + p.1 / 4.0));
    let both: f64 = points.iter().map(|p| (p.0 - centre.0) * (p.1 - centre.1)).sum();
    let own: f64 = points.iter().map(|p| (p.0 - centre.0).powi(2)).sum();
    assert_within("slope of ln RMSE over ln n", both / own, -0.5, 0.05, Some(0.1));
}

/// NIST's NumAcc3 and NumAcc4: a large mean, and a standard deviation of 0.1 certified. What the decimal input loses
/// in doubles is the limit: an ulp of the values against the spread.
#[test]
fn moments_survive_stiff_data() {
    for (name, middle, limit) in
        [("NumAcc3", 1_000_000.2f64, 1.2e-9), ("NumAcc4", 10_000_000.2, 1.9e-8)]
    {
        let tenths = (middle * 10.0).round();
        let beside = (0..1_000).map(|k| (tenths + if k % 2 == 0 { -1.0 } else { 1.0 }) / 10.0);
        let values: Vec<f64> = std::iter::once(middle).chain(beside).collect();
        let mut merged = Moments::new();
        values.chunks(7).for_each(|part| merged.merge(&Moments::of(part)));
        for (way, moments) in [("at once", Moments::of(&values)), ("merged", merged)] {
            let mean = moments.mean().expect("values").value;
            assert_near(&format!("{name} {way}: mean"), mean / middle - 1.0, 0.0, 1e-15);
            let deviation = moments.standard_deviation().expect("values");
            let off = deviation / 0.1 - 1.0;
            assert_near(&format!("{name} {way}: deviation"), off, 0.0, limit);
        }
    }
}

/// Percentile triplets by the closed form of Keelin (2016), section 3.7 of its symmetric kind: a₁ = q₅₀,
/// a₂ = r/(2L), a₃ = (1 − 2(q₅₀ − q₁₀)/r)·r/((1 − 2α)L), r = q₉₀ − q₁₀, L = ln((1 − α)/α); bounded ones by ln(x − min) and
/// the logit.
#[test]
fn metalogs_are_those_of_the_closed_form() {
    let (alpha, low, middle, high) = (0.1, 12.0f64, 20.0f64, 41.0f64);
    let log_odds = |u: f64| (u / (1.0 - u)).ln();
    let quantile = |[low, middle, high]: [f64; 3], u: f64| {
        let (r, l) = (high - low, log_odds(1.0 - alpha));
        let a2 = r / (2.0 * l);
        let a3 = (1.0 - 2.0 * (middle - low) / r) * r / ((1.0 - 2.0 * alpha) * l);
        middle + (a2 + a3 * (u - 0.5)) * log_odds(u)
    };
    let points = [(alpha, low), (0.5, middle), (1.0 - alpha, high)];
    let levels = || (1..200).map(|k| f64::from(k) / 200.0);
    let check = |what: &str, bounds: (Option<f64>, Option<f64>), exact: &dyn Fn(f64) -> f64| {
        let metalog = tradeflow::dist::Percentiles::new(&points, bounds.0, bounds.1);
        let metalog = metalog.unwrap_or_else(|error| panic!("{error}"));
        let worst = levels().map(|u| (metalog.quantile(u), exact(u)));
        crate::world::assert_curve(what, worst, 1e-10);
    };
    check("without bounds", (None, None), &|u| quantile([low, middle, high], u));
    let above = |x: f64| (x - 5.0).ln();
    check("from 5", (Some(5.0), None), &|u| {
        5.0 + quantile([above(low), above(middle), above(high)], u).exp()
    });
    let inside = |x: f64| ((x - 5.0) / (60.0 - x)).ln();
    check("from 5 to 60", (Some(5.0), Some(60.0)), &|u| {
        let odds = quantile([inside(low), inside(middle), inside(high)], u).exp();
        (5.0 + 60.0 * odds) / (1.0 + odds)
    });
}
