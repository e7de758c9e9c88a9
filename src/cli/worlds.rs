//! A scenario that names worlds: each is run, kept apart, and set beside the others.

use std::time::{Duration, Instant};

use super::long_run::LongRun;
use super::run::{Job, Told, result_files, show, summarise};
use super::{Failure, inputs, interrupt, print};
use crate::analysis::worlds::{WorldHead, WorldRun, Worlds as Joint};
use crate::analysis::{Answer, Drawn, WorldsAnswer};
use crate::engine::target_column;
use crate::output::{
    Manifest, Provenance, RunFolder, ScenarioRecord, WorldRecord, summary_json, world_folder,
    worlds_json, worlds_md,
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
    let Job { plan, overrides, .. } = *job;
    let records = worlds.list.iter().map(record).collect();
    let manifest = Manifest::new("run", records, plan, overrides);
    let style = job.style.of_run(&manifest.run);
    let mut simulated = Duration::ZERO;
    let (mut runs, mut drawn) = (Vec::new(), Vec::new());
    for (world, record) in worlds.list.iter().zip(manifest.scenarios.chunks(1)) {
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
            provenance: Provenance { scenarios: record, ..manifest.provenance() },
        };
        for (name, bytes) in result_files(&style, job.xlsx, &told, summary)? {
            interrupt::check()?;
            folder.write(&format!("{}/{name}", world_folder(&world.name)), &bytes)?;
        }
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
    for (name, bytes) in style.files(plot::world_charts(&joint, &style.theme))? {
        folder.write(&name, &bytes)?;
    }
    let path = folder.path().to_owned();
    let manifest = folder.finish(manifest.timed(simulated, begun.elapsed()))?;
    show(job.show, &summary, || {
        let mut text = print::worlds(&answer, &drawn, &path, &manifest);
        for (title, drawn) in drawn.iter().filter(|_| job.inputs) {
            text += &format!("\n{title}\n{}", inputs::table(drawn));
        }
        text
    })
}

/// A world as manifests record it.
pub fn record(world: &World) -> ScenarioRecord {
    let scenario = &world.scenario;
    ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved).in_world(WorldRecord {
        name: world.name.clone(),
        title: world.title.clone(),
        weight: world.weight,
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
