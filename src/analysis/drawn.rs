//! What was drawn for the uncertain inputs, beside what the scenario asks for.
//!
//! A check of the drawing, not an answer: the share of a price below its P10, the rank correlation
//! of two inputs, and whether either is further off than chance explains.

use super::wording::grouped;
use super::{Cell, ChartTable};
use crate::engine::{InputColumn, RunResult};
use crate::lanes::math::ln;
use crate::model::{Input, Model};
use crate::stats::{
    Estimate, Missing, Ranked, Sample, allowed_deviation, mean_deviation, share_deviation,
};

/// The levels of the quantiles that are compared.
pub const DRAWN_LEVELS: [f64; 5] = [0.05, 0.10, 0.50, 0.90, 0.95];
/// The probability that any comparison of a run is called off although all is drawn as asked.
pub const FALSE_ALARM_RATE: f64 = 1e-6;
/// With more ties than this a copula's rank correlation is not what two columns show.
const MOST_TIES: f64 = 0.01;

/// A number that was asked for and the one that the paths show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// None where the distribution has none, as the mean of a tail too heavy.
    pub asked: Option<f64>,
    pub drawn: Estimate,
    /// In standard errors, as in [`crate::stats::share_deviation`]; None where it cannot be judged.
    pub deviation: Option<f64>,
}

/// One uncertain input: its mean and its quantiles at [`DRAWN_LEVELS`].
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnInput {
    /// Its path in the scenario file.
    pub path: String,
    pub mean: Comparison,
    pub quantiles: [Comparison; 5],
}

/// Two inputs and Spearman's rank correlation of them.
#[derive(Clone, Debug, PartialEq)]
pub struct DrawnPair {
    pub inputs: [String; 2],
    pub spearman: Comparison,
}

/// All uncertain inputs of a run as they were drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    pub inputs: Vec<DrawnInput>,
    /// The pairs that the scenario correlates.
    pub correlations: Vec<DrawnPair>,
    /// Of all pairs that it does not, the one whose ranks agree or oppose most.
    pub largest_other: Option<DrawnPair>,
    /// How many paths they are of, where those are the first ones alone.
    pub kept_paths: Option<usize>,
    /// How many comparisons were judged.
    pub checks: usize,
    /// The deviation that is called off: by chance any comparison reaches it in one run of a
    /// million ([`FALSE_ALARM_RATE`]). For correlated pairs, whose error is a large-sample one,
    /// that is approximate.
    pub allowed: f64,
}

/// "P5", "P50".
pub fn level_name(level: f64) -> String {
    format!("P{}", (level * 100.0).round())
}

impl Comparison {
    /// True where the paths show something else than was asked for.
    pub fn is_off(&self, allowed: f64) -> bool {
        self.deviation.is_some_and(|deviation| deviation.abs() > allowed)
    }

    /// "as asked", "off", or "not judged".
    pub fn verdict(&self, allowed: f64) -> &'static str {
        match self.deviation {
            None => "not judged",
            Some(_) if self.is_off(allowed) => "off",
            Some(_) => "as asked",
        }
    }

    /// A quantile: its deviation is that of the share of draws at or below what was asked, or below
    /// it where that value has a probability of its own.
    fn of_quantile(sample: &Sample, level: f64, asked: f64) -> Self {
        let values = sample.finite();
        let (n, expected) = (values.len(), level * values.len() as f64);
        let at_or_below = values.partition_point(|x| *x <= asked);
        let below = values.partition_point(|x| *x < asked);
        // A value is too large where too few are at or below it: the sign turns.
        let deviation = if (at_or_below as f64) < expected {
            share_deviation(at_or_below, n, level)
        } else if below as f64 > expected {
            share_deviation(below, n, level)
        } else {
            (n > 0).then_some(0.0)
        };
        let unknown = Estimate::of_unknown_error(f64::NAN);
        Self {
            asked: Some(asked),
            drawn: sample.quantile(level).unwrap_or(unknown),
            // Zero keeps its sign, which is not printed.
            deviation: deviation.map(|d| 0.0 - d),
        }
    }

    /// A rank correlation of `n` rows. Its error is that of Bonett and Wright (2000), (1−ρ²)·
    /// √((1+ρ²/2)/(n−3)), and its deviation is on the scale of Fisher's z = artanh ρ.
    fn of_correlation(asked: f64, found: f64, n: usize, judged: bool) -> Option<Self> {
        let degrees = n.checked_sub(3).filter(|degrees| *degrees > 0)? as f64;
        let spread = |rho: f64| ((1.0 + rho * rho / 2.0) / degrees).sqrt();
        let fisher = |rho: f64| 0.5 * ln((1.0 + rho) / (1.0 - rho));
        let standard_error = (1.0 - found * found) * spread(found);
        let deviation = if asked == 0.0 {
            // Exact for independent inputs, ties or not: the variance is 1/(n−1).
            Some(found * (degrees + 2.0).sqrt())
        } else {
            Some((fisher(found) - fisher(asked)) / spread(asked)).filter(|_| judged)
        };
        let drawn = Estimate { value: found, standard_error };
        Some(Self { asked: Some(asked), drawn, deviation: deviation.filter(|d| !d.is_nan()) })
    }
}

