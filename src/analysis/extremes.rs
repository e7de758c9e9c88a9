//! The best and the worst cells of a sweep side by side.

use super::strip::{Strip, StripRow};
use super::subject::Subject;
use crate::engine::sweep::{Coordinate, SweepResult, SweepSubject};

/// Levers in the name of a row: those that move the metric most. The others stand in its note.
const NAMED: usize = 2;

/// The strip of the cells with the highest and the lowest mean, the highest first; none where no
/// cell has all its quantiles.
pub fn extreme_cells(result: &SweepResult) -> Option<Strip> {
    let subject = &result.subject;
    let (name, unit) = subject.metric();
    let metric = Subject::of(&subject.calendar, &subject.products, name, *unit);
    let layout = &subject.layout;
    let order: Vec<usize> = result.effects.iter().map(|effect| effect.lever).collect();
    let (named, rest) = order.split_at(order.len().min(NAMED));
    let row = |(cell, row): &(usize, Vec<f64>)| {
        let quantiles = layout.quantiles(row, layout.focus);
        let whole = quantiles.iter().all(|quantile| quantile.value.is_finite());
        whole.then(|| StripRow {
            name: places(subject, &result.cells[*cell], named),
            note: note(&places(subject, &result.cells[*cell], rest), *cell),
            zero_share: layout.zero_share(row, layout.focus).value,
            quantiles,
        })
    };
    let best = |cell: usize| result.best.iter().any(|(other, _)| *other == cell);
    let worst = result.worst.iter().rev().filter(|(cell, _)| !best(*cell));
    let rows = result.best.iter().chain(worst).filter_map(row).collect();
    Strip::new(metric, "best and worst cells", rows, None)
}

/// Where these levers stand, each by the last part of its name: "tariff 0%, round-size 500K".
fn places(subject: &SweepSubject, cell: &[Coordinate], levers: &[usize]) -> String {
    let words = levers.iter().map(|&lever| {
        let settings = &subject.levers[lever];
        let name = settings.name.rsplit('.').next().unwrap_or(&settings.name);
        format!("{} {}", name.replace('_', " "), settings.label(cell[lever]))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The other levers, where there are some, and the cell.
fn note(rest: &str, cell: usize) -> String {
    if rest.is_empty() { format!("cell {cell}") } else { format!("{rest}, cell {cell}") }
}

#[cfg(test)]
mod tests {
    use super::super::test_sweep::synthetic_sweep;
    use super::*;

    #[test]
    fn the_strip_runs_from_the_best_to_the_worst_without_repeats() {
        let strip = extreme_cells(&synthetic_sweep(&[4, 5], false)).expect("a strip");
        let notes: Vec<&str> = strip.rows.iter().map(|row| row.note.as_str()).collect();
        assert_eq!(notes.len(), 10);
        assert_eq!((notes[0], notes[9]), ("cell 19", "cell 0"));
        assert_eq!(strip.rows[0].name, "lever-0 3.5K, lever-1 4.5K");
        let few = extreme_cells(&synthetic_sweep(&[2, 3], false)).expect("a strip");
        assert_eq!(few.rows.len(), 6);
    }
}
