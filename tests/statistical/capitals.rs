//! Regimes, licences, rounds and the customs gate against Markov chains and renewal theory.

use nalgebra::DMatrix;

use crate::world::{assert_mean, assert_share, metric, run};

const WEEKS: usize = 52;

/// Three regimes with exponential sojourns are a Markov chain: the expected weeks in regime j are
/// Σ_w (π₀ e^(wQ))_j for w = 0 … 51.
#[test]
fn regimes_with_exponential_sojourns_are_a_markov_chain() {
    let extra = r#"
[washington]
opening_regime = "a"
[washington.regime.a]
strictness = 1
sojourn.exponential.mean = 5
next = { b = 0.7, c = 0.3 }
[washington.regime.b]
strictness = 2
sojourn.exponential.mean = 9
next = { a = 0.5, c = 0.5 }
[washington.regime.c]
strictness = 3
sojourn.exponential.mean = 3
next = { a = 1 }
"#;
    let result = run(extra, &[], 40_000);
    let rates = [(5.0, [0.0, 0.7, 0.3]), (9.0, [0.5, 0.0, 0.5]), (3.0, [1.0, 0.0, 0.0])];
    let generator = DMatrix::from_fn(3, 3, |i, j| {
        let (mean, next) = rates[i];
        (if i == j { -1.0 } else { next[j] }) / mean
    });
    let week = generator.exp();
    let mut occupancy = DMatrix::from_row_slice(1, 3, &[1.0, 0.0, 0.0]);
    let mut expected = [0.0; 3];
    for _ in 0..WEEKS {
        for (sum, share) in expected.iter_mut().zip(occupancy.iter()) {
            *sum += share;
        }
        occupancy = &occupancy * &week;
    }
    for (regime, exact) in ["a", "b", "c"].into_iter().zip(expected) {
        let name = format!("weeks_in.washington.{regime}");
        assert_mean(&name, metric(&result, &name), exact, 0.0);
    }
    // The weekly shares are the same chain: the last week's against e^(51 Q).
    let week = generator.map(|rate| rate * (WEEKS - 1) as f64).exp();
    let shares = &result.regimes[0].shares[WEEKS - 1];
    for (place, regime) in [(2, 0), (1, 1), (0, 2)] {
        let hits = (shares[place] * 40_000.0).round() as usize;
        assert_share("regime in the last week", hits, 40_000, week[(0, regime)]);
    }
}

/// Rounds with gaps of two exponential stages of rate λ: the mean number by time t is
/// λt/2 − 1/4 + e^(−2λt)/4 (Erlang renewal). Each round approves one chip, so chips count rounds.
#[test]
fn rounds_are_a_renewal_process() {
    let result = run(&rounds("gap_weeks.gamma = { mean = 4, shape = 2 }", 1.0), &[], 40_000);
    let (rate, t) = (2.0 / 4.0, WEEKS as f64);
    let exact = rate * t / 2.0 - 0.25 + (-2.0 * rate * t).exp() / 4.0;
    assert_mean("rounds by Erlang gaps", metric(&result, "approved_units"), exact, 0.0);
}

/// Poisson rounds of which each approves with odds p are Poisson rounds at p times the rate.
#[test]
fn approval_odds_thin_the_rounds() {
    let result = run(&rounds("gap_weeks.exponential.mean = 10", 0.3), &[], 40_000);
    let exact = 0.3 * WEEKS as f64 / 10.0;
    let approved = metric(&result, "approved_units");
    assert_mean("approvals", approved, exact, 0.0);
    let none = approved.iter().filter(|units| **units == 0.0).count();
    assert_share("no approval", none, approved.len(), (-exact).exp());
    let second: Vec<f64> = approved.iter().map(|n| n * (n - 1.0)).collect();
    assert_mean("second factorial moment", &second, exact * exact, 0.0);
}

fn rounds(gap: &str, odds: f64) -> String {
    format!(
        r#"
[beijing]
opening_regime = "rounds"
[beijing.regime.rounds]
strictness = 1
imports = "rounds"
admits = ["any"]
guidance = 0
[beijing.rounds.advanced]
{gap}
size_units = 1
odds = {{ tier-1 = {odds} }}
"#
    )
}

/// n buyers whose applications are decided each week with odds p: the first licence comes after
/// 1/(1 − (1 − p)^n) weeks on average, and not within w weeks with odds (1 − p)^(nw).
#[test]
fn the_first_of_several_applicants_waits_a_geometric_time() {
    let extra = r#"
[washington]
opening_regime = "licences"
[washington.regime.licences]
strictness = 1
[washington.regime.licences.policy.advanced]
exports = true
licence_odds = 0.08
licence_weeks = 0
reapply_weeks = 1
"#;
    let mut buyers = String::from(extra);
    for buyer in ["two", "three"] {
        buyers.push_str(&format!(
            "[buyer.{buyer}]\nclass = \"any\"\norder_share = 0.25\nwhite_list = true\n"
        ));
    }
    let result = run(&buyers, &["buyer.one.order_share=0.5", "buyer.one.white_list=true"], 40_000);
    let first = metric(&result, "first_delivery_week");
    let miss = (1.0 - 0.08f64).powi(3);
    let arrived: Vec<f64> = first.iter().copied().filter(|week| week.is_finite()).collect();
    // P(nothing in 52 weeks) = 2e-6: its effect on the mean is far below the slack.
    assert_mean("weeks to the first licence", &arrived, 1.0 / (1.0 - miss), 1e-3);
    let late = first.iter().filter(|week| week.is_nan() || **week > 5.0).count();
    assert_share("none within five weeks", late, first.len(), miss.powi(5));
}

/// A gate with exponential spells, open at the start: it is open after t weeks with probability
/// a/(a+b) + b/(a+b)·e^(−t(1/a + 1/b)), for mean spells a open and b closed.
#[test]
fn the_customs_gate_is_open_as_often_as_it_should() {
    let extra = r#"
[customs]
opening = "open"
open_weeks.exponential.mean = 7
closed_weeks.exponential.mean = 3
"#;
    let result = run(extra, &[], 40_000);
    let (a, b) = (7.0, 3.0);
    let open = |t: f64| a / (a + b) + b / (a + b) * (-t * (1.0 / a + 1.0 / b)).exp();
    let exact: f64 = (0..WEEKS).map(|week| open(week as f64)).sum();
    assert_mean("weeks open", metric(&result, "weeks_in.customs.open"), exact, 0.0);
}
