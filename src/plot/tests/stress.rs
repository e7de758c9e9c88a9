//! Charts of the runs on which a condition holds.

use super::looks;
use crate::analysis::stress::{Stress, only};
use crate::analysis::test_result::{Shape, synthetic};
use crate::engine::InputColumn;
use crate::plot::test_layout::crowded;
use crate::plot::*;

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
