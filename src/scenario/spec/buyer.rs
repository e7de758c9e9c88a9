//! A buyer.

use super::super::describe::{
    AT_LEAST_0, CHIPS, Once, SHARE, between, flag, number, optional, required, word,
};
use super::{ByProduct, Flag, InputSpec, Name, Text, Whole, element};

/// The lowest priority that a buyer can have.
pub(in crate::scenario) const MAX_TIER: f64 = 20.0;

element! {
    /// A firm or group of firms in China.
    BuyerSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The class by which Beijing's regimes admit it.
        class: Name = word("buyer");
        /// Priority in settlement and in approval rounds; 1 is served first.
        tier: Whole = number(1.0).range(between(1.0, MAX_TIER));
        /// Whether it is on the vendor's white list for US licences at the start.
        white_list: Flag = flag(true);
        /// Odds of a US licence relative to the policy's.
        screening_factor: InputSpec = number(1.0).range(AT_LEAST_0);
        /// Share of the order book. Fixed shares of all buyers sum to 1 for each product.
        order_share: ByProduct =
            required().unit(SHARE).range(AT_LEAST_0).once(Once::AtStart);
        /// Chips that Beijing has approved at the start.
        opening_approved_units: ByProduct =
            number(0.0).unit(CHIPS).range(AT_LEAST_0).once(Once::AtLaunch);
        /// Chips that Washington has licensed at the start.
        opening_licensed_units: ByProduct =
            number(0.0).unit(CHIPS).range(AT_LEAST_0).once(Once::AtLaunch);
    }
}
