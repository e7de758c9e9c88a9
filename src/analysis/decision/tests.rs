//! Decisions whose answers are known.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

use super::*;
use crate::analysis::subject::Subject;
use crate::analysis::test_result::{Shape, synthetic};
use crate::lanes::math::normal_quantile;
use crate::stats::{Estimate, Statistic};

fn yardstick(more_is_better: bool, enough: Option<f64>) -> Yardstick {
    let result = synthetic(&Shape { paths: 3, ..Shape::default() });
    let subject = Subject::new(&result, "gross_revenue_usd").expect("a metric");
    Yardstick { subject, statistic: Statistic::Mean, more_is_better, enough }
}

/// The decision of columns `[world][option][path]`, worlds with these weights.
fn decide(columns: &[Vec<Vec<f64>>], weights: Option<&[f64]>, yardstick: Yardstick) -> Decision {
    let name = |kind: &str, place: usize| format!("{kind}-{place}");
    let head = DecisionHead {
        name: "d".to_owned(),
        title: "D".to_owned(),
        seed: 5,
        paths: columns[0][0].len(),
    };
    let options = (0..columns[0].len())
        .map(|o| OptionHead { name: name("option", o), title: name("Option", o) })
        .collect();
    let worlds = (0..columns.len()).map(|w| WorldHead {
        name: name("world", w),
        title: name("World", w),
        weight: weights.map(|weights| weights[w]),
    });
    Decision::new(head, yardstick, options, worlds.collect(), columns, 2).expect("a decision")
}

/// Every path alike: A is 10 and 0, B 6 and 4, C 0 and 10.
fn constants() -> Vec<Vec<Vec<f64>>> {
    [[10.0, 6.0, 0.0], [0.0, 4.0, 10.0]]
        .map(|world| world.map(|value| vec![value; 20]).to_vec())
        .to_vec()
}

fn values(estimates: &[Estimate]) -> Vec<f64> {
    assert!(estimates.iter().all(|e| e.standard_error == 0.0), "{estimates:?}");
    estimates.iter().map(|e| e.value).collect()
}

#[test]
fn regrets_are_those_of_the_table_worked_out_by_hand() {
    let found = decide(&constants(), Some(&[0.25, 0.75]), yardstick(true, Some(4.0)));
    let regrets: Vec<Vec<f64>> = found.regrets.iter().map(|row| values(row)).collect();
    assert_eq!(regrets, [[0.0, 10.0], [4.0, 6.0], [10.0, 0.0]]);
    let rule = |rule| {
        let ruling = found.ruling(rule).expect("a ruling");
        (ruling.choice.best, values(&ruling.values))
    };
    assert_eq!(rule(Rule::LeastRegret), (1, vec![10.0, 6.0, 10.0]));
    assert_eq!(rule(Rule::BestWorst), (1, vec![0.0, 4.0, 0.0]));
    assert_eq!(rule(Rule::Mean), (2, vec![2.5, 4.5, 7.5]));
    assert_eq!(rule(Rule::OftenEnough), (1, vec![0.25, 1.0, 0.75]));
    assert_eq!(found.worlds_with_enough(), Some(vec![1, 2, 1]));
    assert!(found.dominated.is_empty());
}

#[test]
fn where_less_is_better_all_turns_round() {
    let found = decide(&constants(), None, yardstick(false, Some(4.0)));
    let regrets: Vec<Vec<f64>> = found.regrets.iter().map(|row| values(row)).collect();
    assert_eq!(regrets, [[10.0, 0.0], [6.0, 4.0], [0.0, 10.0]]);
    assert!(found.ruling(Rule::Mean).is_none());
    let worst = found.ruling(Rule::BestWorst).expect("a ruling");
    assert_eq!((worst.choice.best, values(&worst.values)), (1, vec![10.0, 6.0, 10.0]));
    let often = found.ruling(Rule::OftenEnough).expect("a ruling");
    assert_eq!(values(&often.values), [0.0, 0.0, 0.0]);
    assert_eq!(found.worlds_with_enough(), Some(vec![1, 1, 1]));
}

