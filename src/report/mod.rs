//! A run's whole answer as one HTML page that opens anywhere, offline, and prints.
//!
//! The page is read in the order of its sections: what comes out and how likely, what drives it, when, how bad,
//! where the chips go, what was assumed, how it was made. It holds the pictures of `plot`, the tables that they
//! show, and columns of the first paths, from which a script draws them anew over the runs that a reader asks
//! about. Without scripts the pictures stay. Nothing is fetched: the page's policy forbids it.

mod base64;
mod bottom_line;
mod columns;
mod contrast;
mod decisive;
mod drivers;
mod figure;
mod html;
mod method;
mod packed;
mod page;
mod picture;
mod policy;
mod register;
mod sections;
mod sketch;
mod weekly;
mod worlds;

pub use contrast::Contrasted;
pub use page::{MOST_BYTES, Report, ReportError};
