//! Why two scenarios differ: every set of their changed assumptions run, and the difference of a
//! metric's mean shared out among them by Shapley's rule.

use crate::analysis::subject::Subject;
use crate::analysis::waterfall::{Step, Waterfall};
use crate::engine::{Outcomes, Plan, Progress, RunError, RunResult};
use crate::model::Model;
use crate::random::{Process, Stream};
use crate::scenario::{Change, Differences, Scenario};
use crate::stats::{Contributions, Moments, all_masks, masks_of_orders};

/// The most changed assumptions of which all sets are run: 64 of them.
pub const MOST_EXACT: usize = 6;
/// Orders sampled beyond that, each walked forwards and backwards.
pub const PAIRS_OF_ORDERS: usize = 12;
/// Masks have as many bits.
const MOST_CHANGES: usize = 60;

/// How contributions are found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// All sets of changes.
    Exact,
    /// The sets along some orders, each walked forwards and backwards.
    Sampled(Vec<Vec<usize>>),
}

/// Why a question cannot be answered.
#[derive(Clone, Debug, thiserror::Error)]
pub enum WhyError {
    #[error("{changes} assumptions differ; at most {MOST_CHANGES} can be told apart")]
    TooMany { changes: usize },
    #[error("the scenarios do not both report {metric}")]
    NoMetric { metric: String },
    #[error("{metric} has no value on some paths, so the change of its mean has no parts")]
    Missing { metric: String },
    #[error(transparent)]
    Run(#[from] RunError),
}

/// The scenarios between two, ready to be run.
#[derive(Clone, Debug)]
pub struct Why {
    changes: Vec<Change>,
    method: Method,
    masks: Vec<u64>,
    /// In the order of the masks; the first and the last stand for the two scenarios themselves.
    scenarios: Vec<Scenario>,
}

impl Why {
    /// Finds the changed assumptions and compiles the scenarios between. Those that do not go
    /// without each other are joined. Orders are drawn on `seed`.
    ///
    /// # Errors
    /// If more assumptions differ than can be told apart.
    pub fn new(mut differences: Differences, seed: u64) -> Result<Self, WhyError> {
        let changes = differences.assumptions().count();
        if changes > MOST_CHANGES {
            return Err(WhyError::TooMany { changes });
        }
        let subsets = |count: usize| -> Vec<Vec<bool>> {
            let masks = masks(count, &method(count, seed));
            masks.iter().map(|mask| (0..count).map(|k| mask >> k & 1 == 1).collect()).collect()
        };
        let scenarios = differences.scenarios(&subsets);
        let changes: Vec<Change> = differences.assumptions().cloned().collect();
        let method = method(changes.len(), seed);
        Ok(Self { masks: masks(changes.len(), &method), changes, method, scenarios })
    }

    /// The changed assumptions.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    pub fn method(&self) -> &Method {
        &self.method
    }

    /// How many runs it takes beside those of the two scenarios.
    pub fn runs(&self) -> usize {
        self.masks.len().saturating_sub(2)
    }

    /// Runs what is missing and shares out the change of each metric's mean. `first` and `second`
    /// are the runs of the two scenarios on one plan; `simulate` gives columns of a scenario between by that
    /// plan, as [`outcomes`] does, and is asked in a fixed order. A metric is a column, or `target.NAME` for the
    /// share of paths that meet a target.
    ///
    /// # Errors
    /// If a metric is not reported or has no value on a path, and those of `simulate`.
    pub fn answer<E: From<WhyError>>(
        &self,
        first: &RunResult,
        second: &RunResult,
        metrics: &[String],
        mut simulate: impl FnMut(&Model, &[String]) -> Result<Vec<Vec<f64>>, E>,
    ) -> Result<Vec<Waterfall>, E> {
        let asked: Vec<Asked> =
            metrics.iter().map(|metric| Asked::new(first, metric)).collect::<Result<_, _>>()?;
        let names: Vec<String> = asked.iter().map(|one| one.column.clone()).collect();
        // As [mask][metric].
        let mut columns: Vec<Vec<Vec<f64>>> = Vec::with_capacity(self.masks.len());
        let last = self.masks.len() - 1;
        let of_run =
            |run| -> Result<Vec<_>, WhyError> { asked.iter().map(|one| one.of_run(run)).collect() };
        for (place, scenario) in self.scenarios.iter().enumerate() {
            let found = match place {
                0 => of_run(first)?,
                _ if place == last => of_run(second)?,
                _ => {
                    let columns = simulate(&scenario.model, &names)?;
                    asked.iter().zip(columns).map(|(one, column)| one.values(column)).collect()
                }
            };
            for (metric, values) in metrics.iter().zip(&found) {
                if values.iter().any(|value| !value.is_finite()) {
                    return Err(WhyError::Missing { metric: metric.clone() }.into());
                }
            }
            columns.push(found);
        }
        if self.changes.is_empty() {
            columns.push(columns[0].clone());
        }
        let waterfalls = metrics.iter().enumerate().map(|(metric, name)| {
            let of = |mask: u64| {
                let place = self.masks.binary_search(&mask).unwrap_or(0);
                columns[place][metric].as_slice()
            };
            self.waterfall(first, second, name, of)
        });
        Ok(waterfalls.collect())
    }

