//! Questions that take several runs of related scenarios, or a run and what was asked of its paths.

mod condition;
mod decide;
mod discovery;
mod parse;
mod stress;
mod why;

pub use condition::{Condition, ConditionError, Term, Test};
pub use decide::{DecideError, Decided, decide};
pub use discovery::{Found, Sought, found, most_signs, seen};
pub use parse::parse;
pub use stress::{check, stress};
pub use why::{MOST_EXACT, Method, PAIRS_OF_ORDERS, Why, WhyError, has_all_values, outcomes};
