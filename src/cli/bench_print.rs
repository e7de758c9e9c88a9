//! A benchmark on the terminal.

use std::path::Path;

use super::columns;
use super::console;
use super::print::files_line;
use crate::analysis::benchmark::{
    Against, Benchmark, Cost, LEVEL, Measurement, Needed, Sized, Work,
};
use crate::bench::Ask;
use crate::output::Manifest;
use crate::units::{Unit, short};

/// What was measured, on what, and what follows.
pub fn benchmark(
    benchmark: &Benchmark,
    ask: &Ask,
    against: Option<&Against>,
    folder: &Path,
    manifest: &Manifest,
) -> String {
    let machine = &benchmark.machine;
    let load = machine.load_line().map_or_else(String::new, |load| format!(" · {load}"));
    let mut text = format!(
        "{}\n{} rounds in turns · {:.1} s{load}\n",
        console::plain(&machine.line()),
        benchmark.yardstick.rounds.len(),
        manifest.timings.total_seconds
    );
    if machine.debug_build {
        text += "note: this build checks itself and is many times slower than a release build\n";
    }
    let busy = machine.load.iter().flatten().copied().fold(0.0, f64::max);
    if busy > machine.cores as f64 + 1.0 {
        text += "note: others were at work on this machine: times by the wall clock say little, and all are less sure\n";
    }
    if !benchmark.measurements.is_empty() {
        text += &format!("\n{}\n", throughput(benchmark));
    }
    if !benchmark.precision.is_empty() {
        text += &format!(
            "\nTo know a figure to ±{p} (odds: to ±{} points; 95% sure), on the threads that are fastest\n{}\n",
            short(ask.precision * 100.0),
            needed(&benchmark.precision),
            p = percent(ask.precision),
        );
    }
    if let Some(cost) = &benchmark.cost {
        text += &format!("\n{}\n", costs(cost));
    }
    if let Some(against) = against {
        text += &format!("\n{}\n", versus(against));
    }
    text += &format!("\n{}", files_line(folder, manifest, "summary.json"));
    text
}

/// A share as a percentage.
pub fn percent(share: f64) -> String {
    Unit::Share.format(share)
}

fn throughput(benchmark: &Benchmark) -> String {
    let header =
        ["", "paths/s", "µs a path", "slowest", "fastest", "processor µs", "paths a round"];
    let mut rows = columns::headed(header);
    let mut add = |name: String, m: &Measurement| {
        let micros = m.wall_micros_a_path();
        rows.add_row(vec![
            name,
            short(micros.a_second().median),
            short(micros.median),
            short(micros.high),
            short(micros.low),
            m.processor_micros_a_path().map_or_else(|| "n/a".to_owned(), |s| short(s.median)),
            short(m.paths as f64),
        ]);
    };
    for measurement in &benchmark.measurements {
        let is_run = measurement.work == Work::Run;
        add(
            if is_run {
                format!("{}, whole run", measurement.label())
            } else {
                measurement.label()
            },
            measurement,
        );
    }
    columns::aligned(rows, 2, &[0])
}

fn needed(list: &[Needed]) -> String {
    let mut rows = columns::headed(["", "value", "paths", "seconds"]);
    for needed in list {
        let figure = format!("  {}: {}", needed.scenario, needed.figure);
        rows.add_row(vec![
            figure,
            needed.unit().format(needed.value),
            needed.paths.digits(Unit::Count),
            needed.seconds.digits(Unit::Count),
        ]);
    }
    columns::aligned(rows, 2, &[0])
}

fn costs(cost: &Cost) -> String {
    let header =
        ["", "weeks", "products", "buyers", "outputs", "paths", "measured", "foretold", "factor"];
    let mut rows = columns::headed(header);
    for run in &cost.held_out {
        rows.add_row(vec![
            format!("  {}", run.name),
            run.size.weeks.to_string(),
            run.size.products.to_string(),
            run.size.buyers.to_string(),
            run.size.outputs().to_string(),
            run.paths.to_string(),
            seconds(run.seconds),
            seconds(run.predicted_seconds),
            format!("{:.2}", run.factor()),
        ]);
    }
    let worst = cost.worst().map_or(f64::NAN, Sized::factor);
    let nanos = |seconds: f64| short(seconds * 1e9);
    let model = &cost.model;
    format!(
        "What a run costs, fitted on {} sizes of the base scenario: on one thread, in nanoseconds, {} a weekly table \
         and week;\nof each path {}, and {} a week, {} a week and product, {} a week, product and buyer, {} an output\n\
         Held against scenarios that the fit had not seen: the worst is off by a factor of {worst:.2}\n{}",
        cost.fitted.len(),
        nanos(model.seconds_a_weekly_table),
        nanos(model.seconds_a_path),
        nanos(model.seconds_a_week),
        nanos(model.seconds_a_product_week),
        nanos(model.seconds_a_buyer_week),
        nanos(model.seconds_an_output),
        columns::aligned(rows, 2, &[0])
    )
}

/// Seconds to three digits, with milliseconds below one.
fn seconds(seconds: f64) -> String {
    if seconds < 1.0 { format!("{:.0} ms", seconds * 1e3) } else { format!("{seconds:.2} s") }
}

fn versus(against: &Against) -> String {
    let mut text = format!(
        "Against the baseline: time a path, now ÷ then ({} sure, each for itself)\n",
        percent(LEVEL)
    );
    for difference in &against.machines {
        text += &format!("  not the same machine or build: {}\n", console::plain(difference));
    }
    if let Some(yardstick) = against.yardstick {
        text += &format!(
            "  the machine itself, by a loop that never changes: {yardstick:.3}; intervals allow for it\n"
        );
    }
    let mut rows = columns::headed(["", "ratio", "from", "to", ""]);
    for versus in &against.versus {
        let end = |end: Option<f64>| end.map_or_else(|| "n/a".to_owned(), |x| format!("{x:.3}"));
        rows.add_row(vec![
            format!("  {}", console::plain(&versus.label)),
            format!("{:.3}", versus.ratio),
            end(versus.interval.map(|i| i.low)),
            end(versus.interval.map(|i| i.high)),
            versus.verdict.word().to_owned(),
        ]);
    }
    text += &columns::aligned(rows, 2, &[0]);
    if against.unmatched > 0 {
        text += &format!(
            "\n  {} measurements stand in one of the two alone, or are of other assumptions",
            against.unmatched
        );
    }
    text
}
