//! The generator against its published vectors, streams against the address of docs/model.md, and golden draws: the first of
//! each stream and sampler, which change with a value-breaking line of the changelog alone.

use std::fmt::Write;
use std::path::Path;

use rand::{Rng, SeedableRng, TryRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use tradeflow::dist::{self, Dist};
use tradeflow::random::{Process, Sobol, Stream, entity, hypercube_axis};

use crate::world::{Z, assert_near, assert_within};

/// Every process with its number.
const PROCESSES: [(Process, u64); 23] = [
    (Process::Input, 1),
    (Process::WashingtonRegime, 2),
    (Process::BeijingRegime, 3),
    (Process::CapReading, 4),
    (Process::WhiteList, 5),
    (Process::Licence, 6),
    (Process::RoundTime, 7),
    (Process::RoundSize, 8),
    (Process::RoundVerdict, 9),
    (Process::Ladder, 10),
    (Process::CustomsGate, 11),
    (Process::Arrival, 12),
    (Process::OrderSize, 13),
    (Process::Yield, 14),
    (Process::Disruption, 15),
    (Process::OtherCustomers, 16),
    (Process::VendorStop, 17),
    (Process::Event, 18),
    (Process::Launch, 19),
    (Process::DriverOrder, 20),
    (Process::AssumptionOrder, 30),
    (Process::LatinHypercube, 40),
    (Process::SobolScramble, 41),
];

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 as docs/model.md has it.
fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The generator of an address as docs/model.md has it.
fn addressed(seed: u64, path: u64, process: u64, entity: u64) -> Xoshiro256PlusPlus {
    let mut bytes = [0; 32];
    for (place, word) in bytes.chunks_mut(8).enumerate() {
        let step = GAMMA.wrapping_mul(place as u64 + 1);
        let mut x = mix(mix(seed ^ step).wrapping_add(entity).wrapping_add(GAMMA));
        x = mix(x.wrapping_add(process.wrapping_mul(GAMMA)));
        x = mix(x.wrapping_add(path.wrapping_mul(GAMMA)).wrapping_add(step));
        word.copy_from_slice(&x.to_le_bytes());
    }
    Xoshiro256PlusPlus::from_seed(bytes)
}

/// SplitMix64 from 1234567 (the authors' program), and xoshiro256++ from the words 1, 2, 3, 4 (Blackman and Vigna, 2019).
#[test]
fn published_vectors() {
    let published: [u64; 3] =
        [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
    let split = (1..=3u64).map(|k| mix(1_234_567u64.wrapping_add(GAMMA.wrapping_mul(k))));
    let differ = split.zip(published).filter(|(found, published)| found != published).count();
    assert_near("words of SplitMix64 that differ", differ as f64, 0.0, 0.0);

    let words = [1u64, 2, 3, 4].map(u64::to_le_bytes).concat();
    let mut generator = Xoshiro256PlusPlus::from_seed(words.try_into().expect("32 bytes"));
    let published: [u64; 4] =
        [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386];
    let differ = published.iter().filter(|word| generator.next_u64() != **word).count();
    assert_near("words of xoshiro256++ that differ", differ as f64, 0.0, 0.0);
}

#[test]
fn streams_have_the_addresses_that_the_page_gives() {
    let mut differ = 0;
    for (process, number) in PROCESSES {
        for (seed, path, who) in [(0, 0, 0), (7, 3, entity("h200")), (u64::MAX, 1 << 40, u64::MAX)]
        {
            let mut stream = Stream::<1>::new(seed, path, process, who);
            let mut generator = addressed(seed, path, number, who);
            for _ in 0..100 {
                let Ok(word) = stream.lane(0).try_next_u64();
                differ += u64::from(word != generator.next_u64());
            }
            let k = generator.next_u64() >> 12;
            let uniform = (2.0 * k as f64 + 1.0) * 0.5f64.powi(53);
            differ += u64::from(uniform != stream.lane(0).uniform());
        }
    }
    // FNV-1a of "a", as published with the hash.
    differ += u64::from(entity("a") != 0xAF63_DC4C_8601_EC8C);
    assert_near("words of streams that differ", differ as f64, 0.0, 0.0);
}

/// First uniforms of neighbours in each part of the address: their correlation.
#[test]
fn neighbouring_addresses_are_independent() {
    const PATHS: u64 = 100_000;
    let first = |seed, path, process, entity| {
        Stream::<1>::new(seed, path, process, entity).lane(0).uniform() - 0.5
    };
    let base = |path| first(5, path, Process::Input, 1);
    let allowed = Z / (PATHS as f64).sqrt();
    let neighbours: [(&str, &dyn Fn(u64) -> f64); 4] = [
        ("seed", &|path| first(6, path, Process::Input, 1)),
        ("path", &|path| base(path + 1)),
        ("process", &|path| first(5, path, Process::WashingtonRegime, 1)),
        ("entity", &|path| first(5, path, Process::Input, 2)),
    ];
    for (what, other) in neighbours {
        let sum: f64 = (0..PATHS).map(|path| base(path) * other(path)).sum();
        let correlation = sum / (PATHS as f64 / 12.0);
        let what = format!("correlation with the next {what}");
        assert_within(&what, correlation, 0.0, allowed, Some(2.0 * allowed));
    }
}

/// Uniforms of 52 bits: 400,000 hold a pair alike once in 56,000 runs, two once in 6·10⁹; of 24 bits they hold 4,800.
#[test]
fn uniforms_do_not_repeat() {
    let mut stream = Stream::<8>::new(3, 0, Process::Input, 5);
    let mut bits: Vec<u64> =
        (0..50_000).flat_map(|_| stream.uniform().0).map(f64::to_bits).collect();
    let count = bits.len();
    bits.sort_unstable();
    bits.dedup();
    assert_near("uniforms that repeat", (count - bits.len()) as f64, 0.0, 1.0);
}

#[test]
fn golden_draws() {
    const FILE: &str = "tests/statistical/golden-draws.txt";
    let mut text = String::from(
        "# The first draws of each stream, and of each sampler at 1/7 and 1 - 1/700, in the bits of their doubles. A change is\n\
         # value-breaking. To accept one: TRADEFLOW_BLESS=1 cargo test --test statistical golden_draws\n",
    );
    let mut line = |what: &str, values: [f64; 2]| {
        let [one, two] = values.map(f64::to_bits);
        let _ = writeln!(text, "{what} {one:016x} {two:016x} # {:e} {:e}", values[0], values[1]);
    };
    for (process, _) in PROCESSES {
        let mut stream = Stream::<1>::new(1, 0, process, entity("h200"));
        let draws = [stream.lane(0).uniform(), stream.lane(0).uniform()];
        line(&format!("stream {process:?}"), draws);
    }
    for (name, dist) in samplers() {
        line(&format!("sampler {name}"), [1.0 / 7.0, 1.0 - 1.0 / 700.0].map(|u| dist.quantile(u)));
    }
    let mut stream = Stream::<1>::new(1, 0, Process::Yield, 0);
    line("normal", [stream.normal().0[0], stream.normal().0[0]]);
    line("exponential", [stream.exponential().0[0], stream.exponential().0[0]]);
    let sobol = Sobol::new(3, 1).expect("three dimensions");
    line("sobol", [sobol.coordinate(0, 0), sobol.coordinate(5, 2)]);
    let axis = hypercube_axis(4, 0, 1);
    line("hypercube", [axis[0], axis[3]]);

    if std::env::var_os("TRADEFLOW_BLESS").is_some() {
        std::fs::write(Path::new(FILE), &text).unwrap_or_else(|error| panic!("{error}"));
    }
    let golden = std::fs::read_to_string(FILE).unwrap_or_default();
    let differ = text.lines().zip(golden.lines()).filter(|(now, then)| now != then).count()
        + text.lines().count().abs_diff(golden.lines().count());
    assert_near("golden draws that differ", differ as f64, 0.0, 0.0);
}

fn made<D: Into<Dist>>(dist: Result<D, dist::DistError>) -> Dist {
    dist.map_or_else(|error| panic!("{error}"), Into::into)
}

/// One of each kind.
fn samplers() -> Vec<(&'static str, Dist)> {
    let normal = || made(dist::Normal::new(0.0, 1.0));
    let percentiles = [(0.1, 1.0), (0.5, 2.0), (0.9, 4.0)];
    vec![
        ("percentiles", made(dist::Percentiles::new(&percentiles, Some(0.0), None))),
        ("normal", normal()),
        ("lognormal", made(dist::Lognormal::from_median_p90(2.0, 5.0))),
        ("triangular", made(dist::Triangular::new(0.0, 1.0, 4.0))),
        ("pert", made(dist::Pert::new(0.0, 1.0, 4.0))),
        ("uniform", made(dist::Uniform::new(2.0, 3.0))),
        ("beta", made(dist::Beta::new(2.0, 3.5, 0.0, 1.0))),
        ("gamma", made(dist::Gamma::from_shape_mean(2.5, 4.0))),
        ("discrete", made(dist::Discrete::new(&[1.0, 5.0], &[0.9, 0.1]))),
        ("empirical", made(dist::Empirical::new(&[3.0, 1.0, 7.5]))),
        ("poisson", made(dist::Poisson::new(4.5))),
        ("mixture", made(dist::Mixture::new(vec![(0.5, normal()), (0.5, normal())]))),
        ("truncated", made(dist::Truncated::new(normal(), 0.5, 2.0))),
    ]
}
