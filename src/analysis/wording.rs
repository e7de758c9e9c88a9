//! How amounts, shares and dates are written in a finding: no digit beyond the Monte Carlo error.

use super::round::{decade, ten_to};
use crate::stats::{Estimate, Proportion};
use crate::units::{Calendar, Date, Unit};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The month's name in three letters.
pub fn month_name(date: Date) -> &'static str {
    MONTHS[usize::from(date.month() - 1) % 12]
}

/// An amount rounded to the decimal place of its standard error, in at most three digits.
pub fn amount(unit: Unit, estimate: Estimate) -> String {
    let Estimate { value, standard_error } = estimate;
    if !(standard_error > 0.0 && standard_error.is_finite() && value.is_finite()) {
        return written(unit, value);
    }
    let place = ten_to(decade(standard_error));
    let rounded = (value / place).round() * place;
    written(unit, if rounded == 0.0 { value } else { rounded })
}

/// The unit's way to write a value, which never makes zero of what is not.
fn written(unit: Unit, value: f64) -> String {
    let text = unit.format(value);
    if value > 0.0 && text == unit.format(0.0) {
        return format!("<{}", unit.format(0.01));
    }
    text
}

/// A share in percent: whole numbers in the middle, a decimal near 0 and 1, and never "0%" or
/// "100%" unless it is exactly so.
pub fn percent(share: f64) -> String {
    let p = share * 100.0;
    match share {
        s if s.is_nan() => "n/a".to_owned(),
        s if s <= 0.0 => "0%".to_owned(),
        s if s >= 1.0 => "100%".to_owned(),
        s if s < 0.001 => "<0.1%".to_owned(),
        s if s > 0.999 => ">99.9%".to_owned(),
        s if s < 0.0095 => format!("{p:.1}%"),
        s if s > 0.9905 => format!("{:.1}%", p.min(99.9)),
        _ => format!("{p:.0}%"),
    }
}

/// A share of runs in words where a simple fraction lies within a percentage point, else in
/// percent, with whether the verb that follows is singular.
pub fn proportion(share: f64) -> (String, bool) {
    const TOLERANCE: f64 = 0.010_5;
    const FRACTIONS: [(f64, &str, bool); 13] = [
        (0.1, "one in ten", true),
        (0.2, "one in five", true),
        (0.25, "one in four", true),
        (0.3, "three in ten", false),
        (1.0 / 3.0, "one in three", true),
        (0.4, "two in five", false),
        (0.5, "half", false),
        (0.6, "three in five", false),
        (2.0 / 3.0, "two in three", false),
        (0.7, "seven in ten", false),
        (0.75, "three in four", false),
        (0.8, "four in five", false),
        (0.9, "nine in ten", false),
    ];
    FRACTIONS
        .iter()
        .filter(|(value, ..)| (share - value).abs() <= TOLERANCE)
        .min_by(|a, b| (share - a.0).abs().total_cmp(&(share - b.0).abs()))
        .map_or_else(
            || (percent(share), false),
            |&(_, words, singular)| (words.to_owned(), singular),
        )
}

/// The sentence with its first letter in upper case.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// The day the horizon ends, as "Dec 2027" where that is the month's last week, else in full.
pub(crate) fn horizon(calendar: &Calendar) -> String {
    let end = calendar.last_day(calendar.weeks() - 1);
    if end.plus_days(7).month() == end.month() {
        end.long()
    } else {
        format!("{} {}", month_name(end), end.year())
    }
}

/// A whole number with commas between thousands.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A share near one in percent, with as many decimals as what is missing has: "99.97%" and not "100%".
pub fn nearly_all(share: f64) -> String {
    let missing = Unit::Share.format(1.0 - share);
    let decimals = missing.split_once('.').map_or(0, |(_, rest)| rest.len().saturating_sub(1));
    format!("{:.decimals$}%", share * 100.0)
}

/// A share of so many runs in percent; where it is none or all of them, the bound that 95% confidence
/// puts on it: "<0.03%" of 10,000 runs.
pub fn share_of_runs(share: f64, runs: usize) -> String {
    let hits = (share * runs as f64).round() as u64;
    match Proportion::new(hits, runs as u64).map(Proportion::interval) {
        Some(bound) if hits == 0 => format!("<{}", Unit::Share.format(bound.high)),
        Some(bound) if hits == runs as u64 => format!(">{}", nearly_all(bound.low)),
        _ => percent(share),
    }
}

