//! Only runs where a condition holds: which paths they are.

use super::condition::{Condition, ConditionError, no_such_column};
use crate::engine::{self, Outcomes, Plan, Progress, RunError, RunResult};
use crate::model::Model;

/// Prefixes of what a condition names besides metrics.
const INPUT: &str = "input.";
const TARGET: &str = "target.";

/// Checks that a model has every column that a condition names.
///
/// # Errors
/// The first name that it has not, with its place.
pub fn check(model: &Model, text: &str, condition: &Condition) -> Result<(), ConditionError> {
    for (name, span) in condition.columns() {
        let known = if let Some(path) = name.strip_prefix(INPUT) {
            model.inputs.iter().any(|input| input.path == path)
        } else if let Some(target) = name.strip_prefix(TARGET) {
            model.targets.iter().any(|rule| rule.id.name == target)
        } else {
            Outcomes::new(model, &[name.to_owned()]).is_ok()
        };
        if !known {
            let mut names = Outcomes::names(model);
            names.extend(model.inputs.iter().map(|input| format!("{INPUT}{}", input.path)));
            names.extend(model.targets.iter().map(|rule| format!("{TARGET}{}", rule.id.name)));
            return Err(no_such_column(text, (name, span), names.iter().map(String::as_str)));
        }
    }
    Ok(())
}

/// Runs a model; says on which paths a condition holds that was checked against it. Columns that the
/// condition names and a run does not report by itself are added to the result.
///
/// # Errors
/// If the run fails.
pub fn stress(
    model: &Model,
    condition: &Condition,
    plan: Plan,
    progress: &dyn Progress,
) -> Result<(RunResult, Vec<bool>), RunError> {
    let mut result = engine::run(model, plan, progress)?;
    let more: Vec<String> = condition
        .columns()
        .into_iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.starts_with(INPUT) && !name.starts_with(TARGET))
        .filter(|name| result.metrics.iter().all(|metric| metric.name != *name))
        .collect();
    if !more.is_empty() {
        result.metrics.extend(engine::columns(model, &more, plan, progress)?);
    }
    let columns: Vec<(&str, Values<'_>)> = condition
        .columns()
        .into_iter()
        .map(|(name, _)| (name, Values::of(model, &result, name)))
        .collect();
    let holds = (0..result.paths)
        .map(|path| {
            condition.holds(&|name| {
                let found = columns.iter().find(|(other, _)| *other == name);
                found.map_or(f64::NAN, |(_, values)| values.at(path))
            })
        })
        .collect();
    Ok((result, holds))
}

