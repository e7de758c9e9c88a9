//! `tradeflow schema`: the JSON Schema by which editors complete and check scenario files.

use super::{Failure, console};
use crate::scenario;

#[derive(Debug, clap::Args)]
pub struct SchemaArgs {}

/// Prints the schema.
pub fn schema(_args: &SchemaArgs) -> Result<(), Failure> {
    console::print(&scenario::schema())
}
