//! Inputs that move together.

use super::super::describe::{between, required};
use super::{InputPaths, Number, element};

element! {
    /// A rank correlation of two uncertain inputs.
    CorrelationSpec {
        /// The paths of the two inputs.
        inputs: InputPaths = required();
        /// Spearman's rank correlation.
        spearman: Number = required().range(between(-1.0, 1.0));
    }
}
