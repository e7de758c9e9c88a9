//! The odds of a rare outcome on the terminal: one screen.

use std::path::Path;

use super::columns;
use super::print::files_line;
use crate::analysis::odds::{Odds, REPETITIONS, Way};
use crate::analysis::stress::Shift;
use crate::analysis::wording::{grouped, in_so_many, one_in, share_of_runs};
use crate::output::Manifest;
use crate::units::{Unit, short};

/// What is named of those that arrive.
const MOST_TRAITS: usize = 10;

/// The odds, the way there and what it takes.
pub fn odds(odds: &Odds, folder: &Path, manifest: &Manifest) -> String {
    let mut text = format!("{}\n{}\n\n", odds.title, odds.finding());
    let interval = odds.interval();
    if odds.arrived() {
        text += &format!(
            "odds {} (95% sure: {} to {})\n",
            odds.digits(),
            one_in(interval.low),
            one_in(interval.high)
        );
        if odds.is_rough() {
            text += "The searches differ much, and the odds are likelier above these than below: add --paths or --moves.\n";
        }
    } else {
        text += &format!(
            "no search arrived: the odds are below {}; more --paths or --moves may get there\n",
            one_in(interval.high)
        );
    }
    text += &format!(
        "{} of {} ordinary paths have it · {REPETITIONS} searches, {} paths simulated · seed {} · {:.2} s\n\n",
        share_of_runs(odds.plain.estimate().value, odds.paths),
        grouped(odds.paths),
        grouped(odds.simulated),
        odds.seed,
        manifest.timings.total_seconds
    );
    let way = if odds.question.way == Way::AtLeast { "at least" } else { "at most" };
    let amounts = format!("{} {way}", odds.subject.column);
    let mut levels = columns::headed([&amounts, "odds", ""]);
    for step in &odds.steps {
        levels.add_row([
            odds.subject.unit.format(step.amount),
            if step.odds.value > 0.0 { one_in(step.odds.value) } else { "none".to_owned() },
            in_so_many(step.odds),
        ]);
    }
    text += &columns::aligned(levels, 1, &[2]);
    text += "\n\n";
    let real: Vec<&Shift> = odds.traits.iter().filter(|shift| shift.real).collect();
    if !real.is_empty() {
        text += "What it takes: mean of ordinary paths → of those that get there, and the shift in \
                 standard deviations\n";
        let mut rows = columns::bare();
        for shift in real.into_iter().take(MOST_TRAITS) {
            let sign = if shift.shift.value > 0.0 { "+" } else { "" };
            rows.add_row([
                format!("  {}", shift.name),
                format!("{} → {}", short(shift.all), short(shift.given)),
                format!("{sign}{}", shift.shift.digits(Unit::Count)),
            ]);
        }
        text += &format!("{}\n\n", columns::aligned(rows, 1, &[0, 1, 2]));
    }
    text += &files_line(folder, manifest, "summary.json");
    text
}
