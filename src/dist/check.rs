//! What every distribution must satisfy, for the tests of each.

use rand_distr::Distribution;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::SeedableRng;
use statrs::distribution::ContinuousCDF;

use super::Dist;

pub(super) use super::LAST_BELOW_ONE as LAST;
/// A few operations' rounding, relative; `exp` and `ln` are good to two units in the last place.
pub(super) const ROUNDING: f64 = 1e-14;
/// What tabulated inverses promise, relative.
pub(super) const TABLE: f64 = 1e-6;
/// Quadrature against closed forms: a thousand roundings.
pub(super) const INTEGRAL: f64 = 1e-11;

pub(super) fn statrs_normal(z: f64) -> f64 {
    statrs::distribution::Normal::standard().cdf(z)
}

/// Known quantiles are met, relative to their size, and quantiles never fall.
pub(super) fn quantiles(dist: &Dist, known: &[(f64, f64)]) {
    for &(u, expected) in known {
        let found = dist.quantile(u);
        let tolerance = ROUNDING * expected.abs().max(f64::MIN_POSITIVE / ROUNDING);
        assert!((found - expected).abs() <= tolerance, "Q({u:e}) = {found}, not {expected}");
    }
    let mut last = f64::NEG_INFINITY;
    for step in 1..2_000 {
        let found = dist.quantile(f64::from(step) / 2_000.0);
        assert!(found >= last, "the quantile falls at {step}");
        last = found;
    }
}

/// Mean and standard deviation agree with midpoint sums of the quantile over v, u = v²(3 − 2v).
///
/// That substitution tames the ends; what the sum leaves out of them is below 1e-4 of the spread
/// for tails no heavier than those tested.
pub(super) fn moments(dist: &Dist) {
    const CELLS: u32 = 40_000;
    const TOLERANCE: f64 = 1e-4;
    let mean = dist.mean().unwrap();
    let sd = dist.standard_deviation().unwrap();
    let (mut first, mut second) = (0.0, 0.0);
    for cell in 0..CELLS {
        let v = (f64::from(cell) + 0.5) / f64::from(CELLS);
        let u = v * v * (3.0 - 2.0 * v);
        let weight = 6.0 * v * (1.0 - v) / f64::from(CELLS);
        let deviation = dist.quantile(u) - mean;
        first += weight * deviation;
        second += weight * deviation * deviation;
    }
    assert!(first.abs() < TOLERANCE * sd, "mean {mean} is off by {first}");
    assert!((second.sqrt() / sd - 1.0).abs() < TOLERANCE, "sd {sd} for {}", second.sqrt());
}

/// Draws follow `cdf` by the Dvoretzky-Kiefer-Wolfowitz bound (Massart 1990): the largest distance
/// exceeds √(ln(2/α)/2n) with probability below α = 1e-9. With 100,000 draws that is 0.0104: a shift
/// of probability of 2% anywhere is seen all but certainly.
pub(super) fn draws(dist: &Dist, cdf: impl Fn(f64) -> f64) {
    const DRAWS: usize = 100_000;
    const FALSE_ALARM: f64 = 1e-9;
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(20_260_117);
    let mut drawn: Vec<f64> = (0..DRAWS).map(|_| dist.sample(&mut generator)).collect();
    drawn.sort_by(f64::total_cmp);
    let count = DRAWS as f64;
    let mut distance = 0.0f64;
    for (rank, &x) in drawn.iter().enumerate() {
        let expected = cdf(x);
        let rank = rank as f64;
        distance = distance.max(expected - rank / count).max((rank + 1.0) / count - expected);
    }
    let bound = ((2.0 / FALSE_ALARM).ln() / (2.0 * count)).sqrt();
    assert!(distance < bound, "distance {distance} exceeds {bound}");
}
