//! The units of the file: their names, their factors to internal units, and what they measure.

use crate::units::{WEEKS_PER_MONTH, WEEKS_PER_QUARTER, WEEKS_PER_YEAR};

/// A unit of the file and the factor to internal units (weeks, chips, USD, fractions).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileUnit {
    pub name: &'static str,
    pub scale: f64,
    pub measure: Measure,
}

/// What a unit measures: which quantities may be written in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A number without a unit.
    Ratio,
    Share,
    Money,
    Chips,
    /// Computing power.
    Power,
    Time(Span),
    /// A flow of chips.
    ChipsPer(Span),
    /// A hazard.
    Per(Span),
    /// What the input measures that the table names as `parameter`.
    OfParameter,
    /// What the metric measures that the table names as `metric`.
    OfMetric,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Span {
    /// How many of them a mean Gregorian year holds.
    pub const fn in_a_year(self) -> f64 {
        match self {
            Self::Day => WEEKS_PER_YEAR * 7.0,
            Self::Week => WEEKS_PER_YEAR,
            Self::Month => 12.0,
            Self::Quarter => 4.0,
            Self::Year => 1.0,
        }
    }

    /// The unit that a word names, in the singular or plural.
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "day" | "days" => Some(Self::Day),
            "week" | "weeks" => Some(Self::Week),
            "month" | "months" => Some(Self::Month),
            "quarter" | "quarters" => Some(Self::Quarter),
            "year" | "years" => Some(Self::Year),
            _ => None,
        }
    }
}

const fn unit(name: &'static str, scale: f64, measure: Measure) -> FileUnit {
    FileUnit { name, scale, measure }
}

pub(super) const PLAIN: FileUnit = unit("", 1.0, Measure::Ratio);
pub(super) const SHARE: FileUnit = unit("share", 1.0, Measure::Share);
pub(super) const USD: FileUnit = unit("USD", 1.0, Measure::Money);
pub(super) const H20E: FileUnit = unit("H20 equivalents", 1.0, Measure::Power);
pub(super) const CHIPS: FileUnit = unit("chips", 1.0, Measure::Chips);
pub(super) const CHIPS_PER_WEEK: FileUnit =
    unit("chips a week", 1.0, Measure::ChipsPer(Span::Week));
pub(super) const CHIPS_PER_MONTH: FileUnit =
    unit("chips a month", 1.0 / WEEKS_PER_MONTH, Measure::ChipsPer(Span::Month));
pub(super) const CHIPS_PER_QUARTER: FileUnit =
    unit("chips a quarter", 1.0 / WEEKS_PER_QUARTER, Measure::ChipsPer(Span::Quarter));
pub(super) const CHIPS_PER_YEAR: FileUnit =
    unit("chips a year", 1.0 / WEEKS_PER_YEAR, Measure::ChipsPer(Span::Year));
pub(super) const WEEKS: FileUnit = unit("weeks", 1.0, Measure::Time(Span::Week));
pub(super) const MONTHS: FileUnit = unit("months", WEEKS_PER_MONTH, Measure::Time(Span::Month));
pub(super) const PER_MONTH: FileUnit =
    unit("a month", 1.0 / WEEKS_PER_MONTH, Measure::Per(Span::Month));
pub(super) const PER_YEAR: FileUnit =
    unit("a year", 1.0 / WEEKS_PER_YEAR, Measure::Per(Span::Year));
/// The unit of the input that an effect changes.
pub(super) const OF_PARAMETER: FileUnit = unit("of the input", 1.0, Measure::OfParameter);
/// The unit of the metric of a target.
pub(super) const OF_METRIC: FileUnit = unit("of the metric", 1.0, Measure::OfMetric);
