//! What a page keeps of each of the first paths: the columns that a reader may ask about.

use serde_json::{Value, json};

use super::packed::Packed;
use crate::analysis::sensitivity::short_name;
use crate::analysis::subject::{Subject, headline_metric};
use crate::analysis::wording::sentence;
use crate::engine::RunResult;
use crate::model::Model;
use crate::output::MetricSummary;
use crate::stats::Missing;

/// How many paths of the columns that only a condition asks for: as many as there is room for.
const SIZES: [usize; 10] = [10_000, 8_000, 6_000, 5_000, 4_000, 3_000, 2_500, 2_000, 1_000, 300];
/// The most paths of the columns on which a threshold is dragged.
const MOST_HEADLINE_PATHS: usize = 20_000;
/// Metrics over all products and the whole horizon, where a run has them; the order is that of the
/// list from which a reader chooses.
const WHOLE: [&str; 30] = [
    "delivered_units",
    "gross_revenue_usd",
    "shipped_units",
    "net_revenue_usd",
    "government_take_usd",
    "gross_margin_usd",
    "write_down_usd",
    "compute_delivered_h20e",
    "asked_units",
    "in_pipeline_units",
    "closing_firm_units",
    "closing_provisional_units",
    "cancelled_units",
    "substituted_units",
    "offshore_units",
    "returned_units",
    "licensed_units",
    "approved_units",
    "closing_backlog_units",
    "closing_stock_units",
    "first_delivery_week",
    "paper_only_weeks",
    "longest_paper_only_weeks",
    "approval_rounds",
    "mean_tariff_rate",
    "peak_tariff_rate",
    "us_take_usd",
    "china_take_usd",
    "produced_units",
    "peak_stock_units",
];
/// Families of metrics that are kept whole.
const FAMILIES: [&str; 2] = ["weeks_in.", EVENT];
/// The family of the weeks in which events happen.
const EVENT: &str = "event.";

/// One column of the first paths.
struct Column<'r> {
    name: String,
    title: String,
    group: &'static str,
    unit: &'static str,
    missing: Missing,
    values: &'r [f64],
    /// Whether a threshold is dragged on it, so that more paths of it are kept.
    headline: bool,
}

/// The columns of a run that its page keeps.
pub struct Columns<'r> {
    list: Vec<Column<'r>>,
    paths: usize,
}

impl<'r> Columns<'r> {
    /// Those metrics that the page shows or that a reader is likely to ask about, and every input.
    pub fn new(model: &Model, result: &'r RunResult, summaries: &[MetricSummary]) -> Self {
        let headlines =
            ["delivered_units", "gross_revenue_usd"].map(|metric| headline_metric(result, metric));
        let mut names: Vec<String> = headlines.to_vec();
        let mut add = |name: String| {
            let known = result.metrics.iter().any(|metric| metric.name == name);
            if known && !names.contains(&name) {
                names.push(name);
            }
        };
        for headline in &headlines {
            for year in result.calendar.years() {
                add(format!("{headline}.{}", year.label));
            }
        }
        for quarter in [result.calendar.quarters(), result.calendar.fiscal_quarters()].concat() {
            add(format!("{}.{}", headlines[1], quarter.label));
        }
        add(headline_metric(result, "first_delivery_week"));
        WHOLE.into_iter().for_each(|name| add(name.to_owned()));
        for target in &result.targets {
            add(target.column());
        }
        for metric in &result.metrics {
            if FAMILIES.iter().any(|family| metric.name.starts_with(family)) {
                add(metric.name.clone());
            }
        }
        let metric = |name: String| {
            let column = result.metrics.iter().find(|metric| metric.name == name)?;
            let (.., summary) = summaries.iter().find(|(metric, ..)| *metric == name)?;
            let subject = Subject::new(result, &name)?;
            let event = name.strip_prefix(EVENT);
            let event = model.events.iter().find(|known| Some(known.id.name.as_str()) == event);
            let (title, group) = match event {
                Some(event) => (event.id.title.clone(), "event"),
                None if name.starts_with("weeks_in.") => (in_words(&subject), "policy"),
                None => (in_words(&subject), "outcome"),
            };
            Some(Column {
                title,
                group,
                unit: column.unit.name(),
                missing: summary.missing,
                values: &column.values,
                headline: headlines.contains(&name),
                name,
            })
        };
        let metrics: Vec<Column<'r>> = names.into_iter().filter_map(metric).collect();
        let inputs = result.inputs.iter().map(|input| Column {
            name: format!("input.{}", input.path),
            title: sentence(&short_name(&input.path)),
            group: "input",
            unit: "",
            missing: Missing::Absent,
            values: &input.values,
            headline: false,
        });
        let list = metrics.into_iter().chain(inputs).collect();
        Self { list, paths: result.kept_paths() }
    }

    /// As data for the page, of the first `paths`; more of those on which a threshold is dragged.
    pub fn data(&self, paths: usize, packed: &mut Packed) -> Value {
        let whole = self.paths.min(MOST_HEADLINE_PATHS);
        let list = self.list.iter().map(|column| {
            let kept = if column.headline { whole } else { paths };
            json!({
                "name": column.name,
                "title": column.title,
                "group": column.group,
                "unit": column.unit,
                "never": column.missing == Missing::Never,
                "values": packed.push(&column.values[..kept]),
            })
        });
        list.collect()
    }

    /// How many paths a page may keep, the most first.
    pub fn sizes(&self) -> impl Iterator<Item = usize> {
        let paths = self.paths;
        SIZES.into_iter().map(move |most| most.min(paths))
    }
}

/// What a metric counts, and when.
fn in_words(subject: &Subject) -> String {
    sentence(&format!("{} {}", subject.noun, subject.when))
}
