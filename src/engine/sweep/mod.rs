//! Many cells of one scenario on one pool: assumptions are varied, and each cell has its paths.

mod cost;
mod design;
mod effect;
mod layout;
mod result;
mod run;

pub use cost::Cost;
pub use design::{Axis, Coordinate, Design, DesignError, DesignKind, MAX_CELLS, MAX_LEVERS};
pub use effect::{Effect, RANGE_BINS};
pub use layout::{CellLayout, GROUPS};
pub use result::{Gather, KEPT_CELLS, Lever, SweepResult, SweepSubject};
pub use run::{SweepError, SweepJob, run_cells};
