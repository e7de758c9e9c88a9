//! Sensitivity from one ordinary run: a metric where each input is low and where it is high.

use super::Verdict;
use crate::analysis::subject::{Subject, column};
use crate::analysis::wording::{sentence, shortened};
use crate::analysis::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::{Estimate, Missing, Moments, Sample, correlation, explained_share, ranks};

/// The share of paths at either end of an input.
pub const END: f64 = 0.1;

/// The metric on the paths where an input is in one of its ends.
#[derive(Clone, Copy, Debug)]
pub struct Tail {
    /// The input's value at the inner edge of the end.
    pub edge: f64,
    pub paths: usize,
    pub mean: Estimate,
    pub p10: Estimate,
    pub median: Estimate,
    pub p90: Estimate,
}

/// How a metric goes with one uncertain input over all paths of a run.
#[derive(Clone, Debug)]
pub struct InputEffect {
    /// The path in the scenario.
    pub path: String,
    pub low: Tail,
    pub high: Tail,
    /// Mean at the high end less mean at the low end.
    pub swing: Estimate,
    pub verdict: Verdict,
    /// Spearman's, with the error of Bonett and Wright (2000).
    pub rank_correlation: Estimate,
    /// The share of the metric's variance that goes with this input alone.
    pub explained: Option<Estimate>,
}

/// A metric against every uncertain input, the widest swing first.
#[derive(Clone, Debug)]
pub struct GivenData {
    pub subject: Subject,
    pub paths: usize,
    /// Mean over all paths.
    pub mean: Estimate,
    pub inputs: Vec<InputEffect>,
}

impl GivenData {
    /// From a run's columns, over the paths that have a value. None if the run has no such metric,
    /// no uncertain input, or too few paths to have ends.
    pub fn new(result: &RunResult, metric: &str) -> Option<Self> {
        let subject = Subject::new(result, metric)?;
        let values = &column(result, metric)?.values;
        let there: Vec<usize> =
            (0..values.len()).filter(|&path| values[path].is_finite()).collect();
        let pick =
            |values: &[f64]| -> Vec<f64> { there.iter().map(|&path| values[path]).collect() };
        let y = pick(values);
        let y_ranks = ranks(&y);
        let count = result.inputs.len();
        let mut inputs: Vec<InputEffect> = result
            .inputs
            .iter()
            .filter_map(|input| effect(&input.path, &pick(&input.values), &y, &y_ranks, count))
            .collect();
        if inputs.is_empty() {
            return None;
        }
        inputs.sort_by(|a, b| b.swing.value.abs().total_cmp(&a.swing.value.abs()));
        Some(Self { subject, paths: y.len(), mean: Moments::of(&y).mean()?, inputs })
    }

    /// The inputs whose effect is real.
    pub fn real(&self) -> impl Iterator<Item = &InputEffect> {
        self.inputs.iter().filter(|input| input.verdict.is_real())
    }

    /// The answer in a sentence: the widest real swing.
    pub fn finding(&self) -> String {
        const LONGEST: usize = 44;
        let Some(most) = self.real().next() else {
            return format!(
                "No single input moves {} {} by more than chance explains",
                self.subject.noun, self.subject.when
            );
        };
        format!(
            "“{}” moves {} most: {} on average where it is low, {} where it is high",
            shortened(&sentence(&short_name(&most.path)), LONGEST),
            self.subject.noun,
            self.subject.amount(most.low.mean),
            self.subject.amount(most.high.mean),
        )
    }

    /// A row an input, in the order of the bars.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "input",
            "low_end_below",
            "mean_at_low_end",
            "mean_at_low_end_standard_error",
            "p10_at_low_end",
            "p50_at_low_end",
            "p90_at_low_end",
            "high_end_above",
            "mean_at_high_end",
            "mean_at_high_end_standard_error",
            "p10_at_high_end",
            "p50_at_high_end",
            "p90_at_high_end",
            "swing",
            "swing_standard_error",
            "verdict",
            "paths_to_settle",
            "rank_correlation",
            "rank_correlation_standard_error",
            "explained_share",
            "explained_share_standard_error",
        ]);
        for input in &self.inputs {
            let mut row = vec![Cell::Text(input.path.clone())];
            for tail in [&input.low, &input.high] {
                let numbers = [
                    tail.edge,
                    tail.mean.value,
                    tail.mean.standard_error,
                    tail.p10.value,
                    tail.median.value,
                    tail.p90.value,
                ];
                row.extend(numbers.map(Cell::Number));
            }
            let (verdict, settle) = input.verdict.in_words();
            let nothing = Estimate { value: f64::NAN, standard_error: f64::NAN };
            let explained = input.explained.unwrap_or(nothing);
            row.push(Cell::Number(input.swing.value));
            row.push(Cell::Number(input.swing.standard_error));
            row.push(verdict.into());
            row.push(Cell::Number(settle));
            for estimate in [input.rank_correlation, explained] {
                row.push(Cell::Number(estimate.value));
                row.push(Cell::Number(estimate.standard_error));
            }
            table.push(row);
        }
        table
    }
}

