//! How precise figures shall be, how precise they are, and how many paths that takes.

use super::catalogue::target_column;
use super::plan::BATCH_PATHS;
use super::result::Column;
use crate::model::Model;
use crate::random::Sampling;
use crate::stats::{BlockSample, Blocks, Interval, Missing, Proportion, Statistic};
use crate::units::Unit;

/// Paths at which a run is first held against its goals.
pub const FIRST_LOOK: usize = 4 * BATCH_PATHS;
/// How many times the paths that seem to be needed the next look is at. Looking late makes it likely that the goal
/// is met there, and so that the error was not picked for being small.
const MARGIN: f64 = 1.1;
/// How much farther the next look is, at least and at most: few looks, none of them on the word of a few paths.
const GROWTH: (f64, f64) = (1.25, 8.0);
/// How much farther in ranks than the interval the second opinion on a quantile reaches.
const WIDER: f64 = 2.0;
/// Paths below which a run's figures are rough: of 500 random ones P90 ± 1.96 errors holds the truth in 92% of runs.
const FEW_PATHS: usize = 1_000;
/// Blocks of Sobol points below which they are, each with more paths than those of a Latin hypercube.
const FEW_BLOCKS: usize = 16;
/// Paths for each square of a column's skewness from which the mean is nearly normal (Cochran, 1977, section 2.15).
const PATHS_BY_SKEWNESS: f64 = 25.0;

/// A figure of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// A statistic of the metric of this name.
    Of(String, Statistic),
    /// The share of paths on which the metric is exactly zero.
    Zeros(String),
    /// The odds of meeting the target of this name.
    Target(String),
}

/// How wide half of a figure's 95% interval may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// As a share of the figure's size.
    Relative(f64),
    /// In the figure's own unit.
    Absolute(f64),
}

/// A figure and how precise it shall be.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// As it was asked for, as in "delivered_units.p90=5%".
    pub asked: String,
    pub figure: Figure,
    pub within: Tolerance,
}

/// How far a goal is attained after so many paths.
#[derive(Clone, Debug, PartialEq)]
pub struct Attained {
    pub asked: String,
    pub unit: Unit,
    /// NaN where no path has a value.
    pub value: f64,
    /// The 95% interval: for a mean and a shortfall of the normal law, for a share Wilson's, for a quantile between
    /// order statistics.
    pub interval: Interval,
    /// How wide half of it may be.
    pub allowed: f64,
    /// About how many paths attain it; none where the run cannot tell.
    pub paths_needed: Option<usize>,
    pub met: bool,
}

/// What a run that was to be precise came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// At which number of paths it would have ended unmet.
    pub most_paths: usize,
    pub goals: Vec<Attained>,
}

impl Precision {
    /// True if every goal is attained.
    pub fn is_met(&self) -> bool {
        self.goals.iter().all(|goal| goal.met)
    }
}

impl Attained {
    pub fn half_width(&self) -> f64 {
        (self.interval.high - self.interval.low) / 2.0
    }
}

/// A value, its interval, what is told of the interval's half width from elsewhere, and the number of paths from
/// which the interval can be trusted.
struct Known {
    value: f64,
    interval: Interval,
    second_opinion: f64,
    trusted_from: f64,
}

