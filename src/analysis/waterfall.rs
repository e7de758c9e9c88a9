//! Why a metric's mean moved between two scenarios: what each changed assumption contributes.

use super::sensitivity::short_name;
use super::subject::Subject;
use super::wording::{amount, percent, sentence};
use super::{Cell, ChartTable};
use crate::stats::Estimate;

/// The change of a metric's mean, shared out among assumptions.
#[derive(Clone, Debug)]
pub struct Waterfall {
    pub subject: Subject,
    /// The scenarios' names.
    pub names: [String; 2],
    /// The metric's mean in either.
    pub means: [Estimate; 2],
    /// The paired difference.
    pub difference: Estimate,
    /// The largest first.
    pub steps: Vec<Step>,
    pub paths: usize,
    /// Pairs of orders that were sampled; None where all sets of changes were run.
    pub sampled: Option<usize>,
}

/// One assumption's contribution.
#[derive(Clone, Debug)]
pub struct Step {
    /// In words, as in "Event: Congress blocks", or the path of an input.
    pub label: String,
    /// The keys in the scenario.
    pub paths: Vec<String>,
    /// What changes, as in "26,500 → 30,000".
    pub told: String,
    pub contribution: Estimate,
    /// Why it stands for several assumptions.
    pub joined_because: Option<String>,
}

impl Step {
    /// The label for a slide: where it is the path of an input, that in fewer words.
    pub fn in_words(&self) -> String {
        match self.paths.contains(&self.label) {
            true => sentence(&short_name(&self.label)),
            false => self.label.clone(),
        }
    }
}

impl Waterfall {
    /// Puts the steps in order, the largest first.
    pub(crate) fn sorted(mut self) -> Self {
        let size = |step: &Step| step.contribution.value.abs();
        self.steps.sort_by(|a, b| size(b).total_cmp(&size(a)));
        self
    }

    /// The answer in a sentence: the total, and the assumption that explains most of it.
    pub fn finding(&self) -> String {
        let Self { subject, difference, .. } = self;
        // A target's mean is a share already.
        let mean = if subject.column.starts_with("target.") { "the" } else { "the mean of" };
        let of = format!("{mean} {} {}", subject.noun, subject.when).trim_end().to_owned();
        let size = Estimate { value: difference.value.abs(), ..*difference };
        if difference.value == 0.0 || self.steps.is_empty() {
            return sentence(&format!("{of} does not move"));
        }
        let way = if difference.value > 0.0 { "more" } else { "less" };
        let total = amount(subject.unit, size);
        let Some(first) = self.steps.first() else { return String::new() };
        let share = first.contribution.value / difference.value;
        let part = match share {
            _ if self.steps.len() == 1 => format!("all of it from “{}”", first.in_words()),
            s if s > 1.0 => {
                let size = first.contribution.value.abs();
                let own = amount(subject.unit, Estimate { value: size, ..first.contribution });
                let back = if difference.value > 0.0 { "take part back" } else { "give part back" };
                format!("{own} from “{}”, the others {back}", first.in_words())
            }
            s if s > 0.0 => format!("{} of it from “{}”", percent(s), first.in_words()),
            _ => format!("although “{}” works against it", first.in_words()),
        };
        format!("{total} {way} in {of}: {part}")
    }

    /// A row a step, from the first mean to the second.
    pub fn table(&self) -> ChartTable {
        let columns = ["part", "assumption", "mean", "standard_error", "from", "to"];
        let mut table = ChartTable::new(&columns);
        let mut row = |part: &str, label: &str, e: Estimate, from: f64, to: f64| {
            table.push(vec![
                part.into(),
                label.into(),
                Cell::Number(e.value),
                Cell::Number(e.standard_error),
                Cell::Number(from),
                Cell::Number(to),
            ]);
        };
        let [before, after] = self.means;
        row(&self.names[0], "", before, 0.0, before.value);
        let mut level = before.value;
        for step in &self.steps {
            let to = level + step.contribution.value;
            row("contribution", &step.paths.join(" + "), step.contribution, level, to);
            level = to;
        }
        row(&self.names[1], "", after, 0.0, after.value);
        table
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;
    use crate::units::Unit;

    fn waterfall(parts: &[f64]) -> Waterfall {
        let result = synthetic(&Shape { paths: 3, ..Shape::default() });
        let error = |value| Estimate { value, standard_error: 100.0 };
        let total: f64 = parts.iter().sum();
        let steps = parts.iter().enumerate().map(|(k, part)| Step {
            label: format!("assumption {k}"),
            paths: vec![format!("a.{k}")],
            told: "1 → 2".to_owned(),
            contribution: error(*part),
            joined_because: None,
        });
        Waterfall {
            subject: Subject::describe(&result, "delivered_units", Unit::Chips),
            names: ["base".to_owned(), "other".to_owned()],
            means: [error(50_000.0), error(50_000.0 + total)],
            difference: error(total),
            steps: steps.collect(),
            paths: 1000,
            sampled: None,
        }
        .sorted()
    }

    #[test]
    fn the_finding_names_the_largest_part() {
        for (parts, finding) in [
            (&[1000.0, 3000.0][..], "75% of it from “assumption 1”"),
            (&[-1000.0], "all of it from “assumption 0”"),
            (&[5000.0, -1000.0], "5K from “assumption 0”, the others take part back"),
            (&[-5000.0, 2000.0, 4000.0], "although “assumption 0” works against it"),
        ] {
            let told = waterfall(parts).finding();
            assert!(told.ends_with(finding), "{told}");
        }
        assert!(waterfall(&[]).finding().ends_with("does not move"));
    }

    #[test]
    fn the_steps_of_the_table_lead_from_one_mean_to_the_other() {
        let table = waterfall(&[1000.0, 3000.0, -500.0]).table();
        let number = |row: usize, column: usize| match table.rows[row][column] {
            Cell::Number(value) => value,
            Cell::Text(_) => f64::NAN,
        };
        let last = table.rows.len() - 1;
        assert_eq!((number(0, 5), number(last, 5)), (50_000.0, 53_500.0));
        for row in 1..last {
            assert_eq!(number(row, 4), number(row - 1, 5));
            assert_eq!(number(row, 5) - number(row, 4), number(row, 2));
        }
    }
}
