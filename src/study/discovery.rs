//! In which worlds a target is met or missed, and what can be seen beforehand that moves its odds.

use crate::analysis::discovery::{Cases, Discovery, Sign, Signposts, Tree, signs};
use crate::engine::{self, Outcomes, Plan, Progress, RunError, RunResult, Target};
use crate::model::Model;
use crate::units::Date;

/// Ends of weeks on which signs are looked for, as far as the horizon goes.
const SIGN_WEEKS: [usize; 10] = [4, 8, 12, 16, 20, 26, 39, 52, 65, 78];

/// What was found about one target.
#[derive(Debug)]
pub struct Found {
    pub target: Target,
    pub discovery: Discovery,
    pub tree: Tree,
    pub signposts: Signposts,
}

/// What is looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sought {
    /// Where the target is missed, not where it is met.
    pub missed: bool,
    /// The share of the paths looked for that a box must hold.
    pub coverage: f64,
}

/// What one can look for in this model: a metric's name with `{day}` in it, whether it shows at zero,
/// and the words for it.
fn kinds(model: &Model) -> Vec<(String, bool, String)> {
    let mut kinds = Vec::new();
    let product = model.headline_product.map(|product| &model.products[product].id);
    let of = product.map_or_else(String::new, |id| format!(".{}", id.name));
    let what = product.map_or_else(String::new, |id| format!(" of {}", id.title));
    for (metric, words) in
        [("delivered_units", "nothing delivered"), ("shipped_units", "nothing shipped")]
    {
        kinds.push((format!("{metric}{of}.by-{{day}}"), true, format!("{words}{what} by {{day}}")));
    }
    kinds.push(("licensed_units.by-{day}".to_owned(), true, "no US licence by {day}".to_owned()));
    let rounds = "no approval round by {day}";
    kinds.push(("approval_rounds.by-{day}".to_owned(), true, rounds.to_owned()));
    let regimes = [
        ("washington", "Washington", &model.washington.process.regimes),
        ("beijing", "Beijing", &model.beijing.process.regimes),
    ];
    for (process, capital, regimes) in regimes {
        for regime in regimes {
            let metric = format!("regime.{process}.{}.on-{{day}}", regime.name);
            let words = format!("{capital} at “{}” on {{day}}", regime.title);
            kinds.push((metric, false, words));
        }
    }
    for event in &model.events {
        let metric = format!("event.{}.by-{{day}}", event.id.name);
        kinds.push((metric, false, format!("“{}” by {{day}}", event.id.title)));
    }
    let customs = "customs closed on {day}";
    kinds.push(("regime.customs.closed.on-{day}".to_owned(), false, customs.to_owned()));
    kinds
}

/// How many signs are looked for at most.
pub fn most_signs(model: &Model) -> usize {
    kinds(model).len() * SIGN_WEEKS.len()
}

/// Every sign that the model can show, with its column over the paths of a plan.
///
/// # Errors
/// If the run fails.
pub fn seen(
    model: &Model,
    plan: Plan,
    progress: &dyn Progress,
) -> Result<Vec<(Sign, Vec<f64>)>, RunError> {
    let weeks = model.calendar.weeks();
    let days: Vec<Date> = SIGN_WEEKS
        .into_iter()
        .filter(|&week| week < weeks)
        .map(|week| model.calendar.last_day(week - 1))
        .collect();
    let mut known = signs(&kinds(model), &days);
    known.retain(|sign| Outcomes::new(model, std::slice::from_ref(&sign.metric)).is_ok());
    let names: Vec<String> = known.iter().map(|sign| sign.metric.clone()).collect();
    let columns = engine::columns(model, &names, plan, progress)?;
    Ok(known.into_iter().zip(columns.into_iter().map(|column| column.values)).collect())
}

/// The box, the tree and the signposts of a target. None for one that is met, or missed, on nearly all
/// paths.
pub fn found(
    model: &Model,
    result: &RunResult,
    target: &Target,
    signs: &[(Sign, Vec<f64>)],
    sought: Sought,
) -> Option<Found> {
    let column = engine::target_values(model, result, &target.name)?;
    let met: Vec<bool> = column.iter().map(|&x| x >= target.at_least).collect();
    let wanted = met.iter().map(|met| *met != sought.missed).collect();
    let cases = Cases::new(result, wanted);
    let verb = if sought.missed { "missed" } else { "met" };
    let what = format!("“{}” is {verb}", target.title);
    let discovery = Discovery::new(&cases, what, sought.coverage)?;
    let end = result.calendar.last_day(result.calendar.weeks() - 1);
    let day = target.by.unwrap_or(end);
    Some(Found {
        target: target.clone(),
        tree: Tree::grow(&cases),
        signposts: Signposts::new(target.title.clone(), day, &met, signs)?,
        discovery,
    })
}
