//! Which gate holds the chips back, week by week: unmet demand split by the gate that withheld it.

use super::wording::{percent, sentence};
use super::{Cell, ChartTable};
use crate::engine::RunResult;
use crate::units::{Calendar, Period};

/// The gates in the order a chip meets them: the name in "withheld_units.<gate>", for a chart's
/// label, and in a sentence.
const GATES: [(&str, &str, &str); 8] = [
    ("not_firm", "Order not firm", "orders that are not firm hold"),
    ("barred", "Barred", "bars by either capital hold"),
    ("not_licensed", "Not licensed", "missing licences hold"),
    ("volume_cap", "Volume cap", "the volume cap holds"),
    ("not_approved", "Not approved", "missing approvals in Beijing hold"),
    ("no_stock", "No stock", "lack of stock holds"),
    ("test_lab", "Test lab", "the test lab holds"),
    ("customs", "Customs", "customs holds"),
];

/// The first gate: interest that is not an order.
const NOT_FIRM: &str = "not_firm";

/// What one gate withholds.
#[derive(Clone, Debug)]
pub struct Gate {
    pub name: &'static str,
    pub title: &'static str,
    in_words: &'static str,
    /// Mean chips withheld in each week.
    pub withheld: Vec<f64>,
    /// The gate's share of all chip-weeks withheld by any gate.
    pub share: f64,
}

/// Mean chips withheld by each gate by week; the gates sum to unmet demand.
#[derive(Clone, Debug)]
pub struct Bottleneck {
    pub calendar: Calendar,
    pub gates: Vec<Gate>,
    /// Mean unmet demand by week, in chips.
    pub unmet: Vec<f64>,
    /// Each calendar quarter with the gate that withholds most in it, as an index, if any does.
    pub by_quarter: Vec<(Period, Option<usize>)>,
    /// The largest difference in any week between unmet demand and the sum over gates.
    pub imbalance: f64,
    pub paths: usize,
}

/// The index of the largest positive value, the first of equals.
fn largest(values: impl Iterator<Item = f64>) -> Option<usize> {
    let mut best: Option<(usize, f64)> = None;
    for (index, value) in values.enumerate() {
        if value > 0.0 && best.is_none_or(|(_, most)| value > most) {
            best = Some((index, value));
        }
    }
    best.map(|(index, _)| index)
}

impl Bottleneck {
    /// The gates over all products and groups, if the run has unmet demand and any gate. A gate
    /// that the run does not report withholds nothing.
    pub fn new(result: &RunResult) -> Option<Self> {
        let weeks = result.calendar.weeks();
        let means = |name: &str| -> Option<Vec<f64>> {
            let variable = result.series.find(name, "all", "all")?;
            (variable.weeks.len() == weeks)
                .then(|| variable.weeks.iter().map(|week| week.mean.value).collect())
        };
        let unmet = means("unmet_units")?;
        let mut gates: Vec<Gate> = GATES
            .iter()
            .filter_map(|&(name, title, in_words)| {
                let withheld = means(&format!("withheld_units.{name}"))?;
                Some(Gate { name, title, in_words, withheld, share: 0.0 })
            })
            .collect();
        if gates.is_empty() {
            return None;
        }
        let total: f64 = gates.iter().flat_map(|gate| &gate.withheld).sum();
        for gate in &mut gates {
            let sum = gate.withheld.iter().sum::<f64>();
            gate.share = if total > 0.0 { sum / total } else { 0.0 };
        }
        let imbalance = (0..weeks)
            .map(|w| (unmet[w] - gates.iter().map(|g| g.withheld[w]).sum::<f64>()).abs())
            .fold(0.0, f64::max);
        let by_quarter = result
            .calendar
            .quarters()
            .into_iter()
            .map(|quarter| {
                let weeks = quarter.first_week..quarter.end_week;
                let most = largest(gates.iter().map(|g| g.withheld[weeks.clone()].iter().sum()));
                (quarter, most)
            })
            .collect();
        Some(Self {
            calendar: result.calendar.clone(),
            gates,
            unmet,
            by_quarter,
            imbalance,
            paths: result.paths,
        })
    }

