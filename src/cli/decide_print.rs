//! A decision on the terminal: one screen.

use std::path::Path;

use super::columns;
use super::console;
use super::print::files_line;
use crate::analysis::commitment::CommitmentCurve;
use crate::analysis::decision::{Decision as Judgement, Rule, Ruling, odds_in_words};
use crate::analysis::wording::{amount, grouped, sentence, shortened};
use crate::output::Manifest;
use crate::scenario::Decision;
use crate::stats::{Choice, Estimate, Moments};
use crate::study::Decided;
use crate::units::{Unit, short};

/// Letters of a title in a table.
const LONGEST: usize = 36;

/// More options than this are levels, or too many to run paths for.
const MOST_APART: usize = 8;

/// What came out of a decision.
pub fn decision(
    decision: &Decision,
    decided: &Decided,
    folder: &Path,
    manifest: &Manifest,
) -> String {
    let judged = &decided.judgement;
    let mut text = format!("{}\n", decision.title);
    if let Some(question) = &decision.question {
        text += &format!("{}\n", console::plain(question));
    }
    let count = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
    text += &format!(
        "{} · {} in {} · {} paths of each on seed {}, path by path · {:.2} s\n\n",
        judged.head.name,
        count(judged.options.len(), "option"),
        count(judged.worlds.len(), "world"),
        grouped(judged.head.paths),
        judged.head.seed,
        manifest.timings.total_seconds
    );
    text += &match &decided.curve {
        Some(curve) => format!("{}\n\n", self::curve(curve)),
        None => options(decision, decided),
    };
    for ruling in &judged.rulings {
        text += &self::ruling(judged, ruling);
    }
    if decided.curve.is_none() {
        text += &dominated(judged);
    }
    text += &format!(
        "\nodds: that the option truly is best, as far as {} paths tell. 95% sure: of all options \
         at once. It\nsays nothing of a wrong assumption.\n\n",
        grouped(judged.head.paths)
    );
    text += &files_line(
        folder,
        manifest,
        "summary.json, decision.toml, options, rules and paths as Parquet",
    );
    text
}

/// The tables of options: figures, regrets, how often there is enough, and what is shown beside.
fn options(decision: &Decision, decided: &Decided) -> String {
    let judged = &decided.judgement;
    let mut text = format!("{}\n{}\n\n", sentence(&judged.yardstick.what()), values(judged));
    if judged.worlds.len() > 1 {
        let table = regrets(judged);
        text += &format!("Regret: behind the best option of the same world\n{table}\n\n");
    }
    if let (Some(enough), Some(level)) = (&judged.enough, judged.yardstick.enough_in_words()) {
        let table = by_world(judged, enough, Unit::Share, judged.ruling(Rule::OftenEnough));
        text += &format!("Share of runs with {level}\n{table}\n\n");
    }
    for (place, metric) in decision.metrics.iter().enumerate() {
        text += &format!("Mean {metric}\n{}\n\n", beside(judged, decided, place + 1));
    }
    text
}

/// A row a level of a commitment.
fn curve(curve: &CommitmentCurve) -> String {
    let mut header = vec![shortened(&curve.title, LONGEST)];
    let mut columns: Vec<(Unit, &Vec<Estimate>)> = Vec::new();
    if let Some(values) = &curve.values {
        header.push(shortened(&curve.what, LONGEST));
        columns.push((curve.value_unit, values));
    }
    if let Some(tail) = &curve.tail {
        header.push("lowest 5% of runs".to_owned());
        columns.push((curve.value_unit, tail));
    }
    if let Some(missed) = &curve.missed {
        header.push(shortened(&format!("mean {}", missed.subject.noun), LONGEST));
        columns.push((missed.subject.unit, &missed.means));
    }
    if curve.values.is_none() {
        for (label, values) in &curve.by_world {
            header.push(shortened(label, LONGEST));
            columns.push((curve.value_unit, values));
        }
    }
    header.push("odds best".to_owned());
    let mut rows = columns::headed(header);
    for (place, level) in curve.levels.iter().enumerate() {
        let mut row = vec![curve.level(*level)];
        row.extend(columns.iter().map(|(unit, values)| values[place].digits(*unit)));
        row.push(match curve.choice.contenders[place] {
            true => odds_in_words(curve.choice.odds[place]),
            false => String::new(),
        });
        rows.add_row(row);
    }
    columns::aligned(rows, 2, &[])
}

fn name(judged: &Judgement, option: usize) -> String {
    shortened(&judged.options[option].title, LONGEST)
}

/// A row an option, a column a world, and a last column of what a rule says.
fn table(
    judged: &Judgement,
    last: Option<&str>,
    cell: impl Fn(usize, usize) -> String,
    closing: impl Fn(usize) -> String,
) -> String {
    let worlds = (0..judged.worlds.len()).map(|w| shortened(&judged.world_label(w), LONGEST));
    let header = std::iter::once(String::new()).chain(worlds);
    let mut rows = columns::headed(header.chain(last.map(str::to_owned)));
    for option in 0..judged.options.len() {
        let mut row = vec![name(judged, option)];
        row.extend((0..judged.worlds.len()).map(|world| cell(option, world)));
        row.extend(last.map(|_| closing(option)));
        rows.add_row(row);
    }
    columns::aligned(rows, 2, &[0])
}

