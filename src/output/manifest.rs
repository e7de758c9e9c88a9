//! What made a run and what it wrote: enough to repeat it and to check its files.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{MANIFEST, Provenance, SCHEMA};
use crate::engine::{Plan, RunResult};
use crate::random::Sampling;

/// Bytes of a file that are read at a time.
const PIECE: usize = 1 << 16;

/// Digits of a run's id: among a thousand runs, two have the same with odds of one in ten thousand.
const ID_DIGITS: usize = 8;

/// The contents of `manifest.json`, written last: a folder that has one is complete.
///
/// It is made before what the run writes, so that pages and charts can name the run. All but the threads and
/// the timings is the same for the same scenario, seed and version.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`super::SCHEMA`].
    pub schema: u32,
    /// [`Self::id`], as the run's charts and pages have it.
    #[serde(default)]
    pub run: String,
    /// The verb that made it, as in "run".
    pub command: String,
    /// What was simulated; a verb that compares has several.
    pub scenarios: Vec<ScenarioRecord>,
    /// The version of the program.
    pub version: String,
    pub seed: u64,
    pub paths: usize,
    /// How first draws were spread over paths.
    #[serde(default, skip_serializing_if = "is_random")]
    pub sampling: Sampling,
    /// How many of them are kept, from the first, where not all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_paths: Option<usize>,
    /// Why there are so many paths, where the run was to go on until it is precise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<PrecisionRecord>,
    /// What else was asked and decides figures, as in "where delivered_units.h200 == 0".
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<String>,
    pub threads: usize,
    /// What was set on the command line, each as "path=value", in order.
    pub overrides: Vec<String>,
    /// Every other file of the run, by name. Filled in by [`super::RunFolder::finish`].
    pub files: Vec<FileRecord>,
    pub timings: Timings,
}

/// Why the manifest of a finished run could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is none, or the system does not let it be read.
    #[error("it has no {MANIFEST} that can be read: {0}")]
    Absent(std::io::Error),
    /// It is no manifest.
    #[error("its {MANIFEST} is damaged: {0}")]
    Damaged(serde_json::Error),
    /// It is laid out as another version of the program does.
    #[error("its {MANIFEST} is of layout {found}; this program reads layout {SCHEMA}")]
    OtherLayout { found: u32 },
}

impl Manifest {
    /// The manifest in the folder of a finished run.
    ///
    /// # Errors
    /// If there is none, or none that this program reads.
    pub fn read(folder: &Path) -> Result<Self, ManifestError> {
        let text = fs::read(folder.join(MANIFEST)).map_err(ManifestError::Absent)?;
        let manifest: Self = serde_json::from_slice(&text).map_err(ManifestError::Damaged)?;
        match manifest.schema {
            SCHEMA if manifest.run.is_empty() => Ok(manifest.named()),
            SCHEMA => Ok(manifest),
            found => Err(ManifestError::OtherLayout { found }),
        }
    }

    /// As the manifest of this result, which may have been to go on until it is precise.
    #[must_use]
    pub fn with_precision(self, result: &RunResult) -> Self {
        let precision = result.precision.as_ref().map(|precision| PrecisionRecord {
            asked: precision.goals.iter().map(|goal| goal.asked.clone()).collect(),
            most_paths: precision.most_paths,
            met: precision.is_met(),
        });
        Self { precision, ..self }.named()
    }

    /// As the manifest of a run of which this was asked too.
    #[must_use]
    pub fn asking(self, asked: Vec<String>) -> Self {
        Self { asked, ..self }.named()
    }

    /// With how long it took, `simulated` of `total`.
    #[must_use]
    pub fn timed(self, simulated: Duration, total: Duration) -> Self {
        let timings = Timings {
            simulate_seconds: simulated.as_secs_f64(),
            write_seconds: total.saturating_sub(simulated).as_secs_f64(),
            total_seconds: total.as_secs_f64(),
        };
        Self { timings, ..self }
    }

    fn named(self) -> Self {
        Self { run: self.id(), ..self }
    }

    /// The first digits of a digest of all that decides the figures of the run: command, scenarios as they were
    /// run, seed, paths, what was asked, version. The same run has the same id on any machine and day. What was
    /// set on the command line counts by what it changes in the scenarios; where a run that was to be precise
    /// would have given up, which depends on memory, does not count.
    pub fn id(&self) -> String {
        let precision = self.precision.clone();
        let decisive = Self {
            run: String::new(),
            precision: precision.map(|precision| PrecisionRecord { most_paths: 0, ..precision }),
            threads: 0,
            overrides: Vec::new(),
            files: Vec::new(),
            timings: Timings::default(),
            ..self.clone()
        };
        let text = serde_json::to_vec(&decisive)
            .expect("JSON because keys are texts and every weight is a finite number");
        let mut digest = sha256_hex(&text);
        digest.truncate(ID_DIGITS);
        digest
    }

