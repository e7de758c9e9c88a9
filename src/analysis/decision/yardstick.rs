//! What options are judged by: a figure of a metric, and how much of it is enough.

use crate::analysis::subject::Subject;
use crate::stats::{Side, Statistic};
use crate::units::Unit;

/// A figure of a metric by which options are better or worse.
#[derive(Clone, Debug)]
pub struct Yardstick {
    /// The metric; of a target, the share of paths that meet it.
    pub subject: Subject,
    pub statistic: Statistic,
    pub more_is_better: bool,
    /// The level of the metric that is good enough on a path.
    pub enough: Option<f64>,
}

impl Yardstick {
    /// 1 where more is better, else −1.
    pub fn sign(&self) -> f64 {
        if self.more_is_better { 1.0 } else { -1.0 }
    }

    pub fn unit(&self) -> Unit {
        self.subject.unit
    }

    /// Whether it is the share of paths on which something holds.
    pub fn is_share(&self) -> bool {
        self.subject.column.starts_with("target.")
    }

    /// What is judged: "mean gross margin by Dec 2027", "P10 of chips delivered in 2026".
    pub fn what(&self) -> String {
        let noun = format!("{} {}", self.subject.noun, self.subject.when);
        let noun = noun.trim_end();
        match self.statistic {
            Statistic::Mean if self.is_share() => noun.to_owned(),
            Statistic::Mean => format!("mean {noun}"),
            Statistic::Quantile(p) => format!("P{:.0} of {noun}", p * 100.0),
            Statistic::Shortfall { level, side } => {
                let end = if side == Side::Lower { "lowest" } else { "highest" };
                format!("mean of the {end} {:.0}% of {noun}", level * 100.0)
            }
        }
    }

    /// What is enough: "at least $1B", "at most 200K".
    pub fn enough_in_words(&self) -> Option<String> {
        let level = self.unit().format(self.enough?);
        Some(format!("{} {level}", if self.more_is_better { "at least" } else { "at most" }))
    }
}
