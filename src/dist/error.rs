//! Why a distribution cannot be what its numbers say.

use thiserror::Error;

/// The condition that the numbers of a distribution violate.
///
/// Messages name the numbers as a scenario does, so that they can be shown as they are.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum DistError {
    #[error("{name} must be a finite number, not {value}")]
    NotFinite { name: &'static str, value: f64 },
    #[error("{name} ({value}) must be above 0")]
    NotPositive { name: &'static str, value: f64 },
    #[error("{lower_name} ({lower}) must be below {upper_name} ({upper})")]
    NotBelow { lower_name: String, lower: f64, upper_name: String, upper: f64 },
    #[error("mode ({mode}) must lie from low ({low}) to high ({high})")]
    ModeOutside { mode: f64, low: f64, high: f64 },
    #[error(
        "{name} ({value}) must lie from {least} to {most}; beyond that a fixed value, a \
         lognormal or a normal says the same"
    )]
    ShapeOutside { name: &'static str, value: f64, least: f64, most: f64 },
    #[error("a percentile's level lies between 0 and 1 exclusive (p10 is 0.1), not at {level}")]
    LevelOutside { level: f64 },
    #[error("{level} is given twice")]
    LevelRepeated { level: String },
    #[error("percentiles need at least 3 points (p10, p50 and p90, say), not {count}")]
    TooFewPercentiles { count: usize },
    #[error("{level} ({value}) must lie inside the bounds, {min} to {max}")]
    PercentileOutsideBounds { level: String, value: f64, min: f64, max: f64 },
    #[error(
        "p50 ({median}) is too far to one side: with {low_name} ({low}) and {high_name} ({high}) \
         it must lie between {least} and {most} for a smooth curve; a bound just beyond the \
         short side (min or max) allows a longer other side"
    )]
    Lopsided {
        median: f64,
        low_name: String,
        low: f64,
        high_name: String,
        high: f64,
        least: f64,
        most: f64,
    },
    #[error(
        "no smooth curve goes through these percentiles: it would turn down near {level}; spread \
         the points more evenly, or give fewer"
    )]
    NotIncreasing { level: String },
    #[error(
        "these {count} percentiles are too close together to fit a curve: it misses {level} by \
         {miss}; give fewer, or levels farther apart"
    )]
    IllConditioned { count: usize, level: String, miss: f64 },
    #[error("a {what} needs at least one value")]
    Empty { what: &'static str },
    #[error("there are {values} values but {weights} weights")]
    CountsDiffer { values: usize, weights: usize },
    #[error("the weight of {value} must be above 0, not {weight}")]
    WeightNotPositive { value: f64, weight: f64 },
    #[error("the weight of part {part} must be above 0, not {weight}")]
    PartWeight { part: usize, weight: f64 },
    #[error("the weights must sum to 1, but they sum to {sum}")]
    WeightsSum { sum: f64 },
    #[error(
        "nothing is left between {low} and {high}: the distribution has probability {mass} there"
    )]
    NoMass { low: f64, high: f64, mass: f64 },
}

/// `value` when it is finite.
pub(super) fn finite(name: &'static str, value: f64) -> Result<f64, DistError> {
    if value.is_finite() { Ok(value) } else { Err(DistError::NotFinite { name, value }) }
}

/// `value` when it is finite and above zero.
pub(super) fn positive(name: &'static str, value: f64) -> Result<f64, DistError> {
    if finite(name, value)? > 0.0 { Ok(value) } else { Err(DistError::NotPositive { name, value }) }
}

/// Succeeds when `lower` is below `upper`.
pub(super) fn below(
    (lower_name, lower): (&str, f64),
    (upper_name, upper): (&str, f64),
) -> Result<(), DistError> {
    if lower < upper {
        return Ok(());
    }
    let (lower_name, upper_name) = (lower_name.to_owned(), upper_name.to_owned());
    Err(DistError::NotBelow { lower_name, lower, upper_name, upper })
}

/// `low` and `high` when both are finite and in that order.
pub(super) fn range(low: f64, high: f64) -> Result<(f64, f64), DistError> {
    below(("low", finite("low", low)?), ("high", finite("high", high)?))?;
    // The width of a range may overflow although its ends do not.
    finite("high − low", high - low)?;
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_read_as_sentences_about_the_numbers_given() {
        let cases = [
            (below(("p10", 30.0), ("p50", 20.0)), "p10 (30) must be below p50 (20)"),
            (positive("sd", -3.0).map(drop), "sd (-3) must be above 0"),
            (positive("sd", f64::NAN).map(drop), "sd must be a finite number, not NaN"),
            (range(2.0, 2.0).map(drop), "low (2) must be below high (2)"),
            (range(-1e308, 1e308).map(drop), "high − low must be a finite number, not inf"),
        ];
        for (outcome, message) in cases {
            assert_eq!(outcome.map_err(|error| error.to_string()), Err(message.to_owned()));
        }
        assert_eq!(
            DistError::WeightsSum { sum: 0.9 }.to_string(),
            "the weights must sum to 1, but they sum to 0.9"
        );
    }
}
