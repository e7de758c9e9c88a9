//! A run's folder: tables, the summary and the manifest, each file whole or absent.

mod abreast;
mod backtest_json;
mod bench_json;
mod checkpoint;
mod comparison_json;
mod comparison_md;
mod csv;
mod decision_json;
mod discovery_json;
mod error;
mod iamc;
mod inputs;
mod legs;
mod manifest;
mod markdown;
mod new_file;
mod odds_json;
mod parquet;
mod provenance;
mod room;
mod sensitivity_json;
mod sipmath;
mod state;
mod stress_json;
mod summary_json;
mod summary_md;
mod sweep_json;
mod sweep_tables;
mod tables;
mod unfinished;
mod whole_file;
mod workbook;
mod worlds_json;
mod writer;

#[cfg(test)]
mod sample_result;

pub use backtest_json::backtest_json;
pub use bench_json::{BaselineError, bench_json, read_benchmark};
pub use checkpoint::{CHECKPOINT, Checkpoint, CheckpointHead, Found};
pub use comparison_json::comparison_json;
pub use comparison_md::{COMPARED, TARGETS_COMPARED, comparison_md};
pub use csv::{chart_csv_bytes, csv_bytes, csv_rows};
pub use decision_json::decision_json;
pub use discovery_json::{TargetDiscovery, discovery_json};
pub use error::OutputError;
pub use iamc::{iamc_weeks, iamc_years};
pub use inputs::inputs_table;
pub use legs::Legs;
pub use manifest::{
    FileRecord, Manifest, ManifestError, ScenarioRecord, Timings, WorldRecord, sha256_hex,
};
pub use new_file::{write_new, write_over};
pub use odds_json::odds_json;
pub use parquet::{ParquetFile, parquet_bytes};
pub use provenance::Provenance;
pub use room::{Room, check_room};
pub use sensitivity_json::{MetricSensitivity, sensitivity_json};
pub use sipmath::sipmath_json;
pub use state::{read_state, write_state};
pub use stress_json::stress_json;
pub use summary_json::{MetricSummary, summary_json};
pub use summary_md::{summary_md, worlds_md};
pub use sweep_json::{cell_json, sweep_summary_json};
pub use sweep_tables::{cells_table, design_table};
pub use tables::{
    Cells, Table, Words, cases_table, chart_table, paths_table, series_table, stacked_paths_table,
};
pub use unfinished::{CHECKPOINTS, UNFINISHED, discard, is_resumable, settle};
pub use whole_file::WholeFile;
pub use workbook::{
    Assumption, ChangedAssumption, ComparisonParts, WorkbookParts, comparison_workbook_bytes,
    workbook_bytes,
};
pub use worlds_json::{world_folder, worlds_json};
pub use writer::{MANIFEST, RUN_FILES, RunFolder, is_as_written};

/// The version of the layout of `summary.json` and `manifest.json`.
pub const SCHEMA: u32 = 1;
