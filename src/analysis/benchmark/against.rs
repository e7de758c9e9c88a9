//! A benchmark held against an earlier one: what is faster, what slower, and what noise hides.

use super::{Benchmark, Measurement};
use crate::stats::{Interval, SampleRatio};

/// How sure each verdict is, were the rounds alike but for chance.
pub const LEVEL: f64 = 0.99;

/// What can be said of a change of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Faster,
    Slower,
    TooCloseToTell,
}

impl Verdict {
    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Faster => "faster",
            Self::Slower => "slower",
            Self::TooCloseToTell => "too close to tell",
        }
    }
}

/// One piece of work in both.
#[derive(Clone, Debug, PartialEq)]
pub struct Versus {
    pub label: String,
    /// Time a path, now ÷ then.
    pub ratio: f64,
    /// At [`LEVEL`], widened by how far the machine itself moved; none from too few rounds.
    pub interval: Option<Interval>,
    pub verdict: Verdict,
}

/// Two benchmarks side by side.
#[derive(Clone, Debug, PartialEq)]
pub struct Against {
    /// In what the machines differ, as "cores 2 → 4"; where they do, times say little about the program.
    pub machines: Vec<String>,
    /// How the yardstick's time moved, now ÷ then.
    pub yardstick: Option<f64>,
    pub versus: Vec<Versus>,
    /// Work that only one of them has, or that is of other assumptions.
    pub unmatched: usize,
}

impl Against {
    /// Holds `now` against `then`.
    ///
    /// The rounds of the two are unlike by chance, which [`SampleRatio`] bounds, and by what the machine did meanwhile, which
    /// no round of either shows. The yardstick does: each interval is widened to both sides by the factor that it may have moved by.
    pub fn new(then: &Benchmark, now: &Benchmark) -> Self {
        let moved = ratio(&then.yardstick, &now.yardstick);
        let yardstick = moved.map(|found| found.ratio);
        let slack = moved.map_or(1.0, |found| {
            let Interval { low, high } =
                found.interval.unwrap_or(Interval { low: found.ratio, high: found.ratio });
            high.max(1.0 / low).max(1.0)
        });
        let found = now.measurements.iter().filter_map(|measurement| {
            let earlier = then.measurements.iter().find(|m| m.is_of_the_same(measurement))?;
            versus(earlier, measurement, slack)
        });
        let versus: Vec<Versus> = found.collect();
        let all = now.measurements.len() + then.measurements.len();
        Self {
            machines: then.machine.differences(&now.machine),
            yardstick,
            unmatched: all - 2 * versus.len(),
            versus,
        }
    }

    /// What is slower by more than a share, surely: as in 0.05.
    pub fn slower_than(&self, share: f64) -> Vec<&Versus> {
        let is_slower = |v: &&Versus| v.interval.is_some_and(|i| i.low > 1.0 + share);
        self.versus.iter().filter(is_slower).collect()
    }
}

fn ratio(then: &Measurement, now: &Measurement) -> Option<SampleRatio> {
    let times = |m: &Measurement| -> Vec<f64> {
        m.seconds().into_iter().map(|seconds| seconds / m.paths as f64).collect()
    };
    SampleRatio::new(&times(then), &times(now), LEVEL)
}

