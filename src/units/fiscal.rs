//! A fiscal year that ends on the last day, or the last such weekday, of a month.

use super::calendar::Date;

/// What [`FiscalYear::from_words`] reads.
pub const FORM: &str = "last-WEEKDAY-of-MONTH or last-day-of-MONTH";

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// A year of four quarters, each ending on the same kind of day three months after the one before.
/// It is named for the calendar year in which it ends: with "last-sunday-of-january", FY2026 ends on
/// 25 January 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FiscalYear {
    /// The month in which the year ends, 1 to 12.
    month: u8,
    /// The weekday on which it ends, Monday being 0; None for the last day of the month.
    weekday: Option<u8>,
}

impl FiscalYear {
    /// The year that ends as told, as in "last-sunday-of-january" or "last-day-of-june"; None for
    /// other words.
    pub fn from_words(words: &str) -> Option<Self> {
        let (day, month) = words.strip_prefix("last-")?.split_once("-of-")?;
        let month = MONTHS.iter().position(|name| *name == month)? as u8 + 1;
        let weekday = match day {
            "day" => None,
            _ => Some(WEEKDAYS.iter().position(|name| *name == day)? as u8),
        };
        Some(Self { month, weekday })
    }

    /// The fiscal year and quarter (1 to 4) that a date falls in.
    pub fn quarter_of(self, date: Date) -> (i32, u8) {
        let own = date.year();
        let year = if date <= self.quarter_end(own, 4) { own } else { own + 1 };
        let quarter = (1..4).find(|quarter| date <= self.quarter_end(year, *quarter)).unwrap_or(4);
        (year, quarter)
    }

    /// The last day of a quarter of a fiscal year.
    fn quarter_end(self, year: i32, quarter: u8) -> Date {
        let months = i32::from(self.month) - 1 - 3 * i32::from(4 - quarter);
        let (year, month) = (year + months.div_euclid(12), months.rem_euclid(12) as u8 + 1);
        let last = Date::last_of_month(year, month);
        let after = self.weekday.map_or(0, |weekday| (last.weekday() + 7 - weekday) % 7);
        last.plus_days(-i64::from(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i64, month: i64, day: i64) -> Date {
        Date::new(year, month, day).expect("a date")
    }

    #[test]
    fn nvidias_quarters_end_on_the_published_days() {
        // Nvidia's reports: fiscal 2025 ended on 26 Jan 2025, the quarters of fiscal 2026 on
        // 27 Apr, 27 Jul and 26 Oct 2025 and on 25 Jan 2026.
        let year = FiscalYear::from_words("last-sunday-of-january").expect("a year");
        for (last, quarter) in [
            (date(2025, 1, 26), (2025, 4)),
            (date(2025, 4, 27), (2026, 1)),
            (date(2025, 7, 27), (2026, 2)),
            (date(2025, 10, 26), (2026, 3)),
            (date(2026, 1, 25), (2026, 4)),
        ] {
            assert_eq!(year.quarter_of(last), quarter, "{last}");
            let (next, first) = match quarter {
                (year, 4) => (year + 1, 1),
                (year, quarter) => (year, quarter + 1),
            };
            assert_eq!(year.quarter_of(last.plus_days(1)), (next, first), "after {last}");
        }
    }

    #[test]
    fn a_year_to_the_last_day_of_june_and_the_calendar_year() {
        let june = FiscalYear::from_words("last-day-of-june").expect("a year");
        assert_eq!(june.quarter_of(date(2025, 6, 30)), (2025, 4));
        assert_eq!(june.quarter_of(date(2025, 7, 1)), (2026, 1));
        assert_eq!(june.quarter_of(date(2026, 2, 28)), (2026, 3));
        let calendar = FiscalYear::from_words("last-day-of-december").expect("a year");
        for day in 0..1500 {
            let date = date(2023, 1, 1).plus_days(day);
            assert_eq!(calendar.quarter_of(date), (date.year(), date.quarter()), "{date}");
        }
    }

    #[test]
    fn other_words_are_none() {
        for words in ["", "january", "last-sunday", "last-sun-of-january", "last-sunday-of-jan"] {
            assert_eq!(FiscalYear::from_words(words), None, "{words}");
        }
    }
}
