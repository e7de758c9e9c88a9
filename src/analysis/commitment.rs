//! How much to commit before one knows: what it earns, its bad tail, and what is missed, level by level.

use super::decision::{Decision, Rule};
use super::subject::Subject;
use super::wording::{amount, sentence};
use super::{Cell, ChartTable};
use crate::stats::{Blocks, Choice, Estimate, Missing, Mixture, Moments};
use crate::units::Unit;

/// The share of replicates between whose best levels the interval of the best level lies.
const COVERED: f64 = 0.95;

/// Figures against the level of a commitment, all levels on the same paths.
#[derive(Clone, Debug)]
pub struct CommitmentCurve {
    /// What is committed.
    pub title: String,
    /// How levels are written.
    pub unit: Unit,
    /// In rising order.
    pub levels: Vec<f64>,
    /// What is judged, as in "mean margin after stock by Dec 2027".
    pub what: String,
    pub value_unit: Unit,
    /// The judged figure: worlds by weight; none where worlds have no weights.
    pub values: Option<Vec<Estimate>>,
    /// The judged figure in each world, with the world's label.
    pub by_world: Vec<(String, Vec<Estimate>)>,
    /// The mean of the lowest 5% of all paths, worlds by weight.
    pub tail: Option<Vec<Estimate>>,
    /// What is missed where too little is committed.
    pub missed: Option<Missed>,
    /// The rule that picks the level: the best by weight, or the least regret without weights.
    pub rule: Rule,
    pub choice: Choice,
    /// The figure that the rule looks at, at the level that it picks.
    pub best_value: Estimate,
    /// The lowest and the highest level, by place, between which 95% of replicates have their best.
    pub likely: (usize, usize),
}

/// What is missed where too little is committed.
#[derive(Clone, Debug)]
pub struct Missed {
    /// The metric, and what it counts in words.
    pub subject: Subject,
    /// Its mean by level, worlds by weight.
    pub means: Vec<Estimate>,
}

/// What a curve is drawn from besides its decision.
#[derive(Clone, Debug)]
pub struct Committed<'a> {
    pub title: &'a str,
    pub unit: Unit,
    pub levels: &'a [f64],
    /// The judged metric, as `[world][level][path]`.
    pub judged: Vec<Vec<&'a [f64]>>,
    /// What is missed, in the same form.
    pub missed: Option<(Subject, Vec<Vec<&'a [f64]>>)>,
}

impl CommitmentCurve {
    /// The curve of a decision whose options are levels. None where nothing can be chosen.
    pub fn new(decision: &Decision, committed: &Committed<'_>) -> Option<Self> {
        let worlds = &decision.worlds;
        let weights: Option<Vec<f64>> = match worlds.len() {
            1 => Some(vec![1.0]),
            _ => worlds.iter().map(|world| world.weight).collect(),
        };
        let levels = committed.levels.len();
        let mixed = |columns: &[Vec<&[f64]>], level: usize| -> Option<Vec<(f64, Vec<f64>)>> {
            let parts = weights.as_ref()?.iter().zip(columns);
            Some(parts.map(|(weight, world)| (*weight, world[level].to_vec())).collect())
        };
        let tail = |level: usize| -> Option<Estimate> {
            let parts = mixed(&committed.judged, level)?;
            let parts: Vec<(f64, &[f64])> =
                parts.iter().map(|(weight, values)| (*weight, values.as_slice())).collect();
            Mixture::new(&parts, Missing::Absent, Blocks::NONE)?.summary().expected_shortfall
        };
        let shows_tail = decision.yardstick.more_is_better && !decision.yardstick.is_share();
        let missed = committed.missed.as_ref().and_then(|(subject, columns)| {
            let mean = |level: usize| {
                let parts = mixed(columns, level)?;
                let rows = parts.first()?.1.len();
                let row = |k: usize| parts.iter().map(|(w, x)| w * x[k]).sum::<f64>();
                Moments::of(&(0..rows).map(row).collect::<Vec<f64>>()).mean()
            };
            let means: Option<Vec<Estimate>> = (0..levels).map(mean).collect();
            Some(Missed { subject: subject.clone(), means: means? })
        });
        let ruling = decision.ruling(Rule::Mean).or(decision.ruling(Rule::LeastRegret))?;
        let by_world = (0..worlds.len()).map(|world| {
            let values = decision.values.iter().map(|row| row[world]).collect();
            (decision.world_label(world), values)
        });
        Some(Self {
            title: committed.title.to_owned(),
            unit: committed.unit,
            levels: committed.levels.to_vec(),
            what: decision.yardstick.what(),
            value_unit: decision.yardstick.unit(),
            values: decision.ruling(Rule::Mean).map(|ruling| ruling.values.clone()),
            by_world: by_world.collect(),
            tail: if shows_tail { (0..levels).map(tail).collect() } else { None },
            missed,
            rule: ruling.rule,
            best_value: ruling.values[ruling.choice.best],
            likely: covered(&ruling.choice.odds),
            choice: ruling.choice.clone(),
        })
    }

