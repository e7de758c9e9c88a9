//! A file of what happened, which a back-test is held against.

use super::super::describe::{AT_LEAST_0, between, optional, required};
use super::{Day, List, Number, Text, Whole, element};

element! {
    /// A file of what happened. It stands alone: it extends nothing.
    ObservedSpec {
        /// The version of the scenario language: 1.
        schema: Whole = required().range(between(1.0, 1.0));
        /// For charts and reports, at most 80 characters.
        title: Text = required();
        /// The day of the latest news in the file.
        as_of: Day = optional();
        /// What was seen of the scenario's metrics.
        observed: List<ObservationSpec> = required();
        /// What was seen and has no metric.
        unmatched: List<UnmatchedSpec> = optional();
    }
}

element! {
    /// The value of one metric, in one period or over the whole horizon.
    ObservationSpec {
        /// For reports; the metric where there is none.
        title: Text = optional();
        /// The metric as a run names it, without a period, as in "delivered_units.h200".
        metric: Text = required();
        /// The period as a run names it, as in "2026Q3" or "FY2026Q3"; the whole horizon where absent.
        period: Text = optional();
        /// What was seen, in the metric's unit.
        value: Number = required();
        /// The least that it may have been.
        low: Number = optional();
        /// The most that it may have been.
        high: Number = optional();
        /// What stood ready to be sold: the forecast of someone who lets all of it ship.
        ready: Number = optional().range(AT_LEAST_0);
    }
}

element! {
    /// Something that was seen and that the model has no metric for.
    UnmatchedSpec {
        /// What was seen.
        title: Text = required();
        /// How much.
        value: Number = required();
        /// Of what, as in "days".
        unit: Text = required();
        /// Why the model has no metric for it.
        why: Text = required().long();
    }
}
