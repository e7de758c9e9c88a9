//! Runs many paths in parallel and gathers what they report.

mod result;

pub use result::{
    BAND_LEVELS, Bands, Column, InputColumn, RegimeSeries, RunResult, SamplePath, SeriesTable,
    SeriesVariable, Target, WeekSummary,
};
