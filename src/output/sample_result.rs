//! A small run's result for the tests of this module.

use crate::analysis::{Comparison, Drawn, DrawnInput, DrawnPair};
use crate::engine::{
    Bands, Column, InputColumn, RegimeSeries, RunResult, SeriesTable, SeriesVariable, Target,
    WeekSummary,
};
use crate::random::Sampling;
use crate::stats::Estimate;
use crate::units::{Calendar, Date, Unit};

fn date(year: i64, month: i64, day: i64) -> Date {
    Date::new(year, month, day).expect("a date")
}

fn variable(name: &str, group: &str, with_bands: bool) -> SeriesVariable {
    let bands = Bands { zero_share: 0.25, quantiles: [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0] };
    let week = |value| WeekSummary {
        mean: Estimate { value, standard_error: 1.5 },
        bands: with_bands.then_some(bands),
    };
    SeriesVariable {
        name: name.to_owned(),
        product: "h200".to_owned(),
        group: group.to_owned(),
        unit: Unit::Chips,
        weeks: vec![week(100.0), week(110.0)],
    }
}

/// Four paths over two weeks; the first path never has a delivery.
pub fn small_result() -> RunResult {
    let column = |name: &str, unit, values: &[f64]| Column {
        name: name.to_owned(),
        unit,
        values: values.to_vec(),
    };
    RunResult {
        scenario: "test-scenario".to_owned(),
        title: "A \"small\" test".to_owned(),
        seed: u64::MAX,
        paths: 4,
        sampling: Sampling::Random,
        precision: None,
        calendar: Calendar::new(date(2026, 1, 30), date(2026, 2, 12)).expect("two weeks"),
        products: vec![("h200".to_owned(), "H200".to_owned())],
        headline_product: None,
        metrics: vec![
            column("delivered_units", Unit::Chips, &[0.0, 0.1 + 0.2, 12_345.678, 1e6 / 3.0]),
            column("first_delivery_week", Unit::Weeks, &[f64::NAN, 5.0, 7.0, 9.0]),
        ],
        tallies: Vec::new(),
        inputs: vec![InputColumn {
            path: "product.h200.price_usd".to_owned(),
            values: vec![27_000.5, 28_000.25, 29_000.0, 30_000.0],
        }],
        targets: vec![Target {
            name: "half_a_million".to_owned(),
            title: "Half a million by the year's end".to_owned(),
            metric: "delivered_units".to_owned(),
            by: Some(date(2026, 12, 31)),
            at_least: 500_000.0,
            unit: Unit::Chips,
            probability: Estimate { value: 0.25, standard_error: 0.125 },
        }],
        series: SeriesTable {
            variables: vec![
                variable("delivered_units", "all", true),
                variable("backlog_units", "cloud", false),
            ],
        },
        regimes: vec![RegimeSeries {
            process: "beijing".to_owned(),
            title: "Beijing".to_owned(),
            names: vec!["shut".to_owned(), "open".to_owned()],
            regimes: vec!["Shut".to_owned(), "Open".to_owned()],
            shares: vec![vec![0.7, 0.3], vec![0.6, 0.4]],
        }],
        sample_paths: Vec::new(),
        events: Vec::new(),
    }
}

/// One input and two pairs: a mean that is off, a correlation that cannot be judged.
pub fn small_drawn() -> Drawn {
    let comparison = |asked, value, deviation| Comparison {
        asked,
        drawn: Estimate { value, standard_error: 0.5 },
        deviation,
    };
    let pair = |with: &str, spearman| DrawnPair {
        inputs: ["product.h200.price_usd".to_owned(), with.to_owned()],
        spearman,
    };
    Drawn {
        kept_paths: None,
        inputs: vec![DrawnInput {
            path: "product.h200.price_usd".to_owned(),
            mean: comparison(Some(28_000.0), 28_004.0, Some(8.0)),
            quantiles: [0, 1, 2, 3, 4].map(|k| {
                let value = 27_000.0 + f64::from(k);
                comparison(Some(value), value + 0.25, Some(-0.5))
            }),
        }],
        correlations: vec![pair("customs.odds", comparison(Some(0.5), 0.4, None))],
        largest_other: Some(pair("tariff.rate", comparison(Some(0.0), 0.1, Some(1.25)))),
        checks: 7,
        allowed: 5.74,
    }
}
