//! `tradeflow discover`: in which worlds a target is met or missed, and what to watch for.

use std::path::PathBuf;
use std::time::Instant;

use super::args::{FileArgs, FolderArgs, MemoryArgs, PlanArgs, SetArgs, ShowArgs, WorldArgs};
use super::print::files_line;
use super::style::{self, Style};
use super::{Failure, console, folder, load, progress::Bar};
use crate::analysis::discovery::{Cases, Discovery, Sign, Signposts, Tree, signs};
use crate::analysis::wording::grouped;
use crate::engine::{self, Outcomes, Plan, RunResult, Target};
use crate::model::Model;
use crate::output::{
    Manifest, RunFolder, ScenarioRecord, TargetDiscovery, chart_table, csv_bytes, discovery_json,
    parquet_bytes,
};
use crate::plot;
use crate::scenario::{Scenario, nearest};
use crate::units::{Date, Unit};

/// Ends of weeks on which signs are looked for, as far as the horizon goes.
const SIGN_WEEKS: [usize; 10] = [4, 8, 12, 16, 20, 26, 39, 52, 65, 78];

#[derive(Debug, clap::Args)]
pub struct DiscoverArgs {
    /// A scenario file
    file: PathBuf,
    /// A target by its name (repeatable) [default: every target that is neither met nor missed on
    /// nearly all paths]
    #[arg(long, value_name = "NAME")]
    target: Vec<String>,
    /// Look for where targets are missed, not for where they are met
    #[arg(long)]
    missed: bool,
    /// The share of the paths looked for that a box must hold
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = share)]
    coverage: f64,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    plan: PlanArgs,
    #[command(flatten)]
    memory: MemoryArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    set: SetArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.05..=0.95).contains(&share) => Ok(share),
        _ => Err("a share between 0.05 and 0.95, as in 0.5".to_owned()),
    }
}

/// What was found about one target.
#[derive(Debug)]
struct Found {
    target: Target,
    discovery: Discovery,
    tree: Tree,
    signposts: Signposts,
}

/// Runs the scenario, looks for boxes and signs, prints them and writes the folder.
pub fn discover(args: &DiscoverArgs) -> Result<(), Failure> {
    let scenarios = load::all(std::slice::from_ref(&args.file), &args.set, &args.world)?;
    let scenario = &scenarios[0];
    known_targets(args, &scenario.model)?;
    let plan = args.plan.plan(scenario.run);
    args.memory.check(plan, [&scenario.model])?;
    let signs = kinds(&scenario.model).len() * SIGN_WEEKS.len();
    args.memory.check_columns(plan, signs)?;
    let style = Style::new(&args.write, style::DISCOVER)?;
    let folder = folder::open(&scenario.model.scenario.name, &args.folder, false)?;
    let begun = Instant::now();
    let result = {
        let bar = Bar::new(plan.paths, args.show.quiet);
        engine::run(&scenario.model, plan, &bar)?
    };
    let signs = seen(args, &scenario.model, plan)?;
    let found: Vec<Found> = result
        .targets
        .iter()
        .filter(|target| args.target.is_empty() || args.target.contains(&target.name))
        .filter_map(|target| find(args, &scenario.model, &result, target, &signs))
        .collect();
    write((args, &style), scenario, &result, &found, plan, begun, folder)
}

/// That each target asked for is one of the scenario's.
fn known_targets(args: &DiscoverArgs, model: &Model) -> Result<(), Failure> {
    let names: Vec<&str> = model.targets.iter().map(|target| target.id.name.as_str()).collect();
    if names.is_empty() {
        return Err(Failure::Usage {
            message: "the scenario has no targets".to_owned(),
            help: "add a table [target.NAME] with a metric and a level".to_owned(),
        });
    }
    for target in &args.target {
        if !names.contains(&target.as_str()) {
            let help = match nearest(target, names.iter().copied()) {
                Some(near) => format!("did you mean \"{near}\"?"),
                None => format!("the targets are {}", names.join(", ")),
            };
            let message = format!("there is no target \"{}\"", console::plain(target));
            return Err(Failure::Usage { message, help });
        }
    }
    Ok(())
}

/// What one can look for in this model: pairs of a metric's name with `{day}` in it, whether it
/// shows at zero, and the words for it.
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

/// Every sign that the model can show, with its column over the paths of the run.
fn seen(args: &DiscoverArgs, model: &Model, plan: Plan) -> Result<Vec<(Sign, Vec<f64>)>, Failure> {
    let weeks = model.calendar.weeks();
    let days: Vec<Date> = SIGN_WEEKS
        .into_iter()
        .filter(|&week| week < weeks)
        .map(|week| model.calendar.last_day(week - 1))
        .collect();
    let mut known = signs(&kinds(model), &days);
    known.retain(|sign| Outcomes::new(model, std::slice::from_ref(&sign.metric)).is_ok());
    let names: Vec<String> = known.iter().map(|sign| sign.metric.clone()).collect();
    let bar = Bar::new(plan.paths, args.show.quiet);
    let columns = engine::columns(model, &names, plan, &bar)?;
    Ok(known.into_iter().zip(columns.into_iter().map(|column| column.values)).collect())
}

