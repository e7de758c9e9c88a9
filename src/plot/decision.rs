//! The charts of a decision.

use super::commitment::draw_commitment;
use super::options::draw_options;
use super::regret::draw_regret;
use super::{Chart, Theme};
use crate::analysis::commitment::CommitmentCurve;
use crate::analysis::decision::Decision;
use crate::analysis::wording::grouped;

/// The charts that a decision has the data for: regrets where there are several worlds; every option's
/// figure in every world, or of levels of a commitment their curve.
pub fn decision_charts(
    decision: &Decision,
    curve: Option<&CommitmentCurve>,
    theme: &Theme,
) -> Vec<Chart> {
    let source = format!(
        "tradeflow {} · {} · seed {} · {} paths of each option in each world",
        env!("CARGO_PKG_VERSION"),
        decision.head.name,
        decision.head.seed,
        grouped(decision.head.paths)
    );
    let regret = (decision.worlds.len() > 1).then(|| Chart {
        name: "regret".into(),
        title: decision.finding(),
        svg: draw_regret(decision, theme, &source),
        table: decision.table(),
    });
    let options = match curve {
        Some(curve) => Chart {
            name: "commitment".into(),
            title: curve.finding(),
            svg: draw_commitment(curve, theme, &source),
            table: curve.table(),
        },
        None => Chart {
            name: "options".into(),
            title: decision.headline(),
            svg: draw_options(decision, theme, &source),
            table: decision.table(),
        },
    };
    regret.into_iter().chain([options]).collect()
}
