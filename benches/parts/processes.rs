//! Each process through a hundred weeks, sixteen paths abreast, with the laws of the base scenario.

use std::hint::black_box;

use criterion::{Criterion, Throughput};
use tradeflow::lanes::dispatch::widest;
use tradeflow::lanes::{Lanes, Mask};
use tradeflow::model::State;
use tradeflow::process::{
    Carry, DelayLine, Excitation, GateState, HazardClock, LadderPace, LadderState, Noise,
    RegimeState,
};
use tradeflow::random::{Process, Stream};

const LANES: usize = 16;
const WEEKS: usize = 100;

/// One process through its weeks, from a state as new, compiled for the widest instructions.
macro_rules! through {
    ($group:ident, $name:literal, $new:expr, $week:expr) => {
        $group.bench_function($name, |b| {
            let new = $new;
            b.iter(|| {
                let mut state = new.clone();
                widest(
                    #[inline(always)]
                    || {
                        for week in 0..WEEKS {
                            $week(&mut state, week);
                        }
                    },
                );
                black_box(state)
            });
        });
    };
}

pub fn weeks(c: &mut Criterion) {
    let model = super::base().model;
    let parameters = State::<LANES>::new(&model, 1, 0).parameters;
    let stream = |process| Stream::<LANES>::new(1, 0, process, 0);
    let one = Lanes::<LANES>::ONE;
    let mut group = c.benchmark_group("processes");
    group.throughput(Throughput::Elements((WEEKS * LANES) as u64));
    let process = &model.washington.process;
    through!(
        group,
        "regime",
        RegimeState::new(process, &parameters, stream(Process::WashingtonRegime)),
        |state: &mut RegimeState<LANES>, _| {
            black_box(state.advance(process, &parameters, one, Lanes::ZERO));
        }
    );
    if let Some(ladder) = &model.tariff.ladder {
        let streams = [0, 1, 2, 3].map(|n| Stream::<LANES>::new(1, 0, Process::Ladder, n));
        let pace = LadderPace { escalation: one, easing: one, truce: one };
        through!(
            group,
            "tariff ladder",
            LadderState::new(ladder, streams.clone()),
            |state: &mut LadderState<LANES>, _| {
                black_box(state.advance(ladder, &parameters, pace));
            }
        );
    }
    if let Some(gate) = &model.customs.process {
        through!(
            group,
            "gate",
            GateState::new(gate, &parameters, stream(Process::CustomsGate)),
            |state: &mut GateState<LANES>, _| state.advance(gate, &parameters, one, one)
        );
    }
    through!(
        group,
        "hazard clock",
        HazardClock::new(stream(Process::Arrival)),
        |clock: &mut HazardClock<LANES>, _| {
            black_box(clock.strikes(Lanes::splat(0.05)));
        }
    );
    through!(
        group,
        "delay line",
        DelayLine::<LANES>::new(WEEKS),
        |line: &mut DelayLine<LANES>, week| {
            line.send(week, Lanes::splat(3.0), one);
            black_box(line.arriving(week));
        }
    );
    through!(
        group,
        "excitation",
        Excitation::<LANES>::default(),
        |excitation: &mut Excitation<LANES>, week: usize| {
            excitation.fade(Lanes::splat(8.0));
            excitation.jump(if week.is_multiple_of(20) { Mask::ALL } else { Mask::NONE }, one);
        }
    );
    through!(group, "noise", Noise::new(stream(Process::Yield)), |noise: &mut Noise<LANES>, _| {
        black_box(noise.factor(Lanes::splat(0.1), Lanes::splat(0.7)));
    });
    through!(group, "carry", Carry::<LANES>::default(), |carry: &mut Carry<LANES>, _| {
        black_box(carry.whole(Lanes::splat(0.3), Lanes::splat(1e9)));
    });
    group.finish();
}