    /// What made the figures, as pages and workbooks say it.
    pub fn provenance(&self) -> Provenance<'_> {
        Provenance {
            run: &self.run,
            command: &self.command,
            scenarios: &self.scenarios,
            seed: self.seed,
            paths: self.paths,
            overrides: &self.overrides,
        }
    }

    /// The record of a file of the run.
    pub fn file(&self, name: &str) -> Option<&FileRecord> {
        self.files.iter().find(|file| file.name == name)
    }

    /// What `command` does on `scenarios` by a plan; the files and the time it takes are not known yet.
    pub fn new(
        command: &str,
        scenarios: Vec<ScenarioRecord>,
        plan: Plan,
        overrides: &[String],
    ) -> Self {
        let manifest = Self {
            schema: SCHEMA,
            run: String::new(),
            command: command.to_owned(),
            scenarios,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            seed: plan.seed,
            paths: plan.paths,
            sampling: plan.sampling,
            kept_paths: (!plan.keeps_all()).then(|| plan.kept()),
            precision: None,
            asked: Vec::new(),
            threads: plan.threads,
            overrides: overrides.to_vec(),
            files: Vec::new(),
            timings: Timings::default(),
        };
        manifest.named()
    }
}

/// True of what is not said in a manifest.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_random(sampling: &Sampling) -> bool {
    *sampling == Sampling::Random
}

/// How precise a run was to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrecisionRecord {
    /// As in "delivered_units.p90=5%".
    pub asked: Vec<String>,
    pub most_paths: usize,
    /// Whether all of it was attained.
    pub met: bool,
}

/// A scenario as it was run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScenarioRecord {
    pub name: String,
    /// The world that it is, where the file names worlds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub world: Option<WorldRecord>,
    /// [`sha256_hex`] of the resolved text.
    pub hash: String,
    /// With its baseline and overrides merged, as text that loads to the same model.
    pub resolved: String,
}

impl ScenarioRecord {
    pub fn new(name: &str, resolved: &str) -> Self {
        let hash = sha256_hex(resolved.as_bytes());
        Self { name: name.to_owned(), world: None, hash, resolved: resolved.to_owned() }
    }

    /// As one of the worlds of a scenario.
    pub fn in_world(self, world: WorldRecord) -> Self {
        Self { world: Some(world), ..self }
    }
}

/// A world that a scenario names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WorldRecord {
    pub name: String,
    pub title: String,
    /// How likely it is judged to be.
    pub weight: Option<f64>,
    /// The id of the run of this world by itself, which its own charts and pages have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRecord {
    /// Relative to the run's folder, with slashes.
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
}

impl FileRecord {
    /// The record of a file with these bytes.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        Self { name: name.to_owned(), bytes: bytes.len() as u64, sha256: sha256_hex(bytes) }
    }

    /// The record of a file as it stands, however large.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(name: &str, path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let (mut digest, mut bytes) = (Sha256::new(), 0);
        let mut piece = vec![0; PIECE];
        loop {
            match file.read(&mut piece)? {
                0 => break,
                count => {
                    digest.update(&piece[..count]);
                    bytes += count as u64;
                }
            }
        }
        Ok(Self { name: name.to_owned(), bytes, sha256: hexadecimal(&digest.finalize()) })
    }
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
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(resolved: &str, plan: Plan, overrides: &[String]) -> Manifest {
        Manifest::new("run", vec![ScenarioRecord::new("test", resolved)], plan, overrides)
    }

    #[test]
    fn an_id_is_of_what_decides_figures_and_of_nothing_else() {
        let plan = Plan::new(7, 100);
        let one = manifest("x = 1", plan, &[]);
        assert_eq!((one.run.len(), &one.run), (ID_DIGITS, &one.id()));
        assert!(one.run.bytes().all(|digit| digit.is_ascii_hexdigit()), "{}", one.run);
        let again = Manifest {
            threads: 64,
            files: vec![FileRecord::of("summary.json", b"{}")],
            ..manifest("x = 1", plan, &["x=1".to_owned()])
        };
        let seconds = Duration::from_secs(9);
        assert_eq!(again.timed(seconds, seconds * 2).id(), one.run, "the same run elsewhere");

        let asking = |asked: &str| manifest("x = 1", plan, &[]).asking(vec![asked.to_owned()]);
        let worth = |met| PrecisionRecord { asked: vec!["a=5%".to_owned()], most_paths: 9, met };
        let precise =
            |met| Manifest { precision: Some(worth(met)), ..manifest("x = 1", plan, &[]) };
        let others = [
            one.clone(),
            manifest("x = 2", plan, &[]),
            manifest("x = 1", Plan::new(8, 100), &[]),
            manifest("x = 1", Plan::new(7, 101), &[]),
            Manifest { command: "compare".to_owned(), ..one.clone() },
            Manifest { version: "9.9.9".to_owned(), ..one.clone() },
            Manifest { scenarios: [one.scenarios.clone(), one.scenarios.clone()].concat(), ..one },
            asking("moves 4"),
            asking("moves 40"),
            precise(true),
            precise(false),
        ];
        let ids: std::collections::BTreeSet<String> = others.iter().map(Manifest::id).collect();
        assert_eq!(ids.len(), others.len(), "{ids:?}");
    }

    #[test]
    fn a_manifest_of_a_version_that_knew_no_ids_gets_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let made = manifest("x = 1", Plan::new(7, 100), &[]);
        let older = Manifest { run: String::new(), ..made.clone() };
        let text = serde_json::to_string(&older).expect("JSON").replace("\"run\":\"\",", "");
        fs::write(folder.path().join(MANIFEST), text).expect("written");
        assert_eq!(Manifest::read(folder.path()).expect("read").run, made.run);
    }

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
