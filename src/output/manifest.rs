//! What made a run and what it wrote: enough to repeat it and to check its files.

use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::SCHEMA;
use crate::engine::Plan;

/// The contents of `manifest.json`, written last: a folder that has one is complete.
///
/// All but the threads and the timings is the same for the same scenario, seed and version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// The verb that made it, as in "run".
    pub command: String,
    /// What was simulated; a verb that compares has several.
    pub scenarios: Vec<ScenarioRecord>,
    /// The version of the program.
    pub version: String,
    pub seed: u64,
    pub paths: usize,
    pub threads: usize,
    /// What was set on the command line, each as "path=value", in order.
    pub overrides: Vec<String>,
    /// Every other file of the run, by name. Filled in by [`super::RunFolder::finish`].
    pub files: Vec<FileRecord>,
    pub timings: Timings,
}

impl Manifest {
    /// What `command` did on `scenarios` by a plan, simulating for `simulated` of `total`; the files
    /// are not known yet.
    pub fn new(
        command: &str,
        scenarios: Vec<ScenarioRecord>,
        plan: Plan,
        overrides: &[String],
        simulated: Duration,
        total: Duration,
    ) -> Self {
        Self {
            schema: SCHEMA,
            command: command.to_owned(),
            scenarios,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: plan.seed,
            paths: plan.paths,
            threads: plan.threads,
            overrides: overrides.to_vec(),
            files: Vec::new(),
            timings: Timings {
                simulate_seconds: simulated.as_secs_f64(),
                write_seconds: (total - simulated).as_secs_f64(),
                total_seconds: total.as_secs_f64(),
            },
        }
    }
}

/// A scenario as it was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    pub name: String,
    /// [`sha256_hex`] of the resolved text.
    pub hash: String,
    /// With its baseline and overrides merged, as text that loads to the same model.
    pub resolved: String,
}

impl ScenarioRecord {
    pub fn new(name: &str, resolved: &str) -> Self {
        let hash = sha256_hex(resolved.as_bytes());
        Self { name: name.to_owned(), hash, resolved: resolved.to_owned() }
    }
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Relative to the run's folder, with slashes.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

/// How long a run took, by the wall clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    pub simulate_seconds: f64,
    pub write_seconds: f64,
    pub total_seconds: f64,
}

/// SHA-256 in 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        // FIPS 180-2, appendix B.1, and the empty message.
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(sha256_hex(b"").starts_with("e3b0c44298fc1c14"));
    }
}
