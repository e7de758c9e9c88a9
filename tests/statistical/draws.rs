//! Each sampler over its whole range: the largest distance of its draws' distribution from the exact one, the share in
//! its tails, and values that repeat.

use statrs::distribution::{
    Beta, Binomial, ContinuousCDF, Discrete as _, DiscreteCDF, Gamma, LogNormal, Normal, Poisson,
    Triangular, Weibull,
};
use tradeflow::dist::{self, Dist};
use tradeflow::process::{Law, Parameter, Parameters};
use tradeflow::random::{Process, Stream};

use crate::world::{assert_near, assert_within};

/// A million where the build is optimised.
const DRAWS: usize = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };
/// Chance of a false alarm of each check.
const ALARM: f64 = 1e-9;
/// More draws than this alike are an atom; of doubles, a million draws hold one pair in some thousand runs.
const PAIRS: usize = 3;

/// The distribution function of a continuous law beside its draws.
fn check(what: &str, mut draws: Vec<f64>, below: impl Fn(f64) -> f64) {
    draws.sort_unstable_by(f64::total_cmp);
    let n = draws.len() as f64;
    // Dvoretzky, Kiefer and Wolfowitz (1956) with Massart's constant (1990).
    let allowed = ((2.0 / ALARM).ln() / (2.0 * n)).sqrt();
    let exact: Vec<f64> = draws.iter().map(|x| below(*x)).collect();
    let mut farthest: f64 = 0.0;
    for (place, exact) in exact.iter().enumerate() {
        farthest = farthest.max(exact - place as f64 / n).max((place + 1) as f64 / n - exact);
    }
    assert_within(&format!("{what}: DKW"), farthest, 0.0, allowed, Some(2.0 * allowed));
    let shares = [1e-2, 1e-3, 1e-4];
    let upper = shares.map(|share| tail(&exact, share, |p| 1.0 - p));
    let lower = shares.map(|share| tail(&exact, share, |p| p));
    let distance = |&(found, share, allowed): &(f64, f64, f64)| (found - share).abs() / allowed;
    let worst = upper.into_iter().chain(lower).max_by(|a, b| distance(a).total_cmp(&distance(b)));
    let (found, share, allowed) = worst.expect("six tails");
    let what_tail = format!("{what}: the worst of six tails");
    assert_within(&what_tail, found, share, allowed, Some(2.0 * allowed));
    let alike = draws.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_near(&format!("{what}: pairs alike"), alike as f64, 0.0, PAIRS as f64);
}

/// The share of draws with a tail probability below `share`, that share, and how far off it may be by the exact
/// binomial.
fn tail(exact: &[f64], share: f64, beyond: impl Fn(f64) -> f64) -> (f64, f64, f64) {
    let hits = exact.iter().filter(|p| beyond(**p) < share).count();
    let n = exact.len() as f64;
    let counts = Binomial::new(share, exact.len() as u64).expect("a share");
    // The farthest count that is no alarm.
    let mean = n * share;
    let mut reach = (6.0 * mean.sqrt()) as u64;
    while counts.sf(mean as u64 + reach) > ALARM / 2.0 {
        reach += 1;
    }
    (hits as f64 / n, share, reach as f64 / n)
}

fn uniforms(entity: u64) -> impl Iterator<Item = f64> {
    let mut stream = Stream::<8>::new(2_026, 0, Process::Input, entity);
    (0..DRAWS / 8).flat_map(move |_| stream.uniform().0)
}

fn input(what: &str, dist: impl Into<Dist>, below: impl Fn(f64) -> f64) {
    let dist = dist.into();
    check(
        what,
        uniforms(tradeflow::random::entity(what)).map(|u| dist.quantile(u)).collect(),
        below,
    );
}

#[test]
fn inputs_of_every_smooth_kind() {
    let normal = Normal::standard();
    input("normal", dist::Normal::new(3.0, 2.0).unwrap(), |x| normal.cdf((x - 3.0) / 2.0));
    for sigma in [0.01, 3.0f64] {
        let p90 = (sigma * normal.inverse_cdf(0.9)).exp();
        let exact = LogNormal::new(0.0, sigma).unwrap();
        let what = format!("lognormal, sigma {sigma}");
        input(&what, dist::Lognormal::from_median_p90(1.0, p90).unwrap(), |x| exact.cdf(x));
    }
    input("uniform", dist::Uniform::new(-1.0, 5.0).unwrap(), |x| (x + 1.0) / 6.0);
    for mode in [0.0, 0.3, 1.0] {
        let exact = Triangular::new(0.0, 1.0, mode).unwrap();
        let what = format!("triangular, mode {mode}");
        input(&what, dist::Triangular::new(0.0, mode, 1.0).unwrap(), |x| exact.cdf(x));
    }
    let exact = Beta::new(1.0 + 4.0 * 0.2, 5.0 - 4.0 * 0.2).unwrap();
    input("pert", dist::Pert::new(0.0, 0.2, 1.0).unwrap(), |x| exact.cdf(x));
    for (alpha, beta) in [(0.5, 0.5), (2.0, 40.0), (300.0, 500.0)] {
        let exact = Beta::new(alpha, beta).unwrap();
        let what = format!("beta {alpha}, {beta}");
        input(&what, dist::Beta::new(alpha, beta, 0.0, 1.0).unwrap(), |x| exact.cdf(x));
    }
    for shape in [0.2, 1.0, 7.5, 10_000.0] {
        let exact = Gamma::new(shape, 1.0).unwrap();
        let what = format!("gamma, shape {shape}");
        input(&what, dist::Gamma::from_shape_scale(shape, 1.0).unwrap(), |x| exact.cdf(x));
    }
}

