//! Drawing: inputs with their copula, laws, hazard clocks, and whole chips from fractional flows.

use tradeflow::lanes::math;
use tradeflow::model::{Model, UNLIMITED};
use tradeflow::process::{Law, Parameter};
use tradeflow::random::{Process, entity};

use super::chance::Chance;

/// The value of every parameter, in internal units.
#[derive(Clone, Debug)]
pub struct Values(Vec<f64>);

impl Values {
    pub fn at(&self, parameter: Parameter) -> f64 {
        self.0[parameter.0 as usize]
    }

    pub fn set(&mut self, parameter: Parameter, value: f64) {
        self.0[parameter.0 as usize] = value;
    }

    /// 5, Inputs: one uniform each, made dependent by the copula, through the quantile function,
    /// times the factor to the internal unit.
    pub fn drawn<C: Chance>(model: &Model, chance: &mut C) -> Self {
        let mut uniforms = vec![0.5; model.inputs.len()];
        for (uniform, input) in uniforms.iter_mut().zip(&model.inputs) {
            if !input.dist.is_fixed() {
                let mut stream = chance.stream(Process::Input, entity(&input.path));
                *uniform = chance.uniform(&mut stream);
            }
        }
        if let Some((members, copula)) = &model.copula {
            let members: Vec<usize> = members.iter().map(|member| member.0 as usize).collect();
            let factor = cholesky(members.len(), copula.pairs());
            let normals: Vec<f64> =
                members.iter().map(|&member| math::normal_quantile(uniforms[member])).collect();
            for (&member, row) in members.iter().zip(&factor) {
                let joint: f64 = row.iter().zip(&normals).map(|(c, z)| c * z).sum();
                uniforms[member] = math::normal_cdf(joint);
            }
        }
        let draw =
            |(input, &u): (&tradeflow::model::Input, &f64)| input.dist.quantile(u) * input.scale;
        Self(model.inputs.iter().zip(&uniforms).map(draw).collect())
    }
}

/// C with C·Cᵀ = R, R_ij = 2·sin(π·ρ_ij/6) for the Spearman ρ_ij that are given, and 0 for others.
fn cholesky(size: usize, pairs: &[(usize, usize, f64)]) -> Vec<Vec<f64>> {
    let mut r = vec![vec![0.0; size]; size];
    for (i, row) in r.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for &(i, j, spearman) in pairs {
        let pearson = 2.0 * (std::f64::consts::PI * spearman / 6.0).sin();
        r[i][j] = pearson;
        r[j][i] = pearson;
    }
    let mut c = vec![vec![0.0; size]; size];
    for i in 0..size {
        for j in 0..=i {
            let known: f64 = c[i].iter().zip(&c[j]).take(j).map(|(a, b)| a * b).sum();
            let rest = r[i][j] - known;
            c[i][j] = if i == j { rest.max(0.0).sqrt() } else { ratio(rest, c[j][j]) };
        }
    }
    c
}

/// 2, Rounding: a/b is 0 where b ≤ 0.
pub fn ratio(a: f64, b: f64) -> f64 {
    if b > 0.0 { a / b } else { 0.0 }
}

/// *round*: to the nearest whole number, ties to even.
pub fn round(x: f64) -> f64 {
    x.round_ties_even()
}

/// The carry c of **Whole(c, x, m)**.
#[derive(Clone, Copy, Debug, Default)]
pub struct Carry(f64);

impl Carry {
    pub fn whole(&mut self, x: f64, most: f64) -> f64 {
        let n = (self.0 + x).floor();
        self.0 = self.0 + x - n;
        n.min(most)
    }
}

/// 7.1: E and its stream.
#[derive(Clone, Debug)]
pub struct Clock<S> {
    stream: S,
    left: f64,
}

impl<S> Clock<S> {
    pub fn new<C: Chance<Stream = S>>(chance: &mut C, process: Process, entity: u64) -> Self {
        let mut stream = chance.stream(process, entity);
        let left = chance.exponential(&mut stream);
        Self { stream, left }
    }

    /// How many events fall in the week; `most` bounds its hazard.
    pub fn count<C: Chance<Stream = S>>(&mut self, chance: &mut C, hazard: f64, most: f64) -> u64 {
        self.left -= hazard.min(most);
        let mut count = 0;
        while self.left <= 0.0 {
            count += 1;
            self.left += chance.exponential(&mut self.stream);
        }
        count
    }

    pub fn strikes<C: Chance<Stream = S>>(&mut self, chance: &mut C, hazard: f64) -> bool {
        self.left -= hazard;
        if self.left > 0.0 {
            return false;
        }
        self.left = chance.exponential(&mut self.stream);
        true
    }
}

/// 6.3: one draw of a law.
pub fn draw<C: Chance>(law: &Law, values: &Values, chance: &mut C, stream: &mut C::Stream) -> f64 {
    let x = match law {
        Law::Fixed(value) => values.at(*value),
        Law::Exponential { mean } => values.at(*mean) * chance.exponential(stream),
        Law::Weibull { mean, shape } => {
            let power = 1.0 / values.at(*shape);
            let scale = values.at(*mean) / C::exp(math::ln_gamma(1.0 + power));
            scale * C::pow(chance.exponential(stream), power)
        }
        Law::Gamma { mean, shape } => {
            let shape = values.at(*shape);
            chance.gamma(stream, shape, values.at(*mean) / shape)
        }
        Law::Lognormal { median, sigma } => {
            values.at(*median) * C::exp(values.at(*sigma) * chance.normal(stream))
        }
        Law::Lomax { median, tail } => {
            let power = 1.0 / values.at(*tail);
            let q = values.at(*median) / (C::pow(2.0, power) - 1.0);
            q * (C::pow(chance.uniform(stream), -power) - 1.0)
        }
        Law::Drawn(dist) => dist.quantile(chance.uniform(stream)),
    };
    x.max(0.0)
}

/// Shares `size` among the wants by tier, lowest number first, pro rata and floored within one;
/// what rounding leaves over goes out in buyer order, up to each want (7.13).
pub fn share_out(size: f64, wants: &[f64], tiers: &[u32]) -> Vec<f64> {
    let mut given = vec![0.0; wants.len()];
    let mut order: Vec<u32> = tiers.to_vec();
    order.sort_unstable();
    order.dedup();
    let mut left = size.min(UNLIMITED);
    for tier in order {
        let members: Vec<usize> = (0..wants.len()).filter(|&b| tiers[b] == tier).collect();
        let total: f64 = members.iter().map(|&b| wants[b]).sum();
        if total <= 0.0 {
            continue;
        }
        let share = (left / total).min(1.0);
        let mut over = left.min(total);
        left -= over;
        for &b in &members {
            given[b] = (wants[b] * share).floor().min(over);
            over -= given[b];
        }
        for &b in &members {
            let more = over.min(wants[b] - given[b]);
            given[b] += more;
            over -= more;
        }
    }
    given
}
