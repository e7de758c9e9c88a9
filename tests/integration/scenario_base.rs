//! The base scenario: it loads, every number has a source, and its resolved text is the same model.

use std::path::Path;

use tradeflow::scenario::{Scenario, from_text, load};

const BASE: &str = "scenarios/h200-2026.toml";

fn base() -> Scenario {
    load(Path::new(BASE), &[]).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn the_base_scenario_compiles() {
    let scenario = base();
    let model = &scenario.model;
    assert_eq!(model.scenario.name, "h200-2026");
    assert_eq!(model.calendar.weeks(), 100);
    assert_eq!(model.products.len(), 2);
    assert_eq!(model.buyers.len(), 8);
    assert_eq!(model.washington.regimes.len(), 3);
    assert_eq!(model.beijing.regimes.len(), 5);
    assert_eq!(model.events.len(), 4);
    assert_eq!(model.targets.len(), 5);
    assert_eq!(model.headline_product, Some(0));
    assert_eq!((scenario.run.paths, scenario.run.seed), (10_000, 2026));
}

#[test]
fn every_number_of_the_base_scenario_has_a_source() {
    let scenario = base();
    assert!(scenario.register.len() > 150, "{}", scenario.register.len());
    for entry in scenario.register.iter().filter(|entry| !entry.path.starts_with("target.")) {
        assert!(entry.source.is_some(), "{} (line {}) has no source", entry.path, entry.line);
        assert!(entry.confidence.is_some(), "{} has no confidence", entry.path);
    }
}

#[test]
fn the_resolved_text_is_the_same_model() {
    let scenario = base();
    let again = from_text("resolved.toml", &scenario.resolved, &[])
        .unwrap_or_else(|problems| panic!("{problems}\n{}", scenario.resolved));
    assert_eq!(format!("{:?}", again.model), format!("{:?}", scenario.model));
    assert_eq!(again.run, scenario.run);
    assert_eq!(again.resolved, scenario.resolved, "resolving twice changes nothing");
    let said = |scenario: &Scenario| -> Vec<_> {
        let entries = scenario.register.iter();
        entries
            .map(|e| {
                (
                    e.path.clone(),
                    e.value.clone(),
                    e.source.clone(),
                    e.confidence.clone(),
                    e.note.clone(),
                )
            })
            .collect()
    };
    assert_eq!(said(&again), said(&scenario));
}