    fn waterfall<'c>(
        &self,
        first: &RunResult,
        second: &RunResult,
        metric: &str,
        column: impl Fn(u64) -> &'c [f64],
    ) -> Waterfall {
        let count = self.changes.len();
        let (contributions, sampled) = match &self.method {
            Method::Exact => (Contributions::exact(count, &column), None),
            Method::Sampled(orders) => {
                (Contributions::sampled(count, orders, &column), Some(orders.len()))
            }
        };
        let (before, after) = (column(0), column((1_u64 << count) - 1));
        let differences: Vec<f64> = before.iter().zip(after).map(|(a, b)| b - a).collect();
        let mean = |values: &[f64]| {
            Moments::of(values).mean().expect("a mean because a run has at least one path")
        };
        let steps =
            self.changes.iter().zip(contributions.means).map(|(change, contribution)| Step {
                label: change.label(),
                paths: change.paths.clone(),
                told: change.told(),
                contribution,
                joined_because: change.joined_because.clone(),
            });
        Waterfall {
            subject: subject(first, metric),
            names: [first.scenario.clone(), second.scenario.clone()],
            means: [mean(before), mean(after)],
            difference: mean(&differences),
            steps: steps.collect(),
            paths: first.paths,
            sampled,
        }
        .sorted()
    }
}

fn masks(changes: usize, method: &Method) -> Vec<u64> {
    match method {
        Method::Exact => all_masks(changes),
        Method::Sampled(orders) => masks_of_orders(changes, orders),
    }
}

/// All sets of few changes, else some orders, each drawn by putting uniform numbers in order.
fn method(changes: usize, seed: u64) -> Method {
    if changes <= MOST_EXACT {
        return Method::Exact;
    }
    let order = |pair: usize| {
        let mut stream = Stream::<1>::new(seed, pair as u64, Process::AssumptionOrder, 0);
        let keys: Vec<f64> = (0..changes).map(|_| stream.uniform().0[0]).collect();
        let mut order: Vec<usize> = (0..changes).collect();
        order.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
        order
    };
    Method::Sampled((0..PAIRS_OF_ORDERS).map(order).collect())
}

/// What a metric's values are read from.
struct Asked {
    metric: String,
    column: String,
    /// Of a target: the level that a path must reach.
    at_least: Option<f64>,
}

impl Asked {
    fn new(result: &RunResult, metric: &str) -> Result<Self, WhyError> {
        let metric = metric.to_owned();
        let Some(name) = metric.strip_prefix("target.") else {
            return Ok(Self { column: metric.clone(), metric, at_least: None });
        };
        match result.targets.iter().find(|target| target.name == name) {
            Some(target) => {
                let (column, at_least) = (target.column(), Some(target.at_least));
                Ok(Self { metric, column, at_least })
            }
            None => Err(WhyError::NoMetric { metric }),
        }
    }

    fn of_run(&self, result: &RunResult) -> Result<Vec<f64>, WhyError> {
        let column = result.metrics.iter().find(|column| column.name == self.column);
        let column = column.ok_or_else(|| WhyError::NoMetric { metric: self.metric.clone() })?;
        Ok(self.values(column.values.clone()))
    }

