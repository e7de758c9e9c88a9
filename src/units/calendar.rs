//! The scenario's calendar: whole weeks from a start date, and the quarters and years they fall in.

use std::fmt;

use jiff::civil;

use super::fiscal::FiscalYear;

/// The longest horizon: five years.
pub const MAX_WEEKS: usize = 261;

/// A calendar date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

/// Why a date or a calendar could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    #[error("{year:04}-{month:02}-{day:02} is not a date of the calendar")]
    NoSuchDate { year: i64, month: i64, day: i64 },
    #[error("the scenario ends on {end}, less than one week after its start on {start}")]
    TooShort { start: Date, end: Date },
    #[error(
        "{weeks} weeks from {start} to {end} are more than the {MAX_WEEKS} (five years) allowed"
    )]
    TooLong { start: Date, end: Date, weeks: i64 },
}

impl Date {
    /// The date, if the calendar has it (year 1 to 9998).
    ///
    /// # Errors
    /// [`CalendarError::NoSuchDate`] for 29 February of a common year and the like.
    pub fn new(year: i64, month: i64, day: i64) -> Result<Self, CalendarError> {
        let missing = CalendarError::NoSuchDate { year, month, day };
        let (Ok(y), Ok(m), Ok(d)) = (i16::try_from(year), i8::try_from(month), i8::try_from(day))
        else {
            return Err(missing);
        };
        if !(1..=9998).contains(&y) {
            return Err(missing);
        }
        civil::Date::new(y, m, d).map(Self).map_err(|_| missing)
    }

    /// The date of a text like "2026-12-31"; none for another text or a day that no calendar has.
    pub fn from_iso(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        Self::new(parts.next()??, parts.next()??, parts.next()??).ok()
    }

    /// The date `days` later, held inside the calendar's range.
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))))
    }

    /// Days from `earlier` to this date.
    pub fn days_since(self, earlier: Self) -> i64 {
        (self.0.duration_since(earlier.0).as_secs()) / 86_400
    }

    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The calendar quarter, 1 to 4.
    pub fn quarter(self) -> u8 {
        self.month().div_ceil(3)
    }

    /// 0 for Monday to 6 for Sunday.
    pub fn weekday(self) -> u8 {
        self.0.weekday().to_monday_zero_offset().unsigned_abs()
    }

    /// The last day of a month, 1 to 12, of a year held inside the calendar's range.
    pub(super) fn last_of_month(year: i32, month: u8) -> Self {
        let year = year.clamp(1, 9998) as i16;
        let first = civil::Date::constant(year, month.clamp(1, 12).cast_signed(), 1);
        Self(first.last_of_month())
    }

    /// As in "31 Jan 2026".
    pub fn long(self) -> String {
        self.0.strftime("%-d %b %Y").to_string()
    }
}

impl fmt::Display for Date {
    /// ISO 8601: 2026-01-31.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// A stretch of the horizon over which flows are added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// "2026", "2026Q3", "FY2026" or "FY2026Q1".
    pub label: String,
    /// The first of its weeks.
    pub first_week: usize,
    /// One past the last of its weeks.
    pub end_week: usize,
}

/// Whole weeks from a start date. A week belongs to the quarter and year of its last day, so that
/// "by the end of 2026" counts exactly the weeks that have ended by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    start: Date,
    weeks: usize,
    fiscal: Option<FiscalYear>,
}

impl Calendar {
    /// The whole weeks from `start` that end on or before `end`.
    ///
    /// # Errors
    /// If there is less than one week, or more than [`MAX_WEEKS`].
    pub fn new(start: Date, end: Date) -> Result<Self, CalendarError> {
        let weeks = (end.days_since(start) + 1).div_euclid(7);
        if weeks < 1 {
            return Err(CalendarError::TooShort { start, end });
        }
        match usize::try_from(weeks) {
            Ok(weeks) if weeks <= MAX_WEEKS => Ok(Self { start, weeks, fiscal: None }),
            _ => Err(CalendarError::TooLong { start, end, weeks }),
        }
    }

    /// The same weeks with a fiscal year to report by.
    pub fn with_fiscal_year(self, fiscal: Option<FiscalYear>) -> Self {
        Self { fiscal, ..self }
    }

    pub fn start(&self) -> Date {
        self.start
    }

    pub fn weeks(&self) -> usize {
        self.weeks
    }

    /// The first day of a week.
    pub fn first_day(&self, week: usize) -> Date {
        self.start.plus_days(7 * week as i64)
    }

    /// The last day of a week.
    pub fn last_day(&self, week: usize) -> Date {
        self.start.plus_days(7 * week as i64 + 6)
    }

    /// Weeks from the start to a date, as a real number that may lie outside the horizon.
    pub fn week_of(&self, date: Date) -> f64 {
        date.days_since(self.start) as f64 / 7.0
    }