impl DrawnInput {
    fn new(input: &Input, column: &InputColumn) -> Self {
        let sample = Sample::new(&column.values, Missing::Absent);
        let moments = sample.moments();
        let asked = input.dist.mean();
        let deviation = asked
            .zip(input.dist.standard_deviation())
            .and_then(|(mean, sd)| mean_deviation(&moments, mean, sd));
        let drawn = moments.mean().unwrap_or(Estimate::of_unknown_error(f64::NAN));
        let quantile = |level| Comparison::of_quantile(&sample, level, input.dist.quantile(level));
        Self {
            path: column.path.clone(),
            mean: Comparison { asked, drawn, deviation },
            quantiles: DRAWN_LEVELS.map(quantile),
        }
    }

    /// "P5" to "P95", then "mean", each with its comparison.
    pub fn statistics(&self) -> impl Iterator<Item = (String, &Comparison)> {
        let names = DRAWN_LEVELS.into_iter().map(level_name);
        names.zip(&self.quantiles).chain([("mean".to_owned(), &self.mean)])
    }
}

impl Drawn {
    /// Compares what each kept path drew with the model that it was drawn from.
    pub fn new(model: &Model, result: &RunResult) -> Self {
        let uncertain: Vec<(usize, &Input)> =
            model.inputs.iter().enumerate().filter(|(_, input)| !input.dist.is_fixed()).collect();
        let columns = uncertain.iter().zip(&result.inputs);
        let inputs: Vec<DrawnInput> =
            columns.map(|((_, input), column)| DrawnInput::new(input, column)).collect();
        let ranked: Vec<Option<Ranked>> =
            result.inputs.iter().map(|column| Ranked::new(&column.values)).collect();
        let pair = |first: usize, second: usize, asked: f64| {
            let (a, b) = (ranked[first].as_ref()?, ranked[second].as_ref()?);
            let judged = a.tied_share().max(b.tied_share()) <= MOST_TIES;
            let found = a.correlation(b)?;
            let spearman = Comparison::of_correlation(asked, found, result.kept_paths(), judged)?;
            let inputs = [first, second].map(|place| result.inputs[place].path.clone());
            Some(DrawnPair { inputs, spearman })
        };
        let asked = asked_pairs(model, &uncertain);
        let correlations: Vec<DrawnPair> =
            asked.iter().filter_map(|&(first, second, rho)| pair(first, second, rho)).collect();
        let (others, largest) = largest_other(&ranked, &asked);
        let judged = inputs.iter().flat_map(DrawnInput::statistics).map(|(_, one)| one);
        let judged = judged.chain(correlations.iter().map(|pair| &pair.spearman));
        let checks = judged.filter(|one| one.deviation.is_some()).count() + others;
        Self {
            inputs,
            correlations,
            kept_paths: (!result.keeps_all()).then(|| result.kept_paths()),
            largest_other: largest.and_then(|(first, second)| pair(first, second, 0.0)),
            checks,
            allowed: allowed_deviation(checks, FALSE_ALARM_RATE),
        }
    }

    /// Every comparison with what it is of, as "P90 of product.h200.price_usd".
    pub fn comparisons(&self) -> impl Iterator<Item = (String, &Comparison)> {
        let of_input = |input: &'_ DrawnInput, name: &str| format!("{name} of {}", input.path);
        let statistics = self.inputs.iter().flat_map(move |input| {
            input.statistics().map(move |(name, one)| (of_input(input, &name), one))
        });
        let pairs = self.correlations.iter().chain(&self.largest_other).map(|pair| {
            let [first, second] = &pair.inputs;
            (format!("correlation of {first} and {second}"), &pair.spearman)
        });
        statistics.chain(pairs)
    }

