//! `tradeflow discover`: in which worlds a target is met or missed, and what to watch for.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::args::StudyArgs;
use super::print::files_line;
use super::style::{self, Style};
use super::{Failure, folder, load, progress::Bar};
use crate::analysis::wording::grouped;
use crate::engine::{self, Plan, RunResult};
use crate::model::Model;
use crate::output::{
    Manifest, RunFolder, ScenarioRecord, TargetDiscovery, chart_table, csv_bytes, discovery_json,
    parquet_bytes,
};
use crate::plot;
use crate::scenario::Scenario;
use crate::study::{self, Found, Sought};
use crate::units::Unit;

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
    study: StudyArgs,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.05..=0.95).contains(&share) => Ok(share),
        _ => Err("a share between 0.05 and 0.95, as in 0.5".to_owned()),
    }
}

/// Runs the scenario, looks for boxes and signs, prints them and writes the folder.
pub fn discover(args: &DiscoverArgs) -> Result<(), Failure> {
    let scenarios =
        load::all(std::slice::from_ref(&args.file), &args.study.set, &args.study.world)?;
    let scenario = &scenarios[0];
    known_targets(args, &scenario.model)?;
    let plan = args.study.plan.plan(scenario.run);
    args.study.memory.check(plan, false, [&scenario.model])?;
    args.study.memory.check_columns(plan, study::most_signs(&scenario.model))?;
    let style = Style::new(&args.study.write, style::DISCOVER)?;
    let folder = folder::open(&scenario.model.scenario.name, &args.study.folder, false)?;
    let begun = Instant::now();
    let result = {
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        engine::run(&scenario.model, plan, &bar)?
    };
    let signs = {
        let bar = Bar::new(plan.paths, args.study.show.quiet);
        study::seen(&scenario.model, plan, &bar)?
    };
    let sought = Sought { missed: args.missed, coverage: args.coverage };
    let found: Vec<Found> = result
        .targets
        .iter()
        .filter(|target| args.target.is_empty() || args.target.contains(&target.name))
        .filter_map(|target| study::found(&scenario.model, &result, target, &signs, sought))
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
            return Err(Failure::unknown_target(target, &names));
        }
    }
    Ok(())
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
    let records = vec![ScenarioRecord::new(name, &scenario.resolved)];
    let manifest =
        Manifest::new("discover", records, plan, &args.study.set.set).asking(vec![format!(
            "{} where targets are {}",
            args.coverage,
            if args.missed { "missed" } else { "met" }
        )]);
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
            if args.study.write.csv {
                folder.write(&format!("{file}.csv"), &csv_bytes(&table)?)?;
            }
        }
    }
    if style.draws() {
        let (source, theme) = (plot::source(result), style.theme.of_run(&manifest.run));
        let drawn = found.iter().flat_map(|f| {
            let (discovery, signposts) = (&f.discovery, &f.signposts);
            plot::discovery_charts(&f.target.name, discovery, signposts, &theme, &source)
        });
        folder.write_all(&style.files(drawn.collect())?)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    args.study.show.print(&summary, || answer(scenario, result, found, &path, &manifest))
}

/// What was found, target by target, and where it is.
fn answer(
    scenario: &Scenario,
    result: &RunResult,
    found: &[Found],
    path: &Path,
    manifest: &Manifest,
) -> String {
    let mut text = format!(
        "Which worlds decide: {}\n{} · {} paths · seed {}\n",
        scenario.model.scenario.title,
        scenario.model.scenario.name,
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
    text += &files_line(path, manifest, "summary.json, boxes, trees and signposts as Parquet");
    text
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
