//! Every option of a decision in every world, on the same random numbers.

use crate::analysis::commitment::{CommitmentCurve, Committed};
use crate::analysis::decision::{Decision as Judgement, DecisionHead, OptionHead, Yardstick};
use crate::analysis::subject::Subject;
use crate::analysis::worlds::WorldHead;
use crate::engine::{self, Column, Plan, Progress, RunError};
use crate::scenario::{Commitment, Decision};
use crate::units::Unit;

/// What came out of a decision.
#[derive(Clone, Debug)]
pub struct Decided {
    pub judgement: Judgement,
    /// The judged metric and those beside it, as `[world][option][metric]`.
    pub columns: Vec<Vec<Vec<Column>>>,
    /// Of a commitment.
    pub curve: Option<CommitmentCurve>,
}

/// Why a decision has no answer.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    #[error(transparent)]
    Run(#[from] RunError),
    /// The judged metric has no value on some path.
    #[error("{metric} has no value on {paths} paths of the option \"{option}\" in {world}")]
    Missing { metric: String, option: String, world: String, paths: usize },
}

/// Runs every option in every world on the paths of one plan, and judges them.
///
/// Path k of any two of these runs shares every draw that they both make, so that options differ by
/// what they change and hardly by luck.
///
/// # Errors
/// If a run fails, or the judged metric has no value on some paths.
pub fn decide(
    decision: &Decision,
    plan: Plan,
    progress: &dyn Progress,
) -> Result<Decided, DecideError> {
    let judged = &decision.judged;
    let names: Vec<String> =
        std::iter::once(&judged.column).chain(&decision.metrics).cloned().collect();
    let mut columns = Vec::with_capacity(decision.worlds.len());
    let mut values = Vec::with_capacity(decision.worlds.len());
    for world in &decision.worlds {
        let (mut rows, mut judged_rows) = (Vec::new(), Vec::new());
        for (scenario, option) in world.scenarios.iter().zip(&decision.options) {
            let found = engine::columns(&scenario.model, &names, plan, progress)?;
            let own = &found[0].values;
            let own: Vec<f64> = match &judged.target {
                Some(target) => {
                    own.iter().map(|x| f64::from(u8::from(*x >= target.at_least))).collect()
                }
                None => own.clone(),
            };
            let paths = own.iter().filter(|value| !value.is_finite()).count();
            if paths > 0 {
                return Err(DecideError::Missing {
                    metric: judged.column.clone(),
                    option: option.name.clone(),
                    world: world.name.clone(),
                    paths,
                });
            }
            judged_rows.push(own);
            rows.push(found);
        }
        columns.push(rows);
        values.push(judged_rows);
    }
    let head = DecisionHead {
        name: decision.name.clone(),
        title: decision.title.clone(),
        seed: plan.seed,
        paths: plan.paths,
    };
    let options = decision
        .options
        .iter()
        .map(|option| OptionHead { name: option.name.clone(), title: option.title.clone() });
    let worlds = decision.worlds.iter().map(|world| WorldHead {
        name: world.name.clone(),
        title: world.title.clone(),
        weight: world.weight,
    });
    let unit = columns[0][0][0].unit;
    let judgement = Judgement::new(
        head,
        yardstick(decision, unit),
        options.collect(),
        worlds.collect(),
        &values,
        plan.threads,
    )?;
    let curve = decision
        .commitment
        .as_ref()
        .and_then(|commitment| curve(decision, commitment, &judgement, &values, &columns));
    Ok(Decided { judgement, columns, curve })
}

fn curve(
    decision: &Decision,
    commitment: &Commitment,
    judgement: &Judgement,
    values: &[Vec<Vec<f64>>],
    columns: &[Vec<Vec<Column>>],
) -> Option<CommitmentCurve> {
    let place = columns[0][0].iter().position(|column| column.name == commitment.missed);
    let missed = place.map(|place| {
        let of = |world: &'_ Vec<Vec<Column>>| -> Vec<Vec<f64>> {
            world.iter().map(|level| level[place].values.clone()).collect()
        };
        let unit = columns[0][0][place].unit;
        (subject(decision, &commitment.missed, unit), columns.iter().map(of).collect::<Vec<_>>())
    });
    fn slices(columns: &[Vec<Vec<f64>>]) -> Vec<Vec<&[f64]>> {
        columns.iter().map(|world| world.iter().map(Vec::as_slice).collect()).collect()
    }
    let committed = Committed {
        title: &commitment.title,
        unit: commitment.unit,
        levels: &commitment.levels,
        judged: slices(values),
        missed: missed.as_ref().map(|(subject, columns)| (subject.clone(), slices(columns))),
    };
    CommitmentCurve::new(judgement, &committed)
}

/// A metric in words.
fn subject(decision: &Decision, column: &str, unit: Unit) -> Subject {
    let model = &decision.worlds[0].base.model;
    let products = model.products.iter();
    let products: Vec<(String, String)> =
        products.map(|p| (p.id.name.clone(), p.id.title.clone())).collect();
    Subject::of(&model.calendar, &products, column, unit)
}

fn yardstick(decision: &Decision, unit: Unit) -> Yardstick {
    let judged = &decision.judged;
    let subject = match &judged.target {
        Some(target) => Subject::of_share(&target.name, &target.title, target.by),
        None => subject(decision, &judged.column, unit),
    };
    Yardstick {
        subject,
        statistic: judged.statistic,
        more_is_better: judged.more_is_better,
        enough: judged.enough,
    }
}
