//! Which of several options is best, where each is known up to Monte Carlo error alone.

use serde::Serialize;

use super::{Estimate, Interval};

/// The chance that a statement about all options together is wrong.
const LEVEL: f64 = 0.05;
/// Errors below this share of the largest value are rounding.
const ROUNDING: f64 = 1e-12;

/// Options compared by one figure each, where more is better.
///
/// The figures' joint error is given by replicates: the same figures of the same paths weighted anew
/// ([`crate::random::path_weights`]), all options on the same weights, so that the luck they share
/// cancels. With `d_ij` the difference of two figures and `s_ij` its standard deviation over
/// replicates, `c` is the 95% quantile over replicates of `max |d*_ij − mean d*_ij| / s_ij`: all
/// true differences lie within `c·s_ij` of the estimated ones at once, with 95% (Tukey, 1953; the
/// bootstrap in place of the studentised range). What is said below holds on that event, whichever
/// option the run picked.
#[derive(Clone, Debug, Serialize)]
pub struct Choice {
    /// The option with the highest figure; the first of several.
    pub best: usize,
    /// For each option, the share of replicates in which it is best: the odds that it truly is, as far
    /// as Monte Carlo error goes and with no opinion beforehand. Ties are shared out.
    pub odds: Vec<f64>,
    /// For each option, whether it is not surely worse than any other. The truly best is among them
    /// with 95% or more.
    pub contenders: Vec<bool>,
    /// How far the best is ahead of the runner-up; none with one option.
    pub lead: Option<Lead>,
    /// The best falls short of the truly best by no more than this, with 95%: 0 where it surely is.
    pub falls_short: f64,
    /// The `c` above, in standard errors.
    pub reach: f64,
    /// The true figure of the best lies within this of the estimated one, with 95%: the same of single
    /// figures, all options at once. The best of several looks better than it is; this allows for it.
    pub best_margin: f64,
    /// For each option, whether it is the same as the best on every path.
    pub alike: Vec<bool>,
}

/// The best option's lead.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Lead {
    /// The runner-up.
    pub over: usize,
    pub by: Estimate,
    /// ± `c·s`.
    pub interval: Interval,
}

impl Choice {
    /// The choice by `values`, with `replicates[r][option]`. None without options or with fewer than
    /// two replicates.
    pub fn new(values: &[f64], replicates: &[Vec<f64>]) -> Option<Self> {
        let options = values.len();
        if options == 0 || replicates.len() < 2 {
            return None;
        }
        let highest = |values: &[f64]| {
            (1..values.len()).fold(0, |best, i| if values[i] > values[best] { i } else { best })
        };
        let best = highest(values);
        let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        let pairs: Vec<(usize, usize)> =
            (0..options).flat_map(|i| (i + 1..options).map(move |j| (i, j))).collect();
        let (pair, single): (Difference, Difference) =
            (|row, (i, j)| row[i] - row[j], |row, (i, _)| row[i]);
        let spreads: Vec<Spread> = pairs
            .iter()
            .map(|places| Spread::of(pair, *places, replicates, largest * ROUNDING))
            .collect();
        let own: Vec<(usize, usize)> = (0..options).map(|i| (i, i)).collect();
        let own_spreads: Vec<Spread> = own
            .iter()
            .map(|place| Spread::of(single, *place, replicates, largest * ROUNDING))
            .collect();
        let best_margin = reach(single, &own, &own_spreads, replicates) * own_spreads[best].error;
        let reach = reach(pair, &pairs, &spreads, replicates);
        let error = |i: usize, j: usize| {
            let pair = (i.min(j), i.max(j));
            let place = pairs.iter().position(|other| *other == pair);
            place.map_or(0.0, |place| spreads[place].error)
        };
        let mut odds = vec![0.0; options];
        for row in replicates {
            let top = row[highest(row)];
            let ties = row.iter().filter(|value| **value == top).count() as f64;
            for (odds, value) in odds.iter_mut().zip(row) {
                *odds += if *value == top { 1.0 / ties } else { 0.0 };
            }
        }
        odds.iter_mut().for_each(|odds| *odds /= replicates.len() as f64);
        let contender =
            |i: usize| (0..options).all(|j| i == j || values[j] - values[i] <= reach * error(i, j));
        let others = || (0..options).filter(|&i| i != best);
        let runner_up = others().max_by(|&a, &b| {
            // The first of equals.
            values[a].total_cmp(&values[b]).then(b.cmp(&a))
        });
        let lead = runner_up.map(|over| {
            let value = values[best] - values[over];
            let error = error(best, over);
            let (low, high) = (value - reach * error, value + reach * error);
            let by = Estimate { value, standard_error: error };
            Lead { over, by, interval: Interval { low, high } }
        });
        let short = others().map(|j| values[j] - values[best] + reach * error(best, j));
        Some(Self {
            best,
            odds,
            contenders: (0..options).map(contender).collect(),
            lead,
            falls_short: short.fold(0.0, f64::max),
            reach,
            best_margin,
            alike: (0..options)
                .map(|i| values[i] == values[best] && error(i, best) == 0.0)
                .collect(),
        })
    }

