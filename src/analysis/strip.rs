//! One metric over several outcomes side by side: a row each, from P5 to P95, zeros counted apart.

use super::subject::Subject;
use super::wording::{sentence, shortened};
use super::{Cell, ChartTable};
use crate::stats::{Estimate, QUANTILE_LEVELS, Summary};

/// The most rows that can be told apart on a slide.
pub const MOST_ROWS: usize = 24;

/// One outcome: how a metric spreads over its paths.
#[derive(Clone, Debug)]
pub struct StripRow {
    /// Its title for people, as in "Summit thaw".
    pub name: String,
    /// A few words beside the name, as in "weight 30%"; empty where there are none.
    pub note: String,
    /// The share of paths that are exactly zero.
    pub zero_share: f64,
    /// At [`QUANTILE_LEVELS`].
    pub quantiles: [Estimate; 7],
}

impl StripRow {
    /// The row of a summary; none where the metric has no value at all, or where an outer quantile
    /// falls on paths that have none.
    pub fn new(
        name: impl Into<String>,
        note: impl Into<String>,
        summary: &Summary,
    ) -> Option<Self> {
        let quantiles = summary.quantiles?;
        quantiles.iter().all(|quantile| quantile.value.is_finite()).then_some(())?;
        Some(Self {
            name: name.into(),
            note: note.into(),
            zero_share: summary.p_zero?.value,
            quantiles,
        })
    }

    /// P50 with its error.
    pub fn median(&self) -> Estimate {
        self.quantiles[3]
    }

    /// P25 to P75, P10 to P90 and P5 to P95: the middle 50, 80 and 90% of paths.
    pub fn bars(&self) -> [(f64, f64); 3] {
        let [p05, p10, p25, _, p75, p90, p95] = self.quantiles.map(|quantile| quantile.value);
        [(p25, p75), (p10, p90), (p05, p95)]
    }
}

/// A metric's spread in each of several worlds, scenarios or settings.
#[derive(Clone, Debug)]
pub struct Strip {
    pub subject: Subject,
    /// What a row is, in the plural: "worlds", "scenarios".
    pub kind: &'static str,
    /// In the order given, at most [`MOST_ROWS`].
    pub rows: Vec<StripRow>,
    /// All rows together, where there is such a thing: drawn apart from them.
    pub together: Option<StripRow>,
    /// Rows beyond [`MOST_ROWS`], which are neither drawn nor in the table.
    pub left_out: usize,
}

impl Strip {
    /// The strip of these rows; none without a row.
    pub fn new(
        subject: Subject,
        kind: &'static str,
        mut rows: Vec<StripRow>,
        together: Option<StripRow>,
    ) -> Option<Self> {
        let left_out = rows.len().saturating_sub(MOST_ROWS);
        rows.truncate(MOST_ROWS);
        (!rows.is_empty()).then_some(Self { subject, kind, rows, together, left_out })
    }

    /// The rows and, last, what they are together.
    pub fn all_rows(&self) -> impl Iterator<Item = &StripRow> {
        self.rows.iter().chain(&self.together)
    }

    /// The answer in a sentence: the lowest and the highest median, and where they are.
    pub fn finding(&self) -> String {
        /// Letters of a name that leave room for the numbers.
        const LONGEST: usize = 36;
        let by_median =
            |a: &&StripRow, b: &&StripRow| a.median().value.total_cmp(&b.median().value);
        let written = |row: &StripRow| match row.median().value {
            0.0 => self.subject.nothing().to_owned(),
            _ => self.subject.amount(row.median()),
        };
        let named = |row: &StripRow| format!("“{}”", shortened(&row.name, LONGEST));
        let what = format!("{} {}", self.subject.noun, self.subject.when);
        let ends = self.rows.iter().min_by(by_median).zip(self.rows.iter().max_by(by_median));
        let Some((least, most)) = ends else { return sentence(&what) };
        let (low, high) = (written(least), written(most));
        let medians = match self.rows.len() {
            1 => format!("the median is {low} in {}", named(least)),
            n if low == high => format!("the median is {low} in all {n} {}", self.kind),
            _ => format!("the median is {low} in {} and {high} in {}", named(least), named(most)),
        };
        sentence(&format!("{what}: {medians}"))
    }

    /// A row of the table for each row of the strip.
    pub fn table(&self) -> ChartTable {
        let levels = QUANTILE_LEVELS.map(|p| format!("p{:02.0}", p * 100.0));
        let mut columns = vec!["row", "note", "p_zero"];
        columns.extend(levels.iter().map(String::as_str));
        columns.push("p50_standard_error");
        let mut table = ChartTable::new(&columns);
        for row in self.all_rows() {
            let mut cells = vec![
                Cell::Text(row.name.clone()),
                Cell::Text(row.note.clone()),
                Cell::Number(row.zero_share),
            ];
            cells.extend(row.quantiles.iter().map(|quantile| Cell::Number(quantile.value)));
            cells.push(Cell::Number(row.median().standard_error));
            table.push(cells);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::subject::Subject;
    use super::super::test_result::{Shape, synthetic};
    use super::*;
    use crate::stats::Missing;

    fn subject() -> Subject {
        let result = synthetic(&Shape { paths: 3, ..Shape::default() });
        Subject::new(&result, "delivered_units").expect("a metric")
    }

    fn row(name: &str, values: &[f64]) -> StripRow {
        StripRow::new(name, "", &Summary::of(values, Missing::Absent)).expect("values")
    }

    fn strip(rows: Vec<StripRow>) -> Strip {
        Strip::new(subject(), "worlds", rows, None).expect("rows")
    }

    #[test]
    fn the_title_names_the_lowest_and_the_highest_median() {
        let say = |rows| strip(rows).finding();
        let (high, none) = (row("Thaw", &[3e5; 9]), row("Closed", &[0.0; 9]));
        let middle = row("Rounds", &[5e4; 9]);
        assert_eq!(
            say(vec![middle.clone(), high.clone(), none]),
            "Chips delivered by Dec 2027: the median is none in “Closed” and 300K in “Thaw”"
        );
        let same = StripRow { name: "Other".to_owned(), ..middle.clone() };
        assert!(say(vec![middle.clone(), same]).ends_with("the median is 50K in all 2 worlds"));
        assert!(say(vec![middle]).ends_with("the median is 50K in “Rounds”"));
    }

    #[test]
    fn bars_are_the_middle_half_four_fifths_and_nine_tenths() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        let row = row("Even", &values);
        assert_eq!(row.bars(), [(25.0, 75.0), (10.0, 90.0), (5.0, 95.0)]);
        assert_eq!((row.median().value, row.zero_share), (50.0, 1.0 / 101.0));
        let table = strip(vec![row]).table();
        assert_eq!(table.columns[3..6], ["p05", "p10", "p25"]);
        assert_eq!(table.rows[0][3], Cell::Number(5.0));
        assert_eq!(table.rows[0].len(), table.columns.len());
    }

    #[test]
    fn rows_without_values_are_none_and_too_many_are_counted() {
        let never = Summary::of(&[f64::NAN, 1.0, 2.0], Missing::Never);
        assert!(StripRow::new("a", "", &never).is_none());
        assert!(Strip::new(subject(), "worlds", Vec::new(), None).is_none());
        let many = strip(vec![row("a", &[1.0, 2.0]); MOST_ROWS + 3]);
        assert_eq!((many.rows.len(), many.left_out), (MOST_ROWS, 3));
    }
}
