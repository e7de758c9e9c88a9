//! A path put together from draws of choice: what a search for rare outcomes moves by.

use super::{Model, StreamKey};
use crate::lanes::Lanes;
use crate::random::Process;

/// The parts that a path is drawn from: a uniform number for each uncertain input, and the streams of
/// each process. They are independent of one another; the copula ties inputs only after they are drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// The place among uncertain inputs, by place in [`Model::inputs`]; none for a fixed one.
    inputs: Vec<Option<usize>>,
    streams: Vec<StreamKey>,
}

/// What one path is drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    /// A number between 0 and 1 for each uncertain input, in file order.
    pub inputs: Vec<f64>,
    /// For each process, the path whose streams are taken.
    pub streams: Vec<u64>,
}

/// A block of `L` paths, each from draws of its own. Draws that are uniform, and paths that are chosen
/// without a look at what their streams hold, make a path like any other.
#[derive(Clone, Debug)]
pub struct Mosaic<'a, const L: usize> {
    parts: &'a Parts,
    inputs: Vec<Lanes<L>>,
    streams: Vec<[u64; L]>,
}

impl Model {
    /// What its paths are drawn from: uncertain inputs in file order, and processes.
    pub fn parts(&self) -> Parts {
        let mut next = 0..;
        let uncertain = self.inputs.iter().map(|input| !input.dist.is_fixed());
        let inputs = uncertain.map(|is| if is { next.next() } else { None }).collect();
        let streams = self.drivers().into_iter().flat_map(|driver| driver.streams).collect();
        Parts { inputs, streams }
    }
}

impl Parts {
    /// How many inputs are uncertain.
    pub fn inputs(&self) -> usize {
        self.inputs.iter().flatten().count()
    }

    /// How many processes draw.
    pub fn streams(&self) -> usize {
        self.streams.len()
    }
}

impl<'a, const L: usize> Mosaic<'a, L> {
    /// The first `L` of these paths; lanes left over repeat the first. None without a path.
    pub fn new(parts: &'a Parts, made: &[Draws]) -> Option<Self> {
        let first = made.first()?;
        let path = |lane: usize| made.get(lane).unwrap_or(first);
        let inputs = (0..parts.inputs()).map(|part| Lanes::from_fn(|lane| path(lane).inputs[part]));
        let of = |part: usize| std::array::from_fn(|lane| path(lane).streams[part]);
        let streams = (0..parts.streams()).map(of).collect();
        Some(Self { parts, inputs: inputs.collect(), streams })
    }

    /// The uniform numbers of the input at this place in [`Model::inputs`]; a half for a fixed one.
    pub(super) fn of_input(&self, place: usize) -> Lanes<L> {
        self.parts.inputs[place].map_or(Lanes::splat(0.5), |part| self.inputs[part])
    }

    /// The paths whose streams a process of an entity takes.
    pub(super) fn of_stream(&self, process: Process, entity: u64) -> [u64; L] {
        let holds =
            |key: &StreamKey| key.process == process && key.entity.is_none_or(|one| one == entity);
        let found = self.parts.streams.iter().position(holds);
        found.map_or([0; L], |part| self.streams[part])
    }
}
