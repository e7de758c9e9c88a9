//! Supply of a product.

use super::super::describe::{
    AT_LEAST_0, CHIPS, CHIPS_PER_QUARTER, MONTHS, Once, PER_MONTH, PER_YEAR, WEEKS, between,
    number, optional, word,
};
use super::{InputSpec, LawSpec, Name, element};
use crate::model::UNLIMITED;

element! {
    /// The vendor's stock, line and other customers for a product.
    SupplySpec {
        /// Stock that can be offered to this lane at the start.
        opening_stock_units: InputSpec = number(0.0).unit(CHIPS).range(AT_LEAST_0).once(Once::AtLaunch);
        /// How the production line stands at the start.
        opening_line: Name = word("running").choices(&["running", "stopped", "restarting"]);
        /// Output after the ramp.
        full_output_units_per_quarter: InputSpec =
            number(0.0).unit(CHIPS_PER_QUARTER).range(AT_LEAST_0);
        /// Time from a restart decision to the first output.
        ramp_lag_months: InputSpec = number(0.0).unit(MONTHS).range(AT_LEAST_0);
        /// Time from the first to full output, linear.
        ramp_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Standard deviation of the logarithm of weekly output.
        yield_volatility: InputSpec = number(0.0).range(between(0.0, 2.0));
        /// Week-to-week autocorrelation of that logarithm.
        yield_persistence: InputSpec = number(0.0).share();
        /// Hazard of an outage.
        disruption_hazard_per_year: InputSpec = number(0.0).unit(PER_YEAR).range(AT_LEAST_0);
        /// Duration of an outage. Needed where there are outages.
        disruption_weeks: LawSpec = optional().unit(WEEKS).range(AT_LEAST_0);
        /// Share of output that remains in an outage.
        disruption_output_share: InputSpec = number(0.0).share();
        /// What other customers want.
        other_customers_units_per_quarter: InputSpec =
            number(0.0).unit(CHIPS_PER_QUARTER).range(AT_LEAST_0);
        /// Standard deviation of the logarithm of that, week by week.
        other_customers_volatility: InputSpec = number(0.0).range(between(0.0, 2.0));
        /// Share of it that is served before China's buyers.
        other_customers_priority: InputSpec = number(0.0).share();
        /// Time without a shipment after which the vendor may stop the line.
        stop_after_idle_weeks: InputSpec = number(UNLIMITED).unit(WEEKS).range(AT_LEAST_0);
        /// Hazard of stopping then.
        stop_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// A stopped line restarts when firm orders exceed this multiple of stock.
        restart_cover: InputSpec = number(UNLIMITED).range(AT_LEAST_0);
        /// Time that a condition must hold before the vendor acts.
        decision_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Time without permission on either side after which stock is written down.
        write_down_after_weeks: InputSpec = number(UNLIMITED).unit(WEEKS).range(AT_LEAST_0);
        /// Share of stock written off then.
        write_down_share: InputSpec = number(0.0).share();
        /// Share of its unit cost that a chip still in stock is worth; the rest is charged to
        /// margin_after_stock_usd.
        salvage_share: InputSpec = number(0.0).share();
    }
}
