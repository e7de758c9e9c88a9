//! Charts of sweeps of any shape, and of cells that are alike.

use super::looks;
use crate::analysis::test_sweep::synthetic_sweep;
use crate::plot::test_layout::crowded;
use crate::plot::*;

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
fn a_map_speaks_of_lines_where_it_has_some() {
    for (odds, has_lines) in [([0.0, 1.0], true), ([0.001, 0.002], false)] {
        let mut result = synthetic_sweep(&[5, 4], false);
        let count = result.odds.len();
        for (cell, found) in result.odds.iter_mut().enumerate() {
            found.value = odds[usize::from(2 * cell >= count)];
        }
        let charts = sweep_charts(&result, &Theme::light());
        let maps = charts.iter().filter(|chart| chart.name.starts_with("map-"));
        let told: Vec<bool> = maps.map(|map| map.svg.contains("Lines: equal odds")).collect();
        assert_eq!(told, [has_lines; 2]);
    }
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
