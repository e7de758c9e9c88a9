//! `tradeflow explain`: what a key means, how it stands in a scenario, and who set it.

use std::path::{Path, PathBuf};

use super::args::{SetArgs, WorldArgs};
use super::{Failure, console, explanation};
use crate::scenario::{self, Explanation, UnknownKey};

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A scenario file; without one the language itself is explained
    file: Option<PathBuf>,
    /// Keys or tables, as in product.h200.price_usd or beijing; without one all inputs are listed
    paths: Vec<String>,
    #[command(flatten)]
    inputs: SetArgs,
    #[command(flatten)]
    world: WorldArgs,
    /// Print JSON instead of text
    #[arg(long)]
    json: bool,
}

/// Explains each path, or lists all inputs.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    match &args.file {
        Some(file) if is_file(file) => {
            let scenario = scenario::load_world(file, &args.inputs.set, args.world.name())
                .map_err(Failure::Scenario)?;
            if args.paths.is_empty() {
                let all = scenario.explanations();
                let title = &scenario.model.scenario.title;
                return show(args, &all, || explanation::list(title, &all));
            }
            each(args, args.paths.iter(), |path| scenario.explain(path))
        }
        _ if !args.inputs.set.is_empty() => Err(Failure::Usage {
            message: "--set needs a scenario to set a value in".to_owned(),
            help: "name its file first: tradeflow explain FILE KEY --set KEY=VALUE".to_owned(),
        }),
        Some(first) => {
            let first = first.display().to_string();
            let paths = std::iter::once(&first).chain(&args.paths);
            each(args, paths, scenario::explain_language)
        }
        None => {
            let all = scenario::language_keys();
            show(args, &all, || explanation::language(&all))
        }
    }
}

/// A scenario is a file that is there, or that is called like one.
fn is_file(path: &Path) -> bool {
    path.exists() || path.extension().is_some_and(|end| end == "toml")
}

fn each<'a>(
    args: &ExplainArgs,
    paths: impl Iterator<Item = &'a String>,
    explain: impl Fn(&str) -> Result<Vec<Explanation>, UnknownKey>,
) -> Result<(), Failure> {
    let found: Vec<Vec<Explanation>> = paths
        .map(|path| explain(path))
        .collect::<Result<_, _>>()
        .map_err(|error| unknown(&error))?;
    if args.json {
        return console::print_json(&found.concat());
    }
    let texts: Vec<String> = found.iter().map(|keys| explanation::text(keys)).collect();
    console::print(&texts.join("\n"))
}

fn show(
    args: &ExplainArgs,
    all: &[Explanation],
    text: impl FnOnce() -> String,
) -> Result<(), Failure> {
    if args.json { console::print_json(&all) } else { console::print(&text()) }
}

fn unknown(unknown: &UnknownKey) -> Failure {
    let help = match unknown.near.as_slice() {
        [] => "`tradeflow explain` lists the keys of the language, `tradeflow explain FILE` the \
               inputs of a scenario"
            .to_owned(),
        near => format!("did you mean {}?", near.join(" or ")),
    };
    Failure::Usage { message: unknown.to_string(), help }
}
