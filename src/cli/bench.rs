//! `tradeflow bench`: how fast the program is on this machine, and whether it became slower.

use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Instant;

use super::args::{FileArgs, FolderArgs, SetArgs, ShowArgs, WorldArgs};
use super::style::{self, Style};
use super::{Failure, bench_print, folder, load, progress::Bar};
use crate::analysis::benchmark::{Against, Benchmark, Throughput};
use crate::bench::{self, Ask, BASE, MeasureError, Part, Subject};
use crate::engine::Plan;
use crate::output::{Manifest, ScenarioRecord, bench_json, read_benchmark};
use crate::plot::{Chart, Theme, draw_throughput};
use crate::scenario::{self, Scenario};

/// What results are named after.
const NAME: &str = "bench";
/// The scenario that `init` writes: small beside the base scenario.
const STARTER: &str = include_str!("../../assets/starter.toml");

#[derive(Debug, clap::Args)]
pub struct BenchArgs {
    /// Scenario files; threads and lanes are tried on the first [default: the base scenario and the starter, built in]
    files: Vec<PathBuf>,
    /// What to measure (repeatable) [default: all]
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<PartArg>,
    /// About how long it may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=86_400))]
    seconds: u64,
    /// How often each piece of work is timed; fewer than 5 can tell nothing against a baseline
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u64).range(1..=50))]
    rounds: u64,
    /// The most threads to try [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    /// Tell how many paths and how long it takes to know a figure this well, at 95%
    #[arg(long, value_name = "PERCENT", default_value = "1%", value_parser = percent)]
    precision: f64,
    /// An earlier benchmark to hold this one against: its summary.json or its folder
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// End with exit code 1 where something is surely slower than the baseline by more than this
    #[arg(long, value_name = "PERCENT", requires = "baseline", value_parser = percent)]
    fail_above: Option<f64>,
    #[command(flatten)]
    world: WorldArgs,
    #[command(flatten)]
    inputs: SetArgs,
    #[command(flatten)]
    folder: FolderArgs,
    #[command(flatten)]
    show: ShowArgs,
    #[command(flatten)]
    write: FileArgs,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum PartArg {
    /// Whole runs by threads and by scenario, and the time to a precision
    Runs,
    /// The weeks alone, a path at a time and 16 abreast
    Lanes,
    /// What a run costs by the size of its scenario
    Cost,
}

impl From<PartArg> for Part {
    fn from(part: PartArg) -> Self {
        match part {
            PartArg::Runs => Self::Runs,
            PartArg::Lanes => Self::Lanes,
            PartArg::Cost => Self::Cost,
        }
    }
}

/// "5%" or "5" as 0.05.
fn percent(text: &str) -> Result<f64, String> {
    let number: Result<f64, _> = text.strip_suffix('%').unwrap_or(text).trim().parse();
    match number {
        Ok(percent) if percent > 0.0 && percent <= 1000.0 => Ok(percent / 100.0),
        _ => Err("write a percentage above 0, as in 5%".to_owned()),
    }
}

