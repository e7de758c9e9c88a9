//! What all paths of a run add up to where the values of the first ones alone are kept.

use super::catalogue::{Catalogue, target_column};
use crate::model::Model;
use crate::stats::{Proportion, Tally};

/// The tallies of a run's metrics, and how many paths meet each target: made of batches in their order.
#[derive(Clone, Debug)]
pub(super) struct Tallies {
    /// In the order of the catalogue.
    pub metrics: Vec<Tally>,
    pub targets: Vec<Met>,
}

/// The paths that meet a target.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    /// The metric on which it is judged, if the run reports it, and what it must reach.
    metric: Option<usize>,
    at_least: f64,
    pub paths: u64,
}

impl Tallies {
    /// Of no paths.
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let met = model.targets.iter().map(|rule| {
            let name = target_column(model, rule);
            let metric = catalogue.metrics.iter().position(|entry| entry.name == name);
            Met { metric, at_least: rule.at_least, paths: 0 }
        });
        Self { metrics: vec![Tally::new(); catalogue.metrics.len()], targets: met.collect() }
    }

    /// Takes the values of the next batch, as [path][metric].
    pub fn take(&mut self, rows: &[f64]) {
        let width = self.metrics.len();
        let mut column = Vec::with_capacity(rows.len() / width.max(1));
        for (place, tally) in self.metrics.iter_mut().enumerate() {
            column.clear();
            column.extend(rows.iter().skip(place).step_by(width));
            tally.take(&column);
            for met in self.targets.iter_mut().filter(|met| met.metric == Some(place)) {
                met.paths += column.iter().filter(|x| **x >= met.at_least).count() as u64;
            }
        }
    }

    /// The share of `paths` that meet a target, by its place in the model; none if the run does not report its metric.
    pub fn share(&self, target: usize, paths: usize) -> Option<Proportion> {
        let met = self.targets.get(target).filter(|met| met.metric.is_some())?;
        Proportion::new(met.paths, paths as u64)
    }
}
