//! Some of a path's draws made anew while all others stay: what a sensitivity analysis asks for.

use super::{Driver, Model};
use crate::dist::Conditional;
use crate::random::Process;

/// Which draws of a path come from another seed.
///
/// The streams of the drivers named are taken from that seed at the same path, so that path k with
/// and without the redraw differs in these drivers alone. An input that the copula ties to others
/// is drawn given those that stay: each path has the scenario's joint distribution still.
#[derive(Clone, Debug, PartialEq)]
pub struct Redraw {
    source: Source,
    /// By place in [`Model::inputs`].
    inputs: Vec<bool>,
    streams: Vec<StreamKey>,
    conditional: Option<Conditional>,
}

/// Where redrawn draws come from.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Source {
    /// The streams of another seed.
    Seed(u64),
    /// The path's own uniforms, half a turn on.
    HalfTurn,
}

/// The streams of a process: of one entity, or of all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StreamKey {
    pub process: Process,
    pub entity: Option<u64>,
}

impl Redraw {
    /// Draws these drivers anew from `seed`.
    pub fn new<'a>(
        model: &Model,
        seed: u64,
        drivers: impl IntoIterator<Item = &'a Driver>,
    ) -> Self {
        let mut inputs = vec![false; model.inputs.len()];
        let mut streams = Vec::new();
        for driver in drivers {
            for input in &driver.inputs {
                inputs[input.0 as usize] = true;
            }
            streams.extend_from_slice(&driver.streams);
        }
        let conditional = model.copula.as_ref().and_then(|(members, copula)| {
            let fresh: Vec<bool> = members.iter().map(|member| inputs[member.0 as usize]).collect();
            copula.conditional(&fresh)
        });
        Self { source: Source::Seed(seed), inputs, streams, conditional }
    }

    /// Moves the uniform u of each input of these drivers to u + ½ or u − ½, before the copula:
    /// the elementary step of a screening. Streams of processes stay.
    pub fn half_turn<'a>(model: &Model, drivers: impl IntoIterator<Item = &'a Driver>) -> Self {
        let anew = Self::new(model, 0, drivers);
        Self { source: Source::HalfTurn, streams: Vec::new(), conditional: None, ..anew }
    }

    /// The seed of a stream whose path has the seed `own`.
    pub(super) fn seed_of(&self, own: u64, process: Process, entity: u64) -> u64 {
        let Source::Seed(seed) = self.source else { return own };
        let anew = self
            .streams
            .iter()
            .any(|key| key.process == process && key.entity.is_none_or(|one| one == entity));
        if anew { seed } else { own }
    }

    /// The seed of redrawn inputs; none where they are the path's own, half a turn on.
    pub(super) fn seed(&self) -> Option<u64> {
        match self.source {
            Source::Seed(seed) => Some(seed),
            Source::HalfTurn => None,
        }
    }

    /// True if the input at this place in [`Model::inputs`] is drawn anew.
    pub(super) fn draws(&self, input: usize) -> bool {
        self.inputs[input]
    }

    /// How correlated inputs are drawn given those that stay; none where all of them stay or go.
    pub(super) fn conditional(&self) -> Option<&Conditional> {
        self.conditional.as_ref()
    }
}
