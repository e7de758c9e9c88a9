//! Splitting: paths that got part of the way are tried again, until some arrive.

use crate::engine::{Progress, RunError};
use crate::lanes::math::{normal_cdf, normal_quantile};
use crate::model::Draws;
use crate::random::{Process, Stream};

/// Repetitions of a search, each independent of the others: their spread is the error.
pub const REPETITIONS: usize = 16;
/// The share of paths that a level on the way should let through.
const KEPT: f64 = 0.25;
/// Levels after which a search gives up.
const MOST_LEVELS: usize = 100;
/// How often paths are moved on before a level from which none gets farther is the last.
const PATIENCE: usize = 6;
/// How far an input's normal score is moved: anew, half and a quarter of a deviation.
const STEPS: [f64; 3] = [1.0, 0.5, 0.25];
/// Numbers of paths apart by which repetitions take theirs.
const APART: u64 = 1 << 40;

/// Something that scores paths by what they are drawn from.
pub trait Scored: Sync {
    /// What one worker keeps between calls.
    type Scratch: Send;

    fn scratch(&self) -> Self::Scratch;

    /// How many inputs are drawn, and how many processes draw.
    fn inputs(&self) -> usize;
    fn streams(&self) -> usize;

    /// The score of each; NaN lies below every level. The same draws have the same score.
    ///
    /// # Errors
    /// If a path cannot be run.
    fn scores(&self, scratch: &mut Self::Scratch, made: &[Draws]) -> Result<Vec<f64>, RunError>;
}

/// How hard a search tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    pub seed: u64,
    /// Paths of one repetition.
    pub paths: usize,
    /// How often each path is tried again at each level.
    pub moves: usize,
}

/// Levels on the way to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Levels {
    /// Rising; the last is the goal.
    pub levels: Vec<f64>,
    /// Whether a path got there while they were sought.
    pub reached: bool,
}

/// What one repetition found.
#[derive(Clone, Debug, PartialEq)]
pub struct Repetition {
    /// The odds of a score at or above each level. Each is without bias, whatever the levels, and
    /// whether the score has atoms or not.
    pub odds: Vec<f64>,
    /// What the paths that arrived are drawn from: all equally likely.
    pub arrived: Vec<Draws>,
}

/// Paths on their way.
struct Search<'s, S: Scored> {
    scored: &'s S,
    scratch: &'s mut S::Scratch,
    progress: &'s dyn Progress,
    chance: Stream<1>,
    /// The next number of a path that was not used.
    next: u64,
    made: Vec<Draws>,
    scores: Vec<f64>,
}

/// Seeks levels such that about a quarter of the paths at each gets to the next. Where a quarter or more
/// stand at one score, the next level is the next score above it.
///
/// # Errors
/// If a path cannot be run, or `progress` does not go on.
pub fn levels<S: Scored>(
    scored: &S,
    effort: Effort,
    goal: f64,
    progress: &dyn Progress,
) -> Result<Levels, RunError> {
    let mut scratch = scored.scratch();
    let mut search = Search::begin(scored, &mut scratch, effort, 0, progress)?;
    let mut levels: Vec<f64> = Vec::new();
    let mut patience = PATIENCE;
    while levels.len() < MOST_LEVELS {
        let now = levels.last().copied().unwrap_or(f64::NEG_INFINITY);
        match search.next_level(now) {
            Some(level) if level >= goal => {
                levels.push(goal);
                return Ok(Levels { levels, reached: true });
            }
            Some(level) => {
                levels.push(level);
                patience = PATIENCE;
                search.split(level);
            }
            None if patience == 0 || levels.is_empty() => break,
            None => patience -= 1,
        }
        search.walk(now.max(levels.last().copied().unwrap_or(now)), effort.moves)?;
    }
    levels.push(goal);
    Ok(Levels { levels, reached: false })
}

/// Follows paths over `levels`, from draws of its own.
///
/// At each level, the paths that lie at or above it are kept and repeated in place of the others; then some of
/// the draws of each are changed, and what results is kept if it lies at or above the level too. Changes
/// have the law of draws as their law at rest, so this leaves the law of paths given the level as it is
/// (Metropolis and others, 1953), and the product of the shares that were kept has the odds as its mean
/// (Del Moral, 2004, chapter 7).
///
/// # Errors
/// If a path cannot be run, or `progress` does not go on.
pub fn repetition<S: Scored>(
    scored: &S,
    scratch: &mut S::Scratch,
    effort: Effort,
    repetition: usize,
    levels: &[f64],
    progress: &dyn Progress,
) -> Result<Repetition, RunError> {
    let mut search = Search::begin(scored, scratch, effort, repetition as u64 + 1, progress)?;
    let mut odds = vec![0.0; levels.len()];
    let mut so_far = 1.0;
    for (place, &level) in levels.iter().enumerate() {
        if place > 0 {
            search.walk(levels[place - 1], effort.moves)?;
        }
        let kept = search.at_least(level).count();
        so_far *= kept as f64 / effort.paths as f64;
        odds[place] = so_far;
        if kept == 0 {
            return Ok(Repetition { odds, arrived: Vec::new() });
        }
        if place + 1 < levels.len() {
            search.split(level);
        }
    }
    let goal = levels.last().copied().unwrap_or(f64::INFINITY);
    let arrived = search.at_least(goal).map(|place| search.made[place].clone()).collect();
    Ok(Repetition { odds, arrived })
}

