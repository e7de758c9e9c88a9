//! The machine that a benchmark ran on, as far as it decides the figures.

use serde::{Deserialize, Serialize};

/// What the machine and the program are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// As the system names it, as in "Intel(R) Xeon(R) Processor".
    pub processor: String,
    /// Threads that run at once.
    pub cores: usize,
    /// The instruction set that lanes are compiled for, as in "AVX-512".
    pub instructions: String,
    /// As in "linux 6.1.0, x86_64".
    pub system: String,
    /// The version of tradeflow.
    pub version: String,
    /// Whether the build checks itself, which makes it many times slower.
    pub debug_build: bool,
    /// Processes that ran or waited, as a mean over a minute: before, and after.
    pub load: [Option<f64>; 2],
}

impl Machine {
    /// In what two machines differ that makes their figures differ, as "cores 2 → 4".
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let words = |m: &Self| {
            let build = if m.debug_build { "debug" } else { "release" };
            [
                ("processor", m.processor.clone()),
                ("cores", m.cores.to_string()),
                ("instructions", m.instructions.clone()),
                ("system", m.system.clone()),
                ("build", build.to_owned()),
            ]
        };
        words(self)
            .into_iter()
            .zip(words(other))
            .filter(|((_, a), (_, b))| a != b)
            .map(|((what, a), (_, b))| format!("{what} {a} → {b}"))
            .collect()
    }

    /// In a line.
    pub fn line(&self) -> String {
        let cores = if self.cores == 1 { "core" } else { "cores" };
        let debug = if self.debug_build { ", a debug build" } else { "" };
        format!(
            "{}, {} {cores}, {}, {}; tradeflow {}{debug}",
            self.processor, self.cores, self.instructions, self.system, self.version
        )
    }

    /// The load before and after, where the system tells it.
    pub fn load_line(&self) -> Option<String> {
        let [before, after] = self.load;
        Some(format!("load {:.1} before, {:.1} after", before?, after?))
    }
}
