//! The gates between an order and a shipment, in the order in which they are blamed.

/// Which gate holds a waiting chip back. Attribution is sequential: a chip that two gates hold is
/// put down to the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Interest that is not yet a purchase order.
    NotFirm,
    /// Washington lets nothing out, or Beijing lets this buyer have nothing.
    Barred,
    NotLicensed,
    VolumeCap,
    /// No import approval, or no domestic chips to match it.
    NotApproved,
    NoStock,
    TestLab,
    Customs,
}

/// Every gate with its name in tables and its title.
pub const GATES: [(Gate, &str, &str); 8] = [
    (Gate::NotFirm, "not_firm", "Not a firm order"),
    (Gate::Barred, "barred", "Barred"),
    (Gate::NotLicensed, "not_licensed", "No US licence"),
    (Gate::VolumeCap, "volume_cap", "US volume cap"),
    (Gate::NotApproved, "not_approved", "No Chinese approval"),
    (Gate::NoStock, "no_stock", "No stock"),
    (Gate::TestLab, "test_lab", "US test capacity"),
    (Gate::Customs, "customs", "Chinese customs"),
];
