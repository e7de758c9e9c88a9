//! Logistics of a product.

use super::super::describe::{AT_LEAST_0, CHIPS_PER_WEEK, WEEKS, number};
use super::{InputSpec, element};
use crate::model::UNLIMITED;

element! {
    /// The way from the vendor's stock to the buyer. Lags are rounded to whole weeks.
    LogisticsSpec {
        /// What the US test laboratories take in.
        test_throughput_units_per_week: InputSpec =
            number(UNLIMITED).unit(CHIPS_PER_WEEK).range(AT_LEAST_0);
        /// Time in the laboratory.
        test_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Time on the way.
        transit_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Time in customs while the gate is open.
        clearance_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
    }
}
