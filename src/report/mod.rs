//! A run's, a sweep's or a decision's whole answer as one HTML page that opens anywhere, offline, and prints.
//!
//! The page is read in the order of its sections: what comes out and how likely, what drives it, when, how bad,
//! where the chips go, what was assumed, how it was made. It holds the pictures of `plot`, the tables that they
//! show, and columns of the first paths, from which a script draws them anew over the runs that a reader asks
//! about. Without scripts the pictures stay. Nothing is fetched: the page's policy forbids it.

mod bar;
mod base64;
mod bottom_line;
mod columns;
mod contrast;
mod decision;
mod decisive;
mod document;
mod drivers;
mod figure;
mod grid;
mod html;
mod method;
mod packed;
mod page;
mod picture;
mod pictures;
mod policy;
mod register;
mod sections;
mod sketch;
mod sweep;
mod weekly;
mod worlds;

pub use contrast::Contrasted;
pub use decision::DecisionReport;
pub use document::{MOST_BYTES, ReportError};
pub use page::Report;
pub use sweep::SweepReport;