/// Odds as a whole number of runs, in two digits: "1 in 840,000"; in percent where one run in ten
/// or more has it.
pub fn one_in(odds: f64) -> String {
    const COMMON: f64 = 0.1;
    if odds >= COMMON || odds <= 0.0 {
        return percent(odds);
    }
    let runs = 1.0 / odds;
    let mut scale = 1.0;
    while runs / scale >= 99.5 {
        scale *= 10.0;
    }
    format!("1 in {}", grouped(((runs / scale).round() * scale) as usize))
}

/// Odds with their error, in the largest round number of runs of which one or more has it: "1.2 ± 0.3 in a million",
/// "17.5% ± 0.4%".
pub fn in_so_many(odds: Estimate) -> String {
    const ROUND: [(f64, &str); 5] = [
        (1e3, "a thousand"),
        (1e6, "a million"),
        (1e9, "a billion"),
        (1e12, "a trillion"),
        (1e15, "a quadrillion"),
    ];
    if odds.value >= 0.01 || odds.value <= 0.0 {
        return odds.digits(Unit::Share);
    }
    let last = ROUND[ROUND.len() - 1];
    let (runs, name) = *ROUND.iter().find(|(runs, _)| odds.value * runs >= 1.0).unwrap_or(&last);
    let scaled = Estimate { value: odds.value * runs, standard_error: odds.standard_error * runs };
    format!("{} in {name}", scaled.digits(Unit::Count))
}

/// "10,000 simulated runs".
pub fn simulated_runs(count: usize) -> String {
    format!("{} simulated {}", grouped(count), if count == 1 { "run" } else { "runs" })
}

/// The text, cut to so many letters with "…" after them, so that a number after it stays in sight.
pub(crate) fn shortened(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    let kept: String = text.chars().take(letters).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_end_where_the_error_begins() {
        let write = |value, standard_error| amount(Unit::Usd, Estimate { value, standard_error });
        assert_eq!(write(12_345_678_901.0, 3e8), "$12.3B");
        assert_eq!(write(12_345_678_901.0, 2e9), "$12B");
        assert_eq!(write(123.456, 0.04), "$123");
        assert_eq!(write(3.0, 40.0), "$3");
        assert_eq!(write(0.0, 0.0), "$0");
        assert_eq!(write(0.001, 0.0), "<$0.01");
    }

    #[test]
    fn shares_never_claim_more_certainty_than_they_have() {
        for (share, text) in [
            (0.0, "0%"),
            (0.0004, "<0.1%"),
            (0.004, "0.4%"),
            (0.312, "31%"),
            (0.9951, "99.5%"),
            (0.9997, ">99.9%"),
            (1.0, "100%"),
        ] {
            assert_eq!(percent(share), text);
        }
        assert_eq!(proportion(0.33), ("one in three".to_owned(), true));
        assert_eq!(proportion(0.3), ("three in ten".to_owned(), false));
        assert_eq!(proportion(0.28), ("28%".to_owned(), false));
    }

    #[test]
    fn none_of_many_runs_is_a_bound_and_not_nothing() {
        for (share, runs, text) in [
            (0.0, 10_000, "<0.03%"),
            (0.0, 100, "<2.95%"),
            (1.0, 10_000, ">99.97%"),
            (0.0001, 10_000, "<0.1%"),
            (0.23, 10_000, "23%"),
        ] {
            assert_eq!(share_of_runs(share, runs), text);
        }
    }

    #[test]
    fn rare_odds_are_told_in_runs() {
        for (odds, text) in [
            (0.5, "50%"),
            (0.01, "1 in 100"),
            (0.0041, "1 in 240"),
            (1.19e-6, "1 in 840,000"),
            (1e-6, "1 in 1,000,000"),
            (0.0, "0%"),
        ] {
            assert_eq!(one_in(odds), text);
        }
        for (value, standard_error, text) in [
            (0.175, 0.004, "17.50% ± 0.40%"),
            (0.004, 0.000_31, "4.00 ± 0.31 in a thousand"),
            (1.19e-6, 0.3e-6, "1.19 ± 0.30 in a million"),
            (4.2e-11, 3e-12, "42.0 ± 3.0 in a trillion"),
            (0.0, 0.0, "0%"),
        ] {
            assert_eq!(in_so_many(Estimate { value, standard_error }), text);
        }
    }

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1), "1");
        assert_eq!(grouped(10_000), "10,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(simulated_runs(1), "1 simulated run");
        assert_eq!(shortened("a long name", 7), "a long…");
        assert_eq!(shortened("a name", 7), "a name");
    }
}
