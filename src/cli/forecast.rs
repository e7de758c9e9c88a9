//! What a run will take, told before it takes long: time, memory and disk.

use std::time::Duration;

use super::long_run::Terms;
use super::style::Style;
use crate::analysis::wording::grouped;
use crate::engine::{Footprint, Plan};
use crate::model::Model;
use crate::output::Room;

/// How long the first paths are watched.
pub const PILOT: Duration = Duration::from_millis(700);
/// What takes less is not told. A progress bar says how long is left of anything.
const LONG_SECONDS: f64 = 60.0;
const LARGE_DISK: u64 = 100_000_000;
const LARGE_MEMORY: u64 = 1_000_000_000;
/// Summaries and tables take a fifth as long as simulating, as CSV three fifths more, charts some seconds in all.
const TABLES: f64 = 0.2;
const CSV: f64 = 0.6;
const CHARTS_SECONDS: f64 = 2.0;

/// How much of each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Of the whole run, from how long its first paths took.
    pub seconds: f64,
    /// At its peak.
    pub memory: u64,
    /// Of the finished files.
    pub disk: u64,
    /// Before they are finished, a checkpoint included where there will be one.
    pub disk_meanwhile: u64,
    paths: u64,
    threads: u64,
    /// How many runs there are, and of what.
    runs: usize,
    of: &'static str,
    /// Whether it may end sooner.
    at_most: bool,
}

/// The files of a run of a model.
pub fn room(plan: Plan, style: &Style, model: &Model) -> Room {
    let columns = Footprint::of_plan(model, plan).column_bytes();
    Room { columns, csv: style.csv, charts: style.draws() }
}

impl Forecast {
    /// Of runs of these models, one after the other, of which `done` paths have taken `elapsed`.
    pub fn new(terms: Terms<'_>, models: &[&Model], done: usize, elapsed: Duration) -> Self {
        let Terms { plan, style, .. } = terms;
        let paths = plan.paths;
        let all = || {
            models.iter().map(|model| (Footprint::of_plan(model, plan), room(plan, style, model)))
        };
        let runs = models.len() as f64;
        let simulating = elapsed.as_secs_f64() * runs * paths as f64 / done.max(1) as f64;
        let charts = if style.draws() { CHARTS_SECONDS * runs } else { 0.0 };
        let csv = if style.csv { CSV } else { 0.0 };
        let seconds = simulating * (1.0 + TABLES + csv) + charts;
        let is_kept = simulating > terms.checkpoint as f64;
        let disk = all().map(|(_, room)| room.bytes()).sum();
        let peaks = all().map(|(needs, room)| match room.charts {
            true => needs.with_csv(room.csv).bytes_with_charts(),
            false => needs.with_csv(room.csv).bytes(),
        });
        Self {
            seconds,
            memory: if terms.together { peaks.sum() } else { peaks.max().unwrap_or(0) },
            disk,
            disk_meanwhile: match is_kept {
                true => all().map(|(_, room)| room.with_checkpoint()).sum(),
                false => disk,
            },
            paths: paths as u64,
            threads: all().map(|(needs, _)| needs.threads).max().unwrap_or(1),
            runs: models.len(),
            of: if terms.together { "scenarios" } else { "worlds" },
            at_most: !terms.goals.is_empty(),
        }
    }

    /// Whether someone should know before it goes on.
    pub fn is_large(&self) -> bool {
        self.seconds >= LONG_SECONDS || self.disk >= LARGE_DISK || self.memory >= LARGE_MEMORY
    }

    /// In a line.
    pub fn line(&self) -> String {
        let threads = if self.threads == 1 { "thread" } else { "threads" };
        let meanwhile = match self.disk_meanwhile {
            most if most > self.disk => {
                format!(", {} until it is done", bytes(most as f64))
            }
            _ => String::new(),
        };
        let each = match self.runs {
            1 => String::new(),
            runs => format!(" in each of {runs} {}", self.of),
        };
        let (most, about) = if self.at_most { ("at most ", "up to about") } else { ("", "about") };
        format!(
            "{most}{} paths{each}: {about} {} on {} {threads}, {} of memory, and {} of disk{meanwhile}\n",
            grouped(self.paths as usize),
            duration(self.seconds),
            self.threads,
            bytes(self.memory as f64),
            bytes(self.disk as f64)
        )
    }
}

/// Seconds, minutes or hours, to two digits.
pub fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "a second".to_owned(),
        s if s < 90.0 => format!("{s:.0} seconds"),
        s if s < 5400.0 => format!("{:.0} minutes", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} hours", s / 3600.0),
        s => format!("{:.0} days", s / 86_400.0),
    }
}

/// Megabytes, or gigabytes from one on.
pub fn bytes(bytes: f64) -> String {
    if bytes < 1e9 {
        format!("{:.1} MB", (bytes / 1e6).max(0.1))
    } else {
        format!("{:.1} GB", bytes / 1e9)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::FileArgs;
    use crate::cli::precision;
    use crate::scenario;

    #[test]
    fn a_long_run_is_foretold_in_proportion_and_a_short_one_is_not_told() {
        let scenario = scenario::load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        let model = scenario.expect("the base scenario").model;
        let files = FileArgs { no_charts: true, chart: Vec::new(), theme: None, csv: false };
        let style = Style::new(&files, &[]).expect("no chart, no theme");
        let terms = |paths: usize| Terms {
            plan: Plan { threads: 2, ..Plan::new(1, paths) },
            goals: &[],
            together: false,
            style: &style,
            quiet: true,
            checkpoint: 10,
        };
        let after = Duration::from_millis(500);
        let forecast = |paths| Forecast::new(terms(paths), &[&model], 5_000, after);
        let long = forecast(1_000_000);
        assert!((long.seconds - 120.0).abs() < 1e-9, "{long:?}");
        assert!(long.is_large());
        assert_eq!(long.disk_meanwhile - long.disk, 1_000_000 * 302 * 8);
        let line = long.line();
        for words in ["1,000,000 paths: about 2 minutes on 2 threads", "GB until it is done"] {
            assert!(line.contains(words), "{line}");
        }
        let short = forecast(10_000);
        assert!(!short.is_large() && short.disk_meanwhile == short.disk, "{short:?}");
        let double = forecast(2_000_000);
        assert_eq!(double.seconds, 2.0 * long.seconds);
        assert!(double.memory < 2 * long.memory && double.memory > long.memory * 19 / 10);
        // Worlds run one after the other, and all their files stay.
        let worlds = Forecast::new(terms(1_000_000), &[&model; 3], 5_000, after);
        assert!((worlds.seconds - 3.0 * long.seconds).abs() < 1e-9, "{worlds:?}");
        assert_eq!((worlds.memory, worlds.disk), (long.memory, 3 * long.disk));
        assert!(worlds.line().contains("1,000,000 paths in each of 3 worlds: about 6 minutes"));
        // What is compared is in memory at once.
        let compared = Terms { together: true, ..terms(1_000_000) };
        let compared = Forecast::new(compared, &[&model; 2], 5_000, after);
        assert_eq!(compared.memory, 2 * long.memory);
        assert!(compared.line().contains("in each of 2 scenarios"), "{}", compared.line());
        // One that may end sooner says that it is the most.
        let goals = precision::goals(&["delivered_units=1%".to_owned()], &model);
        let goals = goals.expect("a goal");
        let line =
            Forecast::new(Terms { goals: &goals, ..terms(1_000_000) }, &[&model], 5_000, after)
                .line();
        assert!(line.starts_with("at most 1,000,000 paths: up to about 2 minutes"), "{line}");
    }
}
