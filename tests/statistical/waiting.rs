//! Times until something happens: first passages of processes, events in their windows, odds read once.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::gamma;

use crate::world::{WEEKS_PER_MONTH, assert_mean, assert_share, metric, run};

const PATHS: usize = 40_000;
const WEEKS: i32 = 52;

/// A capital with a loose regime and a strict one that it goes to and stays in.
fn two_regimes(capital: &str, sojourn: &str) -> String {
    format!(
        "[{capital}]\nopening_regime = \"loose\"\n[{capital}.regime.loose]\nstrictness = 1\n{sojourn}\
         next = {{ strict = 1 }}\n[{capital}.regime.strict]\nstrictness = 2\n"
    )
}

/// A Weibull sojourn: P(still there after w weeks) = exp(−(w/s)^k), s = mean/Γ(1 + 1/k).
#[test]
fn a_sojourn_survives_by_its_law() {
    let sojourn = "sojourn.weibull = { mean = 10, shape = 1.7 }\n";
    let result = run(&two_regimes("washington", sojourn), &[], PATHS);
    let scale = 10.0 / gamma(1.0 + 1.0 / 1.7);
    let exact = (0..WEEKS).map(|week| (-(f64::from(week) / scale).powf(1.7)).exp()).sum();
    assert_mean("weeks loose", metric(&result, "weeks_in.washington.loose"), exact, 0.0);
}

/// Washington grows stricter in week 0, and Beijing's hazard of 1/20 a week is (1 + X) times as high, X = 2
/// and fading by half in 4 weeks: P(still loose after w weeks) = exp(−Σ (1 + 2·2^(−i/4))/20).
#[test]
fn a_provoked_capital_answers_sooner() {
    let mut extra = two_regimes("washington", "");
    extra += &two_regimes("beijing", "sojourn.exponential.mean = 20\n");
    extra += "[coupling]\nbeijing_answers = 2\nhalf_life_weeks = 4\n\
        [event.move]\nfrom = 2026-01-01\n[[event.move.effect]]\n\
        force_regime = { process = \"washington\", regime = \"strict\" }\n";
    let result = run(&extra, &[], PATHS);
    let (mut hazard, mut exact) = (0.0, 0.0);
    for week in 0..WEEKS {
        if week > 0 {
            hazard += (1.0 + 2.0 * 0.5f64.powf(f64::from(week) / 4.0)) / 20.0;
        }
        exact += f64::exp(-hazard);
    }
    assert_mean("weeks loose", metric(&result, "weeks_in.beijing.loose"), exact, 0.0);
}

/// An event on any of 100 days with odds of 0.4 forces a regime from the week of its day on.
#[test]
fn each_day_of_a_window_is_as_likely() {
    let extra = two_regimes("washington", "")
        + "[event.move]\nfrom = 2026-04-01\nto = 2026-07-09\nprobability = 0.4\n[[event.move.effect]]\n\
           force_regime = { process = \"washington\", regime = \"strict\" }\n";
    let result = run(&extra, &[], PATHS);
    // 1 April is day 90.
    let week = |day: i32| (90 + day) / 7;
    let exact = 0.4 * (0..100).map(|day| f64::from(WEEKS - week(day))).sum::<f64>() / 100.0;
    let strict = metric(&result, "weeks_in.washington.strict");
    assert_mean("weeks strict", strict, exact, 0.0);
    let last = (0..100).filter(|day| week(*day) == week(99)).count() as f64;
    let late = strict.iter().filter(|weeks| **weeks == f64::from(WEEKS - week(99))).count();
    assert_share("in the last week of the window", late, PATHS, 0.4 * last / 100.0);
}

/// A buyer is listed in each week with odds 1 − e^(−h), and then has its licence at once.
#[test]
fn the_white_list_grows_at_its_hazard() {
    let extra = "[washington]\nopening_regime = \"open\"\n[washington.regime.open]\nstrictness = 1\n\
        [washington.regime.open.policy.advanced]\nlicence_odds = 1\n";
    let hazard = format!("washington.listing_hazard_per_month={}", 0.3 * WEEKS_PER_MONTH);
    let result = run(extra, &["buyer.one.white_list=false", &hazard], PATHS);
    let first = metric(&result, "first_delivery_week");
    let listed: Vec<f64> = first.iter().copied().filter(|week| week.is_finite()).collect();
    // Never within 52 weeks: 2e-7.
    assert_mean("weeks to the list", &listed, 1.0 / (1.0 - (-0.3f64).exp()), 1e-4);
    let late = first.iter().filter(|week| week.is_nan() || **week > 10.0).count();
    assert_share("not within ten weeks", late, PATHS, (-3.0f64).exp());
}

