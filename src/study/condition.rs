//! A condition on a path: a small language over its columns, inputs and targets.

use std::fmt;
use std::ops::Range;

use crate::scenario::nearest;

/// How two amounts are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
}

/// What a comparison is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    Number(f64),
    /// A column of a path, as in "delivered_units.h200.2026" or "input.product.h200.price_usd";
    /// `target.NAME` is 1 where the target is met, else 0.
    Column {
        name: String,
        /// Where it stands in the text.
        span: Range<usize>,
    },
}

/// A condition, as it was read.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    Compare(Term, Test, Term),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

/// What is wrong with a condition, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConditionError {
    pub text: String,
    pub span: Range<usize>,
    pub message: String,
    pub help: String,
}

impl fmt::Display for ConditionError {
    /// The message, the text with the place marked, and what to do next.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String =
            self.text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
        let before = self.text[..self.span.start].chars().count();
        let marked = self.text[self.span.clone()].chars().count().max(1);
        writeln!(f, "--where: {}", self.message)?;
        writeln!(f, "  | {shown}")?;
        write!(f, "  | {}{}", " ".repeat(before), "^".repeat(marked))
    }
}

impl Test {
    /// Whether it holds; with a value that is not there nothing holds but "!=".
    pub fn holds(self, left: f64, right: f64) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::More => left > right,
            Self::MoreOrEqual => left >= right,
        }
    }
}

impl Condition {
    /// The columns that it names, each once, in the order of the text.
    pub fn columns(&self) -> Vec<(&str, Range<usize>)> {
        let mut found: Vec<(&str, Range<usize>)> = Vec::new();
        self.visit(&mut |name, span| {
            if found.iter().all(|(other, _)| *other != name) {
                found.push((name, span.clone()));
            }
        });
        found
    }

    fn visit<'c>(&'c self, see: &mut impl FnMut(&'c str, &Range<usize>)) {
        match self {
            Self::Compare(left, _, right) => {
                for term in [left, right] {
                    if let Term::Column { name, span } = term {
                        see(name, span);
                    }
                }
            }
            Self::Not(inner) => inner.visit(see),
            Self::And(one, two) | Self::Or(one, two) => {
                one.visit(see);
                two.visit(see);
            }
        }
    }

    /// Whether it holds on a path, whose columns `value` gives by name.
    pub fn holds(&self, value: &impl Fn(&str) -> f64) -> bool {
        let amount = |term: &Term| match term {
            Term::Number(number) => *number,
            Term::Column { name, .. } => value(name),
        };
        match self {
            Self::Compare(left, test, right) => test.holds(amount(left), amount(right)),
            Self::Not(inner) => !inner.holds(value),
            Self::And(one, two) => one.holds(value) && two.holds(value),
            Self::Or(one, two) => one.holds(value) || two.holds(value),
        }
    }
}

/// The error of a column that there is not, with the name that was probably meant.
pub fn no_such_column<'n>(
    text: &str,
    (name, span): (&str, Range<usize>),
    names: impl Iterator<Item = &'n str>,
) -> ConditionError {
    let dated = name.contains(".by-") || name.contains(".on-");
    let help = match nearest(name, names) {
        _ if dated => "the day must be within the horizon and the rest known, as in \
                       delivered_units.by-2026-06-30 or regime.beijing.closed.on-2026-06-30"
            .to_owned(),
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write a column of paths.parquet, input.PATH or target.NAME".to_owned(),
    };
    let message = format!("a path has no column \"{}\"", name.escape_default());
    ConditionError { text: text.to_owned(), span, message, help }
}
