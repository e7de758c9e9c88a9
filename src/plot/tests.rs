//! Every chart over ordinary and adversarial runs: text inside the frame and apart, equal bytes.

use resvg::usvg;

use super::test_layout::{crowded, placed};
use super::*;
use crate::analysis::benchmark::{Throughput, synthetic_benchmark};
use crate::analysis::commitment::{CommitmentCurve, Committed};
use crate::analysis::decision::{Decision, DecisionHead, OptionHead, Yardstick};
use crate::analysis::discovery::{Discovery, FoundBox, Limit, Region, Sign, Signpost, Signposts};
use crate::analysis::stress::{Stress, only};
use crate::analysis::strip::{Strip, StripRow};
use crate::analysis::subject::Subject;
use crate::analysis::test_result::{Shape, synthetic, synthetic_backtest};
use crate::analysis::test_sweep::synthetic_sweep;
use crate::analysis::waterfall::{Step, Waterfall};
use crate::analysis::worlds::WorldHead;
use crate::engine::InputColumn;
use crate::stats::{Estimate, Missing, Statistic, Summary};

/// Ways to draw: as built in, and with all that a theme file can ask for.
pub(super) fn looks() -> [Theme; 3] {
    let long = "A line that goes on and on, far beyond what any house would print below its charts, and further";
    let marked = Theme {
        text_scale: theme::TEXT_SCALES[1],
        width: 1280.0,
        font: Some("Georgia".to_owned()),
        footer: Some(long.to_owned()),
        classification: Some("Internal – not for circulation".to_owned()),
        ..Theme::dark()
    };
    [Theme::light(), marked, Theme { text_scale: theme::TEXT_SCALES[0], ..Theme::light() }]
}

/// The same run with twenty products, about the first of them.
fn about_a_product(mut result: RunResult) -> RunResult {
    let title = "Ünïted Śemiconductor’s accelerator with the longest name that a title may have 1";
    result.products = (0..20).map(|k| (format!("p{k}"), format!("{title}{k}"))).collect();
    result.headline_product = Some(0);
    let named = |name: &str| match name.split_once('.') {
        Some((base, period)) => format!("{base}.p0.{period}"),
        None => format!("{name}.p0"),
    };
    for column in &mut result.metrics {
        column.name = named(&column.name);
    }
    for variable in &mut result.series.variables {
        variable.product = "p0".to_owned();
    }
    for target in &mut result.targets {
        target.metric = named(&target.metric);
    }
    result
}

