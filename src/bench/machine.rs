//! What machine this is, as far as the system tells it.

use std::fs;
use std::thread::available_parallelism;

use crate::analysis::benchmark::Machine;
use crate::lanes::dispatch;

/// This machine, without its load.
pub fn machine() -> Machine {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let system = format!("{os} {}", release.trim());
    Machine {
        processor: processor().unwrap_or_else(|| "unknown processor".to_owned()),
        cores: available_parallelism().map_or(1, usize::from),
        instructions: dispatch::Set::widest().name().to_owned(),
        system: format!("{}, {arch}", system.trim()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        debug_build: cfg!(debug_assertions),
        load: [None; 2],
    }
}

/// Processes that run or wait, as a mean over the last minute.
pub fn load() -> Option<f64> {
    let text = fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

fn processor() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find(|line| line.starts_with("model name"))?;
    let (_, name) = line.split_once(':')?;
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}
