//! Charts of what decides a target: boxes and signposts.

use super::looks;
use crate::analysis::discovery::{
    Discovery, FoundBox, Limit, Range, Region, Sign, Signpost, Signposts,
};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;
use crate::stats::Estimate;

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
        let discovery = |ranges: [Range; 3]| {
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
            let range = |low, high| Range { low, high, log: false };
            let wide = Range { log: true, ..range(1e-6, 1e9) };
            for ranges in [
                [range(0.0, 1.0), range(-1e9, 1e9), range(0.5, 0.5)],
                [range(0.0, 1e-6); 3],
                [wide, range(0.0, 1.0), wide],
            ] {
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
