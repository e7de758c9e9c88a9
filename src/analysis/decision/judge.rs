//! From columns of paths to a decision with all its errors.

use super::figures::Figures;
use super::replicates::{deviation, replicates};
use super::{Decision, DecisionHead, Dominated, OptionHead, Rule, Ruling, Yardstick};
use crate::analysis::worlds::WorldHead;
use crate::engine::RunError;
use crate::stats::dominance::{Dominance, first_order};
use crate::stats::{Choice, Estimate, Missing, Moments, Sample, Statistic};

/// The odds from which one option is said to dominate another.
const SURE: f64 = 0.95;

/// What the figures of a decision stand on.
struct Case<'a> {
    yardstick: &'a Yardstick,
    /// As `[world][option][path]`.
    columns: &'a [Vec<Vec<f64>>],
    options: usize,
    worlds: usize,
    weights: Option<Vec<f64>>,
}

impl Decision {
    /// The decision of columns `[world][option][path]` of the judged metric, all of finite values; of a
    /// target, 1 where it is met and else 0. Replicates are computed on `threads` threads.
    ///
    /// # Errors
    /// If there are no options, worlds or paths, or the threads cannot be started.
    pub fn new(
        head: DecisionHead,
        yardstick: Yardstick,
        options: Vec<OptionHead>,
        worlds: Vec<WorldHead>,
        columns: &[Vec<Vec<f64>>],
        threads: usize,
    ) -> Result<Self, RunError> {
        if options.is_empty() || worlds.is_empty() || head.paths == 0 {
            return Err(RunError::NoPaths);
        }
        let weights: Option<Vec<f64>> = match worlds.len() {
            1 => Some(vec![1.0]),
            _ => worlds.iter().map(|world| world.weight).collect(),
        };
        let case = Case {
            yardstick: &yardstick,
            columns,
            options: options.len(),
            worlds: worlds.len(),
            weights,
        };
        let statistic = yardstick.statistic;
        let values = case.by_option(|column| statistic.estimate(column));
        let met = case.met();
        let enough = met.as_ref().map(|met| {
            let share = |w: usize, o: usize| Moments::of(&met[w][o]).mean();
            case.cells(|w, o| share(w, o).unwrap_or(Estimate::of_unknown_error(f64::NAN)))
        });
        // One bootstrap of everything: the judged columns, and who reached enough.
        let judged = columns.iter().flatten();
        let judged = judged.map(|column| (statistic, column.as_slice()));
        let reached = met.iter().flatten().flatten().map(|c| (Statistic::Mean, c.as_slice()));
        let all: Vec<_> = judged.chain(reached).collect();
        let drawn = replicates(&all, head.seed, head.paths, threads)?;
        let met_from = case.options * case.worlds;

        let sign = yardstick.sign();
        let weights = case.weights.as_deref();
        let point = Figures::of(
            &case.cells(|w, o| sign * values[o][w].value),
            enough.as_ref().map(|e| case.cells(|w, o| e[o][w].value)).as_deref(),
            weights,
        );
        let figures: Vec<Figures> = drawn
            .iter()
            .map(|row| {
                let met = enough
                    .as_ref()
                    .map(|_| case.cells(|w, o| row[met_from + w * case.options + o]));
                let own = case.cells(|w, o| sign * row[w * case.options + o]);
                Figures::of(&own, met.as_deref(), weights)
            })
            .collect();
        let regret = |w: usize, o: usize| {
            let value = point.regrets[o][w];
            // What is rounding to the figures is rounding to their difference.
            let scale = values[o][w].value;
            let error = deviation(figures.iter().map(|f| f.regrets[o][w]), scale);
            Estimate { value, standard_error: error }
        };
        let best_in = (0..case.worlds).filter_map(|w| {
            let own: Vec<f64> = values.iter().map(|row| sign * row[w].value).collect();
            let of = |row: &Vec<f64>| -> Vec<f64> {
                (0..case.options).map(|o| sign * row[w * case.options + o]).collect()
            };
            Choice::new(&own, &drawn.iter().map(of).collect::<Vec<_>>())
        });
        Ok(Self {
            bands: case.bands(),
            regrets: case.cells(regret),
            rulings: rulings(&case, &point, &figures),
            best_in: best_in.collect(),
            dominated: case.dominated(&figures),
            values,
            enough,
            head,
            yardstick,
            options,
            worlds,
        })
    }
}

