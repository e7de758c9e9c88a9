//! Gross revenue by quarter, fiscal where the scenario has a fiscal year: where the money falls in time.

use super::sample::Sample;
use super::subject::{Subject, headline_metric};
use super::wording::{amount, percent, sentence};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::Estimate;
use crate::units::Unit;

/// Revenue of one quarter over all paths, in dollars.
#[derive(Clone, Debug)]
pub struct Quarter {
    /// "2026Q3" or "FY2026Q3".
    pub label: String,
    pub mean: Estimate,
    pub p10: f64,
    pub median: f64,
    pub p90: f64,
    pub zero_share: f64,
}

/// Gross revenue by quarter.
#[derive(Clone, Debug)]
pub struct Quarterly {
    pub quarters: Vec<Quarter>,
    /// "gross revenue" or "gross revenue of H200".
    pub noun: String,
    pub paths: usize,
    /// Whether the quarters are fiscal ones.
    pub fiscal: bool,
}

impl Quarterly {
    /// The quarters of the horizon for which the run has a column, for the headline product.
    pub fn new(result: &RunResult) -> Option<Self> {
        let revenue = headline_metric(result, "gross_revenue_usd");
        let fiscal = result.calendar.fiscal_quarters();
        let (periods, fiscal) = match fiscal.is_empty() {
            true => (result.calendar.quarters(), false),
            false => (fiscal, true),
        };
        let quarters: Vec<Quarter> = periods
            .into_iter()
            .filter_map(|period| {
                let name = format!("{revenue}.{}", period.label);
                let sample = Sample::of(result, &name)?;
                Some(Quarter {
                    label: period.label,
                    mean: sample.mean(),
                    p10: sample.quantile(0.1),
                    median: sample.quantile(0.5),
                    p90: sample.quantile(0.9),
                    zero_share: sample.zero_share(),
                })
            })
            .collect();
        let noun = Subject::describe(result, &revenue, Unit::Usd).noun;
        (!quarters.is_empty()).then_some(Self { quarters, noun, paths: result.paths, fiscal })
    }

    /// The quarter with the highest mean, the first of equals.
    pub fn best(&self) -> &Quarter {
        self.quarters[1..].iter().fold(&self.quarters[0], |best, next| {
            if next.mean.value > best.mean.value { next } else { best }
        })
    }

    /// The answer in a sentence.
    pub fn finding(&self) -> String {
        let best = self.best();
        if best.mean.value <= 0.0 {
            return format!("No quarter brings any {}", self.noun);
        }
        let name = quarter_name(&best.label);
        let mean = amount(Unit::Usd, best.mean);
        let tail = match best.zero_share {
            share if share > 0.0 => format!("; {} of runs earn nothing in it", percent(share)),
            _ => String::new(),
        };
        if self.quarters.len() == 1 {
            return format!("{name} brings {mean} of {} on average{tail}", self.noun);
        }
        format!("{} peaks in {name} at {mean} on average{tail}", sentence(&self.noun))
    }

    /// A row a quarter.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "quarter",
            "mean_usd",
            "standard_error",
            "p10",
            "p50",
            "p90",
            "zero_share",
        ]);
        for q in &self.quarters {
            table.push(vec![
                q.label.clone().into(),
                Cell::Number(q.mean.value),
                Cell::Number(q.mean.standard_error),
                Cell::Number(q.p10),
                Cell::Number(q.median),
                Cell::Number(q.p90),
                Cell::Number(q.zero_share),
            ]);
        }
        table
    }
}

/// "2026Q3" as "Q3 2026", "FY2026Q3" as "Q3 FY2026".
pub fn quarter_name(label: &str) -> String {
    label.split_once('Q').map_or_else(|| label.to_owned(), |(year, q)| format!("Q{q} {year}"))
}

#[cfg(test)]
mod tests {
    use super::super::subject::column;
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn the_finding_is_the_best_quarter_with_its_mean() {
        let quarterly = Quarterly::new(&synthetic(&Shape::default())).expect("columns");
        assert_eq!(quarterly.quarters.len(), 8);
        let best = quarterly.best();
        assert!(quarterly.quarters.iter().all(|q| q.mean.value <= best.mean.value));
        let text = quarterly.finding();
        assert!(text.contains(&quarter_name(&best.label)), "{text}");
        assert!(text.contains(&amount(Unit::Usd, best.mean)), "{text}");
    }

    #[test]
    fn quarters_sum_to_the_whole_in_the_means() {
        let result = synthetic(&Shape::default());
        let quarterly = Quarterly::new(&result).expect("columns");
        let whole = Sample::new(&column(&result, "gross_revenue_usd").expect("it").values);
        let whole = whole.expect("values").mean().value;
        let sum: f64 = quarterly.quarters.iter().map(|q| q.mean.value).sum();
        assert!((sum / whole - 1.0).abs() < 1e-9, "{sum} {whole}");
    }
}
