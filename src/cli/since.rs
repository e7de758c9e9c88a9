//! A report's other runs: an earlier one, or those of a comparison, held against their baseline.

use std::path::Path;

use super::finished::Finished;
use super::progress::Bar;
use super::{Failure, console};
use crate::analysis::comparison::Comparison;
use crate::analysis::subject::headline_metric;
use crate::analysis::wording::grouped;
use crate::engine::{self, Plan, RunResult};
use crate::report::Contrasted;
use crate::scenario::{Differences, Scenario, Topic};
use crate::study::{self, Why, WhyError};

/// Opens an earlier run of one scenario that covers the same weeks as the one it is held against.
///
/// # Errors
/// If the folder holds no such run.
pub fn open(folder: &Path, now: &Scenario) -> Result<Finished, Failure> {
    let earlier = Finished::open(folder)?;
    let shown = folder.display();
    if earlier.manifest.command != "run" || earlier.scenarios.len() != 1 {
        return Err(Failure::Usage {
            message: format!("{shown} is no run of one scenario"),
            help: "name the folder of an earlier `tradeflow run`".to_owned(),
        });
    }
    if earlier.manifest.kept_paths.is_some() {
        return Err(unpaired(&earlier));
    }
    let differences = Differences::between(&earlier.scenarios[0], now);
    if differences.changes().iter().any(|change| change.topic == Topic::Horizon) {
        return Err(Failure::Usage {
            message: format!("{shown} does not cover the same weeks: its paths cannot be paired"),
            help: "run the earlier scenario with this start and end, as with --set \
                   scenario.end=2027-12-31"
                .to_owned(),
        });
    }
    Ok(earlier)
}

/// That a run cannot be held against another path by path.
pub fn unpaired(run: &Finished) -> Failure {
    Failure::Usage {
        message: format!(
            "{} keeps the values of its first paths alone: its paths cannot be paired",
            run.folder.display()
        ),
        help: "run it again without --keep-paths, on as many paths as memory allows".to_owned(),
    }
}

/// The earlier run on the random numbers of the later: first as it was, to see that it comes out the
/// same, and again where seed or paths are others.
///
/// # Errors
/// If it comes out otherwise than it was, or a run fails.
pub fn again(earlier: &Finished, plan: Plan, quiet: bool) -> Result<RunResult, Failure> {
    let own = Plan { threads: plan.threads, ..earlier.plan(None) };
    let mut results = earlier.simulate(own, quiet)?;
    let mut result = results.remove(0);
    if (own.seed, own.paths) != (plan.seed, plan.paths) {
        let bar = Bar::new(plan.paths, quiet);
        result = engine::run(&earlier.scenarios[0].model, plan, &bar)?;
    }
    // Two runs of one scenario are told apart by these words.
    result.title = format!("{} (before)", result.title);
    result.scenario = format!("{} (before)", result.scenario);
    Ok(result)
}

/// What the page says of the earlier run.
pub fn remark(earlier: &Finished) -> String {
    let manifest = &earlier.manifest;
    format!(
        "Before: scenario {} as run on seed {} with {} paths, simulated again (run {}).",
        console::plain(&manifest.scenarios[0].name),
        manifest.seed,
        grouped(manifest.paths),
        console::plain(&manifest.run)
    )
}

/// Runs held against the first of them; with `why`, each difference of a headline is shared out among
/// the assumptions that changed.
///
/// # Errors
/// If a run fails.
pub fn contrasted<'a>(
    scenarios: Vec<&'a Scenario>,
    results: Vec<&'a RunResult>,
    remark: String,
    plan: Plan,
    (why, quiet): (bool, bool),
) -> Result<Contrasted<'a>, Failure> {
    let mut waterfalls = Vec::new();
    for (scenario, result) in scenarios[1..].iter().zip(&results[1..]).filter(|_| why) {
        let differences = Differences::between(scenarios[0], scenario);
        // With too many changes to tell apart, or a headline without a value, nothing is said of why.
        let found = Why::new(differences, plan.seed).and_then(|why| {
            let headlines = ["delivered_units", "gross_revenue_usd"];
            let metrics = headlines.map(|metric| headline_metric(results[0], metric));
            let bar = Bar::new(plan.paths * why.runs(), quiet || why.runs() == 0);
            let simulate = |model: &_, columns: &[_]| study::outcomes(model, columns, plan, &bar);
            why.answer(results[0], result, &metrics, simulate)
        });
        match found {
            Ok(found) => waterfalls.push(found),
            Err(WhyError::Run(error)) => return Err(error.into()),
            Err(_) => waterfalls.push(Vec::new()),
        }
    }
    let comparison = Comparison::new(&results).expect("a baseline because there are two runs");
    Ok(Contrasted { scenarios, results, comparison, waterfalls, remark })
}
