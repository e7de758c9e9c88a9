//! Draws of one law that few paths ask for at a time, gathered and finished abreast.

use super::{Law, Parameter, Parameters};
use crate::lanes::{Lanes, math};
use crate::random::LaneStream;

/// How many draws are finished at once.
const ABREAST: usize = 16;
/// How many draws wait at most.
const ROOM: usize = 4 * ABREAST;

/// A draw that waits, or its value: on the path of `lane`, for whatever `place` stands for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Draw {
    pub place: usize,
    pub lane: usize,
    pub value: f64,
}

/// Draws of a law, each begun on its own path's stream. What costs time, the transform of a uniform
/// number into a value, is then done for sixteen of them at once, whatever their paths and places.
/// The values are those of [`Law::draw`], bit for bit.
#[derive(Clone, Debug)]
pub struct Draws {
    waiting: [Draw; ROOM],
    count: usize,
}

impl Default for Draws {
    #[inline(always)]
    fn default() -> Self {
        Self { waiting: [Draw::default(); ROOM], count: 0 }
    }
}

impl Draws {
    /// No other draw can be begun before those that wait are [finished](Self::finish).
    #[inline(always)]
    pub fn is_full(&self) -> bool {
        self.count == ROOM
    }

    /// Begins a draw; there must be room for it.
    #[inline(always)]
    pub fn begin<const L: usize>(
        &mut self,
        law: &Law,
        parameters: &Parameters<L>,
        place: usize,
        lane: usize,
        stream: LaneStream<'_, L>,
    ) {
        let value = law.chance(parameters, lane, stream);
        self.waiting[self.count] = Draw { place, lane, value };
        self.count += 1;
    }

    /// Hands over all draws that wait, in the order in which they were begun.
    #[inline(always)]
    pub fn finish<const L: usize>(&mut self, law: &Law, parameters: &Parameters<L>) -> &[Draw] {
        let draws = &mut self.waiting[..self.count];
        self.count = 0;
        if let Law::Lognormal { median, sigma } = law {
            for draws in draws.chunks_mut(ABREAST) {
                lognormal(draws, parameters, *median, *sigma);
            }
        } else {
            for draw in draws.iter_mut() {
                draw.value = law.value(parameters, draw.lane, draw.value);
            }
        }
        draws
    }
}

/// As [`Law::value`] of the lognormal law, in lanes that are draws and not paths.
#[inline(always)]
fn lognormal<const L: usize>(
    draws: &mut [Draw],
    parameters: &Parameters<L>,
    median: Parameter,
    sigma: Parameter,
) {
    let (mut u, mut medians, mut sigmas) = (Lanes::<ABREAST>::splat(0.5), Lanes::ZERO, Lanes::ZERO);
    for (place, draw) in draws.iter().enumerate() {
        u.0[place] = draw.value;
        medians.0[place] = parameters.at(median, draw.lane);
        sigmas.0[place] = parameters.at(sigma, draw.lane);
    }
    let values = medians * math::exp_lanes(sigmas * math::normal_quantile_lanes(u));
    for (draw, value) in draws.iter_mut().zip(values.positive().0) {
        draw.value = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Process, Stream};

    #[test]
    fn draws_abreast_are_the_draws_one_by_one_whatever_the_law() {
        let mut parameters = Parameters::<4>::new(2);
        parameters.set(Parameter(0), Lanes([3.0, 900.0, 0.5, 6e3]));
        parameters.set(Parameter(1), Lanes([1.0, 0.3, 2.5, 0.0]));
        let (median, sigma) = (Parameter(0), Parameter(1));
        for law in [
            Law::Lognormal { median, sigma },
            Law::Exponential { mean: median },
            Law::Gamma { mean: median, shape: sigma },
            Law::Fixed(median),
        ] {
            let mut stream = Stream::<4>::new(1, 0, Process::OrderSize, 1);
            let mut again = stream.clone();
            let mut draws = Draws::default();
            // Not a whole number of sixteens, and more than one fill.
            for _ in 0..3 {
                let mut expected = Vec::new();
                for n in 0..ROOM - 3 {
                    let lane = (n * 7) % 4;
                    draws.begin(&law, &parameters, n, lane, stream.lane(lane));
                    expected.push(law.draw(&parameters, lane, again.lane(lane)));
                }
                let finished = draws.finish(&law, &parameters);
                assert_eq!(finished.len(), expected.len(), "{law:?}");
                for (n, (draw, value)) in finished.iter().zip(expected).enumerate() {
                    assert_eq!((draw.place, draw.value.to_bits()), (n, value.to_bits()), "{law:?}");
                }
            }
        }
    }
}
