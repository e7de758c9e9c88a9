//! A decision: options in every world on the same paths, what each regrets, and which to take.
//!
//! With `s_ow` the judged figure of option o in world w (more is better; a figure of which less is
//! better is turned round), the regret of o in w is `max_j s_jw − s_ow` (Savage, 1951). Options share
//! every path of a world and worlds share their draws, so the luck that two of them have in common
//! cancels. All errors beyond those of single figures come from one Bayesian bootstrap of the paths.

mod figures;
mod judge;
mod replicates;
mod table;
#[cfg(test)]
mod tests;
mod wording;
mod yardstick;

use serde::Serialize;

use super::worlds::WorldHead;
use crate::stats::{Choice, Estimate};

pub use self::wording::odds_in_words;
pub use self::yardstick::Yardstick;

/// What the decision is about.
#[derive(Clone, Debug)]
pub struct DecisionHead {
    pub name: String,
    pub title: String,
    pub seed: u64,
    /// Paths of each option in each world.
    pub paths: usize,
}

/// An option's names.
#[derive(Clone, Debug)]
pub struct OptionHead {
    pub name: String,
    pub title: String,
}

/// How to choose where worlds disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The best figure, worlds taken by weight; of one world, the best there.
    Mean,
    /// The least regret in the world where it is largest.
    LeastRegret,
    /// The best figure in the world where it is worst.
    BestWorst,
    /// The largest share of paths on which enough is reached: by weight, or without weights in the
    /// world where it is smallest.
    OftenEnough,
}

/// What a rule says.
#[derive(Clone, Debug)]
pub struct Ruling {
    pub rule: Rule,
    /// What it looks at, by option.
    pub values: Vec<Estimate>,
    pub choice: Choice,
}

/// An option that another beats.
#[derive(Clone, Copy, Debug)]
pub struct Dominated {
    pub option: usize,
    pub by: usize,
    /// The share of replicates in which `by` is at least as good in every world and better in one.
    pub odds: f64,
    /// Whether it also is, in every world, at least as likely to exceed any amount.
    pub first_order: bool,
}

/// Options against worlds.
#[derive(Clone, Debug)]
pub struct Decision {
    pub head: DecisionHead,
    pub yardstick: Yardstick,
    pub options: Vec<OptionHead>,
    /// At least one.
    pub worlds: Vec<WorldHead>,
    /// The judged figure, as `[option][world]`.
    pub values: Vec<Vec<Estimate>>,
    /// P10 and P90 of the paths, in the same form.
    pub bands: Vec<Vec<(f64, f64)>>,
    /// Behind the best option in the world, never below 0.
    pub regrets: Vec<Vec<Estimate>>,
    /// The share of paths that reach enough, where a level is given.
    pub enough: Option<Vec<Vec<Estimate>>>,
    /// The first is the one to lead with.
    pub rulings: Vec<Ruling>,
    /// The best option in each world alone.
    pub best_in: Vec<Choice>,
    pub dominated: Vec<Dominated>,
}

impl Decision {
    /// The ruling of a rule, if there is one.
    pub fn ruling(&self, rule: Rule) -> Option<&Ruling> {
        self.rulings.iter().find(|ruling| ruling.rule == rule)
    }

    /// Whether worlds have weights, or there is one.
    pub fn is_weighted(&self) -> bool {
        self.ruling(Rule::Mean).is_some()
    }

    /// How many worlds' figures reach enough, by option.
    pub fn worlds_with_enough(&self) -> Option<Vec<usize>> {
        let (level, sign) = (self.yardstick.enough?, self.yardstick.sign());
        let count = |row: &Vec<Estimate>| {
            row.iter().filter(|value| (value.value - level) * sign >= 0.0).count()
        };
        Some(self.values.iter().map(count).collect())
    }
}