    /// The comparison that is furthest off, if any was judged.
    pub fn furthest(&self) -> Option<(String, f64)> {
        let judged = self.comparisons().filter_map(|(name, one)| Some((name, one.deviation?)));
        judged.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
    }

    /// What is off, in the order of the inputs.
    pub fn off(&self) -> Vec<String> {
        let off = self.comparisons().filter(|(_, one)| one.is_off(self.allowed));
        off.map(|(name, _)| name).collect()
    }

    /// "36 uncertain, all drawn as asked (furthest off by 2.6 standard errors, chance explains
    /// 6.5)"; where something is off, what it is.
    pub fn finding(&self) -> String {
        let uncertain = self.inputs.len();
        let Some((name, deviation)) = self.furthest() else {
            return "none is uncertain".to_owned();
        };
        let (size, allowed) = (deviation.abs(), self.allowed);
        let of = self.kept_paths.map(|kept| format!(" on the first {} paths", grouped(kept)));
        let of = of.unwrap_or_default();
        let furthest = format!("by {size:.1} standard errors, chance explains {allowed:.1}");
        match self.off().len() {
            0 => format!("{uncertain} uncertain, all drawn as asked{of} (furthest off {furthest})"),
            off => format!(
                "{uncertain} uncertain, {off} of {} comparisons off{of}, which is a defect: most of \
                 all the {name}, {furthest}",
                self.checks
            ),
        }
    }

    /// A row a comparison: input, the other input of a pair, statistic, asked, drawn, its error,
    /// deviation, verdict. What there is not is NaN.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "input",
            "with",
            "statistic",
            "asked",
            "drawn",
            "standard_error",
            "deviation",
            "verdict",
        ]);
        let mut push = |input: &str, with: &str, statistic: &str, one: &Comparison| {
            let missing = f64::NAN;
            let mut row: Vec<Cell> = [input, with, statistic].map(Cell::from).to_vec();
            row.extend(
                [
                    one.asked.unwrap_or(missing),
                    one.drawn.value,
                    one.drawn.standard_error,
                    one.deviation.unwrap_or(missing),
                ]
                .map(Cell::from),
            );
            row.push(one.verdict(self.allowed).into());
            table.push(row);
        };
        for input in &self.inputs {
            for (level, one) in DRAWN_LEVELS.into_iter().zip(&input.quantiles) {
                push(&input.path, "", &format!("p{:02.0}", level * 100.0), one);
            }
            push(&input.path, "", "mean", &input.mean);
        }
        let pairs = self.correlations.iter().map(|pair| (pair, "spearman"));
        let other = self.largest_other.iter().map(|pair| (pair, "spearman_largest_other"));
        for (pair, statistic) in pairs.chain(other) {
            push(&pair.inputs[0], &pair.inputs[1], statistic, &pair.spearman);
        }
        table
    }
}

/// The correlated pairs as places among the uncertain inputs, the smaller first, ascending.
fn asked_pairs(model: &Model, uncertain: &[(usize, &Input)]) -> Vec<(usize, usize, f64)> {
    let Some((members, copula)) = &model.copula else { return Vec::new() };
    let place = |member: usize| {
        let input = members.get(member)?.0 as usize;
        uncertain.iter().position(|(index, _)| *index == input)
    };
    let mut pairs: Vec<(usize, usize, f64)> = copula
        .pairs()
        .iter()
        .filter_map(|&(first, second, rho)| {
            let (first, second) = (place(first)?, place(second)?);
            Some((first.min(second), first.max(second), rho))
        })
        .collect();
    pairs.sort_unstable_by_key(|pair| (pair.0, pair.1));
    pairs
}

/// How many pairs the scenario does not correlate, and the one with the largest correlation.
fn largest_other(
    ranked: &[Option<Ranked>],
    asked: &[(usize, usize, f64)],
) -> (usize, Option<(usize, usize)>) {
    let is_asked = |first: usize, second: usize| {
        asked.binary_search_by_key(&(first, second), |pair| (pair.0, pair.1)).is_ok()
    };
    let (mut count, mut largest, mut size) = (0, None, -1.0);
    for (second, b) in ranked.iter().enumerate() {
        for (first, a) in ranked[..second].iter().enumerate() {
            let (Some(a), Some(b)) = (a, b) else { continue };
            let Some(found) = a.correlation(b).filter(|_| !is_asked(first, second)) else {
                continue;
            };
            count += 1;
            if found.abs() > size {
                (largest, size) = (Some((first, second)), found.abs());
            }
        }
    }
    (count, largest)
}