    /// The gate that withholds most over the whole horizon.
    pub fn biggest(&self) -> Option<&Gate> {
        largest(self.gates.iter().map(|gate| gate.share)).map(|index| &self.gates[index])
    }

    /// The answer in a sentence: the biggest gate overall, and the one of the last quarter; where
    /// most orders are not even firm, the biggest among those that are.
    pub fn finding(&self) -> String {
        let Some(biggest) = self.biggest() else {
            return "No gate withholds any chips".to_owned();
        };
        let first = format!(
            "{} back the most: {} of unmet demand",
            sentence(biggest.in_words),
            percent(biggest.share)
        );
        let rest = self.gates.iter().filter(|gate| gate.name != NOT_FIRM);
        let firm: f64 = rest.clone().map(|gate| gate.share).fold(0.0, |sum, share| sum + share);
        if biggest.name == NOT_FIRM
            && let Some(next) = largest(rest.clone().map(|gate| gate.share))
            && let Some(next) = rest.clone().nth(next)
        {
            return format!(
                "{} of unmet demand is not firm; of firm orders, {} back the most: {}",
                percent(biggest.share),
                next.in_words,
                percent(next.share / firm)
            );
        }
        let last = self.by_quarter.last().and_then(|(_, most)| most.map(|i| &self.gates[i]));
        match last {
            Some(gate) if gate.name != biggest.name => {
                format!("{first}; by the last quarter it is {}", gate.title.to_lowercase())
            }
            _ => first,
        }
    }

    /// A row a week: unmet demand and what each gate withheld, mean chips, and the biggest gate of
    /// the week's quarter.
    pub fn table(&self) -> ChartTable {
        let mut columns = vec!["week_ending", "unmet_units"];
        columns.extend(self.gates.iter().map(|gate| gate.name));
        columns.push("biggest_in_quarter");
        let mut table = ChartTable::new(&columns);
        for (quarter, most) in &self.by_quarter {
            for week in quarter.first_week..quarter.end_week {
                let mut row: Vec<Cell> =
                    vec![self.calendar.last_day(week).to_string().into(), self.unmet[week].into()];
                row.extend(self.gates.iter().map(|gate| Cell::Number(gate.withheld[week])));
                row.push(most.map_or("", |index| self.gates[index].name).into());
                table.push(row);
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    /// Rounding of a sum of eight means.
    const ROUNDING: f64 = 1e-9;

    #[test]
    fn gates_sum_to_unmet_demand_and_their_shares_to_one() {
        for shape in Shape::adversarial() {
            let b = Bottleneck::new(&synthetic(&shape)).expect("series");
            let top = b.unmet.iter().copied().fold(1.0, f64::max);
            assert!(b.imbalance <= ROUNDING * top, "{shape:?}: {}", b.imbalance);
            let shares: f64 = b.gates.iter().map(|gate| gate.share).sum();
            assert!((shares - 1.0).abs() < ROUNDING || b.biggest().is_none());
            assert_eq!(b.table().rows.len(), b.unmet.len());
        }
    }

    #[test]
    fn a_gate_left_out_shows_as_an_imbalance() {
        let mut result = synthetic(&Shape::default());
        result.series.variables.retain(|v| v.name != "withheld_units.customs");
        assert!(Bottleneck::new(&result).expect("series").imbalance > 1.0);
    }

    #[test]
    fn the_finding_names_the_biggest_gate_with_its_share() {
        let b = Bottleneck::new(&synthetic(&Shape::default())).expect("series");
        let biggest = b.biggest().expect("a gate");
        assert!(b.gates.iter().all(|gate| gate.share <= biggest.share));
        let text = b.finding();
        assert!(text.contains(&format!("the most: {} of", percent(biggest.share))), "{text}");
        for (quarter, most) in &b.by_quarter {
            let sum =
                |g: &Gate| g.withheld[quarter.first_week..quarter.end_week].iter().sum::<f64>();
            let most = sum(&b.gates[most.expect("demand is unmet")]);
            assert!(b.gates.iter().all(|gate| sum(gate) <= most));
        }
    }
}
