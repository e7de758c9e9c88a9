//! Every chip and every dollar is somewhere, in any scenario.

use proptest::prelude::*;
use tradeflow::engine::{Check, Plan, run, trace};
use tradeflow::model::GATES;
use tradeflow::random::Sampling;

use crate::balances::balances;
use crate::generated::{config, parts};
use crate::library::{scenarios, shipped};

/// Generated scenarios; together they take a few seconds.
const CASES: u32 = 200;

fn plan(seed: u64, paths: usize) -> Plan {
    Plan { threads: 2, check: Check::EveryWeek, ..Plan::new(seed, paths) }
}

proptest! {
    #![proptest_config(config(CASES, "tests/regressions/conservation.txt"))]
    #[test]
    fn any_scenario_balances(parts in parts()) {
        let scenario = parts.compile();
        // Two whole blocks and a part of a third.
        let result = run(&scenario.model, plan(parts.seed, 37), &());
        let result = result.unwrap_or_else(|error| panic!("{error}\n{}", parts.text()));
        balances(&scenario.model, &result);
        let replay = trace(&scenario.model, parts.seed, Sampling::Random, 36);
        prop_assert!(replay.violation.is_none(), "{:?}", replay.violation);
        for week in &replay.weeks {
            for product in &week.products {
                let stocks = [product.provisional, product.firm, product.stock, product.in_testing,
                    product.in_transit, product.at_customs, product.licensed, product.approved];
                prop_assert!(stocks.iter().chain(&product.withheld).all(|x| *x >= 0.0));
                let before = product.provisional + product.firm;
                prop_assert_eq!(product.withheld.iter().sum::<f64>(), before);
            }
        }
    }
}

#[test]
fn the_generated_scenarios_use_every_part_of_the_model() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let strategy = parts();
    let mut sums: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    for _ in 0..60 {
        let parts = strategy.new_tree(&mut runner).expect("a case").current();
        let scenario = parts.compile();
        let result = run(&scenario.model, plan(parts.seed, 16), &()).expect("a run");
        for column in result.metrics {
            let sum: f64 = column.values.iter().filter(|x| x.is_finite()).sum();
            *sums.entry(column.name).or_default() += sum.abs();
        }
    }
    for (_, name, _) in tradeflow::model::FLOWS {
        assert!(sums[name] > 0.0, "no scenario has {name}");
    }
    for (_, gate, _) in GATES {
        assert!(sums[&format!("withheld_unit_weeks.{gate}")] > 0.0, "{gate} holds nothing back");
    }
}

#[test]
fn the_shipped_scenarios_balance() {
    for file in shipped() {
        for scenario in scenarios(&file) {
            let name = &scenario.model.scenario.name;
            let result = run(&scenario.model, plan(7, 300), &());
            let result = result.unwrap_or_else(|error| panic!("{name}: {error}"));
            balances(&scenario.model, &result);
        }
    }
}