    /// The odds that the best, or one alike on every path, truly is.
    pub fn odds_of_best(&self) -> f64 {
        self.odds.iter().zip(&self.alike).filter(|(_, alike)| **alike).map(|(odds, _)| odds).sum()
    }

    /// Whether the odds that the best truly is are below 95%: too close to call.
    pub fn is_close(&self) -> bool {
        self.odds_of_best() < 1.0 - LEVEL
    }
}

/// What is taken of a replicate: of a pair its difference, of one option its figure.
type Difference = fn(&[f64], (usize, usize)) -> f64;

/// Its mean and standard deviation over replicates.
struct Spread {
    mean: f64,
    error: f64,
}

impl Spread {
    fn of(
        taken: Difference,
        places: (usize, usize),
        replicates: &[Vec<f64>],
        rounding: f64,
    ) -> Self {
        let n = replicates.len() as f64;
        let mean = replicates.iter().map(|row| taken(row, places)).sum::<f64>() / n;
        let apart = replicates.iter().map(|row| taken(row, places) - mean);
        let squares: f64 = apart.map(|apart| apart * apart).sum();
        let error = (squares / (n - 1.0)).sqrt();
        Self { mean, error: if error > rounding { error } else { 0.0 } }
    }
}

/// The quantile of the largest standardised deviation over all places.
fn reach(
    taken: Difference,
    places: &[(usize, usize)],
    spreads: &[Spread],
    replicates: &[Vec<f64>],
) -> f64 {
    let largest_of = |row: &Vec<f64>| {
        let certain = places.iter().zip(spreads).filter(|(_, spread)| spread.error > 0.0);
        certain
            .map(|(places, spread)| (taken(row, *places) - spread.mean).abs() / spread.error)
            .fold(0.0, f64::max)
    };
    let mut largest: Vec<f64> = replicates.iter().map(largest_of).collect();
    largest.sort_unstable_by(f64::total_cmp);
    let place = (largest.len() as f64 * (1.0 - LEVEL)).ceil() as usize;
    largest[place.clamp(1, largest.len()) - 1]
}

#[cfg(test)]
mod tests {
    use rand::{RngExt, SeedableRng};
    use rand_xoshiro::Xoshiro256PlusPlus;

    use super::*;
    use crate::lanes::Lanes;
    use crate::lanes::math::normal_quantile;
    use crate::random::path_weights;
    use crate::stats::{Moments, Reweighted, Statistic};

    const REPLICATES: usize = 400;
    /// |z| of a count at a false-alarm rate of 1e-9.
    const Z: f64 = 6.11;

