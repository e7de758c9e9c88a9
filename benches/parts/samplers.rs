//! Pinned functions and draws, sixteen paths abreast on the widest instructions.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use tradeflow::dist::{
    Beta, Copula, Dist, DistError, Gamma, Lognormal, Percentiles, Pert, Triangular,
};
use tradeflow::lanes::dispatch::widest;
use tradeflow::lanes::{Lanes, math};
use tradeflow::random::{Process, Stream};

const LANES: usize = 16;
/// Vectors of numbers a round.
const VECTORS: usize = 64;

/// Uniform numbers.
fn uniforms() -> Vec<Lanes<LANES>> {
    let mut stream = Stream::<LANES>::new(1, 0, Process::Input, 0);
    (0..VECTORS).map(|_| stream.uniform()).collect()
}

/// One function over all vectors, compiled for the widest instructions.
macro_rules! over {
    ($group:ident, $name:literal, $input:ident, $f:expr) => {
        $group.bench_function($name, |b| {
            b.iter(|| {
                widest(
                    #[inline(always)]
                    || {
                        // A closure given to `fold` would not be widened with what is around it.
                        let mut sum = Lanes::ZERO;
                        for x in black_box(&$input) {
                            sum += $f(*x);
                        }
                        black_box(sum)
                    },
                )
            });
        });
    };
}

#[expect(clippy::disallowed_methods, reason = "the platform's functions, to be compared")]
pub fn functions(c: &mut Criterion) {
    let input = uniforms();
    let mut group = c.benchmark_group("functions");
    group.throughput(Throughput::Elements((VECTORS * LANES) as u64));
    over!(group, "addition, for scale", input, |x: Lanes<LANES>| x);
    over!(group, "exp", input, math::exp_lanes);
    over!(group, "ln", input, math::ln_lanes);
    over!(group, "pow", input, |x: Lanes<LANES>| math::pow_lanes(x, Lanes::splat(0.7)));
    over!(group, "normal quantile", input, math::normal_quantile_lanes);
    // What a program would use otherwise: not the same bits everywhere, or one number at a time.
    over!(group, "exp of the platform", input, |x: Lanes<LANES>| Lanes(x.0.map(f64::exp)));
    over!(group, "ln of the platform", input, |x: Lanes<LANES>| Lanes(x.0.map(f64::ln)));
    over!(group, "exp of libm", input, |x: Lanes<LANES>| Lanes(x.0.map(libm::exp)));
    over!(group, "ln of libm", input, |x: Lanes<LANES>| Lanes(x.0.map(libm::log)));
    group.finish();
}

fn distributions() -> Result<[(&'static str, Dist); 6], DistError> {
    Ok([
        (
            "percentiles",
            Dist::from(Percentiles::new(
                &[(0.1, 24e3), (0.5, 27e3), (0.9, 32e3)],
                Some(0.0),
                None,
            )?),
        ),
        ("triangular", Dist::from(Triangular::new(1.0, 2.0, 4.0)?)),
        ("lognormal", Dist::from(Lognormal::from_median_p90(6000.0, 20_000.0)?)),
        ("PERT", Dist::from(Pert::new(1.0, 2.0, 4.0)?)),
        ("beta", Dist::from(Beta::new(2.0, 5.0, 0.0, 1.0)?)),
        ("gamma", Dist::from(Gamma::from_shape_mean(2.5, 4.0)?)),
    ])
}

pub fn draws(c: &mut Criterion) {
    let mut group = c.benchmark_group("draws");
    group.throughput(Throughput::Elements((VECTORS * LANES) as u64));
    group.bench_function("stream opened, one uniform", |b| {
        let mut path = 0;
        b.iter(|| {
            for _ in 0..VECTORS {
                path += LANES as u64;
                black_box(Stream::<LANES>::new(1, path, Process::Input, 7).uniform());
            }
        });
    });
    let mut stream = Stream::<LANES>::new(1, 0, Process::Input, 0);
    macro_rules! drawn {
        ($name:literal, $draw:ident) => {
            group.bench_function($name, |b| {
                b.iter(|| {
                    widest(
                        #[inline(always)]
                        || {
                            let sum = |sum, _| sum + stream.$draw();
                            black_box((0..VECTORS).fold(Lanes::ZERO, sum))
                        },
                    )
                });
            });
        };
    }
    drawn!("uniform", uniform);
    drawn!("normal", normal);
    drawn!("exponential", exponential);
    let uniforms = uniforms();
    for (name, dist) in distributions().expect("valid distributions") {
        group.bench_function(name, |b| {
            b.iter(|| {
                let values = black_box(&uniforms).iter().flat_map(|x| x.0);
                black_box(values.map(|u| dist.quantile(u)).sum::<f64>())
            });
        });
    }
    let pairs: Vec<(usize, usize, f64)> = (1..10).map(|k| (k - 1, k, 0.3)).collect();
    let copula = Copula::new(10, &pairs).expect("a valid copula");
    group.throughput(Throughput::Elements(1));
    group.bench_function("copula of ten inputs", |b| {
        let mut point: Vec<f64> = uniforms[0].0[..10].to_vec();
        b.iter(|| {
            point.copy_from_slice(&uniforms[0].0[..10]);
            copula.correlate(black_box(&mut point));
        });
    });
    group.finish();
}
