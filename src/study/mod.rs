//! Questions that take several runs of related scenarios, on common random numbers.

mod why;

pub use why::{MOST_EXACT, Method, PAIRS_OF_ORDERS, Why, WhyError};
