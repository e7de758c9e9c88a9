//! Boxes, trees and signposts on paths whose secret is known.

use super::*;
use crate::random::{Process, Stream};
use crate::units::Date;

const PATHS: usize = 8_000;

fn uniform(path: usize, entity: u64) -> f64 {
    Stream::<1>::new(9, path as u64, Process::Input, entity).uniform().0[0]
}

/// Four uniform inputs and a coin; wanted with odds 0.8 where a > 0.7 and b < 0.4, else 0.05.
fn planted() -> Cases {
    let mut inputs: Vec<Vec<f64>> =
        (0..4).map(|input| (0..PATHS).map(|path| uniform(path, input)).collect()).collect();
    inputs.push((0..PATHS).map(|path| f64::from(u8::from(uniform(path, 8) < 0.5))).collect());
    let wanted = (0..PATHS)
        .map(|path| {
            let dense = inputs[0][path] > 0.7 && inputs[1][path] < 0.4;
            uniform(path, 7) < if dense { 0.8 } else { 0.05 }
        })
        .collect();
    Cases { names: ["a", "b", "c", "d", "coin"].map(str::to_owned).to_vec(), inputs, wanted }
}

#[test]
fn a_planted_box_is_found_and_its_worth_is_not_flattered() {
    let cases = planted();
    let found = Discovery::new(&cases, "it happens".to_owned(), 0.5).expect("enough of both");
    let first = found.found.clone().expect("a box");
    let limit = |name: &str| {
        first.region.limits.iter().find(|limit| cases.names[limit.input] == name).copied()
    };
    let (a, b) = (limit("a").expect("a limit"), limit("b").expect("a limit"));
    assert!((a.low.expect("a bound") - 0.7).abs() < 0.05 && a.high.is_none(), "{a:?}");
    assert!((b.high.expect("a bound") - 0.4).abs() < 0.05 && b.low.is_none(), "{b:?}");
    assert_eq!(first.region.limits.len(), 2, "noise limits are dropped: {first:?}");
    // Inside, 0.8 of paths; the box holds 0.12·0.8 / (0.12·0.8 + 0.88·0.05) of those wanted. Six
    // errors, and what a bound off by 0.05 may cost.
    assert!((first.density.value - 0.8).abs() < 0.1, "{:?}", first.density);
    assert!((first.coverage.value - 0.686).abs() < 0.12, "{:?}", first.coverage);
    assert!(first.stability.iter().all(|share| *share >= 0.9), "{:?}", first.stability);
    let text = found.finding();
    assert!(text.starts_with("Where a is at least 0.") && text.contains("b is at most"), "{text}");
    assert_eq!(found.table().rows.len(), 2);
}

#[test]
fn noise_gives_no_dense_box_and_too_few_cases_nothing() {
    let mut cases = planted();
    cases.wanted = (0..PATHS).map(|path| uniform(path, 7) < 0.3).collect();
    let found = Discovery::new(&cases, "it happens".to_owned(), 0.5).expect("enough of both");
    // A search always finds something on the half it looks at; judged on the other half it must
    // not stand out: four errors around the base share.
    if let Some(first) = found.found {
        let off = (first.density.value - 0.3).abs();
        assert!(off < 4.0 * first.density.standard_error, "{first:?}");
    }
    cases.wanted.fill(false);
    cases.wanted[..20].fill(true);
    assert!(Discovery::new(&cases, String::new(), 0.5).is_none());
}

#[test]
fn a_tree_asks_about_what_matters_and_its_leaves_hold_every_path_once() {
    let cases = planted();
    let tree = Tree::grow(&cases);
    let last = tree.leaves.last().expect("leaves");
    assert!(last.density.value > 0.6, "{last:?}");
    for name in ["a", "b"] {
        let asked = last.region.limits.iter().any(|limit| cases.names[limit.input] == name);
        assert!(asked, "{name}: {last:?}");
    }
    for path in 0..PATHS {
        let holds = tree.leaves.iter().filter(|leaf| leaf.region.holds(&cases, path)).count();
        assert_eq!(holds, 1, "path {path}");
    }
    let mass: f64 = tree.leaves.iter().map(|leaf| leaf.mass.value).sum();
    assert!((mass - 1.0).abs() < 1e-12);
}

#[test]
fn the_earliest_sign_that_moves_the_odds_is_the_post() {
    let day = |month, day| Date::new(2026, month, day).expect("a day");
    let met: Vec<bool> = (0..PATHS).map(|path| uniform(path, 0) < 0.4).collect();
    // In March the sign says nothing; from April it agrees with the outcome on 3 of 4 paths.
    let noise: Vec<f64> =
        (0..PATHS).map(|path| f64::from(u8::from(uniform(path, 1) < 0.5))).collect();
    let told = |seed: u64| -> Vec<f64> {
        (0..PATHS)
            .map(|path| f64::from(u8::from(met[path] == (uniform(path, seed) < 0.75))))
            .collect()
    };
    let kinds = [("approval_rounds.by-{day}".to_owned(), true, "no round by {day}".to_owned())];
    let days = [day(3, 31), day(4, 30), day(5, 31), day(12, 31)];
    let signs = signs(&kinds, &days);
    assert_eq!(signs[0].metric, "approval_rounds.by-2026-03-31");
    let columns = [noise, told(2), told(3), told(4)];
    let signs: Vec<(Sign, Vec<f64>)> = signs.into_iter().zip(columns).collect();
    let posts = Signposts::new("A".to_owned(), day(12, 31), &met, &signs).expect("paths");
    assert_eq!(posts.posts.len(), 1, "{posts:?}");
    let post = &posts.posts[0];
    assert_eq!((post.sign.day, post.lead_weeks), (day(4, 30), 35));
    // Bayes: P(met | sign absent) = 0.4·0.25 / (0.4·0.25 + 0.6·0.75), and with it 0.4·0.75 / ….
    assert!((post.with.value - 0.1818).abs() < 6.0 * post.with.standard_error, "{post:?}");
    assert!((post.without.value - 0.6667).abs() < 6.0 * post.without.standard_error, "{post:?}");
    assert!(posts.sentences()[0].starts_with("No round by"), "{:?}", posts.sentences());
}
