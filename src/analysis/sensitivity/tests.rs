//! Designs on functions whose indices are known.

use std::f64::consts::PI;
use std::ops::Range;

use super::{Design, Experiment, OTHER_SEED, Stepping, screen};
use crate::dist::Copula;
use crate::engine::{Plan, RunError};
use crate::lanes::math::normal_quantile;
use crate::random::{Process, Stream};
use crate::stats::Estimate;

/// A function of uniforms, some of them tied by a copula.
struct Function {
    seed: u64,
    copula: Copula,
    of: fn(&[f64]) -> f64,
}

impl Function {
    fn uniforms(&self, seed: u64, path: usize) -> Vec<f64> {
        (0..self.copula.size() as u64)
            .map(|i| Stream::<1>::new(seed, path as u64, Process::Input, i).uniform().0[0])
            .collect()
    }
}

impl Experiment for Function {
    type Scratch = ();

    fn scratch(&self) {}

    fn drivers(&self) -> usize {
        self.copula.size()
    }

    fn outcome(
        &self,
        (): &mut (),
        paths: Range<usize>,
        fresh: &[bool],
    ) -> Result<Vec<f64>, RunError> {
        let conditional = self.copula.conditional(fresh);
        Ok(paths
            .map(|path| {
                let mut own = self.uniforms(self.seed, path);
                let mut other = self.uniforms(OTHER_SEED(self.seed), path);
                self.copula.correlate(&mut own);
                self.copula.correlate(&mut other);
                if let Some(conditional) = &conditional {
                    conditional.apply(&own, &mut other);
                }
                let u: Vec<f64> =
                    (0..own.len()).map(|i| if fresh[i] { other[i] } else { own[i] }).collect();
                (self.of)(&u)
            })
            .collect())
    }
}

impl Stepping for Function {
    fn stepped(
        &self,
        (): &mut (),
        paths: Range<usize>,
        driver: usize,
    ) -> Result<(Vec<f64>, Vec<bool>), RunError> {
        Ok(paths
            .map(|path| {
                let mut u = self.uniforms(self.seed, path);
                let up = u[driver] < 0.5;
                u[driver] += if up { 0.5 } else { -0.5 };
                ((self.of)(&u), up)
            })
            .unzip())
    }
}

/// Ishigami and Homma (1990) with a = 7 and b = 0.1.
fn ishigami(u: &[f64]) -> f64 {
    let x: Vec<f64> = u.iter().map(|u| (2.0 * u - 1.0) * PI).collect();
    x[0].sin() + 7.0 * x[1].sin() * x[1].sin() + 0.1 * x[2].powi(4) * x[0].sin()
}

/// Sobol's g with a = (0, 1, 4.5).
const G: [f64; 3] = [0.0, 1.0, 4.5];
fn sobol_g(u: &[f64]) -> f64 {
    u.iter().zip(G).map(|(u, a)| ((4.0 * u - 2.0).abs() + a) / (1.0 + a)).product()
}

/// 2·Z₁ + Z₂ + Z₃ of normal scores.
fn linear(u: &[f64]) -> f64 {
    2.0 * normal_quantile(u[0]) + normal_quantile(u[1]) + normal_quantile(u[2])
}

/// First-order, total and Shapley shares by driver.
type Known = [[f64; 3]; 3];

fn ishigami_shares() -> Known {
    let (a, b) = (7.0_f64, 0.1_f64);
    let v1 = 0.5 * (1.0 + b * PI.powi(4) / 5.0).powi(2);
    let v2 = a * a / 8.0;
    let v13 = b * b * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
    let v = v1 + v2 + v13;
    [
        [v1 / v, (v1 + v13) / v, (v1 + v13 / 2.0) / v],
        [v2 / v, v2 / v, v2 / v],
        [0.0, v13 / v, v13 / 2.0 / v],
    ]
}

fn sobol_g_shares() -> Known {
    let part = G.map(|a| 1.0 / (3.0 * (1.0 + a) * (1.0 + a)));
    let all = part.iter().map(|p| 1.0 + p).product::<f64>() - 1.0;
    let subset =
        |mask: u32| -> f64 { (0..3).filter(|i| mask & (1 << i) != 0).map(|i| part[i]).product() };
    let mut known = [[0.0; 3]; 3];
    for (i, row) in known.iter_mut().enumerate() {
        for mask in (1..8_u32).filter(|mask| mask & (1 << i) != 0) {
            row[1] += subset(mask) / all;
            row[2] += subset(mask) / all / f64::from(mask.count_ones());
        }
        row[0] = part[i] / all;
    }
    known
}

/// The correlation of scores 0 and 1 of the linear function.
const R: f64 = 0.7;

/// Owen and Prieur (2017), for two correlated normals; the third is by itself.
fn linear_shares() -> Known {
    let (b1, b2, r) = (2.0_f64, 1.0_f64, R);
    let pair = b1 * b1 + b2 * b2 + 2.0 * r * b1 * b2;
    let v = pair + 1.0;
    let shapley = |own: f64, other: f64| {
        (own * own * (1.0 - r * r / 2.0) + r * own * other + other * other * r * r / 2.0) / v
    };
    let first = |own: f64, other: f64| (own + r * other).powi(2) / v;
    let total = |own: f64| own * own * (1.0 - r * r) / v;
    [
        [first(b1, b2), total(b1), shapley(b1, b2)],
        [first(b2, b1), total(b2), shapley(b2, b1)],
        [1.0 / v, 1.0 / v, 1.0 / v],
    ]
}

