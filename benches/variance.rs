//! What a sampling is worth: variance times cost against random paths, for the figures that users quote, on four scenarios; beside
//! the samplings of the program two ways that it does not offer.
//!
//! `cargo bench --bench variance` prints the table of docs/sampling.md; with `-- --write` it is put there.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark stops where it cannot measure, and prints"
)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use tradeflow::bench::Clock;
use tradeflow::engine::{Check, Outcomes, Plan, in_order, target_column};
use tradeflow::model::{Draws, Model};
use tradeflow::random::Sampling;
use tradeflow::scenario;
use tradeflow::stats::{Blocks, Missing, Sample};

/// Paths of each way, of which the ratios of Sobol points, in the fewest blocks, are known within 6%.
const PATHS: usize = 131_072;
/// Paths of a turn of the clock, and rounds of turns.
const TIMED: (usize, usize) = (512, 9);
const SCENARIOS: [&str; 4] = ["h200-2026", "h200-open-door", "h200-product-line", "h20-2025"];
const METRICS: [&str; 2] = ["delivered_units", "gross_revenue_usd"];
const PAGE: &str = "docs/sampling.md";
const MARKS: [&str; 2] = ["<!-- variance -->\n", "<!-- end of variance -->\n"];

/// A variance over that of random paths, and how far off it may be: one standard error.
struct Ratio {
    value: f64,
    error: f64,
}

/// What a path's columns add to a figure; none where its error is zero whatever the paths.
type Parts = Option<Box<dyn Fn(&[f64]) -> f64>>;

/// The figures in the order of the table's columns.
fn figures(model: &Model, random: &[Vec<f64>]) -> Vec<Parts> {
    let mut figures: Vec<Parts> = Vec::new();
    for place in 0..METRICS.len() {
        figures.push(Some(Box::new(move |row: &[f64]| row[place])));
        let sample = Sample::new(&random[place], Missing::Absent);
        for p in [0.1, 0.5, 0.9] {
            let quantile = sample.quantile(p).expect("paths").value;
            // Where more than p of the paths are at the lowest value, the quantile is known.
            let is_known = sample.finite()[0] >= quantile;
            let below = move |row: &[f64]| f64::from(u8::from(row[place] <= quantile));
            figures.push((!is_known).then(|| Box::new(below) as Box<_>));
        }
    }
    // The target whose odds are nearest to even says most.
    let odds = model.targets.iter().zip(&random[METRICS.len()..]).enumerate();
    let nearest = odds.min_by(|(_, a), (_, b)| {
        let off = |(rule, column): &(&_, &Vec<f64>)| (met(rule, column) - 0.5).abs();
        off(a).total_cmp(&off(b))
    });
    let (place, (rule, _)) = nearest.expect("a target");
    let (place, level) = (place + METRICS.len(), rule.at_least);
    let hit = move |row: &[f64]| f64::from(u8::from(row[place] >= level));
    figures.push(Some(Box::new(hit)));
    figures
}

fn met(rule: &tradeflow::model::TargetRule, column: &[f64]) -> f64 {
    column.iter().filter(|x| **x >= rule.at_least).count() as f64 / column.len() as f64
}

fn part(columns: &[Vec<f64>], part: &dyn Fn(&[f64]) -> f64) -> Vec<f64> {
    let mut row = vec![0.0; columns.len()];
    (0..columns[0].len())
        .map(|path| {
            row.iter_mut().zip(columns).for_each(|(own, column)| *own = column[path]);
            part(&row)
        })
        .collect()
}

/// Of paths in independent blocks: what sums of blocks show.
fn of_blocks(columns: &[Vec<f64>], figure: &Parts, block: usize) -> Option<Ratio> {
    let values = part(columns, figure.as_ref()?);
    let value = Blocks(block).variance_ratio(values.iter().copied());
    let blocks = (values.len() / block) as f64;
    Some(Ratio { value, error: value * (2.0 / blocks).sqrt() })
}

