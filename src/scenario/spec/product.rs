//! A product and its launch.

use super::super::describe::{
    ABOVE_0, AT_LEAST_0, H20E, Once, USD, empty, number, optional, required, word,
};
use super::{Day, DemandSpec, InputSpec, LogisticsSpec, Name, SupplySpec, Text, element};

element! {
    /// One chip for sale.
    ProductSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The class by which policies and levies treat it.
        policy_class: Name = word("advanced");
        /// List price.
        price_usd: InputSpec = required().unit(USD).range(AT_LEAST_0);
        /// Cost of making one.
        unit_cost_usd: InputSpec = number(0.0).unit(USD).range(AT_LEAST_0);
        /// Computing power of one chip, in chips of type H20.
        performance_h20e: InputSpec = number(1.0).unit(H20E).range(ABOVE_0);
        /// When and with what odds a product that is not yet for sale arrives.
        launch: LaunchSpec = optional();
        /// Who asks for it, and how orders firm up and leave.
        demand: DemandSpec = empty();
        /// Stock, production line and other customers.
        supply: SupplySpec = empty();
        /// The way from the vendor's stock to the buyer.
        logistics: LogisticsSpec = empty();
    }
}

element! {
    /// The launch of a product that is not yet for sale.
    LaunchSpec {
        /// The day it goes on sale.
        date: Day = required();
        /// Odds that it comes at all.
        odds: InputSpec = number(1.0).share().once(Once::AtStart);
    }
}
