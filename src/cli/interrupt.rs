//! Signals: the first asks the work to end in good order, a second ends the program at once.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU8, Ordering};

use super::{Failure, exit};
use crate::output::is_resumable;

/// The exit code of the signal that came; zero before.
static CAUGHT: AtomicU8 = AtomicU8::new(0);
/// The folders that this process has opened for results.
static FOLDERS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// From now on an interrupt (Ctrl-C) and a request to terminate are asked of [`is_asked`], and a file that grows
/// above the user's limit is an error of writing and not the end. Elsewhere than on Unix they end the
/// program at once, which harms no file.
pub fn listen() {
    #[cfg(unix)]
    unix::listen();
}

/// True once the work shall end.
pub fn is_asked() -> bool {
    CAUGHT.load(Ordering::Relaxed) != 0
}

/// Between two pieces of work: goes on, or ends.
///
/// # Errors
/// If a signal has come.
pub fn check() -> Result<(), Failure> {
    if is_asked() { Err(Failure::Interrupted) } else { Ok(()) }
}

/// The exit code of the signal that came.
pub fn code() -> u8 {
    match CAUGHT.load(Ordering::Relaxed) {
        0 => exit::INTERRUPTED,
        code => code,
    }
}

/// Remembers a folder, to tell what a signal leaves of its run.
pub fn at_work_in(folder: &Path) {
    if let Ok(mut folders) = FOLDERS.lock() {
        folders.push(folder.to_owned());
    }
}

/// What is left of the work after a signal.
pub fn word() -> &'static str {
    if how_to_go_on().is_empty() {
        "stopped: nothing is left of what was not finished"
    } else {
        "stopped: what was done is kept"
    }
}

/// How to go on with each piece of work that was not finished and is kept, a line each.
pub fn how_to_go_on() -> String {
    let folders = FOLDERS.lock().map_or_else(|_| Vec::new(), |folders| folders.clone());
    folders
        .iter()
        .filter(|folder| is_resumable(folder))
        .map(|folder| format!("  help: go on with it by `tradeflow resume {}`\n", quoted(folder)))
        .collect()
}

/// A path as one word of a shell.
fn quoted(path: &Path) -> String {
    let text = super::console::plain(&path.to_string_lossy());
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%:,".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

#[cfg(unix)]
mod unix {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::Duration;

    use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;

    use super::{CAUGHT, FOLDERS, how_to_go_on, word};
    use crate::cli::{console, exit};
    use crate::output::discard;

    /// How long the work may take to end in good order.
    const GRACE: Duration = Duration::from_millis(1500);

    pub fn listen() {
        let taken = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
        let (Ok(_), Ok(mut signals)) = (taken, Signals::new([SIGINT, SIGTERM])) else { return };
        let wait = move || {
            for signal in signals.forever() {
                let code = if signal == SIGTERM { exit::TERMINATED } else { exit::INTERRUPTED };
                if CAUGHT.swap(code, Ordering::Relaxed) != 0 {
                    end(code);
                }
                thread::spawn(move || {
                    thread::sleep(GRACE);
                    end(code);
                });
            }
        };
        thread::spawn(wait);
    }

    /// Ends the program wherever it is. Every file is whole or absent at any moment.
    #[expect(clippy::exit, reason = "the work did not end when it was asked to")]
    fn end(code: u8) {
        if let Ok(folders) = FOLDERS.lock() {
            folders.iter().for_each(|folder| discard(folder));
        }
        console::complain(&format!("{}\n{}", word(), how_to_go_on()));
        std::process::exit(i32::from(code));
    }
}