/// None for a target that is met, or missed, on nearly all paths.
fn find(
    args: &DiscoverArgs,
    model: &Model,
    result: &RunResult,
    target: &Target,
    signs: &[(Sign, Vec<f64>)],
) -> Option<Found> {
    let column = engine::target_values(model, result, &target.name)?;
    let met: Vec<bool> = column.iter().map(|&x| x >= target.at_least).collect();
    let wanted = met.iter().map(|met| *met != args.missed).collect();
    let cases = Cases::new(result, wanted);
    let verb = if args.missed { "missed" } else { "met" };
    let what = format!("“{}” is {verb}", target.title);
    let discovery = Discovery::new(&cases, what, args.coverage)?;
    let end = result.calendar.last_day(result.calendar.weeks() - 1);
    let day = target.by.unwrap_or(end);
    Some(Found {
        target: target.clone(),
        tree: Tree::grow(&cases),
        signposts: Signposts::new(target.title.clone(), day, &met, signs)?,
        discovery,
    })
}

fn write(
    (args, style): (&DiscoverArgs, &Style),
    scenario: &Scenario,
    result: &RunResult,
    found: &[Found],
    plan: Plan,
    begun: Instant,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let simulated = begun.elapsed();
    let name = &scenario.model.scenario.name;
    let parts: Vec<TargetDiscovery<'_>> = found
        .iter()
        .map(|f| (f.target.name.as_str(), &f.discovery, &f.tree, &f.signposts))
        .collect();
    let summary = discovery_json(result, &parts)?;
    folder.write("summary.json", &summary)?;
    for one in found {
        let leaves = one.tree.table(&one.discovery.names);
        let tables = [
            ("box", one.discovery.table()),
            ("tree", leaves),
            ("signposts", one.signposts.table()),
        ];
        for (kind, table) in tables {
            let table = chart_table("discovery", &table);
            let file = format!("{kind}-{}", one.target.name);
            folder.write(&format!("{file}.parquet"), &parquet_bytes(&table)?)?;
            if args.write.csv {
                folder.write(&format!("{file}.csv"), &csv_bytes(&table)?)?;
            }
        }
    }
    if style.draws() {
        let source = plot::source(result);
        let drawn = found.iter().flat_map(|f| {
            let (discovery, signposts) = (&f.discovery, &f.signposts);
            plot::discovery_charts(&f.target.name, discovery, signposts, &style.theme, &source)
        });
        for (name, bytes) in style.files(drawn.collect())? {
            folder.write(&name, &bytes)?;
        }
    }
    let path = folder.path().to_owned();
    let total = begun.elapsed();
    let manifest = folder.finish(Manifest::new(
        "discover",
        vec![ScenarioRecord::new(name, &scenario.resolved)],
        plan,
        &args.set.set,
        simulated,
        total,
    ))?;
    if args.show.json {
        return console::print(&String::from_utf8_lossy(&summary));
    }
    if args.show.quiet {
        return Ok(());
    }
    let mut text = format!(
        "Which worlds decide: {}\n{} · {} paths · seed {}\n",
        scenario.model.scenario.title,
        name,
        grouped(result.paths),
        result.seed
    );
    if found.is_empty() {
        text += "\nNo target is both met and missed on 30 paths or more: there is nothing to tell \
                 apart. Run more paths, or set targets nearer to what happens.\n";
    }
    for one in found {
        text += &in_words(one);
    }
    text += "\n";
    text += &files_line(&path, &manifest, "summary.json, boxes, trees and signposts as Parquet");
    console::print(&text)
}

/// One target: its box with how stable each limit is, the ends of its tree, and its signposts.
fn in_words(found: &Found) -> String {
    let discovery = &found.discovery;
    let mut text = format!("\n{}\n", discovery.finding());
    if let Some(first) = &discovery.found {
        for (limit, stability) in first.region.limits.iter().zip(&first.stability) {
            text += &format!(
                "  {}  (found again in {:.0} of 10 refits)\n",
                discovery.limit_in_words(limit),
                stability * 10.0
            );
        }
    }
    let leaves = &found.tree.leaves;
    if let [least, .., most] = leaves.as_slice() {
        for (word, leaf) in [("least", least), ("most", most)] {
            let limits: Vec<String> =
                leaf.region.limits.iter().map(|limit| discovery.limit_in_words(limit)).collect();
            text += &format!(
                "  Tree, {word} often: {} where {}\n",
                leaf.density.digits(Unit::Share),
                limits.join(" and ")
            );
        }
    }
    let sentences = found.signposts.sentences();
    text += &format!("Signposts of “{}” ({} overall)\n", found.target.title, {
        found.signposts.base.digits(Unit::Share)
    });
    if sentences.is_empty() {
        text += "  none of the signs looked for moves the odds\n";
    }
    for sentence in sentences.iter().take(6) {
        text += &format!("  {sentence}\n");
    }
    text
}