    /// How many weeks have ended by the close of a date.
    pub fn weeks_ended_by(&self, date: Date) -> usize {
        let ended = (date.days_since(self.start) + 1).div_euclid(7).max(0);
        usize::try_from(ended).map_or(self.weeks, |weeks| weeks.min(self.weeks))
    }

    /// The calendar quarters that the weeks fall in, in order.
    pub fn quarters(&self) -> Vec<Period> {
        self.periods(|date| format!("{}Q{}", date.year(), date.quarter()))
    }

    /// The calendar years that the weeks fall in, in order.
    pub fn years(&self) -> Vec<Period> {
        self.periods(|date| date.year().to_string())
    }

    /// The fiscal quarters that the weeks fall in, in order; none without a fiscal year.
    pub fn fiscal_quarters(&self) -> Vec<Period> {
        self.fiscal.map_or_else(Vec::new, |fiscal| {
            self.periods(|date| {
                let (year, quarter) = fiscal.quarter_of(date);
                format!("FY{year}Q{quarter}")
            })
        })
    }

    /// The fiscal years that the weeks fall in, in order; none without a fiscal year.
    pub fn fiscal_years(&self) -> Vec<Period> {
        self.fiscal.map_or_else(Vec::new, |fiscal| {
            self.periods(|date| format!("FY{}", fiscal.quarter_of(date).0))
        })
    }

    /// All periods that flows are reported by: calendar years and quarters, fiscal ones after them.
    pub fn reporting_periods(&self) -> Vec<Period> {
        [self.years(), self.quarters(), self.fiscal_years(), self.fiscal_quarters()].concat()
    }

    fn periods(&self, label: impl Fn(Date) -> String) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        for week in 0..self.weeks {
            let label = label(self.last_day(week));
            match periods.last_mut() {
                Some(last) if last.label == label => last.end_week = week + 1,
                _ => periods.push(Period { label, first_week: week, end_week: week + 1 }),
            }
        }
        periods
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i64, month: i64, day: i64) -> Date {
        Date::new(year, month, day).expect("a date")
    }

    #[test]
    fn a_date_is_read_as_it_is_written() {
        let date = Date::new(2026, 12, 31).expect("a day");
        assert_eq!(Date::from_iso("2026-12-31"), Some(date));
        for text in ["2026-02-30", "2026-12", "31 December 2026", "2026-300-1", ""] {
            assert_eq!(Date::from_iso(text), None, "{text}");
        }
        let calendar = Calendar::new(date, date.plus_days(20)).expect("three weeks");
        assert_eq!(calendar.first_day(2), date.plus_days(14));
    }

    #[test]
    fn weeks_from_30_january_2026_end_with_the_year() {
        let calendar = Calendar::new(date(2026, 1, 30), date(2027, 12, 31)).expect("two years");
        assert_eq!(calendar.weeks(), 100);
        assert_eq!(calendar.last_day(47), date(2026, 12, 31));
        assert_eq!(calendar.weeks_ended_by(date(2026, 12, 31)), 48);
        assert_eq!(calendar.weeks_ended_by(date(2026, 12, 30)), 47);
        let years = calendar.years();
        assert_eq!((years[0].label.as_str(), years[0].end_week), ("2026", 48));
        let quarters = calendar.quarters();
        assert_eq!(quarters.len(), 8);
        assert_eq!(quarters[0].label, "2026Q1");
        assert_eq!(quarters.last().map(|q| q.end_week), Some(100));
    }

    #[test]
    fn a_start_on_the_first_day_of_a_fiscal_year_has_quarters_of_thirteen_whole_weeks() {
        let fiscal = FiscalYear::from_words("last-sunday-of-january");
        let calendar = Calendar::new(date(2025, 1, 27), date(2026, 1, 25)).expect("a year");
        assert!(calendar.fiscal_quarters().is_empty());
        let calendar = calendar.with_fiscal_year(fiscal);
        let quarters = calendar.fiscal_quarters();
        let found: Vec<(&str, usize)> =
            quarters.iter().map(|q| (q.label.as_str(), q.end_week)).collect();
        let sought = [("FY2026Q1", 13), ("FY2026Q2", 26), ("FY2026Q3", 39), ("FY2026Q4", 52)];
        assert_eq!(found, sought);
        assert_eq!(calendar.fiscal_years().len(), 1);
        assert_eq!(calendar.reporting_periods().len(), 2 + 5 + 1 + 4);
    }

    #[test]
    fn impossible_dates_and_spans_are_refused() {
        assert!(Date::new(2026, 2, 29).is_err());
        assert!(Date::new(2028, 2, 29).is_ok());
        assert!(Date::new(99_999, 1, 1).is_err());
        let start = date(2026, 1, 30);
        assert!(matches!(
            Calendar::new(start, date(2026, 2, 4)),
            Err(CalendarError::TooShort { .. })
        ));
        assert!(Calendar::new(start, date(2026, 2, 5)).is_ok());
        assert!(matches!(
            Calendar::new(start, date(2032, 1, 1)),
            Err(CalendarError::TooLong { .. })
        ));
    }
}
