//! Addressed random streams: (seed, path, process, entity) names a stream, whatever else is drawn.
//!
//! A changed assumption shifts only the draws it is about, path k is the same however many paths
//! follow, and two scenarios on one seed share every unrelated draw.

mod first_draw;
mod hdr;
mod hypercube;
mod reweighting;
mod sobol;
mod stream;

pub use first_draw::Sampling;
pub use hdr::{HDR_RANGE, Hdr};
pub use hypercube::hypercube_axis;
pub use reweighting::path_weights;
pub use sobol::{MAX_DIMENSIONS, Sobol};
pub use stream::{LaneStream, Stream};

/// What a stream is for. The numbers are part of every result: never reuse one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Process {
    /// The once-a-path draw of an uncertain input.
    Input = 1,
    WashingtonRegime = 2,
    BeijingRegime = 3,
    CapReading = 4,
    WhiteList = 5,
    Licence = 6,
    RoundTime = 7,
    RoundSize = 8,
    RoundVerdict = 9,
    Ladder = 10,
    CustomsGate = 11,
    Arrival = 12,
    OrderSize = 13,
    Yield = 14,
    Disruption = 15,
    OtherCustomers = 16,
    VendorStop = 17,
    Event = 18,
    Launch = 19,
    /// The order in which a sensitivity design draws drivers anew.
    DriverOrder = 20,
    /// The order in which changed assumptions are made; the path is the number of the order.
    AssumptionOrder = 30,
    /// The order and places of a Latin hypercube's points; the path is the axis.
    LatinHypercube = 40,
    /// The digits flipped in Sobol points; the path is the dimension.
    SobolScramble = 41,
    /// The order of the first draws of a stream within a block of paths; the path is the block.
    FirstDraw = 42,
    /// The weights of paths in a replicate of the Bayesian bootstrap; the path is the replicate.
    Bootstrap = 50,
    /// Which paths of a search for rare outcomes are tried again, and with which parts; the path is the
    /// number of the search.
    Splitting = 60,
}

/// The entity part of an address: a hash of a name, so that adding, removing or reordering
/// entities leaves the streams of the others alone (FNV-1a, 64 bits; Fowler, Noll and Vo, 1991).
pub fn entity(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::entity;

    #[test]
    fn names_have_the_published_hashes() {
        for (name, hash) in [
            ("", 0xCBF2_9CE4_8422_2325),
            ("a", 0xAF63_DC4C_8601_EC8C),
            ("foobar", 0x8594_4171_F739_67E8),
        ] {
            assert_eq!(entity(name), hash, "{name}");
        }
    }
}
