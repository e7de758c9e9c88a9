//! How the streams of a block begin: the sampling of its run, and which stream has which coordinate of its points.

use super::Model;
use crate::random::{MAX_DIMENSIONS, Process, Sampling, Stream, entity};

/// A run's sampling, with the streams that have coordinates of Sobol points.
#[derive(Clone, Debug, Default)]
pub(super) struct FirstDraws {
    sampling: Sampling,
    /// By coordinate.
    streams: Vec<(Process, u64)>,
}

impl FirstDraws {
    pub fn new(model: &Model, sampling: Sampling) -> Self {
        let streams = if sampling == Sampling::Sobol { coordinates(model) } else { Vec::new() };
        Self { sampling, streams }
    }

    /// The stream of this address.
    #[inline(always)]
    pub fn stream<const L: usize>(
        &self,
        seed: u64,
        first_path: u64,
        process: Process,
        entity: u64,
    ) -> Stream<L> {
        let about = (process, entity);
        let coordinate = self.streams.iter().position(|own| *own == about);
        self.sampling.stream(seed, first_path, about, coordinate)
    }
}

/// The streams whose first draws are coordinates, in their order: what all buyers and products share of policy first, since the first
/// coordinates are spread best together; then the uncertain inputs in file order; then what is of one product.
fn coordinates(model: &Model) -> Vec<(Process, u64)> {
    let mut streams = vec![(Process::BeijingRegime, 0), (Process::WashingtonRegime, 0)];
    streams.extend(model.customs.process.iter().map(|_| (Process::CustomsGate, 0)));
    streams.push((Process::CapReading, 0));
    streams.extend(model.events.iter().map(|one| (Process::Event, entity(&one.id.name))));
    let ladder = model.tariff.ladder.iter();
    streams.extend(ladder.flat_map(|_| [0, 1, 2, 3]).map(|part| (Process::Ladder, part)));
    let uncertain = model.inputs.iter().filter(|input| !input.dist.is_fixed());
    streams.extend(uncertain.map(|input| (Process::Input, entity(&input.path))));
    for process in [Process::RoundTime, Process::RoundSize, Process::Launch, Process::Disruption] {
        streams.extend(model.products.iter().map(|one| (process, entity(&one.id.name))));
    }
    streams.truncate(MAX_DIMENSIONS);
    streams
}
