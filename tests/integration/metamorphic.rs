//! Relations between two runs on the same random numbers: what must not change, and which way what
//! changes must go. Most hold bit for bit on each path.

use proptest::prelude::*;
use tradeflow::engine::RunResult;
use tradeflow::scenario::from_text;

use crate::generated::{Parts, config, day, parts};
use crate::outcome::{assert_same, base, columns, of, ran};

/// False alarms of a test at this |z|: 1e-9.
pub const Z: f64 = 6.11;

/// Paths of the base scenario: past the first batch, and no multiple of a block.
pub const PATHS: usize = 600;

/// Generated scenarios of each relation.
const CASES: u32 = 30;

/// Two blocks, the second in part.
const FEW: usize = 21;

fn few(parts: &Parts) -> RunResult {
    ran(&parts.compile().model, parts.seed, FEW)
}

pub fn text(scenario: &str, seed: u64, paths: usize) -> RunResult {
    let scenario = from_text("test.toml", scenario, &[]).unwrap_or_else(|e| panic!("{e}"));
    ran(&scenario.model, seed, paths)
}

fn is_money(name: &str) -> bool {
    name.contains("_usd")
}

/// The mean of the differences in standard errors, pair by pair.
fn paired_z(left: &[f64], right: &[f64]) -> f64 {
    let away: Vec<f64> = left.iter().zip(right).map(|(a, b)| a - b).collect();
    let n = away.len() as f64;
    let mean = away.iter().sum::<f64>() / n;
    let variance = away.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    if mean == 0.0 { 0.0 } else { mean / (variance / n).sqrt() }
}