    /// Columns on common luck: option `o` has the mean `means[o]`, and errors that are correlated.
    fn columns(rng: &mut Xoshiro256PlusPlus, means: &[f64], paths: usize) -> Vec<Vec<f64>> {
        let mut normal = || normal_quantile(rng.random::<f64>().clamp(1e-15, 1.0 - 1e-15));
        let mut columns = vec![Vec::with_capacity(paths); means.len()];
        for _ in 0..paths {
            let shared = 3.0 * normal();
            for (column, mean) in columns.iter_mut().zip(means) {
                column.push(mean + shared + normal());
            }
        }
        columns
    }

    fn choose(columns: &[Vec<f64>], seed: u64) -> Choice {
        let paths = columns[0].len();
        let mut replicates = vec![vec![0.0; columns.len()]; REPLICATES];
        for first in (0..REPLICATES).step_by(16) {
            let weights = path_weights::<16>(seed, first as u64, paths);
            let total = weights.iter().fold(Lanes::ZERO, |sum, weight| sum + *weight);
            for (option, column) in columns.iter().enumerate() {
                let means = Reweighted::new(Statistic::Mean, column).under(&weights, total);
                for (lane, mean) in means.0.iter().enumerate() {
                    replicates[first + lane][option] = *mean;
                }
            }
        }
        let mean = |column: &Vec<f64>| Moments::of(column).mean().expect("values").value;
        let values: Vec<f64> = columns.iter().map(mean).collect();
        Choice::new(&values, &replicates).expect("options")
    }

