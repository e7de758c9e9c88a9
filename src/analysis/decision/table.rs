//! A decision as tables: a row an option and world, and a row a rule and option.

use super::{Decision, Rule};
use crate::analysis::{Cell, ChartTable};
use crate::stats::Estimate;

impl Rule {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::LeastRegret => "least_regret",
            Self::BestWorst => "best_worst",
            Self::OftenEnough => "often_enough",
        }
    }
}

fn push(row: &mut Vec<Cell>, estimate: Estimate) {
    row.extend([Cell::Number(estimate.value), Cell::Number(estimate.standard_error)]);
}

impl Decision {
    /// A row for each option and world: the judged figure, the band of paths, regret, the share of paths
    /// that reach enough, the odds of being best in the world, each with its standard error.
    pub fn table(&self) -> ChartTable {
        let mut columns = vec![
            "option",
            "option_title",
            "world",
            "world_title",
            "weight",
            "value",
            "value_standard_error",
            "p10",
            "p90",
            "regret",
            "regret_standard_error",
            "odds_best",
        ];
        if self.enough.is_some() {
            columns.extend(["share_enough", "share_enough_standard_error"]);
        }
        let mut table = ChartTable::new(&columns);
        for (o, option) in self.options.iter().enumerate() {
            for (w, world) in self.worlds.iter().enumerate() {
                let mut row = vec![
                    Cell::from(option.name.as_str()),
                    Cell::from(option.title.as_str()),
                    Cell::from(world.name.as_str()),
                    Cell::from(world.title.as_str()),
                    Cell::Number(world.weight.unwrap_or(f64::NAN)),
                ];
                push(&mut row, self.values[o][w]);
                let (low, high) = self.bands[o][w];
                row.extend([Cell::Number(low), Cell::Number(high)]);
                push(&mut row, self.regrets[o][w]);
                let odds = self.best_in.get(w).map_or(f64::NAN, |choice| choice.odds[o]);
                row.push(Cell::Number(odds));
                if let Some(enough) = &self.enough {
                    push(&mut row, enough[o][w]);
                }
                table.push(row);
            }
        }
        table
    }

    /// A row for each rule and option: what the rule looks at with its standard error, the odds that
    /// the option is best by it, and whether it may be.
    pub fn rules_table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "rule",
            "option",
            "option_title",
            "value",
            "value_standard_error",
            "odds_best",
            "may_be_best",
        ]);
        for ruling in &self.rulings {
            for (o, option) in self.options.iter().enumerate() {
                let mut row = vec![
                    Cell::from(ruling.rule.name()),
                    Cell::from(option.name.as_str()),
                    Cell::from(option.title.as_str()),
                ];
                push(&mut row, ruling.values[o]);
                row.push(Cell::Number(ruling.choice.odds[o]));
                row.push(Cell::Number(f64::from(u8::from(ruling.choice.contenders[o]))));
                table.push(row);
            }
        }
        table
    }
}
