//! `tradeflow init`: a starter scenario that runs, and the schema for the editor beside it.

use std::path::{Path, PathBuf};

use super::{Failure, console};
use crate::output::{OutputError, write_new};
use crate::scenario;

/// The scenario to begin with; its name becomes that of its file.
const STARTER: &str = include_str!("../../assets/starter.toml");
/// How the starter is named in its text.
const NAME: &str = "name = \"starter\"";
/// The schema's file, which the first line of the starter names.
const SCHEMA_FILE: &str = "scenario.schema.json";

#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// The file to write; one that is there is never replaced
    #[arg(default_value = "scenario.toml")]
    file: PathBuf,
}

/// Writes both files and prints what to do next.
pub fn init(args: &InitArgs) -> Result<(), Failure> {
    let file = &args.file;
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = stem.filter(|stem| scenario::is_name(stem)).unwrap_or_else(|| "starter".to_owned());
    let text = STARTER.replacen(NAME, &format!("name = \"{name}\""), 1);
    write_new(file, text.as_bytes())?;
    let beside = file.parent().unwrap_or(Path::new("")).join(SCHEMA_FILE);
    let schema = scenario::schema();
    let kept = match write_new(&beside, schema.as_bytes()) {
        Ok(()) => "",
        Err(OutputError::Exists { .. }) => {
            let same = std::fs::read(&beside).is_ok_and(|there| there == schema.as_bytes());
            if same {
                ""
            } else {
                " (of another version: kept; `tradeflow schema` prints this one)"
            }
        }
        Err(error) => return Err(error.into()),
    };
    let (file, beside) = (shown(file), shown(&beside));
    console::print(&format!(
        "{file}: a scenario to change\n{beside}: what your editor completes and checks it by{kept}\n\n\
         Next:\n  tradeflow run {file}        the answer, and charts under output/\n  \
         tradeflow explain {file}    what it assumes, and how sure it is\n  \
         tradeflow check {file}      after each change\n"
    ))
}

fn shown(path: &Path) -> String {
    scenario::shown(&path.display().to_string())
}
