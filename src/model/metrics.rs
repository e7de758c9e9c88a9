//! The flows that a week produces, their names and units: one list for tables, targets and charts.

use crate::units::Unit;

/// A flow of a product in a week. The discriminant is its place in [`FLOWS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    Asked,
    Shipped,
    Delivered,
    GrossRevenue,
    NetRevenue,
    UsTake,
    ChinaTake,
    VendorLevy,
    BuyerLevy,
    Refunds,
    Cost,
    WriteDown,
    GrossMargin,
    Compute,
    Cancelled,
    Substituted,
    Offshore,
    Returned,
    Licensed,
    Approved,
    Produced,
    SoldElsewhere,
    GovernmentTake,
    UnsoldCost,
    MarginAfterStock,
}

/// Every flow with its name in tables and its unit.
pub const FLOWS: [(Flow, &str, Unit); 25] = [
    (Flow::Asked, "asked_units", Unit::Chips),
    (Flow::Shipped, "shipped_units", Unit::Chips),
    (Flow::Delivered, "delivered_units", Unit::Chips),
    (Flow::GrossRevenue, "gross_revenue_usd", Unit::Usd),
    (Flow::NetRevenue, "net_revenue_usd", Unit::Usd),
    (Flow::UsTake, "us_take_usd", Unit::Usd),
    (Flow::ChinaTake, "china_take_usd", Unit::Usd),
    (Flow::VendorLevy, "vendor_levy_usd", Unit::Usd),
    (Flow::BuyerLevy, "buyer_levy_usd", Unit::Usd),
    (Flow::Refunds, "levy_refunds_usd", Unit::Usd),
    (Flow::Cost, "cost_usd", Unit::Usd),
    (Flow::WriteDown, "write_down_usd", Unit::Usd),
    (Flow::GrossMargin, "gross_margin_usd", Unit::Usd),
    (Flow::Compute, "compute_delivered_h20e", Unit::H20e),
    (Flow::Cancelled, "cancelled_units", Unit::Chips),
    (Flow::Substituted, "substituted_units", Unit::Chips),
    (Flow::Offshore, "offshore_units", Unit::Chips),
    (Flow::Returned, "returned_units", Unit::Chips),
    (Flow::Licensed, "licensed_units", Unit::Chips),
    (Flow::Approved, "approved_units", Unit::Chips),
    (Flow::Produced, "produced_units", Unit::Chips),
    (Flow::SoldElsewhere, "sold_elsewhere_units", Unit::Chips),
    (Flow::GovernmentTake, "government_take_usd", Unit::Usd),
    (Flow::UnsoldCost, "unsold_cost_usd", Unit::Usd),
    (Flow::MarginAfterStock, "margin_after_stock_usd", Unit::Usd),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flow_stands_at_its_own_place() {
        for (place, (flow, name, _)) in FLOWS.iter().enumerate() {
            assert_eq!(*flow as usize, place, "{name}");
        }
    }
}
