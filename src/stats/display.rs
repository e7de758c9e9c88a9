//! How an estimate is written for people: its digits end where its error begins.

use crate::stats::Estimate;
use crate::units::{Unit, short};

/// Digits after the point that a scaled number may have: "412.345K" at the most.
const MOST_DECIMALS: usize = 3;
const LETTERS: [char; 4] = ['K', 'M', 'B', 'T'];

impl Estimate {
    /// The value with two digits of its standard error, both at one scale: "412.3K ± 1.2K",
    /// "$12.41B ± $0.05B", "17.5% ± 0.4%". An exact value stands alone; an error that the run
    /// cannot tell is written "± n/a".
    pub fn digits(self, unit: Unit) -> String {
        let Self { value, standard_error: error } = self;
        if error == 0.0 || !value.is_finite() {
            return unit.format(value);
        }
        if !error.is_finite() {
            return format!("{} ± n/a", unit.format(value));
        }
        let hundredfold = if unit == Unit::Share { 100.0 } else { 1.0 };
        let (letter, scale) = letter_and_scale(value.abs().max(error) * hundredfold);
        let (scaled, error) = (value * hundredfold / scale, error * hundredfold / scale);
        let mut decimals = 0;
        let mut step = 1.0;
        while decimals < MOST_DECIMALS && error < 9.95 * step {
            decimals += 1;
            step /= 10.0;
        }
        // An error finer than the last digit is shown as one of that digit, never as zero.
        let error = error.max(step);
        let sign = if scaled <= -step / 2.0 { "−" } else { "" };
        let (dollar, tail) = match unit {
            Unit::Usd => ("$", letter),
            Unit::Share => ("", letter + "%"),
            Unit::Chips | Unit::H20e | Unit::Weeks | Unit::Count => ("", letter),
        };
        let size = scaled.abs();
        format!("{sign}{dollar}{size:.decimals$}{tail} ± {dollar}{error:.decimals$}{tail}")
    }
}

/// The letter that [`short`] would write and the power of 1000 it stands for.
fn letter_and_scale(size: f64) -> (String, f64) {
    let text = short(size);
    let mut scale = 1.0;
    for letter in LETTERS {
        scale *= 1000.0;
        if text.ends_with(letter) {
            return (letter.to_string(), scale);
        }
    }
    (String::new(), 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(value: f64, standard_error: f64, unit: Unit) -> String {
        Estimate { value, standard_error }.digits(unit)
    }

    #[test]
    fn digits_end_where_the_error_begins() {
        for (value, error, unit, text) in [
            (412_345.0, 1_234.0, Unit::Chips, "412.3K ± 1.2K"),
            (412_345.0, 12_340.0, Unit::Chips, "412K ± 12K"),
            (412_345.0, 123_400.0, Unit::Chips, "412K ± 123K"),
            (12.408e9, 0.0513e9, Unit::Usd, "$12.408B ± $0.051B"),
            (-12.408e9, 0.513e9, Unit::Usd, "−$12.41B ± $0.51B"),
            (0.1749, 0.0038, Unit::Share, "17.49% ± 0.38%"),
            (26.34, 0.271, Unit::Weeks, "26.34 ± 0.27"),
            (999_700.0, 1_000.0, Unit::Chips, "1.000M ± 0.001M"),
            (12.0, 3_400.0, Unit::Count, "0.0K ± 3.4K"),
            (-0.001, 3.4, Unit::Count, "0.0 ± 3.4"),
            (-0.07, 3.4, Unit::Count, "−0.1 ± 3.4"),
            (999.2, 3.4, Unit::Count, "999.2 ± 3.4"),
            (50.0, 9.95, Unit::Count, "50 ± 10"),
            (12.5, 0.1, Unit::Share, "1.250K% ± 0.010K%"),
        ] {
            assert_eq!(digits(value, error, unit), text);
        }
    }

    #[test]
    fn exact_unknown_and_tiny_errors_are_not_written_as_zero() {
        assert_eq!(digits(0.0, 0.0, Unit::Chips), "0");
        assert_eq!(digits(1_500.0, f64::INFINITY, Unit::Chips), "1.5K ± n/a");
        assert_eq!(digits(1e9, 3.0, Unit::Usd), "$1.000B ± $0.001B");
        assert_eq!(digits(f64::INFINITY, f64::INFINITY, Unit::Weeks), "n/a");
    }
}
