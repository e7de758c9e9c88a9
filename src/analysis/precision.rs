//! What a run that was to be precise came to, in words.

use super::round::{decade, ten_to};
use super::wording::{grouped, nearly_all};
use crate::engine::{Attained, Precision, RunResult, least_paths};
use crate::random::Sampling;
use crate::stats::{Estimate, Interval};
use crate::units::Unit;

/// A heading, and a line for each goal: what was asked for, and what was attained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrecisionLines {
    pub heading: String,
    pub lines: Vec<(String, String)>,
}

impl PrecisionLines {
    /// The lines of a run; none where nothing was asked for.
    pub fn new(result: &RunResult) -> Option<Self> {
        let precision = result.precision.as_ref()?;
        let lines = precision.goals.iter().map(|goal| (goal.asked.clone(), line(goal)));
        Some(Self { heading: heading(precision, result.paths), lines: lines.collect() })
    }
}

fn heading(precision: &Precision, paths: usize) -> String {
    let end = match precision.is_met() {
        true => format!("attained by {} paths", grouped(paths)),
        false => format!("not attained by the {} paths that were allowed", grouped(paths)),
    };
    format!("Precision (here ± is half of a 95% interval): {end}")
}

/// "412.3K ± 3.9K, attained", "412K ± 12K, not attained: about 240,000 paths would do".
fn line(goal: &Attained) -> String {
    let figure = Estimate { value: goal.value, standard_error: goal.half_width() };
    let figure = match goal.interval {
        Interval { low, high } if goal.unit == Unit::Share && low == 0.0 && goal.value == 0.0 => {
            format!("none (95% sure: below {})", Unit::Share.format(high))
        }
        Interval { low, high } if goal.unit == Unit::Share && high == 1.0 && goal.value == 1.0 => {
            format!("all (95% sure: above {})", nearly_all(low))
        }
        _ => figure.digits(goal.unit),
    };
    match goal.paths_needed {
        _ if goal.met => format!("{figure}, attained"),
        Some(paths) => {
            let paths = grouped(two_digits_up(paths));
            format!("{figure}, not attained: about {paths} paths would do")
        }
        None => format!("{figure}, not attained, and these paths cannot tell how many would do"),
    }
}

/// Two significant digits, not fewer paths than asked.
fn two_digits_up(paths: usize) -> usize {
    let step = ten_to((decade(paths as f64) - 1).max(0));
    ((paths as f64 / step).ceil() * step) as usize
}

/// That figures are rough, where a run is so short.
pub(super) fn roughness(paths: usize, sampling: Sampling) -> Option<String> {
    let why = match sampling {
        Sampling::Sobol => "they come from the spread between less than 16 blocks",
        _ => "of 500 paths a P90 ± 1.96 errors holds the truth in 92% of runs, not 95%",
    };
    let told = || format!("Only {} paths: errors are themselves rough ({why})", grouped(paths));
    (paths < least_paths(sampling)).then(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_result::{Shape, synthetic};

    fn goal(half: f64, paths_needed: Option<usize>, met: bool) -> Attained {
        Attained {
            asked: "delivered_units=1%".to_owned(),
            unit: Unit::Chips,
            value: 412_340.0,
            interval: Interval { low: 412_340.0 - half, high: 412_340.0 + half },
            allowed: 4_123.4,
            paths_needed,
            met,
        }
    }

    #[test]
    fn a_goal_is_told_with_its_error_and_what_would_attain_it() {
        assert_eq!(line(&goal(3_900.0, Some(9), true)), "412.3K ± 3.9K, attained");
        let unmet = line(&goal(12_000.0, Some(231_234), false));
        assert_eq!(unmet, "412K ± 12K, not attained: about 240,000 paths would do");
        let interval = Interval { low: 0.0, high: 0.000_3 };
        let none = Attained { value: 0.0, unit: Unit::Share, interval, ..goal(1.0, None, true) };
        assert_eq!(line(&none), "none (95% sure: below 0.03%), attained");
        let unknown = line(&goal(f64::INFINITY, None, false));
        assert!(unknown.starts_with("412K ± n/a, not attained, and these"), "{unknown}");
    }

    #[test]
    fn a_run_says_what_it_was_asked_and_nothing_where_it_was_not() {
        let mut run = synthetic(&Shape { paths: 400, ..Shape::default() });
        assert_eq!(PrecisionLines::new(&run), None);
        let goals = vec![goal(3_900.0, None, true), goal(12_000.0, Some(900_000), false)];
        run.precision = Some(Precision { most_paths: 400, goals });
        let told = PrecisionLines::new(&run).expect("goals");
        assert!(told.heading.contains("not attained by the 400 paths"), "{}", told.heading);
        assert_eq!(told.lines.len(), 2);
        assert_eq!(told.lines[0].0, "delivered_units=1%");
    }

    #[test]
    fn short_runs_are_called_rough() {
        let told = roughness(500, Sampling::Random).expect("rough");
        assert!(told.starts_with("Only 500 paths") && told.contains("92% of runs"), "{told}");
        assert_eq!(roughness(1_000, Sampling::LatinHypercube), None);
        let told = roughness(1_000, Sampling::Sobol).expect("rough");
        assert!(told.starts_with("Only 1,000 paths") && told.contains("16 blocks"), "{told}");
        assert_eq!(roughness(4_096, Sampling::Sobol), None);
    }
}