#[test]
fn inputs_that_are_cut_or_put_together() {
    let normal = Normal::standard();
    let standard = || Dist::from(dist::Normal::new(0.0, 1.0).unwrap());
    // Between the ends of 2 and 3 standard deviations lie 2%.
    let (low, high) = (normal.cdf(2.0), normal.cdf(3.0));
    let cut = dist::Truncated::new(standard(), 2.0, 3.0).unwrap();
    input("normal between 2 and 3", cut, |x| (normal.cdf(x) - low) / (high - low));
    let far = dist::Normal::new(1.0, 0.5).unwrap().into();
    let both = dist::Mixture::new(vec![(0.25, standard()), (0.75, far)]).unwrap();
    input("mixture of normals", both, |x| {
        0.25 * normal.cdf(x) + 0.75 * normal.cdf((x - 1.0) / 0.5)
    });
    // Equal distances below and above the median make a metalog of three terms a logistic.
    let spread = 10.0 / 9f64.ln();
    let points = [(0.1, 40.0), (0.5, 50.0), (0.9, 60.0)];
    let metalog = dist::Percentiles::new(&points, None, None).unwrap();
    input("percentiles of a logistic", metalog, |x| 1.0 / (1.0 + (-(x - 50.0) / spread).exp()));
}

/// Shares of the separate values of counts and lists, each within its binomial error.
#[test]
fn inputs_of_separate_values() {
    let shares = |what: &str, dist: Dist, values: &[(f64, f64)]| {
        let draws: Vec<f64> =
            uniforms(tradeflow::random::entity(what)).map(|u| dist.quantile(u)).collect();
        for (value, share) in values {
            let hits = draws.iter().filter(|x| *x == value).count();
            crate::world::assert_share(&format!("{what}: {value}"), hits, draws.len(), *share);
        }
    };
    for mean in [0.01, 4.0, 900.0] {
        let exact = Poisson::new(mean).unwrap();
        let middle = mean as u64;
        let values: Vec<(f64, f64)> =
            [middle, middle + 1, middle + 2].map(|k| (k as f64, exact.pmf(k))).to_vec();
        shares(&format!("poisson {mean}"), dist::Poisson::new(mean).unwrap().into(), &values);
    }
    let weights = [(1.0, 0.2), (2.0, 0.5), (7.0, 0.3)];
    let list = dist::Discrete::new(&weights.map(|(x, _)| x), &weights.map(|(_, w)| w)).unwrap();
    shares("discrete", list.into(), &weights);
}

/// Laws, which are drawn again and again inside a path, with parameters at their extremes.
#[test]
fn laws_of_every_kind() {
    let [first, second] = [Parameter(0), Parameter(1)];
    let law = |what: &str, law: Law, values: [f64; 2], below: &dyn Fn(f64) -> f64| {
        let mut parameters = Parameters::<1>::new(2);
        for (parameter, value) in [first, second].into_iter().zip(values) {
            parameters.set(parameter, tradeflow::lanes::Lanes::splat(value));
        }
        let entity = tradeflow::random::entity(what);
        let mut stream = Stream::<1>::new(2_026, 0, Process::OrderSize, entity);
        let draws = (0..DRAWS).map(|_| law.draw(&parameters, 0, stream.lane(0))).collect();
        check(what, draws, below);
    };
    law("exponential", Law::Exponential { mean: first }, [4.0, 0.0], &|x| 1.0 - (-x / 4.0).exp());
    for shape in [0.5, 5.0] {
        let scale = 4.0 / statrs::function::gamma::gamma(1.0 + 1.0 / shape);
        let exact = Weibull::new(shape, scale).unwrap();
        let weibull = Law::Weibull { mean: first, shape: second };
        law(&format!("weibull, shape {shape}"), weibull, [4.0, shape], &|x| exact.cdf(x));
    }
    for shape in [0.3, 2.0, 50.0] {
        let exact = Gamma::new(shape, shape / 4.0).unwrap();
        let gamma = Law::Gamma { mean: first, shape: second };
        law(&format!("gamma law, shape {shape}"), gamma, [4.0, shape], &|x| exact.cdf(x));
    }
    let exact = LogNormal::new(5f64.ln(), 1.2).unwrap();
    let lognormal = Law::Lognormal { median: first, sigma: second };
    law("lognormal law", lognormal, [5.0, 1.2], &|x| exact.cdf(x));
    for alpha in [1.1, 4.0f64] {
        let scale = 5.0 / (2f64.powf(1.0 / alpha) - 1.0);
        let lomax = Law::Lomax { median: first, tail: second };
        let below = move |x: f64| 1.0 - (1.0 + x / scale).powf(-alpha);
        law(&format!("lomax, tail {alpha}"), lomax, [5.0, alpha], &below);
    }
}
