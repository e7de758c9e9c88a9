//! Round numbers for bin edges and axes: steps of 1, 2, 2.5 and 5, and preferred numbers for logs.

use crate::lanes::math::ln;

/// The power of ten at or below a positive number, as an exponent.
pub fn decade(value: f64) -> i32 {
    let mut exponent = (ln(value) / std::f64::consts::LN_10).floor() as i32;
    // The quotient of logarithms may land just beside a whole number.
    if ten_to(exponent + 1) <= value {
        exponent += 1;
    }
    if ten_to(exponent) > value {
        exponent -= 1;
    }
    exponent
}

/// Ten to a whole power.
pub fn ten_to(exponent: i32) -> f64 {
    let power = (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    // Dividing by an exact power rounds once, multiplying by tenths rounds each time.
    if exponent >= 0 { power } else { 1.0 / power }
}

/// The smallest of 1, 2, 2.5 and 5 times a power of ten that divides `span` into at most `most` parts.
pub fn step(span: f64, most: usize) -> f64 {
    if !(span > 0.0 && span.is_finite()) {
        return 1.0;
    }
    let raw = span / most.max(1) as f64;
    let power = ten_to(decade(raw));
    let allowed = raw * (1.0 - 1e-9);
    [1.0, 2.0, 2.5, 5.0, 10.0].iter().map(|m| m * power).find(|&s| s >= allowed).unwrap_or(raw)
}

/// Multiples of a round step that cover `low` to `high` in at most `most` parts.
pub fn linear_edges(low: f64, high: f64, most: usize) -> Vec<f64> {
    let step = step(high - low, most.saturating_sub(2).max(1));
    let first = (low / step + 1e-9).floor();
    let last = (high / step - 1e-9).ceil().max(first + 1.0);
    (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect()
}

/// Preferred numbers (ISO 3, Renard's series) from at or below `low` to at or above `high`, both
/// positive: ten to a decade up to three decades, then five, then one.
pub fn log_edges(low: f64, high: f64) -> Vec<f64> {
    const TEN: [f64; 10] = [1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0];
    const FIVE: [f64; 5] = [1.0, 1.6, 2.5, 4.0, 6.3];
    let (first, last) = (decade(low), decade(high));
    let mantissas: &[f64] = match last - first {
        ..=3 => &TEN,
        4..=7 => &FIVE,
        _ => &[1.0],
    };
    let all: Vec<f64> = (first..=last + 1)
        .flat_map(|exponent| mantissas.iter().map(move |m| m * ten_to(exponent)))
        .collect();
    let from = all.iter().rposition(|&edge| edge <= low).unwrap_or(0);
    let to = all.iter().position(|&edge| edge >= high).unwrap_or(all.len() - 1).max(from + 1);
    all[from..=to].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_few_enough() {
        assert_eq!(step(100.0, 5), 20.0);
        assert_eq!(step(0.0, 5), 1.0);
        assert_eq!(step(1.3e9, 6), 250e6);
        for span in [1e-6, 0.37, 3.0, 99.0, 1e5, 7.7e12] {
            let s = step(span, 7);
            assert!(span / s <= 7.0 + 1e-6, "{span} in steps of {s}");
            assert!(span / s >= 2.0, "{span} in steps of {s}");
        }
    }

    #[test]
    fn edges_cover_the_range_and_rise() {
        for (low, high) in [(0.0, 1.0), (3.2, 3.3), (0.0, 987_654.0), (-5.0, 20.0)] {
            let edges = linear_edges(low, high, 40);
            assert!(edges[0] <= low && *edges.last().expect("edges") >= high);
            assert!(edges.len() <= 42 && edges.windows(2).all(|w| w[0] < w[1]));
        }
        for (low, high) in [(1.0, 2.0), (7.0, 7.0), (0.03, 8e5), (1.0, 1e11), (1000.0, 1e6)] {
            let edges = log_edges(low, high);
            assert!(edges[0] <= low && *edges.last().expect("edges") >= high, "{low} {high}");
            assert!(edges.len() <= 48 && edges.windows(2).all(|w| w[0] < w[1]));
        }
    }
}