    /// A column as it is, or one where a target's level is reached and zero elsewhere.
    fn values(&self, column: Vec<f64>) -> Vec<f64> {
        match self.at_least {
            None => column,
            Some(level) => column.iter().map(|x| f64::from(u8::from(*x >= level))).collect(),
        }
    }
}

/// Whether a metric has a value on every path of a run, so that the change of its mean has parts; of one that the run does
/// not report, [`Why::answer`] says so.
pub fn has_all_values(result: &RunResult, metric: &str) -> bool {
    let values = Asked::new(result, metric).and_then(|asked| asked.of_run(result));
    values.map_or(true, |values| values.iter().all(|value| value.is_finite()))
}

/// Columns of a model over all paths of a plan.
///
/// # Errors
/// If one is not reported, or the run fails.
pub fn outcomes(
    model: &Model,
    columns: &[String],
    plan: Plan,
    progress: &dyn Progress,
) -> Result<Vec<Vec<f64>>, WhyError> {
    let outcomes = Outcomes::new(model, columns).map_err(|metric| WhyError::NoMetric { metric })?;
    Ok(outcomes.over_plan(plan, progress)?)
}

fn subject(result: &RunResult, metric: &str) -> Subject {
    let target = metric
        .strip_prefix("target.")
        .and_then(|name| result.targets.iter().find(|target| target.name == name));
    match target {
        Some(target) => Subject::of_target(target),
        None => Subject::new(result, metric).expect("a subject because the column was found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine;
    use crate::scenario::from_text;
    use crate::stats::Estimate;

    const BASE: &str = "schema = 1
[scenario]
name = \"base\"
title = \"Base\"
start = 2026-01-02
end = 2026-06-30
[product.chip]
price_usd = 20_000
demand.asked_units.uniform = { low = 500, high = 1_500 }
supply.opening_stock_units = 100_000
[buyer.one]
order_share = 1
[target.thousand]
metric = \"delivered_units\"
at_least = 1_000
";

    fn scenario(sets: &[&str]) -> Scenario {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
        from_text("t.toml", BASE, &sets).expect("a scenario")
    }

    fn simulated(plan: Plan) -> impl Fn(&Model, &[String]) -> Result<Vec<Vec<f64>>, WhyError> {
        move |model, columns| outcomes(model, columns, plan, &())
    }

    /// The waterfalls of a change from the base, and the number of runs between.
    fn answer(sets: &[&str], metrics: &[&str]) -> (Vec<Waterfall>, usize) {
        let plan = Plan::new(7, 400);
        let (base, other) = (scenario(&[]), scenario(sets));
        let runs = [&base, &other].map(|s| engine::run(&s.model, plan, &()).expect("a run"));
        let why = Why::new(Differences::between(&base, &other), plan.seed).expect("few changes");
        let metrics: Vec<String> = metrics.iter().map(|metric| (*metric).to_owned()).collect();
        let found = why.answer(&runs[0], &runs[1], &metrics, simulated(plan)).expect("an answer");
        (found, why.runs())
    }

    fn step<'w>(waterfall: &'w Waterfall, path: &str) -> &'w Step {
        waterfall.steps.iter().find(|step| step.paths == [path]).expect("a step of this path")
    }

    #[test]
    fn price_and_units_share_what_only_their_product_makes() {
        // Revenue is price times the stock that caps it: 20 · 400 to 30 · 300 thousand dollars. Half
        // each way: price 10 · (400 + 300) / 2, stock −100 · (20 + 30) / 2, on every path alike.
        let sets = ["product.chip.price_usd=30_000", "product.chip.supply.opening_stock_units=300"];
        let base = ["product.chip.supply.opening_stock_units=400"];
        let plan = Plan::new(7, 100);
        let (first, second) = (scenario(&base), scenario(&sets));
        let runs = [&first, &second].map(|s| engine::run(&s.model, plan, &()).expect("a run"));
        let why = Why::new(Differences::between(&first, &second), 7).expect("two changes");
        assert_eq!(why.runs(), 2);
        let metrics = ["gross_revenue_usd".to_owned()];
        let found = why.answer(&runs[0], &runs[1], &metrics, simulated(plan)).expect("an answer");
        let waterfall = &found[0];
        let price = step(waterfall, "product.chip.price_usd").contribution;
        let stock = step(waterfall, "product.chip.supply.opening_stock_units").contribution;
        assert_eq!((price, stock), (Estimate::exact(3.5e6), Estimate::exact(-2.5e6)));
        assert_eq!(waterfall.difference, Estimate::exact(1e6));
        assert_eq!(waterfall.steps[0].paths, ["product.chip.price_usd"], "the largest is first");
    }

    #[test]
    fn contributions_sum_to_the_difference_in_any_order_of_the_changes() {
        let sets = [
            "product.chip.demand.asked_units=1_400",
            "product.chip.logistics.transit_weeks=20",
            "product.chip.price_usd=25_000",
        ];
        let metrics = ["gross_revenue_usd", "delivered_units", "target.thousand"];
        let (found, runs) = answer(&sets, &metrics);
        assert_eq!(runs, 6);
        for waterfall in &found {
            let sum: f64 = waterfall.steps.iter().map(|step| step.contribution.value).sum();
            let total = waterfall.difference.value;
            assert!((sum - total).abs() <= 1e-9 * total.abs().max(1.0), "{sum} for {total}");
            let [before, after] = waterfall.means;
            assert!(
                (after.value - before.value - total).abs() <= 1e-9 * after.value.abs().max(1.0)
            );
        }
        // The price moves no chip.
        let idle = step(&found[1], "product.chip.price_usd").contribution;
        assert_eq!(idle, Estimate::exact(0.0));
        let turned: Vec<&str> = sets.iter().rev().copied().collect();
        let (again, _) = answer(&turned, &metrics);
        for (one, two) in found.iter().zip(&again) {
            for step_of_one in &one.steps {
                let other = step(two, &step_of_one.paths[0]).contribution;
                let gap = (step_of_one.contribution.value - other.value).abs();
                assert!(gap <= 1e-9 * one.difference.value.abs(), "{step_of_one:?} {other:?}");
            }
        }
    }

    #[test]
    fn many_changes_are_sampled_and_still_sum_to_the_difference() {
        let sets = [
            "product.chip.demand.asked_units=1_400",
            "product.chip.logistics.transit_weeks=3",
            "product.chip.price_usd=25_000",
            "product.chip.unit_cost_usd=5_000",
            "product.chip.supply.opening_stock_units=1_000",
            "product.chip.demand.firming_share=0.5",
            "product.chip.demand.cancellation_hazard_per_month=0.1",
        ];
        let (found, runs) = answer(&sets, &["gross_revenue_usd", "gross_margin_usd"]);
        assert!(runs > 7 && runs < 126, "{runs}");
        for waterfall in &found {
            assert_eq!(waterfall.sampled, Some(PAIRS_OF_ORDERS));
            let sum: f64 = waterfall.steps.iter().map(|step| step.contribution.value).sum();
            assert!((sum - waterfall.difference.value).abs() <= 1e-9 * sum.abs());
        }
        // The cost moves the margin and no revenue.
        let cost = "product.chip.unit_cost_usd";
        assert_eq!(step(&found[0], cost).contribution, Estimate::exact(0.0));
        assert!(step(&found[1], cost).contribution.value < 0.0);
    }

    #[test]
    fn a_scenario_against_itself_needs_no_run_and_has_no_parts() {
        let (found, runs) = answer(&[], &["delivered_units"]);
        assert_eq!((runs, found[0].steps.len()), (0, 0));
        assert_eq!(found[0].difference, Estimate::exact(0.0));
    }

    #[test]
    fn a_metric_without_a_value_on_every_path_has_no_parts() {
        let plan = Plan::new(7, 50);
        let other = scenario(&["product.chip.logistics.transit_weeks=40"]);
        let base = scenario(&[]);
        let runs = [&base, &other].map(|s| engine::run(&s.model, plan, &()).expect("a run"));
        let why = Why::new(Differences::between(&base, &other), 7).expect("one change");
        let ask =
            |metric: &str| why.answer(&runs[0], &runs[1], &[metric.to_owned()], simulated(plan));
        assert!(matches!(ask("first_delivery_week"), Err(WhyError::Missing { .. })));
        assert!(matches!(ask("delivered"), Err(WhyError::NoMetric { .. })));
    }
}