proptest! {
    #![proptest_config(config(CASES, "tests/regressions/metamorphic.txt"))]

    #[test]
    fn twice_the_price_and_cost_is_twice_the_money_for_the_same_chips(parts in parts()) {
        let plain = few(&parts);
        let mut dear = parts.clone();
        dear.more += &format!("[event.dear]\nfrom = {}\n", day(0));
        for product in 0..parts.products.len() {
            for key in ["price_usd", "unit_cost_usd"] {
                dear.more += &format!("[[event.dear.effect]]\nparameter = \"product.p{product}.{key}\"\nscale = 2\n");
            }
        }
        let dear = few(&dear);
        assert_same(&plain, &dear, |name| !is_money(name) && name != "event.dear");
        let (plain, dear) = (columns(&plain), columns(&dear));
        for (name, values) in plain.iter().filter(|(name, _)| is_money(name)) {
            for (path, (one, two)) in values.iter().zip(of(&dear, name)).enumerate() {
                prop_assert_eq!(2.0 * one, *two, "{} of path {}", name, path);
            }
        }
    }

    /// With one buyer a tier no chip is left over by rounding, and the order in the file is nothing.
    #[test]
    fn buyers_in_another_order_are_the_same_buyers(parts in parts(), turn in 1..9usize) {
        let mut parts = parts;
        for (index, buyer) in parts.buyers.iter_mut().enumerate() {
            buyer.tier = index as u32 + 1;
        }
        let mut turned = parts.clone();
        let count = turned.buyers.len();
        turned.buyers.rotate_left(turn % count);
        turned.buyers.reverse();
        assert_same(&few(&parts), &few(&turned), |_| true);
    }

    #[test]
    fn a_buyer_who_wants_nothing_changes_nothing(parts in parts()) {
        let mut joined = parts.clone();
        joined.more += "[buyer.nobody]\norder_share = 0\nclass = \"major\"\ntier = 1\n";
        assert_same(&few(&parts), &few(&joined), |_| true);
    }

    #[test]
    fn an_event_that_cannot_happen_changes_nothing(parts in parts()) {
        let mut told = parts.clone();
        told.more += &format!(
            "[event.never]\nfrom = {}\nto = {}\nprobability = 0\n[[event.never.effect]]\n\
             parameter = \"product.p0.price_usd\"\nscale = 3\n[[event.never.effect]]\n\
             parameter = \"product.p0.demand.asked_units\"\nadd = 77\n",
            day(0), day(30)
        );
        assert_same(&few(&parts), &few(&told), |name| name != "event.never");
    }

    #[test]
    fn a_levy_of_nothing_is_no_levy(parts in parts()) {
        let (mut none, mut zero) = (parts.clone(), parts);
        none.instruments.clear();
        for keys in &mut zero.instruments {
            *keys = keys.lines().map(|line| {
                if line.starts_with("rate =") { "rate = 0\n".to_owned() } else { format!("{line}\n") }
            }).collect();
        }
        // Effects on instruments go with them.
        for event in none.events.iter_mut().chain(&mut zero.events) {
            event.effects.retain(|(needs, _)| *needs != "instrument");
        }
        let (none, zero) = (few(&none), few(&zero));
        assert_same(&none, &zero, |name| !name.starts_with("levy_usd"));
        let zero = columns(&zero);
        prop_assert!(of(&zero, "government_take_usd").iter().all(|take| *take == 0.0));
    }

    #[test]
    fn a_levy_on_buyers_who_do_not_mind_it_moves_no_chips(parts in parts(), rate in 0.01..0.9f64) {
        let mut free = parts;
        for keys in &mut free.products {
            *keys = keys.lines().filter(|line| !line.starts_with("demand.elasticity")).map(|line| format!("{line}\n")).collect();
        }
        let mut taxed = free.clone();
        taxed.more += &format!(
            "[tariff.instrument.more]\non = \"delivery\"\nreceiver = \"china\"\nrate = {rate}\nborne_by_buyer = 0.6\n"
        );
        let (free, taxed) = (few(&free), few(&taxed));
        assert_same(&free, &taxed, |name| !is_money(name));
        let (free, taxed) = (columns(&free), columns(&taxed));
        for path in 0..FEW {
            let more = of(&taxed, "china_take_usd")[path] - of(&free, "china_take_usd")[path];
            let due = rate * of(&free, "gross_revenue_usd")[path];
            prop_assert!((more - due).abs() <= 1e-9 * (due + of(&taxed, "china_take_usd")[path].abs() + 1.0));
        }
    }

    #[test]
    fn a_cap_without_end_is_no_cap(parts in parts()) {
        let (mut none, mut huge) = (parts.clone(), parts);
        let keys = |keys: &Option<String>, endless: bool| keys.as_ref().map(|keys| {
            let line = |line: &str| match line.split_once(" = ") {
                Some(("volume_cap_share", _)) if endless => "volume_cap_share = 1\n".to_owned(),
                Some(("us_sales_to_date_units" | "us_sales_units_per_quarter", _)) if endless => {
                    line.split_once(" = ").map_or_else(String::new, |(key, _)| format!("{key} = 1e12\n"))
                }
                Some(("volume_cap_share" | "us_sales_to_date_units" | "us_sales_units_per_quarter", _)) => String::new(),
                _ => format!("{line}\n"),
            };
            keys.lines().map(line).collect()
        });
        none.washington = keys(&none.washington, false);
        huge.washington = keys(&huge.washington, true);
        assert_same(&few(&none), &few(&huge), |_| true);
    }

    /// Crates that go back may be shipped again, so a longer way can help where they do.
    #[test]
    fn a_longer_way_delivers_no_more_by_any_date(parts in parts(), more in 1..5u32) {
        let mut near = parts;
        near.customs = near.customs.map(|keys| {
            keys.lines().filter(|line| !line.starts_with("return")).map(|line| format!("{line}\n")).collect()
        });
        near.events.retain(|event| event.effects.iter().all(|(_, effect)| !effect.contains("logistics")));
        let longer = |weeks: u32| {
            let mut text = format!("[event.far]\nfrom = {}\n", day(0));
            for product in 0..near.products.len() {
                text += &format!(
                    "[[event.far.effect]]\nparameter = \"product.p{product}.logistics.transit_weeks\"\nadd = {weeks}\n"
                );
            }
            text
        };
        let mut far = near.clone();
        far.more = longer(more);
        let (near, far) = (few(&near), few(&far));
        // Orders know only what is under way or delivered together.
        assert_same(&near, &far, |name| name.starts_with("shipped_units") || name == "asked_units");
        let (quarters, near, far) = (near.calendar.quarters(), columns(&near), columns(&far));
        for path in 0..FEW {
            let mut sums = (0.0, 0.0);
            for quarter in &quarters {
                let name = format!("delivered_units.{}", quarter.label);
                sums.0 += of(&near, &name)[path];
                sums.1 += of(&far, &name)[path];
                prop_assert!(sums.1 <= sums.0, "path {path} by {}: {sums:?}", quarter.label);
            }
        }
    }

    #[test]
    fn a_longer_horizon_leaves_the_first_year_alone(parts in parts()) {
        let (mut short, mut long) = (parts.clone(), parts);
        (short.weeks, long.weeks) = (52, 104);
        let (short, long) = (few(&short), few(&long));
        assert_same(&short, &long, |name| name.contains(".2026"));
        for early in &short.series.variables {
            let late = long.series.find(&early.name, &early.product, &early.group).expect("a series");
            for (week, early) in early.weeks.iter().enumerate() {
                prop_assert_eq!(early.mean.value.to_bits(), late.weeks[week].mean.value.to_bits());
            }
        }
    }

    /// Without domestic chips, and in policy classes of their own, products share nothing.
    #[test]
    fn two_products_that_share_nothing_are_together_what_they_are_apart(parts in parts()) {
        let mut both = parts;
        both.domestic = None;
        both.correlated.clear();
        both.events.retain(|event| event.effects.iter().all(|(_, effect)| !effect.contains("product.")));
        let classed = |keys: &str, class: &str| -> String {
            let own = |line: &str| if line.starts_with("policy_class") {
                format!("policy_class = \"{class}\"\n")
            } else {
                format!("{line}\n")
            };
            keys.lines().map(own).collect()
        };
        let first = classed(&both.products[0], "advanced");
        let second = classed(&both.products[both.products.len() - 1], "legacy");
        both.products = vec![first.clone(), second.clone()];
        let alone = |keys: &str, name: &str| {
            let mut parts = both.clone();
            parts.products = vec![keys.to_owned()];
            let text = parts.text().replace("[product.p0]", &format!("[product.{name}]"));
            text_run(&text, parts.seed)
        };
        let (one, two, both) = (alone(&first, "p0"), alone(&second, "p1"), few(&both));
        assert_same(&one, &both, |name| name.contains(".p0"));
        assert_same(&two, &both, |name| name.contains(".p1"));
        let (one, two, both) = (columns(&one), columns(&two), columns(&both));
        for name in ["cancelled_units", "returned_units", "licensed_units", "closing_stock_units", "withheld_unit_weeks.no_stock"] {
            for path in 0..FEW {
                prop_assert_eq!(of(&one, name)[path] + of(&two, name)[path], of(&both, name)[path], "{}", name);
            }
        }
    }
}

