//! A sweep as lines over parallel axes: where the best cells stand on each lever.

use super::subject::Subject;
use super::wording::{amount, grouped, sentence};
use super::{Cell, ChartTable};
use crate::engine::sweep::{Coordinate, Lever, SweepResult};
use crate::stats::Estimate;

/// The share of cells that count as the best.
const BEST: f64 = 0.05;
/// The most lines that are drawn of each kind.
const MOST_LINES: usize = 250;

/// One axis: a lever, or the metric.
#[derive(Clone, Debug)]
pub struct ParallelAxis {
    pub title: String,
    pub low: String,
    pub high: String,
    /// From and to where the best cells stand, in words.
    pub best: (String, String),
}

/// A cell as a line.
#[derive(Clone, Debug)]
pub struct ParallelLine {
    pub cell: usize,
    /// Its place on each axis, from 0 to 1.
    pub places: Vec<f64>,
    /// Whether it is among the best.
    pub best: bool,
}

/// Levers in the order of their effects, then the metric.
#[derive(Clone, Debug)]
pub struct Parallel {
    pub what: String,
    pub axes: Vec<ParallelAxis>,
    /// The best come last.
    pub lines: Vec<ParallelLine>,
    pub cells: usize,
    /// How many cells are the best.
    pub best: usize,
}

impl Parallel {
    /// The lines of a sweep; none with fewer than two levers or twenty cells.
    pub fn new(result: &SweepResult) -> Option<Self> {
        let subject = &result.subject;
        let (name, unit) = subject.metric();
        let metric = Subject::of(&subject.calendar, &subject.products, name, *unit);
        let order: Vec<usize> = result.effects.iter().map(|effect| effect.lever).collect();
        let mut ranked: Vec<usize> =
            (0..result.means.len()).filter(|&cell| result.means[cell].value.is_finite()).collect();
        if order.len() < 2 || ranked.len() < 20 {
            return None;
        }
        let mean = |cell: usize| result.means[cell].value;
        ranked.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)).then(a.cmp(&b)));
        let best = ((ranked.len() as f64 * BEST) as usize).max(1);
        let (highest, lowest) = (mean(ranked[0]), mean(*ranked.last()?));
        let share = |cell: usize| {
            if highest > lowest { (mean(cell) - lowest) / (highest - lowest) } else { 0.5 }
        };
        let line = |cell: usize, best: bool| {
            let place = &result.cells[cell];
            let levers = order.iter().map(|&lever| along(&subject.levers[lever], place[lever]));
            ParallelLine { cell, places: levers.chain([share(cell)]).collect(), best }
        };
        let others = thinned(&ranked[best..]).map(|cell| line(cell, false));
        let lines = others.chain(thinned(&ranked[..best]).map(|cell| line(cell, true))).collect();
        let lever_axis = |&lever: &usize| {
            let settings = &subject.levers[lever];
            let mut bins: Vec<usize> =
                ranked[..best].iter().map(|&c| settings.bin(result.cells[c][lever])).collect();
            bins.sort_unstable();
            let at = |index: usize| settings.bin_label(bins[index]);
            // Most of the best: all but the outer tenths.
            let edge = bins.len() / 10;
            ParallelAxis {
                title: settings.title.clone(),
                low: end_label(settings, false),
                high: end_label(settings, true),
                best: (at(edge), at(bins.len() - 1 - edge)),
            }
        };
        let write = |value: f64| amount(*unit, Estimate::exact(value));
        let outcome = ParallelAxis {
            title: format!("Mean of {}", metric.noun),
            low: write(lowest),
            high: write(highest),
            best: (write(mean(ranked[best - 1])), write(highest)),
        };
        Some(Self {
            what: format!("{} {}", metric.noun, metric.when),
            axes: order.iter().map(lever_axis).chain([outcome]).collect(),
            lines,
            cells: ranked.len(),
            best,
        })
    }

    /// The answer in a sentence: where most of the best cells stand.
    pub fn finding(&self) -> String {
        /// Levers that fit into a title.
        const NAMED: usize = 3;
        let levers = &self.axes[..self.axes.len() - 1];
        let places: Vec<String> = levers
            .iter()
            .take(NAMED)
            .map(|axis| match &axis.best {
                (low, high) if low == high => format!("{} {low}", axis.title),
                (low, high) => format!("{} {low} to {high}", axis.title),
            })
            .collect();
        let cells = grouped(self.best);
        let whose = match self.best {
            1 => "The best cell has".to_owned(),
            _ => format!("Most of the best {cells} cells have"),
        };
        sentence(&format!("{whose} {}", places.join(", ")))
    }

    /// A row a line that is drawn.
    pub fn table(&self) -> ChartTable {
        let mut columns = vec!["cell".to_owned(), "best".to_owned()];
        columns.extend(self.axes.iter().map(|axis| format!("place on {}", axis.title)));
        let rows = self.lines.iter().map(|line| {
            let mut row = vec![
                Cell::Number(line.cell as f64),
                Cell::Text(if line.best { "yes" } else { "no" }.to_owned()),
            ];
            row.extend(line.places.iter().map(|place| Cell::Number(*place)));
            row
        });
        ChartTable { columns, rows: rows.collect() }
    }
}

/// Where a coordinate stands between the ends of its lever, from 0 to 1.
fn along(lever: &Lever, place: Coordinate) -> f64 {
    match place {
        Coordinate::Level(level) if lever.numbers.len() < lever.labels.len() => {
            level as f64 / (lever.labels.len().max(2) - 1) as f64
        }
        _ if lever.high > lever.low => (lever.number(place) - lever.low) / (lever.high - lever.low),
        _ => 0.5,
    }
}

fn end_label(lever: &Lever, last: bool) -> String {
    let words = lever.numbers.len() < lever.labels.len();
    let label = if last { lever.labels.last() } else { lever.labels.first() };
    match label {
        Some(label) if words => label.clone(),
        _ => lever.unit.format(if last { lever.high } else { lever.low }),
    }
}

/// At most [`MOST_LINES`] of them, evenly spread over their order.
fn thinned(cells: &[usize]) -> impl Iterator<Item = usize> {
    let count = cells.len().min(MOST_LINES);
    (0..count).map(move |place| cells[place * cells.len() / count])
}

#[cfg(test)]
mod tests {
    use super::super::test_sweep::synthetic_sweep;
    use super::*;

    #[test]
    fn the_best_cells_are_named_by_where_they_stand() {
        let lines = Parallel::new(&synthetic_sweep(&[10, 10], false)).expect("lines");
        // Five of a hundred cells: the first lever at its end, the second in its upper half.
        assert_eq!((lines.cells, lines.best), (100, 5));
        assert_eq!(
            lines.finding(),
            "Most of the best 5 cells have Lever 0 9.5K, Lever 1 5.5K to 9.5K"
        );
        let last = lines.lines.last().expect("lines");
        assert!(last.best && last.places[0] == 1.0);
        assert!(lines.lines.iter().all(|l| l.places.iter().all(|p| (0.0..=1.0).contains(p))));
    }

    #[test]
    fn many_cells_are_thinned_and_few_have_no_lines() {
        let lines = Parallel::new(&synthetic_sweep(&[40, 50], false)).expect("lines");
        assert_eq!(lines.lines.len(), MOST_LINES + 100);
        assert!(Parallel::new(&synthetic_sweep(&[3, 3], false)).is_none());
        assert!(Parallel::new(&synthetic_sweep(&[50], false)).is_none());
    }
}