#[test]
fn an_option_beaten_in_every_world_is_named_with_what_beats_it() {
    let mut columns = constants();
    for (world, less) in columns.iter_mut().zip([2.0, 0.0]) {
        let poorer = world[1].iter().map(|value| value - less).collect();
        world.push(poorer);
    }
    let found = decide(&columns, None, yardstick(true, None));
    let pairs: Vec<(usize, usize, bool)> =
        found.dominated.iter().map(|pair| (pair.option, pair.by, pair.first_order)).collect();
    assert_eq!(pairs, [(3, 1, true)]);
}

/// Normal columns `[world][option]` with these means; `shared` of the deviation 1 is common to all.
fn normals(
    rng: &mut Xoshiro256PlusPlus,
    means: &[Vec<f64>],
    paths: usize,
    shared: f64,
) -> Vec<Vec<Vec<f64>>> {
    let mut normal = || normal_quantile(rng.random::<f64>().clamp(1e-15, 1.0 - 1e-15));
    let own = (1.0 - shared * shared).sqrt();
    let mut columns: Vec<Vec<Vec<f64>>> =
        means.iter().map(|world| vec![Vec::with_capacity(paths); world.len()]).collect();
    for _ in 0..paths {
        let common = shared * normal();
        for (world, means) in columns.iter_mut().zip(means) {
            for (column, mean) in world.iter_mut().zip(means) {
                column.push(mean + common + own * normal());
            }
        }
    }
    columns
}

/// Intervals of ± 1.96 standard errors cover the truth in 95% of 300 decisions: between 262 and 300 of
/// them at |z| ≤ 6.11 (a rate of 87.3% or less would fail, as of errors a quarter too small).
#[test]
fn errors_cover_what_they_are_of() {
    const RUNS: u32 = 300;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(21);
    let means = [vec![1.0, 0.5, 0.0], vec![-1.0, 0.0, -0.4]];
    let mut held = [0_u32; 5];
    for _ in 0..RUNS {
        let columns = normals(&mut rng, &means, 160, 0.8);
        let found = decide(&columns, Some(&[0.4, 0.6]), yardstick(true, Some(0.0)));
        let rule = |rule| &found.ruling(rule).expect("a ruling").values;
        for (held, (estimate, truth)) in held.iter_mut().zip([
            (found.regrets[1][0], 0.5),
            (rule(Rule::LeastRegret)[0], 1.0),
            (rule(Rule::Mean)[1], 0.2),
            (rule(Rule::BestWorst)[2], -0.4),
            // Φ(0.5) and Φ(0) by weight.
            (rule(Rule::OftenEnough)[1], 0.4 * 0.691_462_461 + 0.6 * 0.5),
        ]) {
            *held += u32::from(estimate.interval().contains(truth));
        }
    }
    assert!(held.iter().all(|held| (262..RUNS).contains(held)), "{held:?} of {RUNS}");
}

#[test]
fn tables_have_a_row_an_option_and_world_or_rule() {
    let found = decide(&constants(), Some(&[0.5, 0.5]), yardstick(true, Some(1.0)));
    let (table, rules) = (found.table(), found.rules_table());
    assert_eq!((table.rows.len(), rules.rows.len()), (6, 12));
    assert!(table.columns.iter().any(|name| name == "share_enough"));
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
}

#[test]
fn findings_name_the_best_or_say_that_it_is_too_close() {
    let found = decide(&constants(), Some(&[0.25, 0.75]), yardstick(true, None));
    assert_eq!(
        found.finding(),
        "“Option-1” regrets least: at worst $6 behind the best option of a world"
    );
    assert_eq!(found.headline(), "“Option-2” is best by weight, $3 ahead of “Option-1”");
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(23);
    let columns = normals(&mut rng, &[vec![0.0; 3], vec![0.0; 3]], 50, 0.0);
    let found = decide(&columns, None, yardstick(true, None));
    assert!(found.finding().contains("too close to call"), "{}", found.finding());
    assert!(found.headline().contains("Too close to call"), "{}", found.headline());
}
