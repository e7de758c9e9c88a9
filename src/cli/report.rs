//! `tradeflow report`: a finished run, sweep or decision as one page that opens offline, and prints.

use std::path::{Path, PathBuf};

use super::finished::Finished;
use super::progress::Bar;
use super::run::summarise;
use super::{Failure, console, decision_page, pdf, since, sweep_page};
use crate::analysis::Drawn;
use crate::analysis::worlds::{WorldHead, WorldRun, Worlds};
use crate::engine::{Plan, RunResult, target_column};
use crate::output::{OutputError, RunFolder, write_new, write_over};
use crate::report::{Contrasted, Report};
use crate::scenario::Scenario;
use crate::study::{self, Found, Sought};

/// The page's name in the folder of its run, and that of its print.
const PAGE: &str = "report.html";
const PRINT: &str = "report.pdf";
/// The verb whose first scenario is the baseline of the others.
const COMPARE: &str = "compare";
/// Simulations that took longer than this are announced before they are repeated.
const LONG_SECONDS: f64 = 10.0;
/// The share of the paths looked for that a box must hold, as `discover` has it.
const COVERAGE: f64 = 0.5;

#[derive(Debug, clap::Args)]
pub struct ReportArgs {
    /// The folder of a finished run, comparison, sweep or decision
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Say what changed since this earlier run, in assumptions and in answers
    #[arg(long, value_name = "DIR")]
    since: Option<PathBuf>,
    /// Do not run what it takes to say why scenarios differ
    #[arg(long)]
    no_why: bool,
    /// Of a run of several worlds, the one that the page tells in full [default: the likeliest]
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
    /// Print the page to report.pdf too, by an installed Chromium
    #[arg(long)]
    pdf: bool,
    /// Write the page to this file, not to report.html in the run's folder
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a page that was changed since it was written, or the file named by --out
    #[arg(long)]
    force: bool,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// Runs the command: opens the folder, makes the page of what it holds, writes it.
pub fn report(args: &ReportArgs) -> Result<(), Failure> {
    let finished = Finished::open(&args.folder)?;
    let is_of_runs = of_a_verb(args, &finished)?;
    let browser = if args.pdf { Some(pdf::browser()?) } else { None };
    if let Some(file) = args.out.as_ref().filter(|file| !args.force && file.exists()) {
        return Err(OutputError::Exists {
            path: file.clone(),
            or: "another name, or replace it with --force",
        }
        .into());
    }
    announce(args, &finished);
    let page = match finished.manifest.command.as_str() {
        _ if is_of_runs => of_runs(args, &finished)?,
        "sweep" => sweep_page::page(&finished, args.threads)?,
        _ => decision_page::page(&finished, args.threads, args.quiet)?,
    };
    let written = write(args, &finished, &page, browser.as_deref())?;
    if args.quiet {
        return Ok(());
    }
    let shown = console::plain(&written.display().to_string());
    let (run, kilobytes) = (console::plain(&finished.manifest.run), page.len().div_ceil(1000));
    console::print(&format!(
        "{shown}, run {run}: one page of {kilobytes} kB that needs no network; open it in a \
         browser, or send it\n"
    ))
}

/// Says how long it will take where that is long: all but a sweep is simulated again, and took so long before.
fn announce(args: &ReportArgs, finished: &Finished) {
    let seconds = finished.manifest.timings.simulate_seconds;
    if seconds > LONG_SECONDS && finished.manifest.command != "sweep" && !args.quiet {
        console::complain(&format!(
            "what is in {} is simulated again: about {seconds:.0} s, as when it was made\n",
            console::plain(&finished.folder.display().to_string())
        ));
    }
}

/// The page of a run or a comparison, its paths simulated again.
fn of_runs(args: &ReportArgs, finished: &Finished) -> Result<Vec<u8>, Failure> {
    let main = chosen(args, finished)?;
    let before = match &args.since {
        Some(_) if finished.manifest.kept_paths.is_some() => return Err(since::unpaired(finished)),
        Some(folder) => Some(since::open(folder, &finished.scenarios[main])?),
        None => None,
    };
    let plan = finished.plan(args.threads);
    let results = finished.simulate(plan, args.quiet)?;
    let (scenario, result) = (&finished.scenarios[main], &results[main]);

    let earlier = match &before {
        Some(before) => Some(since::again(before, plan, args.quiet)?),
        None => None,
    };
    let others = match (&before, &earlier) {
        (Some(before), Some(earlier)) => Some((
            vec![&before.scenarios[0], scenario],
            vec![earlier, result],
            since::remark(before),
        )),
        _ if finished.manifest.command == COMPARE => {
            let all = (finished.scenarios.iter().collect(), results.iter().collect());
            Some((all.0, all.1, "The first scenario is the baseline.".to_owned()))
        }
        _ => None,
    };
    let contrasted = match others {
        Some((scenarios, results, remark)) => {
            let why = !args.no_why;
            Some(since::contrasted(scenarios, results, remark, plan, (why, args.quiet))?)
        }
        None => None,
    };
    page(args, (finished, main), &results, plan, contrasted.as_ref())
}

/// Whether the folder is of runs, whose paths are simulated again; else it is of a sweep or a decision.
///
/// # Errors
/// If no page is made of it, or something was asked for that goes with runs alone.
fn of_a_verb(args: &ReportArgs, finished: &Finished) -> Result<bool, Failure> {
    let command = finished.manifest.command.as_str();
    let shown = finished.folder.display();
    match command {
        "run" | COMPARE => Ok(true),
        "sweep" | "decide" => {
            let asked = [
                (args.since.is_some(), "--since"),
                (args.world.is_some(), "--world"),
                (args.no_why, "--no-why"),
            ];
            match asked.iter().find(|(is_there, _)| *is_there) {
                None => Ok(false),
                Some((_, flag)) => Err(Failure::Usage {
                    message: format!("{shown} is of `tradeflow {command}`: {flag} is of runs"),
                    help: format!("leave {flag} out"),
                }),
            }
        }
        _ => Err(Failure::Usage {
            message: format!(
                "{shown} is of `tradeflow {}`: a report is made of a run, a comparison, a sweep or \
                 a decision",
                console::plain(command)
            ),
            help: "run the scenario, and name the folder of that run".to_owned(),
        }),
    }
}

/// The scenario that the page tells in full: the baseline, or the world that was asked for.
fn chosen(args: &ReportArgs, finished: &Finished) -> Result<usize, Failure> {
    let worlds: Vec<_> =
        finished.manifest.scenarios.iter().filter_map(|record| record.world.as_ref()).collect();
    let Some(name) = &args.world else {
        let weight = |place: usize| worlds.get(place).and_then(|world| world.weight).unwrap_or(0.0);
        let likeliest =
            (1..worlds.len()).fold(0, |best, k| if weight(k) > weight(best) { k } else { best });
        return Ok(likeliest);
    };
    worlds.iter().position(|world| world.name == *name).ok_or_else(|| {
        let names: Vec<&str> = worlds.iter().map(|world| world.name.as_str()).collect();
        Failure::Usage {
            message: format!("the run has no world \"{}\"", console::plain(name)),
            help: match names.as_slice() {
                [] => "it is of one scenario: leave --world out".to_owned(),
                names => format!("its worlds are {}", names.join(", ")),
            },
        }
    })
}

fn page(
    args: &ReportArgs,
    (finished, main): (&Finished, usize),
    results: &[RunResult],
    plan: Plan,
    contrasted: Option<&Contrasted<'_>>,
) -> Result<Vec<u8>, Failure> {
    let (scenario, result) = (&finished.scenarios[main], &results[main]);
    let summaries = summarise(result);
    let drawn = Drawn::new(&scenario.model, result);
    let found = found(args, scenario, result, plan)?;
    let worlds = worlds(finished, results);
    let report = Report {
        scenario,
        result,
        summaries: &summaries,
        drawn: &drawn,
        run: &finished.manifest.run,
        hash: &finished.manifest.scenarios[main].hash,
        found: &found,
        contrasted,
        worlds: worlds.as_ref(),
    };
    Ok(report.html(plan)?)
}

/// The worlds in which each target is met, where it is met on some paths and missed on others.
fn found(
    args: &ReportArgs,
    scenario: &Scenario,
    result: &RunResult,
    plan: Plan,
) -> Result<Vec<Found>, Failure> {
    let plan = Plan { paths: result.kept_paths(), ..plan };
    let bar = Bar::new(plan.paths, args.quiet);
    let signs = study::seen(&scenario.model, plan, &bar)?;
    let sought = Sought { missed: false, coverage: COVERAGE };
    let of = |target| study::found(&scenario.model, result, target, &signs, sought);
    Ok(result.targets.iter().filter_map(of).collect())
}

/// The joint answer of a run of several worlds.
fn worlds(finished: &Finished, results: &[RunResult]) -> Option<Worlds> {
    let records = &finished.manifest.scenarios;
    let runs = records.iter().zip(&finished.scenarios).zip(results);
    let runs: Option<Vec<WorldRun>> = runs
        .map(|((record, scenario), result)| {
            let world = record.world.as_ref()?;
            let head = WorldHead {
                name: world.name.clone(),
                title: world.title.clone(),
                weight: world.weight,
            };
            let targets = scenario.model.targets.iter();
            let columns: Vec<String> =
                targets.map(|rule| target_column(&scenario.model, rule)).collect();
            Some(WorldRun::keep(head, result, &summarise(result), &columns))
        })
        .collect();
    let first = results.first()?;
    Worlds::new(&first.scenario, &first.title, &runs?)
}

/// Writes the page into the run's folder and its manifest, or to the file that was named; and its
/// print beside it, where a browser makes one.
fn write(
    args: &ReportArgs,
    finished: &Finished,
    page: &[u8],
    browser: Option<&Path>,
) -> Result<PathBuf, Failure> {
    let Some(file) = &args.out else {
        let mut folder = RunFolder::extend(&finished.folder, &finished.manifest, args.force)?;
        folder.write(PAGE, page)?;
        let written = finished.folder.join(PAGE);
        if let Some(browser) = browser {
            let staged = folder.unfinished().join(PAGE);
            folder.write(PRINT, &pdf::printed(browser, &staged)?)?;
        }
        folder.finish(finished.manifest.clone())?;
        return Ok(written);
    };
    if args.force {
        write_over(file, page)?;
    } else {
        write_new(file, page)?;
    }
    if let Some(browser) = browser {
        let print = file.with_extension("pdf");
        let bytes = pdf::printed(browser, file)?;
        if args.force {
            write_over(&print, &bytes)?;
        } else {
            write_new(&print, &bytes)?;
        }
    }
    Ok(file.clone())
}