/// Of random paths: the share of the variance that a regression on the inputs leaves, whose means are known.
fn of_controls(columns: &[Vec<f64>], inputs: &[Vec<f64>], figure: &Parts) -> Option<Ratio> {
    let values = part(columns, figure.as_ref()?);
    let n = values.len() as f64;
    let centred = |column: &[f64]| {
        let mean = column.iter().sum::<f64>() / n;
        column.iter().map(|x| x - mean).collect::<Vec<f64>>()
    };
    let whole = centred(&values);
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut rest = whole.clone();
    // Gram and Schmidt: what each input adds beyond those before it.
    let mut basis: Vec<Vec<f64>> = Vec::new();
    for input in inputs {
        let mut own = centred(input);
        let size = product(&own, &own);
        for one in &basis {
            let along = product(&own, one);
            own.iter_mut().zip(one).for_each(|(own, one)| *own -= along * one);
        }
        let length = product(&own, &own);
        // One that the others determine adds nothing.
        if length > 1e-9 * size {
            own.iter_mut().for_each(|x| *x /= length.sqrt());
            let along = product(&rest, &own);
            rest.iter_mut().zip(&own).for_each(|(rest, own)| *rest -= along * own);
            basis.push(own);
        }
    }
    let value = product(&rest, &rest) / product(&whole, &whole) * n / (n - basis.len() as f64);
    Some(Ratio { value, error: 2.0 * value * ((1.0 - value).max(0.0) / n).sqrt() })
}

fn plan(sampling: Sampling, paths: usize) -> Plan {
    Plan { check: Check::Quarterly, sampling, ..Plan::new(1, paths) }
}

/// The columns of antithetic paths: each odd one has the uniform numbers of the inputs of the one before it, mirrored.
fn mirrored(model: &Model, outcomes: &Outcomes) -> Vec<Vec<f64>> {
    let parts = model.parts();
    let plan = plan(Sampling::Random, PATHS);
    let mut columns = vec![Vec::with_capacity(PATHS); METRICS.len() + model.targets.len()];
    let uniforms = |pair: u64| -> Vec<f64> {
        let of = |input| {
            let about = (tradeflow::random::Process::Input, input);
            Sampling::Random.stream::<1>(1, pair, about, None).uniform().0[0]
        };
        (0..parts.inputs() as u64).map(of).collect()
    };
    let done = in_order(
        plan.threads,
        plan.batches(),
        &(),
        || outcomes.workspace(plan),
        |workspace, batch| {
            let draws = plan.batch(batch).map(|path| {
                let mut inputs = uniforms(path as u64 / 2);
                if path % 2 == 1 {
                    inputs.iter_mut().for_each(|u| *u = 1.0 - *u);
                }
                Draws { inputs, streams: vec![path as u64; parts.streams()] }
            });
            workspace.of_mosaics(&parts, &draws.collect::<Vec<_>>())
        },
        |batch| {
            columns.iter_mut().zip(batch).for_each(|(column, values)| column.extend(values));
        },
    );
    done.unwrap_or_else(|error| panic!("{error}"));
    columns
}

/// Processor time of a path over that of a random one, on one thread: the median over rounds in which all take turns.
fn costs<const N: usize>(outcomes: &Outcomes, samplings: [Sampling; N]) -> [f64; N] {
    let seconds = |sampling| {
        let clock = Clock::now();
        let plan = Plan { threads: 1, ..plan(sampling, TIMED.0) };
        outcomes.over_plan(plan, &()).unwrap_or_else(|error| panic!("{error}"));
        let spent = clock.spent();
        spent.processor_seconds.unwrap_or(spent.wall_seconds)
    };
    let rounds: Vec<[f64; N]> = (0..TIMED.1)
        .map(|round| {
            let mut own = [0.0; N];
            let mut places: Vec<usize> = (0..N).collect();
            if round % 2 == 1 {
                places.reverse();
            }
            for place in places {
                own[place] = seconds(samplings[place]);
            }
            own.map(|time| time / own[0])
        })
        .collect();
    std::array::from_fn(|place| {
        let ratios: Vec<f64> = rounds.iter().map(|round| round[place]).collect();
        Sample::new(&ratios, Missing::Absent).quantile(0.5).expect("rounds").value
    })
}

