//! Chinese customs.

use super::super::describe::{
    ABOVE_0, AT_LEAST_0, Once, PER_MONTH, WEEKS, number, optional, required, word,
};
use super::{InputSpec, LawSpec, Name, element};
use crate::model::UNLIMITED;

element! {
    /// A gate that opens and closes.
    CustomsSpec {
        /// How the gate stands at the start.
        opening: Name = word("open").choices(&["open", "closed"]);
        /// Odds that it is open at the start, in place of `opening`.
        opening_odds: InputSpec = optional().share().once(Once::AtStart);
        /// How long it stays open.
        open_weeks: LawSpec = required().unit(WEEKS).range(ABOVE_0);
        /// How long it stays closed.
        closed_weeks: LawSpec = required().unit(WEEKS).range(ABOVE_0);
        /// Time of waiting after which crates begin to go back.
        return_after_weeks: InputSpec = number(UNLIMITED).unit(WEEKS).range(AT_LEAST_0);
        /// Hazard of going back then.
        return_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
    }
}