#[test]
fn no_text_leaves_the_frame_or_touches_another() {
    let mut faults = Vec::new();
    let mut drawn = std::collections::BTreeSet::new();
    for shape in Shape::adversarial() {
        let result = synthetic(&shape);
        let looks = looks();
        for (place, result) in [result.clone(), about_a_product(result)].iter().enumerate() {
            for (look, theme) in looks.iter().enumerate().skip(place) {
                for chart in charts_with(result, theme) {
                    assert!(placed(&chart.svg).len() > 5, "{} has words", chart.name);
                    let what = format!("{} in look {look}, {place} {shape:?}", chart.name);
                    faults.extend(crowded(&chart.svg, &what));
                    drawn.insert(chart.name.clone());
                }
            }
        }
    }
    assert_eq!(drawn.len(), 15, "{drawn:?}");
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn charts_of_sweeps_of_any_shape_keep_their_words_apart() {
    let mut faults = Vec::new();
    for levels in [&[16, 16, 16][..], &[2, 2], &[3, 40], &[8, 5, 4, 2], &[1, 30, 2], &[25]] {
        for long_names in [false, true] {
            let charts = sweep_charts(&synthetic_sweep(levels, long_names), &Theme::light());
            let maps = charts.iter().filter(|chart| chart.name.starts_with("map-")).count();
            // A lever of one level has no effect, and no place on a map.
            let moving = levels.iter().filter(|count| **count > 1).count();
            assert_eq!(
                maps,
                if moving > 2 {
                    4
                } else if moving == 2 {
                    2
                } else {
                    0
                },
                "{levels:?}"
            );
            for chart in charts {
                faults.extend(crowded(&chart.svg, &format!("{} {levels:?}", chart.name)));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn maps_of_cells_that_are_alike_or_nearly_so_keep_their_words_inside() {
    let mut faults = Vec::new();
    for (mean, odds, slope) in
        [(0.0, 0.0, 0.0), (5.0, 1.0, 0.0), (1e6, 0.5, 1e-7), (3e-7, 4e-5, 1.0)]
    {
        let mut result = synthetic_sweep(&[5, 4], true);
        for (cell, (a, b)) in result.means.iter_mut().zip(&mut result.odds).enumerate() {
            let rise = 1.0 + slope * cell as f64;
            (a.value, b.value) = (mean * rise, f64::min(odds * rise, 1.0));
        }
        for theme in looks() {
            for chart in sweep_charts(&result, &theme) {
                let what = format!("{} {mean} {odds} {slope}", chart.name);
                faults.extend(crowded(&chart.svg, &what));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn throughput_of_many_cores_and_scenarios_keeps_its_words_apart() {
    let long = "a-scenario-with-one-of-the-longest-names-that-a-file-may-have-and-further";
    let mut faults = Vec::new();
    for (threads, scenarios, name, micros) in
        [(1, 1, "a", 100.0), (9, 12, long, 1e6), (3, 2, "h200-2026", 1e-3), (8, 8, "b", 250.0)]
    {
        let benchmark = synthetic_benchmark(threads, scenarios, name, micros);
        let throughput = Throughput::new(&benchmark).expect("rows");
        for theme in looks() {
            let svg = draw_throughput(&throughput, &theme, &benchmark.machine.line());
            assert_eq!(svg, draw_throughput(&throughput, &theme, &benchmark.machine.line()));
            assert!(placed(&svg).len() > 10);
            faults.extend(crowded(&svg, &format!("{threads} {scenarios} {micros}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

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

/// Back-tests of one to four forecasts, all of the synthetic run.
#[test]
fn back_tests_keep_their_words_apart() {
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        for count in 1..=4 {
            let Some(backtest) = synthetic_backtest(&shape, count) else { continue };
            for theme in looks() {
                let charts = backtest_charts(&backtest, &theme, "tradeflow · a scenario");
                assert_eq!(charts.len(), 2 * backtest.series.len());
                for chart in charts {
                    let placed = placed(&chart.svg);
                    assert!(placed.len() > 6 + count, "{count} forecasts");
                    let ordinary = !shape.long_names && count < 3 && shape.weeks < 200;
                    let cut = placed.iter().find(|text| text.text.contains('…'));
                    assert!(
                        !ordinary || theme.text_scale > 1.0 || cut.is_none(),
                        "{cut:?} {shape:?}"
                    );
                    let what = format!("{} {count} forecasts {shape:?}", chart.name);
                    faults.extend(crowded(&chart.svg, &what));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn nothing_is_cut_where_names_are_of_ordinary_length() {
    for shape in Shape::adversarial() {
        // Crowded marks are cut by design.
        if shape.long_names || shape.events > 4 || shape.targets > 2 {
            continue;
        }
        for chart in all_charts(&synthetic(&shape)) {
            for placed in placed(&chart.svg) {
                let is_target = placed.text.contains('·');
                assert!(
                    !placed.text.contains('…') || is_target,
                    "{} {shape:?}: {placed:?}",
                    chart.name
                );
            }
        }
    }
}

#[test]
fn measured_widths_are_those_of_the_layout() {
    /// Kerning, which the measure leaves out, narrows text by up to this share or pixels.
    const KERNING: (f64, f64) = (0.02, 4.0);
    let chart = &all_charts(&synthetic(&Shape { paths: 400, ..Shape::default() }))[0];
    let title = placed(&chart.svg).into_iter().next().expect("a title");
    let words = title.text.trim();
    let measured = font::width(words, theme::TITLE, font::Weight::SemiBold);
    let drawn = title.right - title.left;
    assert!((measured - drawn).abs() < KERNING.0 * drawn + KERNING.1, "{measured} {drawn}");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let shape = Shape { paths: 400, ..Shape::default() };
    let (one, two) = (all_charts(&synthetic(&shape)), all_charts(&synthetic(&shape)));
    assert_eq!(one.len(), 15);
    for (a, b) in one.iter().zip(&two) {
        assert_eq!(a.svg, b.svg);
        assert_eq!(a.table, b.table);
    }
    assert_eq!(png(&one[0].svg).expect("a picture"), png(&two[0].svg).expect("a picture"));
}

#[test]
fn names_are_escaped_and_read_out() {
    let shape = Shape { paths: 50, long_names: true, ..Shape::default() };
    let mut result = synthetic(&shape);
    result.targets[0].title = "A <b>&\u{7}'\"".into();
    for chart in all_charts(&result) {
        let document = usvg::roxmltree::Document::parse(&chart.svg).expect("well-formed XML");
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        let title = root.children().find(|n| n.has_tag_name("title")).and_then(|n| n.text());
        assert_eq!(
            title.map(|t| t.replace(' ', "")),
            Some(chart.title.replace([' ', '\u{7}'], ""))
        );
        assert!(root.children().any(|n| n.has_tag_name("desc")));
        assert!(chart.svg.len() < 120_000, "{}: {} bytes", chart.name, chart.svg.len());
    }
}

#[test]
fn a_result_without_data_has_no_charts() {
    let mut result = synthetic(&Shape { paths: 5, ..Shape::default() });
    result.metrics.clear();
    result.series.variables.clear();
    result.regimes.clear();
    assert!(all_charts(&result).is_empty());
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

#[test]
fn charts_of_a_condition_keep_their_words_apart() {
    const CONDITION: &str = "delivered_units.h200.2026 == 0 and not target.million-by-2026";
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        let mut result = synthetic(&shape);
        for input in 0..12 {
            let values = (0..shape.paths).map(|path| ((path + 3) * (input + 7) % 101) as f64);
            let path = format!("product.h{input}.demand.cancellation_hazard_per_month");
            result.inputs.push(InputColumn { path, values: values.collect() });
        }
        let holds: Vec<bool> = (0..shape.paths).map(|path| path % 3 == 0).collect();
        let stress = Stress::new(&result, CONDITION, &holds);
        let given = only(&result, &holds);
        for theme in looks() {
            for chart in stress_charts(&result, &given, &stress, &theme) {
                faults.extend(crowded(&chart.svg, &format!("{} {shape:?}", chart.name)));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn words_of_sensitivity_charts_keep_apart_whatever_the_names() {
    use crate::analysis::sensitivity::{
        DriverShares, GivenData, Layers, ShareRow, Shares, Verdict,
    };
    use crate::engine::InputColumn;
    use crate::stats::Estimate;

    let names = [
        "product.h200.price_usd",
        "washington.regime.a-regime-with-a-name-of-forty-characters.policy.advanced.us_sales_to_date_units",
        "a",
    ];
    let mut faults = Vec::new();
    for shape in Shape::adversarial() {
        let mut result = synthetic(&shape);
        for count in [1, 5, 40] {
            let values = |k: usize| (0..result.paths).map(move |i| ((i * (7919 + k)) % 997) as f64);
            let column = |k: usize| InputColumn {
                path: format!("{}{k}", names[k % names.len()]),
                values: values(k).collect(),
            };
            result.inputs = (0..count).map(column).collect();
            let Some(given) = GivenData::new(&result, "gross_revenue_usd") else { continue };
            let error = |value: f64, standard_error: f64| Estimate { value, standard_error };
            let row = |k: usize| ShareRow {
                name: names[k % names.len()].to_owned(),
                title: names[k % names.len()].to_owned(),
                shares: DriverShares {
                    first: error(0.3 / (k + 1) as f64, 0.02),
                    total: error(1.4 / (k + 1) as f64, 0.3),
                    shapley: error(0.8 / (k + 1) as f64 - 0.1, 0.123_45),
                    verdict: if k < 2 { Verdict::Real } else { Verdict::Unclear { paths: None } },
                },
            };
            let shares = Shares {
                subject: given.subject.clone(),
                paths: 512,
                evaluations: 512 * 121,
                variance: 4.0,
                rows: (0..count).map(row).collect(),
                layers: Layers { epistemic: error(0.2, 0.05), aleatory: error(0.8, 0.05) },
            };
            for theme in looks() {
                let charts = sensitivity_charts("m", Some(&given), Some(&shares), &theme, "source");
                for chart in charts {
                    assert!(placed(&chart.svg).len() > 8 + count.min(14), "{}", chart.name);
                    let what = format!("{} {count} {shape:?}", chart.name);
                    faults.extend(crowded(&chart.svg, &what));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn charts_of_what_decides_a_target_keep_their_words_apart() {
    let names = [
        "product.h200.price_usd",
        "washington.regime.a-regime-with-a-name-of-forty-characters.policy.advanced.us_sales_to_date_units",
        "a",
    ];
    let error = |value: f64| Estimate { value, standard_error: 0.012_3 };
    let day = crate::units::Date::new(2026, 5, 1).expect("a date");
    let mut faults = Vec::new();
    for count in [1, 2, 5, 30] {
        let limit = |k: usize| Limit {
            input: k % 3,
            low: (k % 4 != 1).then_some([0.3, 0.49, 0.999, 0.0][k % 4]),
            high: (k % 4 != 2).then_some([1.0, 0.5, 0.5, 0.001][k % 4]),
        };
        let limits: Vec<Limit> = (0..count).map(limit).collect();
        let discovery = |ranges: [(f64, f64); 3]| {
            Discovery {
            what: "“A target whose title takes all of the eighty letters that a title may take here” is missed".to_owned(),
            names: names.map(str::to_owned).to_vec(),
            ranges: ranges.to_vec(),
            paths: 10_000,
            base: error(0.04),
            found: Some(FoundBox {
                region: Region { limits: limits.clone() },
                coverage: error(0.5),
                density: error(0.31),
                mass: error(0.07),
                stability: vec![0.4; count],
            }),
        }
        };
        let post = |k: usize| Signpost {
            sign: Sign {
                words: format!(
                    "nothing delivered of a product with a long name, number {k}, by 30 Jun 2026"
                ),
                day,
                metric: "m".to_owned(),
                at_zero: true,
            },
            seen: error(0.02),
            with: error([0.0, 0.3, 1.0][k % 3]),
            without: error([0.001, 0.29, 0.0][k % 3]),
            lead_weeks: 87 - k as i64,
        };
        for base in [0.0, 0.000_1, 0.5] {
            let signposts = Signposts {
                target:
                    "A target whose title takes all of the eighty letters that a title may take"
                        .to_owned(),
                paths: 10_000,
                base: error(base),
                posts: (0..count).map(post).collect(),
            };
            for ranges in [[(0.0, 1.0), (-1e9, 1e9), (0.5, 0.5)], [(0.0, 1e-6); 3]] {
                for theme in looks() {
                    let discovery = discovery(ranges);
                    let charts = discovery_charts("t", &discovery, &signposts, &theme, "source");
                    assert_eq!(charts.len(), 2);
                    for chart in charts {
                        // The words under the title and in the foot are whole.
                        let fixed = ["The inputs that", "Bar: ", "Odds of", "Filled: "];
                        for text in placed(&chart.svg).iter().map(|text| &text.text) {
                            let is_fixed = fixed.iter().any(|start| text.starts_with(start));
                            let whole = !text.contains('…') || theme.text_scale > 1.0;
                            assert!(!is_fixed || whole, "{text}");
                        }
                        let what = format!("{} {count} {base}", chart.name);
                        faults.extend(crowded(&chart.svg, &what));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
