//! How large a model is, as far as that decides what a path costs.

use serde::{Deserialize, Serialize};

use super::catalogue::Catalogue;
use crate::model::Model;

/// Counts of what a path steps through and of what a run keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub weeks: usize,
    pub products: usize,
    pub buyers: usize,
    /// Numbers kept of each path: metrics and uncertain inputs.
    pub columns: usize,
    /// Weekly variables.
    pub variables: usize,
}

impl Size {
    /// The size of a model and of all that a run of it reports.
    pub fn of(model: &Model) -> Self {
        let catalogue = Catalogue::new(model);
        let uncertain = model.inputs.iter().filter(|input| !input.dist.is_fixed()).count();
        Self {
            weeks: model.calendar.weeks(),
            products: model.products.len(),
            buyers: model.buyers.len(),
            columns: catalogue.metrics.len() + uncertain,
            variables: catalogue.variables.len(),
        }
    }

    /// Outputs of a path: its columns, and every weekly variable in every week.
    pub fn outputs(self) -> usize {
        self.columns + self.weekly()
    }

    /// Weekly variables, counted in every week.
    pub fn weekly(self) -> usize {
        self.variables * self.weeks
    }
}
