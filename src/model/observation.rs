//! What happened: values of metrics that a forecast is held against.

use crate::units::{Date, Unit};

/// A record of what happened.
#[derive(Clone, Debug)]
pub struct Observed {
    pub title: String,
    /// The day of the latest news in it.
    pub as_of: Option<Date>,
    pub observations: Vec<Observation>,
    pub unmatched: Vec<Unmatched>,
}

/// The value of one metric, in one period or over the horizon.
#[derive(Clone, Debug)]
pub struct Observation {
    pub title: String,
    /// The metric without its period, as in "delivered_units.h200".
    pub metric: String,
    /// "2026Q3" or "FY2026Q3"; the whole horizon where None.
    pub period: Option<String>,
    pub unit: Unit,
    pub value: f64,
    /// The least and the most that it may have been; the value where None. Scores take the value.
    pub range: Option<(f64, f64)>,
    /// What stood ready: the forecast of someone who lets all of it ship.
    pub ready: Option<f64>,
    pub evidence: Evidence,
}

/// Something that was seen and that the model has no metric for.
#[derive(Clone, Debug)]
pub struct Unmatched {
    pub title: String,
    pub value: f64,
    /// In words, as in "days".
    pub unit: String,
    /// Why there is no metric.
    pub why: String,
    pub evidence: Evidence,
}

/// Where a value comes from.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    pub source: Option<String>,
    pub confidence: Option<String>,
    pub note: Option<String>,
}

impl Observation {
    /// The metric column, as in "delivered_units.h200.2026Q3".
    pub fn column(&self) -> String {
        match &self.period {
            Some(period) => format!("{}.{period}", self.metric),
            None => self.metric.clone(),
        }
    }
}