/// A row of the table: variance times cost.
fn row(scenario: &str, way: &str, cost: f64, ratios: &[Option<Ratio>]) -> String {
    let mut row = format!("| {scenario} | {way} | {cost:.2} |");
    for ratio in ratios {
        let cell = match ratio {
            Some(Ratio { value, error }) => {
                // None looks exact.
                format!("{:.2} ± {:.2}", value * cost, (error * cost).max(0.01))
            }
            None => "known".to_owned(),
        };
        let _ = write!(row, " {cell} |");
    }
    println!("{row}");
    row + "\n"
}

fn rows(name: &str, model: &Model) -> String {
    let mut names = METRICS.map(str::to_owned).to_vec();
    names.extend(model.targets.iter().map(|rule| target_column(model, rule)));
    let outcomes = Outcomes::new(model, &names).unwrap_or_else(|name| panic!("{name}"));
    let uncertain = (0..model.inputs.len()).filter(|place| !model.inputs[*place].dist.is_fixed());
    let with_inputs = Outcomes::new(model, &names).unwrap_or_else(|name| panic!("{name}"));
    let with_inputs = with_inputs.and_inputs(uncertain);
    let over = |outcomes: &Outcomes, sampling, paths| {
        let columns = outcomes.over_plan(plan(sampling, paths), &());
        columns.unwrap_or_else(|error| panic!("{error}"))
    };
    let mut random = over(&with_inputs, Sampling::Random, PATHS / 4);
    let inputs = random.split_off(names.len());
    let figures = figures(model, &random);
    let samplings = [Sampling::Random, Sampling::LatinHypercube, Sampling::Sobol];
    let costs = costs(&outcomes, samplings);
    let mut table = String::new();
    for (sampling, cost) in samplings.into_iter().zip(costs).skip(1) {
        let columns = over(&outcomes, sampling, PATHS);
        let ratios = figures.iter().map(|one| of_blocks(&columns, one, sampling.block()));
        table += &row(name, sampling.word(), cost, &ratios.collect::<Vec<_>>());
    }
    let columns = mirrored(model, &outcomes);
    let ratios = figures.iter().map(|one| of_blocks(&columns, one, 2));
    table += &row(name, "antithetic", 1.0, &ratios.collect::<Vec<_>>());
    let ratios = figures.iter().map(|one| of_controls(&random, &inputs, one));
    table + &row(name, "control variates", 1.0, &ratios.collect::<Vec<_>>())
}

fn main() {
    let mut table = "| scenario | paths | cost | chips: mean | P10 | P50 | P90 | revenue: mean | P10 | P50 | P90 | a target |\n\
                     |---|---|---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for name in SCENARIOS {
        let scenario = scenario::load(Path::new(&format!("scenarios/{name}.toml")), &[]);
        let model = scenario.unwrap_or_else(|problems| panic!("{}", problems.render(false))).model;
        table += &rows(name, &model);
    }
    if std::env::args().any(|arg| arg == "--write") {
        let page = fs::read_to_string(PAGE).unwrap_or_else(|e| panic!("{PAGE}: {e}"));
        let parts = page
            .split_once(MARKS[0])
            .and_then(|(before, rest)| Some((before, rest.split_once(MARKS[1])?)));
        let (before, (_, after)) = parts.expect("the marks of the table");
        let page = format!("{before}{}\n{table}\n{}{after}", MARKS[0], MARKS[1]);
        fs::write(PAGE, page).unwrap_or_else(|e| panic!("{PAGE}: {e}"));
    }
}
