//! `summary.json` of a benchmark, which a later one is held against.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::summary_json::number;
use crate::analysis::benchmark::{Against, Benchmark, Measurement, Sized, Spread};
use crate::output::{OutputError, SCHEMA};

/// The verb, by which the file is known for what it is.
const COMMAND: &str = "bench";
const FILE: &str = "summary.json";

/// Why a file cannot be a baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    #[error("{} cannot be read: {source}", path.display())]
    Absent { path: PathBuf, source: std::io::Error },
    /// It is not JSON, or not that of a benchmark.
    #[error("{} is not the summary.json of a benchmark: {cause}", path.display())]
    Other { path: PathBuf, cause: String },
}

/// The text of `summary.json`: everything of the benchmark, each measurement with its throughput, and what
/// an earlier one is held to.
///
/// # Errors
/// If the encoder refuses.
pub fn bench_json(
    benchmark: &Benchmark,
    against: Option<&Against>,
) -> Result<Vec<u8>, OutputError> {
    let failed = |source| OutputError::Json { file: FILE.to_owned(), source };
    let mut whole = Map::new();
    whole.insert("schema".to_owned(), SCHEMA.into());
    whole.insert("command".to_owned(), COMMAND.into());
    if let Value::Object(found) = serde_json::to_value(benchmark).map_err(failed)? {
        whole.extend(found);
    }
    let measurements = benchmark.measurements.iter().map(|m| measurement(m).map_err(failed));
    whole.insert("measurements".to_owned(), measurements.collect::<Result<Value, _>>()?);
    if let (Some(cost), Some(Value::Object(told))) = (&benchmark.cost, whole.get_mut("cost")) {
        let worst = cost.worst().map(Sized::factor);
        told.insert("worst_factor_held_out".to_owned(), number(worst));
    }
    if let Some(against) = against {
        whole.insert("baseline".to_owned(), versus(against));
    }
    let mut text = serde_json::to_vec_pretty(&whole).map_err(failed)?;
    text.push(b'\n');
    Ok(text)
}

fn measurement(measurement: &Measurement) -> Result<Value, serde_json::Error> {
    let mut value = serde_json::to_value(measurement)?;
    if let Some(told) = value.as_object_mut() {
        let spread = |s: Spread| json!({ "low": number(Some(s.low)), "median": number(Some(s.median)), "high": number(Some(s.high)) });
        told.insert("label".to_owned(), measurement.label().into());
        told.insert("paths_per_second".to_owned(), spread(measurement.paths_a_second()));
        told.insert("microseconds_per_path".to_owned(), spread(measurement.micros_a_path()));
        let processor = measurement.processor_micros_a_path().map(spread);
        told.insert("processor_microseconds_per_path".to_owned(), processor.into());
    }
    Ok(value)
}

fn versus(against: &Against) -> Value {
    let one = |v: &crate::analysis::benchmark::Versus| {
        json!({
            "label": v.label,
            "time_ratio": number(Some(v.ratio)),
            "interval_99": v.interval.map(|i| json!([number(Some(i.low)), number(Some(i.high))])),
            "verdict": v.verdict.word(),
        })
    };
    json!({
        "machine_differences": against.machines,
        "yardstick_ratio": number(against.yardstick),
        "unmatched": against.unmatched,
        "measurements": against.versus.iter().map(one).collect::<Vec<_>>(),
    })
}

/// Reads an earlier benchmark: its `summary.json`, or the folder that holds it.
///
/// # Errors
/// If it cannot be read, or is no benchmark's.
pub fn read_benchmark(path: &Path) -> Result<Benchmark, BaselineError> {
    let path = if path.is_dir() { path.join(FILE) } else { path.to_owned() };
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(source) => return Err(BaselineError::Absent { path, source }),
    };
    let other = |cause: String| BaselineError::Other { path: path.clone(), cause };
    let value: Value = serde_json::from_slice(&text).map_err(|error| other(error.to_string()))?;
    if value["command"] != COMMAND {
        return Err(other(format!("its command is {}", value["command"])));
    }
    serde_json::from_value(value).map_err(|error| other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::benchmark::synthetic_benchmark;

    #[test]
    fn what_is_written_is_read_back_the_same_and_says_the_throughput() {
        let benchmark = synthetic_benchmark(2, 1, "base", 100.0);
        let against = Against::new(&benchmark, &benchmark);
        let text = bench_json(&benchmark, Some(&against)).expect("text");
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(FILE), &text).expect("written");
        assert_eq!(read_benchmark(folder.path()).expect("a benchmark"), benchmark);
        let value: Value = serde_json::from_slice(&text).expect("JSON");
        let two = &value["measurements"][1];
        assert_eq!((&two["label"], &two["threads"]), (&json!("base, 2 threads"), &json!(2)));
        let [rate, micros] =
            ["paths_per_second", "microseconds_per_path"].map(|key| two[key]["median"].as_f64());
        let product = rate.expect("a rate") * micros.expect("a time");
        assert!((product / 1e6 - 1.0).abs() < 1e-9, "{product}");
        assert_eq!(value["baseline"]["measurements"][0]["time_ratio"], 1.0);
        assert_eq!(value["baseline"]["measurements"][0]["verdict"], "too close to tell");
    }

    #[test]
    fn other_files_are_refused_with_their_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("other.json");
        for (text, words) in [
            ("{\"command\": \"run\"}", "its command is \"run\""),
            ("nonsense", "expected"),
            ("{}", "null"),
        ] {
            fs::write(&path, text).expect("written");
            let error = read_benchmark(&path).expect_err("another file").to_string();
            assert!(error.contains("other.json") && error.contains(words), "{error}");
        }
        let error = read_benchmark(&folder.path().join("none")).expect_err("none");
        assert!(matches!(error, BaselineError::Absent { .. }));
    }
}
