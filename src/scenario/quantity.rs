//! Numbers written as people write them, "$27k" or "200 k chips a quarter", in the unit of their key.
//!
//! A quantity is a text of these parts, in this order, with or without spaces between them:
//!
//! ```text
//! quantity = [ "-" ] [ "$" ] number [ multiplier ] [ noun ] [ pace ]
//! number     = digits, with "_" between them if you like, and a decimal point: 1.5, 20_000, .5
//! multiplier = "k" | "K" | "thousand" | "M" | "million" | "B" | "bn" | "billion"
//! noun       = "%" | "percent" | "USD" | "dollars" | "chips" | "units" | "H20e" | period
//! pace       = ( "/" | "a" | "per" ) period
//! period     = "day" | "week" | "month" | "quarter" | "year", or their plurals
//! ```
//!
//! What it means depends on the key's unit. A time is converted: a year has 365.2425 days, a month is
//! a twelfth and a quarter a fourth of it. So is a pace: flows and hazards are linear in time,
//! "1.2/year" is 0.1 a month and "5 %/month" a hazard of 0.05 a month, not odds of 5%. Without a pace
//! the period is the key's, and without a noun the unit is. Multipliers and percent shift the decimal
//! point of the written number, so "0.07 M" is 70000 to the bit.

use super::file_unit::{FileUnit, Measure, Span};

/// A number with what is written behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Quantity {
    /// The number with its multiplier; a fraction where it is written in percent.
    value: f64,
    noun: Option<Noun>,
    pace: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Noun {
    Percent,
    Dollars,
    Chips,
    Power,
    Time(Span),
}

impl Quantity {
    /// The quantity in a text; None if it is something else, or a number with nothing behind it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
        let (dollars, text) = text.strip_prefix('$').map_or((false, text), |rest| (true, rest));
        let text = text.trim_start();
        let end = text.find(|c: char| !matches!(c, '0'..='9' | '.' | '_')).unwrap_or(text.len());
        let digits = plain_digits(&text[..end])?;
        let rest = text[end..].replace('/', " per ").replace('%', " percent ");
        let words: Vec<&str> = rest.split_whitespace().collect();
        let mut words = words.as_slice();
        let mut shift = multiplier(&mut words);
        let multiplied = shift.is_some();
        let noun = match (take(&mut words, noun), dollars) {
            (None | Some(Noun::Dollars), true) => Some(Noun::Dollars),
            (Some(_), true) => return None,
            (noun, false) => noun,
        };
        if noun == Some(Noun::Percent) {
            shift = Some(shift.unwrap_or(0) - 2);
        }
        let pace = match words {
            [] => None,
            ["a" | "an" | "per", period] => Some(Span::named(period)?),
            _ => return None,
        };
        let bare = !multiplied && noun.is_none() && pace.is_none();
        let value: f64 = format!("{sign}{digits}e{}", shift.unwrap_or(0)).parse().ok()?;
        // The sum turns −0.0 into 0.0.
        (!bare && value.is_finite()).then_some(Self { value: value + 0.0, noun, pace })
    }

    /// The number in a unit of the file; None where the quantity does not fit it.
    pub fn to(self, unit: FileUnit) -> Option<f64> {
        let Self { value, noun, pace } = self;
        let times =
            |more: Span, fewer: Span| rounded(value * (more.in_a_year() / fewer.in_a_year()));
        match (unit.measure, noun, pace) {
            (Measure::Ratio, None | Some(Noun::Percent), None)
            | (Measure::Share | Measure::Per(_), Some(Noun::Percent), None)
            | (Measure::Money, None | Some(Noun::Dollars), None)
            | (Measure::Chips | Measure::ChipsPer(_), None | Some(Noun::Chips), None)
            | (Measure::Power, None | Some(Noun::Power), None) => Some(value),
            (Measure::Time(span), Some(Noun::Time(written)), None) => Some(times(span, written)),
            (Measure::ChipsPer(span), None | Some(Noun::Chips), Some(pace))
            | (Measure::Per(span), None | Some(Noun::Percent), Some(pace)) => {
                Some(times(pace, span))
            }
            _ => None,
        }
    }
}

/// A typed value in the quotes that a scenario file wants around a bare word, and around an amount such as 27K or 30%: a
/// shell would take them away. None where it stands as it is.
pub(super) fn quoted(value: &str) -> Option<String> {
    let word = value.trim();
    let mut letters = word.chars();
    let bare = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !["true", "false", "inf", "nan"].iter().any(|other| word.eq_ignore_ascii_case(other));
    (bare || Quantity::parse(word).is_some()).then(|| format!("\"{word}\""))
}

