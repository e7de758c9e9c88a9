//! Tit for tat between the capitals.

use super::super::describe::{ABOVE_0, AT_LEAST_0, WEEKS, number};
use super::{InputSpec, element};

element! {
    /// What an escalation by one capital adds to the other's relative hazard of escalating.
    CouplingSpec {
        /// Added to Washington's when Beijing escalates.
        washington_answers: InputSpec = number(0.0).range(AT_LEAST_0);
        /// Added to Beijing's when Washington escalates.
        beijing_answers: InputSpec = number(0.0).range(AT_LEAST_0);
        /// Added to the tariff ladder's when Beijing escalates.
        ladder_answers: InputSpec = number(0.0).range(AT_LEAST_0);
        /// Time in which it fades by half.
        half_life_weeks: InputSpec = number(1.0).unit(WEEKS).range(ABOVE_0);
    }
}