fn by_world(
    judged: &Judgement,
    values: &[Vec<Estimate>],
    unit: Unit,
    ruling: Option<&Ruling>,
) -> String {
    let several = judged.worlds.len() > 1;
    let last = ruling.filter(|_| several).map(|ruling| match (ruling.rule, judged.is_weighted()) {
        (Rule::LeastRegret, _) => "at most",
        (_, true) => "by weight",
        (_, false) => "at least",
    });
    table(
        judged,
        last,
        |option, world| values[option][world].digits(unit),
        |option| ruling.map_or_else(String::new, |ruling| ruling.values[option].digits(unit)),
    )
}

fn values(judged: &Judgement) -> String {
    by_world(judged, &judged.values, judged.yardstick.unit(), judged.ruling(Rule::Mean))
}

fn regrets(judged: &Judgement) -> String {
    let ruling = judged.ruling(Rule::LeastRegret);
    by_world(judged, &judged.regrets, judged.yardstick.unit(), ruling)
}

/// The means of a metric beside the judged one.
fn beside(judged: &Judgement, decided: &Decided, place: usize) -> String {
    let cell = |option: usize, world: usize| {
        let column = &decided.columns[world][option][place];
        let here: Vec<f64> = column.values.iter().copied().filter(|x| x.is_finite()).collect();
        Moments::of(&here).mean().map_or("n/a".to_owned(), |mean| mean.digits(column.unit))
    };
    table(judged, None, cell, |_| String::new())
}

/// What a rule says, and how sure that is.
fn ruling(judged: &Judgement, ruling: &Ruling) -> String {
    let unit = judged.unit_of(ruling.rule);
    let choice = &ruling.choice;
    let looked_for = sentence(&judged.looked_for(ruling.rule));
    let best = judged.named(choice.best);
    let estimate = ruling.values[choice.best];
    let (low, high) = (estimate.value - choice.best_margin, estimate.value + choice.best_margin);
    let value = match choice.best_margin > 0.0 {
        true => format!(
            "{} (95% sure: {} to {})",
            estimate.digits(unit),
            unit.format(low),
            unit.format(high)
        ),
        false => estimate.digits(unit),
    };
    let Some(lead) = choice.lead else { return format!("{looked_for}: {best}, {value}\n") };
    if choice.is_close() {
        // Neighbouring levels of a commitment are hardly worth telling apart.
        let several = judged.options.len() > MOST_APART;
        let contenders = judged.contenders(ruling);
        let named: Vec<String> = contenders
            .iter()
            .take(4)
            .map(|&option| {
                format!("{} {}", judged.named(option), odds_in_words(choice.odds[option]))
            })
            .collect();
        let more = match contenders.len() {
            n if n > 4 => format!(" and {} more", n - 4),
            _ => String::new(),
        };
        return format!(
            "{looked_for}: too close to call\n  odds {}{more}\n  {best}: {value}, at most {} short of the best \
             (95% sure){}\n",
            named.join(", "),
            amount(unit, Estimate::exact(choice.falls_short)),
            if several { String::new() } else { paths_to_tell(judged, choice) }
        );
    }
    if lead.by.standard_error == 0.0 && lead.by.value == 0.0 {
        let over = judged.named(lead.over);
        return format!("{looked_for}: {best} and {over} alike, {value}\n");
    }
    format!(
        "{looked_for}: {best}\n  {value}; {} ahead of {} (95% sure: {} to {}), odds {}\n",
        lead.by.digits(unit),
        judged.named(lead.over),
        unit.format(lead.interval.low),
        unit.format(lead.interval.high),
        odds_in_words(choice.odds_of_best())
    )
}

/// How many paths would tell the best from the runner-up, if they are as far apart as they seem.
fn paths_to_tell(judged: &Judgement, choice: &Choice) -> String {
    const MOST: f64 = 1e8;
    let Some(lead) = choice.lead.filter(|lead| lead.by.value > 0.0) else { return String::new() };
    let ratio = choice.reach * lead.by.standard_error / lead.by.value;
    let paths = judged.head.paths as f64 * ratio * ratio;
    if paths > MOST {
        return String::new();
    }
    format!("; about {} paths would tell", short(paths.max(judged.head.paths as f64)))
}

/// Options that are beaten, each with those that beat it.
fn dominated(judged: &Judgement) -> String {
    let anywhere = if judged.worlds.len() > 1 { " in any world" } else { "" };
    let line = |option: usize| {
        let pairs: Vec<_> = judged.dominated.iter().filter(|pair| pair.option == option).collect();
        let least = pairs.iter().map(|pair| pair.odds).fold(1.0, f64::min);
        let order = match pairs.iter().all(|pair| pair.first_order) {
            true => ", nor likelier to exceed any amount",
            false => "",
        };
        let by: Vec<usize> = pairs.iter().map(|pair| pair.by).collect();
        (!by.is_empty()).then(|| {
            format!(
                "{} is not better than {}{anywhere}{order} (odds {})\n",
                judged.named(option),
                judged.names_of(&by),
                odds_in_words(least)
            )
        })
    };
    (0..judged.options.len()).filter_map(line).collect()
}
