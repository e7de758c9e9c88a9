//! What a path costs in lanes, beside the same path written plainly: `cargo bench --bench kernel`.
//!
//! A path is its opening and every week to the horizon of the base scenario, without observation. Lanes run
//! on every instruction set of the machine; the plain path is `tests/plain`, one path at a time with one small
//! generator, `rand_distr` and the platform's functions. All take turns, round after round, and a
//! ratio is taken within its round, so that other load on the machine disturbs it less. Before that, every
//! combination must give the same paths as the plain one.

#![expect(clippy::print_stdout, reason = "a bench is for its table")]
#![expect(clippy::disallowed_methods, reason = "the plain path uses the platform's functions")]

#[path = "../tests/plain/mod.rs"]
mod plain;

use std::hint::black_box;
use std::path::Path;

use rand::SeedableRng;
use rand_xoshiro::Xoshiro256PlusPlus;
use tradeflow::lanes::Mask;
use tradeflow::lanes::dispatch::Set;
use tradeflow::model::{Flow, Model, State};
use tradeflow::scenario;

const BASE: &str = "scenarios/h200-2026.toml";
const SEED: u64 = 1;
const ROUNDS: usize = 21;
/// Flows of chips, which are whole.
const CHIPS: [Flow; 5] =
    [Flow::Asked, Flow::Approved, Flow::Shipped, Flow::Delivered, Flow::Substituted];
/// Paths of each contender in a round.
const PATHS: u64 = 256;

/// One way to come by a path, and what it took in each round.
struct Contender<'m> {
    name: String,
    /// Plays so many paths from the given one on.
    play: Box<dyn FnMut(u64) + 'm>,
    micros_a_path: Vec<f64>,
}

impl<'m> Contender<'m> {
    fn new(name: impl Into<String>, play: impl FnMut(u64) + 'm) -> Self {
        Self { name: name.into(), play: Box::new(play), micros_a_path: Vec::new() }
    }

    /// The median of the rounds, in µs a path.
    fn median(&self) -> f64 {
        quantile(&self.micros_a_path, 0.5)
    }

    /// By how many times `other` took longer, in each round.
    fn gain_over(&self, other: &Self) -> Vec<f64> {
        other
            .micros_a_path
            .iter()
            .zip(&self.micros_a_path)
            .map(|(theirs, ours)| theirs / ours)
            .collect()
    }
}

/// Plays a block of paths to the horizon.
fn play<const L: usize>(model: &Model, set: Set, state: &mut State<L>, first: u64) {
    state.restart(model, first);
    for _ in 0..model.calendar.weeks() {
        state.step_on(set, model);
        state.end_week();
    }
}

fn in_lanes<const L: usize>(model: &Model, set: Set) -> Contender<'_> {
    let mut state = State::<L>::new(model, SEED, 0);
    let name = format!("{L} lane{}, {}", if L == 1 { "" } else { "s" }, set.name());
    Contender::new(name, move |first| {
        for block in (first..first + PATHS).step_by(L) {
            play(model, set, &mut state, block);
            black_box(&state.products);
        }
    })
}

fn plainly(model: &Model) -> Contender<'_> {
    let mut chance = Some(plain::OneGenerator(Xoshiro256PlusPlus::seed_from_u64(SEED)));
    Contender::new("plain Rust, one path at a time", move |_| {
        for _ in 0..PATHS {
            let generator = chance.take().expect("each path hands it back");
            let mut path = plain::Path::new(model, generator);
            path.play(|path| {
                black_box(&path.products);
            });
            chance = Some(path.into_chance());
        }
    })
}

/// Whether a block of lanes plays, week by week, the paths that are played plainly on the same streams: chips
/// and paper, exactly.
fn agrees<const L: usize>(model: &Model, set: Set) -> bool {
    let mut state = State::<L>::new(model, SEED, 0);
    let addressed = |lane| plain::Addressed { seed: SEED, path: lane as u64 };
    let mut paths: Vec<_> = (0..L).map(|lane| plain::Path::new(model, addressed(lane))).collect();
    (0..model.calendar.weeks()).all(|_| {
        state.step_on(set, model);
        let products = 0..state.products.len();
        let paper = products
            .map(|product| state.paper_in_hand(model, product))
            .fold(Mask::NONE, |any, product| any | product);
        let same = paths.iter_mut().enumerate().all(|(lane, path)| {
            path.pass_week();
            let products = state.products.iter().zip(&path.products);
            path.paper_in_hand() == paper.holds(lane)
                && products.into_iter().all(|(ours, theirs)| {
                    CHIPS.iter().all(|&flow| {
                        let (ours, theirs) = (&ours.totals, &theirs.totals);
                        ours[flow as usize].0[lane].to_bits() == theirs[flow as usize].to_bits()
                    })
                })
        });
        state.end_week();
        same
    })
}

/// Processor time of this process in seconds; time on the wall where the system does not tell.
fn seconds() -> f64 {
    #[cfg(unix)]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(unix))]
    {
        static BEGIN: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
        BEGIN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
    }
}

/// The order statistic at `p`.
fn quantile(values: &[f64], p: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * p).round() as usize]
}

fn main() {
    let scenario = scenario::load(Path::new(BASE), &[]).expect("the base scenario is fine");
    let model = &scenario.model;
    let narrowest = Set::all()[0];
    assert!(agrees::<1>(model, narrowest), "one lane does not play the plain paths");
    let mut contenders = vec![plainly(model), in_lanes::<1>(model, narrowest)];
    for set in Set::all() {
        let same = agrees::<8>(model, set) && agrees::<16>(model, set) && agrees::<32>(model, set);
        assert!(same, "lanes on {} do not play the plain paths", set.name());
        contenders.extend([
            in_lanes::<8>(model, set),
            in_lanes::<16>(model, set),
            in_lanes::<32>(model, set),
        ]);
    }
    println!("1, 8, 16 and 32 lanes play the plain paths on every instruction set.\n");

    for round in 0..=ROUNDS {
        for contender in &mut contenders {
            let before = seconds();
            (contender.play)(round as u64 * PATHS);
            let micros = (seconds() - before) * 1e6 / PATHS as f64;
            // The first round warms up.
            if round > 0 {
                contender.micros_a_path.push(micros);
            }
        }
    }
    println!(
        "| | µs a path | times as fast as plain Rust | lowest and highest of {ROUNDS} rounds |"
    );
    println!("|---|---|---|---|");
    let plain = &contenders[0];
    for contender in &contenders {
        let gains = contender.gain_over(plain);
        println!(
            "| {} | {:.0} | {:.2} × | {:.2} to {:.2} × |",
            contender.name,
            contender.median(),
            quantile(&gains, 0.5),
            quantile(&gains, 0.0),
            quantile(&gains, 1.0)
        );
    }
}
