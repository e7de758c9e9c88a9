//! Runs many paths in parallel and gathers what they report.

mod batch;
mod catalogue;
mod dated;
mod footprint;
mod leg;
mod outcomes;
mod plan;
mod pool;
mod precision;
mod result;
mod run;
mod scalars;
mod series;
mod size;
pub mod sweep;
mod tallies;
mod trace;
mod underway;

pub use catalogue::{metric_units, target_column};
pub use footprint::{Footprint, MAX_MEMORY_BYTES};
pub use outcomes::{OutcomeWorkspace, Outcomes, columns};
pub use plan::{BATCH_PATHS, Check, Plan};
pub use pool::in_order;
pub use precision::{Attained, FIRST_LOOK, Figure, Goal, Precision, Tolerance, least_paths};
pub use result::{
    BAND_LEVELS, Bands, Column, InputColumn, RegimeSeries, RunResult, SamplePath, SeriesTable,
    SeriesVariable, Target, WeekSummary,
};
pub use run::{Progress, RunError, run, target_values};
pub use size::Size;
pub use trace::{Trace, TraceProduct, TraceWeek, trace};
pub use underway::Underway;
