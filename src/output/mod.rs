//! A run's folder: tables, the summary and the manifest, each file whole or absent.

mod backtest_json;
mod comparison_json;
mod csv;
mod error;
mod inputs;
mod manifest;
mod new_file;
mod parquet;
mod stress_json;
mod summary_json;
mod tables;
mod worlds_json;
mod writer;

#[cfg(test)]
mod sample_result;

pub use backtest_json::backtest_json;
pub use comparison_json::comparison_json;
pub use csv::{chart_csv_bytes, csv_bytes};
pub use error::OutputError;
pub use inputs::inputs_table;
pub use manifest::{FileRecord, Manifest, ScenarioRecord, Timings, sha256_hex};
pub use new_file::write_new;
pub use parquet::parquet_bytes;
pub use stress_json::stress_json;
pub use summary_json::{MetricSummary, summary_json};
pub use tables::{
    Cells, Table, Words, chart_table, paths_table, series_table, stacked_paths_table,
};
pub use worlds_json::{world_folder, worlds_json};
pub use writer::{MANIFEST, RUN_FILES, RunFolder};

/// The version of the layout of `summary.json` and `manifest.json`.
pub const SCHEMA: u32 = 1;
