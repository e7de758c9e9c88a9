//! Runs many paths in parallel and gathers what they report.

mod batch;
mod catalogue;
mod plan;
mod result;
mod run;
mod scalars;
mod series;
mod trace;

pub use plan::{BATCH_PATHS, Check, Plan};
pub use result::{
    BAND_LEVELS, Bands, Column, InputColumn, RegimeSeries, RunResult, SamplePath, SeriesTable,
    SeriesVariable, Target, WeekSummary,
};
pub use run::{Progress, RunError, run};
pub use trace::{Trace, TraceProduct, TraceWeek, trace};