/// None where either column is constant or an end holds fewer than two paths.
fn effect(path: &str, x: &[f64], y: &[f64], y_ranks: &[f64], count: usize) -> Option<InputEffect> {
    let sample = Sample::new(x, Missing::Absent);
    let (below, above) = (sample.quantile(END)?.value, sample.quantile(1.0 - END)?.value);
    let low = tail(below, x, y, |x| x <= below)?;
    let high = tail(above, x, y, |x| x >= above)?;
    let error = |a: f64, b: f64| (a * a + b * b).sqrt();
    let swing = Estimate {
        value: high.mean.value - low.mean.value,
        standard_error: error(high.mean.standard_error, low.mean.standard_error),
    };
    let rho = correlation(&ranks(x), y_ranks)?;
    let free = (y.len() as f64 - 3.0).max(1.0);
    let spread = (1.0 - rho * rho) * ((1.0 + rho * rho / 2.0) / free).sqrt();
    Some(InputEffect {
        path: path.to_owned(),
        low,
        high,
        swing,
        verdict: Verdict::of(swing, count, y.len()),
        rank_correlation: Estimate { value: rho, standard_error: spread },
        explained: explained_share(x, y),
    })
}

fn tail(edge: f64, x: &[f64], y: &[f64], inside: impl Fn(f64) -> bool) -> Option<Tail> {
    let values: Vec<f64> = x.iter().zip(y).filter(|(x, _)| inside(**x)).map(|(_, y)| *y).collect();
    if values.len() < 2 {
        return None;
    }
    let sample = Sample::new(&values, Missing::Absent);
    Some(Tail {
        edge,
        paths: values.len(),
        mean: sample.moments().mean()?,
        p10: sample.quantile(0.1)?,
        median: sample.quantile(0.5)?,
        p90: sample.quantile(0.9)?,
    })
}

/// The path of an input in fewer words: "h200 · firming share" for
/// "product.h200.demand.firming_share", "washington · denied · licence odds" for
/// "washington.regime.denied.policy.advanced.licence_odds".
pub fn short_name(path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    let kept: Vec<&str> = match parts.as_slice() {
        ["product", product, "demand" | "supply" | "logistics", rest @ ..]
        | ["product", product, rest @ ..] => [&[*product], rest].concat(),
        [capital, "regime", regime, "policy", _, rest @ ..]
        | [capital, "regime", regime, rest @ ..] => [&[*capital, *regime], rest].concat(),
        ["beijing", "rounds", _, rest @ ..] => [&["approval rounds"], rest].concat(),
        all => all.to_vec(),
    };
    kept.join(" · ").replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn short_names_leave_out_the_tables_in_between() {
        for (path, short) in [
            ("product.h200.price_usd", "h200 · price usd"),
            ("product.h200.supply.ramp_weeks", "h200 · ramp weeks"),
            (
                "washington.regime.denied.policy.advanced.licence_odds",
                "washington · denied · licence odds",
            ),
            ("beijing.rounds.advanced.odds.tier-1", "approval rounds · odds · tier-1"),
            ("customs.open_weeks.mean", "customs · open weeks · mean"),
        ] {
            assert_eq!(short_name(path), short);
        }
    }

    #[test]
    fn an_input_that_makes_the_metric_leads_and_noise_is_not_told_from_zero() {
        let mut result = synthetic(&Shape::default());
        let paths = result.paths;
        // A rule without a generator: one column rises along the metric, one has no pattern.
        let metric: Vec<f64> = (0..paths).map(|k| ((k * 7919) % paths) as f64).collect();
        let noise: Vec<f64> = (0..paths).map(|k| ((k * 104_729) % 997) as f64).collect();
        let place = result.metrics.iter().position(|m| m.name == "delivered_units").expect("one");
        result.metrics[place].values.clone_from(&metric);
        let input = |path: &str, values: &[f64]| crate::engine::InputColumn {
            path: path.to_owned(),
            values: values.to_vec(),
        };
        result.inputs = vec![
            input("a.noise", &noise),
            input("product.h200.demand.firming_share", &metric),
            input("a.constant", &vec![1.0; paths]),
        ];
        let given = GivenData::new(&result, "delivered_units").expect("data");
        assert_eq!(given.inputs.len(), 2, "a constant has no ends");
        let [first, second] = &given.inputs[..] else { panic!("two inputs") };
        assert_eq!(first.path, "product.h200.demand.firming_share");
        let n = paths as f64;
        assert!((first.swing.value - 0.9 * n).abs() < 0.01 * n, "{:?}", first.swing);
        assert!(first.verdict.is_real() && first.rank_correlation.value > 0.999_999);
        assert!(first.explained.expect("rows").value > 0.99);
        assert!(!second.verdict.is_real(), "{second:?}");
        assert!(given.finding().contains("H200 · firming share"), "{}", given.finding());
        assert_eq!(given.table().rows.len(), 2);
    }
}