    /// The level that the rule picks.
    pub fn best(&self) -> f64 {
        self.levels[self.choice.best]
    }

    /// The lowest and the highest level that are not surely worse than another.
    pub fn may_be_best(&self) -> (f64, f64) {
        let places = || (0..self.levels.len()).filter(|&place| self.choice.contenders[place]);
        let at = |place: Option<usize>| place.map_or(f64::NAN, |place| self.levels[place]);
        (at(places().next()), at(places().next_back()))
    }

    /// A level in words.
    pub fn level(&self, level: f64) -> String {
        self.unit.format(level)
    }

    /// The answer in a sentence: the best level, what it earns, and what else may be best.
    pub fn finding(&self) -> String {
        let best = self.level(self.best());
        let (low, high) = self.may_be_best();
        let value = amount(self.value_unit, self.best_value);
        let edge = match self.choice.best {
            0 => ", the least that was tried",
            last if last + 1 == self.levels.len() => ", the most that was tried",
            _ => "",
        };
        let regret = self.rule == Rule::LeastRegret;
        if self.choice.is_close() && low < high {
            let found = match regret {
                true => format!("{best} regrets least here, at worst {value}"),
                false => format!("{best} comes out best, {value}"),
            };
            return sentence(&format!(
                "{}: {found}{edge}; {} to {} may be as good",
                self.title,
                self.level(low),
                self.level(high)
            ));
        }
        let earns = match regret {
            true => format!("regrets least, at worst {value}"),
            false => format!("is best, {value}"),
        };
        sentence(&format!("{}: {best} {earns}{edge}", self.title))
    }

    /// A row a level.
    pub fn table(&self) -> ChartTable {
        let mut columns: Vec<String> = vec!["level".to_owned()];
        let mut add = |name: &str| {
            columns.extend([name.to_owned(), format!("{name}_standard_error")]);
        };
        if self.values.is_some() {
            add("value");
        }
        if self.tail.is_some() {
            add("lowest_5_percent");
        }
        if let Some(missed) = &self.missed {
            add(&missed.subject.column);
        }
        for (label, _) in &self.by_world {
            add(label);
        }
        columns.extend(["odds_best", "may_be_best"].map(str::to_owned));
        let names: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut table = ChartTable::new(&names);
        for (place, level) in self.levels.iter().enumerate() {
            let lists = [self.values.as_ref(), self.tail.as_ref()];
            let lists = lists.into_iter().flatten().chain(self.missed.as_ref().map(|m| &m.means));
            let lists = lists.chain(self.by_world.iter().map(|(_, values)| values));
            let mut row = vec![Cell::Number(*level)];
            row.extend(lists.flat_map(|values| {
                let at = values[place];
                [Cell::Number(at.value), Cell::Number(at.standard_error)]
            }));
            row.push(Cell::Number(self.choice.odds[place]));
            row.push(Cell::Number(f64::from(u8::from(self.choice.contenders[place]))));
            table.push(row);
        }
        table
    }
}

/// The places between which the middle share [`COVERED`] of the odds lies.
fn covered(odds: &[f64]) -> (usize, usize) {
    const ROUNDING: f64 = 1e-9;
    let beyond = (1.0 - COVERED) / 2.0 + ROUNDING;
    let mut sum = 0.0;
    let low = odds.iter().position(|odds| {
        sum += odds;
        sum > beyond
    });
    let mut sum = 0.0;
    let high = odds.iter().rposition(|odds| {
        sum += odds;
        sum > beyond
    });
    (low.unwrap_or(0), high.unwrap_or(odds.len().saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_the_best_leaves_out_a_fortieth_at_each_end() {
        assert_eq!(covered(&[0.02, 0.03, 0.9, 0.03, 0.02]), (1, 3));
        assert_eq!(covered(&[0.0, 0.0, 1.0]), (2, 2));
        assert_eq!(covered(&[0.025, 0.95, 0.025]), (1, 1));
        assert_eq!(covered(&[0.5, 0.0, 0.5]), (0, 2));
    }
}
