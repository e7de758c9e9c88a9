//! Randomness in time, one process a file. A process holds its law; its state is one value a path.

mod clock;
mod delay;
mod draws;
mod excitation;
mod gate;
mod ladder;
mod law;
mod logistic;
mod noise;
mod parameter;
mod regime;
mod whole;

pub use clock::HazardClock;
pub use delay::DelayLine;
pub use draws::{Draw, Draws};
pub use excitation::Excitation;
pub use gate::{GateOpening, GateProcess, GateState};
pub use ladder::{LadderPace, LadderProcess, LadderState, Truce};
pub use law::Law;
pub use logistic::logistic;
pub use noise::Noise;
pub use parameter::{Parameter, Parameters};
pub use regime::{RegimeLaw, RegimeProcess, RegimeState};
pub use whole::Carry;