impl Goal {
    /// How far it is attained by the first `paths` paths of a run.
    pub fn attained(
        &self,
        model: &Model,
        metrics: &[Column],
        paths: usize,
        sampling: Sampling,
    ) -> Attained {
        let column = |name: &str| metrics.iter().find(|column| column.name == name);
        let blocks = Blocks(sampling.block());
        let (unit, known) = match &self.figure {
            Figure::Of(name, statistic) => {
                let column = column(name);
                let known = column.and_then(|column| {
                    let values = &column.values[..paths];
                    of_sample(&BlockSample::new(values, column.missing(), blocks), *statistic)
                });
                (column.map(|column| column.unit), known)
            }
            Figure::Zeros(name) => {
                let zeros = column(name).and_then(|column| {
                    let never = column.missing() == Missing::Never;
                    let ranked = move |x: f64| never || x.is_finite();
                    let hits =
                        column.values[..paths].iter().map(move |&x| ranked(x).then_some(x == 0.0));
                    of_share(hits, blocks)
                });
                (Some(Unit::Share), zeros)
            }
            Figure::Target(name) => {
                let rule = model.targets.iter().find(|rule| rule.id.name == *name);
                let met = rule.and_then(|rule| {
                    let column = column(&target_column(model, rule))?;
                    let values = column.values[..paths].iter();
                    of_share(values.map(|x| Some(*x >= rule.at_least)), blocks)
                });
                (Some(Unit::Share), met)
            }
        };
        let attained = self.judged(unit.unwrap_or(Unit::Count), known, paths);
        match sampling != Sampling::Random && paths < least_paths(sampling) {
            // What few blocks say of their spread is off by any factor.
            true => Attained { met: false, paths_needed: None, ..attained },
            false => attained,
        }
    }

    fn judged(&self, unit: Unit, known: Option<Known>, paths: usize) -> Attained {
        let unknown = Interval { low: f64::NEG_INFINITY, high: f64::INFINITY };
        let known = known.unwrap_or(Known::of(f64::NAN, unknown));
        let Known { value, interval, second_opinion, trusted_from } = known;
        let allowed = match self.within {
            Tolerance::Absolute(amount) => amount,
            Tolerance::Relative(share) => share * value.abs(),
        };
        let mut attained = Attained {
            asked: self.asked.clone(),
            unit,
            value,
            interval,
            allowed,
            paths_needed: None,
            met: false,
        };
        let half_width = attained.half_width().max(second_opinion);
        attained.met = half_width <= allowed && trusted_from <= paths as f64;
        if attained.met {
            attained.paths_needed = Some(paths);
        } else if half_width.is_finite() && allowed > 0.0 {
            let ratio = half_width / allowed;
            let needed = (paths as f64 * ratio * ratio).max(trusted_from).ceil();
            attained.paths_needed = Some((needed as usize).max(paths + 1));
        }
        attained
    }
}

impl Known {
    fn of(value: f64, interval: Interval) -> Self {
        Self { value, interval, second_opinion: 0.0, trusted_from: 0.0 }
    }
}

fn of_sample(column: &BlockSample, statistic: Statistic) -> Option<Known> {
    let sample = column.sample();
    Some(match statistic {
        Statistic::Mean => {
            let mean = column.mean()?;
            let share = sample.finite().len() as f64 / sample.rows() as f64;
            let skewness = sample.skewness();
            let trusted_from = PATHS_BY_SKEWNESS * skewness * skewness / share;
            Known { trusted_from, ..Known::of(mean.value, mean.interval()) }
        }
        Statistic::Quantile(p) => {
            let interval = column.quantile_interval(p, 1.0)?;
            let wide = column.quantile_interval(p, WIDER)?;
            // Few values lie in the interval, and it ends a run when they happen to lie close: twice as many do so seldom.
            let second_opinion = (wide.high - wide.low) / (2.0 * WIDER);
            Known { second_opinion, ..Known::of(sample.quantile(p)?.value, interval) }
        }
        Statistic::Shortfall { level, side } => {
            let shortfall = column.expected_shortfall(level, side)?;
            Known::of(shortfall.value, shortfall.interval())
        }
    })
}

/// The share of hits; a path that is none and no miss either is left out.
fn of_share(hits: impl Iterator<Item = Option<bool>> + Clone, blocks: Blocks) -> Option<Known> {
    let share = Proportion::of(hits.clone().flatten())?;
    let number = |hit: Option<bool>| hit.map_or(f64::NAN, |hit| f64::from(u8::from(hit)));
    let spread = blocks.spread(hits.map(number));
    Some(Known::of(share.estimate().value, share.interval_over(spread)))
}

/// Paths below which the errors of a run are rough.
pub fn least_paths(sampling: Sampling) -> usize {
    match sampling {
        Sampling::Sobol => FEW_BLOCKS * sampling.block(),
        Sampling::Random | Sampling::LatinHypercube => FEW_PATHS,
    }
}

