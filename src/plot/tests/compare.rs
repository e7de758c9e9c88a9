//! Charts of several scenarios: curves and fans over each other, strips, and why they differ.

use super::looks;
use crate::analysis::strip::{Strip, StripRow};
use crate::analysis::subject::Subject;
use crate::analysis::test_result::{Shape, synthetic};
use crate::analysis::waterfall::{Step, Waterfall};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;
use crate::stats::{Estimate, Missing, Summary};

/// A strip of so many rows like the one of a synthetic run, each a little higher than the last.
fn strip(shape: &Shape, rows: usize, note: &str, metric: &str) -> Strip {
    let result = synthetic(shape);
    let column = result.metrics.iter().find(|column| column.name == metric).expect("a metric");
    let row = |index: usize, name: String| {
        let lift = 1.0 + index as f64 / 4.0;
        let values: Vec<f64> = column.values.iter().map(|value| value * lift).collect();
        StripRow::new(name, note, &Summary::of(&values, Missing::Absent)).expect("values")
    };
    let name = |index: usize| match shape.long_names {
        true => {
            format!("A world whose title takes all of the eighty letters that a title may {index}")
        }
        false => format!("World {index}"),
    };
    let together = (rows > 1).then(|| row(0, "All by weight".to_owned()));
    let subject = Subject::new(&result, metric).expect("a metric");
    let rows = (0..rows).map(|index| row(index, name(index))).collect();
    Strip::new(subject, "worlds", rows, together).expect("rows")
}

#[test]
fn strips_of_any_length_keep_their_words_apart() {
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        for (rows, note, metric) in [
            (1, "", "delivered_units"),
            (3, "weight 30%", "gross_revenue_usd"),
            (9, "weight 30%", "delivered_units"),
            (40, "", "gross_revenue_usd"),
        ] {
            let strip = strip(&shape, rows, note, metric);
            for theme in looks() {
                let svg = draw_strip(&strip, &theme, "tradeflow · a scenario");
                assert!(placed(&svg).len() > 8 + rows.min(24) * 3, "{rows} rows");
                faults.extend(crowded(&svg, &format!("strip of {rows} {shape:?}")));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A waterfall of so many steps up and down.
fn waterfall(result: &RunResult, steps: usize) -> Waterfall {
    let estimate = |value| Estimate { value, standard_error: 900.0 };
    let step = |k: usize| Step {
        label: format!("{}: product.h200.demand.cancellation_hazard_per_month", result.scenario),
        paths: vec![format!("path.{k}")],
        told: "1 → 2".to_owned(),
        contribution: estimate([-30_000.0, 12_000.0, 500.0][k % 3] / (k + 1) as f64),
        joined_because: (k == 1).then(|| "shares sum to 0.9".to_owned()),
    };
    let steps: Vec<Step> = (0..steps).map(step).collect();
    let total: f64 = steps.iter().map(|step| step.contribution.value).sum();
    Waterfall {
        subject: Subject::new(result, "delivered_units").expect("a metric"),
        names: [result.scenario.clone(), "other".to_owned()],
        means: [estimate(20_000.0), estimate(20_000.0 + total)],
        difference: estimate(total),
        steps,
        paths: result.paths,
        sampled: (result.paths == 1).then_some(12),
    }
}

#[test]
fn charts_of_several_scenarios_keep_their_words_apart() {
    let mut faults = Vec::new();
    let other = synthetic(&Shape { paths: 400, zero_share: 0.05, ..Shape::default() });
    for shape in Shape::adversarial() {
        let result = synthetic(&shape);
        let mut other = other.clone();
        other.paths = result.paths;
        let results = [&result, &other, &result, &other, &result];
        for (count, theme) in [2, 3, 5].into_iter().zip(looks()) {
            let waterfalls = [("why".to_owned(), waterfall(&result, 7 * count - 13))];
            let charts = comparison_charts(&results[..count], &waterfalls, &theme);
            assert_eq!(charts.len(), 7, "{shape:?}");
            for chart in charts {
                let what = format!("{} {count} {shape:?}", chart.name);
                faults.extend(crowded(&chart.svg, &what));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
