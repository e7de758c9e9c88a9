//! Domestic Chinese supply.

use super::super::describe::{ABOVE_0, AT_LEAST_0, CHIPS_PER_YEAR, WEEKS, number, required};
use super::{InputSpec, Name, element};

element! {
    /// Domestic chips that take over lapsed demand, along an S-curve.
    DomesticSpec {
        /// The product in whose equivalents the supply is counted.
        reference_product: Name = required();
        /// Supply at the start.
        opening_units_per_year: InputSpec = required().unit(CHIPS_PER_YEAR).range(AT_LEAST_0);
        /// Supply in the end.
        ceiling_units_per_year: InputSpec = required().unit(CHIPS_PER_YEAR).range(AT_LEAST_0);
        /// Time from the start to half of the growth.
        midpoint_weeks: InputSpec = required().unit(WEEKS);
        /// Time from 10% to 90% of the growth.
        rise_weeks: InputSpec = required().unit(WEEKS).range(ABOVE_0);
        /// Share that buyers of this lane can have.
        available_share: InputSpec = number(1.0).share();
    }
}
