//! Weeks with real dates, and how amounts of chips and money are written.

mod calendar;
mod display;
mod fiscal;

pub use calendar::{Calendar, CalendarError, Date, MAX_WEEKS, Period};
pub use display::{Unit, short};
pub use fiscal::{FORM as FISCAL_YEAR_FORM, FiscalYear};

/// Weeks in a mean Gregorian year.
pub const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;
/// Weeks in a mean month.
pub const WEEKS_PER_MONTH: f64 = WEEKS_PER_YEAR / 12.0;
/// Weeks in a mean quarter.
pub const WEEKS_PER_QUARTER: f64 = WEEKS_PER_YEAR / 4.0;