impl<'s, S: Scored> Search<'s, S> {
    fn begin(
        scored: &'s S,
        scratch: &'s mut S::Scratch,
        effort: Effort,
        number: u64,
        progress: &'s dyn Progress,
    ) -> Result<Self, RunError> {
        let first = number * APART;
        let mut chance = Stream::<1>::new(effort.seed, number, Process::Splitting, 0);
        let draws = |path| Draws {
            inputs: (0..scored.inputs()).map(|_| chance.lane(0).uniform()).collect(),
            streams: vec![first + path; scored.streams()],
        };
        let made: Vec<Draws> = (0..effort.paths as u64).map(draws).collect();
        let scores = scored.scores(scratch, &made)?;
        progress.paths_done(made.len());
        let next = first + effort.paths as u64;
        Ok(Self { scored, scratch, progress, chance, next, made, scores })
    }

    /// The places of the paths at or above a level.
    fn at_least(&self, level: f64) -> impl Iterator<Item = usize> {
        self.scores.iter().enumerate().filter(move |(_, score)| **score >= level).map(|(at, _)| at)
    }

    /// The score that the kept share reaches; where that is no farther than `now`, the lowest score
    /// above `now`. None if no path lies above.
    fn next_level(&self, now: f64) -> Option<f64> {
        let mut above: Vec<f64> =
            self.scores.iter().copied().filter(|score| *score > now).collect();
        above.sort_unstable_by(|a, b| b.total_cmp(a));
        let kept = ((self.scores.len() as f64 * KEPT) as usize).max(1);
        above.get(kept - 1).or(above.last()).copied()
    }

    /// A whole number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        // A uniform number below n, floored, is at most n − 1 but for rounding.
        ((self.chance.lane(0).uniform() * bound as f64) as usize).min(bound - 1)
    }

    /// Repeats the paths at or above a level in place of the others: each as often as any other, the
    /// places left over by lot.
    fn split(&mut self, level: f64) {
        let mut kept: Vec<usize> = self.at_least(level).collect();
        for last in (1..kept.len()).rev() {
            let other = self.below(last + 1);
            kept.swap(last, other);
        }
        let chosen = kept.iter().cycle().take(self.made.len());
        let (made, scores) =
            chosen.map(|&place| (self.made[place].clone(), self.scores[place])).unzip();
        (self.made, self.scores) = (made, scores);
    }

    /// Changes draws of each path, so many times; keeps what does not fall below `level`.
    fn walk(&mut self, level: f64, moves: usize) -> Result<(), RunError> {
        for _ in 0..moves {
            if !self.progress.goes_on() {
                return Err(RunError::Stopped);
            }
            let tried: Vec<Draws> = (0..self.made.len()).map(|place| self.moved(place)).collect();
            let scores = self.scored.scores(self.scratch, &tried)?;
            self.progress.paths_done(tried.len());
            for (place, (made, score)) in tried.into_iter().zip(scores).enumerate() {
                if score >= level {
                    self.made[place] = made;
                    self.scores[place] = score;
                }
            }
        }
        Ok(())
    }

    /// The path at a place with some of its draws changed: 1, 2, 4, … or half of them, each number as
    /// likely, inputs as likely as processes, whatever the path holds. A process takes the streams of a new
    /// path; an input's normal score z becomes √(1 − b²)·z + b·ξ, with a normal ξ and the same step b for all.
    fn moved(&mut self, place: usize) -> Draws {
        let mut draws = self.made[place].clone();
        let (inputs, streams) = (draws.inputs.len(), draws.streams.len());
        let sizes = (inputs + streams).max(1).ilog2().max(1);
        let size = 1 << self.below(sizes as usize);
        let step = STEPS[self.below(STEPS.len())];
        for _ in 0..size {
            // Where a scenario has one uncertain input beside thirty processes, it would hardly ever move.
            let of_inputs = inputs > 0 && (streams == 0 || self.below(2) == 0);
            if of_inputs {
                let input = self.below(inputs);
                let fresh = normal_quantile(self.chance.lane(0).uniform());
                let now = normal_quantile(draws.inputs[input]);
                draws.inputs[input] = inside((1.0 - step * step).sqrt() * now + step * fresh);
            } else {
                draws.streams[self.below(streams)] = self.next;
            }
        }
        self.next += 1;
        draws
    }
}