fn text_run(scenario: &str, seed: u64) -> RunResult {
    text(scenario, seed, FEW)
}

#[test]
fn a_renamed_buyer_has_other_luck_and_the_same_odds() {
    let model = base(&[]).model;
    let mut renamed = model.clone();
    let other = renamed.buyers.iter_mut().find(|buyer| buyer.id.name == "bytedance");
    other.expect("a buyer").id.name = "somebody".to_owned();
    let (one, two) = (ran(&model, 5, 3 * PATHS), ran(&renamed, 5, 3 * PATHS));
    let (one, two) = (columns(&one), columns(&two));
    for name in
        ["delivered_units", "shipped_units", "cancelled_units", "licensed_units", "approved_units"]
    {
        let (one, two) = (of(&one, name), of(&two, name));
        assert!(one != two, "{name}: a name is part of a stream's address");
        let z = paired_z(one, two);
        assert!(z.abs() <= Z, "{name}: z = {z}");
    }
}

/// Rounding leaves chips over within a tier, which go to the first in the file; the base scenario
/// has tiers of three and four.
#[test]
fn the_order_of_buyers_in_a_tier_moves_a_few_chips() {
    let model = base(&[]).model;
    let mut turned = model.clone();
    turned.buyers.reverse();
    let (one, two) = (ran(&model, 5, PATHS), ran(&turned, 5, PATHS));
    let (one, two) = (columns(&one), columns(&two));
    assert_eq!(of(&one, "asked_units"), of(&two, "asked_units"));
    for name in ["delivered_units", "shipped_units", "cancelled_units"] {
        let away = of(&one, name).iter().zip(of(&two, name)).map(|(a, b)| (a - b).abs());
        let mean = away.sum::<f64>() / PATHS as f64;
        assert!(mean > 0.0 && mean <= LEFTOVERS, "{name} moves by {mean} chips a path");
    }
}

/// A few chips a round or week and what follows from them; some 200,000 are delivered.
const LEFTOVERS: f64 = 20.0;

#[test]
fn without_elasticity_a_tariff_moves_money_and_no_chips() {
    let instrument = "tariff.instrument.section-232.rate";
    let still = ["product.h200.demand.elasticity=0", "product.h20.demand.elasticity=0"];
    let at = |rate: &str| {
        let rate = format!("{instrument}={rate}");
        ran(&base(&[still[0], still[1], &rate]).model, 5, PATHS)
    };
    let (low, high) = (at("0.1"), at("0.4"));
    assert_same(&low, &high, |name| !is_money(name));
    let (low, high) = (columns(&low), columns(&high));
    let (low, high) = (of(&low, "us_take_usd"), of(&high, "us_take_usd"));
    assert!(low.iter().zip(high).all(|(low, high)| high >= low) && low != high);
}