/// A number as it is typed where its unit goes without saying: plain, or with a multiplier, "$", "%" or
/// "chips", as in 300_000, 300K, $1.5B and 25%. None if it is something else, or not finite.
pub fn amount(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = |text: &str| text.replace('_', "").parse::<f64>().ok().filter(|x| x.is_finite());
    plain(text).or_else(|| match Quantity::parse(text)? {
        Quantity { noun: Some(Noun::Time(_) | Noun::Power), .. }
        | Quantity { pace: Some(_), .. } => None,
        Quantity { value, .. } => Some(value),
    })
}

/// A converted number to fifteen digits: 0.1 a month is 1.2 a year, without the noise of the product.
fn rounded(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

/// The digits without their "_"; None unless they are a decimal number.
fn plain_digits(text: &str) -> Option<String> {
    let inside = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let digits = text.replace('_', "");
    let some = digits.bytes().any(|byte| byte.is_ascii_digit());
    (inside && some && digits.matches('.').count() <= 1).then_some(digits)
}

/// The first of some words, if it means something.
fn take<T>(words: &mut &[&str], meaning: impl Fn(&str) -> Option<T>) -> Option<T> {
    let (first, rest) = words.split_first()?;
    let found = meaning(first)?;
    *words = rest;
    Some(found)
}

/// The power of ten of a multiplier.
fn multiplier(words: &mut &[&str]) -> Option<i32> {
    take(words, |word| match word {
        "k" | "K" | "thousand" => Some(3),
        "M" | "million" => Some(6),
        "B" | "bn" | "billion" => Some(9),
        _ => None,
    })
}

fn noun(word: &str) -> Option<Noun> {
    match word {
        "percent" => Some(Noun::Percent),
        "USD" | "dollar" | "dollars" => Some(Noun::Dollars),
        "chip" | "chips" | "unit" | "units" => Some(Noun::Chips),
        "H20e" => Some(Noun::Power),
        word => Span::named(word).map(Noun::Time),
    }
}

/// What a number of a unit is, and how it may be written, for messages.
pub(super) fn expected(unit: FileUnit) -> (&'static str, &'static str) {
    match unit.measure {
        Measure::Ratio | Measure::OfParameter | Measure::OfMetric => {
            ("a number without a unit", "1.5, \"150 %\" or \"20 k\"")
        }
        Measure::Share => ("a share", "0.25 or \"25 %\""),
        Measure::Money => ("an amount of dollars", "27_000, \"$27k\" or \"1.5 M USD\""),
        Measure::Chips => ("a number of chips", "200_000, \"200 k\" or \"1.5 M chips\""),
        Measure::Power => ("an amount of computing power", "15.8 or \"15.8 H20e\""),
        Measure::Time(_) => ("a time", "\"30 days\", \"2 weeks\", \"3 months\" or \"1 year\""),
        Measure::ChipsPer(_) => ("a flow of chips", "\"200 k/quarter\" or \"15 k chips a week\""),
        Measure::Per(_) => ("a hazard", "\"0.1/month\", \"5 %/month\" or \"1.2/year\""),
    }
}

#[cfg(test)]
mod tests {
    use super::super::describe::*;
    use super::*;

    fn read(text: &str, unit: FileUnit) -> Option<f64> {
        Quantity::parse(text)?.to(unit)
    }

    #[test]
    fn bare_words_and_amounts_are_put_in_quotes() {
        for (typed, quoted_as) in
            [(" open ", "\"open\""), ("Open", "\"Open\""), ("27K", "\"27K\""), ("30%", "\"30%\"")]
        {
            assert_eq!(quoted(typed).as_deref(), Some(quoted_as));
        }
        for typed in ["true", "False", "inf", "3", "-1e6", "\"open\"", "2026-01-31", "a b", ""] {
            assert_eq!(quoted(typed), None, "{typed}");
        }
    }

    #[test]
    fn quantities_become_numbers_of_the_unit_of_their_key() {
        let cases = [
            ("$27k", USD, 27_000.0),
            ("27 k USD", USD, 27_000.0),
            ("-$1.5 M", USD, -1_500_000.0),
            ("$20_000.50", USD, 20_000.5),
            ("1.2 bn", USD, 1.2e9),
            ("25%", SHARE, 0.25),
            ("7 %", SHARE, 0.07),
            ("0.5 percent", SHARE, 0.005),
            ("150 %", PLAIN, 1.5),
            ("200 k", CHIPS, 200_000.0),
            ("0.07 million chips", CHIPS, 70_000.0),
            ("15.8 H20e", H20E, 15.8),
            ("200 k/quarter", CHIPS_PER_QUARTER, 200_000.0),
            ("200k chips per quarter", CHIPS_PER_QUARTER, 200_000.0),
            ("200 k", CHIPS_PER_QUARTER, 200_000.0),
            ("30 k a month", CHIPS_PER_QUARTER, 90_000.0),
            ("800 k units/year", CHIPS_PER_QUARTER, 200_000.0),
            ("12k/year", CHIPS_PER_MONTH, 1_000.0),
            ("3 months", MONTHS, 3.0),
            ("1 quarter", MONTHS, 3.0),
            ("14 days", WEEKS, 2.0),
            ("2 weeks", WEEKS, 2.0),
            ("-4 weeks", WEEKS, -4.0),
            ("1 year", WEEKS, WEEKS_IN_A_YEAR),
            ("0.10/month", PER_MONTH, 0.1),
            ("10 %/month", PER_MONTH, 0.1),
            ("10 %", PER_MONTH, 0.1),
            ("1.2/year", PER_MONTH, 0.1),
            ("5 % a month", PER_YEAR, 0.6),
            ("0.3 per quarter", PER_MONTH, 0.1),
        ];
        for (text, unit, expected) in cases {
            let found = read(text, unit).unwrap_or_else(|| panic!("{text} is refused"));
            assert!((found - expected).abs() <= 1e-15 * expected.abs(), "{text}: {found}");
        }
        // What needs no conversion is the number that would stand there without a unit.
        for (text, unit, exact) in [
            ("0.07 M", CHIPS, 70_000.0),
            ("1.001 k", CHIPS, 1_001.0),
            ("29 %", SHARE, 0.29),
            ("0.1/month", PER_MONTH, 0.1),
            ("3 months", MONTHS, 3.0),
            ("0.1/month", PER_YEAR, 1.2),
        ] {
            assert_eq!(read(text, unit), Some(exact), "{text}");
        }
    }

    #[test]
    fn amounts_are_typed_with_and_without_multipliers() {
        for (text, expected) in [
            ("300K", 300_000.0),
            ("300 k chips", 300_000.0),
            ("$1.5B", 1.5e9),
            ("-2.5M", -2.5e6),
            ("25%", 0.25),
            ("47%", 0.47),
            ("1_000", 1_000.0),
            ("-1e3", -1_000.0),
            (" 7 ", 7.0),
        ] {
            assert_eq!(amount(text), Some(expected), "{text}");
        }
        for text in
            ["", "10,000", "2 weeks", "200 k/quarter", "3 H20e", "nan", "inf", "1e400", "five"]
        {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    const WEEKS_IN_A_YEAR: f64 = 365.2425 / 7.0;

    /// A file's unit times its scale is the internal number, whichever period is written.
    #[test]
    fn a_pace_is_the_same_flow_under_any_key() {
        for (text, units) in [
            ("1.2/year", [PER_MONTH, PER_YEAR]),
            ("52 k chips/quarter", [CHIPS_PER_WEEK, CHIPS_PER_YEAR]),
            ("3 k a week", [CHIPS_PER_MONTH, CHIPS_PER_QUARTER]),
            ("10 days", [WEEKS, MONTHS]),
        ] {
            let [one, other] = units.map(|unit| read(text, unit).map(|value| value * unit.scale));
            let (one, other) = one.zip(other).unwrap_or_else(|| panic!("{text} is refused"));
            // Fifteen digits on either side.
            assert!((one / other - 1.0).abs() < 2e-15, "{text}: {one} and {other}");
        }
    }

    #[test]
    fn what_does_not_fit_or_is_no_quantity_is_refused() {
        for (text, unit) in [
            ("3 months", USD),
            ("25 %", CHIPS),
            ("200 k", SHARE),
            ("200 k", WEEKS),
            ("5 %/month", SHARE),
            ("5 %/month", WEEKS),
            ("3 chips", PER_MONTH),
            ("$5", CHIPS),
            ("2 weeks", PLAIN),
            ("2 weeks", CHIPS_PER_WEEK),
            ("200 k", PER_MONTH),
        ] {
            assert!(Quantity::parse(text).is_some() && read(text, unit).is_none(), "{text}");
        }
        for text in [
            "",
            "5",
            "0.5",
            "1_000",
            "k",
            "$",
            "%",
            "5 %%",
            "1,5 M",
            "26,500",
            "3 m",
            "5 mio",
            "1e3 k",
            "$5 chips",
            "5 weeks a",
            "5 per fortnight",
            "1..2 k",
            "1_ k",
            "5 %/month/year",
            "five %",
            "−5 %",
            "5 k k",
            "1.5 M of chips",
        ] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }
}
