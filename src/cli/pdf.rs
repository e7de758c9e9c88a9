//! A page as PDF, printed by a browser that is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Failure, console};
use crate::output::OutputError;

/// Names of Chromium and its kin.
const NAMES: [&str; 6] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
];
/// It prints and does nothing else.
const FLAGS: [&str; 8] = [
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--no-pdf-header-footer",
];

/// The first Chromium that is found on the path.
///
/// # Errors
/// If there is none: what to do without.
pub fn browser() -> Result<PathBuf, Failure> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let files =
        std::env::split_paths(&folders).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    let mut found = files.filter(|file| file.is_file());
    found.next().ok_or_else(|| Failure::Usage {
        message: format!(
            "no Chromium is installed to print with ({} looked for)",
            NAMES.join(", ")
        ),
        help: "install one, or leave --pdf out and print the page from your browser".to_owned(),
    })
}

/// The bytes of a page's print.
///
/// # Errors
/// If the browser does not start, or prints nothing.
pub fn printed(browser: &Path, page: &Path) -> Result<Vec<u8>, Failure> {
    let page = fs::canonicalize(page).map_err(OutputError::io("find", page))?;
    let made = page.with_extension("pdf.part");
    let profile = page.with_extension("pdf.profile");
    // As root it runs only without its sandbox; the page's policy lets nothing foreign run.
    let mut said = String::new();
    for sandbox in [None, Some("--no-sandbox")] {
        let output = Command::new(browser)
            .args(FLAGS)
            .args(sandbox)
            .arg(argument("--user-data-dir=", &profile))
            .arg(argument("--print-to-pdf=", &made))
            .arg(address(&page))
            .stdin(Stdio::null())
            .output()
            .map_err(OutputError::io("start", browser))?;
        said = String::from_utf8_lossy(&output.stderr).into_owned();
        if made.is_file() {
            break;
        }
    }
    let bytes = fs::read(&made);
    // A leftover has a name that nobody reads.
    let _ = fs::remove_file(&made);
    let _ = fs::remove_dir_all(&profile);
    bytes.map_err(|_| Failure::Usage {
        message: format!(
            "{} printed nothing: {}",
            browser.display(),
            console::plain(said.lines().last().unwrap_or("it said nothing"))
        ),
        help: "leave --pdf out and print the page from your browser".to_owned(),
    })
}

/// A file's address, with every byte escaped that means something in one.
fn address(file: &Path) -> String {
    let mut text = "file://".to_owned();
    for byte in file.to_string_lossy().bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => text.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => text.push(char::from(byte)),
            byte => text += &format!("%{byte:02X}"),
        }
    }
    text
}

/// A flag and a path as one argument.
fn argument(flag: &str, path: &Path) -> std::ffi::OsString {
    let mut argument = std::ffi::OsString::from(flag);
    argument.push(path);
    argument
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_any_name() {
        let file = Path::new("/runs/a #1 100%/é.html");
        assert_eq!(address(file), "file:///runs/a%20%231%20100%25/%C3%A9.html");
    }
}
