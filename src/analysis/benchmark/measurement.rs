//! One piece of work, timed in several rounds.

use serde::{Deserialize, Serialize};

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "work", rename_all = "kebab-case")]
pub enum Work {
    /// A whole run with all its tables, none of them written.
    Run,
    /// The weeks of so many paths abreast, without any table.
    Weeks { lanes: usize },
    /// A chain of additions and divisions over some memory, the same in every version.
    Yardstick,
}

/// The time of one round.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spent {
    pub wall_seconds: f64,
    /// Of all threads together; none where the system does not tell.
    pub processor_seconds: Option<f64>,
}

/// A piece of work and its rounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    #[serde(flatten)]
    pub work: Work,
    /// The scenario's name; empty for the yardstick.
    pub scenario: String,
    /// The hash of its resolved text: the same name may stand for other assumptions.
    pub hash: String,
    pub threads: usize,
    /// Paths a round; steps of the yardstick.
    pub paths: usize,
    pub rounds: Vec<Spent>,
}

/// The middle of several rounds, and the ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    pub low: f64,
    pub median: f64,
    pub high: f64,
}

impl Spread {
    /// The spread of some values; NaN without any.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        let median = (at(last / 2) + at(last - last / 2)) / 2.0;
        Self { low: at(0), median, high: at(last) }
    }
}

impl Spread {
    /// A million divided by each: of microseconds a path, paths a second.
    pub fn a_second(self) -> Self {
        let Self { low, median, high } = self;
        Self { low: 1e6 / high, median: 1e6 / median, high: 1e6 / low }
    }
}

impl Measurement {
    /// Seconds a round by the clock that this work is judged by: processor time on one thread, which other
    /// programs disturb little, and the wall clock on several, whose work is to be done at once.
    pub fn seconds(&self) -> Vec<f64> {
        let time = |spent: &Spent| match (self.threads, spent.processor_seconds) {
            (1, Some(processor)) => processor,
            _ => spent.wall_seconds,
        };
        self.rounds.iter().map(time).collect()
    }

    /// Microseconds a path.
    pub fn micros_a_path(&self) -> Spread {
        let micros = |seconds: f64| seconds * 1e6 / self.paths as f64;
        Spread::of(self.seconds().into_iter().map(micros).collect())
    }

    /// Microseconds a path by the wall clock: what threads gain.
    pub fn wall_micros_a_path(&self) -> Spread {
        let micros = |spent: &Spent| spent.wall_seconds * 1e6 / self.paths as f64;
        Spread::of(self.rounds.iter().map(micros).collect())
    }

    /// Paths a second, by the same clock as [`Self::seconds`].
    pub fn paths_a_second(&self) -> Spread {
        self.micros_a_path().a_second()
    }

    /// Processor microseconds a path of all threads together.
    pub fn processor_micros_a_path(&self) -> Option<Spread> {
        let micros = |spent: &Spent| Some(spent.processor_seconds? * 1e6 / self.paths as f64);
        self.rounds.iter().map(micros).collect::<Option<Vec<f64>>>().map(Spread::of)
    }

    /// What it is, in a few words: "h200-2026, 2 threads".
    pub fn label(&self) -> String {
        match (self.work, self.threads) {
            (Work::Run, 1) => format!("{}, 1 thread", self.scenario),
            (Work::Run, threads) => format!("{}, {threads} threads", self.scenario),
            (Work::Weeks { lanes: 1 }, _) => format!("{}, weeks alone, 1 lane", self.scenario),
            (Work::Weeks { lanes }, _) => format!("{}, weeks alone, {lanes} lanes", self.scenario),
            (Work::Yardstick, _) => "yardstick".to_owned(),
        }
    }

    /// Whether another measurement is of the same work on the same text.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        (self.work, self.threads, &self.scenario, &self.hash)
            == (other.work, other.threads, &other.scenario, &other.hash)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_thread_is_judged_by_processor_time_and_several_by_the_wall() {
        let spent = Spent { wall_seconds: 3.0, processor_seconds: Some(2.0) };
        let one = Measurement {
            work: Work::Run,
            scenario: "a".to_owned(),
            hash: "h".to_owned(),
            threads: 1,
            paths: 1000,
            rounds: vec![spent; 3],
        };
        assert_eq!(one.micros_a_path(), Spread { low: 2000.0, median: 2000.0, high: 2000.0 });
        let two = Measurement { threads: 2, ..one.clone() };
        assert_eq!(two.micros_a_path().median, 3000.0);
        assert_eq!(two.processor_micros_a_path().map(|s| s.median), Some(2000.0));
        assert!(!one.is_of_the_same(&two) && one.is_of_the_same(&one.clone()));
        let untold = Spent { processor_seconds: None, ..spent };
        let untold = Measurement { rounds: vec![untold], ..one };
        assert_eq!(untold.micros_a_path().median, 3000.0);
        assert_eq!(untold.processor_micros_a_path(), None);
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        assert_eq!(
            Spread::of(vec![4.0, 1.0, 2.0, 9.0]),
            Spread { low: 1.0, median: 3.0, high: 9.0 }
        );
        assert_eq!(Spread::of(vec![4.0, 1.0, 2.0]).median, 2.0);
        assert!(Spread::of(Vec::new()).median.is_nan());
    }
}
