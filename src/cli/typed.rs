//! Numbers as they are typed after a flag: 300K, 1_000 or 25%.

use std::ops::RangeInclusive;

use crate::analysis::wording::grouped;
use crate::scenario;

/// A finite number, for `value_parser`.
pub fn amount(text: &str) -> Result<f64, String> {
    scenario::amount(text).ok_or_else(|| "write a number, as in 500000, 500K or $1.5B".to_owned())
}

/// What is set, for `value_parser`.
pub fn setting(text: &str) -> Result<String, String> {
    let form = "there is no `=` in it; write --set path=value, without spaces";
    if text.contains('=') { Ok(text.to_owned()) } else { Err(form.to_owned()) }
}

/// A whole number of a range, for `value_parser`.
pub fn count(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<u64, String> + Clone + Send + Sync + 'static {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    move |text| {
        let whole = |number: &f64| number.fract() == 0.0 && (0.0..EXACT).contains(number);
        match scenario::amount(text).filter(whole).map(|number| number as u64) {
            None => Err("write a whole number, as in 20000, 20_000 or 20K".to_owned()),
            Some(count) if range.contains(&count) => Ok(count),
            Some(_) => Err(format!(
                "it must be from {} to {}",
                grouped(*range.start() as usize),
                grouped(*range.end() as usize)
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_whole_and_within_their_range() {
        let count = count(1..=100_000);
        for (text, expected) in
            [("20000", 20_000), ("20_000", 20_000), ("20K", 20_000), ("1e3", 1_000)]
        {
            assert_eq!(count(text), Ok(expected), "{text}");
        }
        for text in ["10,000", "1.5", "-1", "many", "", "50%"] {
            assert!(count(text).is_err_and(|why| why.contains("as in 20000")), "{text}");
        }
        for text in ["0", "100001", "1e300"] {
            let why = count(text).expect_err(text);
            assert!(why.contains("from 1 to 100,000") || text == "1e300", "{text}: {why}");
        }
        assert_eq!((amount("300K"), amount("five").is_err()), (Ok(300_000.0), true));
    }
}
