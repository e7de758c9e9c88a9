//! A progress bar with rate and time left, silent where standard error is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::interrupt;
use crate::engine::Progress;

/// Paths done so far, on the terminal.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar for `paths` paths, or none if `quiet`.
    pub fn new(paths: usize, quiet: bool) -> Self {
        Self::of(paths, "{bar:32} {human_pos} of {human_len} paths, {per_sec}, {eta} left", quiet)
    }

    /// A bar for at most so many paths, or none if `quiet`.
    pub fn at_most(paths: usize, quiet: bool) -> Self {
        Self::of(paths, "{human_pos} paths of at most {human_len}, {per_sec}", quiet)
    }

    /// A bar for `cells` cells that are checked, or none if `quiet`.
    pub fn cells(cells: usize, quiet: bool) -> Self {
        Self::of(cells, "{bar:32} {human_pos} of {human_len} cells checked", quiet)
    }

    /// A bar for `turns` turns of a benchmark, or none if `quiet`.
    pub fn turns(turns: usize, quiet: bool) -> Self {
        Self::of(turns, "{bar:32} {human_pos} of {human_len} turns, {eta} left", quiet)
    }

    /// So many more are done.
    pub fn add(&self, count: usize) {
        self.0.inc(count as u64);
    }

    /// Does something that prints, with the bar out of its way.
    pub fn beside(&self, print: impl FnOnce()) {
        self.0.suspend(print);
    }

    fn of(length: usize, template: &str, quiet: bool) -> Self {
        let target = if quiet {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr_with_hz(10)
        };
        let bar = ProgressBar::with_draw_target(Some(length as u64), target);
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }
}

impl Progress for Bar {
    fn paths_done(&self, paths: usize) {
        self.add(paths);
    }

    fn goes_on(&self) -> bool {
        !interrupt::is_asked()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