fn versus(then: &Measurement, now: &Measurement, slack: f64) -> Option<Versus> {
    let found = ratio(then, now)?;
    let widened = |i: Interval| Interval { low: i.low / slack, high: i.high * slack };
    let interval = found.interval.map(widened);
    let verdict = match interval {
        Some(interval) if interval.high < 1.0 => Verdict::Faster,
        Some(interval) if interval.low > 1.0 => Verdict::Slower,
        _ => Verdict::TooCloseToTell,
    };
    Some(Versus { label: now.label(), ratio: found.ratio, interval, verdict })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::benchmark::{Machine, Spent, Work};

    fn measurement(work: Work, seconds: &[f64]) -> Measurement {
        let spent = |&seconds: &f64| Spent { wall_seconds: seconds, processor_seconds: None };
        Measurement {
            work,
            scenario: "a".to_owned(),
            hash: "h".to_owned(),
            threads: 1,
            paths: 100,
            rounds: seconds.iter().map(spent).collect(),
        }
    }

    fn benchmark(run: &[f64], yardstick: &[f64]) -> Benchmark {
        Benchmark {
            machine: Machine {
                processor: "P".to_owned(),
                cores: 2,
                instructions: "AVX2".to_owned(),
                system: "linux".to_owned(),
                version: "1".to_owned(),
                debug_build: false,
                load: [None; 2],
            },
            asked_seconds: 1.0,
            yardstick: measurement(Work::Yardstick, yardstick),
            measurements: vec![measurement(Work::Run, run)],
            precision: Vec::new(),
            cost: None,
        }
    }

    const ROUNDS: [f64; 7] = [1.00, 1.02, 0.99, 1.01, 1.03, 0.98, 1.00];

    fn scaled(factor: f64) -> [f64; 7] {
        ROUNDS.map(|x| x * factor)
    }

    #[test]
    fn a_verdict_is_given_only_beyond_the_noise_of_both() {
        let then = benchmark(&ROUNDS, &[1.0; 7]);
        for (factor, expected) in [
            (1.10, Verdict::Slower),
            (0.90, Verdict::Faster),
            (1.00, Verdict::TooCloseToTell),
            (1.01, Verdict::TooCloseToTell),
        ] {
            let against = Against::new(&then, &benchmark(&scaled(factor), &[1.0; 7]));
            let versus = &against.versus[0];
            assert_eq!(versus.verdict, expected, "{versus:?}");
            assert!((versus.ratio / factor - 1.0).abs() < 0.005, "{versus:?}");
            assert_eq!(against.slower_than(0.05).len(), usize::from(factor == 1.10));
        }
        let against = Against::new(&then, &benchmark(&scaled(1.10), &[1.0; 7]));
        assert!(against.slower_than(0.10).is_empty(), "not surely above the threshold");
    }

    #[test]
    fn a_machine_that_became_slower_is_not_a_program_that_did() {
        let then = benchmark(&ROUNDS, &[1.0; 7]);
        let against = Against::new(&then, &benchmark(&scaled(1.10), &[1.12; 7]));
        assert_eq!(against.yardstick, Some(1.12));
        assert_eq!(against.versus[0].verdict, Verdict::TooCloseToTell, "{against:?}");
        // What moves far more than the machine did is still told.
        let against = Against::new(&then, &benchmark(&scaled(1.5), &[1.12; 7]));
        assert_eq!(against.versus[0].verdict, Verdict::Slower);
        // Where the yardstick itself is unsteady, so is everything else.
        let unsteady = [1.0, 1.3, 0.8, 1.1, 1.25, 0.9, 1.0];
        let against = Against::new(&then, &benchmark(&scaled(1.10), &unsteady));
        assert_eq!(against.versus[0].verdict, Verdict::TooCloseToTell, "{against:?}");
    }

    #[test]
    fn too_few_rounds_decide_nothing_and_other_work_is_not_compared() {
        let then = benchmark(&ROUNDS[..3], &[1.0; 3]);
        let against = Against::new(&then, &benchmark(&[2.0; 3], &[1.0; 3]));
        assert_eq!(against.versus[0].verdict, Verdict::TooCloseToTell);
        assert_eq!((against.versus[0].interval, against.versus[0].ratio > 1.9), (None, true));
        let mut other = benchmark(&ROUNDS, &[1.0; 7]);
        other.measurements[0].hash = "other".to_owned();
        other.machine.cores = 4;
        let against = Against::new(&then, &other);
        assert_eq!((against.versus.len(), against.unmatched), (0, 2));
        assert_eq!(against.machines, ["cores 2 → 4"]);
    }
}
