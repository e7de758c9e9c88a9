//! Where a plain path's numbers come from: streams by address as in the engine, or any generator.

use rand::Rng;
use rand_distr::{Distribution, Exp1, Gamma, StandardNormal};
use tradeflow::lanes::math;
use tradeflow::random::{Process, Stream};

/// A source of chance, with the functions that go with it.
///
/// `Stream` is what a path keeps of each stream that docs/model.md (4) names.
pub trait Chance {
    type Stream;

    fn stream(&mut self, process: Process, entity: u64) -> Self::Stream;
    /// Between 0 and 1, both excluded.
    fn uniform(&mut self, stream: &mut Self::Stream) -> f64;
    fn normal(&mut self, stream: &mut Self::Stream) -> f64;
    fn exponential(&mut self, stream: &mut Self::Stream) -> f64;
    fn gamma(&mut self, stream: &mut Self::Stream, shape: f64, scale: f64) -> f64;

    fn exp(x: f64) -> f64;
    fn ln(x: f64) -> f64;
    fn pow(x: f64, y: f64) -> f64;
}

/// The streams of one path of a run, by their addresses, and the functions that give the same bits
/// on every machine: with them a plain path is the engine's path.
#[derive(Debug)]
pub struct Addressed {
    pub seed: u64,
    pub path: u64,
}

impl Chance for Addressed {
    type Stream = Stream<1>;

    fn stream(&mut self, process: Process, entity: u64) -> Stream<1> {
        Stream::new(self.seed, self.path, process, entity)
    }

    fn uniform(&mut self, stream: &mut Stream<1>) -> f64 {
        stream.lane(0).uniform()
    }

    fn normal(&mut self, stream: &mut Stream<1>) -> f64 {
        math::normal_quantile(self.uniform(stream))
    }

    fn exponential(&mut self, stream: &mut Stream<1>) -> f64 {
        -math::ln(self.uniform(stream))
    }

    fn gamma(&mut self, stream: &mut Stream<1>, shape: f64, scale: f64) -> f64 {
        gamma(&mut stream.lane(0), shape, scale)
    }

    fn exp(x: f64) -> f64 {
        math::exp(x)
    }

    fn ln(x: f64) -> f64 {
        math::ln(x)
    }

    fn pow(x: f64, y: f64) -> f64 {
        math::pow(x, y)
    }
}

/// One generator for everything, `rand_distr`'s own methods and the platform's functions: nothing of
/// the library's chance is used. A path so played has the same law and other numbers.
#[derive(Debug)]
pub struct OneGenerator<R>(pub R);

impl<R: Rng> Chance for OneGenerator<R> {
    type Stream = ();

    fn stream(&mut self, _: Process, _: u64) {}

    fn uniform(&mut self, (): &mut ()) -> f64 {
        rand_distr::Open01.sample(&mut self.0)
    }

    fn normal(&mut self, (): &mut ()) -> f64 {
        StandardNormal.sample(&mut self.0)
    }

    fn exponential(&mut self, (): &mut ()) -> f64 {
        Exp1.sample(&mut self.0)
    }

    fn gamma(&mut self, (): &mut (), shape: f64, scale: f64) -> f64 {
        gamma(&mut self.0, shape, scale)
    }

    fn exp(x: f64) -> f64 {
        x.exp()
    }

    fn ln(x: f64) -> f64 {
        x.ln()
    }

    fn pow(x: f64, y: f64) -> f64 {
        x.powf(y)
    }
}

fn gamma(generator: &mut impl Rng, shape: f64, scale: f64) -> f64 {
    match Gamma::new(shape, scale) {
        Ok(gamma) => gamma.sample(generator),
        Err(_) => shape * scale,
    }
}
