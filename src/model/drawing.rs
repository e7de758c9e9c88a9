//! What is drawn once a path: the streams of a block, and its uncertain inputs.

use super::first_draws::FirstDraws;
use super::{Model, Mosaic, Redraw};
use crate::lanes::Lanes;
use crate::process::{Parameter, Parameters};
use crate::random::{Process, Stream, entity};

/// The streams of one block: they differ by process and entity alone, or by what a mosaic says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Streams<'a, const L: usize> {
    pub seed: u64,
    pub first_draws: &'a FirstDraws,
    pub first_path: u64,
    pub redraw: Option<&'a Redraw>,
    pub mosaic: Option<&'a Mosaic<'a, L>>,
}

impl<const L: usize> Streams<'_, L> {
    pub fn of(self, process: Process, entity: u64) -> Stream<L> {
        let seed =
            self.redraw.map_or(self.seed, |redraw| redraw.seed_of(self.seed, process, entity));
        match self.mosaic {
            None => self.first_draws.stream(seed, self.first_path, process, entity),
            Some(mosaic) => {
                Stream::of_paths(seed, mosaic.of_stream(process, entity), process, entity)
            }
        }
    }

    /// The uniform number of the input at this place in [`Model::inputs`].
    fn of_input(self, seed: u64, place: usize, path: &str) -> Lanes<L> {
        match self.mosaic {
            None => {
                let (path, about) = (self.first_path, entity(path));
                self.first_draws.stream(seed, path, Process::Input, about).uniform()
            }
            Some(mosaic) => mosaic.of_input(place),
        }
    }
}

/// One uniform an uncertain input, from a stream of its own, half a turn on where `turned` says so;
/// those of correlated inputs are made dependent by the copula.
fn joint_uniforms<const L: usize>(
    model: &Model,
    seed: u64,
    streams: Streams<'_, L>,
    turned: impl Fn(Parameter) -> bool,
) -> Parameters<L> {
    let mut uniforms = Parameters::new(model.inputs.len());
    for (parameter, input) in model.parameters() {
        if !input.dist.is_fixed() {
            let uniform = streams.of_input(seed, parameter.0 as usize, &input.path);
            let turn = |u: f64| if u < 0.5 { u + 0.5 } else { u - 0.5 };
            uniforms.set(parameter, if turned(parameter) { uniform.map(turn) } else { uniform });
        }
    }
    if let Some((members, copula)) = &model.copula {
        by_lane(&mut uniforms, members, |_, joint| copula.correlate(joint));
    }
    uniforms
}

/// Changes the values of some parameters together, one lane after the other.
fn by_lane<const L: usize>(
    values: &mut Parameters<L>,
    members: &[Parameter],
    mut change: impl FnMut(usize, &mut [f64]),
) {
    let mut joint = vec![0.0; members.len()];
    for lane in 0..L {
        for (value, member) in joint.iter_mut().zip(members) {
            *value = values.at(*member, lane);
        }
        change(lane, &mut joint);
        for (value, member) in joint.iter().zip(members) {
            let mut lanes = values.get(*member);
            lanes.0[lane] = *value;
            values.set(*member, lanes);
        }
    }
}

/// The uniforms of a path, some of them drawn anew given the others.
fn partly_redrawn<const L: usize>(
    model: &Model,
    own: &Parameters<L>,
    streams: Streams<'_, L>,
    redraw: &Redraw,
) -> Parameters<L> {
    let Some(seed) = redraw.seed() else {
        let turned = |parameter: Parameter| redraw.draws(parameter.0 as usize);
        return joint_uniforms(model, streams.seed, streams, turned);
    };
    let mut uniforms = joint_uniforms(model, seed, streams, |_| false);
    if let (Some((members, _)), Some(conditional)) = (&model.copula, redraw.conditional()) {
        by_lane(&mut uniforms, members, |lane, joint| {
            let kept: Vec<f64> = members.iter().map(|member| own.at(*member, lane)).collect();
            conditional.apply(&kept, joint);
        });
    }
    for (parameter, _) in model.parameters() {
        if !redraw.draws(parameter.0 as usize) {
            uniforms.set(parameter, own.get(parameter));
        }
    }
    uniforms
}

/// Each uncertain input through its inverse distribution function.
pub(super) fn draw_inputs<const L: usize>(model: &Model, streams: Streams<'_, L>) -> Parameters<L> {
    let mut uniforms = joint_uniforms(model, streams.seed, streams, |_| false);
    if let Some(redraw) = streams.redraw {
        uniforms = partly_redrawn(model, &uniforms, streams, redraw);
    }
    let mut drawn = Parameters::new(model.inputs.len());
    for (parameter, input) in model.parameters() {
        let value = if input.dist.is_fixed() {
            Lanes::splat(input.dist.quantile(0.5))
        } else {
            uniforms.get(parameter).map(|u| input.dist.quantile(u))
        };
        drawn.set(parameter, value);
    }
    drawn
}
