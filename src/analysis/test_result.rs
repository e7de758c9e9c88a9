//! A synthetic run for tests of charts: many zeros, a heavy right tail, gates and regimes by week.

use super::backtest::Backtest;
use super::sample::Sample;
use crate::engine::{
    BAND_LEVELS, Bands, Column, RegimeSeries, RunResult, SamplePath, SeriesTable, SeriesVariable,
    Target, WeekSummary,
};
use crate::lanes::math::{exp, normal_quantile};
use crate::model::{Evidence, Observation, Observed};
use crate::random::Sampling;
use crate::stats::Estimate;
use crate::units::{Calendar, Date, Unit};

/// What the synthetic run looks like.
#[derive(Clone, Debug)]
pub(crate) struct Shape {
    pub paths: usize,
    pub weeks: usize,
    pub zero_share: f64,
    /// Standard deviation of the logarithm of what a path delivers, if it delivers at all.
    pub spread: f64,
    /// Chips, the median of paths that deliver.
    pub median: f64,
    /// The number of regimes of each process.
    pub regimes: Vec<usize>,
    pub events: usize,
    pub targets: usize,
    pub unmet: bool,
    pub long_names: bool,
}

impl Default for Shape {
    fn default() -> Self {
        Self {
            paths: 10_000,
            weeks: 100,
            zero_share: 0.3,
            spread: 1.3,
            median: 300_000.0,
            regimes: vec![5, 4, 3],
            events: 4,
            targets: 2,
            unmet: true,
            long_names: false,
        }
    }
}

impl Shape {
    /// Shapes that break charts made for the usual one.
    pub fn adversarial() -> Vec<Self> {
        let few = Self { paths: 400, ..Self::default() };
        vec![
            few.clone(),
            Self { zero_share: 1.0, unmet: false, ..few.clone() },
            Self { zero_share: 0.97, ..few.clone() },
            Self { paths: 1, zero_share: 0.0, ..few.clone() },
            Self { paths: 1, zero_share: 1.0, ..few.clone() },
            Self { paths: 2, zero_share: 0.0, ..few.clone() },
            Self { spread: 0.0, zero_share: 0.0, ..few.clone() },
            Self { spread: 0.0, ..few.clone() },
            Self { spread: 0.01, zero_share: 0.0, ..few.clone() },
            Self { spread: 0.4, zero_share: 0.1, ..few.clone() },
            Self { spread: 4.5, ..few.clone() },
            Self { median: 2e-3, spread: 0.5, ..few.clone() },
            Self { median: 4e9, spread: 2.0, ..few.clone() },
            Self { long_names: true, events: 9, targets: 6, ..few.clone() },
            Self { weeks: 1, ..few.clone() },
            Self { weeks: 6, regimes: vec![2, 6], ..few.clone() },
            Self { weeks: 30, regimes: vec![2], events: 0, targets: 0, ..few.clone() },
            Self { weeks: 261, regimes: vec![6, 6, 6, 6], events: 24, targets: 12, ..few.clone() },
            Self { weeks: 261, long_names: true, regimes: vec![6, 2, 6], ..few },
        ]
    }
}

/// Uniform numbers in (0, 1) from a Weyl sequence through a mixing function.
struct Uniforms(u64);

impl Uniforms {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64 + 1e-17
    }
}

fn summary(values: &[f64]) -> WeekSummary {
    let sample = Sample::new(values).expect("values");
    let quantiles = BAND_LEVELS.map(|p| sample.quantile(p));
    WeekSummary {
        mean: sample.mean(),
        bands: Some(Bands { zero_share: sample.zero_share(), quantiles }),
    }
}

fn series(name: &str, unit: Unit, weeks: Vec<WeekSummary>) -> SeriesVariable {
    SeriesVariable {
        name: name.to_owned(),
        product: "all".into(),
        group: "all".into(),
        unit,
        weeks,
    }
}

fn date(year: i64, month: i64, day: i64) -> Date {
    Date::new(year, month, day).expect("a date")
}

