//! Conditions between levers that a cell must meet.

use serde::{Deserialize, Serialize};

use crate::scenario::quantity::amount;

/// "a < b": a comparison between two levers, or a lever and a number. A lever's level that is no
/// number meets no condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Condition {
    left: Term,
    comparison: Comparison,
    right: Term,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Term {
    /// By its place.
    Lever(usize),
    Number(f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Comparison {
    #[serde(rename = "<")]
    Below,
    #[serde(rename = "<=")]
    AtMost,
    #[serde(rename = ">")]
    Above,
    #[serde(rename = ">=")]
    AtLeast,
}

/// Longer words first: "<=" begins with "<".
const COMPARISONS: [(&str, Comparison); 4] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("<", Comparison::Below),
    (">", Comparison::Above),
];

/// Why a text is no condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ConditionError {
    NoComparison,
    /// A word that is neither a lever nor a number.
    NoSuchLever(String),
}

impl Condition {
    /// Reads a condition between levers of these names.
    pub(super) fn parse(text: &str, levers: &[String]) -> Result<Self, ConditionError> {
        let found = COMPARISONS
            .iter()
            .filter_map(|(word, comparison)| Some((text.find(word)?, *word, *comparison)))
            .min_by_key(|(place, word, _)| (*place, std::cmp::Reverse(word.len())));
        let Some((place, word, comparison)) = found else {
            return Err(ConditionError::NoComparison);
        };
        let term = |text: &str| {
            let text = text.trim();
            if let Some(lever) = levers.iter().position(|name| name == text) {
                return Ok(Term::Lever(lever));
            }
            amount(text)
                .map(Term::Number)
                .ok_or_else(|| ConditionError::NoSuchLever(text.to_owned()))
        };
        let (left, right) = (term(&text[..place])?, term(&text[place + word.len()..])?);
        Ok(Self { left, comparison, right })
    }

    /// Whether it holds where levers stand at these numbers.
    pub fn holds(&self, number: impl Fn(usize) -> f64) -> bool {
        let value = |term: Term| match term {
            Term::Lever(lever) => number(lever),
            Term::Number(number) => number,
        };
        let (left, right) = (value(self.left), value(self.right));
        match self.comparison {
            Comparison::Below => left < right,
            Comparison::AtMost => left <= right,
            Comparison::Above => left > right,
            Comparison::AtLeast => left >= right,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levers() -> Vec<String> {
        ["low", "high"].map(str::to_owned).to_vec()
    }

    #[test]
    fn each_comparison_is_what_it_says() {
        for (text, expected) in [
            ("low < high", [true, false, false]),
            ("low <= high", [true, true, false]),
            ("low > high", [false, false, true]),
            ("low>=high", [false, true, true]),
            ("low < 1_000.5", [true; 3]),
            ("low < 1K", [true; 3]),
            ("3 <= low", [false, false, true]),
        ] {
            let condition = Condition::parse(text, &levers()).expect(text);
            for (place, (low, high)) in [(1.0, 2.0), (2.0, 2.0), (3.0, 2.0)].iter().enumerate() {
                let holds = condition.holds(|lever| if lever == 0 { *low } else { *high });
                assert_eq!(holds, expected[place], "{text} at {low}, {high}");
            }
            assert!(!condition.holds(|_| f64::NAN));
        }
    }

    #[test]
    fn a_misspelt_lever_and_a_missing_comparison_are_told() {
        let parse = |text| Condition::parse(text, &levers());
        assert_eq!(parse("low = high"), Err(ConditionError::NoComparison));
        assert_eq!(parse("lo < high"), Err(ConditionError::NoSuchLever("lo".to_owned())));
        assert_eq!(parse("low < "), Err(ConditionError::NoSuchLever(String::new())));
        assert_eq!(parse("low < nan"), Err(ConditionError::NoSuchLever("nan".to_owned())));
    }
}
