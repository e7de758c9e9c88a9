//! What a run hands on: a table of scalars a path, weekly summaries, and a few whole paths.

use super::catalogue::missing_of;
use super::precision::Precision;
use crate::random::Sampling;
use crate::stats::{Blocks, Estimate, Missing, Summary, Tally};
use crate::units::{Calendar, Date, Unit};

/// The levels of the quantiles kept for weekly series.
pub const BAND_LEVELS: [f64; 7] = [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95];

/// The outcome of one run of one scenario. Independent of threads, batches and the clock.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// The scenario's name, as in its file: lower-case letters, digits and hyphens.
    pub scenario: String,
    /// The scenario's title for people.
    pub title: String,
    pub seed: u64,
    pub paths: usize,
    /// How first draws were spread over paths.
    pub sampling: Sampling,
    /// What was asked for and attained, where the run was to go on until it is precise.
    pub precision: Option<Precision>,
    pub calendar: Calendar,
    /// Names and titles of the products, in file order.
    pub products: Vec<(String, String)>,
    /// The product that headline sentences are about; all together where None.
    pub headline_product: Option<usize>,
    /// One value a path for each metric: "delivered_units", then its parts, as in
    /// "delivered_units.2026Q3", "delivered_units.h200" or "delivered_units.h200.2026". Of the paths that
    /// are kept: all, or the first ones where the plan says so.
    pub metrics: Vec<Column>,
    /// What all paths add up to, in the order of the metrics, where not all are kept; else empty.
    pub tallies: Vec<Tally>,
    /// One value a kept path for each uncertain input: what was drawn, in the units of the file.
    pub inputs: Vec<InputColumn>,
    pub targets: Vec<Target>,
    pub series: SeriesTable,
    /// Shares of paths in each regime by week, for each regime process.
    pub regimes: Vec<RegimeSeries>,
    /// The first few paths, week by week.
    pub sample_paths: Vec<SamplePath>,
    /// Events of the scenario to mark on charts: the title, with the odds where it is not certain,
    /// and the middle of the window.
    pub events: Vec<(String, Date)>,
}

impl RunResult {
    /// The paths whose values are kept: the first ones.
    pub fn kept_paths(&self) -> usize {
        self.metrics.first().map_or(self.paths, |column| column.values.len())
    }

    /// Whether the values of all paths are kept.
    pub fn keeps_all(&self) -> bool {
        self.tallies.is_empty()
    }

    /// The tally of a metric, where the values of the first paths alone are kept.
    pub fn tally(&self, metric: &str) -> Option<&Tally> {
        if self.keeps_all() {
            return None;
        }
        let place = self.metrics.iter().position(|column| column.name == metric)?;
        self.tallies.get(place)
    }

    /// What is said of a metric over all paths, kept or not.
    pub fn summary(&self, column: &Column) -> Summary {
        match self.tally(&column.name) {
            Some(tally) => Summary::of_tally(tally, column.missing()),
            None => Summary::over(&column.values, column.missing(), self.blocks()),
        }
    }
}

/// A metric: one value a path, NaN where the path has none (a first delivery that never comes).
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub unit: Unit,
    pub values: Vec<f64>,
}

impl RunResult {
    /// Which paths depend on each other.
    pub fn blocks(&self) -> Blocks {
        Blocks(self.sampling.block())
    }
}

impl Column {
    /// What a path without a value means.
    pub fn missing(&self) -> Missing {
        missing_of(&self.name)
    }
}

/// An uncertain input and what was drawn for it on each path.
#[derive(Clone, Debug)]
pub struct InputColumn {
    /// The path in the scenario file, as in "product.h200.price_usd".
    pub path: String,
    pub values: Vec<f64>,
}

/// A named target: the metric column and the level it must reach.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: String,
    pub title: String,
    /// The metric it is about, as in "delivered_units" or "delivered_units.h200".
    pub metric: String,
    pub by: Option<Date>,
    pub at_least: f64,
    pub unit: Unit,
    /// The share of paths that meet it.
    pub probability: Estimate,
}

impl Target {
    /// The column on which it is judged, as in "delivered_units.h200.by-2026-12-31".
    pub fn column(&self) -> String {
        match self.by {
            Some(by) => format!("{}.by-{by}", self.metric),
            None => self.metric.clone(),
        }
    }
}

/// Weekly series, each summarised over all paths.
#[derive(Clone, Debug, Default)]
pub struct SeriesTable {
    pub variables: Vec<SeriesVariable>,
}

impl SeriesTable {
    /// The series of a variable for a product and a buyer group ("all" for their totals).
    pub fn find(&self, name: &str, product: &str, group: &str) -> Option<&SeriesVariable> {
        self.variables.iter().find(|v| v.name == name && v.product == product && v.group == group)
    }
}

/// One variable by week: "delivered_units" is the week's flow, "delivered_units_cumulative" its sum
/// so far, "backlog_units" a stock at the week's end, "withheld_units.customs" what a gate held back.
#[derive(Clone, Debug)]
pub struct SeriesVariable {
    pub name: String,
    /// A product's name, or "all".
    pub product: String,
    /// A buyer class, or "all".
    pub group: String,
    pub unit: Unit,
    pub weeks: Vec<WeekSummary>,
}

/// A variable in one week over all paths.
#[derive(Clone, Debug)]
pub struct WeekSummary {
    pub mean: Estimate,
    /// Quantiles at [`BAND_LEVELS`] with the share of exact zeros, where they are kept.
    pub bands: Option<Bands>,
}

/// Outcome bands of a weekly variable.
#[derive(Clone, Copy, Debug)]
pub struct Bands {
    pub zero_share: f64,
    pub quantiles: [f64; 7],
}

/// How the paths are spread over the regimes of one process.
#[derive(Clone, Debug)]
pub struct RegimeSeries {
    /// "washington", "beijing", "customs" or "tariff".
    pub process: String,
    pub title: String,
    /// The regimes' names as in metrics, from the strictest to the most open.
    pub names: Vec<String>,
    /// Their titles, in the same order.
    pub regimes: Vec<String>,
    /// `shares[week][regime]`: each week's shares sum to one.
    pub shares: Vec<Vec<f64>>,
}

/// One whole path, kept for drawing.
#[derive(Clone, Debug)]
pub struct SamplePath {
    pub path: u64,
    /// Cumulative by week, of the headline product or, where there is none, of all.
    pub delivered_units: Vec<f64>,
    pub gross_revenue_usd: Vec<f64>,
}
