//! Several worlds of one scenario side by side and, where they have weights, their mixture.

use super::answer::kept_metrics;
use super::strip::{Strip, StripRow};
use super::subject::{Subject, column};
use super::wording::percent;
use crate::engine::{RunResult, Target};
use crate::random::Sampling;
use crate::stats::{Blocks, Estimate, Missing, Mixture, Summary};
use crate::units::{Calendar, Unit};

/// What is kept of a world's run, so that not all runs need be held at once.
#[derive(Clone, Debug)]
pub struct WorldRun {
    pub head: WorldHead,
    seed: u64,
    paths: usize,
    sampling: Sampling,
    calendar: Calendar,
    product: Option<(String, String)>,
    metrics: Vec<Kept>,
    targets: Vec<Target>,
    /// For each target a value a path: 1 where it is met.
    met: Vec<Vec<f64>>,
}

/// A world's names and weight.
#[derive(Clone, Debug)]
pub struct WorldHead {
    pub name: String,
    pub title: String,
    pub weight: Option<f64>,
}

/// A metric of the joint answer in one world.
#[derive(Clone, Debug)]
struct Kept {
    subject: Subject,
    values: Vec<f64>,
    summary: Summary,
}

/// The joint answer: each number by world, and of the mixture.
#[derive(Clone, Debug)]
pub struct Worlds {
    /// The scenario's name and title.
    pub scenario: String,
    pub title: String,
    pub seed: u64,
    /// Paths in each world.
    pub paths: usize,
    pub sampling: Sampling,
    pub calendar: Calendar,
    /// The name and title of the product that headlines are about; all together where None.
    pub product: Option<(String, String)>,
    pub heads: Vec<WorldHead>,
    pub metrics: Vec<MetricByWorld>,
    pub targets: Vec<TargetByWorld>,
}

/// A metric in each world; none where a world does not have it.
#[derive(Clone, Debug)]
pub struct MetricByWorld {
    pub subject: Subject,
    pub worlds: Vec<Option<Summary>>,
    /// By weight, where there are weights and all worlds have the metric.
    pub mixture: Option<Summary>,
    /// The share of the mixture's variance that lies between worlds.
    pub between_share: Option<Estimate>,
}

/// A target in each world.
#[derive(Clone, Debug)]
pub struct TargetByWorld {
    pub target: Target,
    /// The share of paths that meet it.
    pub worlds: Vec<Estimate>,
    pub mixture: Option<Estimate>,
}

impl WorldRun {
    /// Keeps what the joint answer needs. `target_columns` names the column that each target is
    /// judged on, in the order of the result's targets.
    pub fn keep(
        head: WorldHead,
        result: &RunResult,
        summaries: &[(String, Unit, Summary)],
        target_columns: &[String],
    ) -> Self {
        let metrics = kept_metrics(result)
            .into_iter()
            .filter_map(|name| {
                Some(Kept {
                    subject: Subject::new(result, &name)?,
                    values: column(result, &name)?.values.clone(),
                    summary: summaries.iter().find(|(other, ..)| *other == name)?.2.clone(),
                })
            })
            .collect();
        let met = result.targets.iter().zip(target_columns).map(|(target, name)| {
            let values = column(result, name).map_or(&[][..], |column| &column.values);
            values.iter().map(|x| f64::from(u8::from(*x >= target.at_least))).collect()
        });
        let product = result.headline_product.and_then(|index| result.products.get(index));
        Self {
            head,
            seed: result.seed,
            paths: result.paths,
            sampling: result.sampling,
            calendar: result.calendar.clone(),
            product: product.cloned(),
            metrics,
            met: met.collect(),
            targets: result.targets.clone(),
        }
    }

    fn find(&self, column: &str) -> Option<&Kept> {
        self.metrics.iter().find(|kept| kept.subject.column == column)
    }
}

