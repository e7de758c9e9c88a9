//! Which policy holds when: the shares of paths in each regime of each process by week.

use super::wording::{horizon, percent, shortened};
use super::{Cell, ChartTable};
use crate::engine::{RegimeSeries, RunResult};
use crate::units::Calendar;

/// Shares of paths by regime and week, one panel a process.
#[derive(Clone, Debug)]
pub struct Regimes {
    pub calendar: Calendar,
    pub panels: Vec<RegimeSeries>,
    pub paths: usize,
}

/// A regime's name for people: "licence_cap" as "Licence cap".
pub fn regime_name(name: &str) -> String {
    super::wording::sentence(&name.replace(['_', '-'], " "))
}

impl Regimes {
    /// The processes with regimes and a share for each week, if there are any.
    pub fn new(result: &RunResult) -> Option<Self> {
        let panels: Vec<RegimeSeries> = result
            .regimes
            .iter()
            .filter(|series| {
                !series.regimes.is_empty()
                    && !series.shares.is_empty()
                    && series.shares.iter().all(|week| week.len() == series.regimes.len())
            })
            .cloned()
            .collect();
        (!panels.is_empty()).then(|| Self {
            calendar: result.calendar.clone(),
            panels,
            paths: result.paths,
        })
    }

    /// A panel's most frequent regime in the last week, with its share; the first of equals.
    pub fn leading(panel: &RegimeSeries) -> Option<(&str, f64)> {
        let last = panel.shares.last()?;
        let mut best = 0;
        for (index, share) in last.iter().enumerate() {
            if *share > last[best] {
                best = index;
            }
        }
        Some((&panel.regimes[best], last[best]))
    }

    /// The answer in a sentence: the leading regime of the first two processes at the horizon.
    pub fn finding(&self) -> String {
        const NAME_LETTERS: usize = 28;
        let parts: Vec<(String, String)> = self
            .panels
            .iter()
            .take(2)
            .filter_map(|panel| {
                let (name, share) = Self::leading(panel)?;
                let name = shortened(&name.replace('_', " "), NAME_LETTERS);
                Some((
                    shortened(&panel.title, NAME_LETTERS),
                    format!("at “{name}” in {}", percent(share)),
                ))
            })
            .collect();
        let end = horizon(&self.calendar);
        let mut text = format!("By {end}");
        for (index, (title, at)) in parts.iter().enumerate() {
            text.push_str(&match index {
                0 => format!(" {title} is {at} of runs"),
                _ => format!(", {title} {at}"),
            });
        }
        text
    }

    /// A row a week, process and regime.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&["week_ending", "process", "regime", "share"]);
        for panel in &self.panels {
            for (week, shares) in panel.shares.iter().enumerate() {
                for (regime, &share) in panel.regimes.iter().zip(shares) {
                    table.push(vec![
                        self.calendar.last_day(week).to_string().into(),
                        panel.process.clone().into(),
                        regime.clone().into(),
                        Cell::Number(share),
                    ]);
                }
            }
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn the_finding_holds_the_leading_regimes() {
        let regimes = Regimes::new(&synthetic(&Shape::default())).expect("regimes");
        for panel in &regimes.panels[..2] {
            let (name, share) = Regimes::leading(panel).expect("regimes");
            let text = format!("at “{}” in {}", name.replace('_', " "), percent(share));
            assert!(regimes.finding().contains(&text), "{}", regimes.finding());
        }
        assert_eq!(regimes.table().rows.len(), 100 * (5 + 4 + 3));
    }

    #[test]
    fn a_process_whose_shares_do_not_match_its_regimes_is_left_out() {
        let mut result = synthetic(&Shape::default());
        result.regimes[0].regimes.pop();
        assert_eq!(Regimes::new(&result).expect("the others").panels.len(), 2);
    }
}
