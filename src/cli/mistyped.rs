//! Flags that a verb does not have: which verbs do.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// A complaint of the parser, with a next step where it has none that helps.
///
/// The parser takes a flag that it does not know for a value that begins with "-", and tells how to write
/// that. No value of a verb begins so; but another verb may have the flag.
pub fn with_next_step(mut error: clap::Error, program: &clap::Command) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    error.remove(ContextKind::Suggested);
    let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else { return error };
    let Some(long) = flag.strip_prefix("--").map(str::to_owned) else { return error };
    let has = |verb: &&clap::Command| {
        verb.get_arguments().any(|arg| arg.get_long() == Some(long.as_str()))
    };
    let verbs: Vec<String> = program
        .get_subcommands()
        .filter(has)
        .map(|verb| format!("`{}`", verb.get_name()))
        .collect();
    if let [first, .., last] = verbs.as_slice() {
        let told = match verbs.len() {
            2 => format!("{first} and {last} have --{long}"),
            count => format!("{first} and {} others have --{long}", count - 1),
        };
        suggest(&mut error, told);
    } else if let [only] = verbs.as_slice() {
        suggest(&mut error, format!("only {only} has --{long}"));
    }
    error
}

fn suggest(error: &mut clap::Error, told: String) {
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![told.into()]));
}
