//! The built program, run from outside.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// An invocation.
#[derive(Debug)]
pub struct Program {
    pub folder: PathBuf,
    args: Vec<String>,
    settings: Vec<(String, String)>,
}

/// The base scenario, from any folder.
pub fn scenario(name: &str) -> String {
    format!("{}/scenarios/{name}.toml", env!("CARGO_MANIFEST_DIR"))
}

impl Program {
    pub fn new(args: &[&str]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { folder: PathBuf::from("."), args, settings: Vec::new() }
    }

    /// `tradeflow run` of the base scenario.
    pub fn run(args: &[&str]) -> Self {
        let mut program = Self::new(&["run", &scenario("h200-2026")]);
        program.args(args.iter().copied());
        program
    }

    pub fn within(mut self, folder: &Path) -> Self {
        folder.clone_into(&mut self.folder);
        self
    }

    pub fn args<'a>(&mut self, args: impl IntoIterator<Item = &'a str>) {
        self.args.extend(args.into_iter().map(str::to_owned));
    }

    pub fn with(mut self, args: &[&str]) -> Self {
        self.args(args.iter().copied());
        self
    }

    pub fn set(&mut self, key: &str, value: &str) {
        self.settings.push((key.to_owned(), value.to_owned()));
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tradeflow"));
        command.args(&self.args).current_dir(&self.folder).stdin(Stdio::null());
        command.env_remove("RUST_BACKTRACE").envs(self.settings.iter().cloned());
        command
    }

    pub fn output(&self) -> Output {
        self.command().output().expect("the program starts")
    }

    /// What it prints, when it ends well and complains of nothing.
    pub fn succeeds(&self) -> String {
        let output = self.output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{self:?}\n{errors}");
        assert!(errors.is_empty(), "{errors}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// What it complains of, when it ends with this code and prints nothing.
    pub fn fails(&self, code: i32) -> String {
        let output = self.output();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{self:?}\n{errors}");
        assert!(output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stdout));
        assert!(!errors.contains("panicked"), "{errors}");
        errors
    }
}

/// The names of all files under a folder, sorted.
pub fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy();
                names.push(name.into_owned());
            }
        }
    }
    names.sort();
    names
}

/// The id of a finished run.
pub fn id(folder: &Path) -> String {
    let text = std::fs::read(folder.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
    manifest["run"].as_str().expect("an id").to_owned()
}

/// The digest of every file of a run but its manifest, which holds times and threads.
pub fn digests(folder: &Path) -> Vec<(String, String)> {
    let names = names(folder).into_iter().filter(|name| name != "manifest.json");
    names
        .map(|name| {
            let bytes = std::fs::read(folder.join(&name)).expect("a file");
            (name, tradeflow::output::sha256_hex(&bytes))
        })
        .collect()
}
