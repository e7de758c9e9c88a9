//! Weekly noise around one: the exponential of a stationary autoregression.

use crate::lanes::{Lanes, math};
use crate::random::Stream;

/// y_w = ρ·y_(w−1) + √(1−ρ²)·σ·z with y stationary from the start; the factor exp(y − σ²/2) has
/// mean one in every week.
#[derive(Clone, Debug)]
pub struct Noise<const L: usize> {
    stream: Stream<L>,
    /// y/σ: a stationary standard normal autoregression.
    level: Lanes<L>,
}

impl<const L: usize> Noise<L> {
    pub fn new(mut stream: Stream<L>) -> Self {
        let level = stream.normal();
        Self { stream, level }
    }

    /// This week's factor for a volatility σ and a persistence ρ in [0, 1].
    #[inline(always)]
    pub fn factor(&mut self, volatility: Lanes<L>, persistence: Lanes<L>) -> Lanes<L> {
        let factor = math::exp_lanes(volatility * self.level - volatility * volatility * 0.5);
        let fresh = (Lanes::ONE - persistence * persistence).positive().sqrt();
        self.level = persistence * self.level + fresh * self.stream.normal();
        factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Process;

    /// Mean 1 in the first and twentieth week, and correlation ρ of logarithms between neighbours:
    /// within 6.11 standard errors (false alarm 1e-9).
    #[test]
    fn the_factor_has_mean_one_and_the_stated_persistence() {
        const BLOCKS: u64 = 20_000;
        let (sigma, rho) = (0.4, 0.7);
        let (mut first, mut last, mut product) = (0.0, 0.0, 0.0);
        for block in 0..BLOCKS {
            let mut noise = Noise::<8>::new(Stream::new(2, block * 8, Process::Yield, 0));
            let mut before = Lanes::ZERO;
            let mut factor = Lanes::ZERO;
            for week in 0..20 {
                before = factor;
                factor = noise.factor(Lanes::splat(sigma), Lanes::splat(rho));
                if week == 0 {
                    first += factor.0.iter().sum::<f64>();
                }
            }
            last += factor.0.iter().sum::<f64>();
            let z = |f: f64| (math::ln(f) + sigma * sigma / 2.0) / sigma;
            product += before.0.iter().zip(factor.0).map(|(a, b)| z(*a) * z(b)).sum::<f64>();
        }
        let n = (BLOCKS * 8) as f64;
        let deviation = ((sigma * sigma).exp() - 1.0).sqrt();
        assert!((first / n - 1.0).abs() < 6.11 * deviation / n.sqrt());
        assert!((last / n - 1.0).abs() < 6.11 * deviation / n.sqrt());
        assert!((product / n - rho).abs() < 6.11 * (1.0 + rho * rho).sqrt() / n.sqrt());
    }
}
