//! Where the orders went: what was asked for, split into its ends at the horizon.

use super::sample::Sample;
use super::wording::{amount, horizon, percent};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::Estimate;
use crate::units::Unit;

/// The ends an order may come to: the metric column, its name for people, and what its chips are.
const ENDS: [(&str, &str, &str); 8] = [
    ("delivered_units", "Delivered", "delivered"),
    ("in_pipeline_units", "In the pipeline", "still in the pipeline"),
    ("closing_firm_units", "Firm, still waiting", "firm and still waiting"),
    ("closing_provisional_units", "Provisional, still waiting", "provisional and still waiting"),
    ("cancelled_units", "Cancelled", "cancelled"),
    ("substituted_units", "Substituted at home", "substituted at home"),
    ("offshore_units", "Met offshore", "met offshore"),
    ("returned_units", "Returned", "returned"),
];

/// One part of the funnel over all paths.
#[derive(Clone, Debug)]
pub struct FunnelPart {
    /// The metric column.
    pub column: &'static str,
    /// For people.
    pub title: &'static str,
    /// What its chips are, as in "23% are provisional and still waiting".
    are: &'static str,
    pub mean: Estimate,
    pub p10: f64,
    pub p90: f64,
}

/// The orders asked for and what became of them. In the means, the parts sum to what was asked.
#[derive(Clone, Debug)]
pub struct Funnel {
    pub asked: FunnelPart,
    pub parts: Vec<FunnelPart>,
    /// What the means of the parts leave of the mean asked for: zero but for rounding.
    pub imbalance: f64,
    pub paths: usize,
    pub horizon: String,
}

impl Funnel {
    /// The funnel of all products, if the run has the columns.
    pub fn new(result: &RunResult) -> Option<Self> {
        let part = |name: &'static str, title: &'static str, are: &'static str| {
            let sample = Sample::of(result, name)?;
            Some(FunnelPart {
                column: name,
                title,
                are,
                mean: sample.mean(),
                p10: sample.quantile(0.1),
                p90: sample.quantile(0.9),
            })
        };
        let asked = part("asked_units", "Asked for", "asked for")?;
        let parts: Option<Vec<_>> =
            ENDS.iter().map(|&(name, title, are)| part(name, title, are)).collect();
        let parts = parts?;
        let imbalance = asked.mean.value - parts.iter().map(|p| p.mean.value).sum::<f64>();
        Some(Self {
            asked,
            parts,
            imbalance,
            paths: result.paths,
            horizon: horizon(&result.calendar),
        })
    }

    /// A part's share of what was asked for, in the means.
    pub fn share(&self, part: &FunnelPart) -> f64 {
        if self.asked.mean.value > 0.0 { part.mean.value / self.asked.mean.value } else { 0.0 }
    }

    /// The answer in a sentence: the share delivered, and the largest of the other ends.
    pub fn finding(&self) -> String {
        if self.asked.mean.value <= 0.0 {
            return format!("No chips are asked for by {}", self.horizon);
        }
        let asked = amount(Unit::Chips, self.asked.mean);
        let delivered = percent(self.share(&self.parts[0]));
        let other = self.parts[1..]
            .iter()
            .rev()
            .max_by(|a, b| a.mean.value.total_cmp(&b.mean.value))
            .filter(|part| part.mean.value > 0.0);
        let tail = other.map_or_else(String::new, |part| {
            format!("; {} are {}", percent(self.share(part)), part.are)
        });
        format!("Of {asked} chips asked for, {delivered} are delivered by {}{tail}", self.horizon)
    }

    /// What was asked for, then a row an end.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "part",
            "column",
            "mean_chips",
            "standard_error",
            "share_of_asked",
            "p10",
            "p90",
        ]);
        for part in std::iter::once(&self.asked).chain(&self.parts) {
            table.push(vec![
                part.title.into(),
                part.column.into(),
                Cell::Number(part.mean.value),
                Cell::Number(part.mean.standard_error),
                Cell::Number(self.share(part)),
                Cell::Number(part.p10),
                Cell::Number(part.p90),
            ]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    /// Rounding of sums over ten thousand paths of up to seven digits.
    const ROUNDING: f64 = 1e-9;

    #[test]
    fn the_parts_sum_to_what_was_asked_for() {
        for shape in Shape::adversarial() {
            let funnel = Funnel::new(&synthetic(&shape)).expect("columns");
            assert!(
                funnel.imbalance.abs() <= ROUNDING * funnel.asked.mean.value.max(1.0),
                "{shape:?}: {}",
                funnel.imbalance
            );
            let shares: f64 = funnel.parts.iter().map(|p| funnel.share(p)).sum();
            assert!((shares - 1.0).abs() < ROUNDING);
        }
    }

    #[test]
    fn a_leak_shows_as_an_imbalance() {
        let mut result = synthetic(&Shape::default());
        let cancelled =
            result.metrics.iter_mut().find(|c| c.name == "cancelled_units").expect("it");
        cancelled.values.iter_mut().for_each(|v| *v -= 10.0);
        let funnel = Funnel::new(&result).expect("columns");
        assert!((funnel.imbalance - 10.0).abs() < 1e-3);
    }

    #[test]
    fn the_finding_holds_the_delivered_share() {
        let funnel = Funnel::new(&synthetic(&Shape::default())).expect("columns");
        let delivered = format!("{} are delivered", percent(funnel.share(&funnel.parts[0])));
        assert!(funnel.finding().contains(&delivered), "{}", funnel.finding());
        assert!(funnel.finding().contains(&amount(Unit::Chips, funnel.asked.mean)));
        assert_eq!(funnel.table().rows.len(), 9);
    }
}