/// A function with its name, the copula of its uniforms and what is known of it.
type Case = (&'static str, fn(&[f64]) -> f64, Copula, Known);

fn functions() -> [Case; 3] {
    let free = || Copula::new(3, &[]).expect("no pairs");
    let rho = 6.0 / PI * (R / 2.0).asin();
    let tied = Copula::new(3, &[(0, 1, rho)]).expect("a pair");
    [
        ("Ishigami", ishigami, free(), ishigami_shares()),
        ("Sobol's g", sobol_g, free(), sobol_g_shares()),
        ("linear", linear, tied, linear_shares()),
    ]
}

fn designed(of: fn(&[f64]) -> f64, copula: &Copula, seed: u64, paths: usize) -> Design {
    let function = Function { seed, copula: copula.clone(), of };
    let plan = Plan { threads: 2, ..Plan::new(seed, paths) };
    Design::run(&function, plan, &()).expect("no path fails").expect("a variance")
}

#[test]
fn shares_of_known_functions_are_met_and_shapley_sums_to_one() {
    /// Exceeded by chance in 1 of 10⁹; an error below 0.01 at these paths, so a method that forgets
    /// the correlation (a total of 0.61 for 0.24) is far outside.
    const STANDARD_ERRORS: f64 = 6.11;
    for (name, of, copula, known) in functions() {
        let design = designed(of, &copula, 11, 60_000);
        let mut sum = 0.0;
        for (driver, shares) in design.drivers.iter().enumerate() {
            let found = [shares.first, shares.total, shares.shapley];
            for ((kind, found), known) in
                ["first", "total", "Shapley"].iter().zip(found).zip(known[driver])
            {
                let off = (found.value - known).abs();
                assert!(found.standard_error < 0.015, "{name} {driver} {kind}: {found:?}");
                assert!(
                    off < STANDARD_ERRORS * found.standard_error,
                    "{name} {driver} {kind}: {found:?}, known {known}"
                );
            }
            sum += shares.shapley.value;
        }
        assert!((sum - 1.0).abs() < 1e-12, "{name}: {sum}");
    }
}

#[test]
fn intervals_of_shares_cover_the_known_value_at_their_rate() {
    // 150 designs of 64 blocks, 9 shares each: 1,350 intervals a function of nominally 95%. Shares of
    // one design hang together, so the bounds are those of 150 independent ones at 1e-4.
    for (name, of, copula, known) in functions() {
        let (mut covered, mut all) = (0, 0);
        for seed in 0..150 {
            let design = designed(of, &copula, 1_000 + seed, 2_048);
            for (shares, known) in design.drivers.iter().zip(known) {
                for (found, known) in [shares.first, shares.total, shares.shapley].iter().zip(known)
                {
                    covered += u32::from(found.interval().contains(known));
                    all += 1;
                }
            }
        }
        let rate = f64::from(covered) / f64::from(all);
        assert!((0.88..0.99).contains(&rate), "{name}: {rate}");
    }
}

#[test]
fn threads_change_no_bit_and_a_constant_has_no_shares() {
    let (_, of, copula, _) = &functions()[0];
    let function = Function { seed: 3, copula: copula.clone(), of: *of };
    let run = |threads| {
        let plan = Plan { threads, ..Plan::new(3, 700) };
        let design = Design::run(&function, plan, &()).expect("runs").expect("a variance");
        let bits = |e: Estimate| [e.value.to_bits(), e.standard_error.to_bits()];
        design
            .drivers
            .iter()
            .map(|d| [bits(d.first), bits(d.total), bits(d.shapley)])
            .collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(3));
    let flat = Function { of: |_| 4.0, ..function };
    assert!(Design::run(&flat, Plan::new(3, 700), &()).expect("runs").is_none());
}

#[test]
fn screening_finds_what_matters_and_its_direction() {
    // 3·u₀ − u₁ + 0·u₂: every effect is the coefficient itself.
    let plain = Function {
        seed: 5,
        copula: Copula::new(3, &[]).expect("no pairs"),
        of: |u| 3.0 * u[0] - u[1],
    };
    let found = screen(&plain, Plan::new(5, 256), &()).expect("runs");
    for (screened, effect) in found.iter().zip([3.0, -1.0, 0.0]) {
        assert!((screened.direction.value - effect).abs() < 1e-12, "{screened:?}");
        assert!((screened.size.value - f64::abs(effect)).abs() < 1e-12, "{screened:?}");
        assert!(screened.spread < 1e-12);
    }
    // Sobol's g bends: its mean effect is zero over u → u ± ½ and its size is not.
    let g = Function { of: sobol_g, ..plain };
    let found = screen(&g, Plan::new(5, 2_048), &()).expect("runs");
    assert!(found[0].size.value > 2.0 * found[2].size.value, "{found:?}");
    assert!(found[0].direction.value.abs() < 6.11 * found[0].direction.standard_error);
}
