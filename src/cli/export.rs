//! `tradeflow export`: a finished run in the formats of other programs.

use std::path::PathBuf;

use super::charts::Files;
use super::finished::Finished;
use super::run::{Told, summarise};
use super::{Failure, console, typed};
use crate::analysis::subject::headline_metric;
use crate::analysis::{Answer, Drawn};
use crate::engine::RunResult;
use crate::output::{
    MetricSummary, OutputError, Provenance, chart_csv_bytes, csv_bytes, iamc_weeks, iamc_years,
    inputs_table, paths_table, series_table, sipmath_json, write_new,
};

/// The verbs whose folders hold runs of their scenarios as they stand.
const EXPORTED: [&str; 2] = ["run", "compare"];
/// What is exported to SIPmath unless it is said.
const METRICS: [&str; 2] = ["delivered_units", "gross_revenue_usd"];

/// A format of another program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
enum Format {
    /// A workbook: the answer, native charts, every figure, the assumptions
    Xlsx,
    /// Paths, weekly series and inputs as drawn, as CSV
    Csv,
    /// Years and weeks in the long form of IAMC, for pyam
    Iamc,
    /// A SIPmath 3.0 library: trials of chosen metrics, and metalogs of them
    Sipmath,
}

#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The folder of a finished run or comparison
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// The format (repeatable)
    #[arg(long, required = true, value_enum, value_name = "FORMAT")]
    to: Vec<Format>,
    /// Write into this folder [default: the run's own]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Of a SIPmath library: a metric that it holds (repeatable) [default: chips delivered and
    /// revenue]
    #[arg(long, value_name = "NAME")]
    metric: Vec<String>,
    /// Of a SIPmath library: how many paths it holds as trials
    #[arg(long, value_name = "N", default_value_t = 1000)]
    #[arg(value_parser = typed::count(1..=1_000_000))]
    trials: u64,
    /// Of IAMC: the region that the figures are about
    #[arg(long, value_name = "NAME", default_value = "China")]
    region: String,
    /// Threads to use; results do not depend on it [default: all cores]
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=4096))]
    threads: Option<u64>,
    /// Print nothing but errors
    #[arg(long)]
    quiet: bool,
}

/// Runs the command: simulates the run again, checks that its paths are the same, and writes.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let finished = Finished::open(&args.folder)?;
    let command = finished.manifest.command.as_str();
    if !EXPORTED.contains(&command) {
        return Err(Failure::Usage {
            message: format!(
                "{} is of `tradeflow {}`: only a run or a comparison can be exported",
                args.folder.display(),
                console::plain(command)
            ),
            help: "run its scenario, and export that folder".to_owned(),
        });
    }
    let results = finished.simulate(finished.plan(args.threads), args.quiet)?;
    let summaries: Vec<Vec<MetricSummary>> = results.iter().map(summarise).collect();
    let mut formats = args.to.clone();
    formats.sort_unstable();
    formats.dedup();
    let mut files = Files::new();
    for format in formats {
        files.append(&mut encoded(args, format, &finished, &results, &summaries)?);
    }
    let folder = args.out.as_ref().unwrap_or(&args.folder);
    std::fs::create_dir_all(folder).map_err(OutputError::io("make the folder", folder))?;
    // All or none: a name that is taken is told before anything is written.
    for (name, _) in &files {
        let path = folder.join(name);
        if std::fs::symlink_metadata(&path).is_ok() {
            return Err(OutputError::Exists { path, or: "another folder by --out" }.into());
        }
    }
    let mut told = String::new();
    for (name, bytes) in files {
        let path = folder.join(&name);
        write_new(&path, &bytes)?;
        told += &format!("{}\n", console::plain(&path.display().to_string()));
    }
    if args.quiet { Ok(()) } else { console::print(&told) }
}

/// The files of one format. Those of one scenario among several have its name in theirs.
fn encoded(
    args: &ExportArgs,
    format: Format,
    finished: &Finished,
    results: &[RunResult],
    summaries: &[Vec<MetricSummary>],
) -> Result<Files, Failure> {
    if format == Format::Iamc {
        let runs: Vec<(&RunResult, &[MetricSummary])> =
            results.iter().zip(summaries).map(|(result, all)| (result, all.as_slice())).collect();
        let tables = [
            ("iamc-years", iamc_years(&runs, &args.region)),
            ("iamc-weeks", iamc_weeks(&runs, &args.region)),
        ];
        let encoded = tables
            .into_iter()
            .map(|(name, table)| Ok((format!("{name}.csv"), chart_csv_bytes(name, &table)?)));
        return encoded.collect();
    }
    let mut files = Files::new();
    for (place, (result, all)) in results.iter().zip(summaries).enumerate() {
        let several =
            if results.len() > 1 { format!("-{}", result.scenario) } else { String::new() };
        let scenario = &finished.scenarios[place];
        let manifest = &finished.manifest;
        let scenarios = &manifest.scenarios[place..=place];
        let provenance = Provenance { scenarios, ..manifest.provenance() };
        let drawn = Drawn::new(&scenario.model, result);
        match format {
            Format::Xlsx => {
                let answer = Answer::new(result, all);
                let told = Told {
                    scenario,
                    result,
                    summaries: all,
                    drawn: &drawn,
                    answer: &answer,
                    provenance,
                };
                files.push((format!("workbook{several}.xlsx"), told.workbook()?));
            }
            Format::Csv => {
                for table in
                    [paths_table(result), series_table(result), inputs_table(result, &drawn)]
                {
                    files.push((format!("{}{several}.csv", table.name()), csv_bytes(&table)?));
                }
            }
            Format::Sipmath => {
                let chosen = chosen(args, result, all)?;
                let trials = args.trials as usize;
                let library = sipmath_json(result, &chosen, trials, &provenance)?;
                files.push((format!("{}.SIPmath", result.scenario), library));
            }
            Format::Iamc => {}
        }
    }
    Ok(files)
}

/// The metrics of a SIPmath library.
fn chosen<'s>(
    args: &ExportArgs,
    result: &RunResult,
    summaries: &'s [MetricSummary],
) -> Result<Vec<&'s MetricSummary>, Failure> {
    let names = if args.metric.is_empty() {
        METRICS.map(|metric| headline_metric(result, metric)).to_vec()
    } else {
        args.metric.clone()
    };
    let find = |name: &String| {
        summaries.iter().find(|(metric, ..)| metric == name).ok_or_else(|| {
            let known = summaries.iter().map(|(metric, ..)| metric.as_str());
            let message = format!("{} has no metric \"{}\"", result.scenario, console::plain(name));
            Failure::unknown(message, name, known, "the columns of paths.parquet are the metrics")
        })
    };
    names.iter().map(find).collect()
}