#[test]
fn with_elasticity_a_tariff_that_buyers_bear_costs_orders() {
    let at = |rate: &str| {
        let rate = format!("tariff.instrument.section-232.rate={rate}");
        ran(&base(&[&rate]).model, 5, PATHS)
    };
    let (low, high) = (at("0.1"), at("0.4"));
    let (low, high) = (columns(&low), columns(&high));
    let z = paired_z(of(&low, "shipped_units"), of(&high, "shipped_units"));
    assert!(z > Z, "z = {z}");
}

#[test]
fn a_cap_that_nobody_reaches_is_no_cap() {
    let capped = |regime: &str, share: &str| {
        format!("washington.regime.{regime}.policy.advanced.volume_cap_share={share}")
    };
    let huge = base(&[
        "washington.regime.case-by-case.policy.advanced.us_sales_to_date_units=1e12",
        "washington.regime.case-by-case.policy.advanced.us_sales_units_per_quarter=1e12",
        &capped("case-by-case", "1"),
    ]);
    let mut none = huge.model.clone();
    for regime in &mut none.washington.regimes {
        for policy in &mut regime.policies {
            policy.volume_cap = None;
        }
    }
    let (huge, none) = (ran(&huge.model, 5, PATHS), ran(&none, 5, PATHS));
    assert_same(&huge, &none, |_| true);
    let capped = ran(&base(&[]).model, 5, PATHS);
    let capped = columns(&capped);
    assert!(of(&capped, "withheld_unit_weeks.volume_cap").iter().sum::<f64>() > 0.0);
}

#[test]
fn more_paths_leave_the_first_ones_alone() {
    let model = base(&[]).model;
    let (few, many) = (ran(&model, 5, PATHS), ran(&model, 5, 3 * PATHS));
    for (few, many) in few.metrics.iter().zip(&many.metrics) {
        assert!(crate::outcome::same(&few.values, &many.values[..PATHS]), "{}", few.name);
    }
    for (few, many) in few.inputs.iter().zip(&many.inputs) {
        assert!(crate::outcome::same(&few.values, &many.values[..PATHS]), "{}", few.path);
    }
}

#[test]
fn a_base_horizon_of_one_year_is_the_first_year_of_two() {
    let one = ran(&base(&["scenario.end=2026-12-31"]).model, 5, PATHS);
    let two = ran(&base(&[]).model, 5, PATHS);
    assert_same(&one, &two, |name| name.contains(".2026") || name.contains(".by-2026"));
}

/// A copula at rest is no copula: the same draws, but for the rounding of Φ(Φ⁻¹(u)).
const ROUNDING: f64 = 1e-9;

#[test]
fn a_correlation_of_nothing_is_none() {
    let with = |spearman: f64| {
        let file = std::fs::read_to_string("scenarios/h200-2026.toml").expect("the base scenario");
        let lines = file.lines().map(|line| {
            let set = line.starts_with("spearman = ");
            if set { format!("spearman = {spearman}\n") } else { format!("{line}\n") }
        });
        let text: String = lines.collect();
        assert_eq!(text.matches(&format!("spearman = {spearman}\n")).count(), 3);
        from_text("test.toml", &text, &[]).unwrap_or_else(|e| panic!("{e}")).model
    };
    let rest = with(0.0);
    let mut none = rest.clone();
    none.copula = None;
    let (rest, none, tied) =
        (ran(&rest, 5, PATHS), ran(&none, 5, PATHS), ran(&with(0.3), 5, PATHS));
    let near = |left: &RunResult, right: &RunResult| {
        left.inputs.iter().zip(&right.inputs).all(|(left, right)| {
            left.values
                .iter()
                .zip(&right.values)
                .all(|(a, b)| (a - b).abs() <= ROUNDING * (1.0 + a.abs()))
        })
    };
    assert!(near(&rest, &none));
    assert!(!near(&rest, &tied), "a correlation would be seen");
    let (rest, none) = (columns(&rest), columns(&none));
    for name in ["delivered_units", "gross_revenue_usd", "cancelled_units"] {
        let z = paired_z(of(&rest, name), of(&none, name));
        assert!(z.abs() <= Z, "{name}: z = {z}");
    }
}