/// A refusal is followed by three weeks without an application: with odds of 0.8 and a screening factor of 0.5
/// applications are decided in weeks 0, 3 and 6, each at 0.4.
#[test]
fn a_refused_buyer_applies_again_when_it_may() {
    let extra = "[washington]\nopening_regime = \"open\"\n[washington.regime.open]\nstrictness = 1\n\
        [washington.regime.open.policy.advanced]\nlicence_odds = 0.8\nreapply_weeks = 3\n";
    let result = run(extra, &["buyer.one.screening_factor=0.5"], PATHS);
    let first = metric(&result, "first_delivery_week");
    for (week, trials) in [(1.0, 1), (3.0, 1), (4.0, 2), (7.0, 3)] {
        let late = first.iter().filter(|first| first.is_nan() || **first > week).count();
        assert_share(&format!("none in {week} weeks"), late, PATHS, 0.6f64.powi(trials));
    }
}

fn rounds(keys: &str) -> String {
    format!(
        "[beijing]\nopening_regime = \"rounds\"\n[beijing.regime.rounds]\nstrictness = 1\n\
         imports = \"rounds\"\n[beijing.rounds.advanced]\nsize_units = 1_000_000\n{keys}"
    )
}

/// The first round comes within w weeks with the odds that the gap's law has: Φ(ln(w/median)/σ).
#[test]
fn the_first_round_waits_one_gap() {
    let result = run(&rounds("gap_weeks.lognormal = { median = 8, sigma = 0.6 }\n"), &[], PATHS);
    let first = metric(&result, "first_delivery_week");
    let normal = Normal::new(0.0, 0.6).expect("a spread");
    for weeks in [4.0, 10.0, 26.0f64] {
        let early = first.iter().filter(|week| **week <= weeks).count();
        let exact = normal.cdf((weeks / 8.0).ln());
        assert_share(&format!("a round within {weeks} weeks"), early, PATHS, exact);
    }
}

/// A round a week, odds of 0.1 and a gain of 0.5 for each refusal: refused n times with odds
/// 0.9^(Σ (1 + i/2)), i = 0 … n − 1.
#[test]
fn waiting_raises_the_odds_of_the_next_round() {
    let keys = "gap_weeks = 1\nodds = { tier-1 = 0.1 }\nwaiting_gain = 0.5\n";
    let result = run(&rounds(keys), &[], PATHS);
    let first = metric(&result, "first_delivery_week");
    let refused =
        |n: i32| 0.9f64.powf((0..n).map(|refusals| 1.0 + 0.5 * f64::from(refusals)).sum());
    // After 52 rounds: 2e-33.
    assert_mean("rounds to an approval", first, (0..WEEKS).map(refused).sum(), 0.0);
    let late = first.iter().filter(|week| **week > 6.0).count();
    assert_share("refused six times", late, PATHS, refused(6));
}

/// What is read once a path: the launch, the cap's reading, the end of a truce.
#[test]
fn odds_read_once_split_the_paths() {
    let launch = run("", &["product.chip.launch={date=2026-03-02,odds=0.6}"], PATHS);
    let first = metric(&launch, "first_delivery_week");
    // Day 60 lies in week 8, which is the ninth.
    assert_share("launched", first.iter().filter(|week| **week == 9.0).count(), PATHS, 0.6);
    assert!(first.iter().all(|week| *week == 9.0 || week.is_nan()));

    let cap = "[washington]\nopening_regime = \"capped\"\ncumulative_reading_odds = 0.35\n\
        [washington.regime.capped]\nstrictness = 1\n[washington.regime.capped.policy.advanced]\n\
        volume_cap_share = 1\nus_sales_to_date_units = 700\n";
    let capped = run(cap, &[], PATHS);
    let total = metric(&capped, "shipped_units").iter().filter(|units| **units == 700.0).count();
    assert_share("the cap is a total", total, PATHS, 0.35);

    let truce = "[tariff.ladder]\nrungs = [0.1, 0.2, 0.3]\nopening_rate = 0.1\nopening_peak_rate = 0.3\n\
        opening_truce_until = 2026-03-05\nsnap_back_odds = 0.3\n";
    let result = run(truce, &[], PATHS);
    let back = metric(&result, "peak_tariff_rate").iter().filter(|rate| **rate == 0.3).count();
    assert_share("the truce snaps back", back, PATHS, 0.3);
    // 63 days are nine weeks of truce; the tenth has the old rate.
    let mean = metric(&result, "mean_tariff_rate");
    assert_mean("mean tariff", mean, 0.1 + 0.3 * 0.2 * f64::from(WEEKS - 9) / 52.0, 1e-12);
}
