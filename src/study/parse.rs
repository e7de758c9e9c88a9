//! Reads a condition from its text: comparisons joined by `and`, `or` and `not`, with brackets.

use std::ops::Range;

use super::condition::{Condition, ConditionError, Term, Test};
use crate::scenario::amount;

/// The deepest nesting of brackets and `not`.
const MAX_DEPTH: usize = 64;
/// The longest text, in bytes.
const MAX_BYTES: usize = 4_000;

/// One word of the text.
#[derive(Clone, Debug, PartialEq)]
enum Word {
    Number(f64),
    Name(String),
    Test(Test),
    Open,
    Close,
    And,
    Or,
    Not,
}

/// Reads a condition, as in `delivered_units.h200.2026 == 0 and input.product.h200.price_usd > 25_000`.
///
/// `not` binds tighter than `and`, and `and` than `or`. A column alone holds where it is above zero: a
/// target where it is met, a regime on a day where it is in force. A number may have `_` between its
/// digits, and be written as 300K, $1.5B or 25%.
///
/// # Errors
/// The first thing that is no condition, with its place.
pub fn parse(text: &str) -> Result<Condition, ConditionError> {
    let mut reader = Reader { text, words: Vec::new(), next: 0, depth: 0 };
    if text.len() > MAX_BYTES {
        let message = format!("the condition is longer than {MAX_BYTES} bytes");
        return Err(reader.error(0..0, message));
    }
    reader.words = words(text)?;
    let condition = reader.any()?;
    match reader.words.get(reader.next) {
        None => Ok(condition),
        Some((_, span)) => {
            Err(reader.error(span.clone(), "expected `and`, `or` or the end of the condition"))
        }
    }
}

/// The words with their places.
fn words(text: &str) -> Result<Vec<(Word, Range<usize>)>, ConditionError> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let rest = &text[at..];
        let symbol = [
            ("==", Word::Test(Test::Equal)),
            ("!=", Word::Test(Test::NotEqual)),
            ("<=", Word::Test(Test::LessOrEqual)),
            (">=", Word::Test(Test::MoreOrEqual)),
            ("<", Word::Test(Test::Less)),
            (">", Word::Test(Test::More)),
            ("=", Word::Test(Test::Equal)),
            ("(", Word::Open),
            (")", Word::Close),
        ]
        .into_iter()
        .find(|(symbol, _)| rest.starts_with(symbol));
        if let Some((symbol, word)) = symbol {
            words.push((word, at..at + symbol.len()));
            at += symbol.len();
            continue;
        }
        let letter =
            |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '%' | '+' | '$');
        let length: usize = rest.chars().take_while(|c| letter(*c)).map(char::len_utf8).sum();
        if length == 0 {
            return Err(ConditionError {
                text: text.to_owned(),
                span: at..at + first.len_utf8(),
                message: format!("\"{}\" has no meaning here", first.escape_default()),
                help: HELP.to_owned(),
            });
        }
        let span = at..at + length;
        words.push((word(text, span.clone())?, span));
        at += length;
    }
    Ok(words)
}

const HELP: &str = "write a condition as in 'delivered_units.2026 == 0 and input.PATH > 25_000'";

fn word(text: &str, span: Range<usize>) -> Result<Word, ConditionError> {
    let word = &text[span.clone()];
    Ok(match word {
        "and" => Word::And,
        "or" => Word::Or,
        "not" => Word::Not,
        _ if word
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | '$')) =>
        {
            let number = amount(word).ok_or_else(|| ConditionError {
                text: text.to_owned(),
                span: span.clone(),
                message: format!("\"{word}\" is not a number"),
                help: "write 25_000, 25K, $1.5B, 0.25 or 25%".to_owned(),
            })?;
            Word::Number(number)
        }
        _ => Word::Name(word.to_owned()),
    })
}

struct Reader<'t> {
    text: &'t str,
    words: Vec<(Word, Range<usize>)>,
    next: usize,
    depth: usize,
}

