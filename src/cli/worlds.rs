//! A scenario that names worlds: each is run, kept apart, and set beside the others.

use std::time::{Duration, Instant};

use super::asked::Asked;
use super::long_run::LongRun;
use super::run::{Job, Told, result_files, summarise};
use super::{Failure, inputs, interrupt, print};
use crate::analysis::worlds::{WorldHead, WorldRun, Worlds as Joint};
use crate::analysis::{Answer, Drawn, WorldsAnswer};
use crate::engine::target_column;
use crate::output::{
    Manifest, RunFolder, ScenarioRecord, WorldRecord, summary_json, world_folder, worlds_json,
    worlds_md,
};
use crate::plot;
use crate::scenario::{World, Worlds};

/// Runs all worlds one after the other, each on all threads; writes the results of each below
/// `worlds/` as soon as it is done, then the joint summary, the charts, and the manifest of all.
pub fn run(
    job: &Job,
    worlds: &Worlds,
    mut long_run: LongRun<'_>,
    mut folder: RunFolder,
) -> Result<(), Failure> {
    let begun = Instant::now();
    let Asked { plan, overrides, ref style, xlsx, .. } = job.asked;
    // A world's own pictures are those of a run of it alone, and named as that run.
    let alone: Vec<Manifest> = worlds.list.iter().map(|world| alone(job, world)).collect();
    let each = worlds.list.iter().zip(&alone);
    let records = each.map(|(world, alone)| record(world, Some(&alone.run))).collect();
    let manifest = Manifest::new("run", records, plan, overrides);
    let mut simulated = Duration::ZERO;
    let (mut runs, mut drawn) = (Vec::new(), Vec::new());
    for (world, alone) in worlds.list.iter().zip(&alone) {
        let started = Instant::now();
        let model = &world.scenario.model;
        let result = long_run.simulate(&world.name, &mut folder)?;
        simulated += started.elapsed();
        let summaries = summarise(&result);
        let inputs = Drawn::new(model, &result);
        let summary = summary_json(&result, &summaries, &inputs)?;
        let told = Told {
            scenario: &world.scenario,
            result: &result,
            summaries: &summaries,
            drawn: &inputs,
            answer: &Answer::new(&result, &summaries),
            provenance: alone.provenance(),
        };
        let mut files = result_files(&style.of_run(&alone.run), xlsx, &told, summary)?;
        for (name, _) in &mut files {
            *name = format!("{}/{name}", world_folder(&world.name));
        }
        interrupt::check()?;
        folder.write_all(&files)?;
        let columns: Vec<String> =
            model.targets.iter().map(|rule| target_column(model, rule)).collect();
        runs.push(WorldRun::keep(head(world), &result, &summaries, &columns));
        drawn.push((world.title.as_str(), inputs));
    }
    drop(long_run);
    let joint = Joint::new(&worlds.name, &worlds.title, &runs)
        .expect("a joint answer because a scenario that names worlds has at least one");
    let summary = worlds_json(&joint, |name| said(worlds, name))?;
    let answer = WorldsAnswer::new(&joint);
    let findings: Vec<(&str, String)> =
        drawn.iter().map(|(title, inputs)| (*title, inputs.finding())).collect();
    folder.write("summary.json", &summary)?;
    folder.write("summary.md", &worlds_md(&answer, &findings, &manifest.provenance()))?;
    let theme = style.theme.of_run(&manifest.run);
    folder.write_all(&style.files(plot::world_charts(&joint, &theme))?)?;
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    job.asked.show.print(&summary, || {
        let mut text = print::worlds(&answer, &drawn, &path, &manifest);
        for (title, drawn) in drawn.iter().filter(|_| job.inputs) {
            text += &format!("\n{title}\n{}", inputs::table(drawn));
        }
        text
    })
}

/// The manifest of a run of one world by itself.
fn alone(job: &Job, world: &World) -> Manifest {
    let scenario = &world.scenario;
    let record = ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved);
    Manifest::new("run", vec![record], job.asked.plan, job.asked.overrides)
}

/// A world as manifests record it, with the id of a run of it by itself.
pub fn record(world: &World, run: Option<&str>) -> ScenarioRecord {
    let scenario = &world.scenario;
    ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved).in_world(WorldRecord {
        name: world.name.clone(),
        title: world.title.clone(),
        weight: world.weight,
        run: run.map(str::to_owned),
    })
}

fn head(world: &World) -> WorldHead {
    WorldHead { name: world.name.clone(), title: world.title.clone(), weight: world.weight }
}

/// What the scenario says of a world's weight.
fn said(worlds: &Worlds, name: &str) -> Vec<(&'static str, String)> {
    let world = worlds.list.iter().find(|world| world.name == name);
    let Some(metadata) = world.map(|world| world.metadata.clone()) else { return Vec::new() };
    [
        ("source", metadata.source),
        ("confidence", metadata.confidence),
        ("note", metadata.note),
        ("as_of", metadata.as_of),
    ]
    .into_iter()
    .filter_map(|(key, text)| Some((key, text?)))
    .collect()
}
