//! Words for a probability after ICD 203, the US intelligence community's analytic standard (2015).

/// The word for a probability: it goes beside the number, never in its place.
///
/// Below 1% and above 99% the standard has no word; "remote" and "near certain" are used, and
/// "in no run" and "in every run" for exactly 0 and 1. A probability on a boundary takes the word
/// nearer to even odds.
pub fn likelihood(probability: f64) -> &'static str {
    match probability {
        p if p.is_nan() => "not known",
        p if p <= 0.0 => "in no run",
        p if p < 0.01 => "remote",
        p if p < 0.05 => "almost no chance",
        p if p < 0.20 => "very unlikely",
        p if p < 0.45 => "unlikely",
        p if p <= 0.55 => "roughly even",
        p if p <= 0.80 => "likely",
        p if p <= 0.95 => "very likely",
        p if p <= 0.99 => "almost certain",
        p if p < 1.0 => "near certain",
        _ => "in every run",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_follow_the_standard_and_are_symmetric() {
        for (p, word) in [
            (0.0, "in no run"),
            (0.004, "remote"),
            (0.01, "almost no chance"),
            (0.05, "very unlikely"),
            (0.2, "unlikely"),
            (0.45, "roughly even"),
            (0.55, "roughly even"),
            (0.551, "likely"),
            (0.80, "likely"),
            (0.81, "very likely"),
            (0.97, "almost certain"),
            (0.995, "near certain"),
            (1.0, "in every run"),
        ] {
            assert_eq!(likelihood(p), word, "at {p}");
        }
    }
}