/// The rulings of all rules that apply.
fn rulings(case: &Case<'_>, point: &Figures, figures: &[Figures]) -> Vec<Ruling> {
    let sign = case.yardstick.sign();
    let several = [(Rule::LeastRegret, -1.0), (Rule::BestWorst, sign)];
    let rules = [(Rule::Mean, sign)]
        .into_iter()
        .chain(several.into_iter().filter(|_| case.worlds > 1))
        .chain([(Rule::OftenEnough, 1.0)]);
    rules
        .filter_map(|(rule, shown)| {
            let own = point.goodness(rule)?;
            let replicates: Vec<Vec<f64>> =
                figures.iter().filter_map(|figures| figures.goodness(rule)).collect();
            let estimate = |(option, value): (usize, &f64)| Estimate {
                value: shown * value + 0.0,
                standard_error: deviation(replicates.iter().map(|row| row[option]), *value),
            };
            let values = own.iter().enumerate().map(estimate).collect();
            Some(Ruling { rule, values, choice: Choice::new(&own, &replicates)? })
        })
        .collect()
}

impl Case<'_> {
    /// A table `[option][world]` of what is given for a world and an option.
    fn cells<T>(&self, of: impl Fn(usize, usize) -> T) -> Vec<Vec<T>> {
        (0..self.options).map(|o| (0..self.worlds).map(|w| of(w, o)).collect()).collect()
    }

    fn by_option(&self, of: impl Fn(&[f64]) -> Option<Estimate>) -> Vec<Vec<Estimate>> {
        let unknown = Estimate::of_unknown_error(f64::NAN);
        self.cells(|w, o| of(&self.columns[w][o]).unwrap_or(unknown))
    }

    /// 1 where a path reaches enough, else 0, as `[world][option][path]`.
    fn met(&self) -> Option<Vec<Vec<Vec<f64>>>> {
        let (level, sign) = (self.yardstick.enough?, self.yardstick.sign());
        let held = |x: &f64| f64::from(u8::from((x - level) * sign >= 0.0));
        let column = |column: &Vec<f64>| column.iter().map(held).collect();
        let world = |world: &Vec<Vec<f64>>| world.iter().map(column).collect();
        Some(self.columns.iter().map(world).collect())
    }

    fn bands(&self) -> Vec<Vec<(f64, f64)>> {
        self.cells(|w, o| {
            let sample = Sample::new(&self.columns[w][o], Missing::Absent);
            let at = |p| sample.quantile(p).map_or(f64::NAN, |quantile| quantile.value);
            (at(0.1), at(0.9))
        })
    }

    /// Pairs of options of which one is surely at least as good in every world.
    fn dominated(&self, figures: &[Figures]) -> Vec<Dominated> {
        let sign = self.yardstick.sign();
        let oriented: Vec<Vec<Vec<f64>>> = self
            .columns
            .iter()
            .map(|world| {
                let turned = |c: &Vec<f64>| c.iter().map(|x| sign * x).collect();
                world.iter().map(turned).collect()
            })
            .collect();
        let mut found = Vec::new();
        for option in 0..self.options {
            for by in (0..self.options).filter(|by| *by != option) {
                let beaten = figures.iter().filter(|figures| {
                    let pairs = || figures.regrets[option].iter().zip(&figures.regrets[by]);
                    pairs().all(|(own, other)| own >= other)
                        && pairs().any(|(own, other)| own > other)
                });
                let odds = beaten.count() as f64 / figures.len() as f64;
                if odds < SURE {
                    continue;
                }
                let in_world = |world: &Vec<Vec<f64>>| {
                    world[by] == world[option]
                        || first_order(&world[by], &world[option]) == Some(Dominance::Dominates)
                };
                let first_order = !self.yardstick.is_share() && oriented.iter().all(in_world);
                found.push(Dominated { option, by, odds, first_order });
            }
        }
        found
    }
}
