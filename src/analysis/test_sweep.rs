//! A synthetic sweep for tests of charts: a grid over levers with known effects.

use crate::engine::sweep::{CellLayout, Coordinate, Gather, Lever, SweepResult, SweepSubject};
use crate::units::{Calendar, Date, Unit};

/// A sweep over levers of so many levels. The mean of lever k rises with its level by 10³⁻ᵏ chips,
/// and the odds of the target with the first two.
pub(crate) fn synthetic_sweep(levels: &[usize], long_names: bool) -> SweepResult {
    let start = Date::new(2026, 1, 30).expect("a date");
    let calendar = Calendar::new(start, start.plus_days(699)).expect("weeks");
    let layout = CellLayout {
        metrics: vec![("delivered_units.chip".to_owned(), Unit::Chips)],
        targets: vec!["many".to_owned()],
        focus: 0,
    };
    let lever = |(place, &count): (usize, &usize)| Lever {
        name: format!("lever-{place}"),
        title: if long_names {
            format!("Lever {place} <with & a \"very\" long name that goes on far beyond a slide>")
        } else {
            format!("Lever {place}")
        },
        unit: Unit::Count,
        labels: (0..count).map(|level| format!("{level}.5K")).collect(),
        numbers: (0..count).map(|level| level as f64).collect(),
        low: 0.0,
        high: (count - 1) as f64,
    };
    let subject = SweepSubject {
        name: "synthetic".to_owned(),
        title: "A synthetic sweep".to_owned(),
        seed: 1,
        paths: 500,
        levers: levels.iter().enumerate().map(lever).collect(),
        target: Some((0, "Many chips delivered".to_owned())),
        layout: layout.clone(),
        calendar,
        products: vec![("chip".to_owned(), "Chip".to_owned())],
    };
    let mut gather = Gather::new(subject);
    for cell in 0..levels.iter().product::<usize>() {
        let mut rest = cell;
        let mut place: Vec<usize> = levels
            .iter()
            .rev()
            .map(|count| {
                let level = rest % count;
                rest /= count;
                level
            })
            .collect();
        place.reverse();
        let weights = [1000.0, 100.0, 10.0, 1.0];
        let mean: f64 = place.iter().zip(weights).map(|(level, w)| *level as f64 * w).sum();
        let most: f64 = levels.iter().zip(weights).map(|(n, w)| (n - 1) as f64 * w).sum();
        // Every estimate with an error of one; the quantiles spread around the mean.
        let mut row = vec![1.0; layout.width()];
        row[0] = mean;
        for level in 0..7 {
            row[2 + 2 * level] = mean * level as f64 / 3.0;
        }
        row[16] = 0.1;
        row[18] = mean / most.max(1.0);
        let groups = layout.width() - crate::engine::sweep::GROUPS;
        row[groups..].fill(mean);
        gather.take(place.into_iter().map(Coordinate::Level).collect(), &row);
    }
    gather.finish()
}
