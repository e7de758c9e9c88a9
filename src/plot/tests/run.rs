//! Charts of one run: words inside the frame and apart, nothing cut, equal bytes, texts that can be read out.

use super::looks;
use crate::analysis::test_result::{Shape, synthetic};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;
use resvg::usvg;

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
