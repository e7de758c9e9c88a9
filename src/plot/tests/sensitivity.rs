//! Charts of what an answer hangs on.

use super::looks;
use crate::analysis::test_result::{Shape, synthetic};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;

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
