//! What is fuzzed, and what must hold of any bytes. Shared with `fuzz/`, so it names no test.

use tradeflow::engine::{Plan, run};
use tradeflow::scenario::{Diagnostics, Scenario, from_text};

/// A small scenario, over which the bytes of `overlay` and `lower` are laid.
const BASE: &str = "schema = 1\n[scenario]\nname = \"base\"\ntitle = \"Base\"\nstart = 2026-01-02\n\
    end = 2026-06-30\n[product.chip]\nprice_usd.uniform = { low = 20000, high = 30000 }\n\
    demand.asked_units = 1000\n[buyer.all]\norder_share = 1\n";
/// The most lines that are laid over the base one by one.
const MOST_SETS: usize = 16;
/// The most products × buyers × weeks of a scenario that is run.
const MOST_CELLS: usize = 2_000;

/// Bytes as a whole scenario file.
pub fn parse(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        held(from_text("fuzz.toml", text, &[]));
    }
}

/// Lines of `path=value` over a base.
pub fn overlay(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let sets: Vec<String> = text.lines().take(MOST_SETS).map(str::to_owned).collect();
        held(from_text("base.toml", BASE, &sets));
    }
}

/// Tables after those of a base: lowered, and what is accepted is run.
pub fn lower(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Some(scenario) = held(from_text("fuzz.toml", &format!("{BASE}{text}"), &[])) else {
        return;
    };
    let model = &scenario.model;
    if model.products.len() * model.buyers.len() * model.calendar.weeks() <= MOST_CELLS {
        let plan = Plan { threads: 1, ..Plan::new(1, 2) };
        let result = run(model, plan, &()).expect("a run because the scenario was accepted");
        for column in &result.metrics {
            let finite = column.values.iter().all(|value| !value.is_infinite());
            assert!(finite, "{} is infinite", column.name);
        }
    }
}

/// The scenario, or a refusal that keeps every promise.
fn held(outcome: Result<Scenario, Diagnostics>) -> Option<Scenario> {
    let problems = match outcome {
        Ok(scenario) => return Some(scenario),
        Err(problems) => problems,
    };
    let text = problems.to_string();
    assert!(!problems.list().is_empty(), "refused without a problem");
    assert!(text.len() <= 8 * 1024, "{} bytes", text.len());
    assert!(text.matches("\nerror: ").count() < 20, "{text}");
    let hostile = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(hostile), "{text:?}");
    None
}
