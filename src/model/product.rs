//! A product: its price and power, who asks for it, how it is made and how it travels.

use super::Named;
use crate::process::{Law, Parameter};
use crate::units::Date;

/// One chip for sale.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: Named,
    /// Index into `Model::policy_classes`.
    pub policy_class: usize,
    pub price_usd: Parameter,
    pub unit_cost_usd: Parameter,
    /// Computing power of a chip, in chips of type H20.
    pub performance_h20e: Parameter,
    /// A product not yet for sale: its launch date and the odds that it comes.
    pub launch: Option<(Date, Parameter)>,
    pub demand: Demand,
    pub supply: Supply,
    pub logistics: Logistics,
}

/// How orders for a product appear, firm up and leave.
#[derive(Clone, Debug)]
pub struct Demand {
    /// The opening order book, in chips.
    pub asked_units: Parameter,
    /// Share of the opening book that is firm from the start.
    pub opening_firm_share: Parameter,
    /// Share of all interest that becomes firm at list price when Beijing does not hold it back.
    pub firming_share: Parameter,
    /// Mean weeks from permission to purchase order; 0 means at once.
    pub firming_weeks: Parameter,
    /// Firming without an import approval in hand, relative to firming with one.
    pub unapproved_factor: Parameter,
    /// Elasticity of the firming share to the price including the levy that the buyer bears.
    pub elasticity: Parameter,
    /// New interest a week over all buyers, in chips.
    pub new_interest_per_week: Parameter,
    /// Size of one new order, in chips.
    pub order_size: Law,
    /// Mean of `order_size`, in chips: interest a week over this is orders a week.
    pub order_size_mean: f64,
    /// Hazard a week of a waiting order's end.
    pub cancellation_hazard: Parameter,
    /// Relative growth of that hazard a week of mean waiting.
    pub cancellation_growth: Parameter,
    /// Hazard of a firm order relative to an interest.
    pub firm_cancellation_factor: Parameter,
    /// Hazard a week at which waiting orders turn to domestic chips while there are some.
    pub substitution_hazard: Parameter,
    /// Share of cancelled orders that is served abroad; the rest is given up.
    pub offshore_share: Parameter,
}

/// How a production line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// At full output.
    Running,
    /// No output until the vendor decides to restart.
    Stopped,
    /// Restart decided already; the ramp lag begins at the scenario's start, or at the launch of a
    /// product not yet for sale.
    Restarting,
}

/// The vendor's stock, line and other customers for a product.
#[derive(Clone, Debug)]
pub struct Supply {
    pub opening_stock: Parameter,
    pub opening_line: LineState,
    /// Chips a week after the ramp.
    pub full_output_per_week: Parameter,
    /// Weeks from a restart decision to the first output.
    pub ramp_lag_weeks: Parameter,
    /// Weeks from first to full output, linear.
    pub ramp_weeks: Parameter,
    /// Standard deviation of the logarithm of weekly output.
    pub yield_volatility: Parameter,
    /// Week-to-week autocorrelation of that logarithm.
    pub yield_persistence: Parameter,
    /// Hazard a week of a disruption.
    pub disruption_hazard: Parameter,
    pub disruption_weeks: Law,
    /// Share of output that remains in a disruption.
    pub disruption_output_share: Parameter,
    /// Chips a week that other customers want.
    pub other_customers_per_week: Parameter,
    /// Standard deviation of the logarithm of that.
    pub other_customers_volatility: Parameter,
    /// Share of it served before China's buyers.
    pub other_customers_priority: Parameter,
    /// Weeks without a shipment after which the vendor may stop the line.
    pub stop_after_idle_weeks: Parameter,
    /// Hazard a week of stopping then.
    pub stop_hazard: Parameter,
    /// A stopped line restarts when firm orders exceed this multiple of stock (one chip
    /// at least).
    pub restart_cover: Parameter,
    /// Weeks that condition must hold before the vendor acts.
    pub decision_weeks: Parameter,
    /// Weeks without permission on either side after which stock is written down.
    pub write_down_after_weeks: Parameter,
    /// Share of stock written off then.
    pub write_down_share: Parameter,
    /// Share of its unit cost that a chip in stock is worth.
    pub salvage_share: Parameter,
}

/// The way from the vendor's stock to the buyer. Lags are rounded to whole weeks.
#[derive(Clone, Debug)]
pub struct Logistics {
    /// Chips a week that the US test laboratories take in.
    pub test_throughput_per_week: Parameter,
    pub test_weeks: Parameter,
    pub transit_weeks: Parameter,
    pub clearance_weeks: Parameter,
}