impl Worlds {
    /// The joint answer of the runs of a scenario's worlds; none without a run.
    pub fn new(scenario: &str, title: &str, runs: &[WorldRun]) -> Option<Self> {
        let first = runs.first()?;
        let weights: Option<Vec<f64>> = runs.iter().map(|run| run.head.weight).collect();
        let weights = weights.as_deref();
        Some(Self {
            scenario: scenario.to_owned(),
            title: title.to_owned(),
            seed: first.seed,
            paths: first.paths,
            sampling: first.sampling,
            calendar: first.calendar.clone(),
            product: first.product.clone(),
            heads: runs.iter().map(|run| run.head.clone()).collect(),
            metrics: metrics(runs, weights),
            targets: targets(first, runs, weights),
        })
    }

    /// Whether the worlds have weights.
    pub fn are_weighted(&self) -> bool {
        self.heads.iter().all(|head| head.weight.is_some())
    }

    /// A metric by its column.
    pub fn find(&self, column: &str) -> Option<&MetricByWorld> {
        self.metrics.iter().find(|metric| metric.subject.column == column)
    }

    /// A metric of the headline product, or of all together where there is none, to the horizon.
    pub fn headline(&self, metric: &str) -> Option<&MetricByWorld> {
        match &self.product {
            Some((product, _)) => self.find(&format!("{metric}.{product}")),
            None => self.find(metric),
        }
    }

    /// The interval strip of a metric over the worlds; none where no world has it.
    pub fn strip(&self, metric: &MetricByWorld) -> Option<Strip> {
        let rows = self.heads.iter().zip(&metric.worlds).filter_map(|(head, summary)| {
            let note = head.weight.map_or_else(String::new, |w| format!("weight {}", percent(w)));
            StripRow::new(&head.title, note, summary.as_ref()?)
        });
        let mixture = metric.mixture.as_ref();
        let together = mixture.and_then(|whole| StripRow::new("All worlds, by weight", "", whole));
        Strip::new(metric.subject.clone(), "worlds", rows.collect(), together)
    }
}

/// The metrics of any world, in the order of the first that has each.
fn metrics(runs: &[WorldRun], weights: Option<&[f64]>) -> Vec<MetricByWorld> {
    let mut list: Vec<MetricByWorld> = Vec::new();
    let blocks = Blocks(runs.first().map_or(1, |run| run.sampling.block()));
    for kept in runs.iter().flat_map(|run| &run.metrics) {
        let column = &kept.subject.column;
        if list.iter().any(|metric| metric.subject.column == *column) {
            continue;
        }
        let found: Vec<Option<&Kept>> = runs.iter().map(|run| run.find(column)).collect();
        let mixture = weights.and_then(|weights| {
            let parts = weights.iter().zip(&found);
            let parts: Option<Vec<(f64, &[f64])>> = parts
                .map(|(weight, kept)| Some((*weight, kept.as_ref()?.values.as_slice())))
                .collect();
            Mixture::new(&parts?, kept.summary.missing, blocks)
        });
        list.push(MetricByWorld {
            subject: kept.subject.clone(),
            worlds: found.iter().map(|kept| kept.map(|kept| kept.summary.clone())).collect(),
            mixture: mixture.as_ref().map(Mixture::summary),
            between_share: mixture.as_ref().and_then(Mixture::between_share),
        });
    }
    list
}

/// The targets, which all worlds share.
fn targets(first: &WorldRun, runs: &[WorldRun], weights: Option<&[f64]>) -> Vec<TargetByWorld> {
    let blocks = Blocks(first.sampling.block());
    let by_world = first.targets.iter().enumerate().map(|(index, target)| TargetByWorld {
        target: target.clone(),
        worlds: runs.iter().map(|run| run.targets[index].probability).collect(),
        mixture: weights.and_then(|weights| {
            let parts = weights.iter().zip(runs);
            let parts: Vec<(f64, &[f64])> =
                parts.map(|(weight, run)| (*weight, run.met[index].as_slice())).collect();
            Some(Mixture::new(&parts, Missing::Absent, blocks)?.share(|met| met > 0.0))
        }),
    });
    by_world.collect()
}
