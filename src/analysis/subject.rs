//! What a chart is about: a metric, its unit, the products and the time it covers, in words.

use super::quarterly::quarter_name;
use super::wording::{amount, horizon, percent, proportion, sentence};
use crate::engine::{Column, RunResult, Target};
use crate::stats::Estimate;
use crate::units::{Calendar, Date, Unit};

/// A metric column in words.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The column's name, as in "delivered_units.h200.2026".
    pub column: String,
    pub unit: Unit,
    /// What is counted, as in "chips of H200 delivered".
    pub noun: String,
    /// "by Dec 2027", "in 2026" or "in Q3 2026".
    pub when: String,
    /// What a run does with the amount: "deliver", "earn" or "reach".
    verb: &'static str,
    /// What follows the amount: " chips", " chips of H200" or nothing.
    counted: String,
}

/// The numbers that a finding about a metric is made of.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    pub paths: usize,
    pub p10: Estimate,
    pub median: Estimate,
    pub p90: Estimate,
    pub zero_share: f64,
    /// Whether all paths have the same value.
    pub constant: bool,
}

/// The product that charts and headlines are about: its name in columns and series, or "all".
pub fn headline_product(result: &RunResult) -> &str {
    let product = result.headline_product.and_then(|product| result.products.get(product));
    product.map_or("all", |(name, _)| name)
}

/// The column of a metric for the headline product, as in "delivered_units.h200".
pub fn headline_metric(result: &RunResult, metric: &str) -> String {
    match headline_product(result) {
        "all" => metric.to_owned(),
        product => format!("{metric}.{product}"),
    }
}

/// A metric's column in a result.
pub(crate) fn column<'r>(result: &'r RunResult, name: &str) -> Option<&'r Column> {
    result.metrics.iter().find(|column| column.name == name)
}

impl Subject {
    /// The subject of a metric column of the result, if it has one of this name.
    pub fn new(result: &RunResult, name: &str) -> Option<Self> {
        column(result, name).map(|column| Self::describe(result, name, column.unit))
    }

    /// The share of runs that meet a target, as a subject.
    pub(crate) fn of_target(target: &Target) -> Self {
        Self::of_share(&target.name, &target.title, target.by)
    }

    /// The share of runs that meet a target of this name and title, due by a day if it has one.
    pub fn of_share(name: &str, title: &str, by: Option<Date>) -> Self {
        Self {
            column: format!("target.{name}"),
            unit: Unit::Share,
            noun: format!("share of runs with “{title}”"),
            when: by.map_or_else(String::new, |by| format!("by {}", by.long())),
            verb: "reach",
            counted: String::new(),
        }
    }

    /// The subject of a metric's name, with its unit.
    pub(crate) fn describe(result: &RunResult, name: &str, unit: Unit) -> Self {
        Self::of(&result.calendar, &result.products, name, unit)
    }

    /// The subject of a metric's name over a calendar, with the names and titles of the products.
    pub fn of(calendar: &Calendar, products: &[(String, String)], name: &str, unit: Unit) -> Self {
        let mut parts = name.split('.');
        let base = parts.next().unwrap_or_default();
        let mut when = format!("by {}", horizon(calendar));
        let mut product = String::new();
        for part in parts {
            let is_period = |periods: Vec<crate::units::Period>| {
                periods.iter().any(|period| period.label == part)
            };
            if let Some(day) = part.strip_prefix("by-").and_then(Date::from_iso) {
                when = format!("by {}", day.long());
            } else if is_period([calendar.years(), calendar.fiscal_years()].concat()) {
                when = format!("in {part}");
            } else if is_period([calendar.quarters(), calendar.fiscal_quarters()].concat()) {
                when = format!("in {}", quarter_name(part));
            } else {
                let title = products.iter().find(|(name, _)| name == part);
                product = title.map_or_else(|| part.to_owned(), |(_, title)| title.clone());
            }
        }
        let of = if product.is_empty() { String::new() } else { format!(" of {product}") };
        let (verb, counted, noun) = match base {
            "delivered_units" => ("deliver", format!(" chips{of}"), format!("chips{of} delivered")),
            "gross_revenue_usd" => ("earn", String::new(), format!("gross revenue{of}")),
            "withheld_unit_weeks" => {
                let gate = product.replace('_', " ");
                ("reach", String::new(), format!("chip-weeks held back by {gate}"))
            }
            "event" => ("reach", String::new(), format!("week of {product}")),
            other => {
                let words = other.trim_end_matches("_usd").trim_end_matches("_units");
                let words = words.replace('_', " ");
                ("reach", format!(" ({words}{of})"), format!("{words}{of}"))
            }
        };
        Self { column: name.to_owned(), unit, noun, when, verb, counted }
    }

