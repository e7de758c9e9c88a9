//! How amounts are written for people: K, M and B, with the unit's sign.

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Chips of a product.
    Chips,
    /// US dollars.
    Usd,
    /// Computing power, in chips of type H20.
    H20e,
    Weeks,
    /// A number between 0 and 1.
    Share,
    /// A plain number.
    Count,
}

impl Unit {
    /// The name used in tables and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chips => "chips",
            Self::Usd => "USD",
            Self::H20e => "H20e",
            Self::Weeks => "weeks",
            Self::Share => "share",
            Self::Count => "",
        }
    }

    /// The value to three significant digits with K, M or B: "$12.4B", "412K", "17.5%".
    pub fn format(self, value: f64) -> String {
        match self {
            Self::Usd if value < 0.0 => format!("−${}", short(-value)),
            Self::Usd => format!("${}", short(value)),
            Self::Share => format!("{}%", short(value * 100.0)),
            Self::Chips | Self::H20e | Self::Count => short(value),
            Self::Weeks => short(value),
        }
    }
}

/// A number to three significant digits, with K, M, B or T.
pub fn short(value: f64) -> String {
    if value < 0.0 {
        return format!("−{}", short(-value));
    }
    if !value.is_finite() {
        return "n/a".to_owned();
    }
    let mut scaled = value;
    let mut suffixes = ["", "K", "M", "B", "T"].into_iter();
    let mut suffix = suffixes.next().unwrap_or("");
    // 999.5 would round to "1000": step up to the next letter first.
    while scaled >= 999.5 {
        let Some(next) = suffixes.next() else { break };
        scaled /= 1000.0;
        suffix = next;
    }
    let digits = match scaled {
        s if s >= 99.95 => 0,
        s if s >= 9.995 => 1,
        _ => 2,
    };
    let mut text = format!("{scaled:.digits$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    format!("{text}{suffix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_the_names_of_the_tables() {
        let units = [Unit::Chips, Unit::Usd, Unit::H20e, Unit::Weeks, Unit::Share, Unit::Count];
        assert_eq!(units.map(Unit::name), ["chips", "USD", "H20e", "weeks", "share", ""]);
    }

    #[test]
    fn three_significant_digits_and_a_letter() {
        for (value, text) in [
            (0.0, "0"),
            (7.0, "7"),
            (999.4, "999"),
            (999.6, "1K"),
            (12_400.0, "12.4K"),
            (1_050_000.0, "1.05M"),
            (2e9, "2B"),
            (3.4e12, "3.4T"),
            (-1500.0, "−1.5K"),
        ] {
            assert_eq!(short(value), text);
        }
        assert_eq!(Unit::Usd.format(-2.5e9), "−$2.5B");
        assert_eq!(Unit::Share.format(0.175), "17.5%");
    }
}