/// Runs the command: reads scenarios and baseline, measures, writes.
pub fn bench(args: &BenchArgs) -> Result<(), Failure> {
    let scenarios = scenarios(args)?;
    let style = Style::new(&args.write, style::BENCH)?;
    let baseline = args.baseline.as_deref().map(read_benchmark).transpose();
    let baseline = baseline.map_err(|error| Failure::Usage {
        message: error.to_string(),
        help: "name the folder that an earlier `tradeflow bench` has written, as output/bench/001"
            .to_owned(),
    })?;
    let ask = Ask { like: baseline, ..ask(args) };
    let mut folder = folder::open(NAME, &args.folder, false)?;
    let begun = Instant::now();
    let records: Vec<ScenarioRecord> = scenarios
        .iter()
        .map(|scenario| ScenarioRecord::new(&scenario.model.scenario.name, &scenario.resolved))
        .collect();
    let subjects: Vec<Subject<'_>> = scenarios
        .iter()
        .zip(&records)
        .map(|(scenario, record)| Subject {
            name: &record.name,
            hash: &record.hash,
            seed: scenario.run.seed,
            model: &scenario.model,
        })
        .collect();
    let benchmark = {
        let bar = Bar::turns(bench::turns(&subjects, &ask), args.show.quiet);
        bench::measure(&subjects, &ask, &bar)
    };
    let benchmark = benchmark.map_err(|error| match error {
        MeasureError::Run(error) => error.into(),
        MeasureError::Variant(problems) => Failure::Scenario(problems),
    })?;
    let measured = begun.elapsed();
    let against = ask.like.as_ref().map(|then| Against::new(then, &benchmark));
    let summary = bench_json(&benchmark, against.as_ref())?;
    folder.write("summary.json", &summary)?;
    folder.write_all(&style.files(charts(&benchmark, &style.theme))?)?;
    let path = folder.path().to_owned();
    let paths = benchmark.measurements.iter().map(|m| m.paths * m.rounds.len()).sum();
    let seed = scenarios.first().map_or(0, |scenario| scenario.run.seed);
    let plan = Plan { threads: ask.threads, ..Plan::new(seed, paths) };
    let sets = &args.inputs.set;
    let manifest = Manifest::new(NAME, records, plan, sets).timed(measured, begun.elapsed());
    let manifest = folder.finish(manifest)?;
    args.show.print(&summary, || {
        bench_print::benchmark(&benchmark, &ask, against.as_ref(), &path, &manifest)
    })?;
    match (against, args.fail_above) {
        (Some(against), Some(allowed)) => judge(&against, allowed),
        _ => Ok(()),
    }
}

fn ask(args: &BenchArgs) -> Ask {
    let cores = available_parallelism().map_or(1, usize::from);
    Ask {
        parts: match args.only.as_slice() {
            [] => vec![Part::Runs, Part::Lanes, Part::Cost],
            only => only.iter().copied().map(Part::from).collect(),
        },
        threads: args.threads.map_or(cores, |threads| threads as usize),
        seconds: args.seconds as f64,
        rounds: args.rounds as usize,
        precision: args.precision,
        like: None,
    }
}

/// Those that were named, or those that are built in.
fn scenarios(args: &BenchArgs) -> Result<Vec<Scenario>, Failure> {
    if !args.files.is_empty() {
        return load::all(&args.files, &args.inputs, &args.world);
    }
    if args.world.name().is_some() || !args.inputs.set.is_empty() {
        return Err(Failure::Usage {
            message: "--set and --world are about a scenario file, and none is named".to_owned(),
            help: "name one, as in tradeflow bench scenario.toml".to_owned(),
        });
    }
    [("the base scenario", BASE), ("the starter", STARTER)]
        .into_iter()
        .map(|(name, text)| scenario::from_text(name, text, &[]).map_err(Failure::Scenario))
        .collect()
}

fn charts(benchmark: &Benchmark, theme: &Theme) -> Vec<Chart> {
    let chart = |throughput: Throughput| Chart {
        name: "throughput".into(),
        title: throughput.finding(),
        svg: draw_throughput(&throughput, theme, &benchmark.machine.line()),
        table: throughput.table(),
    };
    Throughput::new(benchmark).map(chart).into_iter().collect()
}

/// # Errors
/// If something is surely slower by more than is allowed.
fn judge(against: &Against, allowed: f64) -> Result<(), Failure> {
    let slower = against.slower_than(allowed);
    if slower.is_empty() {
        return Ok(());
    }
    let labels: Vec<&str> = slower.iter().map(|versus| versus.label.as_str()).collect();
    Err(Failure::Slower { allowed: bench_print::percent(allowed), labels: labels.join("; ") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_with_and_without_their_sign() {
        assert_eq!((percent("5%"), percent("2.5")), (Ok(0.05), Ok(0.025)));
        for wrong in ["0", "-1%", "", "%", "NaN", "inf", "5%%", "2000"] {
            assert!(percent(wrong).is_err(), "{wrong}");
        }
    }
}