    /// The truly best of six options is among the contenders, its lead and the figure of the picked one are
    /// within their intervals, and that is short by no more than said, in 95% of 400 runs or more (binomial, |z| ≤ 6.11: not
    /// below 353); and the interval of all pairs is not much too wide (not above 399).
    #[test]
    fn what_is_said_of_all_options_holds_as_often_as_promised() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(11);
        let means = [0.0, 0.05, 0.1, 0.1, 0.02, -0.5];
        let (mut kept, mut short, mut leads, mut valued, mut sharp) = (0, 0, 0, 0, 0);
        for run in 0..400 {
            let columns = columns(&mut rng, &means, 300);
            let choice = choose(&columns, run);
            let best = Moments::of(&columns[choice.best]).mean().expect("values").value;
            valued += usize::from((best - means[choice.best]).abs() <= choice.best_margin);
            kept += usize::from(choice.contenders[2] && choice.contenders[3]);
            short += usize::from(0.1 - means[choice.best] <= choice.falls_short);
            let lead = choice.lead.expect("a runner-up");
            let truth = means[choice.best] - means[lead.over];
            leads += usize::from(lead.interval.contains(truth));
            sharp += usize::from(!choice.contenders[5]);
        }
        for held in [kept, short, leads, valued] {
            assert!(held >= 353, "kept {kept}, short {short}, lead {leads}, value {valued} of 400");
        }
        assert!(kept < 400, "intervals are too wide to fail at all");
        assert!(sharp > 390, "an option far behind is seldom seen to be: {sharp} of 400");
    }

    /// With true means drawn from a law far wider than the errors and no other opinion, options called
    /// best with odds p are best in p of the runs: the sum of p(1 − p) is the variance of hits less
    /// the sum of p.
    #[test]
    fn odds_of_being_best_come_true() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(12);
        let (mut hits, mut odds, mut variance) = (0.0, 0.0, 0.0);
        for run in 0..600 {
            let means: Vec<f64> = (0..3).map(|_| rng.random::<f64>() * 0.6).collect();
            let choice = choose(&columns(&mut rng, &means, 200), run);
            let truth = (0..3).fold(0, |best, i| if means[i] > means[best] { i } else { best });
            let p = choice.odds[choice.best];
            hits += f64::from(u8::from(choice.best == truth));
            odds += p;
            variance += p * (1.0 - p);
        }
        assert!(odds < 560.0, "the runs are not close enough to test anything: {odds}");
        let z = (hits - odds) / variance.sqrt();
        assert!(z.abs() <= Z, "{hits} hits where {odds} were promised: z = {z}");
    }

    #[test]
    fn options_alike_on_every_path_share_the_odds() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(13);
        let mut columns = columns(&mut rng, &[0.0, 2.0], 100);
        columns.push(columns[1].clone());
        let choice = choose(&columns, 1);
        assert_eq!((choice.best, choice.odds.clone()), (1, vec![0.0, 0.5, 0.5]));
        assert_eq!(choice.contenders, [false, true, true]);
        assert!(!choice.is_close() && choice.falls_short == 0.0);
        let lead = choice.lead.expect("a runner-up");
        assert_eq!((lead.over, lead.by), (2, Estimate::exact(0.0)));
    }

    /// Differences of the three rows: 3, 1, −1 of the first two, 7, 6, 5 and 4, 5, 6 of the third; none is more than one
    /// deviation from its mean.
    #[test]
    fn a_choice_is_that_of_a_small_table_by_hand() {
        let rows = [vec![11.0, 8.0, 4.0], vec![10.0, 9.0, 4.0], vec![9.0, 10.0, 4.0]];
        let choice = Choice::new(&[10.0, 9.0, 4.0], &rows).expect("options");
        assert_eq!((choice.best, choice.reach, choice.best_margin), (0, 1.0, 1.0));
        assert_eq!(choice.odds, [2.0 / 3.0, 1.0 / 3.0, 0.0]);
        assert_eq!(choice.contenders, [true, true, false]);
        assert_eq!(choice.alike, [true, false, false]);
        let lead = choice.lead.expect("a runner-up");
        assert_eq!((lead.over, lead.by.value, lead.by.standard_error), (1, 1.0, 2.0));
        assert_eq!((lead.interval.low, lead.interval.high), (-1.0, 3.0));
        assert_eq!(choice.falls_short, 1.0);
        assert!(Choice::new(&[1.0, 2.0], &rows[..1]).is_none());
    }

    #[test]
    fn below_95_percent_it_is_close() {
        let of = |odds: f64| Choice {
            best: 0,
            odds: vec![odds, 1.0 - odds],
            contenders: vec![true; 2],
            lead: None,
            falls_short: 0.0,
            reach: 1.0,
            best_margin: 0.0,
            alike: vec![true, false],
        };
        assert_eq!(
            (of(0.94).is_close(), of(0.95).is_close(), of(0.96).is_close()),
            (true, false, false)
        );
        assert_eq!(of(0.94).odds_of_best(), 0.94);
    }

    #[test]
    fn spreads_and_reach_are_those_of_a_small_table_by_hand() {
        let pair: Difference = |row, (i, j)| row[i] - row[j];
        let rows = [vec![1.0, 0.0], vec![4.0, 1.0], vec![5.0, 0.0]];
        let spread = |rounding| Spread::of(pair, (0, 1), &rows, rounding);
        assert_eq!((spread(1.9).mean, spread(1.9).error), (3.0, 2.0));
        // What is no more than rounding is none.
        assert_eq!((spread(2.0).error, spread(2.1).error), (0.0, 0.0));
        // The nineteenth of twenty; a place without error is left out.
        let single: Difference = |row, (i, _)| row[i];
        let rows: Vec<Vec<f64>> = (0..20).map(|k| vec![5.0 + f64::from(k), 1e9]).collect();
        let spreads = [Spread { mean: 5.0, error: 2.0 }, Spread { mean: 0.0, error: 0.0 }];
        assert_eq!(reach(single, &[(0, 0), (1, 1)], &spreads, &rows), 9.0);
    }

    #[test]
    fn one_option_leads_nobody() {
        let choice = Choice::new(&[3.0], &[vec![3.0], vec![3.1]]).expect("an option");
        assert!(choice.lead.is_none() && choice.contenders == [true] && choice.odds == [1.0]);
        assert!(Choice::new(&[], &[vec![], vec![]]).is_none());
    }
}
