//! Which worlds meet a target, or miss it: boxes of assumptions, a tree, and signs to watch for.
//!
//! Boxes and trees are found on every second path and judged on the others, so that coverage and
//! density are not flattered by the search.

mod boxes;
mod cases;
mod prim;
mod signposts;
#[cfg(test)]
mod tests;
mod tree;

pub use boxes::{Discovery, FoundBox, Range, figure};
pub use cases::Cases;
pub use prim::{Limit, Region};
pub use signposts::{Sign, Signpost, Signposts, signs};
pub use tree::{Leaf, Tree};
