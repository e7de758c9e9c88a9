//! Measures the program itself: pieces of work that take turns, by the clocks, on this machine.

mod clock;
mod machine;
mod measure;
mod sizes;
mod turns;

pub use clock::Clock;
pub use measure::{Ask, MeasureError, Part, Subject, measure, turns};
pub use sizes::BASE;
