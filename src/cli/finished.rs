//! A finished run's folder, opened again: what was run, and its paths simulated anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::progress::Bar;
use super::run::summarise;
use super::{Failure, console};
use crate::analysis::Drawn;
use crate::engine::{self, Plan, RunResult};
use crate::output::{
    FileRecord, MANIFEST, Manifest, OutputError, ScenarioRecord, parquet_bytes, paths_table,
    stacked_paths_table, summary_json, world_folder,
};
use crate::scenario::{self, Scenario};

/// The table that tells whether paths are the same: every metric and input of every path.
const PATHS: &str = "paths.parquet";
/// What tells it of paths whose values are not kept.
const SUMMARY: &str = "summary.json";

/// A finished run, and what it was made from.
#[derive(Debug)]
pub struct Finished {
    pub folder: PathBuf,
    pub manifest: Manifest,
    /// What was simulated, in the order of the manifest.
    pub scenarios: Vec<Scenario>,
}

impl Finished {
    /// Opens a run's folder and reads the scenarios of its manifest.
    ///
    /// # Errors
    /// If the folder holds no finished run, or one whose scenarios this program does not read.
    pub fn open(folder: &Path) -> Result<Self, Failure> {
        let shown = folder.display();
        let help = "name a folder that a run has written to, as output/h200-2026/001".to_owned();
        if !folder.exists() {
            return Err(Failure::Usage { message: format!("there is no folder {shown}"), help });
        }
        let manifest = Manifest::read(folder).map_err(|error| Failure::Usage {
            message: format!("{shown} holds no finished run: {error}"),
            help,
        })?;
        let place = folder.join(MANIFEST).display().to_string();
        let read = |record: &ScenarioRecord| scenario::from_text(&place, &record.resolved, &[]);
        let scenarios = manifest.scenarios.iter().map(read).collect::<Result<Vec<_>, _>>();
        let scenarios = scenarios.map_err(Failure::Scenario)?;
        Ok(Self { folder: folder.to_owned(), manifest, scenarios })
    }

    /// The bytes of a file that was written with the results, as it was written.
    ///
    /// # Errors
    /// If it is not there, or was changed since.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, Failure> {
        self.check(name)?;
        let path = self.folder.join(name);
        fs::read(&path).map_err(|error| OutputError::io("read", &path)(error).into())
    }

    /// That a file is in the folder as it was written.
    ///
    /// # Errors
    /// If it is not there, or was changed since.
    pub fn check(&self, name: &str) -> Result<(), Failure> {
        let there = self.manifest.file(name).is_some_and(|record| {
            FileRecord::read(name, &self.folder.join(name)).is_ok_and(|found| found == *record)
        });
        if there {
            return Ok(());
        }
        let command = console::plain(&self.manifest.command);
        Err(Failure::Usage {
            message: format!(
                "{}: {name} is missing, or not as `tradeflow {command}` wrote it",
                self.folder.display()
            ),
            help: format!("run `tradeflow {command}` again, and use the new folder"),
        })
    }

    /// Each scenario with the SHA-256 of its resolved text.
    pub fn hashed(&self) -> Vec<(&str, &Scenario)> {
        let hashes = self.manifest.scenarios.iter().map(|record| record.hash.as_str());
        hashes.zip(&self.scenarios).collect()
    }

    /// How it was run, on so many threads, or all cores.
    pub fn plan(&self, threads: Option<u64>) -> Plan {
        let mut plan = Plan::new(self.manifest.seed, self.manifest.paths);
        plan.keep_paths = self.manifest.kept_paths.unwrap_or(usize::MAX);
        plan.sampling = self.manifest.sampling;
        if let Some(threads) = threads {
            plan.threads = threads as usize;
        }
        plan
    }

    /// Simulates all scenarios again, and holds their paths against those in the folder; where not all are kept, what is
    /// said of all too.
    ///
    /// # Errors
    /// If a run fails, or if any path is another than it was: then this is not the program that
    /// made the run, or its manifest was changed.
    pub fn simulate(&self, plan: Plan, quiet: bool) -> Result<Vec<RunResult>, Failure> {
        let bar = Bar::new(plan.paths * self.scenarios.len(), quiet);
        let results = self
            .scenarios
            .iter()
            .map(|scenario| engine::run(&scenario.model, plan, &bar))
            .collect::<Result<Vec<_>, _>>()?;
        drop(bar);
        for record in self.paths_of(&results)? {
            if self.manifest.file(&record.name) != Some(&record) {
                return Err(self.other_paths(&record.name));
            }
        }
        if self.manifest.kept_paths.is_some() {
            for (scenario, result) in self.scenarios.iter().zip(&results) {
                let drawn = Drawn::new(&scenario.model, result);
                let summary = summary_json(result, &summarise(result), &drawn)?;
                if self.manifest.file(SUMMARY) != Some(&FileRecord::of(SUMMARY, &summary)) {
                    return Err(self.other_paths(SUMMARY));
                }
            }
        }
        Ok(results)
    }

    /// The tables of paths that these results make, as the manifest would record them.
    fn paths_of(&self, results: &[RunResult]) -> Result<Vec<FileRecord>, Failure> {
        let records = &self.manifest.scenarios;
        if records.iter().any(|record| record.world.is_some()) {
            let tables = records.iter().zip(results).map(|(record, result)| {
                let world = record.world.as_ref().map_or(&record.name, |world| &world.name);
                let name = format!("{}/{PATHS}", world_folder(world));
                Ok(FileRecord::of(&name, &parquet_bytes(&paths_table(result))?))
            });
            return tables.collect();
        }
        let table = match results {
            [one] => parquet_bytes(&paths_table(one))?,
            several => parquet_bytes(&stacked_paths_table(&several.iter().collect::<Vec<_>>()))?,
        };
        Ok(vec![FileRecord::of(PATHS, &table)])
    }

    /// That a file comes out otherwise than it was written: this is not the program that made the run,
    /// or its manifest was changed.
    pub fn other_paths(&self, name: &str) -> Failure {
        let Self { folder, manifest, .. } = self;
        let version = env!("CARGO_PKG_VERSION");
        let by = match manifest.version.as_str() {
            same if same == version => "by another build of this version".to_owned(),
            other => format!("by version {}, this is {version}", console::plain(other)),
        };
        Failure::Usage {
            message: format!(
                "{}: its paths come out otherwise than in {name}: the run was made {by}, or its \
                 manifest was changed",
                folder.display()
            ),
            help: "run the scenario again, and use the new folder".to_owned(),
        }
    }
}