impl Reader<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>) -> ConditionError {
        let (text, help) = (self.text.to_owned(), HELP.to_owned());
        ConditionError { text, span, message: message.into(), help }
    }

    /// The place of the next word, or the end.
    fn here(&self) -> Range<usize> {
        let end = self.text.len();
        self.words.get(self.next).map_or(end..end, |(_, span)| span.clone())
    }

    fn takes(&mut self, word: &Word) -> bool {
        let found = self.words.get(self.next).is_some_and(|(other, _)| other == word);
        self.next += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Condition, ConditionError> {
        let mut left = self.all()?;
        while self.takes(&Word::Or) {
            left = Condition::Or(Box::new(left), Box::new(self.all()?));
        }
        Ok(left)
    }

    fn all(&mut self) -> Result<Condition, ConditionError> {
        let mut left = self.one()?;
        while self.takes(&Word::And) {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Condition, ConditionError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let message = format!("brackets and `not` are nested deeper than {MAX_DEPTH}");
            return Err(self.error(self.here(), message));
        }
        let condition = if self.takes(&Word::Not) {
            Condition::Not(Box::new(self.one()?))
        } else if self.takes(&Word::Open) {
            let inner = self.any()?;
            if !self.takes(&Word::Close) {
                return Err(self.error(self.here(), "expected `)`"));
            }
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(condition)
    }

    fn comparison(&mut self) -> Result<Condition, ConditionError> {
        let left = self.term()?;
        let test = match self.words.get(self.next) {
            Some((Word::Test(test), _)) => *test,
            _ if matches!(left, Term::Column { .. }) => {
                return Ok(Condition::Compare(left, Test::More, Term::Number(0.0)));
            }
            _ => return Err(self.error(self.here(), "expected ==, !=, <, <=, > or >=")),
        };
        self.next += 1;
        Ok(Condition::Compare(left, test, self.term()?))
    }

    fn term(&mut self) -> Result<Term, ConditionError> {
        let span = self.here();
        let term = match self.words.get(self.next) {
            Some((Word::Number(number), _)) => Term::Number(*number),
            Some((Word::Name(name), span)) => {
                Term::Column { name: name.clone(), span: span.clone() }
            }
            _ => return Err(self.error(span, "expected a column or a number")),
        };
        self.next += 1;
        Ok(term)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a text holds where a is 1, b is 2 and never has no value.
    fn holds(text: &str) -> bool {
        let value = |name: &str| match name {
            "a" => 1.0,
            "b.2026-x" => 2.0,
            _ => f64::NAN,
        };
        parse(text).unwrap_or_else(|error| panic!("{error}")).holds(&value)
    }

    #[test]
    fn conditions_hold_as_they_read() {
        for (text, expected) in [
            ("a == 1", true),
            ("a = 1.0 and b.2026-x>=2", true),
            ("a > 1 or b.2026-x > 1_000", false),
            ("a < 150%", true),
            ("a < 0.0011K and b.2026-x > -$1.5B", true),
            ("a != 1 or a == 1 and b.2026-x == 3", false),
            ("(a != 1 or a == 1) and b.2026-x == 2", true),
            ("not a == 2 and not (b.2026-x < 2)", true),
            ("not not a", true),
            ("a < b.2026-x", true),
            ("-1e3 < a", true),
            // A value that is not there is neither more nor less, nor equal.
            ("never > 0 or never <= 0 or never == never", false),
            ("never != 0 and not never", true),
        ] {
            assert_eq!(holds(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_condition_is_told_with_its_place() {
        for (text, span, message) in [
            ("", 0..0, "expected a column or a number"),
            ("a ==", 4..4, "expected a column or a number"),
            ("1", 1..1, "expected ==, !=, <, <=, > or >="),
            ("a > 1 b", 6..7, "expected `and`, `or` or the end"),
            ("(a > 1", 6..6, "expected `)`"),
            ("a > 1)", 5..6, "expected `and`, `or` or the end"),
            ("a > 2026-06-30", 4..14, "is not a number"),
            ("a > 1 && b", 6..7, "\"&\" has no meaning here"),
            ("a > \u{7}", 4..5, "has no meaning here"),
            ("and a", 0..3, "expected a column or a number"),
        ] {
            let error = parse(text).expect_err(text);
            assert_eq!(error.span, span, "{text}: {}", error.message);
            assert!(error.message.contains(message), "{text}: {}", error.message);
            assert!(!error.to_string().contains('\u{7}'));
        }
        let deep = "(".repeat(100_000);
        assert!(parse(&deep).is_err() && parse(&"not ".repeat(500)).is_err());
    }

    #[test]
    fn the_columns_of_a_condition_are_listed_once() {
        let condition = parse("x.y > 1 and (z == x.y or not x.y)").expect("a condition");
        let names: Vec<&str> = condition.columns().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["x.y", "z"]);
        assert_eq!(condition.columns()[1].1, 13..14);
    }
}
