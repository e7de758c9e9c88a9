//! `tradeflow completions` and `tradeflow man`: what shells and manual readers want to know.

use clap::Command;
use clap_complete::Shell;

use super::{Failure, console};

#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell that completes
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub struct ManArgs {}

/// Prints the completion script of a shell.
pub fn completions(args: &CompletionsArgs, mut command: Command) -> Result<(), Failure> {
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, name, &mut script);
    console::print(&String::from_utf8_lossy(&script))
}

/// Prints the manual page of the command and of each verb.
pub fn man(_args: &ManArgs, command: &Command) -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(Failure::Print)?;
    for verb in command.get_subcommands() {
        let man = clap_mangen::Man::new(verb.clone());
        let title = format!(".SH {}\n", verb.get_name().to_uppercase());
        page.extend(title.as_bytes());
        man.render_description_section(&mut page).map_err(Failure::Print)?;
        man.render_synopsis_section(&mut page).map_err(Failure::Print)?;
        man.render_options_section(&mut page).map_err(Failure::Print)?;
    }
    console::print(&String::from_utf8_lossy(&page))
}
