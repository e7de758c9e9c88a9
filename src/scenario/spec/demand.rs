//! Demand for a product.

use super::super::describe::{
    AT_LEAST_0, CHIPS, CHIPS_PER_MONTH, Once, PER_MONTH, Range, WEEKS, number, optional, required,
};
use super::{InputSpec, LawSpec, element};

const AT_MOST_0: Range = Range { low: f64::NEG_INFINITY, above_low: false, high: 0.0 };

element! {
    /// How orders for a product appear, firm up and leave.
    DemandSpec {
        /// The opening order book.
        asked_units: InputSpec =
            required().unit(CHIPS).range(AT_LEAST_0).once(Once::AtLaunch);
        /// Share of the opening book that is firm from the start.
        opening_firm_share: InputSpec = number(0.0).share().once(Once::AtLaunch);
        /// Share of all interest that becomes firm at list price when Beijing does not hold it back.
        firming_share: InputSpec = number(1.0).share();
        /// Mean time from permission to purchase order.
        firming_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Firming without an import approval in hand, relative to firming with one.
        unapproved_factor: InputSpec = number(1.0).share();
        /// Elasticity of the firming share to the price with the levy that the buyer bears.
        elasticity: InputSpec = number(0.0).range(AT_MOST_0);
        /// New interest over all buyers.
        new_interest_units_per_month: InputSpec =
            number(0.0).unit(CHIPS_PER_MONTH).range(AT_LEAST_0);
        /// Size of one new order. Needed where there is new interest.
        order_size_units: LawSpec = optional().unit(CHIPS).range(AT_LEAST_0);
        /// Hazard of a waiting order's end.
        cancellation_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Growth of that hazard, relative to itself, with the mean time of waiting.
        cancellation_growth_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Hazard of a firm order's end relative to that of an interest.
        firm_cancellation_factor: InputSpec = number(1.0).range(AT_LEAST_0);
        /// Hazard at which waiting orders turn to domestic chips while there are some.
        substitution_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Share of cancelled orders that is served abroad; the rest is given up.
        offshore_share: InputSpec = number(0.0).share();
    }
}
