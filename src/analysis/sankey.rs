//! Where the orders flow: what was asked for, by whether it was shipped, waits or is lost, to its ends.

use super::sample::Sample;
use super::subject::column;
use super::wording::{amount, horizon, percent};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::stats::Estimate;
use crate::units::Unit;

/// The metric of what is asked for.
const ASKED: &str = "asked_units";
/// What can become of an order.
struct Fate {
    title: &'static str,
    /// What its chips are, as in "56% still wait".
    are: &'static str,
    /// The metric columns of its ends, and their names for people.
    ends: &'static [(&'static str, &'static str)],
}

const FATES: [Fate; 3] = [
    Fate {
        title: "Shipped",
        are: "are shipped",
        ends: &[
            ("delivered_units", "Delivered"),
            ("in_pipeline_units", "In the pipeline"),
            ("returned_units", "Returned"),
        ],
    },
    Fate {
        title: "Still waiting",
        are: "still wait",
        ends: &[("closing_firm_units", "Firm"), ("closing_provisional_units", "Provisional")],
    },
    Fate {
        title: "Lost",
        are: "are lost",
        ends: &[
            ("cancelled_units", "Cancelled"),
            ("substituted_units", "Substituted at home"),
            ("offshore_units", "Met offshore"),
        ],
    },
];

/// The chips along one link, over all paths.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Where they go.
    pub title: &'static str,
    pub mean: Estimate,
    pub p10: f64,
    pub p90: f64,
}

/// A first link, from what was asked for, and the links that go on from its end.
#[derive(Clone, Debug)]
pub struct Branch {
    pub flow: Flow,
    /// What its chips are, as in "56% still wait".
    are: &'static str,
    pub ends: Vec<Flow>,
}

/// Orders and what becomes of them. In the means, what enters a node leaves it.
#[derive(Clone, Debug)]
pub struct Sankey {
    pub asked: Flow,
    pub branches: Vec<Branch>,
    /// What the means of the ends leave of the mean asked for: zero but for rounding.
    pub imbalance: f64,
    pub paths: usize,
    pub horizon: String,
}

impl Sankey {
    /// The flows of all products over the kept paths, if the run has the columns. A branch is summed path by path, so that its
    /// range is of the sum and not a sum of ranges.
    pub fn new(result: &RunResult) -> Option<Self> {
        let values = |name: &str| Some(&column(result, name)?.values);
        let branch = |fate: &Fate| {
            let columns = fate.ends.iter().map(|(name, _)| values(name));
            let columns: Vec<&Vec<f64>> = columns.collect::<Option<_>>()?;
            let sums: Vec<f64> = (0..result.kept_paths())
                .map(|path| columns.iter().map(|c| c[path]).sum())
                .collect();
            let ends = fate.ends.iter().zip(&columns);
            let ends =
                ends.map(|((_, title), values)| flow(title, values)).collect::<Option<_>>()?;
            Some(Branch { flow: flow(fate.title, &sums)?, are: fate.are, ends })
        };
        let asked = flow("Asked for", values(ASKED)?)?;
        let branches: Vec<Branch> = FATES.iter().map(branch).collect::<Option<_>>()?;
        let ends: f64 =
            branches.iter().flat_map(|branch| &branch.ends).map(|end| end.mean.value).sum();
        Some(Self {
            imbalance: asked.mean.value - ends,
            asked,
            branches,
            paths: result.kept_paths(),
            horizon: horizon(&result.calendar),
        })
    }

    /// A flow's share of what was asked for, in the means.
    pub fn share(&self, flow: &Flow) -> f64 {
        if self.asked.mean.value > 0.0 { flow.mean.value / self.asked.mean.value } else { 0.0 }
    }

    /// The answer in a sentence: what share of the orders took each branch.
    pub fn finding(&self) -> String {
        if self.asked.mean.value <= 0.0 {
            return format!("No chips are asked for by {}", self.horizon);
        }
        let share =
            |branch: &Branch| format!("{} {}", percent(self.share(&branch.flow)), branch.are);
        let shares: Vec<String> = self.branches.iter().map(share).collect();
        format!(
            "By {}, of {} chips asked for {}",
            self.horizon,
            amount(Unit::Chips, self.asked.mean),
            shares.join(", ")
        )
    }

    /// A row a link, the first ones before those that go on from them.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "from",
            "to",
            "mean_chips",
            "standard_error",
            "share_of_asked",
            "p10",
            "p90",
        ]);
        let mut push = |from: &str, flow: &Flow| {
            table.push(vec![
                from.into(),
                flow.title.into(),
                Cell::Number(flow.mean.value),
                Cell::Number(flow.mean.standard_error),
                Cell::Number(self.share(flow)),
                Cell::Number(flow.p10),
                Cell::Number(flow.p90),
            ]);
        };
        self.branches.iter().for_each(|branch| push(self.asked.title, &branch.flow));
        for branch in &self.branches {
            branch.ends.iter().for_each(|end| push(branch.flow.title, end));
        }
        table
    }
}

fn flow(title: &'static str, values: &[f64]) -> Option<Flow> {
    let sample = Sample::new(values)?;
    Some(Flow { title, mean: sample.mean(), p10: sample.quantile(0.1), p90: sample.quantile(0.9) })
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    /// Rounding of sums over ten thousand paths of up to seven digits.
    const ROUNDING: f64 = 1e-9;

    #[test]
    fn what_enters_a_node_leaves_it() {
        for shape in Shape::adversarial() {
            let sankey = Sankey::new(&synthetic(&shape)).expect("columns");
            let size = ROUNDING * sankey.asked.mean.value.max(1.0);
            assert!(sankey.imbalance.abs() <= size, "{shape:?}: {}", sankey.imbalance);
            let into: f64 = sankey.branches.iter().map(|branch| branch.flow.mean.value).sum();
            assert!((into - sankey.asked.mean.value).abs() <= size, "{shape:?}");
            for branch in &sankey.branches {
                let out: f64 = branch.ends.iter().map(|end| end.mean.value).sum();
                assert!((out - branch.flow.mean.value).abs() <= size, "{shape:?}");
            }
        }
    }

    #[test]
    fn a_leak_shows_as_an_imbalance() {
        let mut result = synthetic(&Shape::default());
        let lost = result.metrics.iter_mut().find(|c| c.name == "offshore_units").expect("it");
        lost.values.iter_mut().for_each(|v| *v -= 10.0);
        let sankey = Sankey::new(&result).expect("columns");
        assert!((sankey.imbalance - 10.0).abs() < 1e-3);
    }

    #[test]
    fn a_branch_has_the_range_of_the_sum() {
        let mut result = synthetic(&Shape::default());
        let paths = result.paths;
        // One end is the mirror of the other: the sum is the same on each path.
        for (name, sign) in [("closing_firm_units", 1.0), ("closing_provisional_units", -1.0)] {
            let end = result.metrics.iter_mut().find(|c| c.name == name).expect("it");
            end.values = (0..paths).map(|path| 1e6 + sign * path as f64).collect();
        }
        let sankey = Sankey::new(&result).expect("columns");
        let waiting = &sankey.branches[1];
        assert_eq!((waiting.flow.p10, waiting.flow.p90), (2e6, 2e6));
        assert!(waiting.ends[0].p90 > waiting.ends[0].p10);
        assert_eq!(sankey.table().rows.len(), 11);
    }
}
