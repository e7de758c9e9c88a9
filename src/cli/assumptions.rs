//! A scenario's register of assumptions as a workbook lists it.

use crate::output::Assumption;
use crate::scenario::{RegisterEntry, Scenario};

/// Every number and law that the scenario gives.
pub fn of(scenario: &Scenario) -> Vec<Assumption> {
    scenario.register.iter().map(assumption).collect()
}

fn assumption(entry: &RegisterEntry) -> Assumption {
    let kind = match (entry.varies(), entry.is_law()) {
        (false, _) => "fixed",
        (true, false) => "uncertain",
        (true, true) => "chance",
    };
    let drawn = if entry.varies() {
        [entry.quantile(0.05), entry.quantile(0.5), entry.quantile(0.95), entry.mean()]
    } else {
        [None; 4]
    };
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Assumption {
        path: entry.path.clone(),
        meaning: entry.meaning.clone(),
        value: entry.value.clone(),
        unit: entry.unit.to_owned(),
        kind,
        drawn,
        source: text(&entry.source),
        confidence: text(&entry.confidence),
        as_of: text(&entry.as_of),
        note: text(&entry.note),
    }
}
