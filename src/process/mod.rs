//! Randomness in time, one process a file. A process holds its law; its state is one value a path.

mod gate;
mod law;
mod parameter;
mod regime;

pub use gate::{GateOpening, GateProcess};
pub use law::Law;
pub use parameter::{Parameter, Parameters};
pub use regime::{RegimeLaw, RegimeProcess};
