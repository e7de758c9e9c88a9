//! Charts and tables of a finished run, and its page.

use std::hint::black_box;

use criterion::Criterion;
use tradeflow::analysis::exceedance::Exceedance;
use tradeflow::analysis::fan::{Fan, FanAmount};
use tradeflow::analysis::subject::headline_metric;
use tradeflow::analysis::{Answer, Drawn};
use tradeflow::engine::{self, Plan};
use tradeflow::output::{
    MetricSummary, csv_bytes, parquet_bytes, paths_table, sha256_hex, summary_json,
};
use tradeflow::plot::{self, Theme, draw_exceedance, draw_fan};
use tradeflow::report::Report;
use tradeflow::stats::{Missing, Summary};

const PATHS: usize = 2000;

pub fn pictures(c: &mut Criterion) {
    let scenario = super::base();
    let plan = Plan::new(1, PATHS);
    let result = engine::run(&scenario.model, plan, &()).expect("units are conserved");
    let summaries: Vec<MetricSummary> = result
        .metrics
        .iter()
        .map(|m| (m.name.clone(), m.unit, Summary::of(&m.values, Missing::Absent)))
        .collect();
    let drawn = Drawn::new(&scenario.model, &result);
    let theme = Theme::light();
    let source = plot::source(&result);
    let mut group = c.benchmark_group("pictures of 2,000 paths");
    let fan = Fan::new(&result, FanAmount::DeliveredUnits).expect("a fan");
    let svg = draw_fan(&fan, &theme, &source);
    group.bench_function("fan as SVG", |b| {
        b.iter(|| draw_fan(black_box(&fan), &theme, &source));
    });
    group.bench_function("exceedance from the result to SVG", |b| {
        let metric = headline_metric(&result, "delivered_units");
        b.iter(|| {
            let curve = Exceedance::new(black_box(&result), &metric).expect("a curve");
            draw_exceedance(&curve, &theme, &source)
        });
    });
    group.sample_size(10);
    group.bench_function("fan as PNG", |b| b.iter(|| plot::png(black_box(&svg))));
    group.bench_function("all charts as SVG", |b| b.iter(|| plot::all_charts(black_box(&result))));
    group.bench_function("answer", |b| b.iter(|| Answer::new(black_box(&result), &summaries)));
    group.bench_function("summary.json", |b| {
        b.iter(|| summary_json(black_box(&result), &summaries, &drawn));
    });
    let table = paths_table(&result);
    group.bench_function("paths.parquet", |b| b.iter(|| parquet_bytes(black_box(&table))));
    group.bench_function("paths.csv", |b| b.iter(|| csv_bytes(black_box(&table))));
    let hash = sha256_hex(scenario.resolved.as_bytes());
    let report = Report {
        scenario: &scenario,
        result: &result,
        summaries: &summaries,
        drawn: &drawn,
        run: "0123abcd",
        hash: &hash,
        found: &[],
        contrasted: None,
        worlds: None,
    };
    group.bench_function("report.html", |b| b.iter(|| black_box(&report).html(plan)));
    group.finish();
}