/// The paths at which to look next after a look at `paths` of at most `most`: whole batches, or `most`.
pub(super) fn next_look(paths: usize, goals: &[Attained], most: usize) -> usize {
    let (least, farthest) = (paths as f64 * GROWTH.0, paths as f64 * GROWTH.1);
    let needed = goals.iter().filter(|goal| !goal.met).map(|goal| match goal.paths_needed {
        Some(needed) => MARGIN * needed as f64,
        None => farthest,
    });
    let next = needed.fold(least, f64::max).min(farthest) as usize;
    (next.div_ceil(BATCH_PATHS) * BATCH_PATHS).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{self, Plan, RunResult, Underway};
    use crate::scenario::load;
    use crate::stats::Side;

    fn model() -> Model {
        let scenario = load(std::path::Path::new("scenarios/h200-2026.toml"), &[]);
        scenario.expect("the base scenario").model
    }

    fn mean(name: &str, within: Tolerance) -> Goal {
        let figure = Figure::Of(name.to_owned(), Statistic::Mean);
        Goal { asked: name.to_owned(), figure, within }
    }

    fn run(model: &Model, goals: &[Goal], most: usize, threads: usize) -> RunResult {
        let plan = Plan { threads, ..Plan::new(5, most) };
        let mut underway = Underway::new(model, plan).expect("paths").until(goals.to_vec());
        underway.advance(&()).expect("a run");
        underway.finish().expect("done")
    }

    #[test]
    fn few_blocks_attain_nothing_and_tell_no_number_of_paths() {
        let values: Vec<f64> = (0..2_048u32).map(|k| f64::from(k % 2) + 100.0).collect();
        let column = Column { name: "delivered_units".to_owned(), unit: Unit::Chips, values };
        let goal = mean("delivered_units", Tolerance::Relative(0.5));
        let judged = |paths: usize, sampling| {
            let column = Column { values: column.values[..paths].to_vec(), ..column.clone() };
            let attained = goal.attained(&model(), &[column], paths, sampling);
            (attained.met, attained.paths_needed)
        };
        assert_eq!(judged(400, Sampling::Random), (true, Some(400)));
        assert_eq!(judged(400, Sampling::LatinHypercube), (false, None));
        assert_eq!(judged(1_024, Sampling::LatinHypercube), (true, Some(1_024)));
        assert_eq!(judged(2_048, Sampling::Sobol), (false, None));
    }

    #[test]
    fn a_run_ends_at_a_look_whatever_the_threads_and_is_the_plain_run_of_as_many_paths() {
        let model = model();
        let goals = [mean("delivered_units", Tolerance::Relative(0.06))];
        let found = run(&model, &goals, 20_000, 1);
        let precision = found.precision.clone().expect("goals");
        assert!(precision.is_met() && precision.most_paths == 20_000, "{precision:?}");
        assert!(found.paths >= FIRST_LOOK && found.paths < 20_000, "{}", found.paths);
        assert_eq!(found.paths % BATCH_PATHS, 0);
        let threaded = run(&model, &goals, 20_000, 2);
        assert_eq!(format!("{threaded:?}"), format!("{found:?}"));
        let plain = engine::run(&model, Plan::new(5, found.paths), &()).expect("a run");
        let plain = RunResult { precision: found.precision.clone(), ..plain };
        assert_eq!(format!("{plain:?}"), format!("{found:?}"));
    }

    #[test]
    fn a_goal_out_of_reach_ends_at_the_most_paths_and_tells_how_many_would_do() {
        let model = model();
        let goals = [
            mean("delivered_units", Tolerance::Relative(0.001)),
            mean("delivered_units", Tolerance::Absolute(1e9)),
        ];
        let found = run(&model, &goals, 2_500, 2);
        assert_eq!(found.paths, 2_500);
        let precision = found.precision.expect("goals");
        assert!(!precision.is_met());
        let [narrow, wide] = &precision.goals[..] else { panic!("two goals") };
        assert!(wide.met && !narrow.met);
        let ratio = narrow.half_width() / (0.001 * narrow.value);
        let needed = narrow.paths_needed.expect("a forecast") as f64;
        assert!((needed / (2_500.0 * ratio * ratio) - 1.0).abs() < 0.01, "{narrow:?}");
    }

    fn judge(values: &[f64], figure: Figure, within: Tolerance) -> Attained {
        let column = Column { name: "x".to_owned(), unit: Unit::Chips, values: values.to_vec() };
        let goal = Goal { asked: String::new(), figure, within };
        goal.attained(&model(), &[column], values.len(), Sampling::Random)
    }

    #[test]
    fn a_mean_of_few_hits_is_not_believed() {
        let mut values = vec![0.0; 2_048];
        values[..3].fill(1.0);
        let goal = |values: &[f64]| {
            judge(values, Figure::Of("x".to_owned(), Statistic::Mean), Tolerance::Absolute(1.0))
        };
        // 3 of 2,048: skewness 26, so 25·26² paths.
        let found = goal(&values);
        assert!(!found.met && found.half_width() < 0.01, "{found:?}");
        let needed = found.paths_needed.expect("a forecast");
        assert!((16_500..17_500).contains(&needed), "{needed}");
        values[..300].fill(1.0);
        assert!(goal(&values).met);
        assert!(goal(&[7.0; 2_048]).met, "what never varies is known");
    }

    #[test]
    fn a_quantile_at_the_edge_of_an_atom_is_not_taken_for_sure() {
        // 10.8% zeros of 2,000: one error (13 ranks) below P10 to one above lies in the atom, 1.96 do not.
        let values: Vec<f64> =
            (0..2_000).map(|k| if k < 216 { 0.0 } else { f64::from(k) }).collect();
        let p10 = Figure::Of("x".to_owned(), Statistic::Quantile(0.1));
        let found = judge(&values, p10.clone(), Tolerance::Absolute(1.0));
        assert!(found.value == 0.0 && !found.met && found.interval.high > 200.0, "{found:?}");
        let relative = judge(&values, p10, Tolerance::Relative(0.5));
        assert_eq!((relative.met, relative.paths_needed), (false, None));
    }

    #[test]
    fn shares_have_wilsons_interval_and_tails_their_own() {
        let mut values = vec![0.0; 400];
        values.extend((0..1_600).map(f64::from));
        let zeros = judge(&values, Figure::Zeros("x".to_owned()), Tolerance::Relative(0.1));
        assert_eq!((zeros.value, zeros.unit), (401.0 / 2_000.0, Unit::Share));
        assert_eq!(zeros.interval, Proportion::new(401, 2_000).expect("some").interval());
        assert!(zeros.met, "{zeros:?}");
        let upper = Statistic::Shortfall { level: 0.05, side: Side::Upper };
        let tail = judge(&values, Figure::Of("x".to_owned(), upper), Tolerance::Relative(0.01));
        assert!(tail.met && (tail.value - 1_549.5).abs() < 1e-9, "{tail:?}");
        let none = judge(&[f64::NAN; 9], Figure::Zeros("x".to_owned()), Tolerance::Relative(0.1));
        assert!(!none.met && none.value.is_nan() && none.paths_needed.is_none(), "{none:?}");
    }

    #[test]
    fn the_next_look_is_where_the_goals_are_likely_met_and_never_far_on_little() {
        let goal = |paths_needed| Attained {
            asked: String::new(),
            unit: Unit::Count,
            value: 1.0,
            interval: Interval { low: 0.0, high: 2.0 },
            allowed: 0.5,
            paths_needed,
            met: false,
        };
        assert_eq!(next_look(2_048, &[goal(Some(8_192)), goal(Some(2_049))], 1_000_000), 9_216);
        assert_eq!(next_look(2_048, &[goal(Some(2_049))], 1_000_000), 2_560);
        assert_eq!(next_look(2_048, &[goal(None)], 1_000_000), 16_384);
        assert_eq!(next_look(2_048, &[goal(Some(usize::MAX))], 10_000), 10_000);
    }
}