/// What a name of a condition stands for.
enum Values<'r> {
    Column(&'r [f64]),
    /// Of a target: the column, and the level that it must reach.
    Target(&'r [f64], f64),
    /// An input that is fixed, or nothing.
    Constant(f64),
}

impl<'r> Values<'r> {
    fn of(model: &Model, result: &'r RunResult, name: &str) -> Self {
        let metric = |name: &str| result.metrics.iter().find(|metric| metric.name == name);
        if let Some(path) = name.strip_prefix(INPUT) {
            return match result.inputs.iter().find(|input| input.path == path) {
                Some(input) => Self::Column(&input.values),
                None => {
                    let input = model.inputs.iter().find(|input| input.path == path);
                    Self::Constant(input.map_or(f64::NAN, |input| input.dist.quantile(0.5)))
                }
            };
        }
        if let Some(name) = name.strip_prefix(TARGET) {
            let target = result.targets.iter().find(|target| target.name == name);
            let found = target.and_then(|t| metric(&t.column()).map(|column| (t, column)));
            return found.map_or(Self::Constant(f64::NAN), |(target, column)| {
                Self::Target(&column.values, target.at_least)
            });
        }
        metric(name).map_or(Self::Constant(f64::NAN), |column| Self::Column(&column.values))
    }

    fn at(&self, path: usize) -> f64 {
        match self {
            Self::Column(values) => values[path],
            Self::Target(values, level) => f64::from(u8::from(values[path] >= *level)),
            Self::Constant(value) => *value,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::scenario::{Scenario, load};

    fn base() -> Scenario {
        load(std::path::Path::new("scenarios/h200-2026.toml"), &[]).expect("the base scenario")
    }

    fn held(scenario: &Scenario, text: &str) -> (RunResult, Vec<bool>) {
        let condition = parse(text).expect("a condition");
        check(&scenario.model, text, &condition).unwrap_or_else(|error| panic!("{error}"));
        stress(&scenario.model, &condition, Plan::new(3, 64), &()).expect("a run")
    }

    fn count(holds: &[bool]) -> usize {
        holds.iter().filter(|holds| **holds).count()
    }

    #[test]
    fn paths_are_told_by_metrics_inputs_targets_and_regimes_on_a_day() {
        let scenario = base();
        let text = "delivered_units.h200 > 0 and input.product.h200.price_usd > 26_500";
        let (result, holds) = held(&scenario, text);
        let column = |name: &str| {
            let metric = result.metrics.iter().find(|metric| metric.name == name);
            &metric.expect("a metric").values
        };
        let price = result.inputs.iter().find(|i| i.path == "product.h200.price_usd");
        let (units, price) = (column("delivered_units.h200"), &price.expect("an input").values);
        for path in 0..64 {
            assert_eq!(holds[path], units[path] > 0.0 && price[path] > 26_500.0, "{path}");
        }
        assert!((1..64).contains(&count(&holds)));
        // A fixed input is what the file says; a target is its column.
        let (_, holds) = held(&scenario, "input.product.h200.supply.ramp_weeks == 13");
        assert_eq!(count(&holds), 64);
        let (result, holds) = held(&scenario, "target.paper-without-flow");
        let share = result.targets.iter().find(|t| t.name == "paper-without-flow");
        let share = share.expect("a target").probability.value;
        assert!((count(&holds) as f64 / 64.0 - share).abs() < 1e-12);
        // Some regime is in force on every day, and only one.
        let day = "on-2026-06-30";
        let names = ["closed", "special-use", "only-when-necessary", "rounds", "open"];
        let counts = names.map(|n| count(&held(&scenario, &format!("regime.beijing.{n}.{day}")).1));
        assert_eq!(counts.iter().sum::<usize>(), 64, "{counts:?}");
        assert!(counts.iter().filter(|count| **count > 0).count() > 2, "{counts:?}");
    }

    #[test]
    fn rounds_by_a_day_grow_to_those_of_the_year() {
        let scenario = base();
        let (result, _) = held(&scenario, "approval_rounds.by-2026-06-30 < 1");
        let of = |name: &str| {
            let metric = result.metrics.iter().find(|metric| metric.name == name);
            metric.unwrap_or_else(|| panic!("no {name}")).values.clone()
        };
        let (half, year, whole) = (
            of("approval_rounds.by-2026-06-30"),
            of("approval_rounds.2026"),
            of("approval_rounds"),
        );
        let (h200, h20) = (of("approval_rounds.h200"), of("approval_rounds.h20"));
        let rates = [of("mean_tariff_rate"), of("peak_tariff_rate")];
        for path in 0..64 {
            assert!(half[path] <= year[path] && year[path] <= whole[path], "{path}");
            assert_eq!(h200[path] + h20[path], whole[path], "{path}");
            // The ladder's rungs go from 10% to 145%, and it begins at 47%.
            let [mean, peak] = rates.each_ref().map(|column| column[path]);
            assert!((0.1..=peak).contains(&mean) && (0.47..=1.45).contains(&peak), "{path}");
        }
        assert!(half.iter().sum::<f64>() > 0.0 && whole.iter().sum::<f64>() > half.iter().sum());
    }

    #[test]
    fn a_name_that_is_none_is_refused_with_the_one_that_was_meant() {
        let scenario = base();
        for (text, help) in [
            ("delivered_unit.h200 > 0", "did you mean \"delivered_units.h200\"?"),
            ("1 < input.product.h200.price", "did you mean \"input.product.h200.price_usd\"?"),
            ("regime.beijing.shut.on-2026-06-30", "the day must be within the horizon"),
            ("delivered_units.by-2036-06-30 > 1", "the day must be within the horizon"),
            ("delivered_units.by-tomorrow > 1", "the day must be within the horizon"),
            ("target.nothing", "write a column"),
        ] {
            let condition = parse(text).expect("a condition");
            let error = check(&scenario.model, text, &condition).expect_err(text);
            assert!(error.help.starts_with(help), "{text}: {}", error.help);
        }
    }
}
