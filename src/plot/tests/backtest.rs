//! Charts of back-tests of several forecasts.

use super::looks;
use crate::analysis::test_result::{Shape, synthetic_backtest};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;

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
