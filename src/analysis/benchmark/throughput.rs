//! Paths a second, by threads, by scenario and by lane width: a row each, from the slowest round to the fastest.

use super::{Benchmark, Measurement, Spread, Work};
use crate::analysis::wording::sentence;
use crate::analysis::{Cell, ChartTable};
use crate::units::short;

/// The most rows of a group that can be told apart on a slide.
const MOST_ROWS: usize = 8;

/// One piece of work.
#[derive(Clone, Debug, PartialEq)]
pub struct ThroughputRow {
    /// As in "2 threads".
    pub name: String,
    /// Paths a second.
    pub rate: Spread,
    /// Microseconds a path.
    pub micros: f64,
}

/// A benchmark's throughput.
#[derive(Clone, Debug, PartialEq)]
pub struct Throughput {
    /// A heading and its rows.
    pub groups: Vec<(String, Vec<ThroughputRow>)>,
    finding: String,
}

impl Throughput {
    /// The throughput of a benchmark; none without a measurement.
    pub fn new(benchmark: &Benchmark) -> Option<Self> {
        let first = &benchmark.measurements.first()?.scenario;
        let timed = |name: String, micros: Spread| ThroughputRow {
            name,
            rate: micros.a_second(),
            micros: micros.median,
        };
        let row = |name: String, m: &Measurement| timed(name, m.micros_a_path());
        let counted = |count: usize, noun: &str| match count {
            1 => format!("1 {noun}"),
            n => format!("{n} {noun}s"),
        };
        let by_threads: Vec<ThroughputRow> = benchmark
            .runs(first)
            .map(|m| timed(counted(m.threads, "thread"), m.wall_micros_a_path()))
            .collect();
        let alone = |m: &&Measurement| m.work == Work::Run && m.threads == 1;
        let by_scenario: Vec<ThroughputRow> = benchmark
            .measurements
            .iter()
            .filter(alone)
            .map(|m| row(m.scenario.clone(), m))
            .collect();
        let by_lanes: Vec<ThroughputRow> = benchmark
            .measurements
            .iter()
            .filter_map(|m| match m.work {
                Work::Weeks { lanes } => Some(row(counted(lanes, "lane"), m)),
                Work::Run | Work::Yardstick => None,
            })
            .collect();
        let finding = finding(first, &by_threads, &by_lanes);
        let groups = [
            (format!("whole runs of {first}, by the wall clock"), by_threads),
            ("whole runs on 1 thread, by processor time".to_owned(), by_scenario),
            (format!("weeks of {first} alone, 1 thread, by processor time"), by_lanes),
        ];
        let groups: Vec<_> = groups
            .into_iter()
            .filter(|(_, rows)| !rows.is_empty())
            .map(|(heading, mut rows)| {
                rows.truncate(MOST_ROWS);
                (heading, rows)
            })
            .collect();
        Some(Self { groups, finding })
    }

    /// The answer in a sentence.
    pub fn finding(&self) -> String {
        self.finding.clone()
    }

    /// A row of the table for each row of the chart.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "group",
            "row",
            "paths_per_second",
            "slowest_round",
            "fastest_round",
            "microseconds_per_path",
        ]);
        for (heading, rows) in &self.groups {
            for row in rows {
                table.push(vec![
                    heading.clone().into(),
                    row.name.clone().into(),
                    Cell::Number(row.rate.median),
                    Cell::Number(row.rate.low),
                    Cell::Number(row.rate.high),
                    Cell::Number(row.micros),
                ]);
            }
        }
        table
    }
}

fn finding(scenario: &str, threads: &[ThroughputRow], lanes: &[ThroughputRow]) -> String {
    let one = threads.first();
    let most = threads.iter().max_by(|a, b| a.rate.median.total_cmp(&b.rate.median));
    let mut parts = Vec::new();
    if let (Some(one), Some(most)) = (one, most) {
        let rate = short(most.rate.median);
        let gain = most.rate.median / one.rate.median;
        let gain =
            if gain > 1.0 { format!(", {gain:.1} times {}", one.name) } else { String::new() };
        parts.push(format!("{rate} paths a second of {scenario} on {}{gain}", most.name));
    }
    let best = lanes.iter().max_by(|a, b| a.rate.median.total_cmp(&b.rate.median));
    if let (Some(one), Some(best)) = (lanes.first(), best)
        && best.name != one.name
    {
        let gain = best.rate.median / one.rate.median;
        parts.push(format!("{} pass its weeks {gain:.1} times as fast as {}", best.name, one.name));
    }
    sentence(&parts.join("; "))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::analysis::benchmark::{Machine, Spent};

    /// A benchmark with so many thread counts, scenarios and lane widths, a path taking `micros` on one thread.
    pub(crate) fn synthetic_benchmark(
        threads: usize,
        scenarios: usize,
        name: &str,
        micros: f64,
    ) -> Benchmark {
        let measurement = |work, scenario: String, threads: usize, speed: f64| Measurement {
            work,
            scenario,
            hash: String::new(),
            threads,
            paths: 1000,
            rounds: [1.0, 1.1, 0.98]
                .map(|noise| Spent {
                    wall_seconds: micros * 1e-3 * noise / speed,
                    processor_seconds: Some(micros * 1e-3 * noise),
                })
                .to_vec(),
        };
        let mut measurements: Vec<Measurement> = (0..threads)
            .map(|k| measurement(Work::Run, name.to_owned(), 1 << k, f64::from(1 << k) * 0.9))
            .collect();
        measurements
            .extend((1..scenarios).map(|k| measurement(Work::Run, format!("{name}-{k}"), 1, 1.0)));
        measurements.extend([1, 16].map(|lanes| Measurement {
            paths: 1000 * lanes,
            ..measurement(Work::Weeks { lanes }, name.to_owned(), 1, 1.0)
        }));
        Benchmark {
            machine: Machine {
                processor: "P".to_owned(),
                cores: 1 << threads,
                instructions: "AVX2".to_owned(),
                system: "linux".to_owned(),
                version: "1".to_owned(),
                debug_build: false,
                load: [None; 2],
            },
            asked_seconds: 1.0,
            yardstick: measurement(Work::Yardstick, String::new(), 1, 1.0),
            measurements,
            precision: Vec::new(),
            cost: None,
        }
    }

    #[test]
    fn the_title_says_the_rate_and_what_threads_and_lanes_gain() {
        let benchmark = synthetic_benchmark(2, 2, "base", 100.0);
        let throughput = Throughput::new(&benchmark).expect("rows");
        assert_eq!(
            throughput.finding(),
            "18K paths a second of base on 2 threads, 2.0 times 1 thread; 16 lanes pass its weeks 16.0 times \
             as fast as 1 lane"
        );
        let counts: Vec<usize> = throughput.groups.iter().map(|(_, rows)| rows.len()).collect();
        assert_eq!(counts, [2, 2, 2]);
        let table = throughput.table();
        assert_eq!(table.rows.len(), 6);
        assert_eq!(table.rows[1][1], Cell::from("2 threads"));
        assert_eq!(table.rows[2][5], Cell::Number(100.0));
        let none = Benchmark { measurements: Vec::new(), ..benchmark };
        assert!(Throughput::new(&none).is_none());
    }
}
