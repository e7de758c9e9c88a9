//! A figure as it is printed, as a number with the format that shows it so again.

/// A number for a cell, rounded as it was printed, and its number format.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    pub value: f64,
    pub format: String,
}

impl Figure {
    /// Reads "−$530M", "67.99K" or "23%". None for what is no number, as "n/a" and "<0.1%".
    pub fn read(text: &str) -> Option<Self> {
        let (sign, rest) = text.strip_prefix('−').map_or(("", text), |rest| ("-", rest));
        let (dollar, rest) = rest.strip_prefix('$').map_or(("", rest), |rest| ("$", rest));
        let (digits, exponent, tail) = match rest.char_indices().next_back()? {
            (end, 'K') => (&rest[..end], 3, ",\"K\""),
            (end, 'M') => (&rest[..end], 6, ",,\"M\""),
            (end, 'B') => (&rest[..end], 9, ",,,\"B\""),
            (end, 'T') => (&rest[..end], 12, ",,,,\"T\""),
            (end, '%') => (&rest[..end], -2, "%"),
            _ => (rest, 0, ""),
        };
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return None;
        }
        // By way of text, so that "1.79B" is the double nearest to 1,790,000,000.
        let value = format!("{sign}{digits}e{exponent}").parse().ok()?;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let point = if decimals > 0 { "." } else { "" };
        let format = format!("{dollar}0{point}{}{tail}", "0".repeat(decimals));
        Some(Self { value, format })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Unit;

    #[test]
    fn what_was_printed_is_a_number_and_shows_the_same() {
        for (text, value, format) in [
            ("0", 0.0, "0"),
            ("$0", 0.0, "$0"),
            ("−$530M", -530e6, "$0,,\"M\""),
            ("$1.79B", 1.79e9, "$0.00,,,\"B\""),
            ("67.99K", 67_990.0, "0.00,\"K\""),
            ("3.4T", 3.4e12, "0.0,,,,\"T\""),
            ("0.270%", 0.0027, "0.000%"),
            ("26.3", 26.3, "0.0"),
        ] {
            let figure = Figure::read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((figure.value, figure.format.as_str()), (value, format), "{text}");
        }
        for text in ["", "n/a", "<$0.01", ">99.9%", "=1+1", "K", "1.2.3", "12 of 20"] {
            assert_eq!(Figure::read(text), None, "{text}");
        }
    }

    #[test]
    fn every_unit_writes_what_is_read() {
        for unit in [Unit::Chips, Unit::Usd, Unit::Share, Unit::Weeks] {
            // No share is above one.
            let most = if unit == Unit::Share { 1.0 } else { f64::INFINITY };
            let values = [0.0, 0.5, 7.0, 999.6, 12_400.0, 2.5e9].into_iter();
            for value in values.filter(|value| *value <= most) {
                let text = unit.format(value);
                let read = Figure::read(&text).unwrap_or_else(|| panic!("{text}"));
                assert!((read.value - value).abs() <= 0.005 * value, "{text}: {read:?}");
            }
        }
    }
}
