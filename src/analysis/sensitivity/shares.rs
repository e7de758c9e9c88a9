//! The shares of a design with the names of its drivers, the largest first: what is drawn and written.

use super::{Design, DriverShares, Layers, Verdict, short_name};
use crate::analysis::subject::Subject;
use crate::analysis::wording::{percent, sentence, shortened};
use crate::analysis::{Cell, ChartTable};
use crate::model::Driver;

/// One driver with its shares.
#[derive(Clone, Debug)]
pub struct ShareRow {
    /// As in [`Driver::name`].
    pub name: String,
    pub title: String,
    pub shares: DriverShares,
}

/// What drives the variance of a metric.
#[derive(Clone, Debug)]
pub struct Shares {
    pub subject: Subject,
    pub paths: usize,
    /// How often a path was run in all.
    pub evaluations: usize,
    /// Of the outcome, in squares of its unit.
    pub variance: f64,
    /// The largest Shapley share first.
    pub rows: Vec<ShareRow>,
    pub layers: Layers,
}

impl Shares {
    pub fn new(subject: Subject, design: &Design, drivers: &[Driver], layers: Layers) -> Self {
        let row = |(driver, shares): (&Driver, &DriverShares)| ShareRow {
            name: driver.name.clone(),
            title: sentence(&short_name(&driver.title)),
            shares: *shares,
        };
        let mut rows: Vec<ShareRow> = drivers.iter().zip(&design.drivers).map(row).collect();
        rows.sort_by(|a, b| b.shares.shapley.value.total_cmp(&a.shares.shapley.value));
        Self {
            subject,
            paths: design.paths,
            evaluations: design.evaluations,
            variance: design.variance,
            rows,
            layers,
        }
    }

    /// The answer in a sentence: the largest real share, and what is chance.
    pub fn finding(&self) -> String {
        const LONGEST: usize = 44;
        let chance = percent(self.layers.aleatory.value.clamp(0.0, 1.0));
        let what = format!("the spread of {}", self.subject.noun);
        match self.rows.first().filter(|row| row.shares.verdict.is_real()) {
            Some(most) => format!(
                "“{}” drives {} of {what}; knowing every uncertain input would leave {chance} of it",
                shortened(&most.title, LONGEST),
                percent(most.shares.shapley.value),
            ),
            None => format!("No driver stands out in {what} at so few paths"),
        }
    }

    /// A row a driver, then the two layers.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "driver",
            "title",
            "shapley",
            "shapley_standard_error",
            "first_order",
            "first_order_standard_error",
            "total",
            "total_standard_error",
            "verdict",
            "paths_to_settle",
        ]);
        for row in &self.rows {
            let mut cells = vec![Cell::Text(row.name.clone()), Cell::Text(row.title.clone())];
            let DriverShares { first, total, shapley, verdict } = row.shares;
            for estimate in [shapley, first, total] {
                cells.push(Cell::Number(estimate.value));
                cells.push(Cell::Number(estimate.standard_error));
            }
            let (word, settle) = verdict.in_words();
            cells.push(word.into());
            cells.push(Cell::Number(settle));
            table.push(cells);
        }
        let Layers { epistemic, aleatory } = self.layers;
        for (name, title, share) in [
            ("layer.epistemic", "All uncertain inputs together", epistemic),
            ("layer.aleatory", "Chance, given the inputs", aleatory),
        ] {
            let mut cells = vec![Cell::from(name), Cell::from(title)];
            cells.extend([f64::NAN; 2].map(Cell::Number));
            cells.extend([share.value, share.standard_error].map(Cell::Number));
            cells.extend([f64::NAN; 2].map(Cell::Number));
            let (word, settle) = Verdict::of(share, 1, self.paths).in_words();
            cells.push(word.into());
            cells.push(Cell::Number(settle));
            table.push(cells);
        }
        table
    }
}
