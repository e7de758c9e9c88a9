//! What a check found, against what, and how far off it may be: printed, and kept for the page of validation.

use std::fs::OpenOptions;
use std::io::Write;

/// Two-sided normal quantile at a false-alarm rate of 1e-9.
pub const Z: f64 = 6.11;

/// A file to which every check adds its line; `.ci/validation` makes the page of them.
const FILE: &str = "TRADEFLOW_CHECKS";

/// Six digits, with an exponent where that is shorter to read.
fn digits(x: f64) -> String {
    let size = x.abs();
    if size == 0.0 || (size.fract() == 0.0 && size < 1e9) {
        return format!("{x}");
    }
    if !(1e-3..1e7).contains(&size) {
        return format!("{x:.2e}");
    }
    let places = (5.0 - size.log10().floor()).clamp(0.0, 8.0) as usize;
    let text = format!("{x:.places$}");
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Checks that `found` is `expected` within `allowed`. `sees` is the least bias that would be seen as
/// surely as a false alarm is ruled out; None where there is no chance in the check.
pub fn assert_within(what: &str, found: f64, expected: f64, allowed: f64, sees: Option<f64>) {
    let off = (found - expected).abs();
    // Written so that NaN fails.
    let holds = off <= allowed;
    let test = std::thread::current().name().unwrap_or("?").to_owned();
    let sees = sees.map_or_else(|| "–".to_owned(), digits);
    let verdict = if holds { "holds" } else { "FAILS" };
    let cells = [found, expected, off, allowed].map(digits);
    let [found, expected, off, allowed] = &cells;
    println!("{what}: {found} against {expected}, off by {off}, allowed {allowed}, sees {sees}");
    if let Ok(path) = std::env::var(FILE) {
        let line =
            format!("{test}\t{what}\t{found}\t{expected}\t{off}\t{allowed}\t{sees}\t{verdict}\n");
        let written = OpenOptions::new().create(true).append(true).open(&path);
        let written = written.and_then(|mut file| file.write_all(line.as_bytes()));
        assert!(written.is_ok(), "{path}: {written:?}");
    }
    assert!(holds, "{what}: {found} is not {expected} within {allowed}");
}

/// Checks a number that knows no chance.
pub fn assert_near(what: &str, found: f64, expected: f64, allowed: f64) {
    assert_within(what, found, expected, allowed, None);
}

/// Checks a curve point by point, and records its worst.
pub fn assert_curve(what: &str, points: impl IntoIterator<Item = (f64, f64)>, allowed: f64) {
    let off = |&(found, expected): &(f64, f64)| (found - expected).abs();
    let worst = points.into_iter().max_by(|a, b| off(a).total_cmp(&off(b)));
    let (found, expected) = worst.unwrap_or((f64::NAN, f64::NAN));
    assert_near(&format!("{what} (the worst point)"), found, expected, allowed);
}

/// Checks a mean against its exact value, by the sample's own standard error. `rounding` is the
/// bias that whole chips allow.
pub fn assert_mean(what: &str, values: &[f64], exact: f64, rounding: f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let slack = Z * (variance / n).sqrt() + rounding;
    assert_within(what, mean, exact, slack, Some(2.0 * slack));
}

/// Checks a probability against its exact value, by the binomial error of the exact one.
pub fn assert_share(what: &str, hits: usize, of: usize, exact: f64) {
    let n = of as f64;
    let slack = Z * (exact * (1.0 - exact) / n).sqrt() + 1.0 / n;
    assert_within(what, hits as f64 / n, exact, slack, Some(2.0 * slack));
}
