//! The odds of an outcome that few paths reach, and what it takes to get there.

mod search;
mod splitting;

pub use search::Search;
pub use splitting::{Effort, Levels, REPETITIONS, Repetition, Scored, levels, repetition};

use super::stress::Shift;
use super::subject::Subject;
use super::wording::{in_so_many, one_in, shortened};
use super::{Cell, ChartTable};
use crate::stats::{Estimate, Interval, Proportion};

/// The 0.975 quantile of Student's t with 15 degrees of freedom, one fewer than [`REPETITIONS`].
const T_95: f64 = 2.131_449_545_559_323;
/// An error above this part of the odds is told to be large: then few searches carry the mean, and both it
/// and its error are more likely too small than too large.
const ROUGH: f64 = 0.35;

/// Which way an outcome lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    AtLeast,
    AtMost,
}

/// What the odds are asked of.
#[derive(Clone, Debug)]
pub struct Question {
    /// A metric column, as in "delivered_units.h200.by-2026-12-31".
    pub column: String,
    pub way: Way,
    pub amount: f64,
    /// For people; that of a target, or made of the rest.
    pub title: String,
}

/// The odds of an amount on the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub amount: f64,
    pub odds: Estimate,
}

/// The odds of a rare outcome.
#[derive(Clone, Debug)]
pub struct Odds {
    pub question: Question,
    pub subject: Subject,
    pub scenario: String,
    pub title: String,
    pub seed: u64,
    /// Paths at each level, over all repetitions.
    pub paths: usize,
    /// Paths that were simulated in all.
    pub simulated: usize,
    pub moves: usize,
    /// Ordinary paths that have the outcome.
    pub plain: Proportion,
    /// Levels on the way; the last is the amount that was asked for.
    pub steps: Vec<Step>,
    /// What those that arrive have that others have not, those that differ most first.
    pub traits: Vec<Shift>,
}

impl Odds {
    /// The odds that were asked for.
    pub fn odds(&self) -> Estimate {
        self.steps.last().map_or(Estimate::exact(0.0), |step| step.odds)
    }

    /// The 95% interval by Student's t over the repetitions. Where none arrived, from zero to the
    /// upper end of the level before.
    pub fn interval(&self) -> Interval {
        if !self.arrived() {
            let before = self.steps.iter().rev().find(|step| step.odds.value > 0.0);
            return Interval {
                low: 0.0,
                high: before.map_or(1.0, |step| interval_of(step.odds).high),
            };
        }
        interval_of(self.odds())
    }

    /// Whether any path arrived.
    pub fn arrived(&self) -> bool {
        self.odds().value > 0.0
    }

    /// Whether the error is a large part of the odds.
    pub fn is_rough(&self) -> bool {
        let Estimate { value, standard_error } = self.odds();
        self.arrived() && standard_error > ROUGH * value
    }

    /// "One million H200 by end 2026: 1 in 840,000".
    pub fn finding(&self) -> String {
        const TITLE_LETTERS: usize = 80;
        let title = shortened(&self.question.title, TITLE_LETTERS);
        match self.steps.iter().rev().find(|step| step.odds.value > 0.0) {
            Some(_) if self.is_rough() => {
                format!("{title}: very rough, near {}", one_in(self.odds().value))
            }
            Some(_) if self.arrived() => format!("{title}: {}", one_in(self.odds().value)),
            Some(last) => format!(
                "{title}: no path came so far; {} gets to {}",
                one_in(last.odds.value),
                self.subject.unit.format(last.amount)
            ),
            None => format!("{title}: no path has such a figure"),
        }
    }

    /// The odds in words with their error: "1.2 ± 0.3 in a million".
    pub fn digits(&self) -> String {
        in_so_many(self.odds())
    }

    /// A row a level.
    pub fn table(&self) -> ChartTable {
        let columns = ["amount", "odds", "standard_error", "ci95_low", "ci95_high"];
        let mut table = ChartTable::new(&columns);
        for step in &self.steps {
            let Interval { low, high } = interval_of(step.odds);
            let Estimate { value, standard_error } = step.odds;
            let numbers = [step.amount, value, standard_error, low, high];
            table.push(numbers.map(Cell::Number).to_vec());
        }
        table
    }
}

/// The 95% interval of odds that are a mean over the repetitions, by Student's t.
pub fn interval_of(odds: Estimate) -> Interval {
    let reach = T_95 * odds.standard_error;
    Interval { low: (odds.value - reach).max(0.0), high: (odds.value + reach).min(1.0) }
}