    /// An amount of the metric, with no digit beyond its error.
    pub fn amount(&self, estimate: Estimate) -> String {
        amount(self.unit, estimate)
    }

    /// The verb, for a singular subject or a plural one.
    pub fn verb(&self, singular: bool) -> String {
        match (singular, self.verb) {
            (true, "reach") => "reaches".to_owned(),
            (true, verb) => format!("{verb}s"),
            (false, verb) => verb.to_owned(),
        }
    }

    /// An amount with what it counts: "120K chips", "$4.2B".
    pub fn counted(&self, amount: &str) -> String {
        format!("{amount}{}", self.counted)
    }

    /// "nothing" or, of chips, "none".
    pub fn nothing(&self) -> &'static str {
        if self.unit == Unit::Chips { "none" } else { "nothing" }
    }

    /// "No run delivers any chips by Dec 2027".
    pub fn nothing_sentence(&self) -> String {
        let any = match self.unit {
            Unit::Chips => format!("any{}", self.counted),
            _ => format!("anything{}", self.counted),
        };
        format!("No run {} {any} {}", self.verb(true), self.when)
    }

    fn fewer(&self) -> &'static str {
        if self.unit == Unit::Chips { "fewer" } else { "less" }
    }

    /// A sentence where there is no spread to speak of: one path, or the same amount on all or most.
    fn certainty(&self, spread: &Spread) -> Option<String> {
        let value = self.counted(&self.amount(spread.median));
        match spread {
            s if s.paths == 1 && s.zero_share > 0.0 => {
                Some(format!("The only run {} {} {}", self.verb(true), self.nothing(), self.when))
            }
            s if s.paths == 1 => {
                Some(format!("The only run {} {value} {}", self.verb(true), self.when))
            }
            s if s.zero_share >= 1.0 => Some(self.nothing_sentence()),
            s if self.amount(s.p10) == self.amount(s.p90) && s.p10.value > 0.0 && !s.constant => {
                Some(format!("Eight runs in ten {} {value} {}", self.verb(false), self.when))
            }
            s if s.constant => Some(format!("Every run {} {value} {}", self.verb(true), self.when)),
            _ => None,
        }
    }

    /// ", and 31% deliver none", where any path has a zero.
    fn zeros(&self, spread: &Spread) -> Option<String> {
        (spread.zero_share > 0.0).then(|| {
            let (share, singular) = proportion(spread.zero_share);
            format!("; {share} {} {}", self.verb(singular), self.nothing())
        })
    }

    /// "Half of all runs deliver fewer than 120K chips by Dec 2027; one in three delivers none".
    pub fn median_sentence(&self, spread: &Spread) -> String {
        if let Some(certain) = self.certainty(spread) {
            return certain;
        }
        if spread.median.value == 0.0 && spread.zero_share >= 0.5 {
            let (share, singular) = match proportion(spread.zero_share) {
                (words, _) if words == "half" => ("half".to_owned(), false),
                other => other,
            };
            let tail = if spread.p90.value > 0.0 {
                let top = self.counted(&self.amount(spread.p90));
                format!("; one in ten {} more than {top}", self.verb(true))
            } else {
                String::new()
            };
            let verb = self.verb(singular);
            let share = sentence(&share);
            let (runs, when) = (self.nothing(), &self.when);
            return format!("{share} of all runs {verb} {runs} {when}{tail}");
        }
        let median = self.counted(&self.amount(spread.median));
        let tail = self.zeros(spread).unwrap_or_else(|| {
            let low = self.counted(&self.amount(spread.p10));
            format!("; nine in ten {} more than {low}", self.verb(false))
        });
        format!(
            "Half of all runs {} {} than {median} {}{tail}",
            self.verb(false),
            self.fewer(),
            self.when
        )
    }

    /// "Eight runs in ten deliver 12K to 812K chips by Dec 2027; 31% deliver none".
    pub fn range_sentence(&self, spread: &Spread) -> String {
        if let Some(certain) = self.certainty(spread) {
            return certain;
        }
        if spread.p90.value == 0.0 && spread.p10.value == 0.0 {
            let share = percent(spread.zero_share);
            return format!(
                "{share} of runs {} {} {}",
                self.verb(false),
                self.nothing(),
                self.when
            );
        }
        let low = self.amount(spread.p10);
        let high = self.counted(&self.amount(spread.p90));
        if spread.p10.value == 0.0
            && let Some(zeros) = self.zeros(spread)
        {
            // With a tenth of runs at zero, nine in ten and not eight lie up to P90.
            let verb = self.verb(false);
            return format!("Nine runs in ten {verb} at most {high} {}{zeros}", self.when);
        }
        let tail = self.zeros(spread).unwrap_or_else(|| {
            format!("; half more than {}", self.counted(&self.amount(spread.median)))
        });
        format!("Eight runs in ten {} {low} to {high} {}{tail}", self.verb(false), self.when)
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_result::{Shape, synthetic};
    use super::*;

    #[test]
    fn a_column_is_put_into_words() {
        let mut result = synthetic(&Shape { paths: 3, ..Shape::default() });
        for (name, noun, when) in [
            ("delivered_units", "chips delivered", "by Dec 2027"),
            ("delivered_units.2026", "chips delivered", "in 2026"),
            ("delivered_units.h200.2026Q3", "chips of H200 delivered", "in Q3 2026"),
            ("closing_backlog_usd.h20", "closing backlog of h20", "by Dec 2027"),
        ] {
            let subject = Subject::describe(&result, name, Unit::Chips);
            assert_eq!((subject.noun.as_str(), subject.when.as_str()), (noun, when));
        }
        result.metrics.clear();
        assert!(Subject::new(&result, "delivered_units").is_none());
    }

    #[test]
    fn sentences_follow_the_spread() {
        let result = synthetic(&Shape { paths: 3, ..Shape::default() });
        let subject = Subject::describe(&result, "delivered_units", Unit::Chips);
        let exact = |value| Estimate { value, standard_error: 0.0 };
        let spread = Spread {
            paths: 10_000,
            p10: exact(0.0),
            median: exact(120_000.0),
            p90: exact(800_000.0),
            zero_share: 0.331,
            constant: false,
        };
        let say =
            |spread: Spread| (subject.median_sentence(&spread), subject.range_sentence(&spread));
        let (median, range) = say(spread);
        assert_eq!(
            median,
            "Half of all runs deliver fewer than 120K chips by Dec 2027; one in three delivers none"
        );
        assert_eq!(
            range,
            "Nine runs in ten deliver at most 800K chips by Dec 2027; one in three delivers none"
        );
        let (median, _) = say(Spread { median: exact(0.0), zero_share: 0.56, ..spread });
        assert_eq!(
            median,
            "56% of all runs deliver none by Dec 2027; one in ten delivers more than 800K chips"
        );
        let (median, range) = say(Spread { p10: exact(50_000.0), zero_share: 0.0, ..spread });
        assert!(median.ends_with("; nine in ten deliver more than 50K chips"), "{median}");
        assert!(range.ends_with("; half more than 120K chips"), "{range}");
    }
}
