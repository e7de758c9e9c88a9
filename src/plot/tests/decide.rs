//! Charts of decisions and commitments of any size.

use crate::analysis::commitment::{CommitmentCurve, Committed};
use crate::analysis::decision::{Decision, DecisionHead, OptionHead, Yardstick};
use crate::analysis::subject::Subject;
use crate::analysis::test_result::{Shape, synthetic};
use crate::analysis::worlds::WorldHead;
use crate::plot::test_layout::crowded;
use crate::plot::*;
use crate::stats::Statistic;

/// A decision of so many options and worlds over a synthetic run, each option a little above the last.
fn decision(shape: &Shape, options: usize, worlds: usize, weighted: bool) -> Decision {
    let result = synthetic(shape);
    let column = result.metrics.iter().find(|c| c.name == "gross_revenue_usd").expect("a metric");
    // Charts look the same on a few paths, and replicates cost less.
    let paths: Vec<f64> = column.values.iter().take(24).copied().collect();
    let value = |w: usize, o: usize, x: &f64| x * (1.0 + o as f64 / 7.0) - 1e9 * (w * o) as f64;
    let columns: Vec<Vec<Vec<f64>>> = (0..worlds)
        .map(|w| (0..options).map(|o| paths.iter().map(|x| value(w, o, x)).collect()).collect())
        .collect();
    let title = |kind: &str, place: usize| match shape.long_names {
        true => {
            format!("A {kind} whose title takes all of the eighty letters that a title may {place}")
        }
        false => format!("{kind} {place}"),
    };
    let name = |kind: &str, place: usize| format!("{kind}-{place}");
    let head = DecisionHead {
        name: "decision".to_owned(),
        title: "A decision".to_owned(),
        seed: 1,
        paths: paths.len(),
    };
    let yardstick = Yardstick {
        subject: Subject::new(&result, "gross_revenue_usd").expect("a metric"),
        statistic: Statistic::Mean,
        more_is_better: true,
        enough: Some(1e9),
    };
    let options = (0..options)
        .map(|o| OptionHead { name: name("option", o), title: title("Option", o) })
        .collect();
    let worlds = (0..worlds)
        .map(|w| WorldHead {
            name: name("world", w),
            title: title("World", w),
            weight: weighted.then(|| 1.0 / worlds as f64),
        })
        .collect();
    Decision::new(head, yardstick, options, worlds, &columns, 2).expect("a decision")
}

#[test]
fn decisions_of_any_size_keep_their_words_apart() {
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        for (options, worlds, weighted) in
            [(2, 1, false), (5, 3, true), (3, 3, false), (20, 12, true), (24, 20, false)]
        {
            let found = decision(&shape, options, worlds, weighted);
            let charts = decision_charts(&found, None, &Theme::light());
            assert_eq!(charts.len(), if worlds > 1 { 2 } else { 1 });
            for chart in charts {
                let what = format!("{} {options} × {worlds} {shape:?}", chart.name);
                faults.extend(crowded(&chart.svg, &what));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn commitment_curves_of_any_size_keep_their_words_apart() {
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        for (levels, worlds, weighted) in
            [(2, 1, false), (21, 3, true), (9, 3, false), (60, 6, true)]
        {
            let found = decision(&shape, levels, worlds, weighted);
            let values: Vec<f64> = (0..levels).map(|level| 40_000.0 * level as f64).collect();
            let column: Vec<f64> = (0..found.head.paths).map(|k| k as f64).collect();
            let all = || (0..worlds).map(|_| (0..levels).map(|_| column.as_slice()).collect());
            let committed = Committed {
                title: "H200 built ahead",
                unit: crate::units::Unit::Chips,
                levels: &values,
                judged: all().collect(),
                missed: (levels > 2).then(|| (found.yardstick.subject.clone(), all().collect())),
            };
            let curve = CommitmentCurve::new(&found, &committed).expect("levels");
            for chart in decision_charts(&found, Some(&curve), &Theme::light()) {
                let what = format!("{} {levels} × {worlds} {shape:?}", chart.name);
                faults.extend(crowded(&chart.svg, &what));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
