//! Inputs that move together.

use super::super::describe::{between, required};
use super::{InputPaths, Number, element};

element! {
    /// A rank correlation of uncertain inputs, each with each. `[[correlation]]` stands in a list, which an
    /// overlay replaces as a whole; `[correlated.NAME]` has a name, by which an overlay changes it
    /// or takes it away.
    CorrelationSpec {
        /// The paths of two or more inputs.
        inputs: InputPaths = required();
        /// Spearman's rank correlation of every pair of them.
        spearman: Number = required().range(between(-1.0, 1.0));
    }
}