/// The probability below a normal score, never 0 nor 1.
fn inside(score: f64) -> f64 {
    normal_cdf(score).clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lanes::math::pow;
    use crate::stats::Moments;

    /// A term of each uniform number, added up: of inputs, and of the first draws of streams.
    struct Sum {
        inputs: usize,
        streams: usize,
        term: fn(f64) -> f64,
    }

    impl Scored for Sum {
        type Scratch = ();

        fn scratch(&self) {}

        fn inputs(&self) -> usize {
            self.inputs
        }

        fn streams(&self) -> usize {
            self.streams
        }

        fn scores(&self, (): &mut (), made: &[Draws]) -> Result<Vec<f64>, RunError> {
            let first = |(part, path): (usize, &u64)| {
                Stream::<1>::new(9, *path, Process::Event, part as u64).uniform().0[0]
            };
            let score = |draws: &Draws| {
                let streams = draws.streams.iter().enumerate().map(first);
                draws.inputs.iter().copied().chain(streams).map(self.term).sum()
            };
            Ok(made.iter().map(score).collect())
        }
    }

    const EFFORT: Effort = Effort { seed: 4, paths: 200, moves: 5 };

    /// The odds over so many repetitions, with their error.
    fn found(scored: &Sum, goal: f64, repetitions: usize) -> (Levels, Moments) {
        let way = levels(scored, EFFORT, goal, &()).expect("scores");
        let one =
            |k| repetition(scored, &mut (), EFFORT, k, &way.levels, &()).expect("scores").odds;
        let odds: Vec<f64> =
            (0..repetitions).map(|k| one(k).last().copied().expect("a goal")).collect();
        (way, Moments::of(&odds))
    }

    fn assert_odds(scored: &Sum, goal: f64, exact: f64) {
        let (way, odds) = found(scored, goal, 150);
        let mean = odds.mean().expect("odds");
        assert!(way.reached, "{way:?}");
        // |z| ≤ 6.11: a false alarm once in 1e9; the error itself must be small to see a bias.
        let z = (mean.value - exact) / mean.standard_error;
        assert!(z.abs() < 6.11, "{mean:?}, exact {exact}, z {z}, {way:?}");
        assert!(mean.standard_error < 0.12 * exact, "{mean:?}, exact {exact}");
    }

    /// Sixteen normals add up to more than 20, and one lies above 5: five standard deviations, 2.9e-7.
    #[test]
    fn odds_of_a_smooth_score_are_those_of_the_normal_tail() {
        for (inputs, streams, goal) in [(8, 8, 20.0), (16, 0, 20.0), (0, 16, 20.0), (1, 0, 5.0)] {
            assert_odds(&Sum { inputs, streams, term: normal_quantile }, goal, normal_cdf(-5.0));
        }
    }

    /// Six of twelve events of odds 1 in 50 each: a score of whole numbers, zero on 78% of paths.
    #[test]
    fn odds_of_a_score_with_atoms_are_binomial() {
        let events = Sum { inputs: 6, streams: 6, term: |u| f64::from(u8::from(u < 0.02)) };
        let choose = [1.0, 12.0, 66.0, 220.0, 495.0, 792.0, 924.0, 792.0, 495.0, 220.0, 66.0];
        let term = |k: usize| choose[k] * pow(0.02, k as f64) * pow(0.98, 12.0 - k as f64);
        assert_odds(&events, 6.0, (6..11).map(term).sum());
    }

    /// What is not rare is counted, and a goal at a score that all have is certain.
    #[test]
    fn a_goal_that_many_reach_needs_no_level_on_the_way() {
        let one = Sum { inputs: 1, streams: 0, term: |u| u };
        let (way, odds) = found(&one, 0.5, 400);
        assert_eq!(way, Levels { levels: vec![0.5], reached: true });
        let mean = odds.mean().expect("odds");
        assert!((mean.value - 0.5).abs() < 6.11 * mean.standard_error);
        let (way, odds) = found(&one, 0.0, 3);
        assert_eq!(way.levels, [0.0]);
        assert_eq!(odds.mean().map(|mean| mean.value), Some(1.0));
    }

    /// No path lies above the highest score there is: the search ends and says so.
    #[test]
    fn a_goal_out_of_reach_is_told_and_not_sought_for_ever() {
        let events = Sum { inputs: 2, streams: 1, term: |u| f64::from(u8::from(u < 0.1)) };
        let (way, odds) = found(&events, 4.0, 5);
        assert!(!way.reached);
        assert_eq!(way.levels, [1.0, 2.0, 3.0, 4.0]);
        assert_eq!(odds.mean().map(|mean| mean.value), Some(0.0));
    }

    #[test]
    fn those_that_arrive_lie_at_the_goal_and_repetitions_differ() {
        let normals = Sum { inputs: 8, streams: 8, term: normal_quantile };
        let way = levels(&normals, EFFORT, 14.0, &()).expect("scores");
        let run = |k| repetition(&normals, &mut (), EFFORT, k, &way.levels, &()).expect("scores");
        let (first, again, other) = (run(0), run(0), run(1));
        assert_eq!(first, again);
        assert_ne!(first.odds, other.odds);
        let scores = normals.scores(&mut (), &first.arrived).expect("scores");
        assert!(!scores.is_empty() && scores.iter().all(|score| *score >= 14.0));
    }
}