/// The synthetic run of this shape: the same for the same shape.
pub(crate) fn synthetic(shape: &Shape) -> RunResult {
    let start = date(2026, 1, 30);
    let calendar =
        Calendar::new(start, start.plus_days(7 * shape.weeks as i64 - 1)).expect("weeks");
    let long = |text: &str| {
        if shape.long_names {
            format!(
                "{text} <with & a \"vêry\" lóng name from Łódź that goes on and on beyond any sensible width of a slide, and then some more of it>"
            )
        } else {
            text.to_owned()
        }
    };
    let mut uniforms = Uniforms(7);
    let (mut units, mut revenue) = (Vec::new(), Vec::new());
    for path in 0..shape.paths {
        let zero = ((path * 619) % 1000) as f64 / 1000.0 < shape.zero_share;
        let total = shape.median * exp(shape.spread * normal_quantile(uniforms.next()));
        let price = 25_000.0 * (1.0 + 0.4 * (uniforms.next() - 0.5) * shape.spread.min(1.0));
        let delay = 0.1 + 0.5 * uniforms.next() * shape.spread.min(1.0);
        let first = ((shape.weeks as f64 * delay) as usize).min(shape.weeks - 1);
        let open = (shape.weeks - first) as f64;
        let flow: Vec<f64> = (0..shape.weeks)
            .map(|week| match week.checked_sub(first) {
                Some(since) if !zero => total * (2.0 * since as f64 + 1.0) / (open * open),
                _ => 0.0,
            })
            .collect();
        revenue.push(flow.iter().map(|chips| chips * price).collect::<Vec<f64>>());
        units.push(flow);
    }
    let sums = |flows: &[Vec<f64>], from: usize, end: usize| -> Vec<f64> {
        flows.iter().map(|flow| flow[from..end].iter().sum()).collect()
    };
    let mut metrics: Vec<Column> = Vec::new();
    let mut metric = |name: &str, unit: Unit, values: Vec<f64>| {
        metrics.push(Column { name: name.to_owned(), unit, values });
    };
    for (name, unit, flows) in
        [("delivered_units", Unit::Chips, &units), ("gross_revenue_usd", Unit::Usd, &revenue)]
    {
        metric(name, unit, sums(flows, 0, shape.weeks));
        for period in calendar.years().into_iter().chain(calendar.quarters()) {
            let values = sums(flows, period.first_week, period.end_week);
            metric(&format!("{name}.{}", period.label), unit, values);
        }
    }
    let delivered = sums(&units, 0, shape.weeks);
    let mut asked = delivered.clone();
    for (name, scale) in [
        ("in_pipeline_units", 0.11),
        ("closing_firm_units", 0.6),
        ("closing_provisional_units", 0.9),
        ("cancelled_units", 0.25),
        ("substituted_units", 0.35),
        ("offshore_units", 0.18),
        ("returned_units", 0.008),
    ] {
        let values: Vec<f64> = asked
            .iter_mut()
            .map(|sum| {
                let part = scale * shape.median * 2.0 * uniforms.next();
                *sum += part;
                part
            })
            .collect();
        metric(name, Unit::Chips, values);
    }
    metric("asked_units", Unit::Chips, asked);

    let mut variables = Vec::new();
    for (name, unit, flows) in [
        ("delivered_units_cumulative", Unit::Chips, &units),
        ("gross_revenue_usd_cumulative", Unit::Usd, &revenue),
    ] {
        let weeks = (1..=shape.weeks).map(|end| summary(&sums(flows, 0, end))).collect();
        variables.push(series(name, unit, weeks));
    }
    let mut unmet = vec![0.0; shape.weeks];
    let gates = [
        ("not_firm", 30.0, 0.1),
        ("barred", 12.0, 0.5),
        ("not_licensed", 60.0, 0.25),
        ("volume_cap", 25.0, 0.8),
        ("not_approved", 75.0, 0.65),
        ("no_stock", 10.0, 0.9),
        ("test_lab", 6.0, 0.8),
        ("customs", 20.0, 0.45),
    ];
    for (name, height, centre) in gates {
        let height = if shape.unmet { height * shape.median / 300.0 } else { 0.0 };
        let weeks = unmet
            .iter_mut()
            .enumerate()
            .map(|(week, sum)| {
                let away = ((week as f64 + 0.5) / shape.weeks as f64 - centre) / 0.28;
                let value = height * exp(-away * away);
                *sum += value;
                let mean = Estimate { value, standard_error: value / 100.0 };
                WeekSummary { mean, bands: None }
            })
            .collect();
        variables.push(series(&format!("withheld_units.{name}"), Unit::Chips, weeks));
    }
    let weeks = unmet
        .into_iter()
        .map(|value| WeekSummary { mean: Estimate { value, standard_error: 0.0 }, bands: None })
        .collect();
    variables.push(series("unmet_units", Unit::Chips, weeks));

    let names = ["barred", "case_by_case", "presumed_denial", "licence_cap", "notify", "open"];
    let titles = ["Washington", "Beijing", "Customs", "Tariff"];
    let regimes = shape
        .regimes
        .iter()
        .zip(titles)
        .map(|(&count, title)| RegimeSeries {
            process: title.to_lowercase(),
            title: long(title),
            names: (0..count).map(|i| names[i * 5 / (count - 1)].to_owned()).collect(),
            regimes: (0..count).map(|i| long(names[i * 5 / (count - 1)])).collect(),
            shares: (0..shape.weeks)
                .map(|week| {
                    let drift = week as f64 / shape.weeks as f64 * (count as f64 - 0.5);
                    let weights: Vec<f64> = (0..count)
                        .map(|i| exp(-(i as f64 - drift) * (i as f64 - drift) / 1.5))
                        .collect();
                    let sum: f64 = weights.iter().sum();
                    weights.iter().map(|w| w / sum).collect()
                })
                .collect(),
        })
        .collect();

    let target = |index: usize| {
        let by = (index % 2 == 1).then(|| date(2026, 12, 31));
        let at_least =
            shape.median * [3.3, 0.5, 1.0, 6.0, 0.1, 20.0][index % 6] * (1.0 + index as f64 / 50.0);
        let end = by.map_or(shape.weeks, |by| calendar.weeks_ended_by(by));
        let met = sums(&units, 0, end).iter().filter(|v| **v >= at_least).count() as f64;
        let share = met / shape.paths as f64;
        let titles = ["One million chips by the end of 2027", "150K chips by the end of 2026"];
        Target {
            name: format!("target-{index}"),
            title: long(titles.get(index).copied().unwrap_or("Another target")),
            metric: "delivered_units".into(),
            by,
            at_least,
            unit: Unit::Chips,
            probability: Estimate {
                value: share,
                standard_error: (share * (1.0 - share) / shape.paths as f64).sqrt(),
            },
        }
    };
    let mut targets: Vec<Target> = (0..shape.targets).map(target).collect();
    if shape.targets > 0 {
        let (_, full) = (0, sums(&revenue, 0, shape.weeks));
        let share = full.iter().filter(|v| **v >= 1e10).count() as f64 / shape.paths as f64;
        targets.push(Target {
            name: "ten-billion".into(),
            title: long("Ten billion dollars"),
            metric: "gross_revenue_usd".into(),
            by: None,
            at_least: 1e10,
            unit: Unit::Usd,
            probability: Estimate { value: share, standard_error: 0.005 },
        });
    }
    let mut events: Vec<(String, Date)> = [
        ("Rule published", date(2026, 3, 13)),
        ("Summit in Beijing", date(2026, 5, 14)),
        ("Tariff truce ends", date(2026, 11, 10)),
        ("Party congress", date(2027, 10, 15)),
    ]
    .into_iter()
    .cycle()
    .take(shape.events)
    .enumerate()
    .map(|(i, (name, day))| (long(name), day.plus_days(9 * (i / 4) as i64)))
    .collect();
    events.push((long("Before the start"), date(2025, 8, 1)));
    let sample_paths = units
        .iter()
        .zip(&revenue)
        .take(24)
        .enumerate()
        .map(|(path, (units, revenue))| {
            let cumulative = |flow: &[f64]| {
                flow.iter()
                    .scan(0.0, |sum, v| {
                        *sum += v;
                        Some(*sum)
                    })
                    .collect::<Vec<f64>>()
            };
            SamplePath {
                path: path as u64,
                delivered_units: cumulative(units),
                gross_revenue_usd: cumulative(revenue),
            }
        })
        .collect();
    RunResult {
        headline_product: None,
        scenario: if shape.long_names { "a-scenario-name-".repeat(12) } else { "h200-2026".into() },
        title: long("H200 sales to China, 2026 to 2027"),
        seed: 42,
        paths: shape.paths,
        sampling: Sampling::Random,
        precision: None,
        calendar,
        products: vec![("h200".into(), long("H200"))],
        metrics,
        tallies: Vec::new(),
        inputs: Vec::new(),
        targets,
        series: SeriesTable { variables },
        regimes,
        sample_paths,
        events,
    }
}

/// A back-test of so many forecasts, all of the synthetic run: what came is the median in every other
/// quarter and nothing in the rest.
pub(crate) fn synthetic_backtest(shape: &Shape, forecasts: usize) -> Option<Backtest> {
    let result = synthetic(shape);
    let quarters = result.calendar.quarters();
    let observations = quarters.iter().enumerate().map(|(place, quarter)| Observation {
        title: "Chips delivered".to_owned(),
        metric: "delivered_units".to_owned(),
        period: Some(quarter.label.clone()),
        unit: Unit::Chips,
        value: if place % 2 == 0 { shape.median } else { 0.0 },
        range: (place % 3 == 0).then_some((0.0, 2.0 * shape.median)),
        ready: Some(1.7 * shape.median),
        evidence: Evidence::default(),
    });
    let observations = observations.collect();
    let title = "What came".to_owned();
    let observed = Observed { title, as_of: None, observations, unmatched: Vec::new() };
    Backtest::new(&vec![result; forecasts], &observed)
}
