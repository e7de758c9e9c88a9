//! A named target: a metric that should reach a level by a date.

use super::Named;
use crate::units::Date;

/// "At least `at_least` of `metric` by `by`".
#[derive(Clone, Debug)]
pub struct TargetRule {
    pub id: Named,
    /// The metric's base name, as in "delivered_units".
    pub metric: String,
    /// Of one product; of all together where None.
    pub product: Option<usize>,
    /// None: by the horizon. Some only for metrics that are flows.
    pub by: Option<Date>,
    pub at_least: f64,
}
